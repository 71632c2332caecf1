"""An identity provider of our own in a thread, which speaks OpenID Connect and can be told to lie in its tokens."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwk, jwt

CLIENT = "scrollkeeper"
SECRET = "s:cret/of the client"


class FakeProvider:
    """`codes[code] = change` decides what the token for that code says; a `change` edits header, claims and key."""

    def __init__(self) -> None:
        self.key = jwk.generate_key("RSA", 2048, {"kid": "first", "use": "sig"})
        self.published = [self.key]
        self.asked: list[str] = []
        self.forms: list[dict[str, str]] = []
        self.nonces: dict[str, str] = {}
        self.queries: dict[str, dict[str, str]] = {}
        self.algorithm = "RS256"
        self.claims: dict[str, dict[str, Any]] = {}
        self.forge: Callable[[dict[str, Any], dict[str, Any]], str | None] = lambda header, claims: None
        self.userinfo: dict[str, Any] = {}
        self.large = False
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner.answer(self, urlsplit(self.path).path, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                owner.answer(self, self.path, form | {"authorization": self.headers.get("authorization", "")})

            def log_message(self, *arguments: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join(5)

    def answer(self, http: BaseHTTPRequestHandler, path: str, form: dict[str, str]) -> None:
        self.asked.append(path)
        document: dict[str, Any]
        if path == "/.well-known/openid-configuration":
            document = {
                "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/auth",
                "jwks_uri": f"{self.issuer}/keys", "token_endpoint": f"{self.issuer}/token", 
                "userinfo_endpoint": f"{self.issuer}/me", "end_session_endpoint": f"{self.issuer}/leave",
            }  # fmt: skip
        elif path == "/keys":
            document = {"keys": [key.as_dict(private=False) for key in self.published]}
        elif path == "/me":
            document = self.userinfo or {"sub": self.claims[self.forms[-1]["code"]]["sub"]}
        else:
            self.forms.append(form)
            document = {"access_token": "at", "token_type": "Bearer", "id_token": self.id_token(form["code"])}
        content = b" " * (600 << 10) if self.large else json.dumps(document).encode()
        http.send_response(200)
        http.send_header("content-type", "application/json")
        http.send_header("content-length", str(len(content)))
        http.end_headers()
        http.wfile.write(content)

    def id_token(self, code: str) -> str:
        now = int(time.time())
        header = {"alg": self.algorithm, "kid": self.key.kid}
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": self.nonces[code]}
        claims |= self.claims[code]
        forged = self.forge(header, claims)
        return forged if forged is not None else jwt.encode(header, claims, self.key)

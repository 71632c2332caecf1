"""A push service of its own, as browsers' vendors run them (RFC 8030, RFC 8292): takes what is sent as it must be.

usage: vendor.py FOLDER CERTIFICATE. It listens with TLS on a free port, which it writes to FOLDER/port. An endpoint is
/KEY/NAME, where KEY is what the browser's subscription is bound to. What is taken becomes a line of FOLDER/requests,
what is refused because it breaks the rules a line of FOLDER/refused; FOLDER/answer may hold another status to answer
with, and headers.
"""

import base64
import json
import re
import ssl
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

FOLDER, CERTIFICATE = Path(sys.argv[1]), sys.argv[2]
A_DAY = 86_400


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Vendor(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        fault = self.fault_of(headers, body)
        line = {"path": self.path, "headers": headers, "body": base64.b64encode(body).decode(), "fault": fault}
        with (FOLDER / ("refused" if fault else "requests")).open("a") as out:
            out.write(json.dumps(line) + "\n")
        said = json.loads((FOLDER / "answer").read_text())
        self.send_response(403 if fault else said["status"])
        for name, value in said["headers"].items():
            self.send_header(name, value)
        self.send_header("content-length", "0")
        self.end_headers()

    def fault_of(self, headers: dict[str, str], body: bytes) -> str:
        """What breaks a rule of the protocol, or nothing."""
        if headers.get("content-encoding") != "aes128gcm" or not 86 < len(body) <= 4096:
            return "not a body of aes128gcm"
        if not headers.get("ttl", "").isdecimal() or not re.fullmatch(r"[\w-]{1,32}", headers.get("topic", "")):
            return "no TTL, or a Topic that is none"
        if headers.get("urgency") not in ("very-low", "low", "normal", "high"):
            return "no Urgency"
        return self.fault_of_sender(headers.get("authorization", ""))

    def fault_of_sender(self, authorization: str) -> str:
        found = re.fullmatch(r"vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)", authorization)
        if not found:
            return "no VAPID"
        head, claims, signature, key = found.groups()
        if key != self.path.split("/")[1]:
            return "another key than that of the subscription"
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(key))
        raw = decode(signature)
        r, s = (int.from_bytes(raw[at : at + 32], "big") for at in (0, 32))
        try:
            public.verify(encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
        except InvalidSignature:
            return "a wrong signature"
        said = json.loads(decode(claims))
        if json.loads(decode(head))["alg"] != "ES256" or said["aud"] != f"https://{self.headers['host']}":
            return "a token for somebody else"
        if not time.time() < said["exp"] <= time.time() + A_DAY:
            return "a token that is over, or lives too long"
        return "" if re.match(r"mailto:.+@.+|https://", said["sub"]) else "nobody to write to"

    def log_message(self, *_: object) -> None:
        pass


(FOLDER / "answer").write_text(json.dumps({"status": 201, "headers": {}}))
server = ThreadingHTTPServer(("127.0.0.1", 0), Vendor)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERTIFICATE)
server.socket = context.wrap_socket(server.socket, server_side=True)
(FOLDER / "draft").write_text(str(server.server_address[1]))
(FOLDER / "draft").rename(FOLDER / "port")
server.serve_forever()

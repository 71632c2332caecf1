"""Refuses cross-site requests that change something: their Origin must be ours, unless a token authorises them."""

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from scrollkeeper.core.errors import problem_response
from scrollkeeper.core.refusals import note_refusal
from scrollkeeper.core.settings import settings

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def is_same_origin(connection: HTTPConnection) -> bool:
    """Whether a browser's request comes from a page of ours; programs that send no Origin are not browsers."""
    origin = connection.headers.get("origin")
    if origin is not None:
        return origin in _own_origins(connection)
    return connection.headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def _own_origins(connection: HTTPConnection) -> set[str]:
    """PUBLIC_URL, and the host that was asked, with the scheme of the connection.

    https counts for that host in any case: a proxy that we were not told to trust may have ended the TLS. Plain http
    does not where PUBLIC_URL says that this host speaks https: anybody on the network can write such a page.
    """
    public, host = settings().public_url, connection.headers.get("host")
    own = {public} if public else set()
    if host:
        own.add(f"https://{host}")
        if connection.scope["scheme"] in ("http", "ws") and public != f"https://{host}":
            own.add(f"http://{host}")
    return own


class RefuseCrossSite:
    """ASGI middleware in front of everything; the SameSite cookie is the second lock."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            connection = HTTPConnection(scope)
            by_token = connection.headers.get("authorization", "").lower().startswith("bearer ")
            if not by_token and not is_same_origin(connection):
                client = scope.get("client")
                note_refusal(
                    route=f"{scope['method']} other",
                    status=403,
                    why="CrossSite",
                    address=client[0] if client else "",
                    person=None,
                )
                detail = "This request came from another site. Open ScrollKeeper itself and try again."
                await problem_response(403, "Cross-site request", detail)(scope, receive, send)
                return
        await self.app(scope, receive, send)

"""Refuses cross-site requests that change something: their Origin must be ours, unless a token authorises them."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from scrollkeeper.core.errors import problem_response
from scrollkeeper.core.settings import settings

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def is_same_origin(headers: Headers) -> bool:
    """Whether a browser's request comes from a page of ours; programs that send no Origin are not browsers."""
    origin = headers.get("origin")
    if origin is not None:
        ours = {headers.get("host", ""), urlsplit(settings().public_url or "").netloc}
        return urlsplit(origin).netloc in ours - {""}
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")


class RefuseCrossSite:
    """ASGI middleware in front of everything; the SameSite cookie is the second lock."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            headers = Headers(scope=scope)
            by_token = headers.get("authorization", "").lower().startswith("bearer ")
            if not by_token and not is_same_origin(headers):
                detail = "This request came from another site. Open ScrollKeeper itself and try again."
                await problem_response(403, "Cross-site request", detail)(scope, receive, send)
                return
        await self.app(scope, receive, send)

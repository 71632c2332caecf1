"""Bounds on what a request may send: an ordinary body is small and soon there; uploads count their own bytes."""

import asyncio
import re

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scrollkeeper.core.errors import problem_response

MAX_BODY_BYTES = 1 << 20
# For all of an ordinary body: whoever sends a byte now and then must not hold anything for long.
BODY_SECONDS = 60.0
# A page that is captured comes as it is; its HTML is counted again once it is decoded.
MAX_PAGE_BYTES = 4 << 20
PAGES = re.compile(r"^/api/teams/[^/]+/papers/capture$")
# These stream their body part by part and know how much may come.
STREAMED = re.compile(r"^/api/teams/[^/]+/(uploads(/[^/]+)?|papers(/[^/]+/files)?|imports(/zotero)?)$")


class LimitBodies:
    """ASGI middleware: 413 for an ordinary body over a megabyte, announced or not; 408 for one that does not end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or STREAMED.match(scope["path"]):
            await self.app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        seen = int(announced) if announced.isdigit() else 0
        most = MAX_PAGE_BYTES if PAGES.match(scope["path"]) else MAX_BODY_BYTES
        if seen > most:
            await _too_large(most)(scope, receive, send)
            return
        seen, whole, answered = 0, False, False
        refusal: Response | None = None
        deadline = asyncio.get_running_loop().time() + BODY_SECONDS

        async def counted() -> Message:
            nonlocal seen, whole, refusal
            try:
                async with asyncio.timeout_at(None if whole else deadline):
                    message = await receive()
            except TimeoutError:
                refusal = _too_slow()
            else:
                seen += len(message.get("body", b""))
                whole = not message.get("more_body", False)
                if seen > most:
                    refusal = _too_large(most)
            # The app sees a client that went away; what it answers to that is not sent.
            return message if refusal is None else {"type": "http.disconnect"}

        async def watched(message: Message) -> None:
            nonlocal answered
            if refusal is None or answered:
                answered = True
                await send(message)

        try:
            await self.app(scope, counted, watched)
        except ClientDisconnect:
            if refusal is None:
                raise
        if refusal is not None and not answered:
            await refusal(scope, receive, send)


def _too_large(most: int) -> Response:
    return problem_response(413, "Too large", f"The body may have at most {most:,} bytes here.")


def _too_slow() -> Response:
    # The rest of the body would be read as the next request, so the connection cannot be used again.
    detail = f"The body did not arrive within {BODY_SECONDS:.0f} seconds. Send it again."
    return problem_response(408, "Too slow", detail, {"Connection": "close"})

"""Bounds on what a request may send: an ordinary body is small; uploads count their own bytes."""

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scrollkeeper.core.errors import problem_response

MAX_BODY_BYTES = 1 << 20
# These stream their body part by part and know how much may come.
STREAMED = re.compile(r"^/api/teams/[^/]+/(uploads(/[^/]+)?|papers|imports)$")


class LimitBodies:
    """ASGI middleware: 413 for an ordinary body over a megabyte, announced or not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or STREAMED.match(scope["path"]):
            await self.app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        seen = int(announced) if announced.isdigit() else 0
        if seen > MAX_BODY_BYTES:
            await _refuse(scope, receive, send)
            return
        seen, answered = 0, False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            # The app sees a client that went away; what it answers to that is not sent.
            return message if seen <= MAX_BODY_BYTES else {"type": "http.disconnect"}

        async def watched(message: Message) -> None:
            nonlocal answered
            if seen <= MAX_BODY_BYTES or answered:
                answered = True
                await send(message)

        await self.app(scope, counted, watched)
        if seen > MAX_BODY_BYTES and not answered:
            await _refuse(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    detail = f"The body may have at most {MAX_BODY_BYTES:,} bytes here."
    await problem_response(413, "Too large", detail)(scope, receive, send)

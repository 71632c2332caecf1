"""The body of a request as it arrives, which may stall or be cut at any byte."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import Request

from scrollkeeper.core import stopping
from scrollkeeper.core.errors import Problem, Unavailable

STALL_SECONDS = 60.0


class BodyCut(Problem):
    """The connection was cut before the body was complete. Ask for the offset with HEAD and go on from there."""

    title = "Connection cut"


class BodyStalled(Problem):
    """Nothing arrived for a minute; what did is kept. Ask for the offset with HEAD and go on from there."""

    # Not 408: the clients of tus give up on it, and try again after 409.
    status, title = 409, "Nothing arrived"


class ServerStops(Unavailable):
    """This server restarts. What arrived is kept: go on from the offset in Upload-Offset in a moment."""

    title, retry_after = "Restarting", 1


async def until_stopping(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same chunks, for a body that can be resumed; raises ServerStops when the process is about to end."""
    while True:
        try:
            async with stopping.current.cutting_short():
                chunk = await anext(chunks, None)
        except TimeoutError:
            # The rest of the body would be read as the next request.
            raise ServerStops(headers={"Connection": "close"}) from None
        if chunk is None:
            return
        yield chunk


async def body_chunks(request: Request) -> AsyncIterator[bytes]:
    """The body piece by piece; raises BodyCut or BodyStalled where it ends too soon."""
    while True:
        try:
            async with asyncio.timeout(STALL_SECONDS):
                message = await request.receive()
        except TimeoutError:
            # The rest of the body would be read as the next request, so the connection cannot be used again.
            raise BodyStalled(headers={"Connection": "close"}) from None
        if message["type"] == "http.disconnect":
            raise BodyCut
        if chunk := message.get("body", b""):
            yield chunk
        if not message.get("more_body", False):
            return

"""The end of a web process: told to stop, it still answers for some seconds, and what can be resumed is cut short."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scrollkeeper.core.errors import problem_response

log = structlog.get_logger()
# What can be resumed goes on for so long after the signal: most of it ends by itself.
CUT_SECONDS = 5.0


class Stopping:
    """Whether this process has been told to stop; one a process."""

    def __init__(self) -> None:
        self.begun = False
        self._cut = False
        self._limits: set[asyncio.Timeout] = set()

    def begin(self) -> None:
        """From now on the process is not ready; a little later, what can be resumed is cut short."""
        self.begun = True
        asyncio.get_running_loop().call_later(CUT_SECONDS, self.cut)

    def cut(self) -> None:
        self._cut = True
        for limit in self._limits:
            limit.reschedule(asyncio.get_running_loop().time())

    @asynccontextmanager
    async def cutting_short(self) -> AsyncIterator[None]:
        """Raises TimeoutError inside once the process is about to end."""
        async with asyncio.timeout(0 if self._cut else None) as limit:
            self._limits.add(limit)
            try:
                yield
            finally:
                self._limits.discard(limit)


current = Stopping()


class EndQuietly:
    """ASGI middleware: a request that is cancelled because time is up gets a 503 where it can, and no traceback."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except asyncio.CancelledError:
            if not current.begun:
                raise
            log.warning("a request was cut short by the end of the process", kind=scope["type"])
            if scope["type"] == "http" and not started:
                detail = "The server is restarting. Try again in a moment."
                refusal = problem_response(503, "Restarting", detail, {"Retry-After": "2", "Connection": "close"})
                await refusal(scope, receive, send)

"""One live connection: a bounded queue before it, so that whoever reads slowly holds up nobody but themselves."""

import asyncio
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from prometheus_client import Counter, Gauge
from starlette.websockets import WebSocket

from scrollkeeper.accounts.sessions.caller import Caller

# Frames that may wait; they are shared between the sockets of a topic, so a full queue is small.
QUEUE_FRAMES = 1_000
MAX_TOPICS = 50

SIGNED_OUT, NOT_A_MEMBER, TOO_SLOW, BANNED, SERVER_STOPS = 4401, 4403, 4408, 4423, 1012
REASONS = {
    SIGNED_OUT: "You are signed out.",
    NOT_A_MEMBER: "You are no longer in this team.",
    BANNED: "Nothing is answered to this address.",
    TOO_SLOW: "The connection is too slow. Come back and go on from where you were.",
    SERVER_STOPS: "The server restarts. Come back.",
}

SOCKETS = Gauge("scrollkeeper_live_sockets", "Live connections.", multiprocess_mode="livesum")
CLOSED = Counter("scrollkeeper_live_closed_total", "Live connections that we closed, by code.", ("code",))
FRAMES = Counter("scrollkeeper_live_frames_total", "Events handed to live connections.")


class Socket:
    """Frames go in with `offer` without waiting; `write` sends them one after the other."""

    def __init__(self, websocket: WebSocket, caller: Caller) -> None:
        self.websocket = websocket
        self.caller = caller
        self.name = ""  # of the person; looked up when they first say something
        self.topics: dict[str, Any] = {}  # topic → the feed that it is joined to
        self.closing: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._queue: asyncio.Queue[str] = asyncio.Queue(QUEUE_FRAMES)
        self._turn = asyncio.Lock()
        self._sending_since: float | None = None

    @property
    def grant(self) -> UUID:
        """The session or token that lets it in."""
        grant = self.caller.session_id or self.caller.token_id
        assert grant is not None
        return grant

    @property
    def address(self) -> str:
        return self.websocket.client.host if self.websocket.client else ""

    def offer(self, frame: str) -> None:
        """Put a frame into the queue; a socket whose queue is full is dropped, and resumes when it comes back."""
        try:
            self._queue.put_nowait(frame)
        except asyncio.QueueFull:
            self.drop(TOO_SLOW)

    def drop(self, code: int) -> None:
        """Have it closed with this code; nothing that still waits is sent."""
        if not self.closing.done():
            self.closing.set_result(code)

    async def replay(self, frames: Iterable[str]) -> None:
        """Send many frames at the pace of the reader; what is offered meanwhile comes after them."""
        async with self._turn:
            for frame in frames:
                await self._send(frame)

    async def write(self) -> None:
        """Send what is offered, for as long as the socket lives."""
        while True:
            frame = await self._queue.get()
            async with self._turn:
                await self._send(frame)
                while not self._queue.empty():
                    await self._send(self._queue.get_nowait())

    async def _send(self, frame: str) -> None:
        self._sending_since = asyncio.get_running_loop().time()
        await self.websocket.send({"type": "websocket.send", "text": frame})
        self._sending_since = None

    def is_stuck(self, seconds: float) -> bool:
        """Whether one frame has been on its way for longer than this."""
        since = self._sending_since
        return since is not None and asyncio.get_running_loop().time() - since > seconds

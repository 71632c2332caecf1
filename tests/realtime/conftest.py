"""The app behind a real server on a real port: backpressure, closing and cut connections need real sockets."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
import pytest
import uvicorn
import websockets
from fastapi import FastAPI

from scrollkeeper.core import events
from tests import make

SECONDS = 15


@dataclass
class Live:
    """A client of the live connection."""

    connection: websockets.ClientConnection

    async def say(self, **message: Any) -> None:
        await self.connection.send(msgspec.json.encode(message).decode())

    async def hear(self) -> dict[str, Any]:
        """The next frame."""
        async with asyncio.timeout(SECONDS):
            return msgspec.json.decode(await self.connection.recv())

    async def join(self, topic: str, since: int | None = None) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """What came before the answer, and the answer."""
        await self.say(type="join", topic=topic, since=since)
        before = []
        while (frame := await self.hear())["type"] not in ("joined", "refused"):
            before.append(frame)
        return before, frame

    async def ping(self) -> None:
        """The server has dealt with all that was said before."""
        await self.say(type="ping")
        assert await self.hear() == {"type": "pong"}

    async def is_silent(self) -> bool:
        """Whether nothing more comes, when the server has had the time to send it."""
        await asyncio.sleep(0.1)
        await self.say(type="ping")
        return await self.hear() == {"type": "pong"}

    async def closed(self, expect: list[dict[str, Any]] | None = None) -> int:
        """The code it is closed with, after exactly the frames that are expected; any, where that is None."""
        frames = []
        async with asyncio.timeout(SECONDS):
            with contextlib.suppress(websockets.ConnectionClosed):
                async for frame in self.connection:
                    frames.append(msgspec.json.decode(frame))
        assert expect is None or frames == expect
        assert self.connection.close_code is not None
        return self.connection.close_code


async def until(true: Callable[[], bool] | Callable[[], Awaitable[bool]]) -> None:
    """Wait for something that is bound to happen."""
    async with asyncio.timeout(SECONDS):
        while True:
            result = true()
            if await result if isinstance(result, Awaitable) else result:
                return
            await asyncio.sleep(0.01)


def team_topic(who: make.Member) -> str:
    return f"team:{who.team}"


async def happen(transaction: Any, who: make.Member, times: int) -> int:
    """So many events in somebody's team; gives the last clock number."""
    async with transaction() as db:
        subjects: list[dict[str, UUID | None]] = [{}] * times
        return await events.publish_many(db, UUID(who.team), "team.changed", subjects, person_id=who.id)


@pytest.fixture(scope="session")
async def address(app: FastAPI) -> AsyncIterator[str]:
    """Where the app of this run is served."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, lifespan="off", log_config=None, ws_max_size=64 << 10, ws_per_message_deflate=False)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve([listener]))
    await until(lambda: server.started)
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await serving


@asynccontextmanager
async def connected(address: str, who: make.Member | None = None, **options: Any) -> AsyncIterator[Live]:
    """A connection to the server at an address, with somebody's cookie."""
    headers = options.pop("headers", {})
    if who is not None:
        headers["cookie"] = "; ".join(f"{name}={value}" for name, value in who.http.cookies.items())
    url = f"ws://{address}/api/live"
    async with websockets.connect(url, additional_headers=headers, proxy=None, compression=None, **options) as there:
        yield Live(there)


@pytest.fixture
def live(address: str) -> Callable[..., AbstractAsyncContextManager[Live]]:
    """`async with live(ada) as socket:` is a connection with Ada's cookie."""

    def open_live(who: make.Member | None = None, **headers: str) -> AbstractAsyncContextManager[Live]:
        return connected(address, who, headers=headers)

    return open_live

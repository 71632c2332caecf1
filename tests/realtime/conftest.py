"""The app behind a real server on a real port: backpressure, closing and cut connections need real sockets."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
import uvicorn
import websockets
from fastapi import FastAPI

from tests import make

SECONDS = 15


@dataclass
class Live:
    """A client of the live connection."""

    connection: websockets.ClientConnection
    frames: list[dict[str, Any]] = field(default_factory=list)

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

    async def closed(self) -> int:
        """The code it is closed with; frames that still come are dropped."""
        async with asyncio.timeout(SECONDS):
            with contextlib.suppress(websockets.ConnectionClosed):
                async for _ in self.connection:
                    pass
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


Open = Callable[..., Any]


@pytest.fixture
def live(address: str) -> Open:
    """`async with live(ada) as socket:` is a connection with Ada's cookie."""

    @asynccontextmanager
    async def open_live(who: make.Member | None = None, **headers: str) -> AsyncIterator[Live]:
        if who is not None:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in who.http.cookies.items())
        async with websockets.connect(
            f"ws://{address}/api/live", additional_headers=headers, proxy=None, compression=None
        ) as connection:
            yield Live(connection)

    return open_live

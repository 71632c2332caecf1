"""The WebSocket itself: lets a caller in, reads their messages, and closes with a code that says why."""

import asyncio
import contextlib
from typing import Any

from fastapi import APIRouter, WebSocket
from starlette.responses import Response
from starlette.websockets import WebSocketDisconnect

from scrollkeeper.accounts.sessions.caller import Caller, find_caller
from scrollkeeper.accounts.sessions.origin import is_same_origin
from scrollkeeper.core.db import open_request_session
from scrollkeeper.core.errors import problem_response
from scrollkeeper.realtime import hub as hubs
from scrollkeeper.realtime.hub import Hub
from scrollkeeper.realtime.messages import (
    MAX_MESSAGE_CHARS,
    PONG,
    Join,
    Leave,
    Message,
    Say,
    Unreadable,
    frame,
    read_message,
    read_topic,
)
from scrollkeeper.realtime.sockets import CLOSED, REASONS, SERVER_STOPS, SIGNED_OUT, Socket

router = APIRouter(tags=["live"])

CLOSE_SECONDS = 10
# A client may send so many messages at once, and so many a second after that.
BURST, A_SECOND = 200, 20.0
UNSUPPORTED, TOO_MANY, TOO_LARGE, NO_ROOM = 1003, 1008, 1009, 1013


class Allowance:
    """Messages that a client may still send (a token bucket)."""

    def __init__(self) -> None:
        self.left, self.at = float(BURST), asyncio.get_running_loop().time()

    def take(self) -> bool:
        now = asyncio.get_running_loop().time()
        self.left, self.at = min(BURST, self.left + (now - self.at) * A_SECOND) - 1, now
        return self.left >= 0


def _refusal(websocket: WebSocket) -> Response | None:
    """A page of another site must not listen with the cookie of whoever looks at it."""
    by_token = websocket.headers.get("authorization", "").lower().startswith("bearer ")
    if by_token or is_same_origin(websocket):
        return None
    return problem_response(
        403, "Cross-site request", "This connection came from another site. Open ScrollKeeper itself."
    )


@router.websocket("/live")
async def live(websocket: WebSocket) -> None:
    refusal = _refusal(websocket)
    if refusal is not None:
        await websocket.send_denial_response(refusal)
        return
    async with open_request_session.begin() as db:
        caller = await find_caller(db, websocket)
    # A browser can read the reason only of a connection that was accepted.
    await websocket.accept()
    hub = hubs.current()
    if caller is None:
        await _close(websocket, SIGNED_OUT)
    elif hub is None:
        await _close(websocket, SERVER_STOPS)
    elif not hub.has_room_for(caller.person_id):
        await _close(websocket, NO_ROOM, "You have too many windows open.")
    else:
        await _serve(websocket, hub, caller)


async def _serve(websocket: WebSocket, hub: Hub, caller: Caller) -> None:
    """Until the client goes, or the hub wants the socket closed."""
    socket = Socket(websocket, caller)
    hub.enter(socket)
    tasks = [asyncio.create_task(_read(socket, hub)), asyncio.create_task(socket.write())]
    waiting: list[asyncio.Future[Any]] = [*tasks, socket.closing]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        hub.leave(socket)
    if socket.closing.done():
        await _close(websocket, socket.closing.result())
    for error in ended:
        if isinstance(error, Exception) and not isinstance(error, WebSocketDisconnect):
            raise error


async def _read(socket: Socket, hub: Hub) -> None:
    """Answer the client's messages, one after the other."""
    allowance = Allowance()
    while True:
        received = await socket.websocket.receive()
        text = received.get("text")
        if received["type"] == "websocket.disconnect":
            return
        if text is None:
            return socket.drop(UNSUPPORTED)
        if len(text) > MAX_MESSAGE_CHARS:
            return socket.drop(TOO_LARGE)
        if not allowance.take():
            return socket.drop(TOO_MANY)
        try:
            await _answer(socket, hub, read_message(text))
        except Unreadable as error:
            socket.offer(frame("refused", topic=None, detail=str(error)[:300]))


async def _answer(socket: Socket, hub: Hub, message: Message) -> None:
    match message:
        case Join(topic=topic, since=since):
            await hub.join_topic(socket, read_topic(topic), since)
        case Leave(topic=topic):
            hub.leave_topic(socket, str(read_topic(topic)))
        case Say(topic=topic, name=name, data=data):
            await hub.say(socket, str(read_topic(topic)), name, data)
        case _:
            socket.offer(PONG)


async def _close(websocket: WebSocket, code: int, reason: str | None = None) -> None:
    """A peer that reads nothing does not get the code; it must not hold us up."""
    CLOSED.labels(code).inc()
    with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await websocket.close(code, reason or REASONS.get(code, ""))

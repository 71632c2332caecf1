"""Many live connections in a process of their own: says "ready", then which event came when, in JSON lines.

Speaks the least of the WebSocket protocol that it takes (RFC 6455), so that the server is measured and not a client.
"""

import asyncio
import json
import os
import re
import sys
import time
from base64 import b64encode
from functools import partial

CLOSE, PING, PONG = 0x8, 0x9, 0xA


class Listener(asyncio.Protocol):
    """One connection that joins a topic and notes how long each event was on its way."""

    def __init__(self, request: bytes, topic: str, events: int, pattern: "re.Pattern[bytes]") -> None:
        self.request = request
        self.topic = topic
        self.events = events
        self.pattern = pattern
        self.joined = asyncio.get_running_loop().create_future()
        self.heard_all = asyncio.get_running_loop().create_future()
        self.buffer = b""
        self.upgraded = False
        self.took: list[tuple[int, int]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        self.buffer += data
        if not self.upgraded:
            if b"\r\n\r\n" not in self.buffer:
                return
            head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
            assert b" 101 " in head, head
            self.upgraded = True
            self.send(0x1, json.dumps({"type": "join", "topic": self.topic}).encode())
        while (frame := self.take_frame()) is not None:
            self.hear(*frame, now)

    def take_frame(self) -> tuple[int, bytes] | None:
        """Opcode and payload of the next whole frame; ours are never fragmented nor over 64 KiB."""
        if len(self.buffer) < 4:
            return None
        length, start = self.buffer[1] & 0x7F, 2
        if length == 126:
            length, start = int.from_bytes(self.buffer[2:4], "big"), 4
        if len(self.buffer) < start + length:
            return None
        opcode, payload = self.buffer[0] & 0x0F, self.buffer[start : start + length]
        self.buffer = self.buffer[start + length :]
        return opcode, payload

    def hear(self, opcode: int, payload: bytes, now: int) -> None:
        assert opcode != CLOSE, payload
        found = self.pattern.search(payload)
        if opcode == PING:
            self.send(PONG, payload)
        elif found:
            self.took.append((int(found.group(1)), now))
            if len(self.took) == self.events:
                self.heard_all.set_result(None)
        elif b'"joined"' in payload:
            self.joined.set_result(None)

    def send(self, opcode: int, payload: bytes) -> None:
        # A mask of zeros leaves the payload as it is.
        self.transport.write(bytes((0x80 | opcode, 0x80 | len(payload))) + b"\0\0\0\0" + payload)


def upgrade_request(host: str, cookie: str) -> bytes:
    key = b64encode(os.urandom(16)).decode()
    return (
        f"GET /api/live HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


async def listen(address: str, topic: str, cookies: list[str], sockets: int, events: int, pattern: str) -> None:
    host, port = address.split(":")
    loop = asyncio.get_running_loop()
    listeners = []
    for number in range(sockets):
        request = upgrade_request(address, cookies[number % len(cookies)])
        _, listener = await loop.create_connection(
            partial(Listener, request, topic, events, re.compile(pattern.encode())), host, int(port)
        )
        listeners.append(listener)
    await asyncio.gather(*(listener.joined for listener in listeners))
    print("ready", flush=True)
    async with asyncio.timeout(120):
        await asyncio.gather(*(listener.heard_all for listener in listeners))
    for listener in listeners:
        assert [sent for sent, _ in listener.took] == sorted({sent for sent, _ in listener.took})
        print(json.dumps(listener.took))


if __name__ == "__main__":
    asyncio.run(listen(**json.loads(sys.stdin.readline())))

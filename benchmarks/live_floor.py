"""The least that an event to many sockets can cost here: a bare loop that writes the frame to each, and nothing else.

Answers `live_client` as the server does; each line on standard input is the text of a frame to send to everybody.
"""

import asyncio
import sys
from typing import cast

import uvloop

TRANSPORTS: list[asyncio.Transport] = []
UPGRADED = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"


def text_frame(payload: bytes) -> bytes:
    """One unmasked text frame (RFC 6455, section 5.2) of less than 64 KiB."""
    size = len(payload)
    return (bytes((0x81, size)) if size < 126 else bytes((0x81, 126)) + size.to_bytes(2, "big")) + payload


class Peer(asyncio.Protocol):
    """A client: first its request, then that it joins."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclasses of asyncio's.
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET"):
            self.transport.write(UPGRADED)
        else:
            TRANSPORTS.append(self.transport)
            self.transport.write(text_frame(b'{"type":"joined"}'))


async def serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Peer, "127.0.0.1", 0, backlog=1_000)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        frame = text_frame(line.strip())
        for transport in TRANSPORTS:
            transport.write(frame)


if __name__ == "__main__":
    uvloop.run(serve())

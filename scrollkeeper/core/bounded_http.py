"""uvicorn's HTTP with bounds that it lacks: on the bytes of a request's headers, and on the time they may take."""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_BYTES = 64 << 10
HEADER_SECONDS = 20.0
_REFUSAL = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class BoundedHttp(HttpToolsProtocol):
    """One connection. Headers that do not end are held in memory by the parser, so they are counted before it."""

    _header_bytes = 0
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._deadline = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        self._header_bytes = 0
        self._forget_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._header_bytes >= 0:
            self._header_bytes += len(data)
        before = self._header_bytes
        super().data_received(data)
        if self._header_bytes == before and before > HEADER_BYTES and not self.transport.is_closing():
            self.transport.write(_REFUSAL)
            self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._header_bytes < 0:  # The next request of a connection that is kept.
            self._header_bytes = 0
            self._deadline = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def on_headers_complete(self) -> None:
        # Until the next request begins nothing is counted: the body has bounds of its own.
        self._header_bytes = -1
        self._forget_deadline()
        super().on_headers_complete()

    def _forget_deadline(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        transport = cast(Any, self.transport)
        if transport and not transport.is_closing():
            transport.close()

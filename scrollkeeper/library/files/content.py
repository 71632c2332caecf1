"""The bytes of a file as an HTTP answer: whole or in part, from memory where others read it too."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import structlog
from fastapi import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from scrollkeeper.core.errors import NotFound, problem_response
from scrollkeeper.core.methods import is_head
from scrollkeeper.core.storage import ObjectMissing, StorageDown, storage
from scrollkeeper.library.files.byte_ranges import Unsatisfiable, is_unchanged, may_send_part, read_range
from scrollkeeper.library.files.cache import Unreadable, file_cache
from scrollkeeper.library.files.dispositions import content_disposition, pdf_name
from scrollkeeper.library.files.keys import file_key, unlocked_key
from scrollkeeper.library.models import File

log = structlog.get_logger()

# A longer answer is a download of something huge; it would push out what people are reading.
MAX_CACHED_BYTES = 64 << 20
# A file never changes, but who may see it does: after a day the browser asks again, and is told 304.
KEEP = "private, max-age=86400, immutable"
VARY = "Cookie, Authorization"
# A document that somebody uploaded gets no rights of our page, whatever it holds.
HARMLESS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class StoredBody(StreamingResponse):
    """Asks for the first bytes before it promises any, so that a store that is away is a 503 and not a torn answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        pieces = aiter(self.body_iterator)
        try:
            first = await anext(pieces, b"")
        except (Unreadable, ObjectMissing, StorageDown) as error:
            log.error("a stored file cannot be read", error=str(error)[:300])
            detail = "The stored file can’t be read right now. Try again in a minute, or contact your administrator."
            headers = {"Retry-After": "60", "Cache-Control": "no-store"}
            await problem_response(503, "Not available", detail, headers)(scope, receive, send)
            return
        self.body_iterator = _prepend(first, pieces)
        await super().__call__(scope, receive, send)


async def _prepend(first: Any, rest: AsyncIterator[Any]) -> AsyncIterator[Any]:
    yield first
    async for piece in rest:
        yield piece


async def unlocked_size(file: File) -> int | None:
    """Bytes of the copy that needs no password; None where there is none, or none is needed."""
    return await storage().size(unlocked_key(file.id)) if file.encrypted else None


def file_response(request: Request, file: File, *, attachment: bool, unlocked: int | None = None) -> Response:
    """What a GET or HEAD of this file is answered with; the bytes are read while it is sent.

    With `unlocked`, the size in bytes of the copy that needs no password, that copy is sent in its place.
    """
    key, size, etag = file_key(file.sha256), file.size, f'"{file.sha256}"'
    if unlocked is not None:
        key, size, etag = unlocked_key(file.id), unlocked, f'"{file.sha256}-unlocked"'
    headers = HARMLESS | {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": KEEP,
        "Vary": VARY,
        "Content-Disposition": content_disposition(pdf_name(file.name), attachment=attachment),
    }
    asked = request.headers
    if is_unchanged(asked.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    whole = headers | {"Content-Length": str(size)}
    if is_head(request.scope):
        return Response(headers=whole, media_type="application/pdf")
    try:
        part = read_range(asked.get("range"), size) if may_send_part(asked.get("if-range"), etag) else None
    except Unsatisfiable:
        refused = {"Content-Range": f"bytes */{size}"}
        return problem_response(416, "No such range", f"The file has {size} bytes.", refused)
    if part is None:
        return StoredBody(_bytes(key, size, 0, size), headers=whole, media_type="application/pdf")
    start, end = part
    headers |= {"Content-Range": f"bytes {start}-{end - 1}/{size}", "Content-Length": str(end - start)}
    return StoredBody(_bytes(key, size, start, end), 206, headers, "application/pdf")


def _bytes(key: str, size: int, start: int, end: int) -> AsyncIterator[bytes]:
    if end - start > MAX_CACHED_BYTES:
        return storage().stream(key, start, end)
    return file_cache().stream(key, size, start, end)


def thumbnail_response(request: Request, file: File) -> Response:
    """The picture of the first page; it changes only with the parser that made it."""
    if file.thumbnail_key is None:
        raise NotFound("There is no picture of this file, or not yet.")
    version = hashlib.sha256(f"{file.thumbnail_key} {file.parser}".encode()).hexdigest()[:32]
    headers = HARMLESS | {"ETag": f'"{version}"', "Cache-Control": "private, max-age=86400", "Vary": VARY}
    if is_unchanged(request.headers.get("if-none-match"), f'"{version}"'):
        return Response(status_code=304, headers=headers)
    return StoredBody(storage().stream(file.thumbnail_key), headers=headers, media_type="image/webp")

"""Turns the body of a request into durable parts of an upload, with memory that stays flat however many run."""

import asyncio
import mmap
import secrets
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from scrollkeeper.core.db import open_team_session
from scrollkeeper.core.errors import Problem, Unavailable
from scrollkeeper.core.storage import ObjectMissing, storage
from scrollkeeper.ingest.uploads import hashing, service
from scrollkeeper.ingest.uploads.models import Upload
from scrollkeeper.ingest.uploads.service import Piece
from scrollkeeper.ingest.uploads.tus import Checksum

PART_BYTES = 5 << 20
SMALLEST_PART = 64 << 10
# All writers of the process together hold about this much; each gets its share of it.
BUFFERS_BYTES = 24 << 20
MOST_WRITERS = BUFFERS_BYTES // SMALLEST_PART
# On a slow line a part is stored after this long, though it is not full: that much is lost when the server is killed.
PART_SECONDS = 10.0
# A PDF begins with this within its first 1024 bytes (ISO 32000-1, Annex H, implementation note 13).
MAGIC, HEAD_BYTES = b"%PDF-", 1024


class NotAPdf(Problem):
    """This file isn’t a PDF."""

    status, title = 415, "Not a PDF"


class TooManyWriters(Unavailable):
    """Too many uploads are running. Try again in a few seconds."""

    title = "Busy"


class WrongChecksum(Problem):
    """The bytes that arrived do not match their checksum; nothing of this request counts. Send them again."""

    status, title = 460, "Wrong checksum"


def prefix_of(upload_id: object) -> str:
    """Below which storage keys the parts of an upload lie."""
    return f"uploads/{upload_id}/"


class PartWriter:
    """Writes one body: `take` its chunks, then `end`; or `keep` what arrived when the connection was cut."""

    running = 0

    def __init__(
        self, upload: Upload, *, head: bytes | None, checksum: Checksum | None = None, keep: timedelta | None = None
    ) -> None:
        self.upload, self.upload_id, self.team_id = upload, upload.id, upload.team_id
        self.writer, self.limit = upload.writer, upload.size
        self.keep_for = keep
        # Up to `offset` it counts, up to `stored` it is in storage; what came after that is in the buffer.
        self.offset = self.stored = upload.offset
        self.head = None if head is None or MAGIC in head else head
        self.checksum = checksum
        self.body_hash: Any = checksum.hasher() if checksum else None
        self.file_hash: Any = hashing.resume(upload.id, upload.offset)
        self.waiting: list[Piece] = []
        self.buffer: mmap.mmap | None = None
        self.filled = 0
        self.since = 0.0

    def __enter__(self) -> "PartWriter":
        if PartWriter.running >= MOST_WRITERS:
            raise TooManyWriters(headers={"Retry-After": "5"})
        PartWriter.running += 1
        return self

    def __exit__(self, *_: object) -> None:
        PartWriter.running -= 1
        self.buffer = None

    def _is_full(self) -> bool:
        share = max(SMALLEST_PART, BUFFERS_BYTES // PartWriter.running)
        old = self.filled >= SMALLEST_PART and time.monotonic() - self.since > PART_SECONDS
        return old or self.filled >= min(PART_BYTES, share)

    async def take(self, chunk: bytes) -> None:
        """The next bytes; raises TooLarge past the announced length and NotAPdf at the first 1024 bytes."""
        if self.stored + self.filled + len(chunk) > self.limit:
            raise service.TooLarge(f"More than {self.limit} bytes arrived, which was the most.")
        if self.head is not None:
            self._look_at(chunk)
        view = memoryview(chunk)
        while view:
            # A full part is stored when more comes, not before: so the announced length is never reached by a
            # body that turns out to be longer.
            if self.buffer is None:
                self.buffer, self.since = mmap.mmap(-1, PART_BYTES), time.monotonic()
            elif self._is_full():
                await self._store()
                continue
            fits = min(len(view), PART_BYTES - self.filled)
            self.buffer[self.filled : self.filled + fits] = view[:fits]
            self.filled += fits
            view = view[fits:]

    def _look_at(self, chunk: bytes) -> None:
        assert self.head is not None
        self.head += chunk[: HEAD_BYTES - len(self.head)]
        if MAGIC in self.head:
            self.head = None
        elif len(self.head) >= min(HEAD_BYTES, self.limit):
            raise NotAPdf

    @property
    def is_empty(self) -> bool:
        """No byte has come, ever."""
        return self.stored + self.filled == 0

    async def end(self, *, is_whole: bool = False) -> None:
        """The body is complete: store the rest and, with a checksum, count it all or nothing.

        With `is_whole` it was the whole file, of which only the most that it may have was known.
        """
        await self._store(is_whole=is_whole)
        if self.checksum and self.body_hash.digest() != self.checksum.digest:
            await self.forget()
            raise WrongChecksum
        if self.checksum and self.waiting:
            await self._count()

    async def keep(self) -> None:
        """The body was cut: what arrived counts, unless a checksum was to vouch for the whole."""
        if self.checksum:
            await self.forget()
        else:
            await self._store()

    async def forget(self) -> None:
        """Remove the parts that were stored and do not count."""
        keys = [piece.key for piece in self.waiting]
        self.waiting = []
        # What cannot be removed now, the sweep removes when the upload has ended.
        with suppress(Unavailable):
            await storage().delete(keys)

    async def _store(self, *, is_whole: bool = False) -> None:
        if not self.filled or self.buffer is None:
            return
        # Others write as well since this upload began.
        await service.check_room(self.filled)
        key = f"{prefix_of(self.upload_id)}{self.stored:015d}-{secrets.token_hex(8)}"
        piece = Piece(self.stored, self.filled, key)
        data = memoryview(self.buffer)[: self.filled]
        self.waiting.append(piece)
        try:
            await asyncio.gather(storage().put(piece.key, data), asyncio.to_thread(self._hash, data))
        except ObjectMissing:
            # Somebody ended the upload and cleared its folder while we were writing.
            raise service.UploadLocked from None
        # The buffer may still be referred to by the store, so it is left to the collector, never used again.
        self.stored += self.filled
        self.buffer, self.filled = None, 0
        if not self.checksum:
            await self._count(is_whole=is_whole)

    def _hash(self, data: memoryview) -> None:
        if self.body_hash is not None:
            self.body_hash.update(data)
        if self.file_hash is not None:
            self.file_hash.update(data)

    async def _count(self, *, is_whole: bool = False) -> None:
        pieces = self.waiting
        try:
            async with open_team_session(self.team_id) as db:
                moved = await service.move_on(
                    db, self.upload_id, self.writer, pieces, keep=self.keep_for, is_whole=is_whole
                )
        except Problem:
            await self.forget()
            raise
        self.waiting = []
        self.offset = self.stored
        self.upload.offset, self.upload.size, self.upload.expires_at = moved
        if self.file_hash is not None:
            hashing.remember(self.upload_id, self.offset, self.file_hash.copy())

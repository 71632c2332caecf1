"""SHA-256 of uploads under way, kept in memory from request to request; after a restart the parts are read again."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from typing import Any
from uuid import UUID

from scrollkeeper.core.storage import storage

# A hash in progress is some hundred bytes; forgetting one only costs reading the file again.
MOST_KEPT = 2_000
_running: OrderedDict[UUID, tuple[int, Any]] = OrderedDict()


def resume(upload_id: UUID, offset: int) -> Any:
    """A hasher that has seen exactly the first `offset` bytes, or None where nobody remembers."""
    if offset == 0:
        return hashlib.sha256()
    kept = _running.get(upload_id)
    return kept[1].copy() if kept and kept[0] == offset else None


def is_known(upload_id: UUID, offset: int) -> bool:
    """Whether this process itself stored the first `offset` bytes, and nothing else since."""
    kept = _running.get(upload_id)
    return kept is not None and kept[0] == offset


def remember(upload_id: UUID, offset: int, hasher: Any) -> None:
    """Counted bytes never change, so whoever reaches the same offset has hashed the same bytes."""
    _running[upload_id] = (offset, hasher)
    _running.move_to_end(upload_id)
    while len(_running) > MOST_KEPT:
        _running.popitem(last=False)


def forget(upload_id: UUID) -> None:
    _running.pop(upload_id, None)


def forget_all() -> None:
    """As after a restart."""
    _running.clear()


async def stream_parts(keys: Iterable[str]) -> AsyncIterator[bytes]:
    """The bytes of stored parts, one after the other, about a megabyte at a time."""
    for key in keys:
        async for chunk in storage().stream(key):
            yield chunk


async def hash_parts(keys: Iterable[str]) -> str:
    """SHA-256 in hexadecimal, with flat memory and off the event loop."""
    hasher = hashlib.sha256()
    async for chunk in stream_parts(keys):
        await asyncio.to_thread(hasher.update, chunk)
    return hasher.hexdigest()

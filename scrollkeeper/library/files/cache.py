"""Documents that many people have open, kept in memory by the megabyte: the store is asked once for all of them."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import lru_cache

from prometheus_client import Counter, Gauge

from scrollkeeper.core.settings import settings
from scrollkeeper.core.storage import ObjectMissing, StorageDown, storage

CHUNK_BYTES = 1 << 20
PIECE_BYTES = 256 << 10
READS_AT_ONCE = 16
READ_SECONDS = 60

HITS = Counter("scrollkeeper_file_cache_hits_total", "Megabytes of documents answered from memory.")
MISSES = Counter("scrollkeeper_file_cache_misses_total", "Megabytes of documents read from the store.")
HELD = Gauge("scrollkeeper_file_cache_bytes", "Bytes of documents held in memory.", multiprocess_mode="livesum")

Read = Callable[[str, int, int], Awaitable[bytes]]


class Unreadable(Exception):
    """The store does not give the bytes that it should have."""


class FileCache:
    """The chunks used last, up to `max_bytes`. Objects are content-addressed, so what is kept never gets stale."""

    def __init__(self, max_bytes: int, read: Read) -> None:
        self.max_bytes = max_bytes
        self._read = read
        self._chunks: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._loading: dict[tuple[str, int], asyncio.Task[bytes]] = {}
        self._held = 0
        self._slots = asyncio.Semaphore(READS_AT_ONCE)

    async def stream(self, key: str, size: int, start: int, end: int) -> AsyncIterator[bytes]:
        """Bytes `start` up to `end` (exclusive) of an object of `size`, in small pieces. Raises Unreadable."""
        for number in range(start // CHUNK_BYTES, -(-end // CHUNK_BYTES)):
            chunk = await self.chunk(key, size, number)
            base = number * CHUNK_BYTES
            if base + CHUNK_BYTES < end:
                self._ask(key, size, number + 1)
            for at in range(max(start - base, 0), min(end - base, len(chunk)), PIECE_BYTES):
                yield chunk[at : min(at + PIECE_BYTES, end - base)]

    async def chunk(self, key: str, size: int, number: int) -> bytes:
        """A megabyte of an object, the last one shorter."""
        cached = self._chunks.get((key, number))
        if cached is not None:
            HITS.inc()
            self._chunks.move_to_end((key, number))
            return cached
        # Shielded: the one who asked first may go away while the others still wait.
        return await asyncio.shield(self._ask(key, size, number))

    def _ask(self, key: str, size: int, number: int) -> "asyncio.Future[bytes]":
        """The read under way, or a new one: however many ask, the store is asked once."""
        place = (key, number)
        if place in self._chunks:
            done: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
            done.set_result(self._chunks[place])
            return done
        task = self._loading.get(place)
        if task is None:
            MISSES.inc()
            task = asyncio.create_task(self._load(key, size, number))
            self._loading[place] = task
            task.add_done_callback(lambda done: self._finish(place, done))
        else:
            HITS.inc()
        return task

    async def _load(self, key: str, size: int, number: int) -> bytes:
        start = number * CHUNK_BYTES
        length = min(CHUNK_BYTES, size - start)
        try:
            async with self._slots, asyncio.timeout(READ_SECONDS):
                data = await self._read(key, start, length)
        except (ObjectMissing, StorageDown, OSError) as error:
            raise Unreadable(f"{key} cannot be read: {str(error)[:300]}") from error
        if len(data) != length:
            raise Unreadable(f"{key} is shorter than it should be")
        return data

    def _finish(self, place: tuple[str, int], task: "asyncio.Task[bytes]") -> None:
        del self._loading[place]
        if task.cancelled() or task.exception() is not None:
            return
        self._chunks[place] = task.result()
        self._held += len(task.result())
        while self._held > self.max_bytes:
            self._held -= len(self._chunks.popitem(last=False)[1])
        HELD.set(self._held)


@lru_cache(1)
def file_cache() -> FileCache:
    """The cache of this process."""
    return FileCache(settings().file_cache_bytes, lambda key, start, length: storage().read(key, start, length))

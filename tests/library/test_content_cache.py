"""The cache of hot documents: bounded, one read for many readers, and never other bytes than the store has."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.library.files.cache import CHUNK_BYTES, PIECE_BYTES, FileCache, Unreadable


class Store:
    """A store in memory that counts what it is asked and can be slow or broken."""

    def __init__(self, **objects: bytes) -> None:
        self.objects = objects
        self.reads: list[tuple[str, int]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.fails = 0

    async def read(self, key: str, start: int, length: int) -> bytes:
        self.reads.append((key, start // CHUNK_BYTES))
        await self.gate.wait()
        if self.fails:
            self.fails -= 1
            raise OSError("the disk is on fire")
        return self.objects[key][start : start + length]


def document(megabytes: float) -> bytes:
    size = int(megabytes * CHUNK_BYTES)
    return bytes(range(251)) * (size // 251 + 1)


async def whole(cache: FileCache, key: str, size: int) -> bytes:
    return b"".join([piece async for piece in cache.stream(key, size, 0, size)])


async def test_a_hundred_readers_of_one_document_read_the_store_once():
    data = document(5.5)
    store = Store(a=data)
    store.gate.clear()
    cache = FileCache(64 << 20, store.read)
    readers = [asyncio.create_task(whole(cache, "a", len(data))) for _ in range(100)]
    await asyncio.sleep(0)
    store.gate.set()
    assert all(read == data for read in await asyncio.gather(*readers))
    assert sorted(store.reads) == [("a", number) for number in range(6)]


async def test_it_holds_no_more_than_it_may_and_forgets_what_was_used_longest_ago():
    store = Store(**{name: document(1) for name in "abcd"})
    size = len(store.objects["a"])
    assert size > CHUNK_BYTES
    cache = FileCache(3 * CHUNK_BYTES, store.read)
    for name in "abc":
        await cache.chunk(name, size, 0)
    await cache.chunk("a", size, 0)
    await cache.chunk("d", size, 0)
    assert cache._held <= cache.max_bytes
    store.reads.clear()
    for name in "acd":
        await cache.chunk(name, size, 0)
    assert store.reads == []
    await cache.chunk("b", size, 0)
    assert store.reads == [("b", 0)]


async def test_a_failed_read_is_told_to_all_who_wait_and_not_remembered():
    store = Store(a=b"paper")
    store.fails = 1
    store.gate.clear()
    cache = FileCache(CHUNK_BYTES, store.read)
    waiting = [asyncio.create_task(cache.chunk("a", 5, 0)) for _ in range(3)]
    await asyncio.sleep(0)
    store.gate.set()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(result) for result in results] == [Unreadable] * 3
    assert len(store.reads) == 1
    assert await cache.chunk("a", 5, 0) == b"paper"


async def test_who_asked_first_may_go_away_while_others_wait():
    store = Store(a=b"paper")
    store.gate.clear()
    cache = FileCache(CHUNK_BYTES, store.read)
    first = asyncio.create_task(cache.chunk("a", 5, 0))
    second = asyncio.create_task(cache.chunk("a", 5, 0))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    store.gate.set()
    assert await second == b"paper"
    assert store.reads == [("a", 0)]


async def test_an_object_shorter_than_its_row_says_is_refused():
    cache = FileCache(CHUNK_BYTES, Store(a=b"pap").read)
    with pytest.raises(Unreadable):
        await cache.chunk("a", 5, 0)


DATA = document(2.3)


@given(st.integers(0, len(DATA)), st.integers(0, len(DATA)))
def test_any_stretch_comes_back_in_small_pieces(one, other):
    start, end = min(one, other), max(one, other)

    async def read() -> list[bytes]:
        cache = FileCache(CHUNK_BYTES, Store(a=DATA).read)
        return [piece async for piece in cache.stream("a", len(DATA), start, end)]

    pieces = asyncio.run(read())
    assert b"".join(pieces) == DATA[start:end]
    assert all(0 < len(piece) <= PIECE_BYTES for piece in pieces)

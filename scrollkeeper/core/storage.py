"""The object store for bytes: a local folder or any S3, reached through obstore; a put that returned is on disk."""

import asyncio
import os
import re
import shutil
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import parse_qs, urlsplit

import obstore
import structlog
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, MemoryStore, S3Store

from scrollkeeper.core.errors import Unavailable

log = structlog.get_logger()
CHUNK_BYTES = 1 << 20
# obstore waits up to three minutes for a store that is down, which is longer than anybody in front of it does.
RETRIES: Any = {"max_retries": 2, "retry_timeout": timedelta(seconds=4)}
# What is small answers within this time, or the store is down; a whole part or file gets longer. Once it was down, the
# next few seconds ask nobody, so that requests do not pile up in waiting.
SMALL_SECONDS, LARGE_SECONDS, DOWN_SECONDS = 5.0, 20.0, 3.0
# A store that gives fewer bytes a second than this is taken for down.
SLOW_BYTES = 1 << 20
# The local store writes beside the target under this name first; a killed process leaves it behind.
LEFTOVER = re.compile(r"#\d+$")


class StorageDown(Unavailable):
    """File storage isn’t responding or is full. Nothing is lost; try again in a minute."""

    title, retry_after = "File store not available", 5


class ObjectMissing(Exception):
    """There is no object at this key."""


class StorageRefused(Exception):
    """STORAGE_URL names nothing that we can use; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as a listing shows it."""

    key: str
    size: int
    modified: datetime


class Storage:
    """Objects by key. Keys of files are content-addressed, so an object is never overwritten with other bytes.

    Every wait ends: after some seconds without an answer the store is down, and everybody hears so at once.
    """

    def __init__(self, store: Any, folder: Path | None = None) -> None:
        self.store = store
        self.folder = folder
        self._down_until = 0.0

    @asynccontextmanager
    async def _asking(self, key: str, seconds: float) -> AsyncIterator[asyncio.Timeout]:
        """Errors as ours. FileNotFoundError and OSError come from the local store, BaseError from any."""
        if time.monotonic() < self._down_until:
            raise StorageDown
        try:
            # A local disk is never waited for in vain, only long.
            async with asyncio.timeout(seconds if self.folder is None else None) as limit:
                yield limit
        except (NotFoundError, FileNotFoundError):
            raise ObjectMissing(key) from None
        except (BaseError, OSError) as error:  # TimeoutError is an OSError.
            log.error("storage failed", key=key, error=str(error)[:500] or type(error).__name__)
            if self.folder is None:
                self._down_until = time.monotonic() + DOWN_SECONDS
            raise StorageDown from error

    async def put(self, key: str, data: bytes | bytearray | memoryview) -> None:
        """Store these bytes, which are not copied; when this returns they survive a power cut."""
        async with self._asking(key, LARGE_SECONDS):
            await obstore.put_async(self.store, key, data, use_multipart=False)
            await self._make_durable(key)

    async def put_stream(self, key: str, chunks: AsyncIterator[bytes]) -> None:
        """Store an object of any size with flat memory; it appears whole or not at all."""
        async with self._asking(key, LARGE_SECONDS) as limit:
            put = chunks if self.folder else _prolonging(limit, chunks)
            await obstore.put_async(self.store, key, put, chunk_size=5 << 20, max_concurrency=1)
            await self._make_durable(key)

    async def copy(self, source: str, target: str) -> None:
        """Give an object a second key, without its bytes passing through us. Raises ObjectMissing."""
        async with self._asking(source, LARGE_SECONDS):
            await obstore.copy_async(self.store, source, target)
            await self._make_durable(target)

    async def size(self, key: str) -> int | None:
        """Bytes of the object, or None where there is none."""
        try:
            async with self._asking(key, SMALL_SECONDS):
                return int((await obstore.head_async(self.store, key))["size"])
        except ObjectMissing:
            return None

    async def read(self, key: str, start: int, length: int) -> bytes:
        """`length` bytes from `start`. Raises ObjectMissing."""
        if not length:
            return b""
        async with self._asking(key, SMALL_SECONDS + length / SLOW_BYTES):
            return bytes(await obstore.get_range_async(self.store, key, start=start, length=length))

    async def stream(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to `end` (exclusive), about a megabyte at a time. Raises ObjectMissing."""
        options: Any = {}
        if start or end is not None:
            if end is not None and end <= start:
                return
            options = {"options": {"range": {"offset": start} if end is None else (start, end)}}
        async with self._asking(key, SMALL_SECONDS):
            chunks = aiter((await obstore.get_async(self.store, key, **options)).stream(min_chunk_size=CHUNK_BYTES))
        while True:
            # Around each chunk and not around `yield`: how long the reader takes is not the store's fault.
            async with self._asking(key, LARGE_SECONDS):
                chunk = await anext(chunks, None)
            if chunk is None:
                return
            yield bytes(chunk)

    async def delete(self, keys: Iterable[str]) -> None:
        """Remove objects; those that are gone already do not matter."""
        for batch in _batches(keys, 500 if isinstance(self.store, S3Store) else 1):
            with suppress(ObjectMissing):
                async with self._asking(batch[0], LARGE_SECONDS):
                    await obstore.delete_async(self.store, batch)

    async def list(self, prefix: str) -> AsyncIterator[Stored]:
        """Every object below a prefix."""
        batches = aiter(obstore.list(self.store, prefix=prefix, chunk_size=500))
        while True:
            async with self._asking(prefix, LARGE_SECONDS):
                batch = await anext(batches, None)
            if batch is None:
                return
            for one in batch:
                yield Stored(one["path"], one["size"], one["last_modified"])

    async def free_bytes(self) -> int | None:
        """Room that is left on the disk of the local folder; None where the store is remote. Raises StorageDown."""
        if self.folder is None:
            return None
        try:
            return (await asyncio.to_thread(shutil.disk_usage, self.folder)).free
        except OSError as error:
            log.error("storage failed", key="", error=str(error))
            raise StorageDown from error

    async def remove_leftovers(self, older_than: timedelta, *, prefix: str = "") -> int:
        """Remove half-written files that a killed process left in the local folder; a listing never shows them."""
        if self.folder is None:
            return 0
        before = time.time() - older_than.total_seconds()
        return await asyncio.to_thread(_remove_leftovers, self.folder / prefix, before)

    def as_file(self, key: str) -> AbstractAsyncContextManager[Path]:
        """The object as a local file for a program that needs one; a copy where the store is remote."""
        return self._as_file(key)

    @asynccontextmanager
    async def _as_file(self, key: str) -> AsyncIterator[Path]:
        if self.folder is not None:
            yield self.folder / key
            return
        with NamedTemporaryFile(prefix="scrollkeeper-") as copy:
            async for chunk in self.stream(key):
                await asyncio.to_thread(copy.write, chunk)
            await asyncio.to_thread(copy.flush)
            yield Path(copy.name)

    async def _make_durable(self, key: str) -> None:
        """obstore renames a written file into place but does not ask the disk; we do, for it and its folders."""
        if self.folder is not None:
            await asyncio.to_thread(_fsync_path, self.folder / key, self.folder)


async def _prolonging(limit: asyncio.Timeout, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks; as long as the store takes more of them, time is not up."""
    async for chunk in chunks:
        limit.reschedule(asyncio.get_running_loop().time() + LARGE_SECONDS)
        yield chunk


def _batches(keys: Iterable[str], size: int) -> Iterator[list[str]]:
    remaining = iter(keys)
    while batch := list(islice(remaining, size)):
        yield batch


def _remove_leftovers(root: Path, before: float) -> int:
    """Files half written before this time, and the folders of ended uploads that are empty since."""
    removed = 0
    for folder, _, names in os.walk(root, topdown=False):
        for name in names:
            path = Path(folder, name)
            with suppress(FileNotFoundError):
                if LEFTOVER.search(name) and path.stat().st_mtime < before:
                    path.unlink()
                    removed += 1
        if not names and Path(folder) != root and Path(folder).stat().st_mtime < before:
            # Not empty after all, or filled meanwhile: then it stays.
            with suppress(OSError):
                Path(folder).rmdir()
    return removed


def _fsync_path(path: Path, root: Path) -> None:
    while True:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if path == root:
            return
        path = path.parent


def open_storage(url: str | None, data_dir: Path) -> Storage:
    """The storage of STORAGE_URL; `<data_dir>/files` without one. Raises StorageRefused."""
    if url is None:
        url = f"file://{(data_dir / 'files').resolve()}"
    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = Path(parts.path)
        folder.mkdir(parents=True, exist_ok=True)
        return Storage(LocalStore(prefix=folder, mkdir=True), folder)
    if parts.scheme == "memory":
        return Storage(MemoryStore())
    if parts.scheme != "s3" or not parts.netloc:
        raise StorageRefused("STORAGE_URL must be s3://bucket/prefix or file:///folder.")
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    unknown = set(options) - {"endpoint", "region", "path_style"}
    if unknown:
        raise StorageRefused(f"STORAGE_URL has an option we do not know: {', '.join(sorted(unknown))}.")
    endpoint = options.get("endpoint") or os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    region = (
        options.get("region") or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
    )
    config: dict[str, Any] = {"bucket": parts.netloc, "region": region}
    if endpoint:
        config |= {"endpoint": endpoint, "virtual_hosted_style_request": options.get("path_style") == "false"}
    client: Any = {
        "timeout": "60s",
        "connect_timeout": "3s",
        "allow_http": bool(endpoint and endpoint.startswith("http:")),
    }
    store = S3Store(prefix=parts.path.strip("/") or None, client_options=client, retry_config=RETRIES, **config)
    return Storage(store)


_storage: Storage | None = None


def use(storage: Storage) -> Storage:
    """Make this the storage of the process."""
    global _storage
    _storage = storage
    return storage


def storage() -> Storage:
    """The storage of the process."""
    assert _storage is not None, "core.storage.use(…) comes first"
    return _storage

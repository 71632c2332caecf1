"""Objects of a backup: which ones a database names, and how they get into the target, each once."""

import asyncio
import hashlib
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from scrollkeeper.backups.encryption import Encryption
from scrollkeeper.backups.errors import BackupFailed
from scrollkeeper.backups.manifests import object_key
from scrollkeeper.core.storage import Storage
from scrollkeeper.library.files.keys import FILES, UNLOCKED

# Pictures of first pages and copies without a password are not named by their contents, and need not be there.
# Parts of uploads under way are left out: such an upload begins again.
NAMED = f"""
    select '{FILES}' || left(sha256, 2) || '/' || sha256 || '.pdf' as key, sha256, max(size) as size
        from files group by sha256
    union all select '{UNLOCKED}' || id || '.pdf', null::text, null::bigint from files where encrypted
    union all select distinct thumbnail_key, null::text, null::bigint from files where thumbnail_key is not null
"""  # noqa: S608


class Entry(NamedTuple):
    """A line of the contents: which key has which bytes."""

    key: str
    sha256: str
    size: int


_KEY = re.compile(r"[a-z]+(/[0-9a-z][0-9a-z.-]{0,99}){1,2}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def is_named_well(entry: Entry) -> bool:
    """Whether this can be an object of ours, whose key leads nowhere but into the store."""
    return bool(_KEY.fullmatch(entry.key) and _SHA256.fullmatch(entry.sha256) and entry.size >= 0)


class Differs(Exception):
    """An object does not have the bytes that it should."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of one named object: its entry, how many bytes were copied, and what is wrong with it."""

    entry: Entry | None
    new_bytes: int = 0
    fault: str = ""


class Check:
    """Lets chunks through and hashes them; with `expected`, the last does not come where they differ."""

    def __init__(self, sha256: str = "", size: int = -1) -> None:
        self._expected = (sha256, size) if sha256 else None
        self._hash, self.size = hashlib.sha256(), 0
        self.failed = False

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    async def through(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Raises Differs at the end, when it is known."""
        async for chunk in chunks:
            self.size += len(chunk)
            await asyncio.to_thread(self._hash.update, chunk)
            yield chunk
        if self._expected and self._expected != (self.sha256, self.size):
            self.failed = True
            raise Differs


async def measure(chunks: AsyncIterator[bytes]) -> tuple[str, int]:
    """Hash and size of these bytes."""
    check = Check()
    async for _ in check.through(chunks):
        pass
    return check.sha256, check.size


async def put_checked(storage: Storage, key: str, chunks: AsyncIterator[bytes], check: Check) -> None:
    """Store what went through the check; raises Differs, whatever the store makes of that, and stores nothing then."""
    try:
        await storage.put_stream(key, chunks)
    except Exception as error:
        if check.failed:
            raise Differs from error
        raise


def _link_file(source: Path, target: Path) -> bool:
    """Whether it could be done: not on another disk, and not everywhere."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        target.unlink(missing_ok=True)
        target.hardlink_to(source)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError:
        return False
    return True


class Copier:
    """Copies objects from the store into the target, unless they are there."""

    def __init__(self, source: Storage, target: Storage, encryption: Encryption, *, least_free: int) -> None:
        self._source, self._target, self._encryption = source, target, encryption
        self._least_free = least_free

    async def copy(self, key: str, sha256: str | None, size: int | None) -> Copied:
        """Named by its contents where `sha256` is given; otherwise its contents are looked at first."""
        if sha256 is not None and size is not None:
            entry = Entry(key, sha256, size)
            if await self._has(entry):
                return Copied(entry)
            try:
                if await self._source.size(key) == size:
                    return Copied(entry, await self._store(entry))
            except Differs:
                pass
        if await self._source.size(key) is None:
            return Copied(None, fault="missing" if sha256 else "")
        # What is there is kept, even when it is not what it should be: it may be the only copy.
        entry = Entry(key, *await measure(self._source.stream(key)))
        new = 0 if await self._has(entry) else await self._store(entry)
        return Copied(entry, new, "damaged" if sha256 else "")

    async def _has(self, entry: Entry) -> bool:
        name = self._encryption.name_of(entry.sha256)
        return await self._target.size(object_key(name)) == self._encryption.stored_size(entry.size)

    async def _store(self, entry: Entry) -> int:
        name, check = self._encryption.name_of(entry.sha256), Check(entry.sha256, entry.size)
        if await self._link(entry, object_key(name)):
            return entry.size
        await self.require_room(entry.size)
        chunks = self._encryption.encrypt(name, check.through(self._source.stream(entry.key)))
        await put_checked(self._target, object_key(name), chunks, check)
        return entry.size

    async def _link(self, entry: Entry, key: str) -> bool:
        """On one disk a plain backup takes no room: the file, which never changes, gets a second name there."""
        if not self._encryption.plain or self._source.folder is None or self._target.folder is None:
            return False
        if await measure(self._source.stream(entry.key)) != (entry.sha256, entry.size):
            raise Differs
        return await asyncio.to_thread(_link_file, self._source.folder / entry.key, self._target.folder / key)

    async def require_room(self, size: int) -> None:
        """Raises BackupFailed where the target's disk would be left with too little."""
        free = await self._target.free_bytes()
        if free is not None and free - size < self._least_free:
            raise BackupFailed(
                f"The disk of the backups is full: {size:,} bytes are to be written and {free:,} are free. Make "
                "room, or choose another place."
            )

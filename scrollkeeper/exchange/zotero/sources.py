"""Where a Zotero library comes from: its data folder on this machine, or a ZIP of that."""

import asyncio
import os
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from scrollkeeper.core.errors import Invalid

DATABASE = "zotero.sqlite"
MAX_DATABASE = 512 << 20
CHUNK_BYTES = 1 << 20
# What reading a damaged, cut or encrypted member of a ZIP raises.
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)
# Of a ZIP's list of what is in it: some hundred thousand files.
MAX_DIRECTORY = 16 << 20
_END, _END_BYTES = b"PK\5\6", 22
_END64, _LOCATOR64_BYTES = b"PK\6\7", 20


class BadLibrary(Invalid):
    """This is not a Zotero data folder: there is no zotero.sqlite in it."""


class Source(Protocol):
    """Gives the database and the stored files, by the key of their attachment and their name."""

    def find(self, key: str, name: str) -> "Stored | None": ...

    def database(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of an attachment."""

    name: str
    size: int
    source: "Folder | Archive"
    path: str

    async def chunks(self) -> AsyncIterator[bytes]:
        """Its bytes, about a megabyte at a time."""
        file = await asyncio.to_thread(self.source.open, self.path)
        with file:
            while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
                yield chunk


class Folder:
    """A data folder. Nothing in it is written, and Zotero may be running."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = folder / DATABASE
        if not path.is_file():
            raise BadLibrary(f"There is no {DATABASE} in {folder}.")
        if path.stat().st_size > MAX_DATABASE:
            raise BadLibrary(f"The database is larger than {MAX_DATABASE >> 20} MB.")
        if (folder / f"{DATABASE}-journal").exists():
            raise BadLibrary("Zotero is writing at this moment. Close it, or try again.")

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Path]:
        yield self.folder / DATABASE

    def find(self, key: str, name: str) -> Stored | None:
        """The file that an attachment stored."""
        folder = self.folder / "storage" / _one_part(key)
        if not folder.is_dir():
            return None
        names = [entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
        chosen = _choose(names, name)
        if chosen is None:
            return None
        path = folder / chosen
        return Stored(chosen, path.stat().st_size, self, str(path))

    def open(self, path: str) -> IO[bytes]:
        return Path(path).open("rb")


class Archive:
    """A ZIP of a data folder, which may have the folder itself in it. Its list is bounded before it is read."""

    def __init__(self, path: Path) -> None:
        if _directory_bytes(path) > MAX_DIRECTORY:
            raise BadLibrary("The ZIP holds too many files. Leave everything out but zotero.sqlite and storage.")
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            raise BadLibrary("The ZIP is damaged or incomplete. Make it again.") from None
        databases = [one for one in self.zip.infolist() if PurePosixPath(one.filename).name == DATABASE]
        if not databases:
            raise BadLibrary(f"There is no {DATABASE} in this ZIP. Make it of Zotero’s data folder.")
        self.member = min(databases, key=lambda one: one.filename.count("/"))
        self.below = self.member.filename.removesuffix(DATABASE) + "storage/"
        self.files: dict[str, dict[str, zipfile.ZipInfo]] = {}
        for one in self.zip.infolist():
            parts = one.filename.removeprefix(self.below).split("/")
            if one.filename.startswith(self.below) and len(parts) == 2 and parts[1]:
                self.files.setdefault(parts[0], {})[parts[1]] = one

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Path]:
        with tempfile.NamedTemporaryFile(prefix="scrollkeeper-zotero-") as copy:
            await asyncio.to_thread(self._unpack, copy)
            yield Path(copy.name)

    def _unpack(self, copy: IO[bytes]) -> None:
        """What is said of its size is not believed: it is counted."""
        size = 0
        try:
            with self.zip.open(self.member) as file:
                while chunk := file.read(CHUNK_BYTES):
                    size += len(chunk)
                    if size > MAX_DATABASE:
                        raise BadLibrary(f"The database is larger than {MAX_DATABASE >> 20} MB.")
                    copy.write(chunk)
        except BROKEN:
            raise BadLibrary("The database in the ZIP is damaged. Make the ZIP again.") from None
        copy.flush()

    def find(self, key: str, name: str) -> Stored | None:
        """The file that an attachment stored."""
        there = self.files.get(key, {})
        chosen = _choose(list(there), name)
        return Stored(chosen, there[chosen].file_size, self, f"{key}/{chosen}") if chosen else None

    def open(self, path: str) -> IO[bytes]:
        key, name = path.split("/", 1)
        return self.zip.open(self.files[key][name])


def _choose(names: list[str], wanted: str) -> str | None:
    """The name meant, whatever Unicode form it was written in; else the only PDF that there is."""
    for name in names:
        if unicodedata.normalize("NFC", name) == unicodedata.normalize("NFC", wanted):
            return name
    pdfs = [name for name in names if name.lower().endswith(".pdf")]
    return pdfs[0] if len(pdfs) == 1 and wanted.lower().endswith(".pdf") else None


def _one_part(key: str) -> str:
    return key if key.isalnum() and len(key) <= 20 else "none"


def _directory_bytes(path: Path) -> int:
    """How large the list of the archive's files says it is; raises BadLibrary where there is none."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END_BYTES - 65_535 - _LOCATOR64_BYTES))
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) - at < _END_BYTES:
            raise BadLibrary("This is no ZIP, or it is not complete.")
        found = int.from_bytes(tail[at + 12 : at + 16], "little")
        locator = at - _LOCATOR64_BYTES
        if locator >= 0 and tail[locator : locator + 4] == _END64:
            file.seek(min(size, int.from_bytes(tail[locator + 8 : locator + 16], "little")))
            found = max(found if found != 0xFFFFFFFF else 0, int.from_bytes(file.read(56)[40:48], "little"))
    return found

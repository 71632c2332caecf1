"""Writes a ZIP while it is being sent, so that it takes no room in memory or on disk, however large it is."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_ENTRY = (2020, 1, 1, 0, 0, 0)  # The same content makes the same bytes.


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the archive; what is compressed already is stored as it is."""

    name: str
    content: AsyncGenerator[bytes]
    compress: bool = True


class _Sink:
    """Takes what zipfile writes until it is sent; it cannot seek, so sizes follow the content (data descriptors).

    No file of Python: the garbage collector would close such a one under an archive that nobody reads to its end.
    """

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits here but what `take` gives."""

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


class _Archive(ZipFile):
    """Is finished by `close` alone: what a reader has left stays half written."""

    def __del__(self) -> None:
        pass


async def zip_stream(entries: AsyncGenerator[Entry]) -> AsyncGenerator[bytes]:
    """The bytes of the archive, in pieces about as large as those of the content."""
    sink = _Sink()
    async with aclosing(entries):
        with _Archive(sink, "w") as archive:  # type: ignore[call-overload]
            async for entry in entries:
                info = ZipInfo(entry.name, date_time=_ENTRY)
                info.compress_type = ZIP_DEFLATED if entry.compress else ZIP_STORED
                info.external_attr = 0o644 << 16
                async with aclosing(entry.content):
                    with archive.open(info, "w", force_zip64=True) as file:
                        async for part in entry.content:
                            # Compressing takes long enough that others would wait for it.
                            await asyncio.to_thread(file.write, part)
                            if ready := sink.take():
                                yield ready
        yield sink.take()


LONGEST = 150
# Windows opens these as devices, whatever their ending.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


def _shorten(name: str) -> str:
    """At most 150 characters; a short ending stays, since it says what a file is."""
    stem, dot, ending = name.rpartition(".")
    return name[:LONGEST] if not dot or len(ending) > 8 else f"{stem[: LONGEST - 9].rstrip(' .')}.{ending}"


class Names:
    """Names of files in a folder, each used once, and harmless wherever the archive is unpacked."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def take(self, folder: str, name: str) -> str:
        """ "lab/paper.pdf", then "lab/paper (2).pdf"."""
        clean = "".join(" " if char in '<>:"/\\|?*' or not char.isprintable() else char for char in name)
        stem, dot, ending = (_shorten(clean.strip(" .")) or "file").rpartition(".")
        stem, ending = (stem, dot + ending) if stem else (ending, "")
        if stem.partition(".")[0].strip().lower() in _DEVICES:
            stem = f"_{stem}"
        number, chosen = 1, f"{folder}/{stem}{ending}"
        while chosen.casefold() in self._used:
            number += 1
            chosen = f"{folder}/{stem} ({number}){ending}"
        self._used.add(chosen.casefold())
        return chosen

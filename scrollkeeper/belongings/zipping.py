"""Writes a ZIP while it is being sent, so that it takes no room in memory or on disk, however large it is."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_ENTRY = (2020, 1, 1, 0, 0, 0)  # The same content makes the same bytes.


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the archive; what is compressed already is stored as it is."""

    name: str
    content: AsyncIterator[bytes]
    compress: bool = True


class _Sink(io.RawIOBase):
    """Takes what zipfile writes until it is sent; it cannot seek, so sizes follow the content (data descriptors)."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self._parts.append(part)
        return len(part)

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


async def zip_stream(entries: AsyncIterator[Entry]) -> AsyncIterator[bytes]:
    """The bytes of the archive, in pieces about as large as those of the content."""
    sink = _Sink()
    with ZipFile(sink, "w") as archive:
        async for entry in entries:
            info = ZipInfo(entry.name, date_time=_ENTRY)
            info.compress_type = ZIP_DEFLATED if entry.compress else ZIP_STORED
            info.external_attr = 0o644 << 16
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

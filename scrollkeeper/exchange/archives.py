"""A ZIP of papers' files under names that people can read, written while it is sent: memory holds one piece of one."""

import re
import unicodedata
import zipfile
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple
from uuid import UUID

import structlog
from sqlalchemy import func
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import select_ids
from scrollkeeper.core.errors import NotFound
from scrollkeeper.core.storage import ObjectMissing, StorageDown, storage
from scrollkeeper.library import service as library
from scrollkeeper.library.files.dispositions import pdf_name
from scrollkeeper.library.files.keys import file_key
from scrollkeeper.library.models import MAIN_FIRST, File, Paper
from scrollkeeper.teams.scope import Scope

log = structlog.get_logger()

MOST_PAPERS = 500
MAX_TITLE, MAX_AUTHOR = 90, 40
# What no file system likes in a name, and what only looks like nothing.
_UNFIT = re.compile(r'[/\\:*?"<>|]+')
NOTE = "Missing files.txt"


class NoFiles(NotFound):
    """None of these papers has a file."""


class Member(NamedTuple):
    """A file of the archive: its name in it, and where its bytes are stored."""

    name: str
    key: str


class _Tape:
    """What `zipfile` writes, until it is taken away; it cannot be wound back, so sizes follow each file's bytes."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        held = bytes(self._held)
        self._held.clear()
        return held


def readable_name(author: str, year: int | None, title: str, file: str) -> str:
    """A name that says what it is: "Curie 1898 - Sur le polonium.pdf"; without a title the file's own.

    No path, no sign that a file system refuses, at most some 150 characters.
    """
    stem = _fit(title, MAX_TITLE)
    who = " ".join(part for part in (_fit(author, MAX_AUTHOR), str(year or "")) if part)
    if stem:
        return pdf_name(f"{who} - {stem}" if who else stem)
    return pdf_name(_fit(file.removesuffix(".pdf"), MAX_TITLE) or "paper")


def _fit(text: str, most: int) -> str:
    plain = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
    return " ".join(_UNFIT.sub(" ", plain).split())[:most].strip(" .")


def told_apart(names: Sequence[str]) -> list[str]:
    """The same names, each once: the second of a kind gets " (2)"; case does not tell names apart."""
    seen: set[str] = set()
    apart = []
    for name in names:
        stem, number, one = name.removesuffix(".pdf"), 1, name
        while one.casefold() in seen:
            number += 1
            one = f"{stem} ({number}).pdf"
        seen.add(one.casefold())
        apart.append(one)
    return apart


async def list_members(db: AsyncSession, scope: Scope, paper_ids: Sequence[UUID]) -> list[Member]:
    """The main file of each of these papers that one may see and that has one; raises NoFiles where none has."""
    seen = library.select_papers(scope).where(Paper.id.in_(select_ids(list(paper_ids)))).with_only_columns(Paper.id)
    first = func.coalesce(
        Paper.metadata_[("author", "0", "family")].astext, Paper.metadata_[("author", "0", "literal")].astext, ""
    )
    query = (
        library.select_files(scope)
        .join(Paper, Paper.id == File.paper_id)
        .where(File.paper_id.in_(seen))
        .ext(distinct_on(File.paper_id))
        .order_by(File.paper_id, *MAIN_FIRST)
        .with_only_columns(File.name, File.sha256, Paper.title, Paper.year, first.label("author"))
    )
    rows = (await db.execute(query)).all()
    if not rows:
        raise NoFiles
    names = told_apart([readable_name(row.author, row.year, row.title, row.name) for row in rows])
    members = [Member(name, file_key(row.sha256)) for name, row in zip(names, rows, strict=True)]
    return sorted(members, key=lambda member: member.name.casefold())


async def write_archive(members: Sequence[Member]) -> AsyncIterator[bytes]:
    """The archive piece by piece. PDFs are compressed already, so they are only stored.

    A file that cannot be read is named in a text beside the others, since the answer has begun by then.
    """
    tape, missing = _Tape(), []
    with zipfile.ZipFile(tape, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for member in members:
            # Larger files than 4 GiB would need to be announced; no upload is that large.
            try:
                pieces = storage().stream(member.key)
                head = await anext(pieces, b"")
            except (ObjectMissing, StorageDown) as error:
                log.error("a stored file cannot be read", error=str(error)[:300])
                missing.append(member.name)
                continue
            with archive.open(member.name, "w", force_zip64=True) as entry:
                entry.write(head)
                yield tape.take()
                async for piece in pieces:
                    entry.write(piece)
                    yield tape.take()
        if missing:
            archive.writestr(NOTE, "These files could not be read:\n\n" + "\n".join(missing) + "\n")
    yield tape.take()

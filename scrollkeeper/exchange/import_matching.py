"""Which references of a file are in the library already: by an identifier, or by title, year and first author."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import any_, func, literal, or_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import String

from scrollkeeper.exchange.formats.entries import Entry
from scrollkeeper.library import service as library
from scrollkeeper.library.csl import derive
from scrollkeeper.library.duplicates import is_distinctive
from scrollkeeper.library.models import Paper
from scrollkeeper.teams.scope import Scope

Status = Literal["new", "known", "doubtful", "refused"]
IDENTIFIERS = ("PMID", "PMCID", "arxiv", "ISBN")
AT_ONCE = 1_000


@dataclass(slots=True)
class Matched:
    """An entry, what becomes of it, and the paper that it is."""

    entry: Entry
    status: Status
    paper: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """By what a work is recognised."""

    title: str
    author: str
    year: int | None
    identifiers: frozenset[tuple[str, str]]

    def is_same(self, other: "Marks") -> bool:
        if self.identifiers & other.identifiers:
            return True
        if self._contradicts(other):
            return False
        return bool(self.title) and (self.title, self.year, self.author) == (other.title, other.year, other.author)

    def is_like(self, other: "Marks") -> bool:
        """Whether somebody should look: the same title that says enough, and nothing else that is known to differ."""
        if self.title != other.title or not is_distinctive(self.title):
            return False
        return self.year == other.year or self.author == other.author

    def _contradicts(self, other: "Marks") -> bool:
        mine, theirs = dict(self.identifiers), dict(other.identifiers)
        return "DOI" in mine and "DOI" in theirs and mine["DOI"] != theirs["DOI"]


def marks_of(metadata: Mapping[str, Any]) -> Marks:
    columns = derive(dict(metadata), [])
    found = {("DOI", columns.doi)} if columns.doi else set()
    # Chapters of a book share its ISBN.
    names = IDENTIFIERS if metadata.get("type") in ("book", "report", "thesis") else IDENTIFIERS[:3]
    found |= {(name, str(metadata[name]).lower().replace("-", "")) for name in names if metadata.get(name)}
    return Marks(
        columns.title_key, columns.author_key, columns.year, frozenset((name, one) for name, one in found if one)
    )


async def match_entries(db: AsyncSession, scope: Scope, entries: Sequence[Entry]) -> list[Matched]:
    """What becomes of each entry; the second of two that are one work is known by the first."""
    marks = await asyncio.to_thread(lambda: [marks_of(entry.metadata) for entry in entries])
    here = await _list_candidates(db, scope, marks)
    return await asyncio.to_thread(_match, entries, marks, here)


def _match(entries: Sequence[Entry], marks: Sequence[Marks], here: Sequence[tuple[UUID, Marks]]) -> list[Matched]:
    by_identifier: dict[tuple[str, str], tuple[UUID | None, int, Marks]] = {}
    by_title: dict[str, list[tuple[UUID | None, int, Marks]]] = {}

    def remember(paper_id: UUID | None, line: int, one: Marks) -> None:
        for identifier in one.identifiers:
            by_identifier.setdefault(identifier, (paper_id, line, one))
        alike = by_title.setdefault(one.title, [])
        if one.title and len(alike) < 20:
            alike.append((paper_id, line, one))

    for paper_id, one in here:
        remember(paper_id, 0, one)
    matched = []
    for entry, one in zip(entries, marks, strict=True):
        if not entry.metadata:
            matched.append(Matched(entry, "refused", reason=entry.reason))
            continue
        candidates = [by_identifier[identifier] for identifier in one.identifiers if identifier in by_identifier]
        candidates += by_title.get(one.title, []) if one.title else []
        found = _decide(entry, one, candidates)
        matched.append(found)
        if found.status != "known":
            remember(None, entry.line, one)
    return matched


def _decide(entry: Entry, one: Marks, candidates: Sequence[tuple[UUID | None, int, Marks]]) -> Matched:
    for paper_id, line, other in candidates:
        if one.is_same(other):
            reason = entry.reason if paper_id else f"It is the same as the one in line {line}."
            return Matched(entry, "known", paper_id, reason)
    for paper_id, line, other in candidates:
        if one.is_like(other):
            said = "A paper here has the same title." if paper_id else f"The one in line {line} has the same title."
            return Matched(entry, "doubtful", paper_id, f"{said} {entry.reason}".strip())
    return Matched(entry, "doubtful" if entry.reason else "new", reason=entry.reason)


async def _list_candidates(db: AsyncSession, scope: Scope, marks: Sequence[Marks]) -> list[tuple[UUID, Marks]]:
    """Papers outside the trash that share a title or an identifier with one of these; a statement for a thousand."""
    found: dict[UUID, Marks] = {}
    for begin in range(0, len(marks), AT_ONCE):
        part = marks[begin : begin + AT_ONCE]
        values: dict[str, list[str]] = {}
        for one in part:
            for name, value in one.identifiers:
                values.setdefault(name, []).append(value)
        conditions = [Paper.title_key == any_(literal([one.title for one in part if one.title], ARRAY(String)))]
        if "DOI" in values:
            conditions.append(Paper.doi == any_(literal(values["DOI"], ARRAY(String))))
        for name in IDENTIFIERS:
            if name in values:
                stated = func.replace(func.lower(Paper.metadata_[name].astext), "-", "")
                conditions.append(stated == any_(literal(values[name], ARRAY(String))))
        fields = [part for name in ("type", *IDENTIFIERS) for part in (name, Paper.metadata_[name])]
        query = library.select_papers(scope).where(or_(*conditions)).with_only_columns(
            Paper.id, Paper.title_key, Paper.author_key, Paper.year, Paper.doi,
            func.jsonb_build_object(*fields).label("metadata"),
        )  # fmt: skip
        for row in await db.execute(query.order_by(Paper.added_at, Paper.id).limit(20 * AT_ONCE)):
            other = marks_of({name: value for name, value in row.metadata.items() if value} | {"DOI": row.doi or ""})
            found[row.id] = Marks(row.title_key, row.author_key, row.year, other.identifiers)
    return list(found.items())

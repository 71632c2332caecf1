"""Search what people wrote: annotations, comments and notes, the newest first, as far as the caller may see them.

Which rows there are is asked through the contexts' own selects, so that their rules hold here too; the index of words
is asked through the views that let it be used (`migrations/isolation.py`).
"""

import asyncio
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal, not_, or_, select, union_all
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.annotations.service import select_annotations
from scrollkeeper.core.db import visible
from scrollkeeper.core.paging import MOST_PAGE_BYTES, read_cursor, write_cursor
from scrollkeeper.discussions.comments import readable
from scrollkeeper.discussions.models import Comment, Thread
from scrollkeeper.discussions.threads import select_threads
from scrollkeeper.library.models import Paper
from scrollkeeper.notes.models import Note
from scrollkeeper.notes.service import select_notes
from scrollkeeper.search import queries
from scrollkeeper.search.passages import find_matches, make_snippet
from scrollkeeper.search.positions import complete_positions
from scrollkeeper.search.prepared import PreparedSearch, find_prepared, giving_up, read_query
from scrollkeeper.search.service import Results
from scrollkeeper.search.words import find_words
from scrollkeeper.teams.scope import Scope

Section = Literal["notes", "discussion"]
Kind = Literal["annotation", "comment", "note"]
Where = Literal["quote", "comment", "title", "text"]
# Of each kind, where in it the words may stand: the first part of its vector, and the second.
PARTS: dict[Kind, tuple[Where, Where]] = {
    "annotation": ("quote", "comment"), "comment": ("quote", "comment"), "note": ("title", "text"),
}  # fmt: skip
VisibleAnnotation, VisibleComment, VisibleNote = visible(Annotation), visible(Comment), visible(Note)


@dataclass(frozen=True, slots=True)
class Written:
    """A hit: `row` says what it is and where it hangs, `paper` about which one (None for a note of the team)."""

    row: Any
    paper: Any
    author: str | None
    where: Where
    snippet: str


class _Hit(NamedTuple):
    kind: Kind
    id: UUID
    size: int


async def search_written(
    db: AsyncSession,
    scope: Scope,
    text: str,
    *,
    section: Section,
    limit: int,
    cursor: str | None = None,
    paper_id: UUID | None = None,
) -> Results[Written]:
    """What people wrote with the words that a person typed; with `paper_id` only about that paper."""
    query = read_query(text)
    after = read_cursor(cursor, bool, UUID) if cursor else None
    nothing: Results[Written] = Results([], 0, False, None)
    if not query:
        return nothing

    async def find(sought: PreparedSearch) -> Results[Written]:
        return await _find(db, scope, sought, section, limit, after, paper_id)

    async with giving_up():
        begun = after[0] if after else None
        return await find_prepared(db, query, find, is_empty=lambda found: not found.count, begun=begun) or nothing


async def _find(
    db: AsyncSession,
    scope: Scope,
    sought: PreparedSearch,
    section: Section,
    limit: int,
    after: tuple[Any, ...] | None,
    paper_id: UUID | None,
) -> Results[Written]:
    some = (_notes,) if section == "notes" else (_annotations, _comments)
    candidates = union_all(*(one(scope, sought.wanted, paper_id) for one in some)).subquery()
    statement = select(candidates).order_by(candidates.c.id.desc()).limit(queries.MOST + 1)
    hits = [_Hit(*row) for row in await db.execute(statement)]
    following = [hit for hit in hits[: queries.MOST] if after is None or hit.id < after[1]]
    shown = _fitting(following[:limit])
    return Results(
        items=await _show(db, scope, sought, shown),
        count=min(len(hits), queries.MOST),
        capped=len(hits) > queries.MOST,
        next=write_cursor(sought.beginning is not None, shown[-1].id) if len(following) > len(shown) else None,
    )


def _fitting(hits: Sequence[_Hit]) -> Sequence[_Hit]:
    sums = list(accumulate(hit.size for hit in hits))
    return hits[: max(1, bisect_right(sums, MOST_PAGE_BYTES))]


def _annotations(scope: Scope, wanted: queries.SearchQuery, paper_id: UUID | None) -> Select[Any]:
    query = select_annotations(scope).join(Paper, Paper.id == Annotation.paper_id)
    query = query.outerjoin(Person, Person.id == Annotation.person_id)
    author = func.coalesce(Annotation.imported_author, Person.name, "")
    size = func.octet_length(func.coalesce(Annotation.exact, "")) + func.octet_length(Annotation.comment)
    found = _with_words(Annotation.id, VisibleAnnotation, scope, wanted)
    query = query.where(found, *_about(wanted, author, paper_id))
    return query.with_only_columns(literal("annotation", String).label("kind"), Annotation.id, size.label("size"))


def _comments(scope: Scope, wanted: queries.SearchQuery, paper_id: UUID | None) -> Select[Any]:
    query = select_threads(scope).join(Comment, Comment.thread_id == Thread.id)
    query = query.join(Paper, Paper.id == Thread.paper_id).outerjoin(Person, Person.id == Comment.person_id)
    author = func.coalesce(Comment.imported_author, Person.name, "")
    found = _with_words(Comment.id, VisibleComment, scope, wanted)
    query = query.where(found, readable(scope), *_about(wanted, author, paper_id))
    size = func.octet_length(Comment.text).label("size")
    return query.with_only_columns(literal("comment", String).label("kind"), Comment.id, size)


def _notes(scope: Scope, wanted: queries.SearchQuery, paper_id: UUID | None) -> Select[Any]:
    query = select_notes(scope).outerjoin(Paper, Paper.id == Note.paper_id)
    query = query.outerjoin(Person, Person.id == Note.person_id)
    found = _with_words(Note.id, VisibleNote, scope, wanted)
    query = query.where(found, *_about(wanted, func.coalesce(Person.name, ""), paper_id))
    size = func.octet_length(Note.text).label("size")
    return query.with_only_columns(literal("note", String).label("kind"), Note.id, size)


def _with_words(id_column: Any, rows: Any, scope: Scope, wanted: queries.SearchQuery) -> ColumnElement[bool]:
    """The condition that something has the words, by its index."""
    found = select(rows.id).where(rows.team_id == scope.team_id)
    if wanted.text is not None:
        found = found.where(_match(rows.words, wanted.text))
    condition: ColumnElement[bool] = id_column.in_(found)
    return condition


def _about(wanted: queries.SearchQuery, author: ColumnElement[str], paper_id: UUID | None) -> list[ColumnElement[bool]]:
    """Conditions on the paper that it is about; `author:` is who wrote the paper, or what is found."""
    conditions: list[ColumnElement[bool]] = [Paper.deleted_at.is_(None)]
    if paper_id is not None:
        conditions.append(Paper.id == paper_id)
    if wanted.titles is not None:
        conditions.append(_match(Paper.words, wanted.titles))
    writer = func.scrollkeeper_words(author)
    conditions += [or_(_match(Paper.words, of_paper), _match(writer, name)) for of_paper, name in wanted.authors]
    if wanted.not_of_paper is not None:
        conditions.append(not_(func.coalesce(_match(Paper.words, wanted.not_of_paper), False)))
    for years in wanted.years:
        bounds = []
        if years.first is not None:
            bounds.append(Paper.year >= years.first)
        if years.last is not None:
            bounds.append(Paper.year <= years.last)
        within = func.coalesce(and_(*bounds), False)
        conditions.append(not_(within) if years.negated else within)
    return conditions


def _match(words: Any, tsquery: str) -> ColumnElement[bool]:
    matches: ColumnElement[bool] = words.op("@@", is_comparison=True)(cast(tsquery, TSQUERY))
    return matches


async def _show(db: AsyncSession, scope: Scope, sought: PreparedSearch, hits: Sequence[_Hit]) -> list[Written]:
    if not hits:
        return []
    lexemes, beginnings = sought.lexemes()
    by_kind: dict[str, list[UUID]] = {kind: [hit.id for hit in hits if hit.kind == kind] for kind in PARTS}
    rows = await queries.describe_written(db, scope, by_kind, lexemes, beginnings)
    positions = {
        row.id: await complete_positions(db, _text_of(row), row.positions, lexemes, beginnings) for row in rows.values()
    }
    about = {row.paper_id for row in rows.values() if row.paper_id}
    papers = await queries.describe_papers(db, scope, [*about], [], [], []) if about else {}
    people = await _names_of(db, {row.person_id for row in rows.values() if row.person_id})

    def show(hit: _Hit) -> Written:
        row = rows[hit.id]
        where, snippet = _make_snippet(sought, row, positions[hit.id])
        return Written(row, papers.get(row.paper_id), people.get(row.person_id), where, snippet)

    # Beside the event loop: finding words again takes time, and others are served meanwhile.
    return await asyncio.to_thread(lambda: [show(hit) for hit in hits])


async def _names_of(db: AsyncSession, people: Collection[UUID]) -> dict[UUID, str]:
    rows = await db.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    return {row.id: row.name for row in rows}


def _text_of(row: Any) -> str:
    """The text whose words the vector counts."""
    return f"{row.head}\n{row.body}"


def _make_snippet(sought: PreparedSearch, row: Any, positions: Mapping[str, Sequence[int]]) -> tuple[Where, str]:
    """The part in which most of the terms stand, what was written before what was quoted, with its words marked."""
    head_words = len(find_words(row.head))
    head, body = PARTS[row.kind]
    in_head = {lexeme: [at for at in ats if at <= head_words] for lexeme, ats in positions.items()}
    parts = (
        (body, row.body, find_matches(row.body, sought.found_in_text, positions, skipped=head_words)),
        (head, row.head, find_matches(row.head, sought.found_in_text, in_head)),
    )
    where, text, matches = max(parts, key=lambda part: (len({match.term for match in part[2]}), bool(part[1])))
    return where, make_snippet(text, matches)

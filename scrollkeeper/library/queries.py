"""The list of papers: one statement for a page of it, rows and not objects, since it is the hottest read there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, lateral, literal, or_, select, text, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.core.db import visible
from scrollkeeper.core.paging import Int4, cut_page, read_cursor
from scrollkeeper.library.duplicates import fold
from scrollkeeper.library.duplicates_comparison import Preset
from scrollkeeper.library.models import STATUSES, Duplicate, File, NotDuplicate, Paper, listed, shown_title
from scrollkeeper.library.service import select_papers
from scrollkeeper.library.tags.models import PaperTag, Tag
from scrollkeeper.teams.scope import Scope

Sort = Literal[
    "added",
    "-added",
    "title",
    "-title",
    "author",
    "-author",
    "year",
    "-year",
    "venue",
    "-venue",
    "status",
    "-status",
    "added_by",
    "-added_by",
]
# The index of the filter box is used through this only.
VisiblePaper = visible(Paper)
_ADDER = func.coalesce(select(Person.name).where(Person.id == Paper.added_by_id).scalar_subquery(), "")
# sort → (what to order by, the type of its values in a cursor)
_ORDERS: dict[str, tuple[Any, Any]] = {
    "added": (Paper.added_at, datetime),
    "title": (Paper.title_key, str),
    "author": (Paper.author_key, str),
    "year": (func.coalesce(Paper.year, 0), Int4),
    "venue": (Paper.venue_key, str),
    "status": (case({name: number for number, name in enumerate(STATUSES)}, value=Paper.status), Int4),
    "added_by": (func.lower(_ADDER), str),
}


def looks_like_one(preset: Preset) -> ColumnElement[bool]:
    """The condition, over pairs of duplicates, that they are such under this preset and nobody has said otherwise."""
    denied = select(NotDuplicate.paper_id).where(
        NotDuplicate.paper_id == Duplicate.paper_id, NotDuplicate.other_id == Duplicate.other_id
    )
    return (Duplicate.preset <= int(preset)) & ~denied.exists()


@dataclass(frozen=True, slots=True)
class PaperFilter:
    """Which papers of the library are meant. `conditions` are those of contexts above, over papers."""

    words: str = ""
    status: str | None = None
    deleted: bool = False
    needs_checking: bool = False
    conditions: tuple[ColumnElement[bool], ...] = ()


def select_matching(scope: Scope, chosen: PaperFilter) -> Select[Paper]:
    """The papers that are meant, in no order."""
    query = select_papers(scope, deleted=chosen.deleted).where(*chosen.conditions)
    if chosen.status:
        query = query.where(Paper.status == chosen.status)
    if chosen.needs_checking:
        query = query.where(Paper.needs_checking)
    words = fold(chosen.words).split()[:12]
    if words:
        having = [VisiblePaper.filter_text.contains(word, autoescape=True) for word in words]
        query = query.where(Paper.id.in_(select(VisiblePaper.id).where(VisiblePaper.team_id == scope.team_id, *having)))
    return query


def _after(order: Any, descending: bool, value: Any, paper_id: UUID) -> ColumnElement[bool]:
    beyond = order < value if descending else order > value
    ids = Paper.id < paper_id if descending else Paper.id > paper_id
    return or_(beyond, and_(order == value, ids))


async def list_papers(
    db: AsyncSession, scope: Scope, *, sort: Sort = "-added", chosen: PaperFilter, limit: int, cursor: str | None
) -> tuple[list[Row[Any]], str | None]:
    """A page of the library; rows carry all that the table shows."""
    descending = sort.startswith("-")
    order, kind = _ORDERS[sort.removeprefix("-")]
    page = select_matching(scope, chosen).with_only_columns(Paper.id, order.label("sort_value"))
    if cursor:
        page = page.where(_after(order, descending, *read_cursor(cursor, kind, UUID)))
    directed = (order.desc(), Paper.id.desc()) if descending else (order, Paper.id)
    cut = page.order_by(*directed).limit(limit + 1).subquery("cut")
    first_file = lateral(
        select(File.id, File.pages, File.progress, File.thumbnail_key, File.name)
        .where(File.paper_id == cut.c.id)
        .order_by(File.added_at.desc(), File.id.desc())
        .limit(1)
    ).alias("first_file")
    duplicates = (
        select(func.count())
        .select_from(Duplicate)
        .where(or_(Duplicate.paper_id == cut.c.id, Duplicate.other_id == cut.c.id), looks_like_one(Preset.normal))
        .scalar_subquery()
        if not scope.is_guest
        else literal(0)
    )
    # The index of a paper's tags is its primary key.
    named = func.jsonb_build_object("name", Tag.name, "color", Tag.color)
    tags = (
        select(func.coalesce(func.jsonb_agg(aggregate_order_by(named, Tag.name_key)), text("'[]'::jsonb")))
        .select_from(PaperTag)
        .join(Tag, Tag.id == PaperTag.tag_id)
        .where(PaperTag.paper_id == cut.c.id, Tag.deleted_at.is_(None))
        .scalar_subquery()
    )
    query = (
        select(
            Paper.id,
            listed(Paper.title).label("title"),
            listed(Paper.authors).label("authors"),
            Paper.year,
            listed(Paper.venue).label("venue"),
            listed(Paper.doi).label("doi"),
            Paper.status,
            Paper.reason,
            Paper.added_at,
            Paper.deleted_at,
            Paper.clock,
            Paper.metadata_["type"].astext.label("type"),
            Person.id.label("person_id"),
            Person.name.label("person_name"),
            first_file.c.id.label("file_id"),
            first_file.c.pages,
            first_file.c.progress,
            first_file.c.thumbnail_key,
            first_file.c.name.label("file_name"),
            duplicates.label("duplicates"),
            tags.label("tags"),
            cut.c.sort_value,
        )
        .select_from(cut)
        .join(Paper, Paper.id == cut.c.id)
        .outerjoin(first_file, true())
        .outerjoin(Person, Person.id == Paper.added_by_id)
        .order_by(cut.c.sort_value.desc() if descending else cut.c.sort_value)
        .order_by(cut.c.id.desc() if descending else cut.c.id)
    )
    rows: Sequence[Row[Any]] = (await db.execute(query)).all()  # type: ignore[assignment]
    return cut_page(rows, limit, lambda row: (row.sort_value, row.id))


async def count_papers(db: AsyncSession, scope: Scope, chosen: PaperFilter) -> int:
    query = select_matching(scope, chosen).with_only_columns(func.count())
    return int((await db.execute(query)).scalar_one())


class DuplicateRow(NamedTuple):
    """A paper that looks like another one, and why."""

    id: UUID
    title: str
    reasons: list[str]


async def list_duplicates(db: AsyncSession, scope: Scope, paper_id: UUID) -> list[DuplicateRow]:
    """List papers outside the trash that look like this one."""
    other = case((Duplicate.paper_id == paper_id, Duplicate.other_id), else_=Duplicate.paper_id)
    query = (
        select_papers(scope)
        .join(Duplicate, Paper.id == other)
        .where(or_(Duplicate.paper_id == paper_id, Duplicate.other_id == paper_id), Duplicate.team_id == scope.team_id)
        .where(looks_like_one(Preset.normal))
        .with_only_columns(Paper.id, shown_title(), Duplicate.reasons)
        .order_by(Paper.added_at)
        .limit(50)
    )
    return [DuplicateRow(*row) for row in await db.execute(query)]


async def people_names(db: AsyncSession, person_ids: set[UUID]) -> dict[UUID, str]:
    """Names of people, one statement for all."""
    if not person_ids:
        return {}
    rows = await db.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}

"""The list of papers: one statement for a page of it, rows and not objects, since it is the hottest read there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, lateral, literal, or_, select, text, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.core.db import Columns, through_view
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.library.duplicates import fold
from scrollkeeper.library.duplicates_comparison import Preset
from scrollkeeper.library.models import MAIN_FIRST, Duplicate, File, NotDuplicate, Paper, listed, shown_title
from scrollkeeper.library.service import select_papers
from scrollkeeper.library.sorting import comes_after, read_sort
from scrollkeeper.library.tags.models import PaperTag, Tag
from scrollkeeper.teams.scope import Scope


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
    """The papers that are meant, in no order; `read_matching` makes the query fast."""
    query = select_papers(scope, deleted=chosen.deleted).where(*chosen.conditions)
    if chosen.status:
        query = query.where(Paper.status == chosen.status)
    if chosen.needs_checking:
        query = query.where(Paper.needs_checking)
    words = fold(chosen.words).split()[:12]
    return query.where(*(Paper.filter_text.contains(word, autoescape=True) for word in words))


def read_matching(query: Select[*Columns], chosen: PaperFilter) -> Select[*Columns]:
    """A query made of `select_matching`, with the columns and the order it is to have, as it should be run.

    The index of the filter box is used through the view only.
    """
    return through_view(query, Paper) if chosen.words else query


async def list_papers(
    db: AsyncSession, scope: Scope, *, sort: str = "-added", chosen: PaperFilter, limit: int, cursor: str | None
) -> tuple[list[Row[Any]], str | None]:
    """A page of the library; rows carry all that the table shows."""
    orders = read_sort(sort)
    labels = [f"sort_{number}" for number in range(len(orders))]
    sorted_by = [order.column.label(label) for order, label in zip(orders, labels, strict=True)]
    page = select_matching(scope, chosen).with_only_columns(Paper.id, *sorted_by)
    if cursor:
        *values, last = read_cursor(cursor, *(order.kind for order in orders), UUID)
        page = page.where(comes_after(orders, values, last))
    directed = [order.directed(order.column) for order in orders]
    page = page.order_by(*directed, orders[0].directed(Paper.id)).limit(limit + 1)
    cut = read_matching(page, chosen).subquery("cut")
    first_file = lateral(
        select(File.id, File.pages, File.progress, File.thumbnail_key, File.name)
        .where(File.paper_id == cut.c.id)
        .order_by(*MAIN_FIRST)
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
            Paper.custom,
            *(cut.c[label] for label in labels),
        )
        .select_from(cut)
        .join(Paper, Paper.id == cut.c.id)
        .outerjoin(first_file, true())
        .outerjoin(Person, Person.id == Paper.added_by_id)
        .order_by(*(order.directed(cut.c[label]) for order, label in zip(orders, labels, strict=True)))
        .order_by(orders[0].directed(cut.c.id))
    )
    rows: Sequence[Row[Any]] = (await db.execute(query)).all()  # type: ignore[assignment]
    return cut_page(rows, limit, lambda row: (*(row._mapping[label] for label in labels), row.id))


async def count_papers(db: AsyncSession, scope: Scope, chosen: PaperFilter) -> int:
    query = read_matching(select_matching(scope, chosen).with_only_columns(func.count()), chosen)
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

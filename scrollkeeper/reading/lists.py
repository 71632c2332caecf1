"""Reading lists: what each person means to read, is reading or has read, and what others ask them to read."""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from scrollkeeper.accounts.models import Person
from scrollkeeper.core import events
from scrollkeeper.core.errors import Invalid, require
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.library import service as library
from scrollkeeper.library.models import Paper, listed, shown_title
from scrollkeeper.reading import policy
from scrollkeeper.reading.events import READING_ASSIGNED, READING_CHANGED
from scrollkeeper.reading.models import ReadingEntry
from scrollkeeper.teams.models import Member
from scrollkeeper.teams.scope import Scope

# What is due on no day comes after all that is.
SOME_DAY = date(9999, 12, 31)


def _select_entries(scope: Scope) -> Select[Any]:
    """Entries of papers outside the bin, with the names of who reads and of who asked."""
    reader, asker = aliased(Person), aliased(Person)
    return (
        select(ReadingEntry)
        .add_columns(
            shown_title(),
            listed(Paper.authors).label("authors"),
            Paper.year,
            reader.name.label("reader"),
            asker.name.label("asker"),
        )
        .join(Paper, Paper.id == ReadingEntry.paper_id)
        .join(reader, reader.id == ReadingEntry.person_id)
        .outerjoin(asker, asker.id == ReadingEntry.assigned_by_id)
        .where(ReadingEntry.team_id == scope.team_id, Paper.deleted_at.is_(None))
        .where(library.seen_by(scope, ReadingEntry.paper_id))
    )


class ReadingRow(NamedTuple):
    """An entry of a reading list with what is shown of its paper and its people, in the order of `_select_entries`."""

    entry: ReadingEntry
    title: str
    authors: str
    year: int | None
    reader: str
    asker: str | None


async def list_entries(
    db: AsyncSession, scope: Scope, *, of: str, status: str | None, limit: int, cursor: str | None
) -> tuple[list[ReadingRow], str | None]:
    """One's own list (`mine`), what others ask one to read (`assigned`), or what one asked of others (`asked`).

    What changed last comes first; with `assigned`, what is due first.
    """
    entry = ReadingEntry
    asked = {
        "mine": entry.person_id == scope.person_id,
        "assigned": (entry.person_id == scope.person_id) & entry.assigned_by_id.is_not(None),
        "asked": (entry.assigned_by_id == scope.person_id) & (entry.person_id != scope.person_id),
    }
    query = _select_entries(scope).where(asked[of])
    if status is not None:
        query = query.where(entry.status == status)
    if of == "assigned":
        due = func.coalesce(entry.due, SOME_DAY)
        if cursor:
            query = query.where(tuple_(due, entry.paper_id) > tuple_(*read_cursor(cursor, date, UUID)))
        rows = await _read(db, query.order_by(due, entry.paper_id).limit(limit + 1))
        return cut_page(rows, limit, lambda row: (row.entry.due or SOME_DAY, row.entry.paper_id))
    key = (entry.changed_at, entry.paper_id, entry.person_id)
    if cursor:
        query = query.where(tuple_(*key) < tuple_(*read_cursor(cursor, datetime, UUID, UUID)))
    query = query.order_by(*(column.desc() for column in key)).limit(limit + 1)
    return cut_page(
        await _read(db, query), limit, lambda row: (row.entry.changed_at, row.entry.paper_id, row.entry.person_id)
    )


async def list_readers(
    db: AsyncSession, scope: Scope, paper_id: UUID, *, limit: int, cursor: str | None
) -> tuple[list[ReadingRow], str | None]:
    """Of a paper: one's own entry, and those of people who were asked to read it. Lists of one's own are private."""
    paper = await library.get_paper(db, scope, paper_id)
    mine = ReadingEntry.person_id == scope.person_id
    query = _select_entries(scope).where(
        ReadingEntry.paper_id == paper.id, mine | ReadingEntry.assigned_by_id.is_not(None)
    )
    if cursor:
        query = query.where(ReadingEntry.person_id > read_cursor(cursor, UUID)[0])
    rows = await _read(db, query.order_by(ReadingEntry.person_id).limit(limit + 1))
    return cut_page(rows, limit, lambda row: (row.entry.person_id,))


async def _read(db: AsyncSession, query: Select[Any]) -> list[ReadingRow]:
    return [ReadingRow(*row) for row in await db.execute(query)]


async def set_status(db: AsyncSession, scope: Scope, paper_id: UUID, status: str | None) -> None:
    """How far one is with a paper; None takes it off the list. Others learn of it where they asked for it."""
    paper = await library.get_paper(db, scope, paper_id)
    mine = (ReadingEntry.paper_id == paper.id, ReadingEntry.person_id == scope.person_id)
    asked = select(ReadingEntry.assigned_by_id).where(*mine, ReadingEntry.team_id == scope.team_id)
    asker = (await db.execute(asked)).scalar_one_or_none()
    if status is None:
        await db.execute(delete(ReadingEntry).where(*mine))
    else:
        row = {"status": status, "changed_at": func.now()}
        statement = insert(ReadingEntry).values(
            person_id=scope.person_id, paper_id=paper.id, team_id=scope.team_id, **row
        )
        await db.execute(statement.on_conflict_do_update(index_elements=["person_id", "paper_id"], set_=row))
    audience = [one for one in (scope.person_id, asker) if one]
    await _publish(db, scope, paper, audience, status or "off", scope.person_id)


async def assign(db: AsyncSession, scope: Scope, paper_id: UUID, *, person_id: UUID, due: date | None) -> None:
    """Ask somebody of the team to read a paper, perhaps until a day; what they have read stays read."""
    paper = await library.get_paper(db, scope, paper_id)
    require(policy.can_assign_reading(scope))
    member = select(Member.person_id).where(Member.team_id == scope.team_id, Member.person_id == person_id)
    if (await db.execute(member)).first() is None:
        detail = "This person isn’t in the team."
        raise Invalid(detail, errors=[{"field": "person", "detail": detail}])
    row = {"due": due, "assigned_by_id": scope.person_id, "changed_at": func.now()}
    statement = insert(ReadingEntry).values(
        person_id=person_id, paper_id=paper.id, team_id=scope.team_id, status="to_read", **row
    )
    await db.execute(statement.on_conflict_do_update(index_elements=["person_id", "paper_id"], set_=row))
    await _publish(db, scope, paper, None, "assigned", person_id)


async def _publish(
    db: AsyncSession, scope: Scope, paper: Paper, audience: list[UUID] | None, status: str, reader: UUID | None
) -> None:
    data = {"status": status, "reader": str(reader)}
    name = READING_ASSIGNED if status == "assigned" else READING_CHANGED
    await events.publish(
        db, scope.team_id, name, person_id=scope.person_id, audience=audience, paper=paper.id, data=data
    )

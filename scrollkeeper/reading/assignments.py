"""Many papers given to somebody to read, or to nobody any more; and how it was before."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.core import events
from scrollkeeper.core.db import select_ids
from scrollkeeper.core.errors import Invalid, require
from scrollkeeper.library import service as library
from scrollkeeper.library.models import Paper
from scrollkeeper.reading import policy
from scrollkeeper.reading.events import READING_ASSIGNED, READING_CHANGED
from scrollkeeper.reading.models import ReadingEntry
from scrollkeeper.teams.models import Member
from scrollkeeper.teams.scope import Scope

# An entry as it was: {paper, person, status, due, assigned_by}; status None where there was none.
Before = dict[str, Any]


async def check_reader(db: AsyncSession, scope: Scope, person_id: UUID | None) -> None:
    """Raises Invalid for somebody who does not see the library."""
    require(policy.can_assign_reading(scope))
    member = select(Member.person_id).where(Member.team_id == scope.team_id, Member.role != "guest")
    if person_id and (await db.execute(member.where(Member.person_id == person_id))).first() is None:
        detail = "This person isn't in the team."
        raise Invalid(detail, errors=[{"field": "assign.person", "detail": detail}])


async def assign_papers(
    db: AsyncSession, scope: Scope, paper_ids: Sequence[UUID], *, person_id: UUID | None, due: date | None
) -> list[Before]:
    """Ask somebody to read papers; None takes back what anybody was asked. Gives entries that changed, as they were.

    What has been read stays read, and what one has begun stays on one's list.
    """
    await check_reader(db, scope, person_id)
    chosen = library.select_papers(scope).where(Paper.id.in_(select_ids(paper_ids)))
    papers = list((await db.scalars(chosen.with_only_columns(Paper.id).order_by(Paper.id))).all())
    if person_id is None:
        return await _withdraw(db, scope, papers)
    there = {one.paper_id: one for one in await _list_entries(db, scope, papers, person_id)}
    changed = [one for one in papers if one not in there or not _is_asked(there[one], due)]
    before = [_as_it_was(there[one]) if one in there else _nothing(one, person_id) for one in changed]
    if changed:
        row = {"due": due, "assigned_by_id": scope.person_id, "changed_at": func.now()}
        rows = [
            {"person_id": person_id, "paper_id": one, "team_id": scope.team_id, "status": "to_read"} | row
            for one in changed
        ]
        statement = insert(ReadingEntry).values(rows)
        await db.execute(statement.on_conflict_do_update(index_elements=["person_id", "paper_id"], set_=row))
        await _publish(db, scope, READING_ASSIGNED, changed, person_id)
    return before


def _is_asked(entry: ReadingEntry, due: date | None) -> bool:
    return entry.assigned_by_id is not None and entry.due == due


async def _withdraw(db: AsyncSession, scope: Scope, papers: list[UUID]) -> list[Before]:
    asked = [one for one in await _list_entries(db, scope, papers, None) if one.assigned_by_id is not None]
    before = [_as_it_was(one) for one in asked]
    for entry in asked:
        if entry.status == "to_read":
            await db.delete(entry)
        else:
            entry.assigned_by_id = entry.due = None
    await db.flush()
    await _publish_changes(db, scope, before)
    return before


async def unassign_papers(
    db: AsyncSession, scope: Scope, before: Sequence[Before], *, person_id: UUID | None, asker_id: UUID | None
) -> int:
    """Put entries back as they were, but for those that somebody changed since; gives how many stay as they are.

    `person_id` and `asker_id` say what was done: who was asked by whom.
    """
    papers = [UUID(one["paper"]) for one in before]
    there = {(str(one.paper_id), str(one.person_id)): one for one in await _list_entries(db, scope, papers, None)}
    askers = {UUID(one["assigned_by"]) for one in before if one["assigned_by"]}
    remaining = set((await db.scalars(select(Person.id).where(Person.id.in_(askers)))).all())
    kept = 0
    for one in before:
        entry = there.get((one["paper"], one["person"]))
        expected = asker_id if person_id else None
        if (entry.assigned_by_id if entry else None) != expected or (person_id and entry is None):
            kept += 1
        elif one["status"] is None:
            kept += await _take_off(db, entry)
        else:
            await _put_back(db, scope, one, entry, remaining)
    await db.flush()
    await _publish_changes(db, scope, before)
    return kept


async def _take_off(db: AsyncSession, entry: ReadingEntry | None) -> int:
    """Take an entry off the list again, unless it was begun."""
    if entry is None or entry.status != "to_read":
        return 1
    await db.execute(
        delete(ReadingEntry).where(ReadingEntry.person_id == entry.person_id, ReadingEntry.paper_id == entry.paper_id)
    )
    return 0


async def _put_back(
    db: AsyncSession, scope: Scope, one: Before, entry: ReadingEntry | None, askers: Collection[UUID]
) -> None:
    """Put an entry back; of `askers`, those whose accounts were deleted since are missing."""
    asker = UUID(one["assigned_by"]) if one["assigned_by"] else None
    row = {
        "due": date.fromisoformat(one["due"]) if one["due"] else None,
        "assigned_by_id": asker if asker in askers else None,
    }
    key = {"person_id": UUID(one["person"]), "paper_id": UUID(one["paper"])}
    if entry is None:
        rows = (
            select(Member.person_id)
            .join(Paper, Paper.team_id == Member.team_id)
            .where(Member.team_id == scope.team_id, Member.person_id == key["person_id"], Paper.id == key["paper_id"])
        )
        found = (await db.execute(rows)).first()
        if found is not None:
            db.add(ReadingEntry(team_id=scope.team_id, status=one["status"], **key, **row))
        return
    mine = update(ReadingEntry).where(
        ReadingEntry.person_id == key["person_id"], ReadingEntry.paper_id == key["paper_id"]
    )
    await db.execute(mine.values(**row))


def _nothing(paper_id: UUID, person_id: UUID) -> Before:
    return {"paper": str(paper_id), "person": str(person_id), "status": None, "due": None, "assigned_by": None}


def _as_it_was(entry: ReadingEntry) -> Before:
    return {
        "paper": str(entry.paper_id), "person": str(entry.person_id), "status": entry.status,
        "due": entry.due.isoformat() if entry.due else None,
        "assigned_by": str(entry.assigned_by_id) if entry.assigned_by_id else None,
    }  # fmt: skip


async def _list_entries(
    db: AsyncSession, scope: Scope, papers: Sequence[UUID], person_id: UUID | None
) -> Sequence[ReadingEntry]:
    query = select(ReadingEntry).where(
        ReadingEntry.team_id == scope.team_id, ReadingEntry.paper_id.in_(select_ids(papers))
    )
    if person_id is not None:
        query = query.where(ReadingEntry.person_id == person_id)
    ordered = query.order_by(ReadingEntry.paper_id, ReadingEntry.person_id)
    return (await db.scalars(ordered.with_for_update(key_share=True))).all()


async def _publish_changes(db: AsyncSession, scope: Scope, before: Sequence[Before]) -> None:
    for reader in sorted({one["person"] for one in before}):
        papers = [UUID(one["paper"]) for one in before if one["person"] == reader]
        await _publish(db, scope, READING_CHANGED, papers, UUID(reader))


async def _publish(db: AsyncSession, scope: Scope, event: events.Event, papers: Sequence[UUID], reader: UUID) -> None:
    data = {"status": "assigned" if event == READING_ASSIGNED else "off", "reader": str(reader)}
    subjects = [{"paper": one} for one in papers]
    await events.publish_many(db, scope.team_id, event, subjects, person_id=scope.person_id, data=data)

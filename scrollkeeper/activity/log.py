"""Reading on in the event log: what happened in a team after a number of its clock."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, Text, any_, cast, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.core.db import visible
from scrollkeeper.core.events import EventRow, TeamClock
from scrollkeeper.library import service as library
from scrollkeeper.library.models import Paper
from scrollkeeper.teams.scope import Scope

Events = list[Row[Any]]
# Indexes on what is inside JSON are used through this only.
Seen = visible(EventRow)


def _select_events(team_id: UUID, paper_id: UUID | None, guest: Scope | None = None) -> Select[Any]:
    query = (
        select(
            Seen.clock,
            Seen.name,
            Seen.subject,
            Seen.at,
            Seen.data,
            Seen.audience,
            Person.id.label("person_id"),
            Person.name.label("person_name"),
        )
        .outerjoin(Person, Person.id == Seen.person_id)
        .where(Seen.team_id == team_id)
    )
    if guest is not None:
        seen = library.select_papers(guest).with_only_columns(cast(Paper.id, Text))
        query = query.where(Seen.subject["paper"].astext.in_(seen))
    return query if paper_id is None else query.where(Seen.subject["paper"].astext == str(paper_id))


def audible(person_id: UUID) -> ColumnElement[bool]:
    """The condition that this person may learn of an event."""
    return or_(Seen.audience.is_(None), literal(person_id) == any_(Seen.audience))


async def read_clock(db: AsyncSession, team_id: UUID) -> int:
    """The number of the team's newest change."""
    query = select(TeamClock.now).where(TeamClock.team_id == team_id)
    return (await db.execute(query)).scalar() or 0


async def read_on(
    db: AsyncSession,
    team_id: UUID,
    *,
    after: int,
    upto: int | None = None,
    paper_id: UUID | None = None,
    limit: int,
    person_id: UUID | None = None,
    guest: Scope | None = None,
) -> Events:
    """Events after one clock number and up to another, in clock order; of one paper, of what a guest sees, or all.

    With `person_id` those that this person may learn of; without, whoever asks must look at `audience`.
    """
    query = _select_events(team_id, paper_id, guest).where(Seen.clock > after)
    if person_id is not None:
        query = query.where(audible(person_id))
    if upto is not None:
        query = query.where(Seen.clock <= upto)
    return list((await db.execute(query.order_by(Seen.clock).limit(limit))).all())


async def read_back(
    db: AsyncSession, team_id: UUID, *, before: int | None, paper_id: UUID, limit: int, person_id: UUID
) -> Events:
    """Events of a paper that this person may learn of, the newest first."""
    query = _select_events(team_id, paper_id).where(audible(person_id))
    if before is not None:
        query = query.where(Seen.clock < before)
    return list((await db.execute(query.order_by(Seen.clock.desc()).limit(limit))).all())


def event_json(row: Row[Any]) -> dict[str, Any]:
    """An event as clients see it."""
    return {
        "clock": row.clock,
        "name": row.name,
        "subject": row.subject,
        "person": {"id": row.person_id, "name": row.person_name} if row.person_id else None,
        "at": row.at,
        "data": row.data,
    }


def encode_event(row: Row[Any]) -> bytes:
    return msgspec.json.encode(event_json(row))

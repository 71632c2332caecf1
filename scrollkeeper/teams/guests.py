"""Guests of single papers: listed, and shown the door."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.audit import service as audit
from scrollkeeper.core import events
from scrollkeeper.core.db import lock
from scrollkeeper.core.errors import NotFound, require
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.teams import audit_actions, policy
from scrollkeeper.teams.events import MEMBER_REMOVED
from scrollkeeper.teams.models import GuestPlace, Member
from scrollkeeper.teams.scope import Scope


async def list_guests(
    db: AsyncSession, scope: Scope, paper_id: UUID, *, limit: int, cursor: str | None
) -> tuple[list[Row[Any]], str | None]:
    """Rows of (person_id, name, added_at) of those to whom a paper was opened, the first one first."""
    require(policy.can_see_members(scope))
    query = (
        select(GuestPlace.person_id, Person.name, GuestPlace.added_at)
        .join(Person, Person.id == GuestPlace.person_id)
        .where(GuestPlace.team_id == scope.team_id, GuestPlace.paper_id == paper_id)
        .order_by(GuestPlace.added_at, GuestPlace.person_id)
        .limit(limit + 1)
    )
    if cursor:
        at, person_id = read_cursor(cursor, datetime, UUID)
        later = (GuestPlace.added_at > at) | ((GuestPlace.added_at == at) & (GuestPlace.person_id > person_id))
        query = query.where(later)
    rows: list[Row[Any]] = list((await db.execute(query)).all())  # type: ignore[arg-type]
    return cut_page(rows, limit, lambda row: (row.added_at, row.person_id))


async def remove_guest(db: AsyncSession, scope: Scope, paper_id: UUID, person_id: UUID) -> None:
    """Close a paper to a guest; whoever sees no other paper is not in the team any more."""
    require(policy.can_invite_guests(scope))
    await lock(db, "members", scope.team_id)
    mine = (GuestPlace.team_id == scope.team_id, GuestPlace.person_id == person_id)
    closed = delete(GuestPlace).where(*mine, GuestPlace.paper_id == paper_id).returning(GuestPlace.id)
    if (await db.execute(closed)).first() is None:
        raise NotFound("This paper has no such guest.")
    if (await db.execute(select(GuestPlace.id).where(*mine).limit(1))).first() is None:
        await db.execute(
            delete(Member).where(Member.team_id == scope.team_id, Member.person_id == person_id, Member.role == "guest")
        )
    await events.publish(db, scope.team_id, MEMBER_REMOVED, person_id=scope.person_id, member=person_id)
    await audit.record(
        db, audit_actions.GUEST_REMOVED, person_id=scope.person_id, team_id=scope.team_id, subject_id=person_id,
        data={"paper": str(paper_id)},
    )  # fmt: skip

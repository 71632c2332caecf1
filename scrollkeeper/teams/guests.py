"""Guests of single papers and collections: listed and removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, select
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


@dataclass(frozen=True, slots=True)
class GuestTarget:
    """What a guest is let see: a paper, or a collection with those within it."""

    paper_id: UUID | None = None
    collection_id: UUID | None = None

    def columns(self) -> dict[str, UUID]:
        """The one that it is, by the name of its column."""
        both = {"paper_id": self.paper_id, "collection_id": self.collection_id}
        return {name: value for name, value in both.items() if value is not None}

    def condition(self) -> ColumnElement[bool]:
        """Over guests' places."""
        return and_(*(getattr(GuestPlace, name) == value for name, value in self.columns().items()))

    def recorded(self) -> dict[str, str]:
        """For the audit log."""
        return {name.removesuffix("_id"): str(value) for name, value in self.columns().items()}


async def has_guests(db: AsyncSession, scope: Scope, collection_ids: Sequence[UUID]) -> bool:
    """Whether one of these collections was opened to somebody."""
    query = select(GuestPlace.id).where(
        GuestPlace.team_id == scope.team_id, GuestPlace.collection_id.in_(collection_ids)
    )
    return (await db.execute(query.limit(1))).first() is not None


class GuestRow(NamedTuple):
    person_id: UUID
    name: str
    added_at: datetime


async def list_guests(
    db: AsyncSession, scope: Scope, target: GuestTarget, *, limit: int, cursor: str | None
) -> tuple[list[GuestRow], str | None]:
    """List those to whom it was opened, the first one first."""
    require(policy.can_see_members(scope))
    query = (
        select(GuestPlace.person_id, Person.name, GuestPlace.added_at)
        .join(Person, Person.id == GuestPlace.person_id)
        .where(GuestPlace.team_id == scope.team_id, target.condition())
        .order_by(GuestPlace.added_at, GuestPlace.person_id)
        .limit(limit + 1)
    )
    if cursor:
        at, person_id = read_cursor(cursor, datetime, UUID)
        later = (GuestPlace.added_at > at) | ((GuestPlace.added_at == at) & (GuestPlace.person_id > person_id))
        query = query.where(later)
    rows = [GuestRow(*row) for row in await db.execute(query)]
    return cut_page(rows, limit, lambda row: (row.added_at, row.person_id))


async def remove_guest(db: AsyncSession, scope: Scope, target: GuestTarget, person_id: UUID) -> None:
    """Close it to a guest; whoever has nothing else open to them is not in the team any more."""
    require(policy.can_invite_guests(scope))
    await lock(db, "members", scope.team_id)
    mine = (GuestPlace.team_id == scope.team_id, GuestPlace.person_id == person_id)
    closed = delete(GuestPlace).where(*mine, target.condition()).returning(GuestPlace.id)
    if (await db.execute(closed)).first() is None:
        raise NotFound("There is no such guest here.")
    if (await db.execute(select(GuestPlace.id).where(*mine).limit(1))).first() is None:
        await db.execute(
            delete(Member).where(Member.team_id == scope.team_id, Member.person_id == person_id, Member.role == "guest")
        )
    await events.publish(db, scope.team_id, MEMBER_REMOVED, person_id=scope.person_id, member=person_id)
    await audit.record(
        db,
        audit_actions.GUEST_REMOVED,
        person_id=scope.person_id,
        team_id=scope.team_id,
        subject_id=person_id,
        data=target.recorded(),
    )

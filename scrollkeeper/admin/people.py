"""The people of the instance, as whoever administers it sees and changes them."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import access
from scrollkeeper.accounts.models import Person, Session
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.admin import audit_actions
from scrollkeeper.audit import service as audit
from scrollkeeper.core.db import lock
from scrollkeeper.core.errors import Conflict, NotFound, require
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.teams.models import Member

STATES = {"admins": Person.is_admin, "disabled": Person.disabled_at.is_not(None)}


class OnesOwnAccount(Conflict):
    """You can’t do this to your own account. Ask another administrator."""


class PersonRow(NamedTuple):
    """A person as administrators see them."""

    id: UUID
    name: str
    email: str
    is_admin: bool
    disabled_at: datetime | None
    created_at: datetime
    ends_at: datetime | None
    verified: bool
    last_seen_at: datetime | None
    teams: int


async def list_people(
    db: AsyncSession, *, words: str, state: str | None, limit: int, cursor: str | None
) -> tuple[list[PersonRow], str | None]:
    """People by name or email, the newest first."""
    seen = select(func.max(Session.last_seen_at)).where(Session.person_id == Person.id).scalar_subquery()
    teams = select(func.count()).where(Member.person_id == Person.id).scalar_subquery()
    query = select(
        Person.id,
        Person.name,
        Person.email,
        Person.is_admin,
        Person.disabled_at,
        Person.created_at,
        Person.ends_at,
        Person.email_verified_at.is_not(None).label("verified"),
        seen.label("last_seen_at"),
        teams.label("teams"),
    )
    for word in words.split()[:5]:
        query = query.where(
            or_(Person.name.icontains(word, autoescape=True), Person.email.icontains(word, autoescape=True))
        )
    if state is not None:
        query = query.where(STATES[state])
    if cursor:
        query = query.where(Person.id < read_cursor(cursor, UUID)[0])
    rows = [PersonRow(*row) for row in await db.execute(query.order_by(Person.id.desc()).limit(limit + 1))]
    return cut_page(rows, limit, lambda row: (row.id,))


async def edit_person(
    db: AsyncSession, admin: Caller, person_id: UUID, *, is_admin: bool | None, disabled: bool | None
) -> None:
    """Make somebody an admin or not; disable them, which ends their sessions and tokens, or let them in again."""
    # One at a time, and whoever was made an ordinary person meanwhile does nothing more: somebody always remains.
    await lock(db, "admins")
    require(bool(await db.scalar(select(Person.is_admin).where(Person.id == admin.person_id))), NotFound)
    person = await db.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound
    if person_id == admin.person_id:
        raise OnesOwnAccount
    if is_admin is not None and is_admin != person.is_admin:
        person.is_admin = is_admin
        await _record(db, admin, audit_actions.HOST_PROMOTED if is_admin else audit_actions.HOST_DEMOTED, person_id)
    if disabled is not None and disabled != (person.disabled_at is not None):
        person.disabled_at = (await db.execute(select(func.now()))).scalar_one() if disabled else None
        await _record(db, admin, audit_actions.HOST_DISABLED if disabled else audit_actions.HOST_ENABLED, person_id)
    if disabled:
        # Their feeds, of teams that the admin may not see, are refused while they are disabled.
        await access.end_access(db, person_id)


async def sign_out(db: AsyncSession, admin: Caller, person_id: UUID) -> None:
    """End all of a person's sessions; their open windows are closed within seconds."""
    if await db.get(Person, person_id) is None:
        raise NotFound
    await access.end_sessions(db, person_id)
    await _record(db, admin, audit_actions.HOST_ENDED, person_id)


async def _record(db: AsyncSession, admin: Caller, action: audit.Action, person_id: UUID) -> None:
    await audit.record(db, action, person_id=admin.person_id, subject_id=person_id)

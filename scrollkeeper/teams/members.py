"""Who is in a team: let in, given another role, removed; and the ownership handed over."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.audit import service as audit
from scrollkeeper.core import events
from scrollkeeper.core.db import lock
from scrollkeeper.core.errors import Conflict, Forbidden, NotFound, require
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.teams import audit_actions, policy, service
from scrollkeeper.teams.events import MEMBER_ADDED, MEMBER_CHANGED, MEMBER_REMOVED
from scrollkeeper.teams.guests import GuestTarget
from scrollkeeper.teams.models import GuestPlace, Invitation, JoinRequest, Member
from scrollkeeper.teams.scope import Scope


class LastOwner(Conflict):
    """A team needs an owner. Make someone else an owner first."""


class OnePersonsTeam(Conflict):
    """A personal library can’t be shared or transferred."""


class MayNotChange(Forbidden):
    """You can’t change this person’s role. Ask an owner."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    person_id: UUID
    name: str
    email: str
    role: str
    joined_at: datetime


async def list_members(
    db: AsyncSession, scope: Scope, *, limit: int, cursor: str | None
) -> tuple[list[MemberRow], str | None]:
    """Everyone in the team, guests too, in the order of joining."""
    require(policy.can_see_members(scope))
    query = (
        select(Person.id, Person.name, Person.email, Member.role, Member.joined_at)
        .join(Person, Person.id == Member.person_id)
        .where(Member.team_id == scope.team_id)
        .order_by(Member.joined_at, Person.id)
        .limit(limit + 1)
    )
    if cursor:
        joined_at, person_id = read_cursor(cursor, datetime, UUID)
        query = query.where(
            (Member.joined_at > joined_at) | ((Member.joined_at == joined_at) & (Person.id > person_id))
        )
    rows = [MemberRow(*row) for row in await db.execute(query)]
    return cut_page(rows, limit, lambda row: (row.joined_at, row.person_id))


async def get_member(db: AsyncSession, scope: Scope, person_id: UUID) -> MemberRow:
    query = (
        select(Person.id, Person.name, Person.email, Member.role, Member.joined_at)
        .join(Member, Member.person_id == Person.id)
        .where(Member.team_id == scope.team_id, Person.id == person_id)
    )
    row = (await db.execute(query)).one_or_none()
    if row is None:
        raise NotFound("There is no such person in this team.")
    return MemberRow(*row)


async def admit_member(
    db: AsyncSession,
    scope: Scope,
    person_id: UUID,
    role: str,
    *,
    target: GuestTarget | None = None,
    because: dict[str, str] | None = None,
) -> bool:
    """Put a person into the team, or open another place to a guest; whoever has more rights already keeps them.

    Gives whether that changed anything. Whether it is allowed was asked before: of an invitation, when it was made.
    """
    await lock(db, "members", scope.team_id)
    query = select(Member).where(Member.team_id == scope.team_id, Member.person_id == person_id)
    member = (await db.execute(query)).scalar_one_or_none()
    changed = member is None or (member.role == "guest" and role != "guest")
    if member is None:
        db.add(Member(team_id=scope.team_id, person_id=person_id, role=role))
    elif changed:
        member.role = role
        await _close_places(db, scope, person_id)
    await db.flush()
    if target is not None and (member is None or member.role == "guest"):
        row = insert(GuestPlace).values(team_id=scope.team_id, person_id=person_id, **target.columns())
        opened = await db.execute(row.on_conflict_do_nothing().returning(GuestPlace.id))
        changed = opened.first() is not None
    await db.execute(
        delete(JoinRequest).where(JoinRequest.team_id == scope.team_id, JoinRequest.person_id == person_id)
    )
    if changed:
        await events.publish(db, scope.team_id, MEMBER_ADDED, person_id=scope.person_id, member=person_id)
        data = {"role": role, **(because or {}), **(target.recorded() if target else {})}
        await audit.record(
            db,
            audit_actions.GUEST_ADDED if role == "guest" else audit_actions.MEMBER_ADDED,
            person_id=scope.person_id,
            team_id=scope.team_id,
            subject_id=person_id,
            data=data,
        )
    return changed


async def add_member_of_host(db: AsyncSession, team: str, person_id: UUID, role: str) -> None:
    """Put a person into the team of this id or slug, or change their role, in the name of whoever hosts this."""
    found = await service.find_team(db, team)
    if found is None:
        raise NotFound(f"There is no team “{team}”.")
    scope = Scope.of_system(found.id)
    if not await admit_member(db, scope, person_id, role):
        await change_role(db, scope, person_id, role)


async def change_role(db: AsyncSession, scope: Scope, person_id: UUID, role: str) -> MemberRow:
    """Give a member another role. Raises MayNotChange, and LastOwner where nobody would own the team."""
    require(policy.can_see_members(scope))
    await lock(db, "members", scope.team_id)
    member = await get_member(db, scope, person_id)
    require(policy.can_change_member(scope, member.role) and policy.can_give_role(scope, role), MayNotChange)
    if member.role == role:
        return member
    if member.role == "owner":
        await _require_another_owner(db, scope, person_id)
    if role == "owner" and (await service.get_team(db, scope)).kind == "personal":
        raise OnePersonsTeam
    if member.role == "guest":
        await _close_places(db, scope, person_id)
    await _set_role(db, scope, member, role)
    return await get_member(db, scope, person_id)


async def _set_role(db: AsyncSession, scope: Scope, member: MemberRow, role: str) -> None:
    mine = (Member.team_id == scope.team_id, Member.person_id == member.person_id)
    await db.execute(update(Member).where(*mine).values(role=role))
    await events.publish(
        db, scope.team_id, MEMBER_CHANGED, person_id=scope.person_id, member=member.person_id, data={"role": role}
    )
    await audit.record(
        db,
        audit_actions.MEMBER_CHANGED,
        person_id=scope.person_id,
        team_id=scope.team_id,
        subject_id=member.person_id,
        data={"name": member.name, "from": member.role, "to": role},
    )


async def remove_member(db: AsyncSession, scope: Scope, person_id: UUID) -> None:
    """Take somebody out of the team, or leave it oneself; their live connections to it are closed."""
    leaving = person_id == scope.person_id
    require(leaving or policy.can_see_members(scope))
    await lock(db, "members", scope.team_id)
    member = await get_member(db, scope, person_id)
    require(leaving or policy.can_remove_member(scope, member.role), MayNotChange)
    if member.role == "owner":
        await _require_another_owner(db, scope, person_id)
    await db.execute(delete(Member).where(Member.team_id == scope.team_id, Member.person_id == person_id))
    # Nobody is let in any more in the name of somebody who is not here.
    await db.execute(
        update(Invitation)
        .where(Invitation.team_id == scope.team_id, Invitation.inviter_id == person_id)
        .where(Invitation.revoked_at.is_(None), Invitation.used < Invitation.uses)
        .values(revoked_at=func.now())
    )
    await events.publish(db, scope.team_id, MEMBER_REMOVED, person_id=scope.person_id, member=person_id)
    action = audit_actions.MEMBER_LEFT if leaving else audit_actions.MEMBER_REMOVED
    await audit.record(
        db,
        action,
        person_id=scope.person_id,
        team_id=scope.team_id,
        subject_id=person_id,
        data={"name": member.name, "role": member.role},
    )


async def transfer_ownership(db: AsyncSession, scope: Scope, person_id: UUID) -> None:
    """Make somebody else the owner in one's own stead; one stays as an admin."""
    require(policy.can_transfer_ownership(scope), MayNotChange)
    await lock(db, "members", scope.team_id)
    if (await service.get_team(db, scope)).kind == "personal":
        raise OnePersonsTeam
    assert scope.person_id is not None
    successor, mine = await get_member(db, scope, person_id), await get_member(db, scope, scope.person_id)
    if successor.role == "guest" or successor.person_id == mine.person_id:
        raise Conflict("Choose a member of the team; guests see single papers only.")
    await _set_role(db, scope, successor, "owner")
    await _set_role(db, scope, mine, "admin")
    await audit.record(
        db,
        audit_actions.OWNER_CHANGED,
        person_id=scope.person_id,
        team_id=scope.team_id,
        subject_id=person_id,
        data={"name": successor.name},
    )


async def _require_another_owner(db: AsyncSession, scope: Scope, person_id: UUID) -> None:
    others = select(Member.person_id).where(
        Member.team_id == scope.team_id, Member.role == "owner", Member.person_id != person_id
    )
    if (await db.execute(others.limit(1))).first() is None:
        if (await service.get_team(db, scope)).kind == "personal":
            raise OnePersonsTeam
        raise LastOwner


async def _close_places(db: AsyncSession, scope: Scope, person_id: UUID) -> None:
    await db.execute(delete(GuestPlace).where(GuestPlace.team_id == scope.team_id, GuestPlace.person_id == person_id))

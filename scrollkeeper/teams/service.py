"""Teams: made at sign-up or by name, looked at, renamed; and who is in them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.core import events
from scrollkeeper.core.db import lock
from scrollkeeper.core.errors import NotFound, require
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.core.settings import settings
from scrollkeeper.teams import policy
from scrollkeeper.teams.models import Member, Team
from scrollkeeper.teams.scope import Scope, named_team
from scrollkeeper.teams.slugs import slugify, with_suffix

MAX_TEAMS = 200


@dataclass(frozen=True, slots=True)
class Membership:
    """A team as one of its members sees it."""

    team: Team
    role: str


async def add_team(db: AsyncSession, person_id: UUID, name: str, *, kind: str = "team") -> Membership:
    """A new team with this person as its owner."""
    slug = slugify(name)
    # Two people of one name may sign up at the same moment.
    await lock(db, "slug", slug)
    if (await db.execute(select(Team.id).where(Team.slug == slug))).first():
        slug = with_suffix(slug)
    team = Team(name=name, slug=slug, kind=kind, quota_bytes=settings().team_quota_bytes)
    db.add(team)
    await db.flush()
    db.add(Member(team_id=team.id, person_id=person_id, role="owner"))
    await db.flush()
    await events.publish(db, team.id, "member.added", person_id=person_id, member=person_id)
    return Membership(team, "owner")


async def add_member(db: AsyncSession, scope: Scope, person_id: UUID, role: str) -> None:
    """Put a person into the team."""
    require(policy.can_manage_team(scope))
    db.add(Member(team_id=scope.team_id, person_id=person_id, role=role))
    await db.flush()
    await events.publish(db, scope.team_id, "member.added", person_id=scope.person_id, member=person_id)


async def add_member_of_host(db: AsyncSession, team: str, person_id: UUID, role: str) -> None:
    """Put a person into the team of this id or slug, or change their role, in the name of whoever hosts this."""
    found = (await db.execute(select(Team).where(named_team(team)))).scalar_one_or_none()
    if found is None:
        raise NotFound(f"There is no team “{team}”.")
    member = await db.get(Member, (found.id, person_id))
    if member is None:
        await add_member(db, Scope.of_system(found.id), person_id, role)
    else:
        member.role = role


async def list_memberships(db: AsyncSession, person_id: UUID) -> list[Membership]:
    """The person's teams, the personal one first, then by name."""
    rows = await db.execute(
        select(Team, Member.role)
        .join(Member, Member.team_id == Team.id)
        .where(Member.person_id == person_id, Team.deleted_at.is_(None))
        .order_by(Team.kind != "personal", func.lower(Team.name), Team.id)
        .limit(MAX_TEAMS)
    )
    return [Membership(team, role) for team, role in rows]


async def get_team(db: AsyncSession, scope: Scope) -> Team:
    team = await db.get(Team, scope.team_id)
    if team is None:
        raise NotFound
    return team


async def get_clock(db: AsyncSession, scope: Scope) -> int:
    query = select(events.TeamClock.now).where(events.TeamClock.team_id == scope.team_id)
    return (await db.execute(query)).scalar() or 0


async def rename_team(db: AsyncSession, scope: Scope, name: str) -> Team:
    require(policy.can_manage_team(scope))
    team = await get_team(db, scope)
    team.name = name
    await db.flush()
    await events.publish(db, scope.team_id, "team.changed", person_id=scope.person_id)
    return team


@dataclass(frozen=True, slots=True)
class MemberRow:
    person_id: UUID
    name: str
    role: str
    joined_at: datetime


async def list_members(
    db: AsyncSession, scope: Scope, *, limit: int, cursor: str | None
) -> tuple[list[MemberRow], str | None]:
    """Everyone in the team, in the order of joining."""
    require(policy.can_see_members(scope))
    query = (
        select(Person.id, Person.name, Member.role, Member.joined_at)
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

"""Teams: made at sign-up or by name, looked at, and described anew by those who manage them."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.audit import service as audit
from scrollkeeper.core import events
from scrollkeeper.core.db import admit, lock, open_system_session
from scrollkeeper.core.errors import Conflict, Invalid, NotFound, require
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.settings import settings
from scrollkeeper.teams import audit_actions, policy
from scrollkeeper.teams.events import MEMBER_ADDED, TEAM_CHANGED
from scrollkeeper.teams.models import FormerSlug, Member, Team
from scrollkeeper.teams.scope import Scope, named_team
from scrollkeeper.teams.slugs import MAX_SLUG, slugify, with_suffix

MAX_TEAMS = 200
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class TooManyTeams(Conflict):
    """You own the maximum number of teams. Transfer ownership of one, or delete one you no longer need."""


class AddressTaken(Conflict):
    """This address is, or was, used by another team. Choose another."""


_NOW = select(events.TeamClock.now).where(events.TeamClock.team_id == Team.id).scalar_subquery()
_CLOCK = func.coalesce(_NOW, 0).label("clock")


@dataclass(frozen=True, slots=True)
class Membership:
    """A team as one of its members sees it; `role` is theirs, whether or not the team is archived."""

    team: Team
    role: str
    scope: Scope
    clock: int


def _membership(team: Team, role: str, person_id: UUID, clock: int) -> Membership:
    scope = Scope.of_member(team.id, person_id, role, archived=team.archived_at is not None)
    return Membership(team, role, scope, clock)


async def add_team(db: AsyncSession, person_id: UUID, name: str, *, kind: str = "team") -> Membership:
    """A new team with this person as its owner; raises TooManyTeams. Everybody has a personal one besides."""
    if kind == "team":
        await _require_room_for_team(db, person_id)
    slug = slugify(name)
    # Two people of one name may sign up at the same moment.
    await lock(db, "slug", slug)
    if await _is_taken(slug):
        slug = with_suffix(slug)
    team = Team(id=new_id(), name=name, slug=slug, kind=kind, quota_bytes=settings().team_quota_bytes)
    await admit(db, team.id)
    db.add(team)
    await db.flush()
    db.add(Member(team_id=team.id, person_id=person_id, role="owner"))
    await db.flush()
    clock = await events.publish(db, team.id, MEMBER_ADDED, person_id=person_id, member=person_id)
    await audit.record(db, audit_actions.TEAM_ADDED, person_id=person_id, team_id=team.id, data={"name": name})
    return _membership(team, "owner", person_id, clock)


async def _require_room_for_team(db: AsyncSession, person_id: UUID) -> None:
    await lock(db, "teams of", person_id)
    # Those made and deleted again within a day count too: otherwise one could go on for ever.
    counts = Team.deleted_at.is_(None) | (Team.created_at > func.now() - timedelta(days=1))
    owned = select(func.count()).select_from(Team).join(Member, Member.team_id == Team.id)
    owned = owned.where(Member.person_id == person_id, Member.role == "owner", Team.kind == "team", counts)
    most = settings().teams_per_person
    if (await db.execute(owned)).scalar_one() >= most:
        raise TooManyTeams(
            f"You own {most} teams, as many as one person may here. Hand one over or delete one that you no longer "
            "need; whoever hosts ScrollKeeper can allow more (SCROLLKEEPER_TEAMS_PER_PERSON)."
        )


async def _is_taken(slug: str, *, but_by: UUID | None = None) -> bool:
    now = select(Team.id.label("id")).where(Team.slug == slug)
    before = select(FormerSlug.team_id.label("id")).where(FormerSlug.slug == slug)
    # By any team, also by one that the caller may not see.
    async with open_system_session.begin() as db:
        owners = (await db.scalars(now.union(before))).all()
    return any(owner != but_by for owner in owners)


async def list_memberships(db: AsyncSession, person_id: UUID, *, only_team_id: UUID | None = None) -> list[Membership]:
    """The person's teams, the personal one first, then by name; or the one of them."""
    query = (
        select(Team, Member.role, _CLOCK)
        .join(Member, Member.team_id == Team.id)
        .where(Member.person_id == person_id, Team.deleted_at.is_(None))
        .order_by(Team.kind != "personal", func.lower(Team.name), Team.id)
        .limit(MAX_TEAMS)
    )
    if only_team_id is not None:
        query = query.where(Team.id == only_team_id)
    return [_membership(team, role, person_id, clock) for team, role, clock in await db.execute(query)]


async def get_membership(db: AsyncSession, person_id: UUID, team_id: UUID) -> Membership:
    row = (
        await db.execute(
            select(Team, Member.role, _CLOCK)
            .join(Member, Member.team_id == Team.id)
            .where(Team.id == team_id, Member.person_id == person_id, Team.deleted_at.is_(None))
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return _membership(row.Team, row.role, person_id, row.clock)


async def get_team(db: AsyncSession, scope: Scope, *, for_update: bool = False) -> Team:
    team = await db.get(Team, scope.team_id, with_for_update=for_update, populate_existing=for_update)
    if team is None:
        raise NotFound
    return team


async def find_team(db: AsyncSession, name: str) -> Team | None:
    """The team of this id or slug, whoever asks."""
    if "\0" in name:
        return None
    query = select(Team).where(named_team(name), Team.deleted_at.is_(None))
    return (await db.execute(query.limit(1))).scalar_one_or_none()


async def get_clock(db: AsyncSession, scope: Scope) -> int:
    query = select(events.TeamClock.now).where(events.TeamClock.team_id == scope.team_id)
    return (await db.execute(query)).scalar() or 0


async def edit_team(db: AsyncSession, scope: Scope, changes: dict[str, Any]) -> Team:
    """Change name, slug, inviters and other settings; raises AddressTaken. Old addresses lead on."""
    require(policy.can_manage_team(scope))
    team = await get_team(db, scope, for_update=True)
    changes = {name: value for name, value in changes.items() if value != getattr(team, name)}
    if not changes:
        return team
    if "slug" in changes:
        await _move(db, scope, team, changes.pop("slug"))
    if "name" in changes:
        names = {"from": team.name, "to": changes["name"]}
        await audit.record(db, audit_actions.TEAM_RENAMED, person_id=scope.person_id, team_id=team.id, data=names)
        team.name = changes.pop("name")
    if changes:
        await audit.record(db, audit_actions.TEAM_SETTLED, person_id=scope.person_id, team_id=team.id, data=changes)
    for name, value in changes.items():
        setattr(team, name, value)
    await db.flush()
    await events.publish(db, scope.team_id, TEAM_CHANGED, person_id=scope.person_id)
    return team


class NoSecondFactorYourself(Conflict):
    """Set up a second factor for yourself first, or you would lose access to the team too."""


async def require_second_factor(db: AsyncSession, scope: Scope, caller: Caller, *, required: bool) -> Team:
    """Whether everybody in the team needs one; raises NoSecondFactorYourself. The same again changes nothing."""
    require(policy.can_manage_team(scope))
    if required and not caller.has_second_factor:
        raise NoSecondFactorYourself
    team = await get_team(db, scope, for_update=True)
    if team.second_factor_required == required:
        return team
    team.second_factor_required = required
    await db.flush()
    # Whoever has none is parted with when this is handed out.
    await events.publish(db, scope.team_id, TEAM_CHANGED, person_id=scope.person_id)
    changes = {"second_factor_required": required}
    await audit.record(db, audit_actions.TEAM_SETTLED, person_id=scope.person_id, team_id=team.id, data=changes)
    return team


async def _move(db: AsyncSession, scope: Scope, team: Team, slug: str) -> None:
    if not _SLUG.fullmatch(slug) or not 2 <= len(slug) <= MAX_SLUG or len(slug.replace("-", "")) == 32:
        detail = f"An address has 2 to {MAX_SLUG} small letters, digits and single hyphens between them."
        raise Invalid(detail, errors=[{"field": "slug", "detail": detail}])
    await lock(db, "slug", slug)
    if await _is_taken(slug, but_by=team.id):
        raise AddressTaken(errors=[{"field": "slug", "detail": AddressTaken.__doc__}])
    await db.execute(insert(FormerSlug).values(slug=team.slug, team_id=team.id).on_conflict_do_nothing())
    names = {"from": team.slug, "to": slug}
    await audit.record(db, audit_actions.TEAM_MOVED, person_id=scope.person_id, team_id=team.id, data=names)
    team.slug = slug


async def list_deleted_teams(db: AsyncSession, person_id: UUID) -> list[Team]:
    """Teams that the person can still restore, those that end first at the top."""
    query = (
        select(Team)
        .join(Member, Member.team_id == Team.id)
        .where(Member.person_id == person_id, Member.role == "owner", Team.deleted_at.is_not(None))
        .order_by(Team.deleted_at, Team.id)
        .limit(MAX_TEAMS)
    )
    return list((await db.scalars(query)).all())

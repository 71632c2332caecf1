"""Who is asking, and for which team: built once a request and handed to every service function."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request
from sqlalchemy import ColumnElement, Select, and_, not_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.sessions.caller import (
    Caller,
    SignedInCaller,
    require_factor_of_host,
    signed_in_caller,
)
from scrollkeeper.accounts.sign_in_methods.required_factor import SecondFactorNeeded, has_any_factor
from scrollkeeper.core.db import Db, open_request_session
from scrollkeeper.core.errors import NotFound, require
from scrollkeeper.core.settings import settings
from scrollkeeper.teams.models import FormerSlug, GuestPlace, Member, Team, guest_papers
from scrollkeeper.teams.roles import Role


@dataclass(frozen=True, slots=True)
class Scope:
    """A person acting in a team with a role. `person_id` is None for the jobs of ScrollKeeper itself.

    In an archived team everybody acts as a reader; `resting_role` is then the role that waits until it is opened again,
    and what it needs to open it.
    """

    team_id: UUID
    person_id: UUID | None
    role: str
    resting_role: str | None = None

    @classmethod
    def of_system(cls, team_id: UUID) -> "Scope":
        """For jobs: acts in the team, in nobody's name."""
        return cls(team_id, None, "system")

    @classmethod
    def of_member(cls, team_id: UUID, person_id: UUID | None, role: str, *, archived: bool) -> "Scope":
        if archived and role != "guest":
            return cls(team_id, person_id, "reader", resting_role=role)
        return cls(team_id, person_id, role)

    def at_least(self, least: Role) -> bool:
        """Whether they may what this role may."""
        return Role(self.role).at_least(least)

    @property
    def is_guest(self) -> bool:
        """Sees single papers and collections of the team and nothing else of it."""
        return self.role == "guest"

    @property
    def guest_id(self) -> UUID | None:
        """Of a guest, for statements written in SQL; None for those who see the whole library."""
        return self.person_id if self.is_guest else None


def select_papers_of_guest(scope: Scope) -> Select[UUID | None]:
    """Ids of the papers that a guest was let see, by themselves or in a collection."""
    return select(guest_papers.c.paper_id).where(
        guest_papers.c.team_id == scope.team_id, guest_papers.c.person_id == scope.person_id
    )


def select_collections_of_guest(scope: Scope) -> Select[UUID | None]:
    """Ids of the collections that were opened to a guest; those within them are open too."""
    return select(GuestPlace.collection_id).where(
        GuestPlace.team_id == scope.team_id,
        GuestPlace.person_id == scope.person_id,
        GuestPlace.collection_id.is_not(None),
    )


def named_team(team: str) -> ColumnElement[bool]:
    """The condition that a team has this id or slug, or had that slug before."""
    former = select(FormerSlug.team_id).where(FormerSlug.slug == team).scalar_subquery()
    by_slug = or_(Team.slug == team, Team.id == former)
    try:
        return or_(Team.id == UUID(team), by_slug)
    except ValueError:
        return by_slug


def is_open_to(person_id: UUID, *, has_factor: bool | None) -> ColumnElement[bool]:
    """The condition, over teams, that a person has the second factor that it requires.

    `has_factor` says so of a caller; where nobody calls, as in jobs, it is None, and what the person has decides.
    """
    if has_factor:
        return true()
    closed = true() if settings().require_second_factor else Team.second_factor_required
    return not_(closed) if has_factor is False else or_(not_(closed), has_any_factor(person_id))


async def find_scope(db: AsyncSession, caller: Caller, team: str, *, deleted: bool = False) -> Scope | None:
    """Scope of the caller in the team with this id or slug; None where they are not in it, or it is deleted.

    Raises SecondFactorNeeded where the team or the host requires one that the caller has not. Whatever is of a team is
    reached through here, but for live connections (`realtime/grants.py`) and lists over all of one's teams
    (`is_open_to`).
    """
    in_trash = Team.deleted_at.is_not(None) if deleted else Team.deleted_at.is_(None)
    query = (
        select(Team.id, Member.role, Team.archived_at.is_not(None).label("archived"), Team.second_factor_required)
        .join(Member, Member.team_id == Team.id)
        .where(and_(named_team(team), in_trash, Member.person_id == caller.person_id))
        .limit(1)
    )
    if caller.only_team_id is not None:
        query = query.where(Team.id == caller.only_team_id)
    row = (await db.execute(query)).first()
    if row is None:
        return None
    require_factor_of_host(caller)
    if row.second_factor_required and not caller.has_second_factor:
        raise SecondFactorNeeded(by="team")
    return Scope.of_member(row.id, caller.person_id, row.role, archived=row.archived)


class NoSuchTeam(NotFound):
    """This team doesn’t exist, or you’re not a member."""


async def scope_of_request(
    request: Request, db: Db, caller: SignedInCaller, team: Annotated[str, Path(max_length=80)]
) -> Scope:
    """The Scope of `/api/teams/{team}/…`."""
    return await get_scope(db, caller, team)


async def get_scope(db: AsyncSession, caller: Caller, team: str) -> Scope:
    """Scope of the caller in the team; one that they are not in does not exist."""
    scope = None if "\0" in team else await find_scope(db, caller, team)
    require(scope is not None, NoSuchTeam)
    assert scope is not None
    return scope


InTeam = Annotated[Scope, Depends(scope_of_request, scope="function")]


async def scope_of_stream(request: Request, team: Annotated[str, Path(max_length=80)]) -> Scope:
    """The Scope of a request whose body is read by its route: no connection to the database is held meanwhile."""
    async with open_request_session.begin() as db:
        return await scope_of_request(request, db, await signed_in_caller(request, db), team)


Streaming = Annotated[Scope, Depends(scope_of_stream)]

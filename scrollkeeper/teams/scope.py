"""Who is asking, and for which team: built once a request and handed to every service function."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Request
from sqlalchemy import ColumnElement, Select, String, Uuid, bindparam, literal, not_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.sessions.caller import (
    Caller,
    find_caller_with,
    require_factor_of_host,
    require_signed_in,
    select_caller_by_session,
    select_caller_by_token,
)
from scrollkeeper.accounts.sign_in_methods.required_factor import SecondFactorNeeded, has_any_factor
from scrollkeeper.core.db import Db, Prepared, open_request_session
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
    return _is_named(literal(team), literal(_as_id(team), Uuid))


def _is_named(slug: ColumnElement[str], team_id: ColumnElement[UUID | None]) -> ColumnElement[bool]:
    former = select(FormerSlug.team_id).where(FormerSlug.slug == slug).scalar_subquery()
    return or_(Team.id == team_id, Team.slug == slug, Team.id == former)


def _as_id(team: str) -> UUID | None:
    try:
        return UUID(team)
    except ValueError:
        return None


def is_open_to(person_id: UUID, *, has_factor: bool | None) -> ColumnElement[bool]:
    """The condition, over teams, that a person has the second factor that it requires.

    `has_factor` says so of a caller; where nobody calls, as in jobs, it is None, and what the person has decides.
    """
    if has_factor:
        return true()
    closed = true() if settings().require_second_factor else Team.second_factor_required
    return not_(closed) if has_factor is False else or_(not_(closed), has_any_factor(person_id))


def _select_team(person_id: Any, only_team_id: Any, named: ColumnElement[bool], in_trash: ColumnElement[bool]) -> Any:
    """The team that is named so, if the person is in it, and may reach it with their token."""
    return (
        select(
            Team.id.label("team_id"),
            Member.role.label("role"),
            Team.archived_at.is_not(None).label("archived"),
            Team.second_factor_required.label("factor_required"),
        )
        .join(Member, Member.team_id == Team.id)
        .where(named, in_trash, Member.person_id == person_id)
        .where(or_(only_team_id.is_(None), Team.id == only_team_id))
        .limit(1)
    )


def _with_team(who: Select[*tuple[Any, ...]]) -> Prepared:
    """Who calls, and the team `slug` or `team_id` as they see it, in one statement.

    The team is looked for beside each row of the caller, so after the transaction has been told whose teams it sees;
    in any other order it would see none.
    """
    caller = who.cte("caller")
    named = _is_named(bindparam("slug", type_=String), bindparam("team_id", type_=Uuid))
    team = _select_team(caller.c.person_id, caller.c.only_team_id, named, Team.deleted_at.is_(None))
    team = team.where(caller.c.acting).lateral("team")
    return Prepared(select(caller, *team.c).select_from(caller.outerjoin(team, true())))


_BY_SESSION, _BY_TOKEN = _with_team(select_caller_by_session()), _with_team(select_caller_by_token())


async def find_scope(db: AsyncSession, caller: Caller, team: str, *, deleted: bool = False) -> Scope | None:
    """Scope of the caller in the team with this id or slug; None where they are not in it, or it is deleted.

    Raises SecondFactorNeeded where the team or the host requires one that the caller has not. Whatever is of a team is
    reached through here or through `scope_of_request`, but for live connections (`realtime/grants.py`) and lists over
    all of one's teams (`is_open_to`).
    """
    in_trash = Team.deleted_at.is_not(None) if deleted else Team.deleted_at.is_(None)
    query = _select_team(caller.person_id, literal(caller.only_team_id, Uuid), named_team(team), in_trash)
    row = (await db.execute(query)).first()
    return None if row is None else _scope_of(caller, row)


async def find_scope_in_job(db: AsyncSession, person_id: UUID, team_id: UUID) -> Scope | None:
    """Scope of somebody for whom a job works; None where they may not enter the team, or not any more."""
    query = _select_team(literal(person_id, Uuid), literal(None, Uuid), Team.id == team_id, Team.deleted_at.is_(None))
    row = (await db.execute(query.where(is_open_to(person_id, has_factor=None)))).first()
    return None if row is None else Scope.of_member(row.team_id, person_id, row.role, archived=row.archived)


def _scope_of(caller: Caller, row: Any) -> Scope:
    require_factor_of_host(caller)
    if row.factor_required and not caller.has_second_factor:
        raise SecondFactorNeeded(by="team")
    return Scope.of_member(row.team_id, caller.person_id, row.role, archived=row.archived)


class NoSuchTeam(NotFound):
    """This team doesn’t exist, or you’re not a member."""


async def scope_of_request(request: Request, db: Db, team: Annotated[str, Path(max_length=80)]) -> Scope:
    """The Scope of `/api/teams/{team}/…`, from one statement."""
    asked = {"slug": "" if "\0" in team else team, "team_id": _as_id(team)}
    found, row = await find_caller_with(db, request, _BY_SESSION, _BY_TOKEN, **asked)
    caller = require_signed_in(request, found)
    require(row.team_id is not None, NoSuchTeam)
    return _scope_of(caller, row)


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
        return await scope_of_request(request, db, team)


Streaming = Annotated[Scope, Depends(scope_of_stream)]

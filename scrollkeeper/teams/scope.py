"""Who is asking, and for which team: built once a request and handed to every service function."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.caller import Caller, SignedInCaller
from scrollkeeper.core.db import Db
from scrollkeeper.core.errors import NotFound
from scrollkeeper.teams.models import Member, Team


@dataclass(frozen=True, slots=True)
class Scope:
    """A person acting in a team with a role. `person_id` is None for the jobs of ScrollKeeper itself."""

    team_id: UUID
    person_id: UUID | None
    role: str

    @classmethod
    def of_system(cls, team_id: UUID) -> "Scope":
        """For jobs: acts in the team, in nobody's name."""
        return cls(team_id, None, "system")


def named_team(team: str) -> ColumnElement[bool]:
    """The condition that a team has this id or slug."""
    try:
        return or_(Team.id == UUID(team), Team.slug == team)
    except ValueError:
        return Team.slug == team


async def find_scope(db: AsyncSession, caller: Caller, team: str) -> Scope | None:
    """Scope of the caller in the team with this id or slug; None where they are not a member."""
    row = (
        await db.execute(
            select(Team.id, Member.role)
            .join(Member, Member.team_id == Team.id)
            .where(named_team(team), Member.person_id == caller.person_id)
            .limit(1)
        )
    ).first()
    return Scope(row.id, caller.person_id, row.role) if row else None


async def scope_of_request(
    request: Request, db: Db, caller: SignedInCaller, team: Annotated[str, Path(max_length=80)]
) -> Scope:
    """The Scope of `/api/teams/{team}/…`; a team one is not in does not exist."""
    scope = None if "\0" in team else await find_scope(db, caller, team)
    if scope is None:
        raise NotFound("There is no such team, or you are not in it.")
    return scope


InTeam = Annotated[Scope, Depends(scope_of_request, scope="function")]

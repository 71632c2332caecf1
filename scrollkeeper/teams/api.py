"""Teams and their members."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.caller import SignedInCaller
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Line
from scrollkeeper.core.paging import Cursor, Limit, Page
from scrollkeeper.teams import policy, service
from scrollkeeper.teams.me_api import TeamOut, team_out
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams", tags=["teams"])


class TeamIn(BaseModel):
    name: Line


class TeamDetailOut(BaseModel):
    id: UUID
    name: str
    slug: str
    kind: Literal["personal", "team"]
    role: str
    clock: int
    can: list[str]


class PersonRef(BaseModel):
    id: UUID
    name: str


class MemberOut(BaseModel):
    person: PersonRef
    role: str
    joined_at: datetime


async def detail_out(db: AsyncSession, scope: Scope) -> TeamDetailOut:
    team = await service.get_team(db, scope)
    clock = await service.get_clock(db, scope)
    return TeamDetailOut.model_validate(
        {"id": team.id, "name": team.name, "slug": team.slug, "kind": team.kind, "role": scope.role, "clock": clock,
         "can": policy.team_abilities(scope, team)}
    )  # fmt: skip


@router.post("", status_code=201)
async def add_team(db: Db, caller: SignedInCaller, body: TeamIn) -> TeamOut:
    return team_out(await service.add_team(db, caller.person_id, body.name))


@router.get("/{team}")
async def get_team(db: Db, scope: InTeam) -> TeamDetailOut:
    return await detail_out(db, scope)


@router.patch("/{team}")
async def rename_team(db: Db, scope: InTeam, body: TeamIn) -> TeamDetailOut:
    await service.rename_team(db, scope, body.name)
    return await detail_out(db, scope)


@router.get("/{team}/members")
async def list_members(db: Db, scope: InTeam, limit: Limit = 50, cursor: Cursor = None) -> Page[MemberOut]:
    rows, following = await service.list_members(db, scope, limit=limit, cursor=cursor)
    items = [
        MemberOut(person=PersonRef(id=row.person_id, name=row.name), role=row.role, joined_at=row.joined_at)
        for row in rows
    ]
    return Page(items=items, next=following)

"""Tokens for scripts, of all of a person's teams or of one."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import tokens
from scrollkeeper.accounts.models import Token
from scrollkeeper.accounts.sessions.caller import BrowserCaller, FactorOfHost
from scrollkeeper.accounts.sign_in_methods.reauthentication import RecentCaller
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Moment, Name
from scrollkeeper.core.paging import Cursor, Limit, Page
from scrollkeeper.teams import service
from scrollkeeper.teams.models import Team
from scrollkeeper.teams.scope import get_scope

router = APIRouter(prefix="/tokens", tags=["accounts"])
TokenScope = Literal["read", "write"]


def _to_come(value: datetime) -> datetime:
    if value <= datetime.now(UTC):
        raise ValueError("must lie in the future")
    return value


class TokenIn(BaseModel):
    name: Name
    scopes: Annotated[list[TokenScope], Field(min_length=1, max_length=2)]
    team: Annotated[str | None, Field(max_length=80, description="Id or slug; without it: all of one's teams.")] = None
    expires: Annotated[Moment, AfterValidator(_to_come)] | None = None


class TeamRef(BaseModel):
    id: UUID
    name: str


class TokenOut(BaseModel):
    id: UUID
    name: str
    scopes: list[TokenScope]
    team: TeamRef | None
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class NewTokenOut(TokenOut):
    """`token` is the secret itself, shown this once."""

    token: str


def _out(token: Token, teams: dict[UUID, Team]) -> TokenOut:
    team = teams.get(token.only_team_id) if token.only_team_id else None
    return TokenOut.model_validate(
        {
            "id": token.id,
            "name": token.name,
            "scopes": token.scopes,
            "team": {"id": team.id, "name": team.name} if team else None,
            "created_at": token.created_at,
            "last_used_at": token.last_used_at,
            "expires_at": token.expires_at,
        }
    )


async def _teams_of(db: AsyncSession, person_id: UUID) -> dict[UUID, Team]:
    return {one.team.id: one.team for one in await service.list_memberships(db, person_id)}


@router.get("")
async def list_tokens(db: Db, caller: BrowserCaller, limit: Limit = 50, cursor: Cursor = None) -> Page[TokenOut]:
    """One's API tokens, without their secrets."""
    rows, following = await tokens.list_tokens(db, caller, limit=limit, cursor=cursor)
    teams = await _teams_of(db, caller.person_id)
    return Page(items=[_out(row, teams) for row in rows], next=following)


@router.post("", status_code=201, dependencies=[FactorOfHost])
async def add_token(db: Db, caller: RecentCaller, body: TokenIn) -> NewTokenOut:
    """Make an API token; its secret is shown this once."""
    team_id = (await get_scope(db, caller, body.team)).team_id if body.team else None
    token, secret = await tokens.add_token(
        db, caller.person_id, name=body.name, scopes=body.scopes, only_team_id=team_id, expires=body.expires
    )
    teams = await _teams_of(db, caller.person_id)
    return NewTokenOut(**_out(token, teams).model_dump(), token=secret)


@router.delete("/{token_id}", status_code=204)
async def delete_token(db: Db, caller: BrowserCaller, token_id: UUID) -> None:
    """Take an API token back."""
    await tokens.delete_token(db, caller, token_id)

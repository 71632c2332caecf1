"""Teams over HTTP: made, described, pictured, archived, deleted and restored."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.sessions.caller import CallerOfAllTeams
from scrollkeeper.accounts.sign_in_methods.reauthentication import RecentCaller
from scrollkeeper.core.db import Db, open_team_session
from scrollkeeper.core.errors import NotFound, require
from scrollkeeper.core.fields import Flag, Name
from scrollkeeper.teams import lifecycle, pictures, policy, service
from scrollkeeper.teams.schemas import TeamOut, picture_url, team_out
from scrollkeeper.teams.scope import InTeam, Scope, Streaming, find_scope
from scrollkeeper.teams.slugs import MAX_SLUG

router = APIRouter(prefix="/teams", tags=["teams"])
deleted_router = APIRouter(prefix="/deleted-teams", tags=["teams"])

Inviters = Literal["admins", "editors", "members"]
DefaultRole = Literal["editor", "commenter", "reader"]
# Media ranges as one kind: what a picture is, is told from its bytes.
IMAGES = {"image/*": {"schema": {"type": "string", "format": "binary", "description": "A PNG, JPEG or WebP."}}}


# Checked by the service, which says it in one sentence.
SLUG = {"minLength": 2, "maxLength": MAX_SLUG, "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}


class TeamIn(BaseModel):
    name: Name


class TeamEdit(BaseModel):
    """What is left out stays."""

    name: Name | None = None
    slug: Annotated[str, Field(max_length=80, json_schema_extra=dict(SLUG))] | None = None
    inviters: Inviters | None = Field(None, description="Who may invite: admins, editors and above, or all members.")
    default_role: DefaultRole | None = Field(None, description="Of those whose request to join is accepted.")
    takes_requests: Flag | None = None
    lookups: Flag | None = Field(None, description="Whether identifiers are looked up at registries.")


class SecondFactorIn(BaseModel):
    required: Flag


class TeamDetailOut(BaseModel):
    id: UUID
    name: str
    slug: str
    kind: Literal["personal", "team"]
    role: str
    clock: int
    picture: str | None
    inviters: Inviters
    default_role: DefaultRole
    takes_requests: bool
    lookups: bool
    second_factor_required: bool
    archived_at: datetime | None
    created_at: datetime
    can: list[str]


class DeletedTeamOut(BaseModel):
    id: UUID
    name: str
    slug: str
    deleted_at: datetime
    ends_at: datetime


class DeletedTeams(BaseModel):
    items: list[DeletedTeamOut]


async def detail_out(db: AsyncSession, scope: Scope) -> TeamDetailOut:
    team = await service.get_team(db, scope)
    clock = await service.get_clock(db, scope)
    return TeamDetailOut.model_validate(
        {
            "id": team.id, "name": team.name, "slug": team.slug, "kind": team.kind, "role": policy.rank(scope),
            "clock": clock, "picture": picture_url(team), "inviters": team.inviters,
            "default_role": team.default_role, "takes_requests": team.takes_requests,
            "lookups": team.lookups,
            "second_factor_required": team.second_factor_required,
            "archived_at": team.archived_at, "created_at": team.created_at, "can": policy.team_abilities(scope, team),
        }
    )  # fmt: skip


@router.post("", status_code=201)
async def add_team(db: Db, caller: CallerOfAllTeams, body: TeamIn) -> TeamOut:
    """Make a team."""
    return team_out(await service.add_team(db, caller.person_id, body.name), has_factor=caller.has_second_factor)


@router.get("/{team}")
async def get_team(db: Db, scope: InTeam) -> TeamDetailOut:
    """A team and its settings."""
    return await detail_out(db, scope)


@router.patch("/{team}")
async def edit_team(db: Db, scope: InTeam, body: TeamEdit) -> TeamDetailOut:
    """Links with an old slug still lead to the team."""
    changes = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    await service.edit_team(db, scope, changes)
    return await detail_out(db, scope)


@router.put("/{team}/second-factor")
async def require_second_factor(db: Db, scope: InTeam, caller: RecentCaller, body: SecondFactorIn) -> TeamDetailOut:
    """Whether everybody in the team, guests too, needs a second factor; 409 where one has none oneself."""
    await service.require_second_factor(db, scope, caller, required=body.required)
    return await detail_out(db, scope)


@router.get(
    "/{team}/picture",
    response_class=Response,
    responses={200: {"content": {"image/webp": {}}, "description": "A square of 256 pixels"}},
)
async def get_picture(db: Db, scope: InTeam) -> Response:
    """Its address in answers changes with the picture, so it can be kept."""
    headers = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return Response(await pictures.get_picture(db, scope), media_type="image/webp", headers=headers)


@router.put("/{team}/picture", openapi_extra={"requestBody": {"content": IMAGES, "required": True}})
async def set_picture(request: Request, scope: Streaming) -> TeamDetailOut:
    """A PNG, JPEG or WebP of at most a megabyte; it is cut to a square and encoded again."""
    require(policy.can_manage_team(scope))
    small = await pictures.shrink(scope, await request.body())
    async with open_team_session(scope.team_id) as db:
        await pictures.set_picture(db, scope, small)
        return await detail_out(db, scope)


@router.delete("/{team}/picture", status_code=204)
async def remove_picture(db: Db, scope: InTeam) -> None:
    """Remove the team's picture."""
    await pictures.remove_picture(db, scope)


@router.post("/{team}/archive")
async def archive_team(db: Db, scope: InTeam) -> TeamDetailOut:
    """From now on the team is only read."""
    await lifecycle.archive_team(db, scope, archived=True)
    return await detail_out(db, Scope.of_member(scope.team_id, scope.person_id, policy.rank(scope), archived=True))


@router.post("/{team}/reopen")
async def reopen_team(db: Db, scope: InTeam) -> TeamDetailOut:
    """The end of being archived."""
    await lifecycle.archive_team(db, scope, archived=False)
    return await detail_out(db, Scope.of_member(scope.team_id, scope.person_id, policy.rank(scope), archived=False))


@router.delete("/{team}", status_code=204)
async def delete_team(db: Db, scope: InTeam, caller: RecentCaller) -> None:
    """The team is gone for everybody; for 30 days its owners can restore it."""
    await lifecycle.delete_team(db, scope)


@deleted_router.get("")
async def list_deleted_teams(db: Db, caller: CallerOfAllTeams) -> DeletedTeams:
    """One's own teams that can still be restored."""
    items = [
        DeletedTeamOut(
            id=team.id,
            name=team.name,
            slug=team.slug,
            deleted_at=team.deleted_at,
            ends_at=team.deleted_at + lifecycle.GRACE,
        )
        for team in await service.list_deleted_teams(db, caller.person_id)
        if isinstance(team.deleted_at, datetime)
    ]
    return DeletedTeams(items=items)


@deleted_router.post("/{team}/restore")
async def restore_team(db: Db, caller: CallerOfAllTeams, team: Annotated[str, Path(max_length=80)]) -> TeamDetailOut:
    """Restore a deleted team."""
    scope = None if "\0" in team else await find_scope(db, caller, team, deleted=True)
    if scope is None:
        raise NotFound("There is no such team, or it is too late to restore it.")
    await lifecycle.restore_team(db, scope)
    return await detail_out(db, scope)

"""Invitations and requests to join, over HTTP: made in a team, and met by those who come from outside."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field

from scrollkeeper.accounts.sessions.caller import CallerOfAllTeams, find_caller
from scrollkeeper.core.db import Db
from scrollkeeper.core.errors import Invalid
from scrollkeeper.core.fields import Email, Text
from scrollkeeper.core.paging import Cursor, Limit, Page
from scrollkeeper.teams import invitations, join_requests
from scrollkeeper.teams.schemas import (
    Days,
    InvitationOut,
    InvitedOut,
    InvitedPage,
    PersonRef,
    Role,
    TeamOut,
    _values,
    invited_out,
    team_out,
)
from scrollkeeper.teams.scope import InTeam

router = APIRouter(tags=["invitations"])

Code = Annotated[str, Path(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]
TeamName = Annotated[str, Path(max_length=80)]
OVER: dict[int | str, dict[str, Any]] = {
    410: {"description": "The invitation is no longer open", "content": {"application/problem+json": {}}}
}


class InvitationsIn(BaseModel):
    """To addresses, one invitation each; without any, one link that lets in `uses` people."""

    emails: list[Email] = Field(default=[], max_length=100)
    role: Role
    days: Days = 14
    uses: int = Field(1, ge=1, le=1000, description="Of a link.")


class ResendIn(BaseModel):
    days: Days = 14


class SeenTeam(BaseModel):
    id: UUID
    name: str
    slug: str


class SeenInvitation(BaseModel):
    """What a person sees before they accept."""

    team: SeenTeam
    inviter: str | None
    role: str
    email: str | None
    expires_at: datetime
    joined: bool = Field(description="The caller is in the team already.")


class JoinIn(BaseModel):
    message: Annotated[Text, Field(max_length=500)] = ""


class JoinOut(BaseModel):
    team: SeenTeam
    standing: Literal["none", "asked", "refused", "member"]


class RequestOut(BaseModel):
    id: UUID
    person: PersonRef
    email: str
    message: str
    created_at: datetime


class AcceptIn(BaseModel):
    role: Role | None = Field(None, description="The team's default role, unless given.")


@router.post("/teams/{team}/invitations", status_code=201)
async def invite(db: Db, scope: InTeam, body: InvitationsIn) -> InvitedPage:
    """Answers with links where no mail is set up."""
    if not body.emails:
        link = await invitations.add_link(db, scope, body.role, uses=body.uses, days=body.days)
        return InvitedPage(items=[invited_out(scope, link)], already_here=[])
    if body.uses != 1:
        raise Invalid("An invitation to an address is for one person. Leave out `uses`, or leave out the addresses.")
    invited, here = await invitations.invite(db, scope, body.emails, body.role, days=body.days)
    return InvitedPage(items=[invited_out(scope, one) for one in invited], already_here=here)


@router.get("/teams/{team}/invitations")
async def list_invitations(db: Db, scope: InTeam, limit: Limit = 50, cursor: Cursor = None) -> Page[InvitationOut]:
    """Open ones, the newest first; those who do not manage the team see their own."""
    rows, following = await invitations.list_invitations(db, scope, limit=limit, cursor=cursor)
    items = [InvitationOut.model_validate(_values(scope, row.invitation, row.inviter)) for row in rows]
    return Page(items=items, next=following)


@router.post("/teams/{team}/invitations/{invitation_id}/resend")
async def resend(db: Db, scope: InTeam, invitation_id: UUID, body: ResendIn) -> InvitedOut:
    """The same invitation with a new code; the old one ends."""
    return invited_out(scope, await invitations.resend(db, scope, invitation_id, days=body.days))


@router.delete("/teams/{team}/invitations/{invitation_id}", status_code=204)
async def revoke(db: Db, scope: InTeam, invitation_id: UUID) -> None:
    """Revoke an invitation."""
    await invitations.revoke(db, scope, invitation_id)


@router.get("/invitations/{code}", responses=OVER)
async def look_at_invitation(request: Request, db: Db, code: Code) -> SeenInvitation:
    """Anybody who has the code; 410 where it is no longer open."""
    row = await invitations.read_invitation(db, code)
    joined = await invitations.is_in_team(db, await find_caller(db, request), row.team.id)
    team = SeenTeam(id=row.team.id, name=row.team.name, slug=row.team.slug)
    one = row.invitation
    return SeenInvitation(
        team=team, inviter=row.inviter, role=one.role, email=one.email, expires_at=one.expires_at, joined=joined
    )


@router.post("/invitations/{code}/accept", responses=OVER)
async def accept(db: Db, caller: CallerOfAllTeams, code: Code) -> TeamOut:
    """Whoever has no account makes one first."""
    return team_out(await invitations.accept(db, caller, code), has_factor=caller.has_second_factor)


@router.get("/join/{team}")
async def look_at_team(request: Request, db: Db, team: TeamName) -> JoinOut:
    """A team that takes requests to join; any other is not found."""
    found = await join_requests.get_open_team(db, team)
    standing = await join_requests.find_standing(db, await find_caller(db, request), found)
    seen = SeenTeam(id=found.id, name=found.name, slug=found.slug)
    return JoinOut.model_validate({"team": seen, "standing": standing})


@router.post("/join/{team}", status_code=202)
async def ask_to_join(db: Db, caller: CallerOfAllTeams, team: TeamName, body: JoinIn) -> JoinOut:
    """Ask to become a member of a team."""
    found = await join_requests.ask_to_join(db, caller, team, body.message)
    return JoinOut(team=SeenTeam(id=found.id, name=found.name, slug=found.slug), standing="asked")


@router.get("/teams/{team}/requests")
async def list_requests(db: Db, scope: InTeam, limit: Limit = 50, cursor: Cursor = None) -> Page[RequestOut]:
    """Requests to join the team."""
    rows, following = await join_requests.list_requests(db, scope, limit=limit, cursor=cursor)
    items = [
        RequestOut(
            id=row.request.id,
            person=PersonRef(id=row.request.person_id, name=row.name),
            email=row.email,
            message=row.request.message,
            created_at=row.request.created_at,
        )
        for row in rows
    ]
    return Page(items=items, next=following)


@router.post("/teams/{team}/requests/{request_id}/accept", status_code=204)
async def accept_request(db: Db, scope: InTeam, request_id: UUID, body: AcceptIn) -> None:
    """Accept a request to join, with a role."""
    await join_requests.accept_request(db, scope, request_id, body.role)


@router.post("/teams/{team}/requests/{request_id}/refuse", status_code=204)
async def refuse_request(db: Db, scope: InTeam, request_id: UUID) -> None:
    """Refuse a request to join."""
    await join_requests.refuse_request(db, scope, request_id)

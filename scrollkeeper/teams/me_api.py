"""Signing up, signing in and who one is: a person together with their teams."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import second_factor
from scrollkeeper.accounts import service as accounts
from scrollkeeper.accounts.api import client_address, give_session
from scrollkeeper.accounts.caller import SignedInCaller
from scrollkeeper.accounts.challenges import give_challenge
from scrollkeeper.accounts.second_factor import Factor
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Email, EnteredPassword, Line, Password
from scrollkeeper.teams import policy, service
from scrollkeeper.teams.models import Team
from scrollkeeper.teams.service import Membership

router = APIRouter(tags=["accounts"])


class PersonOut(BaseModel):
    id: UUID
    name: str
    email: str


class TeamOut(BaseModel):
    id: UUID
    name: str
    slug: str
    kind: Literal["personal", "team"]
    role: str
    picture: str | None
    archived: bool
    can: list[str]


class MeOut(BaseModel):
    person: PersonOut
    teams: list[TeamOut]


class SecondStepOut(BaseModel):
    """Signing in has a second step, which can be made with one of these."""

    second_factor: list[Factor]


class AccountIn(BaseModel):
    email: Email
    name: Line
    password: Password


class SignInIn(BaseModel):
    email: Email
    password: EnteredPassword


class NameIn(BaseModel):
    name: Line


def team_out(membership: Membership) -> TeamOut:
    team = membership.team
    return TeamOut.model_validate(
        {
            "id": team.id, "name": team.name, "slug": team.slug, "kind": team.kind, "role": membership.role,
            "picture": picture_url(team), "archived": team.archived_at is not None,
            "can": policy.team_abilities(membership.scope, team),
        }
    )  # fmt: skip


def picture_url(team: Team) -> str | None:
    """Another address for another picture, so that browsers may keep it."""
    return f"/api/teams/{team.id}/picture?v={team.picture_version}" if team.picture_version else None


async def me_out(db: AsyncSession, person_id: UUID) -> MeOut:
    person = await accounts.get_person(db, person_id)
    memberships = await service.list_memberships(db, person_id)
    return MeOut(
        person=PersonOut(id=person.id, name=person.name, email=person.email),
        teams=[team_out(one) for one in memberships],
    )


async def let_in(db: AsyncSession, request: Request, response: Response, person_id: UUID) -> MeOut | JSONResponse:
    """Sign in whoever made the first step; 202 where their account has a second one."""
    factors = await second_factor.list_factors(db, person_id)
    if factors:
        waiting = JSONResponse(SecondStepOut(second_factor=factors).model_dump(), 202)
        give_challenge(waiting, "second-factor", person=str(person_id))
        return waiting
    await give_session(db, request, response, person_id)
    return await me_out(db, person_id)


@router.post("/accounts", status_code=201)
async def sign_up(db: Db, request: Request, response: Response, body: AccountIn) -> MeOut:
    person = await accounts.add_person(db, email=body.email, name=body.name, password=body.password)
    await service.add_team(db, person.id, body.name, kind="personal")
    await give_session(db, request, response, person.id)
    return await me_out(db, person.id)


@router.post("/sessions", status_code=201, response_model=MeOut, responses={202: {"model": SecondStepOut}})
async def sign_in(db: Db, request: Request, response: Response, body: SignInIn) -> MeOut | JSONResponse:
    person = await accounts.sign_in(db, email=body.email, password=body.password, address=client_address(request))
    return await let_in(db, request, response, person.id)


@router.get("/me")
async def get_me(db: Db, caller: SignedInCaller) -> MeOut:
    return await me_out(db, caller.person_id)


@router.patch("/me")
async def rename_me(db: Db, caller: SignedInCaller, body: NameIn) -> MeOut:
    await accounts.rename_person(db, caller, body.name)
    return await me_out(db, caller.person_id)

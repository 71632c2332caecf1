"""Signing up, signing in and who one is: a person together with their teams."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import audit_actions, emails
from scrollkeeper.accounts import service as accounts
from scrollkeeper.accounts.sessions.caller import AnyCaller, BrowserCaller
from scrollkeeper.accounts.sessions.challenges import give_challenge
from scrollkeeper.accounts.sessions.cookies import known_device
from scrollkeeper.accounts.sign_in_methods import second_factor
from scrollkeeper.accounts.sign_in_methods.methods import WithoutProvider
from scrollkeeper.accounts.sign_in_methods.second_factor import Factor
from scrollkeeper.accounts.sign_up import require_sign_up_allowed
from scrollkeeper.audit import service as audit
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Email, EnteredEmail, EnteredPassword, Name, Password
from scrollkeeper.core.settings import settings
from scrollkeeper.email import service as mail
from scrollkeeper.me.sessions_api import give_session
from scrollkeeper.rate_limits.addresses import client_address
from scrollkeeper.teams import invitations, service
from scrollkeeper.teams.schemas import TeamOut, team_out

router = APIRouter(tags=["accounts"])


class PersonOut(BaseModel):
    """`wanted_email` is an address that becomes theirs once it is confirmed; `is_admin` is of the whole instance."""

    id: UUID
    name: str
    email: str
    email_verified: bool
    wanted_email: str | None
    is_admin: bool


class MeOut(BaseModel):
    """`verify` says how the pages ask to confirm the address: not at all, as a suggestion, or as needed for any change.

    `second_factor_needed`: the host requires one, and until there is one only the account itself can be reached.
    """

    person: PersonOut
    teams: list[TeamOut]
    verify: Literal["no", "suggested", "needed"]
    second_factor_needed: bool


class SecondStepOut(BaseModel):
    """Signing in has a second step, which can be made with one of these."""

    second_factor: list[Factor]


class AccountIn(BaseModel):
    """`invitation` is the code of an invitation to a team, which opens sign-up where it is not open to everyone."""

    email: Email
    name: Name
    password: Password
    invitation: Annotated[str | None, Field(max_length=200)] = None


class SignUpOut(BaseModel):
    """What the page for signing up and in has to know: who may have an account, and whether emails can be sent."""

    open_to: Literal["everyone", "domains", "invited"]
    domains: list[str]
    mail: bool


class SignInIn(BaseModel):
    email: EnteredEmail
    password: EnteredPassword


class NameIn(BaseModel):
    name: Name


async def me_out(
    db: AsyncSession, person_id: UUID, *, only_team_id: UUID | None = None, has_factor: bool | None = None
) -> MeOut:
    """The person and their teams; with a token of one team, only that.

    `has_factor` is known of a caller; where it is None, what the person has is looked up.
    """
    if has_factor is None:
        has_factor = bool(await second_factor.list_factors(db, person_id))
    person = PersonOut.model_validate(await emails.show_person(db, person_id))
    memberships = await service.list_memberships(db, person_id, only_team_id=only_team_id)
    return MeOut(
        person=person,
        teams=[team_out(one, has_factor=has_factor) for one in memberships],
        verify="no" if person.email_verified else "needed" if settings().needs_verified_email else _suggest(),
        second_factor_needed=settings().require_second_factor and not has_factor,
    )


async def begin_session(
    db: AsyncSession,
    request: Request,
    response: Response,
    person_id: UUID,
    *,
    provider: str | None = None,
    provider_second_factor: bool = False,
) -> MeOut | JSONResponse:
    """Sign in whoever made the first step; 202 where their account has a second one."""
    factors = await second_factor.list_factors(db, person_id)
    if factors:
        waiting = JSONResponse(SecondStepOut(second_factor=factors).model_dump(), 202)
        give_challenge(waiting, "second-factor", person=str(person_id), provider=provider)
        return waiting
    await give_session(
        db, request, response, person_id, provider=provider, provider_second_factor=provider_second_factor
    )
    return await me_out(db, person_id, has_factor=provider_second_factor)


def _suggest() -> Literal["no", "suggested"]:
    """Without a mail server the email went to whoever hosts this, whom nobody is to be sent to without need."""
    return "suggested" if mail.can_send() else "no"


@router.get("/sign-up")
async def get_sign_up() -> SignUpOut:
    """Who may sign up here."""
    domains = settings().sign_up_domains
    open_to = "domains" if domains else "everyone" if settings().sign_up == "open" else "invited"
    return SignUpOut.model_validate({"open_to": open_to, "domains": domains, "mail": mail.can_send()})


async def is_invited(db: AsyncSession, invitation: str | None, email: str) -> bool:
    """Whether this is the code of an open invitation, and, where that was mailed, to this address; a spent one is
    refused with what became of it."""
    if invitation is None or settings().sign_up == "open":
        return False
    row = await invitations.read_invitation(db, invitation)
    if not invitations.is_for(row.invitation, email):
        raise invitations.ForAnotherAddress(
            f"This invitation was sent to {row.invitation.email}. Make the account with that address."
        )
    return True


@router.post("/accounts", status_code=201, dependencies=[WithoutProvider])
async def sign_up(db: Db, request: Request, response: Response, body: AccountIn) -> MeOut:
    """Make an account and sign in."""
    require_sign_up_allowed(body.email, invited=await is_invited(db, body.invitation, body.email))
    person = await accounts.add_person(db, email=body.email, name=body.name, password=body.password)
    await service.add_team(db, person.id, body.name, kind="personal")
    await audit.record(db, audit_actions.ACCOUNT_ADDED, person_id=person.id)
    await emails.ask_to_verify(db, person)
    await give_session(db, request, response, person.id)
    return await me_out(db, person.id)


@router.post(
    "/sessions",
    status_code=201,
    dependencies=[WithoutProvider],
    response_model=MeOut,
    responses={202: {"model": SecondStepOut}},
)
async def sign_in(db: Db, request: Request, response: Response, body: SignInIn) -> MeOut | JSONResponse:
    """Sign in with email address and password."""
    person = await accounts.sign_in(
        db, email=body.email, password=body.password, device=known_device(request), address=client_address(request)
    )
    return await begin_session(db, request, response, person.id)


@router.get("/me")
async def get_me(db: Db, caller: AnyCaller) -> MeOut:
    """Who is signed in, and their teams."""
    return await me_out(db, caller.person_id, only_team_id=caller.only_team_id, has_factor=caller.has_second_factor)


@router.patch("/me")
async def rename_me(db: Db, caller: BrowserCaller, body: NameIn) -> MeOut:
    """Change one's name."""
    await accounts.rename_person(db, caller, body.name)
    return await me_out(db, caller.person_id, has_factor=caller.has_second_factor)

"""Signing in at an identity provider, and linking one's accounts there."""

from dataclasses import asdict
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import audit_actions, emails
from scrollkeeper.accounts import service as accounts
from scrollkeeper.accounts.oidc import authorization, identities
from scrollkeeper.accounts.oidc.authorization import Claims, get_provider, provider_title
from scrollkeeper.accounts.oidc.identities import EmailNeverConfirmed, LinkedElsewhere
from scrollkeeper.accounts.oidc.provider_client import ProviderSilent
from scrollkeeper.accounts.sessions.caller import find_caller
from scrollkeeper.accounts.sessions.challenges import (
    ChallengeOver,
    answer_challenge,
    end_challenge,
    give_challenge,
    read_challenge,
    take_challenge_away,
)
from scrollkeeper.accounts.sign_in_methods import second_factor
from scrollkeeper.accounts.sign_in_methods.notices import notify_of_factor
from scrollkeeper.accounts.sign_in_methods.reauthentication import WrongProof, prove_by_provider, require_recent_proof
from scrollkeeper.accounts.sign_up import DomainsOnly, InvitedOnly, require_sign_up_allowed
from scrollkeeper.audit import service as audit
from scrollkeeper.core.db import Db
from scrollkeeper.core.errors import Problem, SignedOut
from scrollkeeper.core.fields import Email, Name
from scrollkeeper.core.methods import is_head
from scrollkeeper.core.providers import Provider
from scrollkeeper.core.settings import settings
from scrollkeeper.me.api import MeOut, begin_session
from scrollkeeper.me.sessions_api import give_session
from scrollkeeper.rate_limits.addresses import client_address
from scrollkeeper.teams import service

router = APIRouter(prefix="/sign-in", tags=["accounts"])
log = structlog.get_logger()


class Cancelled(Problem):
    """You didn’t finish signing in."""

    status, title = 401, "Not signed in"


PROBLEMS: dict[type[Problem], str] = {
    ChallengeOver: "over",
    SignedOut: "over",
    Cancelled: "cancelled",
    ProviderSilent: "silent",
    EmailNeverConfirmed: "unconfirmed",
    LinkedElsewhere: "elsewhere",
    InvitedOnly: "closed",
    DomainsOnly: "closed",
    WrongProof: "other",
}
# A path of ours: one slash, then neither slash nor backslash, so that no browser takes it for another host.
Path = Annotated[str, StringConstraints(max_length=2000, pattern=r"^/([^/\\\s][^\\\s]*)?$")]


class ProviderOut(BaseModel):
    name: str
    title: str


class ProvidersOut(BaseModel):
    """How one can sign in here; without `password` only the providers are left."""

    password: bool
    providers: list[ProviderOut]


class BeginIn(BaseModel):
    purpose: Literal["sign-in", "link", "proof"] = "sign-in"
    next: Path = "/"


class AddressOut(BaseModel):
    url: str


class PendingOut(BaseModel):
    """An account at a provider that is nobody's yet, since it came without a confirmed email."""

    title: str
    name: str
    email: str | None


class PendingIn(BaseModel):
    email: Email
    name: Name


@router.get("")
async def list_providers() -> ProvidersOut:
    """How one can sign in here."""
    providers = [ProviderOut(name=one.name, title=one.shown) for one in settings().providers]
    return ProvidersOut(password=settings().passwords, providers=providers)


@router.get("/new")
async def get_pending(request: Request) -> PendingOut:
    """What an identity provider said of whoever has no account yet."""
    facts = read_challenge(request, "new-account")["claims"]
    return PendingOut(title=get_provider(facts["provider"]).shown, name=facts["name"], email=facts["email"])


@router.post("/new", status_code=201, response_model=MeOut)
async def finish_pending(db: Db, request: Request, response: Response, body: PendingIn) -> MeOut | Response:
    """The account, now with an email, which is confirmed by email; one that exists is linked in its settings."""
    challenge = read_challenge(request, "new-account")
    claims = Claims(**challenge["claims"])
    await end_challenge(db, challenge)
    person_id = await _add_person(db, claims, email=body.email, name=body.name, verified=False)
    take_challenge_away(response, "new-account")
    return await begin_session(
        db, request, response, person_id, provider=claims.provider, provider_second_factor=claims.second_factor
    )


@router.post("/{provider}")
async def begin(db: Db, request: Request, response: Response, provider: str, body: BeginIn) -> AddressOut:
    """The address of the provider to go to; this browser, and no other, can come back from there."""
    chosen = get_provider(provider)
    session = ""
    if body.purpose != "sign-in":
        caller = await find_caller(db, request)
        if caller is None or caller.session_id is None:
            raise SignedOut
        if body.purpose == "link":
            await require_recent_proof(db, caller)
        session = str(caller.session_id)
    url, facts = await authorization.begin(chosen, again=body.purpose == "proof")
    give_challenge(response, "provider", **facts, goal=body.purpose, next=body.next, session=session)
    return AddressOut(url=url)


class Answer(BaseModel):
    """What a provider sends back with the browser."""

    state: str = Field("", max_length=500)
    code: str = Field("", max_length=4096)
    error: str = Field("", max_length=500)
    iss: str | None = Field(None, max_length=500)


@router.get("/{provider}/callback", response_class=RedirectResponse, status_code=303)
async def come_back(db: Db, request: Request, provider: str, answer: Annotated[Answer, Query()]) -> Response:
    """From the provider back into our pages; what went wrong is said there."""
    if is_head(request.scope):
        # What the provider sent is good for one use, and that is the browser's.
        return _to("/sign-in")
    facts: dict[str, Any] = {}
    try:
        facts = await answer_challenge(request, "provider", provider=provider)
        # Before the transaction begins: a provider may take its time.
        claims = await _read(get_provider(provider), facts, answer)
        async with db.begin_nested():
            response = await _take(db, request, facts, claims)
    except Problem as refusal:
        why, address = type(refusal).__name__, client_address(request)
        log.warning("no sign-in by a provider", provider=provider, why=why, address=address)
        place = {"link": "/settings/sign-in", "proof": "/proved"}.get(facts.get("goal", ""), "/sign-in")
        response = _to(place, problem=PROBLEMS.get(type(refusal), "refused"))
    take_challenge_away(response, "provider")
    return response


async def _read(provider: Provider, facts: dict[str, Any], answer: Answer) -> Claims:
    if answer.error == "access_denied":
        raise Cancelled
    if answer.error or not answer.code or not answer.state:
        raise authorization.NotSignedInThere
    return await authorization.finish(provider, facts, code=answer.code, state=answer.state, issuer=answer.iss)


async def _take(db: AsyncSession, request: Request, facts: dict[str, Any], claims: Claims) -> Response:
    if facts["goal"] != "sign-in":
        caller = await find_caller(db, request)
        if caller is None or str(caller.session_id) != facts["session"]:
            raise SignedOut
        if facts["goal"] == "link":
            if await identities.link(db, caller.person_id, claims):
                title = provider_title(claims.provider)
                await notify_of_factor(db, caller.person_id, "added", f"The account at {title}")
            return _to("/settings/sign-in", linked=claims.provider)
        await prove_by_provider(db, caller, claims)
        return _to("/proved")
    person_id = await identities.find_person(db, claims)
    if person_id is None and claims.email and claims.email_verified:
        person_id = await _add_person(db, claims, email=claims.email, name=claims.name, verified=True)
    if person_id is None:
        response = _to("/sign-in", step="new", next=facts["next"])
        give_challenge(response, "new-account", claims=asdict(claims))
        return response
    waits = await second_factor.list_factors(db, person_id)
    response = _to("/sign-in", step="second", next=facts["next"]) if waits else _to(facts["next"])
    if waits:
        give_challenge(response, "second-factor", person=str(person_id), provider=claims.provider)
    else:
        await give_session(
            db, request, response, person_id, provider=claims.provider, provider_second_factor=claims.second_factor
        )
    return response


async def _add_person(db: AsyncSession, claims: Claims, *, email: str, name: str, verified: bool) -> UUID:
    """A new account without a password, for whoever may have one here."""
    require_sign_up_allowed(email, invited=False)
    shown = name or email.partition("@")[0]
    person = await accounts.add_person(db, email=email, name=shown, password=None, verified=verified)
    await service.add_team(db, person.id, shown, kind="personal")
    await identities.link(db, person.id, claims)
    await audit.record(db, audit_actions.ACCOUNT_ADDED, person_id=person.id)
    if not verified:
        await emails.ask_to_verify(db, person)
    return person.id


def _to(path: str, **query: str) -> RedirectResponse:
    """Into our pages, whose words for a problem are their own: nothing of an address is ever shown as text."""
    tail = urlencode({name: value for name, value in query.items() if value})
    return RedirectResponse(f"{path}?{tail}" if tail else path, 303)

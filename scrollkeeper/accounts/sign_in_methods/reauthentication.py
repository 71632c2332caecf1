"""Sensitive actions ask again who one is: a session remembers when its person last proved it."""

import time
from datetime import timedelta
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Depends
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person, Session
from scrollkeeper.accounts.oidc import identities
from scrollkeeper.accounts.oidc.authorization import Claims
from scrollkeeper.accounts.passkeys import service as passkeys
from scrollkeeper.accounts.sessions.caller import BrowserCaller, Caller, NotForTokens
from scrollkeeper.accounts.sign_in_methods import second_factor, throttling
from scrollkeeper.accounts.sign_in_methods.passwords import knows_password
from scrollkeeper.core.db import Db
from scrollkeeper.core.errors import Problem
from scrollkeeper.core.settings import settings

RECENT = timedelta(minutes=15)


class ReauthenticationNeeded(Problem):
    """Confirm it’s you, then try again."""

    status, title = 403, "Confirm it’s you"
    type: ClassVar[str] = "/problems/ask-again"


class WrongProof(Problem):
    """Incorrect. Nothing was changed."""

    status, title = 403, "Not proved"
    noted = "wrong proof of who one is"


async def list_ways(db: AsyncSession, person_id: UUID) -> list[str]:
    """How this person can prove who they are."""
    has_password = select(Person.password_hash.is_not(None)).where(Person.id == person_id)
    ways = ["password"] if (await db.execute(has_password)).scalar_one_or_none() and settings().passwords else []
    ways += [factor for factor in await second_factor.list_factors(db, person_id) if factor != "recovery"]
    known = {provider.name for provider in settings().providers}
    linked = {identity.provider for identity in await identities.list_identities(db, person_id)}
    return ways + [f"provider:{name}" for name in sorted(known & linked)]


async def require_recent_proof(db: AsyncSession, caller: Caller) -> None:
    """Raises ReauthenticationNeeded, which tells the ways, unless the caller proved lately who they are."""
    if caller.session_id is None:
        raise NotForTokens
    recent = Session.proved_at > func.now() - RECENT
    if not (await db.execute(select(recent).where(Session.id == caller.session_id))).scalar_one_or_none():
        raise ReauthenticationNeeded(ways=await list_ways(db, caller.person_id))


async def recent_caller(db: Db, caller: BrowserCaller) -> Caller:
    await require_recent_proof(db, caller)
    return caller


# For routes that change how one signs in, hand out lasting access, or destroy: `caller: RecentCaller`.
RecentCaller = Annotated[Caller, Depends(recent_caller, scope="function")]


async def prove_by_password(db: AsyncSession, caller: Caller, password: str) -> None:
    person = await db.get_one(Person, caller.person_id)
    attempt = throttling.attempt_in_session(caller.session_id)
    await throttling.count_attempt(attempt)
    if not await knows_password(person, password):
        raise WrongProof("Incorrect password.", person_id=caller.person_id)
    await throttling.forget_attempts(attempt)
    await remember_proof(db, caller)


async def prove_by_code(db: AsyncSession, caller: Caller, code: str) -> None:
    try:
        attempt = throttling.attempt_in_session(caller.session_id)
        await second_factor.check_code(db, caller.person_id, code, attempt)
    except second_factor.WrongFactor as error:
        raise WrongProof(error.detail, person_id=caller.person_id) from None
    await remember_proof(db, caller)


async def prove_by_passkey(db: AsyncSession, caller: Caller, credential: dict[str, Any], *, challenge: str) -> None:
    try:
        await passkeys.use_passkey(db, credential, challenge=challenge, person_id=caller.person_id, alone=True)
    except passkeys.PasskeyRefused as error:
        raise WrongProof(error.detail, person_id=caller.person_id) from None
    await remember_proof(db, caller)


async def prove_by_provider(db: AsyncSession, caller: Caller, claims: Claims) -> None:
    """Raises WrongProof where somebody else signed in there, or the provider only remembered an older sign-in."""
    stale = claims.signed_in_at is not None and time.time() - claims.signed_in_at > RECENT.total_seconds()
    if stale or not await identities.is_linked(db, caller.person_id, claims):
        raise WrongProof(person_id=caller.person_id)
    await remember_proof(db, caller)


async def remember_proof(db: AsyncSession, caller: Caller) -> None:
    await db.execute(update(Session).where(Session.id == caller.session_id).values(proved_at=func.now()))

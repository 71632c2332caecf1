"""Signing in with a passkey alone, and the second step of signing in."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, model_validator

from scrollkeeper.accounts.passkeys import service as passkeys
from scrollkeeper.accounts.passkeys.credentials import UsedCredentialIn
from scrollkeeper.accounts.sessions.challenges import (
    answer_challenge,
    end_challenge,
    read_challenge,
    take_challenge_away,
)
from scrollkeeper.accounts.sessions.cookies import known_device
from scrollkeeper.accounts.sign_in_methods import second_factor
from scrollkeeper.accounts.sign_in_methods.methods import WithoutProvider
from scrollkeeper.core.db import Db
from scrollkeeper.me.api import MeOut, SecondStepOut, me_out
from scrollkeeper.me.sessions_api import give_session
from scrollkeeper.me.sign_in_methods_api import Code
from scrollkeeper.rate_limits.addresses import client_address

router = APIRouter(tags=["accounts"])


class SecondStepIn(BaseModel):
    """One of them."""

    code: Code | None = None
    recovery_code: Code | None = None
    passkey: UsedCredentialIn | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "SecondStepIn":
        if sum(value is not None for value in (self.code, self.recovery_code, self.passkey)) != 1:
            raise ValueError("Give one of code, recovery_code and passkey.")
        return self


class PasskeyEntryIn(BaseModel):
    credential: UsedCredentialIn


@router.post("/sessions/passkey", status_code=201, dependencies=[WithoutProvider])
async def sign_in_with_passkey(db: Db, request: Request, response: Response, body: PasskeyEntryIn) -> MeOut:
    """It is possession and finger, face or PIN at once, so nothing else is asked."""
    asked = await answer_challenge(request, "passkey")
    person_id = await passkeys.use_passkey(
        db, body.credential.model_dump(), challenge=asked["challenge"], person_id=None, alone=True
    )
    await give_session(db, request, response, person_id)
    return await me_out(db, person_id)


@router.get("/sessions/second-factor")
async def get_second_step(db: Db, request: Request) -> SecondStepOut:
    """What this browser, which has made the first step, can make the second with."""
    challenge = read_challenge(request, "second-factor")
    return SecondStepOut(second_factor=await second_factor.list_factors(db, UUID(challenge["person"])))


@router.post("/sessions/second-factor", status_code=201)
async def make_second_step(db: Db, request: Request, response: Response, body: SecondStepIn) -> MeOut:
    """Make the second step of signing in, with a code or a passkey."""
    challenge = read_challenge(request, "second-factor")
    person_id = UUID(challenge["person"])
    attempt = await second_factor.attempt_at_factor(
        db, person_id, device=known_device(request), address=client_address(request)
    )
    if body.code is not None:
        await second_factor.check_code(db, person_id, body.code, attempt)
    elif body.recovery_code is not None:
        await second_factor.check_recovery_code(db, person_id, body.recovery_code, attempt)
    elif body.passkey is not None:
        asked = await answer_challenge(request, "second-passkey", person=str(person_id))
        await passkeys.use_passkey(
            db, body.passkey.model_dump(), challenge=asked["challenge"], person_id=person_id, alone=False
        )
    await end_challenge(db, challenge)
    take_challenge_away(response, "second-factor")
    await give_session(db, request, response, person_id, provider=challenge.get("provider"))
    return await me_out(db, person_id)

"""Adding, naming and removing passkeys, and what a browser is to sign with one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from scrollkeeper.accounts.passkeys import service as passkeys
from scrollkeeper.accounts.passkeys.credentials import NewCredentialIn
from scrollkeeper.accounts.sessions.caller import BrowserCaller
from scrollkeeper.accounts.sessions.challenges import answer_challenge, give_challenge, read_challenge
from scrollkeeper.accounts.sign_in_methods import methods as ways
from scrollkeeper.accounts.sign_in_methods import second_factor
from scrollkeeper.accounts.sign_in_methods.methods import WithoutProvider
from scrollkeeper.accounts.sign_in_methods.notices import notify_of_factor
from scrollkeeper.accounts.sign_in_methods.reauthentication import RecentCaller
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Name
from scrollkeeper.me.sign_in_methods_api import first_codes

router = APIRouter(tags=["accounts"])


class OptionsOut(BaseModel):
    """`options` as `PublicKeyCredential.parse…OptionsFromJSON` takes them."""

    options: dict[str, Any]


class PasskeyIn(BaseModel):
    name: Name
    credential: NewCredentialIn


class PasskeyName(BaseModel):
    name: Name


class NewPasskeyOut(BaseModel):
    id: UUID
    name: str
    created_at: datetime
    codes: list[str]


@router.post("/me/passkeys/options")
async def begin_passkey(db: Db, response: Response, caller: RecentCaller) -> OptionsOut:
    """Options for a browser that is to make a passkey."""
    options, challenge = await passkeys.begin_passkey(db, caller)
    give_challenge(response, "new-passkey", challenge=challenge, session=str(caller.session_id))
    return OptionsOut(options=options)


@router.post("/me/passkeys", status_code=201)
async def add_passkey(db: Db, request: Request, caller: RecentCaller, body: PasskeyIn) -> NewPasskeyOut:
    """Add the passkey that the browser made."""
    challenge = await answer_challenge(request, "new-passkey", session=str(caller.session_id))
    added = await passkeys.add_passkey(
        db, caller, credential=body.credential.model_dump(), challenge=challenge["challenge"], name=body.name
    )
    await notify_of_factor(db, caller.person_id, "added", f"The passkey “{added.name}”")
    codes = await first_codes(db, caller)
    return NewPasskeyOut(id=added.id, name=added.name, created_at=added.created_at, codes=codes)


@router.patch("/me/passkeys/{passkey_id}", status_code=204)
async def rename_passkey(db: Db, caller: BrowserCaller, passkey_id: UUID, body: PasskeyName) -> None:
    """Rename a passkey."""
    await passkeys.rename_passkey(db, caller, passkey_id, body.name)


@router.delete("/me/passkeys/{passkey_id}", status_code=204)
async def remove_passkey(db: Db, caller: RecentCaller, passkey_id: UUID) -> None:
    """Remove a passkey."""
    await ways.lock_methods(db, caller.person_id)
    name = await passkeys.remove_passkey(db, caller, passkey_id)
    await ways.require_method(db, caller.person_id)
    await second_factor.drop_unneeded_codes(db, caller.person_id)
    await notify_of_factor(db, caller.person_id, "removed", f"The passkey “{name}”")


@router.post("/sessions/passkey/options", dependencies=[WithoutProvider])
async def ask_anybody(db: Db, response: Response) -> OptionsOut:
    """For signing in with a passkey alone."""
    options, challenge = await passkeys.ask_for_passkey(db, None, alone=True)
    give_challenge(response, "passkey", challenge=challenge)
    return OptionsOut(options=options)


@router.post("/sessions/second-factor/passkey/options")
async def ask_second_step(db: Db, request: Request, response: Response) -> OptionsOut:
    """For the second step of whoever made the first in this browser."""
    person = read_challenge(request, "second-factor")["person"]
    options, challenge = await passkeys.ask_for_passkey(db, UUID(person), alone=False)
    give_challenge(response, "second-passkey", challenge=challenge, person=person)
    return OptionsOut(options=options)


@router.post("/sessions/current/proof/passkey/options")
async def ask_again(db: Db, response: Response, caller: BrowserCaller) -> OptionsOut:
    """For proving that it is still the person of this session."""
    options, challenge = await passkeys.ask_for_passkey(db, caller.person_id, alone=True)
    give_challenge(response, "proof-passkey", challenge=challenge, person=str(caller.person_id))
    return OptionsOut(options=options)

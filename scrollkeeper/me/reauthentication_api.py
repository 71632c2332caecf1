"""Proving again who one is, for actions that ask."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, model_validator

from scrollkeeper.accounts.passkeys.credentials import UsedCredentialIn
from scrollkeeper.accounts.sessions.caller import BrowserCaller
from scrollkeeper.accounts.sessions.challenges import answer_challenge
from scrollkeeper.accounts.sign_in_methods import reauthentication
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import EnteredPassword
from scrollkeeper.me.sign_in_methods_api import Code

router = APIRouter(tags=["accounts"])


class ProofIn(BaseModel):
    """One of them."""

    password: EnteredPassword | None = None
    code: Code | None = None
    passkey: UsedCredentialIn | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "ProofIn":
        if sum(value is not None for value in (self.password, self.code, self.passkey)) != 1:
            raise ValueError("Give one of password, code and passkey.")
        return self


@router.post("/sessions/current/proof", status_code=204)
async def prove(db: Db, request: Request, caller: BrowserCaller, body: ProofIn) -> None:
    """Prove who one is with a password, a code or a passkey, for the next 15 minutes."""
    if body.code is not None:
        await reauthentication.prove_by_code(db, caller, body.code)
    elif body.passkey is not None:
        asked = await answer_challenge(request, "proof-passkey", person=str(caller.person_id))
        await reauthentication.prove_by_passkey(db, caller, body.passkey.model_dump(), challenge=asked["challenge"])
    elif body.password is not None:
        await reauthentication.prove_by_password(db, caller, body.password)

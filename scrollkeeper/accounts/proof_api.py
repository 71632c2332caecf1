"""Proving again who one is, for actions that ask."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, model_validator

from scrollkeeper.accounts import proof
from scrollkeeper.accounts.api import client_address
from scrollkeeper.accounts.caller import SignedInCaller
from scrollkeeper.accounts.factors_api import Code
from scrollkeeper.core.db import Db
from scrollkeeper.core.errors import require
from scrollkeeper.core.fields import EnteredPassword

router = APIRouter(tags=["accounts"])


class ProofIn(BaseModel):
    """One of them."""

    password: EnteredPassword | None = None
    code: Code | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "ProofIn":
        if (self.password is None) == (self.code is None):
            raise ValueError("give either password or code")
        return self


@router.post("/sessions/current/proof", status_code=204)
async def prove(db: Db, request: Request, caller: SignedInCaller, body: ProofIn) -> None:
    require(caller.session_id is not None, proof.NotByToken)
    if body.code is not None:
        await proof.prove_by_code(db, caller, body.code, address=client_address(request))
    elif body.password is not None:
        await proof.prove_by_password(db, caller, body.password)

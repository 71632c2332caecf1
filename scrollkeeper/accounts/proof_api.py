"""Proving again who one is, for actions that ask."""

from fastapi import APIRouter
from pydantic import BaseModel

from scrollkeeper.accounts import proof
from scrollkeeper.accounts.caller import SignedInCaller
from scrollkeeper.core.db import Db
from scrollkeeper.core.errors import require
from scrollkeeper.core.fields import EnteredPassword

router = APIRouter(tags=["accounts"])


class ProofIn(BaseModel):
    password: EnteredPassword


@router.post("/sessions/current/proof", status_code=204)
async def prove(db: Db, caller: SignedInCaller, body: ProofIn) -> None:
    require(caller.session_id is not None, proof.NotByToken)
    await proof.prove_by_password(db, caller, body.password)

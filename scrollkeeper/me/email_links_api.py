"""What the links in emails lead to: confirming an address, changing it, and choosing a new password."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from scrollkeeper.accounts import confirmations, emails, password_resets
from scrollkeeper.accounts.sessions.caller import BrowserCaller
from scrollkeeper.accounts.sessions.cookies import give_device_cookie
from scrollkeeper.accounts.sessions.known_devices import greet_device
from scrollkeeper.accounts.sign_in_methods.reauthentication import RecentCaller
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Email, EnteredEmail, Password

router = APIRouter(tags=["accounts"])
Purpose = Literal["verify_email", "reset_password", "leave_email", "take_email"]
Secret = Annotated[str, Field(max_length=200)]
OVER: dict[int | str, dict[str, Any]] = {
    410: {"description": "The link was used or is too old", "content": {"application/problem+json": {}}}
}


class SecretIn(BaseModel):
    secret: Secret


class ConfirmationOut(BaseModel):
    """What a link is for; `current` is the person's address now, `email` the one that it is about."""

    purpose: Purpose
    email: str
    current: str
    expires_at: datetime


class ConfirmedOut(BaseModel):
    """`done` is false where the other address has still to agree."""

    purpose: Purpose
    email: str
    done: bool


class EmailIn(BaseModel):
    email: Email


class ForgottenIn(BaseModel):
    email: EnteredEmail


class NewPasswordIn(BaseModel):
    secret: Secret
    password: Password


@router.post("/confirmations/look", responses=OVER)
async def look_at_link(db: Db, body: SecretIn) -> ConfirmationOut:
    """What the link would do; it stays as good as it was."""
    found, person = await confirmations.get_confirmation(db, body.secret)
    return ConfirmationOut.model_validate(
        {"purpose": found.purpose, "email": found.email, "current": person.email, "expires_at": found.expires_at}
    )


@router.post("/confirmations", responses=OVER)
async def confirm(db: Db, body: SecretIn) -> ConfirmedOut:
    """Use the link of an email: confirm an address, or agree to another one."""
    confirmation, done = await emails.confirm(db, body.secret)
    return ConfirmedOut.model_validate({"purpose": confirmation.purpose, "email": confirmation.email, "done": done})


@router.post("/me/email/verification", status_code=204)
async def ask_again_to_verify(db: Db, caller: BrowserCaller) -> None:
    """Send the email that confirms one's address again."""
    await emails.ask_again_to_verify(db, caller)


@router.put("/me/email", status_code=202)
async def change_email(db: Db, caller: RecentCaller, body: EmailIn) -> None:
    """Emails go to both addresses; it changes once both are answered."""
    await emails.change_email(db, caller, body.email)


@router.delete("/me/email", status_code=204)
async def keep_email(db: Db, caller: BrowserCaller) -> None:
    """Call off the change of one's address."""
    await emails.keep_email(db, caller)


@router.post("/password/forgotten", status_code=202)
async def ask_for_reset(db: Db, body: ForgottenIn) -> None:
    """An email goes out if there is an account of this address; the answer is the same either way."""
    await password_resets.ask_for_reset(db, body.email)


@router.post("/password/reset", status_code=204, responses=OVER)
async def reset_password(db: Db, request: Request, response: Response, body: NewPasswordIn) -> None:
    """Ends all sessions, API tokens and feed addresses. This browser is known from now on."""
    person = await password_resets.reset_password(db, body.secret, body.password)
    agent, address = request.headers.get("user-agent", ""), request.client.host if request.client else ""
    give_device_cookie(response, await greet_device(db, person.id, None, user_agent=agent, address=address))

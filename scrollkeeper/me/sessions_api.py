"""Sessions and one's password."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from scrollkeeper.accounts import service
from scrollkeeper.accounts.oidc.authorization import sign_out_address
from scrollkeeper.accounts.sessions.caller import BrowserCaller, cookie_name
from scrollkeeper.accounts.sessions.cookies import give_device_cookie, give_session_cookie, known_device
from scrollkeeper.accounts.sessions.devices import device_name
from scrollkeeper.accounts.sessions.known_devices import greet_device
from scrollkeeper.accounts.sessions.locations import place_in_words
from scrollkeeper.accounts.sign_in_methods.methods import WithoutProvider
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import EnteredPassword, Flag, Password
from scrollkeeper.core.paging import Cursor, Limit, Page
from scrollkeeper.core.settings import settings
from scrollkeeper.rate_limits.addresses import client_address

router = APIRouter(tags=["accounts"])


class SessionOut(BaseModel):
    """`place` says in words what the address tells."""

    id: UUID
    current: bool
    device: str
    address: str
    place: str
    created_at: datetime
    last_seen_at: datetime


class LeaveOut(BaseModel):
    url: str


class PasswordIn(BaseModel):
    """`end_tokens` ends API tokens and feed addresses as well; other browsers are signed out in any case."""

    current: EnteredPassword | None = None
    new: Password
    end_tokens: Flag = False


async def give_session(
    db: Db,
    request: Request,
    response: Response,
    person_id: UUID,
    *,
    provider: str | None = None,
    provider_second_factor: bool = False,
) -> None:
    """Start a session and hand its secret over in the cookie; another cookie knows the browser again."""
    seen: dict[str, str] = {"user_agent": request.headers.get("user-agent", ""), "address": client_address(request)}
    device = await greet_device(db, person_id, known_device(request), **seen)
    secret = await service.start_session(
        db, person_id, **seen, provider=provider, provider_second_factor=provider_second_factor
    )
    give_session_cookie(response, secret)
    give_device_cookie(response, device)


@router.get("/sessions")
async def list_sessions(
    db: Db, request: Request, caller: BrowserCaller, limit: Limit = 50, cursor: Cursor = None
) -> Page[SessionOut]:
    """One's sessions: which browsers are signed in, and from where."""
    rows, following = await service.list_sessions(db, caller, limit=limit, cursor=cursor)
    items = [
        SessionOut(
            id=row.id,
            current=row.id == caller.session_id,
            device=device_name(row.user_agent),
            address=row.address,
            place=place_in_words(row.address, client_address(request)),
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
        )
        for row in rows
    ]
    return Page(items=items, next=following)


@router.delete("/sessions/current", status_code=204, response_model=None, responses={200: {"model": LeaveOut}})
async def sign_out(db: Db, caller: BrowserCaller) -> Response:
    """200 with an address to go to where the identity provider is to be left as well."""
    provider = await service.end_session(db, caller, caller.session_id)
    url = await sign_out_address(provider) if provider else None
    response = JSONResponse({"url": url}) if url else Response(status_code=204)
    response.delete_cookie(cookie_name(), path="/", secure=settings().secure_cookies, httponly=True)
    return response


@router.delete("/sessions/others", status_code=204)
async def end_other_sessions(db: Db, caller: BrowserCaller) -> None:
    """Sign out all sessions but this one."""
    await service.end_other_sessions(db, caller)


@router.delete("/sessions/{session_id}", status_code=204)
async def end_session(db: Db, caller: BrowserCaller, session_id: UUID) -> None:
    """Sign out one session."""
    await service.end_session(db, caller, session_id)


@router.put("/me/password", status_code=204, dependencies=[WithoutProvider])
async def change_password(db: Db, caller: BrowserCaller, body: PasswordIn) -> None:
    """Change one's password; other sessions are signed out."""
    await service.change_password(db, caller, current=body.current, new=body.new, end_tokens=body.end_tokens)

"""Who is calling: found from the session cookie or the bearer token, once a request."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Select,
    String,
    Uuid,
    bindparam,
    cast,
    func,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from starlette.requests import HTTPConnection

from scrollkeeper.accounts.models import SCOPES, Person, Session, Token
from scrollkeeper.accounts.secrets import hash_secret
from scrollkeeper.accounts.sessions.origin import SAFE_METHODS
from scrollkeeper.accounts.sign_in_methods.required_factor import SecondFactorNeeded, has_own_factor
from scrollkeeper.core.db import Db, Prepared
from scrollkeeper.core.errors import Forbidden, SignedOut
from scrollkeeper.core.settings import settings
from scrollkeeper.rate_limits import credentials

COOKIE = "scrollkeeper_session"
# Writing "last seen" on each request would make every read a write.
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in person; through a browser's session or a script's token, never both.

    A token may be for reading only (`scopes`), and for one of the person's teams (`only_team_id`). `has_second_factor`:
    the person has one here, or the identity provider that began this very session says that it asked for one.
    """

    person_id: UUID
    session_id: UUID | None = None
    token_id: UUID | None = None
    scopes: frozenset[str] = field(default=frozenset(SCOPES))
    only_team_id: UUID | None = None
    email_verified: bool = True
    has_second_factor: bool = False

    @property
    def can_write(self) -> bool:
        return "write" in self.scopes


class ReadOnlyToken(Forbidden):
    """This token is read-only. Create one with the scope “write” in your settings."""


class UnknownToken(SignedOut):
    """This token is invalid, expired or revoked."""

    noted = "token refused"


class TokenOfOneTeam(Forbidden):
    """This token is for one team only, and this concerns more than that team."""


class NotForTokens(Forbidden):
    """API tokens can’t do this. Sign in with a browser."""


class EmailNotVerified(Forbidden):
    """Confirm your email address first: open the link in the email, or have it sent again in your settings."""


def end_of_session(began: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """When a session that is used now and began then ends: use puts it off, but not for ever."""
    unused, at_most = timedelta(days=settings().session_days), timedelta(days=settings().session_max_days)
    return func.least(func.now() + unused, began + at_most)


def cookie_name(name: str = COOKIE) -> str:
    """`__Host-` binds the cookie to this very host, where TLS makes that possible."""
    return f"__Host-{name}" if settings().secure_cookies else name


def select_caller_by_session() -> Select[*tuple[Any, ...]]:
    """Who has the session whose hash is `secret`; in the same round trip the transaction learns whose teams it sees."""
    return (
        select(
            Session.id.label("credential_id"),
            Session.person_id,
            cast(null(), ARRAY(String)).label("scopes"),
            cast(null(), Uuid).label("only_team_id"),
            (Session.last_seen_at < func.now() - SEEN_EVERY).label("stale"),
            func.act_as(Session.person_id).label("acting"),
            Person.email_verified_at.is_not(None).label("verified"),
            or_(Session.provider_second_factor, has_own_factor(Session.person_id)).label("second_factor"),
        )
        .join(Person, Person.id == Session.person_id)
        .where(Session.token_hash == bindparam("secret", type_=LargeBinary), Session.expires_at > func.now())
    )


def select_caller_by_token() -> Select[*tuple[Any, ...]]:
    """The same of a token."""
    return (
        select(
            Token.id.label("credential_id"),
            Token.person_id,
            Token.scopes,
            Token.only_team_id,
            func.coalesce(Token.last_used_at < func.now() - SEEN_EVERY, True).label("stale"),
            func.act_as(Token.person_id, Token.only_team_id).label("acting"),
            Person.email_verified_at.is_not(None).label("verified"),
            has_own_factor(Token.person_id).label("second_factor"),
        )
        .join(Person, Person.id == Token.person_id)
        .where(
            Token.token_hash == bindparam("secret", type_=LargeBinary),
            func.coalesce(Token.expires_at > func.now(), True),
        )
    )


BY_SESSION, BY_TOKEN = Prepared(select_caller_by_session()), Prepared(select_caller_by_token())


async def find_caller(db: AsyncSession, connection: HTTPConnection) -> Caller | None:
    """The caller of a request or a WebSocket, or None when nobody is signed in."""
    caller, _ = await find_caller_with(db, connection, BY_SESSION, BY_TOKEN)
    return caller


async def find_caller_with(
    db: AsyncSession, connection: HTTPConnection, by_session: Prepared, by_token: Prepared, **values: Any
) -> tuple[Caller | None, Any]:
    """The same by statements that ask for more besides, with these values; gives their row too."""
    kind, _, secret = connection.headers.get("authorization", "").partition(" ")
    is_token = kind.lower() == "bearer"
    secret = secret.strip() if is_token else connection.cookies.get(cookie_name(), "")
    hashed = hash_secret(secret)
    row = await (by_token if is_token else by_session).first(db, secret=hashed, **values) if secret else None
    if row is None:
        credentials.forget(hashed)
        return None, None
    credentials.remember(hashed)
    connection.state.person_id = row.person_id  # For the log of what is refused.
    if row.stale:
        await _write_use(db, row.credential_id, is_token=is_token)
    return _caller_of(row, is_token=is_token), row


async def _write_use(db: AsyncSession, credential_id: UUID, *, is_token: bool) -> None:
    if is_token:
        await db.execute(update(Token).where(Token.id == credential_id).values(last_used_at=func.now()))
        return
    seen = {"last_seen_at": func.now(), "expires_at": end_of_session(Session.created_at)}
    await db.execute(update(Session).where(Session.id == credential_id).values(seen))


def _caller_of(row: Any, *, is_token: bool) -> Caller:
    return Caller(
        row.person_id,
        session_id=None if is_token else row.credential_id,
        token_id=row.credential_id if is_token else None,
        scopes=frozenset(row.scopes) if is_token else frozenset(SCOPES),
        only_team_id=row.only_team_id,
        email_verified=row.verified,
        has_second_factor=row.second_factor,
    )


def require_factor_of_host(caller: Caller) -> None:
    """Raises SecondFactorNeeded where the host requires one of everybody and the caller has none."""
    if settings().require_second_factor and not caller.has_second_factor:
        raise SecondFactorNeeded(by="host")


async def any_caller(request: Request, db: Db) -> Caller:
    """The caller, or 401; 403 where a token that may only read would change something."""
    return require_caller(request, await find_caller(db, request))


def require_caller(request: Request, caller: Caller | None) -> Caller:
    """The caller that was found; raises SignedOut, UnknownToken or ReadOnlyToken."""
    if caller is None:
        raise UnknownToken if "authorization" in request.headers else SignedOut
    if request.method not in SAFE_METHODS and not caller.can_write:
        raise ReadOnlyToken
    return caller


async def signed_in_caller(request: Request, db: Db) -> Caller:
    """The caller of what concerns teams and papers; where the host wants verified addresses, only those change it.

    Raises SecondFactorNeeded where the host requires one.
    """
    return require_signed_in(request, await find_caller(db, request))


def require_signed_in(request: Request, found: Caller | None) -> Caller:
    """The caller that was found, as `signed_in_caller` wants one."""
    caller = require_caller(request, found)
    require_factor_of_host(caller)
    if request.method not in SAFE_METHODS and not caller.email_verified and settings().needs_verified_email:
        raise EmailNotVerified
    return caller


async def browser_caller(request: Request, db: Db) -> Caller:
    """The caller of what concerns the account itself: a person at a browser, never a token.

    Here somebody without a second factor sets one up, so none is asked for; what hands out more has `FactorOfHost`.
    """
    caller = await any_caller(request, db)
    if caller.session_id is None:
        raise NotForTokens
    return caller


async def browser_caller_with_factor(caller: Annotated[Caller, Depends(browser_caller, scope="function")]) -> None:
    """Of what an account can do beyond its own ways to sign in: `dependencies=[FactorOfHost]`."""
    require_factor_of_host(caller)


AnyCaller = Annotated[Caller, Depends(any_caller, scope="function")]
FactorOfHost = Depends(browser_caller_with_factor, scope="function")
SignedInCaller = Annotated[Caller, Depends(signed_in_caller, scope="function")]
BrowserCaller = Annotated[Caller, Depends(browser_caller, scope="function")]


async def caller_of_all_teams(caller: SignedInCaller) -> Caller:
    """The caller of what concerns teams beyond one, such as making another."""
    if caller.only_team_id is not None:
        raise TokenOfOneTeam
    return caller


CallerOfAllTeams = Annotated[Caller, Depends(caller_of_all_teams, scope="function")]

"""Who is calling: found from the session cookie or the bearer token, once a request."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from starlette.requests import HTTPConnection

from scrollkeeper.accounts.models import SCOPES, Person, Session, Token
from scrollkeeper.accounts.secrets import hash_secret
from scrollkeeper.accounts.sessions.origin import SAFE_METHODS
from scrollkeeper.accounts.sign_in_methods.required_factor import SecondFactorNeeded, has_own_factor
from scrollkeeper.core.db import Db
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


async def find_caller(db: AsyncSession, connection: HTTPConnection) -> Caller | None:
    """The caller of a request or a WebSocket, or None when nobody is signed in."""
    kind, _, secret = connection.headers.get("authorization", "").partition(" ")
    by_token = kind.lower() == "bearer"
    secret = secret.strip() if by_token else connection.cookies.get(cookie_name(), "")
    caller = await (_by_token if by_token else _by_session)(db, secret) if secret else None
    if caller is None:
        credentials.forget(credentials.hash_credential(secret))
    else:
        credentials.remember(credentials.hash_credential(secret))
        connection.state.person_id = caller.person_id  # For the log of what is refused.
    return caller


async def _by_session(db: AsyncSession, secret: str) -> Caller | None:
    found = (
        await db.execute(
            select(
                Session.id,
                Session.person_id,
                (Session.last_seen_at < func.now() - SEEN_EVERY).label("stale"),
                # In the same round trip the transaction is told whose teams it may see.
                func.act_as(Session.person_id),
                Person.email_verified_at.is_not(None).label("verified"),
                or_(Session.provider_second_factor, has_own_factor(Session.person_id)).label("second_factor"),
            )
            .join(Person, Person.id == Session.person_id)
            .where(Session.token_hash == hash_secret(secret), Session.expires_at > func.now())
        )
    ).first()
    if found is None:
        return None
    if found.stale:
        seen = {"last_seen_at": func.now(), "expires_at": end_of_session(Session.created_at)}
        await db.execute(update(Session).where(Session.id == found.id).values(seen))
    return Caller(
        found.person_id, session_id=found.id, email_verified=found.verified, has_second_factor=found.second_factor
    )


async def _by_token(db: AsyncSession, secret: str) -> Caller | None:
    found = (
        await db.execute(
            select(
                Token.id,
                Token.person_id,
                Token.scopes,
                Token.only_team_id,
                (func.coalesce(Token.last_used_at, Token.created_at) < func.now() - SEEN_EVERY).label("stale"),
                Token.last_used_at,
                func.act_as(Token.person_id, Token.only_team_id),
                Person.email_verified_at.is_not(None).label("verified"),
                has_own_factor(Token.person_id).label("second_factor"),
            )
            .join(Person, Person.id == Token.person_id)
            .where(Token.token_hash == hash_secret(secret), func.coalesce(Token.expires_at > func.now(), True))
        )
    ).first()
    if found is None:
        return None
    if found.stale or found.last_used_at is None:
        await db.execute(update(Token).where(Token.id == found.id).values(last_used_at=func.now()))
    return Caller(
        found.person_id,
        token_id=found.id,
        scopes=frozenset(found.scopes),
        only_team_id=found.only_team_id,
        email_verified=found.verified,
        has_second_factor=found.second_factor,
    )


def require_factor_of_host(caller: Caller) -> None:
    """Raises SecondFactorNeeded where the host requires one of everybody and the caller has none."""
    if settings().require_second_factor and not caller.has_second_factor:
        raise SecondFactorNeeded(by="host")


async def any_caller(request: Request, db: Db) -> Caller:
    """The caller, or 401; 403 where a token that may only read would change something."""
    caller = await find_caller(db, request)
    if caller is None:
        raise UnknownToken if "authorization" in request.headers else SignedOut
    if request.method not in SAFE_METHODS and not caller.can_write:
        raise ReadOnlyToken
    return caller


async def signed_in_caller(request: Request, db: Db) -> Caller:
    """The caller of what concerns teams and papers; where the host wants verified addresses, only those change it.

    Raises SecondFactorNeeded where the host requires one.
    """
    caller = await any_caller(request, db)
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

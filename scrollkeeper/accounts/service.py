"""Signing up, in and out; one's name and password, and where one is signed in."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import access, audit_actions, confirmations
from scrollkeeper.accounts.access import Access
from scrollkeeper.accounts.models import Person, Session
from scrollkeeper.accounts.secrets import hash_secret, new_secret
from scrollkeeper.accounts.sessions.caller import Caller, end_of_session
from scrollkeeper.accounts.sign_in_methods import throttling
from scrollkeeper.accounts.sign_in_methods.password_strength import why_weak
from scrollkeeper.accounts.sign_in_methods.passwords import hash_password, knows_password, normalised
from scrollkeeper.accounts.sign_in_methods.reauthentication import require_recent_proof
from scrollkeeper.audit import service as audit
from scrollkeeper.core.db import act_as, lock
from scrollkeeper.core.email_addresses import find_normal_email
from scrollkeeper.core.errors import Conflict, Forbidden, Invalid, NotFound, Problem
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.core.settings import settings
from scrollkeeper.email import service as mail

MAX_AGENT = 300


class EmailTaken(Conflict):
    """An account with this email already exists. Sign in instead."""


class WrongPassword(Problem):
    """Incorrect email or password."""

    status, title = 401, "Not signed in"
    noted = "wrong password"


class WrongCurrentPassword(Problem):
    """Your current password is incorrect."""

    status, title = 403, "Wrong password"
    noted = "wrong password"


class WeakPassword(Invalid):
    """That password is too easy to guess."""


def require_strong_password(password: str, *, own: tuple[str, ...], field: str) -> None:
    """Raises WeakPassword, which says why at the field of the form."""
    if why := why_weak(normalised(password), own=own):
        raise WeakPassword(why, errors=[{"field": field, "detail": why}])


class AccountDisabled(Forbidden):
    """This account is disabled. Contact your administrator."""

    title = "Account disabled"
    noted = "sign-in to a disabled account"


async def add_person(
    db: AsyncSession, *, email: str, name: str, password: str | None, is_admin: bool = False, verified: bool = False
) -> Person:
    """A new person, who administers the instance if they are its first; `verified` where somebody we trust vouches for
    the address. Raises EmailTaken and WeakPassword."""
    if password:
        require_strong_password(password, own=(name, email), field="password")
    hashed = await hash_password(password) if password else None
    is_admin = is_admin or await _is_first(db)
    person = Person(email=email, name=name, password_hash=hashed, is_admin=is_admin)
    if verified:
        person.email_verified_at = func.now()
    try:
        async with db.begin_nested():
            db.add(person)
    except IntegrityError:
        raise EmailTaken from None
    return person


async def _is_first(db: AsyncSession) -> bool:
    anybody = select(Person.id).limit(1)
    if (await db.execute(anybody)).first():
        return False
    await lock(db, "first person")
    return (await db.execute(anybody)).first() is None


async def get_person(db: AsyncSession, person_id: UUID) -> Person:
    person = await db.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


async def find_person_by_email(db: AsyncSession, email: str) -> Person | None:
    """The person of this address, which may be as it was typed.

    Two accounts that were made before addresses had one form may share it: then the very spelling counts.
    """
    query = select(Person).where(Person.email.in_({email, find_normal_email(email)}))
    return (await db.execute(query.order_by((Person.email == email).desc()).limit(1))).scalar_one_or_none()


async def sign_in(db: AsyncSession, *, email: str, password: str, device: str | None, address: str) -> Person:
    """The person of this email and password; raises WrongPassword, and TooMany after many failures.

    `device` is the secret by which a browser is known again.
    """
    person = await find_person_by_email(db, email)
    attempt = await throttling.attempt_at(
        db, find_normal_email(email), person_id=person.id if person else None, device=device, address=address
    )
    await throttling.count_attempt(attempt)
    if not await knows_password(person, password) or person is None:
        raise WrongPassword(person_id=person.id if person else None)
    await throttling.forget_attempts(attempt)
    return person


async def start_session(
    db: AsyncSession,
    person_id: UUID,
    *,
    user_agent: str,
    address: str,
    provider: str | None = None,
    provider_second_factor: bool = False,
) -> str:
    """A new signed-in browser; gives the secret for its cookie. The rest of the transaction is the person's."""
    if (await get_person(db, person_id)).disabled_at is not None:
        raise AccountDisabled(person_id=person_id)
    secret = new_secret()
    db.add(
        Session(
            person_id=person_id,
            token_hash=hash_secret(secret),
            user_agent=user_agent[:MAX_AGENT],
            address=address,
            provider=provider,
            provider_second_factor=provider_second_factor,
            expires_at=end_of_session(func.now()),
        )
    )
    await db.flush()
    await act_as(db, person_id)
    await audit.record(db, audit_actions.SESSION_STARTED, person_id=person_id)
    await _keep_account(db, person_id)
    return secret


async def _keep_account(db: AsyncSession, person_id: UUID) -> None:
    """Whoever signs in to an account that was to end has changed their mind."""
    ending = update(Person).where(Person.id == person_id, Person.ends_at.is_not(None)).values(ends_at=None)
    kept = (await db.execute(ending.returning(Person.email, Person.name))).first()
    if kept is not None:
        await mail.post(db, kept.email, "account_kept", {"name": kept.name, "at": in_words(datetime.now(UTC))})


async def list_sessions(
    db: AsyncSession, caller: Caller, *, limit: int, cursor: str | None
) -> tuple[list[Session], str | None]:
    """One's signed-in browsers, the newest first."""
    query = select(Session).where(Session.person_id == caller.person_id, Session.expires_at > func.now())
    if cursor:
        query = query.where(Session.id < read_cursor(cursor, UUID)[0])
    rows = (await db.execute(query.order_by(Session.id.desc()).limit(limit + 1))).scalars().all()
    return cut_page(rows, limit, lambda row: (row.id,))


async def end_session(db: AsyncSession, caller: Caller, session_id: UUID | None) -> str | None:
    """Sign a browser out; only one's own. Gives the identity provider that it was signed in by."""
    query = delete(Session).where(Session.id == session_id, Session.person_id == caller.person_id)
    ended = (await db.execute(query.returning(Session.provider))).first()
    if ended is None:
        raise NotFound("This session has already ended.")
    await audit.record(db, audit_actions.SESSION_ENDED, person_id=caller.person_id)
    provider: str | None = ended.provider
    return provider


async def end_other_sessions(db: AsyncSession, caller: Caller) -> None:
    """Sign out everywhere but here."""
    await access.end_sessions(db, caller.person_id, but=caller.session_id)


async def end_expired_sessions(db: AsyncSession) -> None:
    await db.execute(delete(Session).where(Session.expires_at < func.now()))


async def rename_person(db: AsyncSession, caller: Caller, name: str) -> None:
    await db.execute(update(Person).where(Person.id == caller.person_id).values(name=name))


async def change_password(
    db: AsyncSession, caller: Caller, *, current: str | None, new: str, end_tokens: bool = False
) -> None:
    """Other browsers are signed out: whoever knew the old password is gone. Tokens and feed addresses where wanted."""
    person = await get_person(db, caller.person_id)
    attempt = throttling.attempt_in_session(caller.session_id)
    await throttling.count_attempt(attempt)
    if person.password_hash is None:
        await require_recent_proof(db, caller)
    elif not await knows_password(person, current or ""):
        raise WrongCurrentPassword(person_id=person.id)
    await throttling.forget_attempts(attempt)
    require_strong_password(new, own=(person.name, person.email), field="new")
    person.password_hash = await hash_password(new)
    ended = await access.end_access(db, person.id, but_session=caller.session_id, tokens=end_tokens)
    # A link that was sent to somebody who reads our mail must not undo it.
    await confirmations.use_up(db, person.id, "reset_password")
    await audit.record(db, audit_actions.PASSWORD_CHANGED, person_id=person.id, data=ended.counts)
    await notify_of_new_password(db, person, ended)


async def notify_of_new_password(db: AsyncSession, person: Person, ended: Access) -> None:
    """Whoever it was, the person hears of it, and of what still lets somebody in."""
    left = await access.count_access(db, person.id)
    values = {
        "name": person.name, "at": in_words(datetime.now(UTC)), "ended": ended.in_words, "left": left.tokens_in_words,
        "link": f"{settings().base_url}/settings/sign-in",
    }  # fmt: skip
    await mail.post(db, person.email, "password_changed", values)


def in_words(at: datetime) -> str:
    """A time in an email, whose reader's zone we do not know: "3 May 2026, 14:07 UTC"."""
    return f"{at.astimezone(UTC):%-d %B %Y, %H:%M} UTC"

"""Sign-in is slowed after failures; an attempt is counted before its password is looked at, across all processes."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Device, SignInFailure
from scrollkeeper.accounts.secrets import hash_secret
from scrollkeeper.core.db import lock, open_request_session
from scrollkeeper.core.errors import TooMany

WINDOW = timedelta(minutes=15)
FREE_PER_EMAIL, FREE_PER_ADDRESS = 5, 50
NOT_COUNTED = "(not counted)"


class TooManyAttempts(TooMany):
    """Too many sign-in attempts. Wait a moment."""

    noted = "sign-in slowed"


def wait_seconds(failures: int, free: int) -> int:
    """How long after the last failure the next attempt is allowed: 0, then 2, 4, 8 … up to 900 seconds."""
    return 0 if failures < free else min(2 ** min(failures - free + 1, 10), int(WINDOW.total_seconds()))


@dataclass(frozen=True, slots=True)
class Attempt:
    """Failures with the same key are counted together; those of strangers by their address as well."""

    key: str
    address: str | None = None


async def attempt_at(
    db: AsyncSession, subject: str, *, person_id: UUID | None, device: str | None, address: str
) -> Attempt:
    """A try at `subject`, such as an account's password.

    A browser that the person has signed in with before has a count of its own: what strangers do never delays it.
    """
    known = select(Device.id).where(
        Device.person_id == (person_id or UUID(int=0)), Device.token_hash == hash_secret(device or "")
    )
    browser = (await db.execute(known)).scalar_one_or_none()
    return Attempt(f"{subject} by browser {browser}") if browser else Attempt(subject, address)


def attempt_in_session(session_id: UUID | None) -> Attempt:
    """Somebody who is signed in proves again who they are."""
    return Attempt(f"session {session_id}")


async def count_attempt(attempt: Attempt) -> None:
    """Count an attempt as failed until `forget_attempts`; raises TooMany when it comes too soon."""
    async with open_request_session.begin() as db:
        await lock(db, "sign-in", attempt.key.lower())
        recent = SignInFailure.at > func.now() - WINDOW
        counts = [(SignInFailure.email == attempt.key, FREE_PER_EMAIL)]
        if attempt.address is not None:
            counts.append((SignInFailure.address == attempt.address, FREE_PER_ADDRESS))
        wait = 0
        for condition, free in counts:
            query = select(func.count(), func.max(SignInFailure.at), func.now()).where(condition, recent)
            failures, last, now = (await db.execute(query)).one()
            wait = max(wait, _left(wait_seconds(failures, free), last, now))
        if wait > 0:
            raise TooManyAttempts(
                f"Too many sign-in attempts. Try again in {wait} seconds.", headers={"Retry-After": str(wait)}
            )
        # An address that is nobody's: attempts of known browsers do not count against those of strangers beside them.
        db.add(SignInFailure(email=attempt.key, address=NOT_COUNTED if attempt.address is None else attempt.address))


def _left(wait: int, last: datetime | None, now: datetime) -> int:
    return max(0, math.ceil(wait - (now - last).total_seconds())) if last and wait else 0


async def forget_attempts(attempt: Attempt) -> None:
    """It was right: the slate of this key is clean, and old rows of everyone go with it."""
    async with open_request_session.begin() as db:
        old = SignInFailure.at < func.now() - WINDOW
        await db.execute(delete(SignInFailure).where((SignInFailure.email == attempt.key) | old))

"""Sign-in is slowed after failures; an attempt is counted before its password is looked at, across all processes."""

import math
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from scrollkeeper.accounts.models import SignInFailure
from scrollkeeper.core.db import lock, open_request_session
from scrollkeeper.core.errors import TooMany

WINDOW = timedelta(minutes=15)
FREE_PER_EMAIL, FREE_PER_ADDRESS = 5, 50


class TooManyAttempts(TooMany):
    """Too many attempts to sign in. Wait a little."""

    noted = "sign-in slowed"


def wait_seconds(failures: int, free: int) -> int:
    """How long after the last failure the next attempt is allowed: 0, then 2, 4, 8 … up to 900 seconds."""
    return 0 if failures < free else min(2 ** min(failures - free + 1, 10), int(WINDOW.total_seconds()))


async def count_attempt(email: str, address: str) -> None:
    """Count an attempt as failed until `forget_attempts`; raises TooMany when it comes too soon."""
    async with open_request_session.begin() as db:
        await lock(db, "sign-in", email.lower())
        recent = SignInFailure.at > func.now() - WINDOW
        wait = 0
        for column, value, free in (
            (SignInFailure.email, email, FREE_PER_EMAIL),
            (SignInFailure.address, address, FREE_PER_ADDRESS),
        ):
            query = select(func.count(), func.max(SignInFailure.at), func.now()).where(column == value, recent)
            failures, last, now = (await db.execute(query)).one()
            wait = max(wait, _left(wait_seconds(failures, free), last, now))
        if wait > 0:
            raise TooManyAttempts(
                f"Too many attempts to sign in. Try again in {wait} seconds.", headers={"Retry-After": str(wait)}
            )
        db.add(SignInFailure(email=email, address=address))


def _left(wait: int, last: datetime | None, now: datetime) -> int:
    return max(0, math.ceil(wait - (now - last).total_seconds())) if last and wait else 0


async def forget_attempts(email: str) -> None:
    """The password was right: the slate of this e-mail is clean, and old rows of everyone go with it."""
    async with open_request_session.begin() as db:
        old = SignInFailure.at < func.now() - WINDOW
        await db.execute(delete(SignInFailure).where((SignInFailure.email == email) | old))

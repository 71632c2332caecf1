"""Secret links sent by email: made, found again by their secret, and used once.

A secret stands behind `#` in its link, so that it gets into no log; opening the link changes nothing, since programs
that look through mail open links too. The page sends the secret when the person presses its button.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Confirmation, Person
from scrollkeeper.accounts.secrets import hash_secret, new_secret
from scrollkeeper.core.errors import Problem
from scrollkeeper.core.settings import settings

GOOD_FOR = {
    "verify_email": timedelta(days=7),
    "reset_password": timedelta(hours=1),
    "leave_email": timedelta(hours=24),
    "take_email": timedelta(hours=24),
}
PAGES = {"reset_password": "reset-password"}


class LinkUsedUp(Problem):
    """This link has expired or was already used. Request a new one."""

    status, title = 410, "Used up"


async def make_link(db: AsyncSession, person_id: UUID, purpose: str, email: str) -> str:
    """The address of the page for this purpose, with the secret."""
    secret = new_secret()
    db.add(
        Confirmation(
            person_id=person_id,
            purpose=purpose,
            email=email,
            token_hash=hash_secret(secret),
            expires_at=func.now() + GOOD_FOR[purpose],
        )
    )
    await db.flush()
    return f"{settings().base_url}/{PAGES.get(purpose, 'confirm')}#{secret}"


async def get_confirmation(db: AsyncSession, secret: str) -> tuple[Confirmation, Person]:
    """What the link is about, and of whom, who stays locked until the end; raises LinkUsedUp."""
    query = select(Confirmation).where(
        Confirmation.token_hash == hash_secret(secret), Confirmation.expires_at > func.now()
    )
    found = (await db.execute(query)).scalar_one_or_none()
    if found is None:
        raise LinkUsedUp
    person = await db.get_one(Person, found.person_id, with_for_update=True)
    # Whoever held the person before us may have used it.
    again = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if again is None:
        raise LinkUsedUp
    return again, person


async def use_up(db: AsyncSession, person_id: UUID, *purposes: str) -> None:
    """No link for these purposes works any more."""
    await db.execute(
        delete(Confirmation).where(Confirmation.person_id == person_id, Confirmation.purpose.in_(purposes))
    )


async def forget_expired(db: AsyncSession) -> None:
    await db.execute(delete(Confirmation).where(Confirmation.expires_at < func.now()))

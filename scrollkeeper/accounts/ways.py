"""The ways in that a person has; the last one cannot be taken away."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Passkey, Person
from scrollkeeper.core.errors import Conflict


class LastWayIn(Conflict):
    """This is your last way in. Set up another one first."""


async def lock_ways(db: AsyncSession, person_id: UUID) -> None:
    """Of two changes at once, the second sees what the first has left."""
    await db.execute(select(Person.id).where(Person.id == person_id).with_for_update())


async def require_way_in(db: AsyncSession, person_id: UUID) -> None:
    """Called after something was taken away, which comes back where this raises LastWayIn."""
    ways = select(
        Person.password_hash.is_not(None).label("password"),
        select(Passkey).where(Passkey.person_id == Person.id).exists().label("passkey"),
    ).where(Person.id == person_id)
    if not any((await db.execute(ways)).one()):
        raise LastWayIn

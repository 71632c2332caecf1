"""The sign-in methods that a person has; the last one cannot be removed."""

from uuid import UUID

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Identity, Passkey, Person
from scrollkeeper.core.errors import Conflict, Forbidden
from scrollkeeper.core.settings import settings


class LastSignInMethod(Conflict):
    """This is your only sign-in method. Set up another one first."""


class OnlyProviders(Forbidden):
    """Sign-in is through an identity provider. Choose it on the sign-in page."""


async def passwords_allowed() -> None:
    """Close a route where one signs in by identity providers only: `dependencies=[WithoutProvider]`."""
    if not settings().passwords:
        raise OnlyProviders


WithoutProvider = Depends(passwords_allowed)


async def lock_methods(db: AsyncSession, person_id: UUID) -> None:
    """Of two changes at once, the second sees what the first has left."""
    await db.execute(select(Person.id).where(Person.id == person_id).with_for_update())


async def require_method(db: AsyncSession, person_id: UUID) -> None:
    """Called after something was taken away, which comes back where this raises LastSignInMethod."""
    ways = select(
        Person.password_hash.is_not(None).label("password"),
        select(Passkey).where(Passkey.person_id == Person.id).exists().label("passkey"),
        select(Identity).where(Identity.person_id == Person.id).exists().label("provider"),
    ).where(Person.id == person_id)
    password, passkey, provider = (await db.execute(ways)).one()
    if not (provider or (settings().passwords and (password or passkey))):
        raise LastSignInMethod

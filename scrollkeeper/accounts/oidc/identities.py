"""Accounts at identity providers that belong to a person: linked by a verified email, or by the person themselves."""

from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Identity, Person
from scrollkeeper.accounts.oidc.authorization import Claims
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.core.errors import Conflict, NotFound

MOST = 20


class LinkedElsewhere(Conflict):
    """That account is already linked to someone else. Sign in with it, or choose another."""


class EmailNeverConfirmed(Conflict):
    """An account with this email exists, but the address was never confirmed. Sign in, confirm it, then link."""


class TooManyLinks(Conflict):
    """You can link up to 20 accounts. Unlink one you don’t use."""


async def find_person(db: AsyncSession, claims: Claims) -> UUID | None:
    """Whose account this is; links it where the provider vouches for an email that somebody here has confirmed.

    Raises EmailNeverConfirmed: whoever made an account with somebody else's address must not share it with its owner.
    """
    found = await _find(db, claims)
    if found:
        found.last_used_at = (await db.execute(select(func.now()))).scalar_one()
        found.email = claims.email or found.email
        return found.person_id
    if not (claims.email and claims.email_verified):
        return None
    person = (await db.execute(select(Person).where(Person.email == claims.email))).scalar_one_or_none()
    if person is None:
        return None
    if person.email_verified_at is None:
        raise EmailNeverConfirmed
    await link(db, person.id, claims)
    return person.id


async def link(db: AsyncSession, person_id: UUID, claims: Claims) -> bool:
    """Whether it was not linked already. Raises LinkedElsewhere."""
    found = await _find(db, claims)
    if found:
        if found.person_id != person_id:
            raise LinkedElsewhere
        return False
    if len(await list_identities(db, person_id)) >= MOST:
        raise TooManyLinks
    row = Identity(
        person_id=person_id,
        provider=claims.provider,
        issuer=claims.issuer,
        subject=claims.subject,
        email=claims.email,
    )
    try:
        async with db.begin_nested():
            db.add(row)
    except IntegrityError:
        raise LinkedElsewhere from None
    return True


async def is_linked(db: AsyncSession, person_id: UUID, claims: Claims) -> bool:
    found = await _find(db, claims)
    return found is not None and found.person_id == person_id


async def list_identities(db: AsyncSession, person_id: UUID) -> list[Identity]:
    query = select(Identity).where(Identity.person_id == person_id).order_by(Identity.id).limit(MOST)
    return list((await db.execute(query)).scalars())


async def unlink(db: AsyncSession, caller: Caller, identity_id: UUID) -> str:
    """Gives the provider's name."""
    own = (Identity.id == identity_id, Identity.person_id == caller.person_id)
    removed = (await db.execute(delete(Identity).where(*own).returning(Identity.provider))).first()
    if removed is None:
        raise NotFound
    return str(removed.provider)


async def _find(db: AsyncSession, claims: Claims) -> Identity | None:
    query = select(Identity).where(Identity.issuer == claims.issuer, Identity.subject == claims.subject)
    return (await db.execute(query)).scalar_one_or_none()

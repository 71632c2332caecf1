"""The key pair of this host: made when it is first needed, sealed in the database, the same for all processes."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import keyring
from scrollkeeper.notifications.push import vapid
from scrollkeeper.notifications.push.models import PushKey

PURPOSE = "web push"


async def public_key(db: AsyncSession) -> bytes:
    """What browsers bind their subscription to."""
    return (await _key(db)).public


async def private_key(db: AsyncSession) -> bytes:
    """What messages are signed with, as PEM."""
    return keyring.unseal(PURPOSE, (await _key(db)).private)


async def _key(db: AsyncSession) -> PushKey:
    found = await db.get(PushKey, 1)
    if found is not None:
        return found
    private, public = vapid.new_key()
    made = insert(PushKey).values(id=1, public=public, private=keyring.seal(PURPOSE, private))
    # Of several processes that make the first one, one wins.
    await db.execute(made.on_conflict_do_nothing())
    return (await db.execute(select(PushKey))).scalar_one()


async def seal_key_again(db: AsyncSession) -> int:
    """Seal with the newest key of the keyring what an older one sealed; gives how many there were."""
    row = await db.get(PushKey, 1, with_for_update=True)
    if row is None or not keyring.is_stale(row.private):
        return 0
    row.private = keyring.seal(PURPOSE, keyring.unseal(PURPOSE, row.private))
    return 1

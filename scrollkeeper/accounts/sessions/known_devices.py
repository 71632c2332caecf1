"""Browsers that a person has signed in with before; from another one, an email tells them."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import service
from scrollkeeper.accounts.models import Device, Session
from scrollkeeper.accounts.secrets import hash_secret, new_secret
from scrollkeeper.accounts.sessions.devices import device_name
from scrollkeeper.accounts.sessions.locations import network
from scrollkeeper.core.settings import settings
from scrollkeeper.email import service as mail

MAX_DEVICES = 50
MAX_SESSIONS_LOOKED_AT = 200


async def greet_device(db: AsyncSession, person_id: UUID, secret: str | None, *, user_agent: str, address: str) -> str:
    """Know this browser from now on; gives the secret of its cookie, a new one where it had none.

    To be called before the session is started, which would make every browser look familiar.
    """
    this = (Device.person_id == person_id, Device.token_hash == hash_secret(secret or ""))
    known = (await db.execute(update(Device).where(*this).values(last_used_at=func.now()).returning(Device.id))).first()
    if known is not None and secret:
        return secret
    first = (await db.execute(select(Device.id).where(Device.person_id == person_id).limit(1))).first() is None
    if not first and not await _looks_familiar(db, person_id, user_agent, address):
        await _notify(db, person_id, device=device_name(user_agent), address=address)
    secret = secret or new_secret()
    db.add(Device(person_id=person_id, token_hash=hash_secret(secret)))
    await db.flush()
    newest = (
        select(Device.id).where(Device.person_id == person_id).order_by(Device.last_used_at.desc(), Device.id.desc())
    )
    await db.execute(delete(Device).where(Device.person_id == person_id, Device.id.not_in(newest.limit(MAX_DEVICES))))
    return secret


async def _looks_familiar(db: AsyncSession, person_id: UUID, user_agent: str, address: str) -> bool:
    """Whether the same kind of browser is signed in from the same network: one that keeps no cookies, a script."""
    query = select(Session.address).where(
        Session.person_id == person_id, Session.user_agent == user_agent[: service.MAX_AGENT]
    )
    addresses = (await db.execute(query.limit(MAX_SESSIONS_LOOKED_AT))).scalars().all()
    return network(address) in {network(one) for one in addresses}


async def _notify(db: AsyncSession, person_id: UUID, *, device: str, address: str) -> None:
    person = await service.get_person(db, person_id)
    if await mail.is_flooded(db, person.email, "new_sign_in"):
        return
    at = service.in_words(datetime.now(UTC))
    link = f"{settings().base_url}/settings/sessions"
    values = {"name": person.name, "device": device, "address": address, "at": at, "link": link}
    await mail.post(db, person.email, "new_sign_in", values)

"""What the host can do for somebody who lost both their second factor and their recovery codes."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import access
from scrollkeeper.accounts.models import Authenticator, Passkey
from scrollkeeper.accounts.service import find_person_by_email
from scrollkeeper.accounts.sign_in_methods import recovery_codes
from scrollkeeper.accounts.sign_in_methods.notices import notify_of_factor


async def remove_factors(db: AsyncSession, email: str) -> bool:
    """Leave the password, or the identity provider, as the only step; whether there was anything to remove.

    Every session ends, and the person is told by email.
    """
    person = await find_person_by_email(db, email)
    if person is None:
        return False
    found = False
    for model in (Authenticator, Passkey):
        removal = delete(model).where(model.person_id == person.id).returning(model.person_id)
        found |= bool((await db.execute(removal)).all())
    await recovery_codes.forget_codes(db, person.id)
    if found:
        await access.end_sessions(db, person.id)
        await notify_of_factor(db, person.id, "removed", "Every passkey and authenticator app")
    return found

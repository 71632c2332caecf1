"""How many emails one person may cause to others in a day, and how many one address gets that way."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import lock
from scrollkeeper.core.errors import TooMany
from scrollkeeper.core.settings import settings
from scrollkeeper.email.models import Email

# From whomever, whatever their teams.
MOST_TO_ONE_ADDRESS = 5
RETRY = {"Retry-After": "86400"}


class TooManyEmails(TooMany):
    """You’ve sent too many emails to others today. Try again tomorrow, or share an invitation link instead."""


class RecipientSpared(TooMany):
    """This address has been sent several emails today. Try again tomorrow, or share an invitation link instead."""


async def require_may_send(db: AsyncSession, sender_id: UUID | None, addresses: Iterable[str]) -> None:
    """Raises TooManyEmails or RecipientSpared where an email to each of these would be too much for today.

    What counts are emails posted with `sender_id`. Held until the transaction ends, so that two requests at once do
    not both find room.
    """
    wanted = sorted({address.lower() for address in addresses})
    await lock(db, "emails of", sender_id)
    for address in wanted:
        await lock(db, "emails", address)
    today = (Email.created_at > func.now() - timedelta(days=1), Email.sender_id.is_not(None))
    sent = select(func.count()).where(Email.sender_id == sender_id, *today)
    if (await db.execute(sent)).scalar_one() + len(wanted) > settings().emails_to_others_per_day:
        raise TooManyEmails(headers=RETRY)
    full = select(Email.address).where(Email.address.in_(wanted), *today).group_by(Email.address)
    spared = (await db.execute(full.having(func.count() >= MOST_TO_ONE_ADDRESS).limit(1))).scalar_one_or_none()
    if spared is not None:
        raise RecipientSpared(
            f"{spared} has been sent several emails today. Try again tomorrow, or share an invitation link instead.",
            headers=RETRY,
        )

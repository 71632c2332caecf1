"""Whoever changes how a person signs in: it is written down, and the person hears of it by email."""

from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import audit_actions
from scrollkeeper.accounts.models import Person
from scrollkeeper.accounts.service import in_words
from scrollkeeper.audit import service as audit
from scrollkeeper.email import service as mail


async def notify_of_factor(db: AsyncSession, person_id: UUID, done: Literal["added", "removed"], what: str) -> None:
    """`what` in words of the email: "a passkey named Telephone"."""
    person = await db.get_one(Person, person_id)
    action = audit_actions.FACTOR_ADDED if done == "added" else audit_actions.FACTOR_REMOVED
    await audit.record(db, action, person_id=person_id, data={"what": what})
    values = {"name": person.name, "done": done, "what": what, "at": in_words(datetime.now(UTC))}
    await mail.post(db, person.email, "factor_changed", values)

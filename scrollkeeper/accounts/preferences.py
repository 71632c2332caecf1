"""What a person has chosen about the pages, by the part of them that it is about."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Preferences


async def find_preferences(db: AsyncSession, person_id: UUID, part: str) -> dict[str, Any]:
    """What the person has chosen; empty before the first time."""
    query = select(Preferences.chosen).where(Preferences.person_id == person_id, Preferences.part == part)
    return await db.scalar(query) or {}


async def set_preferences(db: AsyncSession, person_id: UUID, part: str, chosen: dict[str, Any]) -> None:
    statement = insert(Preferences).values(person_id=person_id, part=part, chosen=chosen)
    changed = {"chosen": statement.excluded.chosen}
    await db.execute(statement.on_conflict_do_update(index_elements=["person_id", "part"], set_=changed))

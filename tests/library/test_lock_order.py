"""The order of locks is watched in every test (tests/lock_order.py): that it sees a breach, and only one."""

from uuid import UUID

import pytest
from sqlalchemy import select

from scrollkeeper.core import events
from scrollkeeper.core.db import open_system_session
from scrollkeeper.library.events import PAPER_CHANGED
from scrollkeeper.library.models import Paper
from tests import make
from tests.lock_order import PaperAfterClock


async def test_a_paper_is_locked_before_the_clock(ada: make.Member) -> None:
    query = select(Paper).where(Paper.team_id == UUID(ada.team)).with_for_update()
    async with open_system_session.begin() as db:
        await db.execute(query)
        await events.publish(db, UUID(ada.team), PAPER_CHANGED)
        await db.execute(query)
    async with open_system_session() as db:
        await events.publish(db, UUID(ada.team), PAPER_CHANGED)
        with pytest.raises(PaperAfterClock):
            await db.execute(query)

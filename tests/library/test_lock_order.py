"""The order of locks is watched in every test (tests/lock_order.py): that it sees a breach, and only one."""

from uuid import UUID

import pytest
from sqlalchemy import select, text

from scrollkeeper.core import events
from scrollkeeper.core.db import open_system_session
from scrollkeeper.library import service as library
from scrollkeeper.library.events import PAPER_CHANGED
from scrollkeeper.library.models import File, Paper
from tests import make
from tests.lock_order import PaperAfterClock, TooStrong


async def test_a_paper_is_locked_before_the_clock(ada: make.Member) -> None:
    query = select(Paper).where(Paper.team_id == UUID(ada.team)).with_for_update(key_share=True)
    async with open_system_session.begin() as db:
        await db.execute(query)
        await events.publish(db, UUID(ada.team), PAPER_CHANGED)
        await db.execute(query)
    async with open_system_session() as db:
        await events.publish(db, UUID(ada.team), PAPER_CHANGED)
        with pytest.raises(PaperAfterClock):
            await db.execute(query)


async def test_what_refers_to_a_locked_paper_need_not_wait(ada: make.Member) -> None:
    async with open_system_session.begin() as db:
        paper, _ = await make.paper(db, ada.scope)
    async with open_system_session() as holder, open_system_session.begin() as writer:
        await library.get_paper(holder, ada.scope, paper.id, for_update=True)
        await writer.execute(text("set local lock_timeout = '2s'"))
        writer.add(File(team_id=paper.team_id, paper_id=paper.id, name="b.pdf", sha256="0" * 64, size=9))
        await writer.flush()
    async with open_system_session() as db:
        with pytest.raises(TooStrong):
            await db.execute(select(Paper.id).where(Paper.id == paper.id).with_for_update())

"""Counting statements: work on a set must not grow with the set."""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar

import pytest
from sqlalchemy import event

from scrollkeeper.core import db as database

# What the app does by itself meanwhile (bans are asked for every few seconds) runs in tasks that never saw this set.
COUNTING: ContextVar[bool] = ContextVar("counting", default=False)


@pytest.fixture
def statements() -> Callable[[Callable[[], Awaitable[None]]], Awaitable[int]]:
    """How many statements something sends to the database."""

    async def count(do: Callable[[], Awaitable[None]]) -> int:
        engine, sent = database.open_system_session.kw["bind"].sync_engine, 0

        def saw(*_: object) -> None:
            nonlocal sent
            sent += COUNTING.get()

        event.listen(engine, "before_cursor_execute", saw)
        counting = COUNTING.set(True)
        try:
            await do()
        finally:
            COUNTING.reset(counting)
            event.remove(engine, "before_cursor_execute", saw)
        return sent

    return count

"""Counting statements: work on a set must not grow with the set."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import event

from scrollkeeper.core import db as database


@pytest.fixture
def statements() -> Callable[[Callable[[], Awaitable[None]]], Awaitable[int]]:
    """How many statements something sends to the database."""

    async def count(do: Callable[[], Awaitable[None]]) -> int:
        engine, sent = database.open_system_session.kw["bind"].sync_engine, 0

        def saw(*_: object) -> None:
            nonlocal sent
            sent += 1

        event.listen(engine, "before_cursor_execute", saw)
        try:
            await do()
        finally:
            event.remove(engine, "before_cursor_execute", saw)
        return sent

    return count

"""Counting statements: work on a set must not grow with the set."""

from collections.abc import Awaitable, Callable

import pytest

from tests.statements import hearing


@pytest.fixture
def statements() -> Callable[[Callable[[], Awaitable[None]]], Awaitable[int]]:
    """How many statements something sends to the database."""

    async def count(do: Callable[[], Awaitable[None]]) -> int:
        with hearing() as asked:
            await do()
        return len(asked.statements)

    return count

"""Several workers over one list of objects, since most of the time each waits for a disk or the network."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
AT_ONCE = 4


async def for_each(items: Iterable[T], work: Callable[[T], Awaitable[None]]) -> None:
    """Do this for each, several at once; the first that fails ends the others, and is raised once they have ended."""
    remaining = iter(items)

    async def take() -> None:
        for item in remaining:
            await work(item)

    workers = [asyncio.create_task(take()) for _ in range(AT_ONCE)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

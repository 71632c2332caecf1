"""The desk of the discussions, and the jobs that follow from what is said there, run when a test wants them."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.email import jobs as mail_jobs
from scrollkeeper.notifications import jobs as activity_jobs
from tests.discussions.conftest import colleague, desk
from tests.email.conftest import post_office
from tests.realtime.conftest import address, live

__all__ = ["address", "colleague", "desk", "live", "post_office"]
assert activity_jobs, mail_jobs


async def take(names: str) -> list[Any]:
    """Jobs whose names begin so, taken out of the queue."""
    async with open_system_session.begin() as db:
        query = text("delete from procrastinate_jobs where task_name like :names returning id, task_name, args")
        return sorted((await db.execute(query, {"names": f"{names}%"})).all())


@pytest.fixture
async def work(app: FastAPI) -> Callable[..., Awaitable[int]]:
    """`await work("activity.")` does what waits, and what follows from it, as the worker would; gives how many."""
    await take("")

    async def run(names: str = "activity.") -> int:
        done = 0
        # Whoever signed up for this test is asked to confirm their address; that is not what is looked at here.
        async with open_system_session.begin() as db:
            await db.execute(text("delete from letters where template = 'verify_email'"))
        while waiting := await take(names):
            for job in waiting:
                await jobs.queue.tasks[job.task_name](**job.args)
                done += 1
        return done

    return run

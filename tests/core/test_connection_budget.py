"""The budget of connections: shared out to the last one, and never overdrawn."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from scrollkeeper.core import connections, job_listening, jobs
from scrollkeeper.core import db as database
from tests.realtime.conftest import until


@given(st.integers(connections.LEAST, 1_000), st.integers(1, 64))
def test_every_connection_has_a_purpose_and_every_purpose_one(total: int, cores: int) -> None:
    web_apps = connections.web_apps_of(total, cores)
    of_web, of_worker = connections.split(total, web_apps)
    assert 1 <= web_apps <= cores
    assert 0 <= total - web_apps * of_web - of_worker < web_apps
    # Each process reads its part as a setting of its own.
    assert min(of_web, of_worker) >= connections.LEAST_OF_PROCESS
    web, worker = connections.shares_of_web(of_web), connections.shares_of_worker(of_worker)
    assert (web.total, worker.total) == (of_web, of_worker)
    # A request may need a second one for a moment, as one of the system does.
    assert min(web.requests, web.system) >= 2
    assert worker.system >= 2
    assert min(worker.queue, worker.requests) >= 1


@pytest.mark.parametrize(
    ("total", "cores", "web_apps"), [(30, 1, 1), (30, 2, 2), (30, 16, 3), (40, 16, 4), (12, 16, 1)]
)
def test_a_server_has_as_many_web_apps_as_cores_and_connections_are_enough_for(
    total: int, cores: int, web_apps: int
) -> None:
    assert connections.web_apps_of(total, cores) == web_apps


def test_two_servers_and_a_worker_fit_into_a_database_as_it_comes() -> None:
    assert connections.describe_room(3 * 30, 97) is None
    advice = connections.describe_room(4 * 30, 97)
    assert advice is not None
    assert "120" in advice
    assert "97" in advice


@pytest.fixture
async def engine(app: FastAPI, database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncEngine]:
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.2)
    monkeypatch.setattr(database, "IDLE_SECONDS", 0.2)
    made = database._make_engine(database_url, None, 3)
    yield made
    await made.dispose()


async def held(engine: AsyncEngine, until: asyncio.Event) -> int:
    async with engine.begin() as connection:
        pid = (await connection.execute(text("select pg_backend_pid()"))).scalar_one()
        await until.wait()
    return int(pid)


async def test_no_more_than_the_share_is_taken_and_who_waits_in_vain_hears_so(engine: AsyncEngine) -> None:
    let_go = asyncio.Event()
    tasks = [asyncio.create_task(held(engine, let_go)) for _ in range(3)]
    await asyncio.sleep(0.05)
    with pytest.raises(PoolTimeout):
        await held(engine, let_go)
    let_go.set()
    assert len(set(await asyncio.gather(*tasks))) == 3


async def test_what_a_cancelled_task_left_in_a_pipeline_is_thrown_away(engine: AsyncEngine) -> None:
    """As psycopg does where many rows are being written, and the task is cancelled while it cleans up."""
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection
        raw.driver_connection.pgconn.enter_pipeline_mode()
    let_go = asyncio.Event()
    let_go.set()
    assert await held(engine, let_go)


async def test_what_rests_is_given_back_and_taken_again(engine: AsyncEngine, database_url: str) -> None:
    let_go = asyncio.Event()
    tasks = [asyncio.create_task(held(engine, let_go)) for _ in range(3)]
    await asyncio.sleep(0.05)
    let_go.set()
    pids = await asyncio.gather(*tasks)
    alive = "select count(*) from pg_stat_activity where pid = any(%s)"
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as other:

        async def are_gone() -> bool:
            return await (await other.execute(alive, (pids,))).fetchone() == (0,)

        await until(are_gone)
    again = [asyncio.create_task(held(engine, let_go)) for _ in range(3)]
    assert not set(await asyncio.gather(*again)) & set(pids)


async def test_all_runners_of_jobs_share_one_connection_that_listens(app: FastAPI, database_url: str) -> None:
    name = connections.name_of("worker", 12)
    connector = job_listening.SharedConnector(database_url, queues=jobs.QUEUES, name=name, size=1)
    heard: dict[str, asyncio.Event] = {queue: asyncio.Event() for queue in jobs.QUEUES}

    def listening_to(queue: str) -> "asyncio.Task[None]":
        async def hear(*, channel: str, notification: object) -> None:
            heard[queue].set()

        manager = jobs.queue.job_manager
        return asyncio.create_task(manager.listen_for_jobs(on_notification=hear, queues=[queue]))

    with jobs.queue.replace_connector(connector):
        tasks = [listening_to(queue) for queue in jobs.QUEUES]
        async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as other, asyncio.timeout(15):
            while not heard[jobs.MAIL].is_set():
                await other.execute(
                    "select pg_notify(%s, %s)", ("procrastinate_queue_v1#mail", '{"type": "job_inserted"}')
                )
                await asyncio.sleep(0.05)
            counted = (
                "select count(*) from pg_stat_activity where application_name = %s and datname = current_database()"
            )
            assert await (await other.execute(counted, (name,))).fetchone() == (1,)
            # What the other side adds up.
            (wanted,) = await (await other.execute(connections.BUDGETS)).fetchone() or (0,)
            assert wanted >= 12
        assert not heard[jobs.OCR].is_set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await connector.close_async()

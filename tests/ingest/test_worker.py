"""The job runner as a process: it takes what is queued, survives being killed, and stops without losing anything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.context import ForkServerProcess
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from scrollkeeper.core.db import open_system_session
from scrollkeeper.ingest.pipeline import stalled_jobs
from scrollkeeper.library.models import FilePage
from scrollkeeper.parsing.layout.words import unpack_words
from tests import make, pdfs
from tests.forking import fork
from tests.ingest.parsing_of import events_of, file_row, look, rows_of, upload

# Generous, since it is about whether and not about how fast; the machine may be busy with other things.
PATIENCE_SECONDS = 240
PAGES = 200


def book() -> bytes:
    return pdfs.make_pdf(
        pages=[f"Page {number} of a long book. " * 60 for number in range(1, PAGES + 1)], title="A long book"
    )


def _work_impatiently() -> None:
    """A worker whose death is noticed sooner, and who is given less time to finish."""
    from scrollkeeper import worker

    # Each has names of its own for them: everything is imported by now.
    for module in (stalled_jobs, worker):
        module.HEARTBEAT_SECONDS, module.STALLED_SECONDS = 1, 6
    stalled_jobs.LOOK_SECONDS = 1
    worker.GRACE_SECONDS = 0.1
    worker.main()


@pytest.fixture(autouse=True)
async def nothing_else_to_do(ada: make.Member) -> None:
    """Jobs that other tests left would come first."""
    async with open_system_session.begin() as db:
        await db.execute(text("delete from procrastinate_jobs where status = 'todo'"))


@asynccontextmanager
async def worker() -> AsyncIterator[ForkServerProcess]:
    """A worker on the database and storage of these tests, which it learns of from the environment as under `serve`."""
    process = fork(_work_impatiently)
    try:
        yield process
        process.terminate()
        assert await ended(process) is not None, "it does not stop when told to"
    finally:
        process.kill()
        await ended(process)
        process.close()


async def ended(process: ForkServerProcess) -> int | None:
    """The exit code of a process that ends by itself, or None if it does not."""
    await asyncio.to_thread(process.join, 60)
    return process.exitcode


async def until_ended(who: make.Member, paper_id: str) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            paper = await look(who, paper_id)
            if paper["status"] not in ("queued", "parsing"):
                return paper
            await asyncio.sleep(0.2)


async def until_pages(file_id: str) -> None:
    query = select(func.count()).select_from(FilePage).where(FilePage.file_id == UUID(file_id))
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            async with open_system_session.begin() as db:
                if (await db.execute(query)).scalar_one():
                    return
            await asyncio.sleep(0.01)


async def jobs_of(file_id: str) -> list[tuple[str, str]]:
    async with open_system_session.begin() as db:
        query = text("select task_name, status::text from procrastinate_jobs where args->>'file_id' = :id order by id")
        return [(row[0], row[1]) for row in await db.execute(query, {"id": file_id})]


async def test_a_queued_paper_becomes_ready_with_its_references(ada: make.Member) -> None:
    data = pdfs.make_pdf(
        title="What a job runner does",
        abstract="It reads.",
        references=["Jane Doe. 2011. On the keeping of scrolls. Journal of Rolls 4(2), 10-20."],
    )
    paper = await upload(ada, data)
    async with worker():
        assert (await until_ended(ada, paper["id"]))["status"] == "ready"
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await jobs_of(paper["files"][0]["id"]):  # noqa: ASYNC110  another process ends them
                await asyncio.sleep(0.2)
    references = (await ada.http.get(ada.url(f"/papers/{paper['id']}/references"))).json()["items"]
    assert [one["metadata"]["title"] for one in references] == ["On the keeping of scrolls"]


async def test_a_killed_worker_loses_nothing(ada: make.Member) -> None:
    paper = await upload(ada, book() + b"% killed")
    file_id = paper["files"][0]["id"]
    async with worker() as first:
        await until_pages(file_id)
        first.kill()
        await ended(first)
    assert (await look(ada, paper["id"]))["status"] == "parsing"
    assert await jobs_of(file_id) == [("ingest.parse_file", "doing")]
    async with worker():
        assert (await until_ended(ada, paper["id"]))["status"] == "ready"
    assert (await file_row(file_id)).attempts == 0
    pages = (await rows_of(file_id))["pages"]
    assert [page[0] for page in pages] == list(range(1, PAGES + 1)), "every page once"
    assert unpack_words(pages[-1][5], pages[-1][4])[1].text == str(PAGES)
    statuses = [e["data"]["status"] for e in await events_of(ada, paper["id"]) if e["name"] == "paper.status"]
    assert statuses == ["parsing", "parsing", "ready"]


def test_a_dead_worker_is_noticed_within_45_seconds() -> None:
    assert stalled_jobs.STALLED_SECONDS + stalled_jobs.HEARTBEAT_SECONDS + stalled_jobs.LOOK_SECONDS <= 45


async def test_a_stopped_worker_puts_its_work_back(ada: make.Member) -> None:
    # Long enough that nobody reads the rest within the time of grace.
    paper = await upload(ada, pdfs.make_pdf(pages=[f"Page {number}. " * 60 for number in range(2_000)]))
    file_id = paper["files"][0]["id"]
    async with worker() as running:
        await until_pages(file_id)
        running.terminate()
        assert await ended(running) == 0
    row = await file_row(file_id)
    assert (row.status, row.attempts) == ("queued", 0)
    assert await jobs_of(file_id) == [("ingest.parse_file", "todo")]


async def test_a_paper_that_everybody_watches_tells_its_pages(ada: make.Member) -> None:
    """Broadcasts are not stored, so somebody has to listen while it happens."""
    heard: list[dict[str, Any]] = []
    paper = await upload(ada, book() + b"% watched")
    async with listening(heard), worker():
        assert (await until_ended(ada, paper["id"]))["status"] == "ready"
    mine = [one["data"] for one in heard if one["data"].get("paper") == paper["id"]]
    pages = [one["page"] for one in mine]
    assert pages == sorted(pages)
    assert pages[-1] == PAGES
    assert {one["pages"] for one in mine} == {PAGES}
    assert {one["file"] for one in mine} == {paper["files"][0]["id"]}


@asynccontextmanager
async def listening(heard: list[dict[str, Any]]) -> AsyncIterator[None]:
    import msgspec
    import psycopg

    from scrollkeeper.core.events import BROADCASTS_CHANNEL
    from scrollkeeper.core.settings import settings

    async def listen(connection: psycopg.AsyncConnection[Any]) -> None:
        async for notice in connection.notifies():
            heard.append(msgspec.json.decode(notice.payload))

    async with await psycopg.AsyncConnection.connect(str(settings().database_url), autocommit=True) as connection:
        await connection.execute(f"listen {BROADCASTS_CHANNEL}")
        task = asyncio.create_task(listen(connection))
        try:
            yield
        finally:
            task.cancel()

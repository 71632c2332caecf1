"""Deaths of the parser, of the worker, and a machine without locks: the document is kept, and nobody tries for ever."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import psutil
import pytest
from sqlalchemy import func, select, update

from scrollkeeper.core import db, storage
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.settings import settings
from scrollkeeper.ingest.pipeline import run as pipeline
from scrollkeeper.ingest.pipeline.sandboxes import sandbox
from scrollkeeper.library.models import File, FilePage
from tests import make, pdfs
from tests.forking import fork
from tests.ingest.parsing_of import file_row, look, parsed, upload


def book() -> bytes:
    """Long enough that whoever wants to kill its parser comes in time."""
    return pdfs.make_pdf(
        pages=[f"Page {number} of a long book. " * 60 for number in range(1, 301)], title="A long book"
    )


async def stored_pages(file_id: str) -> int:
    async with open_system_session.begin() as db:
        query = select(func.count()).select_from(FilePage).where(FilePage.file_id == UUID(file_id))
        return (await db.execute(query)).scalar_one()


async def wait_for_pages(file_id: str) -> None:
    async with asyncio.timeout(120):
        while not await stored_pages(file_id):  # noqa: ASYNC110  another process writes them
            await asyncio.sleep(0.01)


@asynccontextmanager
async def assassin(number: signal.Signals) -> AsyncIterator[None]:
    """Kills every parser of this process that has opened a document, for as long as the block lasts."""

    async def stalk() -> None:
        while True:
            pid = sandbox().fork_server_pid
            if pid and psutil.pid_exists(pid):
                for child in psutil.Process(pid).children(recursive=True):
                    if child.rlimit(psutil.RLIMIT_FSIZE)[0] == 0:  # It has locked itself down.
                        child.send_signal(number)
            await asyncio.sleep(0.005)

    async def survive() -> None:
        while True:
            try:
                await stalk()
            except psutil.NoSuchProcess:
                continue

    task = asyncio.create_task(survive())
    try:
        yield
    finally:
        task.cancel()


async def test_three_deaths_park_the_file_and_it_can_be_parsed_again(ada: make.Member) -> None:
    paper = await upload(ada, book() + b"% deaths")
    file_id = paper["files"][0]["id"]
    async with assassin(signal.SIGSEGV):
        for attempt in (1, 2):
            with pytest.raises(pipeline.ParseRetry):
                await pipeline.parse_file(UUID(file_id))
            shown = await look(ada, paper["id"])
            assert (shown["status"], (await file_row(file_id)).attempts) == ("queued", attempt)
            assert "SIGSEGV" in shown["reason"]
        await pipeline.parse_file(UUID(file_id))
    shown = await look(ada, paper["id"])
    assert shown["status"] == shown["files"][0]["status"] == "parked"
    assert "3 times" in shown["reason"]
    assert "SIGSEGV" in shown["reason"]
    content = await ada.http.get(ada.url(f"/files/{file_id}/content"))
    assert content.content == book() + b"% deaths"
    await pipeline.parse_file(UUID(file_id))
    assert (await look(ada, paper["id"]))["status"] == "parked", "a job that comes late changes nothing"
    answer = await ada.http.post(ada.url(f"/papers/{paper['id']}/parse"))
    assert (answer.status_code, answer.json()["status"], answer.json()["reason"]) == (202, "queued", None)
    await pipeline.parse_file(UUID(file_id))
    assert (await look(ada, paper["id"]))["status"] == "ready"


def _parse(file_id: str) -> None:
    """What another process does."""
    url = settings().database_url
    assert url
    db.connect(url)
    storage.use(storage.open_storage(settings().storage_url, settings().data_dir))
    asyncio.run(pipeline.parse_file(UUID(file_id)))


async def test_deaths_of_the_worker_count_too(ada: make.Member) -> None:
    paper = await upload(ada, book() + b"% worker deaths")
    file_id = paper["files"][0]["id"]
    async with open_system_session.begin() as db:
        await db.execute(update(File).where(File.id == UUID(file_id)).values(attempts=2))
    worker = fork(_parse, file_id)
    await wait_for_pages(file_id)
    worker.kill()
    await asyncio.to_thread(worker.join)
    worker.close()
    assert ((await look(ada, paper["id"]))["status"], (await file_row(file_id)).attempts) == ("parsing", 3)
    await pipeline.parse_file(UUID(file_id))
    shown = await look(ada, paper["id"])
    assert shown["status"] == "parked"
    assert "job runner died" in shown["reason"]


async def test_being_stopped_is_not_the_documents_fault(ada: make.Member) -> None:
    paper = await upload(ada, book() + b"% stopped")
    file_id = paper["files"][0]["id"]
    running = asyncio.create_task(pipeline.parse_file(UUID(file_id)))
    await wait_for_pages(file_id)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    row = await file_row(file_id)
    assert (row.status, row.attempts) == ("queued", 0)
    await pipeline.parse_file(UUID(file_id))
    assert (await look(ada, paper["id"]))["status"] == "ready"
    assert await stored_pages(file_id) == 300


async def test_text_is_searchable_before_the_slower_steps(ada: make.Member) -> None:
    paper = await upload(ada, book() + b"% early")
    running = asyncio.create_task(pipeline.parse_file(UUID(paper["files"][0]["id"])))
    await wait_for_pages(paper["files"][0]["id"])
    assert (await look(ada, paper["id"]))["status"] == "parsing"
    hits = (await ada.http.get(ada.url("/search?q=%22long+book%22"))).json()["items"]
    assert {hit["paper"]["id"] for hit in hits} == {paper["id"]}
    await running


async def test_a_document_that_takes_too_long_is_refused(ada: make.Member, slow_parser: None) -> None:
    paper = await parsed(ada, book() + b"% slow")
    assert paper["status"] == "failed"
    assert "SCROLLKEEPER_PARSE_TIMEOUT_SECONDS" in paper["reason"]
    assert (await file_row(paper["files"][0]["id"])).attempts == 0


@pytest.fixture
async def slow_parser() -> AsyncIterator[None]:
    """No time at all for a document."""
    before, sandbox().seconds = sandbox().seconds, 0
    yield
    sandbox().seconds = before


# Sixteen Landlock rulesets are the most a process can have: one more is refused, as on a kernel that has none.
WITHOUT_LANDLOCK = """
import asyncio, struct, sys
from pathlib import Path
from scrollkeeper.sandbox import locks as locks
from scrollkeeper.sandbox.processes import Sandbox, SandboxMissing
locks._libc.prctl(locks.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
for _ in range(16):
    rules = locks._libc.syscall(locks.LANDLOCK_CREATE_RULESET, struct.pack("=Q", 1 << 6), locks.ctypes.c_size_t(8), 0)
    assert locks._libc.syscall(locks.LANDLOCK_RESTRICT_SELF, rules, 0) == 0
async def look(must_lock):
    sandbox = Sandbox(memory_bytes=1 << 30, seconds=30, must_lock=must_lock, bwrap=False)
    try:
        async with sandbox.open(Path(sys.argv[1])) as document:
            print("layers", document.layers, (await document.ask("identify"))["pages"])
    except SandboxMissing as error:
        print("missing", error)
    finally:
        await sandbox.close()
asyncio.run(look(True))
asyncio.run(look(False))
"""


async def test_without_locks_production_refuses_and_development_does_what_it_can(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdfs.make_pdf())
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", WITHOUT_LANDLOCK, str(path)], capture_output=True, text=True, timeout=90
    )
    production, development = done.stdout.splitlines()
    assert production.startswith("missing"), done.stderr
    assert development.startswith("layers")
    assert "landlock" not in development
    assert development.endswith(" 1")

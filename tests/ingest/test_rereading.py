"""Papers that an older parser has read are read again by themselves, each once, and people's words stay."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text, update

from scrollkeeper.cli import reparse
from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.storage import storage
from scrollkeeper.ingest.pipeline import rereading
from scrollkeeper.ingest.pipeline.jobs import queue_rereads
from scrollkeeper.library.files.keys import file_key
from scrollkeeper.library.models import File, Paper
from scrollkeeper.parsing.version import PARSER, older_versions
from tests import make, pdfs
from tests.ingest.parsing_of import events_of, file_row, look, parsed

OLD = older_versions()[-1]


async def aged(who: make.Member, mark: str, **columns: Any) -> dict[str, Any]:
    """A paper that the last version has read, and took its title for another."""
    pdf = pdfs.make_pdf(
        title="Lamps and their keepers", authors=["Ada Lovelace"], abstract=f"On lamps, {mark}, at sea."
    )
    paper = await parsed(who, pdf + f"% reread {mark}".encode())
    async with open_system_session.begin() as db:
        file_id = UUID(paper["files"][0]["id"])
        await db.execute(update(File).where(File.id == file_id).values({"parser": OLD, **columns}))
        was = paper["metadata"] | {"title": "Lumps"}
        described = {"metadata_": was, "parsed": was, "title": "Lumps"}
        await db.execute(update(Paper).where(Paper.id == UUID(paper["id"])).values(described))
    return paper


async def waiting() -> set[str]:
    async with open_system_session.begin() as db:
        query = text("select args->>'file_id' from procrastinate_jobs where task_name = :name and queue_name = 'ocr'")
        return set((await db.execute(query, {"name": rereading.JOB})).scalars())


async def test_a_paper_is_read_again_once_and_says_what_changed(ada: make.Member) -> None:
    paper = await aged(ada, "changed")
    file_id = paper["files"][0]["id"]
    await ada.http.patch(ada.url(f"/papers/{paper['id']}"), json={"metadata": {"author": [{"literal": "The keeper"}]}})
    await queue_rereads(0)
    await queue_rereads(0)
    assert file_id in await waiting()
    before = await events_of(ada, paper["id"])
    await rereading.reread_file(UUID(file_id))
    after = await look(ada, paper["id"])
    assert after["metadata"]["title"] == "Lamps and their keepers"
    assert after["metadata"]["author"] == [{"literal": "The keeper"}]
    assert (after["status"], after["files"][0]["parser"]) == ("ready", PARSER)
    # Nobody hears of more than what changed: the paper was ready all the while.
    told = (await events_of(ada, paper["id"]))[len(before) :]
    assert [(one["name"], one["data"]) for one in told] == [("paper.changed", {"fields": ["title"], "reread": True})]
    await rereading.reread_file(UUID(file_id))
    assert len(await events_of(ada, paper["id"])) == len(before) + 1


@pytest.mark.parametrize("columns", [{"status": "parked"}, {"status": "failed"}, {"parser": PARSER},
                                     {"reread_failed": PARSER}, {"parser": "scrollkeeper 9999"}])  # fmt: skip
async def test_what_is_not_read_again(ada: make.Member, columns: dict[str, str]) -> None:
    paper = await aged(ada, str(columns), **columns)
    await queue_rereads(0)
    assert paper["files"][0]["id"] not in await waiting()
    await rereading.reread_file(UUID(paper["files"][0]["id"]))
    assert (await look(ada, paper["id"]))["metadata"]["title"] == "Lumps"


async def test_nothing_is_queued_where_the_host_turned_it_off(
    ada: make.Member, with_settings: Callable[..., None]
) -> None:
    paper = await aged(ada, "off")
    with_settings(reread_papers=False)
    await queue_rereads(0)
    assert paper["files"][0]["id"] not in await waiting()
    async with open_system_session.begin() as db:
        measured = await rereading.measure(db)
    assert not measured.enabled
    assert measured.waiting >= 1


async def test_the_queue_is_filled_only_so_far(ada: make.Member) -> None:
    for mark in ("one", "two", "three"):
        await aged(ada, f"far {mark}")
    async with open_system_session.begin() as db:
        there = await jobs.count_unfinished(db, rereading.JOB)
        assert await rereading.queue_rereads(db, most=there + 2) == 2
        assert await rereading.queue_rereads(db, most=there + 2) == 0


async def test_what_cannot_be_read_again_stays_ready_as_it_was(ada: make.Member) -> None:
    paper = await aged(ada, "broken")
    file_id = paper["files"][0]["id"]
    await storage().delete([file_key(paper["files"][0]["sha256"])])
    await rereading.reread_file(UUID(file_id))
    row = await file_row(file_id)
    assert (row.status, row.parser, row.reread_failed, row.attempts) == ("ready", OLD, PARSER, 0)
    assert (await look(ada, paper["id"]))["metadata"]["title"] == "Lumps"


async def test_workers_that_die_over_it_are_counted(ada: make.Member) -> None:
    paper = await aged(ada, "deaths", attempts=3)
    await rereading.reread_file(UUID(paper["files"][0]["id"]))
    row = await file_row(paper["files"][0]["id"])
    assert (row.status, row.reread_failed, row.attempts) == ("ready", PARSER, 0)


async def test_papers_in_the_bin_wait_there(ada: make.Member) -> None:
    paper = await aged(ada, "bin")
    assert (await ada.http.delete(ada.url(f"/papers/{paper['id']}"))).status_code == 204
    await queue_rereads(0)
    assert paper["files"][0]["id"] not in await waiting()


async def test_what_is_no_article_says_nothing_of_its_paper(ada: make.Member) -> None:
    paper = await aged(ada, "supplement", kind="supplement")
    file_id = paper["files"][0]["id"]
    difference = reparse.Difference()
    await reparse.compare(difference, await file_row(file_id))
    assert difference.papers == 0
    await rereading.reread_file(UUID(file_id))
    after = await look(ada, paper["id"])
    assert (after["metadata"]["title"], after["files"][0]["parser"]) == ("Lumps", PARSER)


async def test_a_shadow_run_counts_what_would_change_and_writes_nothing(ada: make.Member) -> None:
    paper = await aged(ada, "shadow")
    await ada.http.patch(ada.url(f"/papers/{paper['id']}"), json={"metadata": {"author": [{"literal": "The keeper"}]}})
    before, log = await look(ada, paper["id"]), await events_of(ada, paper["id"])
    row = await file_row(paper["files"][0]["id"])
    difference = reparse.Difference()
    await reparse.compare(difference, row)
    assert (difference.read, difference.papers, dict(difference.fields)) == (1, 1, {("title", "other"): 1})
    printed = "\n".join(reparse.report(difference, 1))
    assert "Lumps → Lamps and their keepers" in printed
    assert await look(ada, paper["id"]) == before
    assert await events_of(ada, paper["id"]) == log
    await storage().delete([file_key(row.sha256)])
    await reparse.compare(difference, row)
    assert difference.refused == 1

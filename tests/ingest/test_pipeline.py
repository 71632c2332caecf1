"""From a stored PDF to a paper that can be searched and read, and the ways in which that can end."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.storage import storage
from scrollkeeper.ingest.pipeline import run as pipeline
from scrollkeeper.ingest.pipeline.steps import STEPS
from scrollkeeper.library.files.keys import file_key
from scrollkeeper.library.models import File
from scrollkeeper.parsing.layout.words import unpack_words
from tests import make, pdfs
from tests.ingest.parsing_of import events_of, file_row, look, parsed, rows_of, upload

PAPER = pdfs.make_pdf(
    title="Resumable ingest for reading rooms",
    authors=["Ada Lovelace", "Charles Babbage"],
    abstract="We describe how a folder of documents becomes a library.",
    pages=["The introduction speaks of libraries.", "The second page mentions heliotropes once."],
    references=["Jane Doe. 2011. On the keeping of scrolls. Journal of Rolls 4(2), 10-20."],
)


def test_the_pipeline_can_be_read_off_its_list() -> None:
    names = [step.__name__ for step in STEPS]
    assert names == ["identify", "extract_text", "read_structure", "find_duplicates", "thumbnail"]


async def test_a_paper_becomes_ready(ada: make.Member) -> None:
    paper = await parsed(ada, PAPER, "scrolls.pdf")
    assert (paper["status"], paper["reason"]) == ("ready", None)
    assert paper["metadata"]["title"] == "Resumable ingest for reading rooms"
    file = paper["files"][0]
    assert (file["pages"], file["encrypted"], file["scanned_pages"]) == (2, False, [])
    assert file["parser"].startswith("scrollkeeper")
    assert paper["progress"] is None
    found = await ada.http.get(ada.url("/search?q=heliotropes"))
    # How much of the text an abstract takes is the parser's affair; the page is where the word is printed.
    hits = [(hit["paper"]["id"], hit["page"]) for hit in found.json()["items"] if hit["where"] == "page"]
    assert hits == [(paper["id"], 2)]
    row = await file_row(file["id"])
    assert row.thumbnail_key is not None
    assert (await storage().read(row.thumbnail_key, 0, 12))[8:] == b"WEBP"
    assert row.attempts == 0


async def test_a_step_that_makes_an_error_of_being_cancelled_is_put_back(
    ada: make.Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the driver of the database does, now and then, while it writes many rows."""
    paper = await upload(ada, PAPER + b"% cancelled")
    file_id = UUID(paper["files"][0]["id"])

    begun = asyncio.Event()

    async def step(_: object) -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise AssertionError from None

    monkeypatch.setattr(pipeline, "STEPS", [step])
    job = asyncio.create_task(pipeline.parse_file(file_id))
    await begun.wait()
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    row = await file_row(str(file_id))
    assert (row.status, row.attempts) == ("queued", 0)


async def test_a_version_that_says_less_takes_nothing_away(ada: make.Member) -> None:
    paper = await parsed(ada, PAPER + b"% versions")
    abstract = "We describe how a folder of documents becomes a library."
    scan = pdfs.make_pdf(title="Resumable Ingest, as Published", abstract=abstract, pages=["Little can be read."])
    form = {"file": ("published.pdf", scan, "application/pdf")}
    added = await ada.http.post(ada.url(f"/papers/{paper['id']}/files"), files=form)
    assert added.status_code == 201, added.text
    [newest] = [file["id"] for file in added.json()["files"] if file["name"] == "published.pdf"]
    await pipeline.parse_file(UUID(newest))
    metadata = (await look(ada, paper["id"]))["metadata"]
    assert metadata["title"] == "Resumable Ingest, as Published"
    assert metadata["author"] == paper["metadata"]["author"] != []


async def test_words_know_where_they_are(ada: make.Member) -> None:
    paper = await parsed(ada, PAPER + b"% words")
    pages = (await rows_of(paper["files"][0]["id"]))["pages"]
    words = unpack_words(pages[1][5], pages[1][4])
    word = next(word for word in words if word.text == "heliotropes")
    x0, y0, x1, y1 = word.rects[0]
    assert pages[1][4][word.start : word.end] == "heliotropes"
    assert 70 < x0 < x1 < 525
    assert 60 < y0 < y1 < 100, "the first line below a margin of 25 mm"


async def test_what_happens_is_told_in_order(ada: make.Member) -> None:
    paper = await parsed(ada, PAPER + b"% order")
    events = await events_of(ada, paper["id"])
    told = [(event["name"], event["data"].get("status")) for event in events if event["name"] != "upload.finished"]
    assert told[0] == ("paper.added", None)
    assert told[1] == ("paper.status", "parsing")
    assert told[-1] == ("paper.status", "ready")
    assert ("paper.changed", None) in told[2:-1]
    clocks = [event["clock"] for event in events]
    assert clocks == sorted(set(clocks))
    assert paper["clock"] == clocks[-1]


async def test_parsing_twice_leaves_the_same_rows(ada: make.Member) -> None:
    paper = await parsed(ada, PAPER + b"% twice")
    file_id = paper["files"][0]["id"]
    before = await rows_of(file_id)
    assert len(before["pages"]) == 2
    assert len(before["structures"]) == 1
    await pipeline.parse_file(UUID(file_id))
    assert await rows_of(file_id) == before
    again = await look(ada, paper["id"])
    assert again["metadata"] == paper["metadata"]
    assert again["provenance"] == paper["provenance"]


async def test_what_a_person_has_set_stays(ada: make.Member) -> None:
    paper = await parsed(ada, PAPER + b"% by hand")
    await ada.http.patch(ada.url(f"/papers/{paper['id']}"), json={"metadata": {"title": "A better title"}})
    answer = await ada.http.post(ada.url(f"/papers/{paper['id']}/parse"))
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    await pipeline.parse_file(UUID(paper["files"][0]["id"]))
    assert (await look(ada, paper["id"]))["metadata"]["title"] == "A better title"


async def test_text_of_an_older_run_goes(ada: make.Member) -> None:
    """A page too many, as another version of the parser might have left it."""
    paper = await parsed(ada, PAPER + b"% older")
    file_id = paper["files"][0]["id"]
    async with open_system_session.begin() as db:
        await db.execute(
            text(
                "insert into pages select file_id, 3, team_id, paper_id, width, height, true, 'left over', word_boxes"
                " from pages where file_id = :id and number = 1"
            ),
            {"id": file_id},
        )
    await pipeline.parse_file(UUID(file_id))
    assert [row[0] for row in (await rows_of(file_id))["pages"]] == [1, 2]


async def test_references_are_read_by_a_job_of_their_own(ada: make.Member) -> None:
    paper = await parsed(ada, PAPER + b"% references")
    file_id = paper["files"][0]["id"]
    async with open_system_session.begin() as db:
        query = text(
            "select count(*) from procrastinate_jobs where task_name = 'citations.read_references'"
            " and args->>'file_id' = :id"
        )
        assert (await db.execute(query, {"id": file_id})).scalar() == 1


async def test_duplicates_are_flagged_and_not_merged(ada: make.Member) -> None:
    first = await parsed(ada, PAPER + b"% one")
    second = await parsed(ada, PAPER + b"% other")
    assert first["id"] != second["id"]
    async with open_system_session.begin() as db:
        year = update(File).where(File.id == UUID(first["files"][0]["id"])).values(attempts=0)
        await db.execute(year)
    for paper in (first, second):
        body = {"metadata": {"DOI": "10.1234/scrolls"}}
        assert (await ada.http.patch(ada.url(f"/papers/{paper['id']}"), json=body)).status_code == 200
    await pipeline.parse_file(UUID(second["files"][0]["id"]))
    for paper, other in ((first, second), (second, first)):
        shown = (await look(ada, paper["id"]))["duplicates"]
        assert [(one["paper"], one["because"]) for one in shown] == [(other["id"], "doi")]
    await ada.http.patch(ada.url(f"/papers/{second['id']}"), json={"metadata": {"DOI": "10.1234/another"}})
    await pipeline.parse_file(UUID(second["files"][0]["id"]))
    assert (await look(ada, first["id"]))["duplicates"] == []


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing more", PAPER[: len(PAPER) // 3], b"%PDF-1.4\n" + bytes(5000)])
async def test_damaged_files_fail_with_a_reason_and_are_kept(ada: make.Member, data: bytes) -> None:
    paper = await parsed(ada, data)
    assert paper["status"] == "failed"
    assert paper["reason"].endswith(".")
    assert paper["files"][0]["reason"] == paper["reason"]
    content = await ada.http.get(ada.url(f"/files/{paper['files'][0]['id']}/content"))
    assert content.content == data


async def test_bytes_that_are_gone_are_said_to_be_gone(ada: make.Member) -> None:
    paper = await upload(ada, PAPER + b"% gone")
    await storage().delete([file_key(paper["files"][0]["sha256"])])
    await pipeline.parse_file(UUID(paper["files"][0]["id"]))
    shown = await look(ada, paper["id"])
    assert shown["status"] == "failed"
    assert "Upload the PDF again" in shown["reason"]


async def test_a_file_that_is_not_there_any_more_is_no_error() -> None:
    await pipeline.parse_file(UUID(int=7))


async def test_only_editors_may_have_it_parsed_again(ada: make.Member, eve: make.Member) -> None:
    paper = await parsed(ada, PAPER + b"% mine")
    assert (await eve.http.post(ada.url(f"/papers/{paper['id']}/parse"))).status_code == 404
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "reader")
    assert (await eve.http.post(ada.url(f"/papers/{paper['id']}/parse"))).status_code == 403
    async with open_system_session.begin() as db:
        statuses = (await db.execute(select(File.status).where(File.id == UUID(paper["files"][0]["id"])))).scalars()
        assert list(statuses) == ["ready"]

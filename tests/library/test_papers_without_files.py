"""Papers without a file: given as CSL-JSON, ready at once, and given a PDF later."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from scrollkeeper.core.db import open_system_session
from scrollkeeper.ingest.pipeline import run as pipeline
from tests import make, pdfs

BOOK = {
    "type": "book",
    "title": "The Analytical Engine",
    "author": [{"family": "Lovelace", "given": "Ada"}, {"literal": "Royal Society"}],
    "issued": {"date-parts": [[1843]]},
    "publisher": "Taylor",
    "ISBN": "978-3-16-148410-0",
}


async def add(member: make.Member, metadata: Any) -> httpx.Response:
    return await member.http.post(member.url("/papers"), json={"metadata": metadata})


async def test_a_paper_needs_no_file(ada: make.Member) -> None:
    answer = await add(ada, BOOK)
    assert answer.status_code == 201, answer.text
    paper = answer.json()
    assert (paper["status"], paper["files"], paper["metadata"]) == ("ready", [], BOOK)
    assert {source["by"] for source in paper["provenance"].values()} == {"person"}
    assert paper["added_by"]["name"] == "Ada"
    row = (await ada.http.get(ada.url("/papers"))).json()["items"][0]
    assert (row["id"], row["title"], row["authors"]) == (paper["id"], BOOK["title"], "Ada Lovelace, Royal Society")
    assert (row["status"], row["file"], row["pages"], row["type"]) == ("ready", None, None, "book")
    events = (await ada.http.get(ada.url("/events?since=0"))).json()["items"]
    assert ("paper.added", paper["id"]) in [(event["name"], event["subject"].get("paper")) for event in events]
    hits = (await ada.http.get(ada.url("/search?q=analytical"))).json()["items"]
    assert [hit["paper"]["id"] for hit in hits] == [paper["id"]]


async def test_whatever_asks_for_its_file_answers(ada: make.Member) -> None:
    paper = (await add(ada, BOOK)).json()
    url = ada.url(f"/papers/{paper['id']}")
    for part in ("structure", "references", "annotations", "threads", "activity", "note"):
        answer = await ada.http.get(f"{url}/{part}")
        assert answer.status_code == 200, (part, answer.text)
    parse = await ada.http.post(f"{url}/parse")
    assert (parse.status_code, parse.json()["title"]) == (409, "No file")
    assert (await ada.http.delete(url)).status_code == 204
    restored = await ada.http.post(f"{url}/restore")
    assert (restored.json()["status"], restored.json()["files"]) == ("ready", [])


async def test_papers_come_with_tags(ada: make.Member) -> None:
    url = ada.url("/papers?tag=to%20read&tag=engines")
    book = await ada.http.post(url, json={"metadata": BOOK})
    pdf = await ada.http.post(url, files={"file": ("engine.pdf", pdfs.make_pdf(f"Words {uuid4()}"))})
    for answer in (book, pdf):
        assert [tag["name"] for tag in answer.json()["tags"]] == ["engines", "to read"]
    assert (await ada.http.post(ada.url("/papers?tag="), json={"metadata": BOOK})).status_code == 422


async def test_its_pdf_can_come_later(ada: make.Member) -> None:
    paper = (await add(ada, BOOK)).json()
    pdf = pdfs.make_pdf(
        title="A wholly different title", abstract="We describe how a folder becomes a library.", pages=["Words."]
    )
    form = {"file": ("engine.pdf", pdf, "application/pdf")}
    answer = await ada.http.post(ada.url(f"/papers/{paper['id']}/files"), files=form)
    assert answer.status_code == 201, answer.text
    [file] = answer.json()["files"]
    await pipeline.parse_file(UUID(file["id"]))
    paper = (await ada.http.get(ada.url(f"/papers/{paper['id']}"))).json()
    assert (paper["status"], paper["metadata"]["title"]) == ("ready", BOOK["title"])
    assert paper["metadata"]["abstract"].startswith("We describe")


@pytest.mark.parametrize(
    ("metadata", "field"),
    [
        ({}, "metadata"),
        ({"title": "  "}, "metadata"),
        ({"titel": "x"}, "metadata.titel"),
        ({"title": ["x"]}, "metadata.title"),
        ({"title": "x", "type": "hat"}, "metadata.type"),
        ({"title": "x", "author": "Ada"}, "metadata.author"),
        ({"title": "x", "DOI": "nine"}, "metadata.DOI"),
    ],
)
async def test_what_is_no_description(ada: make.Member, metadata: dict[str, Any], field: str) -> None:
    answer = await add(ada, metadata)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"[]", 422),
        (b'{"metadata": []}', 422),
        (b'{"metadata": {"title": "x"}, "more": 1}', 422),
        (b'{"metadata": {"title": ' + b"[" * 200_000, 422),
        (b'{"metadata": {"title": "\xff"}}', 422),
        (b'{"metadata": {"title": "\\ud800"}}', 422),
        (b'{"metadata": {"title": "' + b"x" * (1 << 20) + b'"}}', 413),
    ],
)
async def test_bodies_that_are_refused(ada: make.Member, body: bytes, status: int) -> None:
    answer = await ada.http.post(ada.url("/papers"), content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


async def test_who_may_add_one(ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient) -> None:
    body = {"metadata": BOOK}
    assert (await anyone.post(ada.url("/papers"), json=body)).status_code == 401
    assert (await eve.http.post(ada.url("/papers"), json=body)).status_code == 404
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "reader")
    assert (await eve.http.post(ada.url("/papers"), json=body)).status_code == 404
    assert (await ada.http.get(ada.url("/papers"))).json()["total"] == 0

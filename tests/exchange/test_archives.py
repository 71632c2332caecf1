"""The files of many papers as one ZIP."""

import io
import zipfile
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.storage import storage
from scrollkeeper.exchange.archives import readable_name, told_apart
from scrollkeeper.library.files.keys import file_key
from tests import make, pdfs
from tests.ingest.parsing_of import upload


@pytest.mark.parametrize(
    ("author", "year", "title", "file", "name"),
    [
        ("Curie", 1898, "Sur le polonium", "a.pdf", "Curie 1898 - Sur le polonium.pdf"),
        ("", None, "Sur le polonium", "a.pdf", "Sur le polonium.pdf"),
        ("Curie", None, "", "scan 7.pdf", "scan 7.pdf"),
        ("", None, "", "", "paper.pdf"),
        ("Ørsted/../x", 1820, 'What? A "test": *.*', "", "Ørsted .. x 1820 - What A test.pdf"),
        ("Curie", 1898, "a" * 300, "", f"Curie 1898 - {'a' * 90}.pdf"),
        ("", None, "..", "..\\..\\x.pdf", "x.pdf"),
    ],
)
def test_names_say_what_a_file_is(author: str, year: int | None, title: str, file: str, name: str) -> None:
    assert readable_name(author, year, title, file) == name


@given(st.text(max_size=200), st.none() | st.integers(-9999, 9999), st.text(max_size=200), st.text(max_size=200))
def test_names_are_never_paths(author: str, year: int | None, title: str, file: str) -> None:
    name = readable_name(author, year, title, file)
    assert name.endswith(".pdf")
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert len(name) < 160


def test_the_same_name_is_told_apart() -> None:
    assert told_apart(["a.pdf", "A.pdf", "b.pdf", "a.pdf"]) == ["a.pdf", "A (2).pdf", "b.pdf", "a (3).pdf"]


async def archive_of(member: make.Member, *papers: str) -> zipfile.ZipFile:
    answer = await member.http.get(member.url("/papers/download"), params={"paper": papers})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip"), answer.text
    assert 'filename="papers.zip"' in answer.headers["content-disposition"]
    return zipfile.ZipFile(io.BytesIO(answer.content))


async def test_papers_come_as_a_zip(ada: make.Member) -> None:
    contents = [pdfs.make_pdf(f"Page {uuid4()}") for _ in range(3)]
    papers = [await upload(ada, content, "scan.pdf") for content in contents]
    fields = {"title": "Sur le polonium", "author": [{"family": "Curie"}], "issued": {"date-parts": [[1898]]}}
    await ada.http.patch(ada.url(f"/papers/{papers[0]['id']}"), json={"metadata": fields})
    book = (await ada.http.post(ada.url("/papers"), json={"metadata": {"title": "A book"}})).json()
    archive = await archive_of(ada, *[paper["id"] for paper in papers], book["id"], str(uuid4()))
    assert archive.namelist() == ["Curie 1898 - Sur le polonium.pdf", "scan (2).pdf", "scan.pdf"]
    assert archive.read("Curie 1898 - Sur le polonium.pdf") == contents[0]
    assert {archive.read("scan.pdf"), archive.read("scan (2).pdf")} == set(contents[1:])
    nothing = await ada.http.get(ada.url("/papers/download"), params={"paper": [book["id"]]})
    assert (nothing.status_code, nothing.headers["content-type"]) == (404, "application/problem+json")
    head = await ada.http.head(ada.url("/papers/download"), params={"paper": papers[0]["id"]})
    assert (head.status_code, head.content) == (200, b"")


async def test_a_file_that_is_gone_does_not_take_the_others_along(ada: make.Member) -> None:
    kept, lost = [await upload(ada, pdfs.make_pdf(f"Page {uuid4()}"), f"{name}.pdf") for name in ("kept", "lost")]
    await storage().delete([file_key(lost["files"][0]["sha256"])])
    archive = await archive_of(ada, kept["id"], lost["id"])
    assert archive.namelist() == ["kept.pdf", "Missing files.txt"]
    assert b"lost.pdf" in archive.read("Missing files.txt")


async def test_who_may_download(ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient) -> None:
    paper = await upload(ada, pdfs.make_pdf(f"Page {uuid4()}"))
    asked = {"params": {"paper": [paper["id"]]}}
    assert (await anyone.get(ada.url("/papers/download"), **asked)).status_code == 401
    assert (await eve.http.get(ada.url("/papers/download"), **asked)).status_code == 404
    assert (await eve.http.get(eve.url("/papers/download"), **asked)).status_code == 404
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "reader")
    assert (await eve.http.get(ada.url("/papers/download"), **asked)).status_code == 200
    for wrong in ({}, {"paper": "nine"}, {"paper": [str(uuid4())] * 501}):
        assert (await ada.http.get(ada.url("/papers/download"), params=wrong)).status_code == 422

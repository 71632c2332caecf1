"""References brought in from a file, looked at first, and taken out again as a whole; and what leaves comes back."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from scrollkeeper.citations.jobs import link_papers
from scrollkeeper.core.db import open_system_session
from tests import make

BIB = r"""
@comment{jabref-meta: databaseType:bibtex;}
@string{nat = "Nature"}
@article{curie1898, author = {Curie, Marie and Curie, Pierre}, title = {Sur une substance nouvelle radio-active},
  journal = nat, year = 1898, month = jul, pages = {175--178}, doi = {10.1000/curie.1898}}
@book{knuth, author = {Donald E. Knuth}, title = {The {\TeX}book}, publisher = {Addison-Wesley}, year = {1984}}
@article{broken, title = {Never closed, author = {Nobody}
@misc{empty}
"""


async def send(
    member: make.Member, content: str | bytes, path: str = "/imports", name: str = "library.bib", **fields: str
) -> httpx.Response:
    files = {"file": (name, content.encode() if isinstance(content, str) else content)}
    return await member.http.post(member.url(path), files=files, data=fields)


async def papers(member: make.Member, query: str = "") -> list[dict[str, Any]]:
    return (await member.http.get(member.url(f"/papers?sort=title&limit=100{query}"))).json()["items"]


async def test_a_dry_run_only_looks(ada: make.Member) -> None:
    answer = await send(ada, BIB, dry_run="true")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["id"], found["format"]) == (None, "bibtex")
    assert [(one["status"], one["line"]) for one in found["items"]] == [
        ("new", 4), ("new", 6), ("refused", 7), ("refused", 8)
    ]  # fmt: skip
    assert all(one["reason"] for one in found["items"][2:])
    first = found["items"][0]["metadata"]
    assert first["container-title"] == "Nature"
    assert first["issued"] == {"date-parts": [[1898, 7]]}
    assert found["counts"] == {"new": 2, "known": 0, "doubtful": 0, "refused": 2}
    assert await papers(ada) == []


async def test_an_import_is_made_repeated_and_undone(ada: make.Member) -> None:
    collection = (await ada.http.post(ada.url("/collections"), json={"name": "Radiation"})).json()["id"]
    made = (await send(ada, BIB)).json()
    assert made["id"]
    assert [one["title"] for one in await papers(ada)] == ["Sur une substance nouvelle radio-active", "The TeXbook"]
    assert {one["status"] for one in await papers(ada)} == {"ready"}
    # The same file again brings nothing new; what is here goes into the collection.
    again = (await send(ada, BIB, collection=collection)).json()
    assert again["counts"] == {"new": 0, "known": 2, "doubtful": 0, "refused": 2}
    assert [one["paper"] for one in again["items"][:2]] == [one["paper"] for one in made["items"][:2]]
    assert len(await papers(ada, f"&collection={collection}")) == 2
    undone = await ada.http.delete(ada.url(f"/imports/{again['id']}"))
    assert undone.json() == {"papers": 0}
    assert await papers(ada, f"&collection={collection}") == []
    assert len(await papers(ada)) == 2
    assert (await ada.http.delete(ada.url(f"/imports/{made['id']}"))).json() == {"papers": 2}
    assert await papers(ada) == []
    assert len(await papers(ada, "&deleted=true")) == 2
    assert (await ada.http.delete(ada.url(f"/imports/{made['id']}"))).json() == {"papers": 0}
    events = [one["name"] for one in (await ada.http.get(ada.url("/events?since=0"))).json()["items"]]
    assert events.count("references.imported") == 2
    assert events.count("import.undone") == 2
    log = [one["action"] for one in (await ada.http.get(ada.url("/audit"))).json()["items"]]
    assert log.count("references.imported") == 2


async def test_papers_come_back_after_an_undo(ada: make.Member) -> None:
    made = (await send(ada, BIB)).json()
    await ada.http.delete(ada.url(f"/imports/{made['id']}"))
    assert (await send(ada, BIB)).json()["counts"]["new"] == 2


async def test_what_only_looks_alike_is_doubtful(ada: make.Member) -> None:
    await send(ada, BIB)
    other = BIB.replace("10.1000/curie.1898", "10.1000/another").replace("1984", "1990")
    found = (await send(ada, other, dry_run="1")).json()["items"]
    assert [one["status"] for one in found[:1]] == ["doubtful"]
    assert found[0]["reason"] == "A paper here has the same title."
    twice = "@book{a, title = {Rivers of the world}, year = 2001}\n" * 2
    items = (await send(ada, twice, dry_run="1")).json()["items"]
    assert [(one["status"], one["reason"]) for one in items] == [
        ("new", None), ("known", "It is the same as the one in line 1.")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content, said",
    [
        ("", "empty"),
        ("Dear all, please find attached", "none of the formats"),
        (b"%PDF-1.7\n", "Upload it as a paper"),
        (b"\x89PNG\r\n" + bytes(90), "not text"),
        ("[" * 100_000, "nested too deep"),
        ('{"items": 5}', "no list of references"),
        ("@book{a,}" * 10_001, "more than 10,000"),
        ("TY  - BOOK\nTI  - " + "x" * (5 << 20), "Line 2 has 5,242,886 characters"),
        ("\n@misc{a, year = 2001}\n@misc{b}\n", "Nothing in this file could be read. Line 2: It has no title"),
    ],
)
async def test_what_is_no_bibliography_is_refused_with_a_sentence(
    ada: make.Member, content: str | bytes, said: str
) -> None:
    answer = await send(ada, content)
    assert answer.status_code == 422, answer.text
    assert said in answer.json()["detail"]


async def test_bad_forms_are_refused(ada: make.Member) -> None:
    assert (await ada.http.post(ada.url("/imports"), json={})).status_code == 415
    assert (await send(ada, BIB, surprise="1")).status_code == 400
    assert (await send(ada, BIB, dry_run="perhaps")).status_code == 422
    assert (await send(ada, BIB, collection="x")).status_code == 422
    assert (await send(ada, BIB, collection=str(uuid4()))).status_code == 404
    assert await papers(ada) == []


async def export(member: make.Member, query: str) -> httpx.Response:
    return await member.http.get(member.url(f"/export?{query}"))


@pytest.mark.parametrize("format", ["bibtex", "biblatex", "ris", "csl-json", "endnote-xml", "csv"])
async def test_what_is_exported_comes_in_equal(ada: make.Member, format: str) -> None:
    first = (await send(ada, BIB)).json()["items"][:2]
    answer = await export(ada, f"format={format}")
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    items = (await send(ada, answer.content, dry_run="1")).json()["items"]
    assert [one["status"] for one in items] == ["known", "known"]
    assert [one["paper"] for one in items] == [one["paper"] for one in first]
    for one, before in zip(items, first, strict=True):
        assert one["metadata"] == before["metadata"]


async def test_an_export_holds_what_was_chosen(ada: make.Member) -> None:
    collection = (await ada.http.post(ada.url("/collections"), json={"name": "Rivers: 1"})).json()["id"]
    await send(ada, "@book{a, title = {Rivers of the world}, year = 2001}", collection=collection)
    other = (await send(ada, "@book{b, title = {Seas of the world}, year = 2002}")).json()["items"][0]["paper"]
    answer = await export(ada, f"format=ris&collection={collection}")
    assert "Rivers" in answer.text
    assert "Seas" not in answer.text
    assert "Rivers" in answer.headers["content-disposition"]
    assert "Rivers" not in (await export(ada, f"format=csl-json&papers={other}")).text
    assert (await export(ada, "format=csl-json&search=year:2001")).json()[0]["id"] == "RiversWorld2001"
    assert (await export(ada, f"format=ris&collection={uuid4()}")).status_code == 404
    assert (await export(ada, f"format=ris&collection={collection}&search=a")).status_code == 422
    assert (await export(ada, "format=word")).status_code == 422
    assert (await export(ada, "format=csl-json&search=nothing")).json() == []


async def test_many_imported_papers_are_linked_by_one_job(ada: make.Member) -> None:
    made = (await send(ada, BIB)).json()
    ids = [one["paper"] for one in made["items"] if one["paper"]]
    async with open_system_session() as db:
        query = text("select args from procrastinate_jobs where task_name = :task and args::text like :id")
        [args] = (await db.execute(query, {"task": "citations.link_papers", "id": f"%{ids[0]}%"})).scalars().all()
    assert args == {"paper_ids": ids}
    await link_papers(**args)

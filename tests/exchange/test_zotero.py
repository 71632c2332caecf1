"""A Zotero data folder moves in: items, collections, tags, notes, searches, files, and annotations on their words."""

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, update

from scrollkeeper.core.db import open_system_session
from scrollkeeper.exchange import jobs
from scrollkeeper.exchange.zotero import moves
from scrollkeeper.exchange.zotero.csl import read_item, read_name
from scrollkeeper.exchange.zotero.marks import NoPlace, read_mark
from scrollkeeper.exchange.zotero.searches import translate
from scrollkeeper.ingest.pipeline import run as pipeline
from scrollkeeper.library.models import File
from scrollkeeper.notes.html import read_html
from scrollkeeper.notes.markdown import write_markdown
from tests import make
from tests.exchange.zotero_folder import ZoteroFolder
from tests.pdfs import annotated_pdf

WORDS = "Rivers carry more sand than anybody had measured before"
# The line of annotated_pdf: 11 points high, from 72 points on, 700 above the lower edge of a page of 842.
LINE = [72, 698, 340, 709]


def example(folder: Path) -> ZoteroFolder:
    """A library with something of each kind."""
    made = ZoteroFolder(folder)
    physics = made.collection("Physics")
    sand = made.collection("Sand", physics)
    river = made.item(
        "journalArticle",
        {"title": "On rivers", "publicationTitle": "Journal of Water", "volume": "7", "issue": "2", "pages": "10–19",
         "date": "2020-05-00 May 2020", "DOI": "10.1234/Rivers", "extra": "PMID: 1234"},
        creators=[("author", "Marie", "Curie"), ("author", "", "River Group"), ("editor", "Jan", "van der Waals")],
        tags=["to read", "sand"], automatic=["Hydrology", "Rivers"], collections=[physics, sand],
    )  # fmt: skip
    made.item("book", {"title": "The Sea", "publisher": "Ink", "date": "1999-01-02 2 January 1999"}, tags=["sand"])
    made.item("thesis", {"title": "Of lakes", "university": "Uppsala", "thesisType": "PhD"}, collections=[sand])
    made.item("case", {"caseName": "Brook v. River", "court": "High Court", "dateDecided": "2001-00-00 2001"})
    made.item("webpage", {"url": "https://example.org/x", "accessDate": "2021-02-03 04:05:06"})
    made.item("letter", {})
    made.item("book", {"title": "Of the group"}, library=2)
    thrown = made.item("book", {"title": "Thrown away"})
    made.db.execute("insert into deletedItems (itemID) values (?)", (made.id_of(thrown),))
    made.db.execute("insert into itemRelations values (?, 1, 'http://zotero.org/x')", (made.id_of(river),))
    pdf = made.attachment("Curie 2020.pdf", annotated_pdf(WORDS), river)
    made.annotation("highlight", pdf, {"pageIndex": 0, "rects": [LINE]}, text=WORDS, comment="Is it so?", tags=["x"])
    made.annotation("underline", pdf, {"pageIndex": 0, "rects": [[1, 1, 2, 2]]}, text="more sand", color="#2ea8e5")
    made.annotation("image", pdf, {"pageIndex": 0, "rects": [[100, 100, 200, 300]]}, comment="A figure")
    made.annotation("ink", pdf, {"pageIndex": 0, "width": 2, "paths": [[10, 10, 20, 20]]}, color="#ff6666")
    made.annotation("note", pdf, {"pageIndex": 0, "rects": [[400, 800, 422, 822]]}, comment="Ask Ada")
    made.annotation("text", pdf, {"pageIndex": 0, "fontSize": 9, "rects": [[50, 50, 90, 60]]}, text="typed here")
    made.annotation("highlight", pdf, {"pageIndex": 7, "rects": [LINE]}, text="nowhere")
    made.attachment("missing.pdf", None, river)
    made.attachment("page.html", b"<html>", river, mode=1, kind="text/html")
    made.attachment("linked.pdf", None, river, mode=2)
    made.attachment("Alone.pdf", annotated_pdf("A paper without an item"))
    made.note("<h1>Thoughts</h1><p>They are <strong>bold</strong>.</p>", river, "Thoughts")
    made.note("<p>Second</p>", river, "Second")
    made.note("<p>Agenda</p><ul><li>one</li></ul>", "", "Agenda")
    made.color(("sand", "#2ea8e5"))
    made.search("New sand", ("joinMode", "all", ""), ("tag", "is", "sand"), ("year", "isAfter", "2010"))
    made.search("Either", ("joinMode", "any", ""), ("tag", "is", "a"), ("tag", "is", "b"))
    return made


async def send(member: make.Member, content: bytes, query: str = "") -> httpx.Response:
    return await member.http.post(member.url(f"/imports/zotero{query}"), files={"file": ("Zotero.zip", content)})


async def moved(member: make.Member, content: bytes, query: str = "") -> dict[str, Any]:
    """The report, after the jobs of it and of its files."""
    begun = await send(member, content, query)
    assert begun.status_code == 202, begun.text
    ids = {"team_id": member.team, "import_id": begun.json()["id"]}
    await jobs.move_in_zotero(**ids)
    for file_id in await queued(member):
        await pipeline.parse_file(file_id)
    await jobs.place_zotero_annotations(**ids)
    return dict((await member.http.get(member.url(f"/imports/{ids['import_id']}"))).json())


async def queued(member: make.Member) -> Sequence[UUID]:
    async with open_system_session.begin() as db:
        query = select(File.id).where(File.team_id == UUID(member.team), File.status == "queued")
        return (await db.scalars(query)).all()


async def papers(member: make.Member, query: str = "") -> list[dict[str, Any]]:
    answer = await member.http.get(member.url(f"/papers?sort=title&limit=100{query}"))
    return list(answer.json()["items"])


async def items(member: make.Member, path: str) -> list[dict[str, Any]]:
    return list((await member.http.get(member.url(path))).json()["items"])


async def test_a_library_moves_in_whole_and_again_brings_only_changes(ada: make.Member, tmp_path: Path) -> None:
    folder = example(tmp_path / "Zotero")
    report = await moved(ada, folder.zip())
    assert report["status"] == "done", report
    assert report["counts"] == {
        "new": 6, "collections": 2, "searches": 1, "tags": 2, "notes": 3, "files": 2, "annotations": 6, "related": 1,
        "left_out": 8,
    }  # fmt: skip
    assert [(one["what"], one["title"]) for one in report["left_out"]] == [
        ("group", "Rivers group"), ("search", "Either"), ("item", "letter"), ("file", "page.html"),
        ("file", "linked.pdf"),
        ("related", "1 links between items"), ("file", "missing.pdf"), ("annotation", "nowhere"),
    ]  # fmt: skip
    listed = {one["title"]: one for one in await papers(ada)}
    river = listed["On rivers"]
    paper = (await ada.http.get(ada.url(f"/papers/{river['id']}"))).json()
    assert paper["metadata"]["author"] == [{"family": "Curie", "given": "Marie"}, {"literal": "River Group"}]
    assert paper["metadata"]["editor"] == [
        {"family": "Waals", "given": "Jan", "non-dropping-particle": "van der"}
    ]  # fmt: skip
    assert paper["metadata"]["issued"] == {"date-parts": [[2020, 5]]}
    assert (paper["metadata"]["DOI"], paper["metadata"]["PMID"]) == ("10.1234/rivers", "1234")
    assert [one["name"] for one in paper["files"]] == ["Curie 2020.pdf"]
    assert {one["name"]: one["color"] for one in river["tags"]} == {"sand": "blue", "to read": None}
    physics, sand = sorted(await items(ada, "/collections"), key=lambda one: str(one["name"]))
    assert (sand["name"], sand["parent"]) == ("Sand", physics["id"])
    assert {one["title"] for one in await papers(ada, f"&collection={sand['id']}")} == {"On rivers", "Of lakes"}
    assert [(one["name"], one["filter"]) for one in await items(ada, "/searches")] == [
        ("New sand", 'tag:"sand" year:>2010')
    ]
    await look_at_annotations(ada, paper)
    await look_at_notes(ada, paper)

    again = await moved(ada, folder.zip())
    assert again["counts"].keys() & {"new", "notes", "collections", "files", "changed"} == set(), again["counts"]
    assert (again["counts"]["unchanged"], again["counts"].get("annotations", 0)) == (5, 0)
    assert len(await papers(ada)) == 6

    # What was changed here stays, what changed there comes, what was deleted here stays deleted.
    key = folder.db.execute("select key from items where itemID = 1").fetchone()[0]
    folder.set_field(key, "volume", "8")
    folder.set_field(key, "publicationTitle", "J. Water")
    folder.item("book", {"title": "New book"})
    await ada.http.patch(ada.url(f"/papers/{paper['id']}"), json={"metadata": {"container-title": "Water"}})
    await ada.http.delete(ada.url(f"/papers/{listed['The Sea']['id']}"))
    third = await moved(ada, folder.zip())
    metadata = (await ada.http.get(ada.url(f"/papers/{paper['id']}"))).json()["metadata"]
    assert (metadata["volume"], metadata["container-title"]) == ("8", "Water")
    assert (third["counts"]["new"], third["counts"]["changed"]) == (1, 1)
    told = {(one["what"], one["title"]): one["reason"] for one in third["left_out"]}
    assert told[("fields", "On rivers")].endswith("container-title.")
    assert told[("item", "The Sea")] == "It was deleted here."


async def look_at_annotations(ada: make.Member, paper: dict[str, Any]) -> None:
    found = await items(ada, f"/papers/{paper['id']}/annotations")
    by_kind = {one["kind"]: one for one in found}
    assert sorted(one["kind"] for one in found) == ["area", "highlight", "ink", "note", "note", "underline"]
    highlight, underline = by_kind["highlight"], by_kind["underline"]
    assert highlight["selectors"][0]["exact"] == WORDS
    assert (highlight["comment"], highlight["tags"], highlight["color"]) == ("Is it so?", ["x"], "yellow")
    assert highlight["created_at"].startswith("2023-04-05T06:07:08")
    # Its rectangle is elsewhere on the page: the words say where it belongs.
    assert (underline["selectors"][0]["exact"], underline["color"]) == ("more sand", "blue")
    assert by_kind["area"]["rects"] == [[100, 542, 200, 742]]
    assert by_kind["ink"]["strokes"] == [[10, 832, 20, 822]]
    assert {one["comment"] for one in found if one["kind"] == "note"} == {"Ask Ada", "typed here"}


async def look_at_notes(ada: make.Member, paper: dict[str, Any]) -> None:
    note = (await ada.http.get(ada.url(f"/papers/{paper['id']}/note"))).json()
    text = (await ada.http.get(ada.url(f"/notes/{note['id']}/markdown"))).text
    assert text == "# On rivers\n\n# Thoughts\n\nThey are **bold**.\n\nSecond\n"
    assert "Agenda" in {one["title"] for one in await items(ada, "/notes")}


async def test_a_move_is_undone_with_what_it_made(ada: make.Member, tmp_path: Path) -> None:
    folder = ZoteroFolder(tmp_path / "Zotero")
    inner = folder.collection("Inner", folder.collection("Outer"))
    folder.item("book", {"title": "One"}, collections=[inner])
    folder.item("book", {"title": "Of the group"}, library=2)
    folder.note("<p>x</p>", "", "x")
    report = await moved(ada, folder.zip())
    assert [one["title"] for one in report["left_out"]] == ["Rivers group"]
    undone = await ada.http.delete(ada.url(f"/imports/{report['id']}"))
    assert undone.json() == {"papers": 1}
    await jobs.clear_zotero_import(ada.team, report["id"])
    assert [await papers(ada), await items(ada, "/collections"), await items(ada, "/notes")] == [[], [], []]
    into = (await ada.http.post(ada.url("/collections"), json={"name": "From Zotero"})).json()["id"]
    assert (await moved(ada, folder.zip(), f"?collection={into}"))["counts"]["new"] == 1
    assert (await moved(ada, folder.zip(), f"?collection={into}&group=Rivers group"))["counts"]["new"] == 1
    assert [one["title"] for one in await papers(ada, f"&collection={into}")] == ["Of the group"]
    assert len(await papers(ada, f"&collection={into}&within=true")) == 2


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "no ZIP"),
        (b"PK\5\6" + bytes(18), "no zotero.sqlite"),
        (b"PK\5\6" + bytes(8) + b"\xff\xff\xff\x7f" + bytes(6), "too many files"),
        (b"PK\5\6" + bytes(8) + b"\x40\0\0\0" + bytes(6), "damaged"),
    ],
)
async def test_what_is_no_library_fails_with_a_sentence(ada: make.Member, content: bytes, said: str) -> None:
    report = await moved(ada, content)
    assert report["status"] == "failed"
    assert said in report["reason"]


async def test_databases_of_others_fail_with_a_sentence(ada: make.Member, tmp_path: Path) -> None:
    folder = ZoteroFolder(tmp_path / "Zotero")
    folder.db.executescript("drop table itemData")
    assert "no table of Zotero" in (await moved(ada, folder.zip()))["reason"]
    folder.db.close()
    path = tmp_path / "Zotero" / "zotero.sqlite"
    path.write_bytes(path.read_bytes()[:100] + os.urandom(4000))
    assert "damaged" in (await moved(ada, folder_zip(folder)))["reason"]
    path.write_bytes(b"text")
    assert "begins otherwise" in (await moved(ada, folder_zip(folder)))["reason"]
    answer = await send(ada, b"", "?collection=00000000-0000-7000-8000-000000000000")
    assert answer.status_code == 404


async def test_a_database_whose_rows_are_not_zoteros_is_read_or_refused(ada: make.Member, tmp_path: Path) -> None:
    folder = ZoteroFolder(tmp_path / "Zotero")
    key = folder.item("book", {"title": "One"}, tags=["a"], automatic=["b"])
    folder.db.execute("update tags set name = x'ff00'||name")
    folder.db.execute("update itemTypes set typeName = x'ff'")
    assert (await moved(ada, folder.zip()))["status"] == "done"
    for bad in (None, "", "A" * 3_000, b"ABCD2345"):
        folder.db.execute("drop table if exists others")
        folder.db.execute("create table others as select * from items")
        folder.db.execute("update others set key = ? where key = ?", (bad, key))
        folder.db.execute("drop table items")
        folder.db.execute("alter table others rename to items")
        assert "no keys of its own" in (await moved(ada, folder.zip()))["reason"]
        folder.db.execute("update items set key = ?", (key,))


async def test_annotations_that_waited_in_vain_come_with_the_next_run(ada: make.Member, tmp_path: Path) -> None:
    folder = ZoteroFolder(tmp_path / "Zotero")
    pdf = folder.attachment("Alone.pdf", annotated_pdf(WORDS))
    folder.annotation("highlight", pdf, {"pageIndex": 0, "rects": [LINE]}, text=WORDS)
    ids = {"team_id": ada.team, "import_id": (await send(ada, folder.zip())).json()["id"]}
    await jobs.move_in_zotero(**ids)
    await set_files(ada, "failed")
    await jobs.place_zotero_annotations(**ids)
    report = (await ada.http.get(ada.url(f"/imports/{ids['import_id']}"))).json()
    assert "could not be read" in report["left_out"][0]["reason"]
    await set_files(ada, "queued")
    assert (await moved(ada, folder.zip()))["counts"]["annotations"] == 1

    # One that was cut short before they were placed.
    folder.annotation("highlight", pdf, {"pageIndex": 0, "rects": [LINE]}, text="sand")
    await jobs.move_in_zotero(ada.team, (await send(ada, folder.zip())).json()["id"])
    assert (await moved(ada, folder.zip()))["counts"]["annotations"] == 1


async def set_files(member: make.Member, status: str) -> None:
    async with open_system_session.begin() as db:
        await db.execute(update(File).where(File.team_id == UUID(member.team)).values(status=status))


async def test_few_libraries_wait_and_none_for_ever(ada: make.Member) -> None:
    begun = [await send(ada, b"PK") for _ in range(4)]
    assert [one.status_code for one in begun] == [202, 202, 202, 409]
    address = ada.url(f"/imports/{begun[0].json()['id']}")
    assert (await ada.http.delete(address)).status_code == 409
    await moves.sweep_moves(timedelta(0))
    report = (await ada.http.get(address)).json()
    assert (report["status"], "goes on where it was" in report["reason"]) == ("failed", True)
    assert (await ada.http.delete(address)).json() == {"papers": 0}
    assert (await send(ada, b"PK")).status_code == 202


def folder_zip(folder: ZoteroFolder) -> bytes:
    class Closed:
        def commit(self) -> None:
            pass

    folder.db = Closed()  # type: ignore[assignment]
    return folder.zip()


SEARCHES = {
    'title:"rivers" -author:"Curie"': [["title", "contains", "rivers"], ["creator", "isNot", "Curie"]],
    'in:"Sand"': [["collection", "is", "0_ABCD2345"], ["noChildren", "true", ""]],
    "added:<30d": [["dateAdded", "isInTheLast", "30 days"]],
    "year:<1990": [["date", "isBefore", "1990-01-01"]],
    '"deep sea"': [["joinMode", "any", ""], ["quicksearch-everything", "contains", 'deep" sea']],
}


@pytest.mark.parametrize("expected", SEARCHES)
def test_saved_searches_are_translated(expected: str) -> None:
    text, reason = translate(SEARCHES[expected], {"ABCD2345": "Sand"})
    assert (" ".join(text.split()), reason) == (expected, "") or '"deep  sea"' in text


def test_other_searches_say_why_not() -> None:
    assert translate([["itemType", "is", "book"]], {})[1] == "The filter box has no word for “itemType is”."
    assert translate([], {})[1]
    assert translate([["joinMode", "any", ""], ["tag", "is", "a"], ["tag", "is", "b"]], {})[1]


@pytest.mark.parametrize("position", ["", "[]", "{}", "[" * 9_000, '{"pageIndex": 0}', '{"pageIndex": true}',
                                      '{"pageIndex": 0, "rects": [[1, 2, 3]]}', '{"pageIndex": 0, "rects": [[1e999]]}',
                                      '{"pageIndex": 5, "rects": [[1, 2, 3, 4]]}'])  # fmt: skip
def test_annotations_without_a_place_are_told(position: str) -> None:
    with pytest.raises(NoPlace):
        read_mark({"kind": "highlight", "position": position}, {1: 800.0})


def test_names_and_fields() -> None:
    assert read_name("Jan", "de la Tour", whole=False)["non-dropping-particle"] == "de la"
    assert read_name("", "Van", whole=False) == {"family": "Van"}
    assert read_name("", "van", whole=True) == {"literal": "van"}
    item = {"key": "A", "type": "patent", "fields": {"title": "Wheel", "patentNumber": "US 1", "issueDate": "1900"},
            "creators": [{"role": "inventor", "first": "A", "last": "B", "whole": 0}], "keywords": []}  # fmt: skip
    metadata = read_item(item).metadata
    assert metadata["author"] == [{"family": "B", "given": "A"}]
    assert (metadata["number"], metadata["issued"]) == ("US 1", {"date-parts": [[1900]]})


HTML = {
    "<p>a<br>b</p>c": "a\\\nb\n\nc\n",
    "<ul><li>a<ul><li>b</li></ul></li></ul>": "- a\n  - b\n",
    "<ol><li><p>a</p></li></ol><blockquote>q</blockquote>": "1. a\n\n> q\n",
    "<p><a href='https://x.org'>x</a> <a href='javascript:1'>y</a><script>z</script></p>": "[x](https://x.org) y\n",
    "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>": "1 2\n\n3\n",
    "<pre>a\n b</pre></div></ul>": "```\na\n b\n```\n",
    "<pre>a<br>b</pre>": "```\na\nb\n```\n",
    "<b>" * 50 + "<i>open": "**open**\n",
    "<h2>T</h2><hr><p></p>": "## T\n\n---\n",
    "<div>" * 5_000 + "deep": "deep\n",
    "<blockquote>" * 5_000 + "deep": "> " * 12 + "deep\n",
}


@pytest.mark.parametrize("html", HTML, ids=range(len(HTML)))
def test_notes_become_blocks(html: str) -> None:
    assert write_markdown(read_html(html)) == HTML[html]

"""Notes through HTTP: written by several at once, merged, kept in versions; and who may not."""

import base64
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from scrollkeeper.core import db as database
from scrollkeeper.notes import service, writing
from scrollkeeper.notes import versions as history
from tests import make
from tests.conftest import browser_of


def paragraph(text: str, base: Doc[Any] | None = None) -> bytes:
    """The update that adds a paragraph to a document."""
    doc: Doc[Any] = base or Doc()
    before = doc.get_state()
    element = XmlElement("paragraph")
    doc.get("default", type=XmlFragment).children.append(element)
    element.children.append(XmlText(text))
    return doc.get_update(before)


def text_of(*updates: bytes) -> str:
    doc: Doc[Any] = Doc()
    for update in updates:
        doc.apply_update(update)
    return str(doc.get("default", type=XmlFragment))


async def begin(member: make.Member, **body: Any) -> str:
    answer = await member.http.post(member.url("/notes"), json=body)
    assert answer.status_code == 201, answer.text
    return f"/notes/{answer.json()['id']}"


async def write(member: make.Member, note: str, update: bytes) -> httpx.Response:
    body = {"update": base64.b64encode(update).decode()}
    return await member.http.post(member.url(f"{note}/updates"), json=body)


async def read(member: make.Member, note: str, since: int = 0) -> tuple[int, bytes]:
    answer = await member.http.get(member.url(f"{note}/updates"), params={"since": since})
    assert answer.status_code == 200, answer.text
    return answer.json()["seq"], base64.b64decode(answer.json()["update"])


async def colleague(app: FastAPI, ada: make.Member, http: httpx.AsyncClient, role: str) -> make.Member:
    other = await make.member(http, "Bob")
    async with database.open_system_session.begin() as db:
        await make.join(db, ada.team, other.id, role)
    other.team = ada.team
    return other


async def test_two_write_and_nothing_is_lost(app: FastAPI, ada: make.Member) -> None:
    note = await begin(ada, title="Reading group")
    async with browser_of(app) as http:
        bob = await colleague(app, ada, http, "commenter")
        assert (await write(ada, note, paragraph("from Ada"))).json() == {"seq": 1}
        assert (await write(bob, note, paragraph("from Bob"))).json() == {"seq": 2}
        seq, whole = await read(bob, note)
        assert seq == 2
        assert "from Ada" in text_of(whole)
        assert "from Bob" in text_of(whole)
        _, newer = await read(ada, note, since=1)
        assert "from Bob" in text_of(newer)
        assert "from Ada" not in text_of(newer)
        assert await read(ada, note, since=2) == (2, b"")


async def test_a_paper_has_one_note_even_if_two_begin_it(app: FastAPI, ada: make.Member, transaction: Any) -> None:
    async with transaction() as db:
        paper, _ = await make.paper(db, ada.scope, {"title": "On notes", "type": "article"})
    assert (await ada.http.get(ada.url(f"/papers/{paper.id}/note"))).json() is None
    first = await begin(ada, paper=str(paper.id))
    assert await begin(ada, paper=str(paper.id)) == first
    assert (await ada.http.get(ada.url(f"/papers/{paper.id}/note"))).json()["title"] == "On notes"
    assert (await ada.http.delete(ada.url(first))).status_code == 204
    assert (await ada.http.get(ada.url(first))).status_code == 404
    assert await begin(ada, paper=str(paper.id)) == first, "back from the bin"


async def test_versions_hold_what_was_and_merging_changes_nothing(ada: make.Member) -> None:
    note = await begin(ada)
    doc: Doc[Any] = Doc()
    for number in range(3):
        await write(ada, note, paragraph(f"line {number}", doc))
    note_id = note.rsplit("/", 1)[1]
    async with database.open_system_session.begin() as db:
        await history.keep_version(db, make.UUID(note_id))
    await write(ada, note, paragraph("after", doc))
    seq, whole = await read(ada, note)
    assert (seq, text_of(whole)) == (4, str(doc.get("default", type=XmlFragment)))
    # A window that was away since before the merge gets everything, which it may have in part.
    _, all_again = await read(ada, note, since=1)
    assert text_of(all_again) == text_of(whole)
    versions = (await ada.http.get(ada.url(f"{note}/versions"))).json()["items"]
    assert [(one["seq"], [person["name"] for person in one["people"]]) for one in versions] == [(3, ["Ada"])]
    kept = (await ada.http.get(ada.url(f"{note}/versions/{versions[0]['id']}"))).json()
    assert "after" not in text_of(base64.b64decode(kept["update"]))
    assert "line 2" in text_of(base64.b64decode(kept["update"]))


async def test_markdown_of_a_note(ada: make.Member) -> None:
    note = await begin(ada, title="Zürich / 1")
    await write(ada, note, paragraph("a * b"))
    answer = await ada.http.get(ada.url(f"{note}/markdown"))
    assert answer.text == "# Zürich / 1\n\na \\* b\n"
    assert "Z%C3%BCrich%20%2F%201.md" in answer.headers["content-disposition"]


@pytest.mark.parametrize("update", [b"", b"nonsense", b"\xff" * 40, bytes(range(1, 256))])
async def test_what_is_no_update_is_refused(ada: make.Member, update: bytes) -> None:
    note = await begin(ada)
    answer = await write(ada, note, update)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert (await read(ada, note))[0] == 0


async def test_a_note_has_a_largest_size(ada: make.Member) -> None:
    note = await begin(ada)
    too_long = await write(ada, note, paragraph("x" * writing.MAX_UPDATE_CHARS))
    assert too_long.status_code == 422
    async with database.open_system_session.begin() as db:
        kept = await service.get_note(db, ada.scope, make.UUID(note.rsplit("/", 1)[1]))
        kept.size = writing.MAX_NOTE_BYTES - 1_000
    assert (await write(ada, note, paragraph("short"))).status_code == 201
    full = await write(ada, note, paragraph("x" * 1_000))
    assert (full.status_code, full.json()["title"]) == (413, "Note is full")


async def test_others_and_readers_keep_out(app: FastAPI, ada: make.Member, eve: make.Member, anyone: Any) -> None:
    note = await begin(ada)
    async with browser_of(app) as http:
        reader = await colleague(app, ada, http, "reader")
        assert (await reader.http.get(reader.url(note))).json()["can"] == []
        assert (await read(reader, note))[0] == 0
        for answer in (
            await write(reader, note, paragraph("no")),
            await reader.http.post(reader.url("/notes"), json={"title": "No"}),
            await reader.http.delete(reader.url(note)),
        ):
            assert answer.status_code == 404
    for path in (note, f"{note}/updates", f"{note}/versions", f"{note}/markdown", "/notes"):
        assert (await eve.http.get(ada.url(path))).status_code == 404
        assert (await anyone.get(ada.url(path))).status_code == 401
    # Not even within a team of one's own.
    assert (await eve.http.get(eve.url(note))).status_code == 404
    assert (await write(eve, note, paragraph("no"))).status_code == 404


async def test_naming_binning_and_restoring_are_told(ada: make.Member) -> None:
    note = await begin(ada, title="Old")
    assert (await ada.http.patch(ada.url(note), json={"title": "New"})).json()["title"] == "New"
    await ada.http.delete(ada.url(note))
    assert (await ada.http.post(ada.url(f"{note}/restore"))).json()["title"] == "New"
    items = (await ada.http.get(ada.url("/events"))).json()["items"]
    told = [(one["name"], one["data"].get("title")) for one in items if one["name"].startswith("note.")]
    assert told == [("note.added", "Old"), ("note.changed", "New"), ("note.deleted", "New"), ("note.restored", "New")]

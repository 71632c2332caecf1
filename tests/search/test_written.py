"""Search in what people wrote: annotations, comments, notes; what is found, where it leads, and who may not find it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from scrollkeeper.core.db import open_system_session
from scrollkeeper.notes import texts
from scrollkeeper.teams.models import GuestPlace
from tests import make
from tests.conftest import browser_of
from tests.notes.test_api import begin, paragraph, write
from tests.search.library import add_paper, first_file, pages_of, search

PAGES = ["We examined one hundred specimens of eelgrass and found salinity gradients in nearly all of them."]


class Lab:
    """A team with a member of several roles, two papers, and short ways to write about them."""

    def __init__(self, people: dict[str, make.Member], papers: list[str]) -> None:
        self.people, self.papers = people, papers

    def __getitem__(self, name: str) -> make.Member:
        return self.people[name]

    async def post(self, who: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = await self[who].http.post(self[who].url(path), json=body)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    async def annotate(self, who: str, comment: str, paper: int = 0, **more: Any) -> dict[str, Any]:
        selectors = [{"type": "TextQuoteSelector", "exact": "one hundred specimens of eelgrass"}]
        file = str(await first_file(self.papers[paper]))
        body = {"file": file, "kind": "highlight", "selectors": selectors, "comment": comment} | more
        return await self.post(who, f"/papers/{self.papers[paper]}/annotations", body)

    async def discuss(self, who: str, text: str, paper: int = 0, **about: str) -> dict[str, Any]:
        return await self.post(who, "/threads", {"text": text, **(about or {"paper": self.papers[paper]})})

    async def found(self, who: str, q: str, where: str = "notes,discussion", **params: Any) -> list[dict[str, Any]]:
        return list((await search(self[who], q, **{"in": where}, **params))["items"])

    async def finders(self, q: str, where: str = "notes,discussion") -> set[str]:
        """Who finds something."""
        return {who for who in self.people if await self.found(who, q, where)}


@pytest.fixture(scope="module")
async def lab(app: FastAPI) -> AsyncIterator[Lab]:
    """Guests were let see the first paper."""
    async with AsyncExitStack() as stack:
        people: dict[str, make.Member] = {}
        for role in ("owner", "editor", "reader", "guest"):
            people[role] = await make.member(await stack.enter_async_context(browser_of(app)), role.capitalize())
        owner = people["owner"]
        papers = [
            await add_paper(owner, title, PAGES, authors="Marie Curie", year=2001) for title in ("First", "Second")
        ]
        async with open_system_session.begin() as db:
            for role in ("editor", "reader", "guest"):
                await make.join(db, owner.team, people[role].id, role)
                people[role].team = owner.team
            db.add(GuestPlace(team_id=UUID(owner.team), person_id=people["guest"].id, paper_id=UUID(papers[0])))
        yield Lab(people, papers)


async def note_of(lab: Lab, text: str, **body: Any) -> str:
    note = await begin(lab["editor"], **body)
    await write(lab["editor"], note, paragraph(text))
    note_id = note.removeprefix("/notes/")
    async with open_system_session.begin() as db:
        await texts.read_text(db, UUID(note_id))
    return note_id


async def test_an_annotation_is_found_by_its_quote_and_by_its_comment(lab: Lab) -> None:
    made = await lab.annotate("editor", "Compare this with the Wadden & <Sea>")
    [hit] = await lab.found("reader", "wadden ")
    assert hit["snippet"] == "Compare this with the <mark>Wadden</mark> &amp; &lt;Sea&gt;"
    assert (hit["kind"], hit["id"], hit["annotation"]) == ("annotation", made["id"], made["id"])
    assert (hit["where"], hit["author"], hit["page"]) == ("comment", "Editor", 1)
    assert (hit["paper"]["id"], hit["paper"]["title"]) == (lab.papers[0], "First")
    assert hit["file"] == str(await first_file(lab.papers[0]))
    [quoted] = await lab.found("reader", "eelgrass wadden")
    assert quoted["where"] in ("comment", "quote")
    quotes = await lab.found("reader", '"hundred specimens"')
    assert {"one <mark>hundred specimens</mark> of eelgrass"} == {one["snippet"] for one in quotes}
    assert {one["where"] for one in quotes} == {"quote"}


async def test_a_comment_is_found_with_its_thread(lab: Lab) -> None:
    about_paper = await lab.discuss("editor", "Is the **halocline** stable?")
    annotation = await lab.annotate("editor", "")
    about_words = await lab.discuss("owner", "No halocline here", annotation=annotation["id"])
    hits = await lab.found("reader", "haloclines")
    assert [one["thread"] for one in hits] == [about_words["id"], about_paper["id"]]
    assert [one["annotation"] for one in hits] == [annotation["id"], None]
    assert [one["page"] for one in hits] == [1, None]
    assert {one["file"] for one in hits} == {str(await first_file(lab.papers[0]))}
    assert [one["author"] for one in await lab.found("reader", "halocline author:owner")] == ["Owner"]
    assert len(await lab.found("reader", "halocline author:curie year:2001 title:first")) == 2
    for none in ("halocline year:2002", "halocline -author:curie", "halocline title:second", "halocline -stable -here"):
        assert await lab.found("reader", none) == [], none
    assert len(await lab.found("reader", "halocl")) == 2, "a word that is being typed"


async def test_a_note_is_found_once_its_text_was_read(lab: Lab) -> None:
    note = await begin(lab["editor"], title="Reading group on brackish water")
    assert [one["id"] for one in await lab.found("reader", "brackish", "notes")] == [note.removeprefix("/notes/")]
    await write(lab["editor"], note, paragraph("Polychaetes thrive"))
    async with open_system_session.begin() as db:
        await texts.read_text(db, UUID(note.removeprefix("/notes/")))
    [hit] = await lab.found("reader", "polychaetes", "notes")
    assert (hit["kind"], hit["where"], hit["title"], hit["paper"]) == (
        "note", "text", "Reading group on brackish water", None,
    )  # fmt: skip
    assert hit["snippet"] == "<mark>Polychaetes</mark> thrive"
    assert await lab.found("reader", "polychaetes", "discussion") == []
    await note_of(lab, "More polychaetes", paper=lab.papers[1])
    assert [one["paper"] and one["paper"]["title"] for one in await lab.found("reader", "polychaetes")] == [
        "Second",
        None,
    ]
    await lab["editor"].http.delete(lab["editor"].url(note))
    assert len(await lab.found("reader", "polychaetes")) == 1
    # What is written after that is read again.
    restored = await lab["editor"].http.post(lab["editor"].url(f"{note}/restore"))
    assert restored.status_code == 200
    assert len(await lab.found("reader", "polychaetes")) == 2


async def test_nobody_finds_what_they_may_not_see(lab: Lab) -> None:
    everybody, members = {"owner", "editor", "reader", "guest"}, {"owner", "editor", "reader"}
    mine = await lab.annotate("editor", "xylophone")
    thread = await lab.discuss("editor", "xylophone again", annotation=mine["id"])
    assert await lab.finders("xylophone") == everybody
    path = f"/papers/{lab.papers[0]}/annotations/{mine['id']}"

    async def change(body: dict[str, Any]) -> None:
        headers = {"If-Match": "*"}
        answer = await lab["editor"].http.patch(lab["editor"].url(path), json=body, headers=headers)
        assert answer.status_code == 200, answer.text

    await change({"visibility": "me"})
    assert await lab.finders("xylophone") == {"editor"}, "a private annotation, and the thread on it"
    await change({"visibility": "people", "people": [str(lab["reader"].id)]})
    assert await lab.finders("xylophone") == {"editor", "reader"}
    await change({"visibility": "team"})
    await lab.post("owner", f"{path}/hide", {"reason": "rude"})
    assert await lab.finders("xylophone") == {"owner", "editor"}, "a hidden annotation"
    await lab.post("owner", f"{path}/unhide")
    comment = thread["comments"]["items"][0]["id"] if "items" in thread["comments"] else thread["comments"][0]["id"]
    await lab.post("owner", f"/threads/{thread['id']}/comments/{comment}/hide", {"reason": "rude"})
    assert await lab.finders("again") == {"owner", "editor"}, "a hidden comment"
    await lab.post("owner", f"/threads/{thread['id']}/comments/{comment}/unhide")
    assert await lab.finders("again") == everybody
    deleted = f"/threads/{thread['id']}/comments/{comment}"
    gone = await lab["editor"].http.delete(lab["editor"].url(deleted), headers={"If-Match": "*"})
    assert gone.status_code in (200, 204)
    assert await lab.finders("again") == set(), "a deleted comment"
    gone = await lab["editor"].http.delete(lab["editor"].url(path), headers={"If-Match": "*"})
    assert gone.status_code in (200, 204)
    assert await lab.finders("xylophone") == set(), "a deleted annotation"
    await lab.annotate("editor", "glockenspiel", paper=1)
    await lab.discuss("editor", "glockenspiel", paper=1)
    await note_of(lab, "glockenspiel", title="Of the team")
    assert await lab.finders("glockenspiel", "discussion") == members, "of a paper that the guest was not let see"
    assert await lab.finders("glockenspiel", "notes") == members, "a note of the team"


async def test_what_belongs_to_a_deleted_paper_is_not_found(lab: Lab) -> None:
    paper = await add_paper(lab["owner"], "Third", PAGES)
    lab.papers.append(paper)
    await lab.annotate("editor", "theremin", paper=2)
    await lab.discuss("editor", "theremin", paper=2)
    await note_of(lab, "theremin", paper=paper)
    assert len(await lab.found("reader", "theremin")) == 3
    await lab["owner"].http.delete(lab["owner"].url(f"/papers/{paper}"))
    assert await lab.found("reader", "theremin") == []
    assert await lab.found("owner", "theremin") == []


async def test_other_teams_find_nothing(lab: Lab, eve: make.Member, anyone: httpx.AsyncClient) -> None:
    await lab.discuss("editor", "bassoon")
    await note_of(lab, "bassoon", title="Instruments")
    url, asked = lab["owner"].url("/search"), {"q": "bassoon", "in": "papers,notes,discussion"}
    assert len((await lab["owner"].http.get(url, params=asked)).json()["items"]) == 2
    assert (await eve.http.get(url, params=asked)).status_code == 404
    assert (await anyone.get(url, params=asked)).status_code == 401
    assert (await eve.http.get(eve.url("/search"), params=asked)).json()["items"] == []


async def test_sections_come_one_after_the_other_in_pages(lab: Lab) -> None:
    paper = await add_paper(lab["owner"], "Oboe and bassoons", ["An oboe."])
    lab.papers.append(paper)
    for number in range(3):
        await lab.discuss("editor", f"oboe number {number}")
    note = await note_of(lab, "oboe", title="Oboe")
    everything = {"in": "discussion,papers,notes"}
    whole = await search(lab["reader"], "oboe", limit=50, **everything)
    kinds = [item["kind"] for item in whole["items"]]
    assert kinds == ["paper", "paper", "note", "comment", "comment", "comment"]
    assert (whole["count"], whole["capped"], whole["next"]) == (6, False, None)
    for limit in (1, 2, 3, 4, 5):
        pages = await pages_of(lab["reader"], "oboe", limit, **everything)
        assert [item for page in pages for item in page["items"]] == whole["items"], limit
        assert {page["count"] for page in pages} == {6}, limit
    of_paper = await search(lab["reader"], "oboe", paper=paper, **everything)
    assert [item["kind"] for item in of_paper["items"]] == ["paper", "paper"]
    assert note in {item.get("id") for item in whole["items"]}


@pytest.mark.parametrize("where", ["", "people", "papers,", "papers,notes,discussion,papers"])
async def test_other_sections_are_refused(lab: Lab, where: str) -> None:
    answer = await lab["owner"].http.get(lab["owner"].url("/search"), params={"q": "a", "in": where})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_cursor_of_another_section_is_refused(lab: Lab) -> None:
    for number in range(2):
        await lab.discuss("editor", f"cornet {number}")
    page = await search(lab["owner"], "cornet", limit=1, **{"in": "discussion"})
    params = {"q": "cornet", "in": "notes,discussion", "cursor": page["next"]}
    assert (await lab["owner"].http.get(lab["owner"].url("/search"), params=params)).status_code == 422

"""A guest sees the paper that was opened to them, with all that hangs on it, and nothing else of the team."""

from uuid import UUID

import pytest
from sqlalchemy import delete

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.ids import new_id
from scrollkeeper.library.models import FilePage
from scrollkeeper.parsing.layout.words import pack_words
from scrollkeeper.realtime.grants import find_place, reading, select_members
from scrollkeeper.realtime.messages import Topic
from scrollkeeper.teams.models import GuestPlace, Member
from tests import make

WORDS = "quixotic zeppelins"


async def _paper(ada: make.Member, title: str) -> tuple[UUID, UUID]:
    async with open_system_session.begin() as db:
        paper, file = await make.paper(db, ada.scope, {"title": title})
        page = {
            "number": 1,
            "width": 600,
            "height": 800,
            "has_text_layer": True,
            "text": WORDS,
            "word_boxes": pack_words([]),
        }
        db.add(FilePage(file_id=file.id, team_id=file.team_id, paper_id=paper.id, **page))
        await db.flush()
    note = {"file": str(file.id), "kind": "note", "selectors": [], "comment": "Look"}
    annotation = await ada.http.post(ada.url(f"/papers/{paper.id}/annotations"), json=note)
    assert annotation.status_code == 201, annotation.text
    thread = await ada.http.post(ada.url("/threads"), json={"annotation": annotation.json()["id"], "text": "Why?"})
    assert thread.status_code == 201
    return paper.id, file.id


async def _open_paper(ada: make.Member, guest: make.Member, paper: UUID) -> None:
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, guest.id, "guest")
        db.add(GuestPlace(team_id=UUID(ada.team), person_id=guest.id, paper_id=paper))


def _shown(ada: make.Member, paper: UUID, file: UUID, annotation: str, thread: str) -> list[str]:
    """Every way to something of a paper."""
    of_paper = ["", "/references", "/structure", "/activity", "/annotations", "/threads"]
    return [
        *(ada.url(f"/papers/{paper}{part}") for part in of_paper),
        ada.url(f"/papers/{paper}/annotations/{annotation}"),
        ada.url(f"/threads/{thread}"), ada.url(f"/threads/{thread}/comments"),
        ada.url(f"/files/{file}/pages/1"), ada.url(f"/files/{file}/position"),
    ]  # fmt: skip


async def _ids(ada: make.Member, paper: UUID) -> tuple[str, str]:
    one = (await ada.http.get(ada.url(f"/papers/{paper}/annotations"))).json()["items"][0]
    return one["id"], one["thread"]


async def test_a_guest_sees_one_paper_and_nothing_else(ada: make.Member, eve: make.Member) -> None:
    (opened, opened_file), (other, other_file) = await _paper(ada, "Opened"), await _paper(ada, "Closed")
    await _open_paper(ada, eve, opened)
    for address in _shown(ada, opened, opened_file, *await _ids(ada, opened)):
        assert (await eve.http.get(address)).status_code == 200, address
    for address in [
        *_shown(ada, other, other_file, *await _ids(ada, other)),
        *(ada.url(path) for path in ("/members", "/usage", "/uploads")),
    ]:
        assert (await ada.http.get(address)).status_code == 200, address
        assert (await eve.http.get(address)).status_code == 404, address
    seen = (await eve.http.get(ada.url("/papers"))).json()
    assert ([row["id"] for row in seen["items"]], seen["total"]) == ([str(opened)], 1)
    found = (await eve.http.get(ada.url(f"/search?q={WORDS}"))).json()
    assert {hit["paper"]["id"] for hit in found["items"]} == {str(opened)}
    assert (await eve.http.get(ada.url(f"/search?q={WORDS}&paper={other}"))).json()["items"] == []
    events = (await eve.http.get(ada.url("/events"))).json()["items"]
    assert events
    assert {event["subject"].get("paper") for event in events} == {str(opened)}
    assert (await eve.http.get(ada.url())).json()["can"] == []
    me = (await eve.http.get("/api/me")).json()
    assert ada.email not in (await eve.http.get(ada.url(f"/papers/{opened}"))).text
    assert {team["role"] for team in me["teams"] if team["id"] == ada.team} == {"guest"}


async def test_a_guest_changes_nothing(ada: make.Member, eve: make.Member) -> None:
    paper, _ = await _paper(ada, "Opened")
    await _open_paper(ada, eve, paper)
    _, thread = await _ids(ada, paper)
    for method, path, body in [
        ("PATCH", "", {"name": "Mine"}),
        ("PATCH", f"/papers/{paper}", {"metadata": {"title": "Mine"}}),
        ("DELETE", f"/papers/{paper}", None),
        ("POST", f"/threads/{thread}/comments", {"text": "Hello"}),
    ]:
        answer = await eve.http.request(method, ada.url(path), json=body)
        assert answer.status_code in (403, 404), (method, path)


async def test_a_paper_in_the_bin_is_gone_for_a_guest(ada: make.Member, eve: make.Member) -> None:
    paper, file = await _paper(ada, "Opened")
    await _open_paper(ada, eve, paper)
    await ada.http.delete(ada.url(f"/papers/{paper}"))
    for path in (f"/papers/{paper}", f"/files/{file}/pages/1", f"/papers/{paper}/annotations"):
        assert (await eve.http.get(ada.url(path))).status_code == 404
        assert (await ada.http.get(ada.url(path))).status_code == 200
    assert (await eve.http.get(ada.url("/papers?deleted=true"))).json()["items"] == []


@pytest.mark.parametrize("kind", ["team", "paper"])
async def test_a_guest_hears_of_the_paper_only(ada: make.Member, eve: make.Member, kind: str) -> None:
    opened, _ = await _paper(ada, "Opened")
    other, _ = await _paper(ada, "Closed")
    await _open_paper(ada, eve, opened)
    session = UUID((await eve.http.get("/api/sessions")).json()["items"][0]["id"])
    async with reading() as db:
        places = {
            topic: (await find_place(db, Topic(kind, topic), session))[1] is not None  # type: ignore[arg-type]
            for topic in (UUID(ada.team), opened, other, new_id())
        }
        assert [topic for topic, allowed in places.items() if allowed] == ([opened] if kind == "paper" else [])
        assert await select_members(db, UUID(ada.team), [session]) == {session: frozenset({f"paper:{opened}"})}
    async with open_system_session.begin() as db:
        await db.execute(delete(Member).where(Member.team_id == UUID(ada.team), Member.person_id == eve.id))
    async with reading() as db:
        assert await select_members(db, UUID(ada.team), [session]) == {}

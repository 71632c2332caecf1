"""What happened, told in few words, to whoever may know it."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.activity.atom import Entry, write_atom
from scrollkeeper.activity.feed import SHOWN, Happening, collapse
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.events import known_events
from tests import make

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def happening(clock: int, name: str, person: str | None = "Ana", minutes: int = 0, **subject: str) -> Happening:
    return Happening(clock, name, person, person, NOON - timedelta(minutes=minutes), subject)


def test_what_belongs_together_is_one_line():
    events = [
        happening(9, "comment.added", "Bob", 0, paper="p1"),
        *(happening(8 - n, "paper.added", minutes=n, paper=f"p{n}") for n in range(3)),
        happening(5, "comment.added", "Bob", 5, paper="p1"),
        happening(4, "comment.added", "Bob", 6, paper="p2"),
        happening(3, "paper.added", minutes=600, paper="p9"),
    ]
    assert [line.words for line in collapse(events)] == [
        "Bob added 2 comments on",
        "Ana added 3 papers",
        "Bob commented on",
        "Ana added a paper",
    ]


def test_every_event_that_is_told_of_is_one():
    assert set(known_events()) >= SHOWN


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(SHOWN)), st.sampled_from("ab"), st.integers(0, 300), st.sampled_from("pq"))
    )
)
def test_no_event_is_lost_or_told_twice(drawn):
    events = [
        happening(len(drawn) - n, name, person, n + minutes, paper=paper)
        for n, (name, person, minutes, paper) in enumerate(sorted(drawn, key=lambda one: one[2]))
    ]
    lines = collapse(events)
    assert sorted(one.clock for line in lines for one in line.events) == sorted(one.clock for one in events)
    assert [line.newest.clock for line in lines] == sorted((line.newest.clock for line in lines), reverse=True)
    assert all(line.words for line in lines)


def test_atom_holds_whatever_people_write():
    nasty = "<script>&\0\x08\ud800"
    document = write_atom(
        id="x", title=nasty, link="https://x/?a=1&b=2", entries=[Entry("i", nasty, "Ana", NOON, "https://x", nasty)]
    )
    root = ET.fromstring(document.decode("utf-8", "surrogatepass"))
    assert root.findtext(f"{ATOM}entry/{ATOM}title") == "<script>&\ufffd\ufffd\ufffd"
    assert root.findtext(f"{ATOM}updated") == "2026-05-03T12:00:00Z"


async def feed(who: make.Member, team: make.Member, **filters):
    answer = await who.http.get(team.url("/feed"), params=filters)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def texts(who, team, **filters):
    return [one["text"] for one in (await feed(who, team, **filters))["items"]]


async def test_the_feed_of_a_team_and_of_a_paper(ada, eve, anyone, desk, colleague):
    bob = await colleague("commenter")
    async with open_system_session.begin() as db:
        for _ in range(3):
            await make.paper(db, ada.scope)
    thread = await desk.begin(bob, "It is **odd**")
    await bob.http.post(desk.thread_url(thread, "/comments"), json={"text": "Or *is* it?"})
    await bob.http.post(desk.thread_url(thread, "/resolve"))
    hidden = await desk.annotate(bob, visibility="me")
    await desk.begin(bob, "secret", annotation=hidden["id"])
    shown = await desk.annotate(ada, "The results were disputed")
    assert await texts(ada, ada, kind="annotations") == ["Ada annotated"]
    assert await texts(bob, ada, kind="annotations") == ["Ada annotated", "Commenter annotated"]
    lines = (await feed(ada, ada))["items"]
    assert [one["text"] for one in lines][:4] == [
        "Ada annotated",
        "Commenter resolved a thread on",
        "Commenter added 2 comments on",
        "Ada added 4 papers",
    ]
    assert (lines[2]["words"], lines[2]["papers"][0]["id"]) == ("Or is it?", str(desk.paper.id))
    assert (lines[3]["count"], len(lines[3]["papers"])) == (4, 4)
    assert await texts(ada, ada, person=str(bob.id), kind="discussion") == [
        "Commenter resolved a thread on",
        "Commenter added 2 comments on",
    ]
    assert "Ada added a paper" in await texts(ada, ada, paper=str(desk.paper.id))
    # What is gone or hidden by now is not told any more.
    await ada.http.delete(desk.url(f"/{shown['id']}"), headers={"If-Match": "*"})
    comment = thread["comments"][0]["id"]
    await bob.http.delete(desk.thread_url(thread, f"/comments/{comment}"), headers={"If-Match": "*"})
    assert (await texts(ada, ada))[:2] == ["Commenter resolved a thread on", "Commenter commented on"]
    found, cursor = [], None
    while True:
        page = await feed(ada, ada, limit=1, cursor=cursor or "") if cursor else await feed(ada, ada, limit=1)
        found, cursor = found + [one["text"] for one in page["items"]], page["next"]
        if cursor is None:
            break
    assert found == await texts(ada, ada)
    assert ((await feed(ada, ada))["can"], (await feed(bob, ada))["can"]) == (["webhooks"], [])
    assert (await eve.http.get(ada.url("/feed"))).status_code == 404
    assert (await anyone.get(ada.url("/feed"))).status_code == 401


async def test_an_atom_feed_with_a_token_that_can_be_ended(ada, eve, anyone, desk, colleague):
    bob = await colleague("reader")
    await desk.begin(ada, "Why?")
    hidden = await desk.annotate(ada, visibility="me")
    await desk.begin(ada, "secret", annotation=hidden["id"])
    made = (await bob.http.post(ada.url("/feed/token"))).json()
    path = "/api" + made["url"].split("/api", 1)[1]
    answer = await anyone.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml")
    titles = [one.text for one in ET.fromstring(answer.text).iter(f"{ATOM}title")]
    assert any(title.startswith("Ada commented on") for title in titles)
    assert "secret" not in answer.text
    # It reads this feed and nothing else.
    bearer = {"Authorization": f"Bearer {made['token']}"}
    assert (await anyone.get(ada.url("/papers"), headers=bearer)).status_code == 401
    assert (await anyone.get(path.replace(ada.team, eve.team))).status_code == 404
    assert (await anyone.get(path[:-2] + "zz")).status_code == 404
    assert (await anyone.get(ada.url("/feed.atom"))).status_code == 422
    assert (await eve.http.post(ada.url("/feed/token"))).status_code == 404
    await bob.http.delete(ada.url("/feed/token"))
    assert (await anyone.get(path)).status_code == 404


def test_members_are_named_with_who_let_them_in() -> None:
    def member(clock: int, name: str, person: str | None, whom: str) -> Happening:
        return Happening(clock, name, person, person, NOON, {"member": whom}, whom)

    added = [member(9 - number, "member.added", "Ana", f"P{number}") for number in range(7)]
    told = [line.words for line in collapse([*added, member(2, "member.added", "Ben", "Ben")])]
    assert told == ["Ana added P0, P1, P2, P3, P4 and 2 more", "Ben joined"]
    by_host, gone = member(2, "member.added", None, "Cleo"), member(1, "member.removed", "Dan", "Dan")
    assert [line.words for line in collapse([by_host, gone])] == ["ScrollKeeper added Cleo", "Dan left"]


async def test_a_paper_without_a_title_is_named_by_its_file(ada: make.Member) -> None:
    async with open_system_session.begin() as db:
        paper, _ = await make.paper(db, ada.scope, name="Scan 12.pdf")
    await ada.http.post(ada.url("/threads"), json={"paper": str(paper.id), "text": "What is this?"})
    await ada.http.put(ada.url(f"/papers/{paper.id}/reading"), json={"status": "to_read"})
    feed = (await ada.http.get(ada.url("/feed"))).json()["items"]
    assert {one["title"] for line in feed for one in line["papers"]} == {"Scan 12.pdf"}
    for path in ("/threads", "/reading"):
        assert [one["title"] for one in (await ada.http.get(ada.url(path))).json()["items"]] == ["Scan 12.pdf"]

"""Who is told of what, where, and how; and that nobody hears of what they may not see."""

import threading
from uuid import UUID

import pytest
from markdown_it import MarkdownIt
from sqlalchemy import delete

from scrollkeeper.core.db import open_system_session
from scrollkeeper.notifications.emails import begin_digests
from scrollkeeper.notifications.recipients import Candidate, kind_for
from scrollkeeper.teams.models import Member
from tests import make

ME, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("ties", "begins", "told"),
    [
        ({"level": "taking_part", "mentioned": True}, False, "mention"),
        ({"level": "taking_part", "takes_part": True}, False, "reply"),
        ({"level": "taking_part", "follows_paper": True}, True, "thread"),
        ({"level": "taking_part", "follows_paper": True}, False, None),
        ({"level": "taking_part"}, True, None),
        ({"level": "all"}, True, "thread"),
        ({"level": "all"}, False, "reply"),
        ({"level": "mentions", "takes_part": True, "follows_paper": True}, True, None),
        ({"level": "mentions", "mentioned": True, "takes_part": True}, False, "mention"),
        ({"level": "mentions", "assigned": True}, False, "assigned"),
        ({"level": "none", "mentioned": True, "assigned": True}, True, None),
    ],
)
def test_why_somebody_is_told(ties, begins, told):
    assert kind_for(Candidate(ME, **ties), actor=OTHER, begins=begins) == told
    assert kind_for(Candidate(ME, **ties), actor=ME, begins=begins) is None, "nobody is told of their own doing"


async def inbox(who: make.Member, **filters):
    answer = await who.http.get("/api/me/notifications", params=filters)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def kinds(who: make.Member):
    return [one["kind"] for one in (await inbox(who))["items"]]


async def reply(desk, who, thread, text):
    answer = await who.http.post(desk.thread_url(thread, "/comments"), json={"text": text})
    assert answer.status_code == 201
    return answer.json()


async def test_mention_reply_assignment_and_a_new_thread_on_ones_own_paper(ada, eve, anyone, desk, colleague, work):
    bob, reader = await colleague("commenter"), await colleague("reader")
    thread = await desk.begin(bob, "Look, @Reader: **this** is [odd](https://example.org)")
    await work()
    assert (await kinds(ada), await kinds(bob), await kinds(reader), await kinds(eve)) == (
        ["thread"],
        [],
        ["mention"],
        [],
    )
    [one] = (await inbox(reader))["items"]
    assert (one["words"], one["person"]["name"], one["unread"]) == ("Look, @Reader: this is odd", "Commenter", True)
    assert one["place"] == f"/t/{ada.slug}/papers/{desk.paper.id}/read/{desk.file.id}?thread={thread['id']}"
    await reply(desk, ada, thread, "Why?")
    assert await work() == 2, "a comment, and an email to who is told of it"
    await ada.http.patch(desk.thread_url(thread), json={"assignee": str(reader.id), "due": "2027-01-31"})
    assert await work() == 2
    assert (await kinds(bob), await kinds(reader)) == (["reply"], ["assigned", "mention"])
    # Whoever has read the thread has read what the inbox says of it.
    assert (await inbox(bob))["unread"] == 1
    await bob.http.post(desk.thread_url(thread, "/read"), json={})
    assert (await inbox(bob))["unread"] == 0
    assert (await inbox(bob, unread=True))["items"] == []
    first = (await inbox(reader))["items"][0]["id"]
    assert (await reader.http.post("/api/me/notifications/read", json={"ids": [first]})).status_code == 204
    assert [one["unread"] for one in (await inbox(reader))["items"]] == [False, True]
    assert (await eve.http.post("/api/me/notifications/read", json={})).status_code == 204
    assert (await inbox(reader))["unread"] == 1, "nobody reads for somebody else"
    await reader.http.post("/api/me/notifications/read", json={})
    assert (await inbox(reader))["unread"] == 0
    page = await inbox(reader, limit=1)
    assert [one["kind"] for one in (await inbox(reader, limit=1, cursor=page["next"]))["items"]] == ["mention"]
    assert (await anyone.get("/api/me/notifications")).status_code == 401


async def test_what_somebody_may_not_see_is_never_named(ada, desk, colleague, work, post_office):
    bob = await colleague("editor")
    hidden = await desk.annotate(ada, visibility="me")
    await desk.begin(ada, "@Editor must not hear of this", annotation=hidden["id"])
    await work("")
    assert (await kinds(bob), post_office.messages) == ([], [])
    # What was told, and is then hidden, deleted, or of a team that one left, is gone from the inbox as well.
    shown = await desk.annotate(ada, "The results were disputed")
    await desk.begin(ada, "@Editor, look", annotation=shown["id"])
    await work("activity.notify")
    assert await kinds(bob) == ["mention"]
    url, match = desk.url(f"/{shown['id']}"), {"If-Match": "*"}
    assert (await ada.http.patch(url, json={"visibility": "me"}, headers=match)).status_code == 200
    assert (await inbox(bob))["items"] == []
    await work("")
    assert post_office.messages == [], "looked at again when the email is written"
    await ada.http.patch(url, json={"visibility": "team"}, headers=match)
    assert await kinds(bob) == ["mention"]
    [thread] = [one for one in await desk.threads(bob) if one["annotation"] == shown["id"]]
    comment = desk.thread_url(thread, f"/comments/{thread['comments'][0]['id']}")
    assert (await ada.http.post(f"{comment}/hide", json={"reason": "Too soon"})).status_code == 200
    assert await kinds(bob) == []
    assert (await ada.http.post(f"{comment}/unhide")).status_code == 200
    assert await kinds(bob) == ["mention"]
    async with open_system_session.begin() as db:
        await db.execute(delete(Member).where(Member.person_id == bob.id, Member.team_id == UUID(ada.team)))
    assert await kinds(bob) == []


async def test_what_each_person_wants_of_a_team_and_of_a_thread(ada, eve, desk, colleague, work):
    bob, loud = await colleague("commenter"), await colleague("reader")
    wants = ada.url("/notification-settings")
    assert (await loud.http.put(wants, json={"mail": "never", "level": "all"})).status_code == 204
    assert (await bob.http.put(wants, json={"mail": "never", "level": "none"})).status_code == 204
    assert (await eve.http.put(wants, json={"mail": "never", "level": "all"})).status_code == 404
    thread = await desk.begin(ada, "@Commenter?")
    await work()
    assert (await kinds(loud), await kinds(bob)) == (["thread"], [])
    # The thread's own level goes before the team's.
    await bob.http.put(desk.thread_url(thread, "/level"), json={"level": "mentions"})
    await loud.http.put(desk.thread_url(thread, "/level"), json={"level": "none"})
    await reply(desk, ada, thread, "@Commenter!")
    await work()
    assert (await kinds(loud), await kinds(bob)) == (["thread"], ["mention"])
    said = (await loud.http.get("/api/me/notification-settings")).json()["items"]
    assert {"mail": "never", "level": "all"}.items() <= next(
        one for one in said if one["team"]["id"] == ada.team
    ).items()
    # Whoever added a paper follows it until they say otherwise; others when they say so.
    follow = ada.url(f"/papers/{desk.paper.id}/following")
    assert (await ada.http.get(follow)).json() == {"following": True}
    assert (await ada.http.put(follow, json={"following": False})).json() == {"following": False}
    await bob.http.put(wants, json={"mail": "never", "level": "taking_part"})
    await bob.http.put(follow, json={"following": True})
    other = await colleague("editor")
    await desk.begin(other, "New")
    await work()
    assert (await kinds(ada), await kinds(bob)) == ([], ["thread", "mention"])
    assert (await eve.http.get(follow)).status_code == 404


async def test_an_edit_tells_only_whom_it_newly_names(ada, desk, colleague, work):
    bob, reader = await colleague("commenter"), await colleague("reader")
    thread = await desk.begin(ada, "@Commenter")
    await work()
    one = desk.thread_url(thread, f"/comments/{thread['comments'][0]['id']}")
    await ada.http.patch(one, json={"text": "@Commenter and @Reader"}, headers={"If-Match": "*"})
    await work()
    assert (await kinds(bob), await kinds(reader)) == (["mention"], ["mention"])


async def test_a_letter_at_once_and_one_click_to_have_no_more(ada, anyone, desk, colleague, work, post_office):
    bob = await colleague("commenter")
    await desk.begin(ada, "Is *this* right, @Commenter? <b>See</b> www.evil.example")
    await work("")
    [email] = post_office.messages
    assert (email["To"], email["Subject"]) == (bob.email, f"Ada mentioned you in {(await team_name(ada))}")
    text = email.get_body(("plain",)).get_content()
    assert "Is this right, @Commenter?" in text
    assert "evil" in text
    assert "www." not in text
    assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    one_click = email["List-Unsubscribe"].strip("<>")
    path = "/api/" + one_click.split("/api/")[1]
    assert path.replace("/api", "") in text, "the way out is in the email too"
    for _ in range(2):
        assert (await anyone.get(path)).json() == {"team": await team_name(ada), "mail": "now"}, "looking ends nothing"
    assert (await anyone.post(path, data={"List-Unsubscribe": "One-Click"})).status_code == 204
    assert (await anyone.get(path)).json()["mail"] == "never"
    assert (await anyone.post(path[:-3] + "xyz")).status_code == 404
    await desk.begin(ada, "@Commenter again")
    await work("")
    assert len(post_office.messages) == 1
    assert await kinds(bob) == ["mention", "mention"], "the inbox goes on"


async def team_name(who):
    return (await who.http.get(who.url())).json()["name"]


async def test_one_letter_a_day_with_what_is_still_unread(ada, desk, colleague, work, post_office):
    bob = await colleague("commenter")
    await bob.http.put(ada.url("/notification-settings"), json={"mail": "digest", "level": "taking_part"})
    seen = await desk.begin(ada, "@Commenter, read this")
    for text in ("@Commenter, one", "@Commenter, two"):
        await desk.begin(ada, text)
    await work("")
    assert post_office.messages == []
    await bob.http.post(desk.thread_url(seen, "/read"), json={})
    for _ in range(2):
        async with open_system_session.begin() as db:
            await begin_digests(db)
        await work("")
    [email] = post_office.messages
    text = email.get_body(("plain",)).get_content()
    assert email["Subject"].startswith("2 new notifications in Ada's lab")
    assert ("one" in text, "two" in text, "read this" in text) == (True, True, False)


async def test_news_arrive_in_every_window_of_the_person_and_in_no_other(ada, desk, colleague, work, live):
    bob = await colleague("commenter")
    topic = f"person:{bob.id}"
    async with live(bob) as window, live(ada) as other:
        await other.say(type="join", topic=topic, since=None)
        assert (await other.hear())["type"] == "refused"
        await window.say(type="join", topic=topic, since=None)
        assert await window.hear() == {"type": "joined", "topic": topic, "clock": 0}
        await desk.begin(ada, "@Commenter")
        await work("activity.notify")
        news = {"type": "whisper", "topic": topic, "name": "notification.added", "data": {"team": ada.team}}
        assert await window.hear() == news
        await bob.http.post("/api/me/notifications/read", json={})
        assert (await window.hear())["name"] == "notification.read"
        # Who comes back asks again, since whispers are not kept.
        await window.say(type="leave", topic=topic)
        await window.say(type="join", topic=topic, since=0)
        assert [(await window.hear())["type"] for _ in range(2)] == ["reset", "joined"]
        assert await other.is_silent()


async def test_how_comments_begin_is_read_beside_the_event_loop(ada, desk, colleague, work, monkeypatch):
    """A page of the worst takes half a second."""
    bob = await colleague("commenter")
    await desk.begin(bob, "Look, *this* is odd")
    await work()
    token = (await ada.http.post(ada.url("/feed/token"))).json()["token"]
    threads, parse = [], MarkdownIt.parse

    def watched(*given):
        threads.append(threading.get_ident())
        return parse(*given)

    monkeypatch.setattr(MarkdownIt, "parse", watched)
    assert [one["words"] for one in (await inbox(ada))["items"]] == ["Look, this is odd"]
    feed = (await ada.http.get(ada.url("/feed"))).json()["items"]
    assert "Look, this is odd" in [one["words"] for one in feed]
    assert "Look, this is odd" in (await ada.http.get(ada.url("/feed.atom"), params={"token": token})).text
    assert len(threads) >= 3
    assert threading.get_ident() not in threads

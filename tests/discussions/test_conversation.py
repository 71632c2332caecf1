"""Conversations in full: mentions, signs, history, second tries, to whom it is given, unread, filters."""

import uuid
from datetime import date

from sqlalchemy import update

from scrollkeeper.annotations.models import Annotation
from scrollkeeper.citations.models import Reference
from scrollkeeper.core.db import open_system_session


async def say(desk, who, thread, text, **headers):
    answer = await who.http.post(desk.thread_url(thread, "/comments"), json={"text": text}, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def look(desk, who, **filters):
    answer = await who.http.get(desk.owner.url(f"/papers/{desk.paper.id}/threads"), params=filters)
    assert answer.status_code == 200, answer.text
    return [one["comments"][0]["text"] for one in answer.json()["items"]]


async def test_a_thread_on_a_reference_outlives_it(ada, desk, colleague):
    bob = await colleague("commenter")
    async with open_system_session.begin() as db:
        reference = Reference(
            team_id=desk.paper.team_id,
            paper_id=desk.paper.id,
            file_id=desk.file.id,
            position=1,
            label="[1]",
            raw="Knuth. TAOCP. 1968.",
        )
        db.add(reference)
    thread = await desk.begin(ada, "Which edition?", reference=str(reference.id))
    assert thread["reference"] == {"id": str(reference.id), "label": "[1]", "raw": "Knuth. TAOCP. 1968."}
    assert (await desk.begin(bob, "The third", reference=str(reference.id)))["id"] == thread["id"]
    async with open_system_session.begin() as db:
        await db.delete(await db.get_one(Reference, reference.id))
    [left] = await desk.threads(bob)
    assert (left["reference"]["raw"], left["reference"]["id"]) == ("Knuth. TAOCP. 1968.", None)
    body = {"text": "Hm", "reference": str(uuid.uuid4())}
    assert (await ada.http.post(ada.url("/threads"), json=body)).status_code == 404


async def test_an_annotation_knows_its_thread_whoever_began_it(ada, desk):
    annotation = await desk.annotate(ada)
    thread = await desk.begin(ada, "First", annotation=annotation["id"])
    one = desk.url(f"/{annotation['id']}")
    assert (await ada.http.get(one)).json()["thread"] == thread["id"]
    async with open_system_session.begin() as db:  # As a server of an older version leaves it.
        await db.execute(update(Annotation).where(Annotation.id == uuid.UUID(annotation["id"])).values(thread_id=None))
    again = await desk.begin(ada, "Second", annotation=annotation["id"])
    assert again["id"] == thread["id"]
    assert (await ada.http.get(one)).json()["thread"] == thread["id"]


async def test_who_is_mentioned_and_whether_they_may_see_it(ada, eve, desk, colleague):
    bob, reader = await colleague("editor"), await colleague("reader")
    thread = await desk.begin(ada, "@Editor and @reader, and @Eve: look")
    named = thread["comments"][0]["mentions"]
    assert [(one["id"], one["may_see"]) for one in named] == [(str(bob.id), True), (str(reader.id), True)]
    hidden = await desk.annotate(ada, visibility="me")
    secret = await desk.begin(ada, "@Editor cannot see this", annotation=hidden["id"])
    assert [one["may_see"] for one in secret["comments"][0]["mentions"]] == [False]
    url = ada.url("/mentionable")
    offered = (await ada.http.get(url, params={"q": "edi", "annotation": hidden["id"]})).json()["items"]
    assert offered == [{"person": {"id": str(bob.id), "name": "Editor"}, "may_see": False}]
    assert [one["may_see"] for one in (await ada.http.get(url, params={"q": "edi"})).json()["items"]] == [True]
    assert (await bob.http.get(url, params={"annotation": hidden["id"]})).status_code == 404
    assert (await eve.http.get(url)).status_code == 404
    assert await look(desk, bob, mentions=True) == ["@Editor and @reader, and @Eve: look"]
    # Who is no longer named by the edited text is not mentioned any more.
    comment = thread["comments"][0]
    one = desk.thread_url(thread, f"/comments/{comment['id']}")
    await ada.http.patch(one, json={"text": "@reader: look"}, headers={"If-Match": "*"})
    assert await look(desk, bob, mentions=True) == []


async def test_names_are_found_without_their_accents_and_in_scripts_without_spaces(ada, desk, colleague):
    people = {name: await colleague("editor") for name in ("Ana", "Ana María", "张伟")}
    for name, who in people.items():
        assert (await who.http.patch("/api/me", json={"name": name})).status_code == 200
    for text, name in (
        ("@Ana Mari\u0301a please", "Ana María"),
        ("@Ana Maria please", "Ana María"),
        ("@张伟看看", "张伟"),
        ("@Ana please", "Ana"),
    ):
        thread = await desk.begin(ada, text)
        assert [one["name"] for one in thread["comments"][0]["mentions"]] == [name], text
    url = ada.url("/mentionable")
    for typed, names in (
        ("Ana Maria", ["Ana María"]), ("ana mari\u0301", ["Ana María"]), ("MARIA", ["Ana María"]), ("张", ["张伟"]),
        ("ana", ["Ana", "Ana María"]), ("nobody", []), ("%", []),
    ):  # fmt: skip
        offered = (await ada.http.get(url, params={"q": typed})).json()["items"]
        assert [one["person"]["name"] for one in offered] == names, typed
    assert len((await ada.http.get(url, params={"q": "ana", "limit": 1})).json()["items"]) == 1


async def test_the_same_key_says_it_once(ada, eve, desk, colleague):
    bob = await colleague("commenter")
    key = {"Idempotency-Key": str(uuid.uuid4())}
    body = {"text": "Once", "paper": str(desk.paper.id)}
    tries = [await ada.http.post(ada.url("/threads"), json=body, headers=key) for _ in range(2)]
    assert [one.status_code for one in tries] == [201, 201]
    assert tries[0].json()["id"] == tries[1].json()["id"]
    thread = tries[0].json()
    again = {"Idempotency-Key": str(uuid.uuid4())}
    said = [await say(desk, ada, thread, "Twice?", **again) for _ in range(2)]
    assert said[0]["id"] == said[1]["id"]
    await say(desk, bob, thread, "Another person's key is another", **again)
    [seen] = await desk.threads(ada)
    assert [one["text"] for one in seen["comments"]] == ["Once", "Twice?", "Another person's key is another"]
    other = await desk.begin(ada, "Other")
    for where in (desk.thread_url(other, "/comments"),):
        assert (await ada.http.post(where, json={"text": "x"}, headers=again)).status_code == 409
    assert (await ada.http.post(where, json={"text": "x"}, headers={"Idempotency-Key": "a b"})).status_code == 422


async def test_history_is_kept_and_goes_with_the_comment(ada, desk, colleague):
    bob = await colleague("reader")
    thread = await desk.begin(ada, "One")
    one = desk.thread_url(thread, f"/comments/{thread['comments'][0]['id']}")
    for text in ("Two", "Three"):
        await ada.http.patch(one, json={"text": text}, headers={"If-Match": "*"})
    versions = (await bob.http.get(f"{one}/versions")).json()["items"]
    assert [version["text"] for version in versions] == ["Two", "One"]
    assert (await bob.http.get(one)).json()["text"] == "Three"
    await ada.http.delete(one, headers={"If-Match": "*"})
    assert (await bob.http.get(f"{one}/versions")).status_code == 404


async def test_signs_under_a_comment(ada, eve, desk, colleague):
    bob, reader = await colleague("commenter"), await colleague("reader")
    thread = await desk.begin(ada)
    one = desk.thread_url(thread, f"/comments/{thread['comments'][0]['id']}")
    for who in (ada, bob, bob):
        assert (await who.http.put(f"{one}/reactions/👍")).status_code == 200
    seen = (await reader.http.get(one)).json()
    assert seen["reactions"] == [{"emoji": "👍", "count": 2, "mine": False, "names": ["Ada", "Commenter"]}]
    assert seen["clock"] == thread["comments"][0]["clock"], "the text is as it was: If-Match still holds"
    left = (await bob.http.delete(f"{one}/reactions/👍")).json()
    assert [(sign["count"], sign["mine"]) for sign in left["reactions"]] == [(1, False)]
    assert (await reader.http.put(f"{one}/reactions/👍")).status_code == 404
    assert (await eve.http.put(f"{one}/reactions/👍")).status_code == 404
    assert (await ada.http.put(f"{one}/reactions/💣")).status_code == 422
    assert [event["name"] for event in await desk.happened()] == ["comment.added"] + ["comment.reacted"] * 3


async def test_given_to_somebody_until_a_day(ada, eve, desk, colleague):
    bob, reader = await colleague("commenter"), await colleague("reader")
    thread = await desk.begin(ada)
    url = desk.thread_url(thread)
    given = await bob.http.patch(url, json={"assignee": str(reader.id), "due": "2027-01-31"})
    assert (given.json()["assignee"]["name"], given.json()["due"]) == ("Reader", date(2027, 1, 31).isoformat())
    assert await look(desk, reader, assigned=True) == ["Why?"]
    assert await look(desk, reader, mine=True) == ["Why?"]
    settled = (await ada.http.patch(url, json={"resolved": True})).json()
    assert (settled["assignee"]["id"], settled["resolved"]["person"]["name"]) == (str(reader.id), "Ada")
    assert (await ada.http.patch(url, json={"assignee": None, "resolved": False})).json()["assignee"] is None
    assert [event["name"] for event in await desk.happened()][1:] == [
        "thread.assigned",
        "thread.resolved",
        "thread.reopened",
        "thread.assigned",
    ]
    assert (await reader.http.patch(url, json={"resolved": True})).status_code == 404
    assert (await eve.http.patch(url, json={"resolved": True})).status_code == 404
    assert (await ada.http.patch(url, json={"assignee": str(eve.id)})).status_code == 422
    hidden = await desk.annotate(ada, visibility="me")
    secret = await desk.begin(ada, annotation=hidden["id"])
    assert (await ada.http.patch(desk.thread_url(secret), json={"assignee": str(bob.id)})).status_code == 422


async def test_what_is_unread_is_each_persons_own(ada, desk, colleague):
    bob = await colleague("commenter")
    thread = await desk.begin(ada, "First")
    await say(desk, ada, thread, "Second")
    assert [one["unread"] for one in await desk.threads(ada)] == [0]
    [seen] = await desk.threads(bob)
    assert seen["unread"] == 2
    upto = seen["comments"][0]["said_at_clock"]
    assert (await bob.http.post(desk.thread_url(thread, "/read"), json={"upto": upto})).status_code == 204
    assert [one["unread"] for one in await desk.threads(bob)] == [1]
    assert await look(desk, bob, unread=True) == ["First"]
    await bob.http.post(desk.thread_url(thread, "/read"), json={})
    await bob.http.post(desk.thread_url(thread, "/read"), json={"upto": 0})
    assert await look(desk, bob, unread=True) == [], "reading never goes back"
    # An edit is no news that one has not read; a comment is.
    await ada.http.patch(
        desk.thread_url(thread, f"/comments/{seen['comments'][0]['id']}"),
        json={"text": "1st"},
        headers={"If-Match": "*"},
    )
    assert await look(desk, bob, unread=True) == []
    await say(desk, ada, thread, "Third")
    await desk.begin(ada, "Another")
    assert await look(desk, bob, unread=True) == ["1st", "Another"]
    assert (await bob.http.post(desk.owner.url(f"/papers/{desk.paper.id}/threads/read"))).status_code == 204
    assert await look(desk, bob, unread=True) == []


async def test_what_one_looks_for_in_the_order_one_wants(ada, desk, colleague):
    bob = await colleague("editor")
    second = await desk.annotate(ada, "A discussion of what was found", color="blue")
    first = await desk.annotate(bob, "one hundred specimens", color="pink")
    hidden = await desk.annotate(bob, "The results were disputed", visibility="me")
    late = await desk.begin(ada, "page three", annotation=second["id"])
    await desk.begin(bob, "page one", annotation=first["id"])
    await desk.begin(bob, "secret", annotation=hidden["id"])
    await say(desk, bob, late, "an answer")
    await bob.http.post(desk.thread_url(late, "/resolve"))
    assert await look(desk, ada, order="page") == ["page one", "page three"]
    assert await look(desk, bob, order="page") == ["page one", "secret", "page three"]
    assert await look(desk, ada, order="date") == ["page three", "page one"]
    assert await look(desk, ada, color="blue") == ["page three"]
    assert await look(desk, ada, state="open") == ["page one"]
    assert await look(desk, ada, state="resolved") == ["page three"]
    assert await look(desk, ada, mine=True) == ["page three"]
    assert await look(desk, ada, person=str(bob.id)) == ["page three", "page one"]
    for order in ("page", "date", "begun"):
        found, cursor = [], ""
        while cursor is not None:
            url = ada.url("/threads")
            page = (await ada.http.get(url, params={"order": order, "limit": 1, "cursor": cursor or None})).json()
            found, cursor = found + [one["comments"][0]["text"] for one in page["items"]], page["next"]
        assert found == await look(desk, ada, order=order)
        assert len(found) == 2
    await ada.http.delete(ada.url(f"/papers/{desk.paper.id}"))
    assert (await ada.http.get(ada.url("/threads"))).json()["items"] == [], "what is in the bin is out of the way"


async def test_the_level_of_a_thread(ada, eve, desk):
    thread = await desk.begin(ada)
    url = desk.thread_url(thread, "/level")
    assert (await ada.http.put(url, json={"level": "none"})).json()["level"] == "none"
    assert (await ada.http.put(url, json={"level": None})).json()["level"] is None
    assert (await ada.http.put(url, json={"level": "loud"})).status_code == 422
    assert (await eve.http.put(url, json={"level": "all"})).status_code == 404

"""Threads over HTTP: begun, answered, edited by who wrote, resolved and opened again."""

import asyncio
import uuid

import pytest

from scrollkeeper.discussions.queries import COMMENTS_WITH_THREAD


def texts(thread):
    return [one["text"] for one in thread["comments"]]


async def test_a_thread_on_a_paper_and_one_on_an_annotation(ada, desk, colleague):
    bob = await colleague("commenter")
    made = await desk.annotate(ada)
    about_paper = await desk.begin(ada, "Worth a seminar?")
    about_mark = await desk.begin(bob, "Why one hundred?", annotation=made["id"])
    assert (about_paper["annotation"], about_paper["paper"]) == (None, str(desk.paper.id))
    assert (about_mark["annotation"], about_mark["resolved"]) == (made["id"], None)
    [comment] = about_mark["comments"]
    assert (comment["text"], comment["person"]["name"], comment["can"]) == (
        "Why one hundred?",
        "Commenter",
        ["edit", "delete"],
    )
    reply = await ada.http.post(desk.thread_url(about_mark, "/comments"), json={"text": "A round number."})
    assert reply.status_code == 201
    assert reply.headers["etag"] == f'"{reply.json()["clock"]}"'
    listed = await desk.threads(ada)
    assert [texts(one) for one in listed] == [["Worth a seminar?"], ["Why one hundred?", "A round number."]]
    assert [one["can"] for one in listed[1]["comments"]] == [["hide"], ["edit", "delete"]]
    events = (await desk.happened())[1:]
    assert [event["name"] for event in events] == ["comment.added"] * 3
    assert events[2]["subject"] == {
        "paper": str(desk.paper.id),
        "thread": about_mark["id"],
        "annotation": made["id"],
        "comment": reply.json()["id"],
    }
    assert (await ada.http.get(desk.url(f"/{made['id']}"))).json()["thread"] == about_mark["id"]


async def test_two_who_begin_at_once_meet_in_one_thread(ada, desk, colleague):
    bob = await colleague("editor")
    made = await desk.annotate(ada)
    one, two = await asyncio.gather(
        desk.begin(ada, "First?", annotation=made["id"]), desk.begin(bob, "Me too", annotation=made["id"])
    )
    assert one["id"] == two["id"]
    [thread] = await desk.threads(ada)
    assert sorted(texts(thread)) == ["First?", "Me too"]


async def test_resolve_and_reopen_are_said_once(ada, desk, colleague):
    bob = await colleague("commenter")
    thread = await desk.begin(ada)
    for _ in range(2):
        answer = await bob.http.post(desk.thread_url(thread, "/resolve"))
        assert answer.status_code == 200
        assert answer.json()["resolved"]["person"] == {"id": str(bob.id), "name": "Commenter"}
    for _ in range(2):
        assert (await ada.http.post(desk.thread_url(thread, "/reopen"))).json()["resolved"] is None
    assert [event["name"] for event in await desk.happened()] == [
        "comment.added",
        "thread.resolved",
        "thread.reopened",
    ]


async def test_only_who_wrote_a_comment_changes_it(ada, desk, colleague):
    bob = await colleague("admin")
    thread = await desk.begin(ada, "Frist")
    [comment] = thread["comments"]
    one = desk.thread_url(thread, f"/comments/{comment['id']}")
    version = {"If-Match": f'"{comment["clock"]}"'}
    assert (await bob.http.patch(one, json={"text": "Mine"}, headers=version)).status_code == 404
    assert (await bob.http.delete(one, headers=version)).status_code == 404
    assert (await ada.http.patch(one, json={"text": "First"})).status_code == 428
    edited = await ada.http.patch(one, json={"text": "First"}, headers=version)
    assert (edited.status_code, edited.json()["text"]) == (200, "First")
    assert edited.json()["edited_at"]
    assert (await ada.http.patch(one, json={"text": "Lost?"}, headers=version)).status_code == 412
    assert (await ada.http.delete(one, headers=version)).status_code == 412
    assert texts((await desk.threads(bob))[0]) == ["First"]


async def test_a_deleted_comment_leaves_its_place_and_comes_back(ada, desk, colleague):
    bob = await colleague("commenter")
    thread = await desk.begin(ada, "A rash word")
    await bob.http.post(desk.thread_url(thread, "/comments"), json={"text": "Indeed"})
    one = desk.thread_url(thread, f"/comments/{thread['comments'][0]['id']}")
    assert (await ada.http.delete(one, headers={"If-Match": "*"})).status_code == 204
    [seen] = await desk.threads(bob)
    assert texts(seen) == ["", "Indeed"]
    assert seen["comments"][0]["deleted_at"]
    assert (await ada.http.patch(one, json={"text": "x"}, headers={"If-Match": "*"})).status_code == 404
    assert (await bob.http.post(f"{one}/restore")).status_code == 404
    assert (await ada.http.post(f"{one}/restore")).json()["text"] == "A rash word"
    assert [event["name"] for event in await desk.happened()] == [
        "comment.added",
        "comment.added",
        "comment.deleted",
        "comment.added",
    ]


async def test_a_long_thread_is_read_on(ada, desk):
    thread = await desk.begin(ada, "0")
    for number in range(1, COMMENTS_WITH_THREAD + 3):
        await ada.http.post(desk.thread_url(thread, "/comments"), json={"text": str(number)})
    whole = (await ada.http.get(desk.thread_url(thread))).json()
    assert len(whole["comments"]) == COMMENTS_WITH_THREAD
    rest = (await ada.http.get(desk.thread_url(thread, "/comments"), params={"cursor": whole["next"]})).json()
    assert texts(whole) + [one["text"] for one in rest["items"]] == [str(n) for n in range(COMMENTS_WITH_THREAD + 3)]
    assert rest["next"] is None


async def test_threads_are_listed_page_by_page(ada, desk):
    begun = [(await desk.begin(ada, str(number)))["id"] for number in range(3)]
    url = desk.owner.url(f"/papers/{desk.paper.id}/threads")
    first = (await ada.http.get(url, params={"limit": 2})).json()
    second = (await ada.http.get(url, params={"limit": 2, "cursor": first["next"]})).json()
    assert [one["id"] for one in first["items"] + second["items"]] == begun
    assert second["next"] is None


async def test_readers_read(ada, desk, colleague):
    reader = await colleague("reader")
    thread = await desk.begin(ada)
    [seen] = await desk.threads(reader)
    assert (seen["can"], seen["comments"][0]["can"]) == ([], [])
    about = {"paper": str(desk.paper.id), "text": "x"}
    assert (await reader.http.post(ada.url("/threads"), json=about)).status_code == 404
    for rest, body in (("/comments", {"text": "x"}), ("/resolve", None), ("/reopen", None)):
        assert (await reader.http.post(desk.thread_url(thread, rest), json=body)).status_code == 404
    assert len(await desk.happened()) == 1


async def test_nobody_outside_the_team_takes_part(ada, eve, anyone, desk):
    thread = await desk.begin(ada)
    one = f"/comments/{thread['comments'][0]['id']}"
    match = {"If-Match": "*"}
    for client, status in ((eve.http, 404), (anyone, 401)):
        assert (await client.get(ada.url(f"/papers/{desk.paper.id}/threads"))).status_code == status
        assert (await client.get(desk.thread_url(thread))).status_code == status
        assert (await client.get(desk.thread_url(thread, "/comments"))).status_code == status
        assert (await client.patch(desk.thread_url(thread, one), json={"text": "x"}, headers=match)).status_code == (
            status
        )
        assert (await client.delete(desk.thread_url(thread, one), headers=match)).status_code == status
        for rest, body in (
            ("/comments", {"text": "x"}), ("/resolve", None), ("/reopen", None), (f"{one}/restore", None),
        ):  # fmt: skip
            assert (await client.post(desk.thread_url(thread, rest), json=body)).status_code == status
        about = {"paper": str(desk.paper.id), "text": "x"}
        assert (await client.post(ada.url("/threads"), json=about)).status_code == status
    assert (await eve.http.get(eve.url(f"/threads/{thread['id']}"))).status_code == 404
    assert (await eve.http.post(eve.url("/threads"), json=about)).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"text": "About nothing"},
        {"text": "", "paper": str(uuid.uuid4())},
        {"text": "   ", "paper": str(uuid.uuid4())},
        {"text": "Both", "paper": str(uuid.uuid4()), "annotation": str(uuid.uuid4())},
        {"text": "x" * 20_001, "paper": str(uuid.uuid4())},
    ],
)
async def test_what_is_no_thread_is_refused(ada, body):
    assert (await ada.http.post(ada.url("/threads"), json=body)).status_code == 422


@pytest.mark.parametrize("about", ["paper", "annotation"])
async def test_a_thread_about_something_that_is_not_there(ada, about):
    body = {"text": "Hello?", about: str(uuid.uuid4())}
    assert (await ada.http.post(ada.url("/threads"), json=body)).status_code == 404

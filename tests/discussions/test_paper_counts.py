"""How many comments papers in a list have and what of it is unread, for each person and as far as they see it."""

from typing import Any
from uuid import uuid4

from scrollkeeper.core.db import open_system_session
from tests import make


async def counts(desk: Any, who: make.Member, *papers: Any) -> dict[str, tuple[int, int, bool]]:
    answer = await who.http.get(desk.owner.url("/papers/counts"), params={"paper": [str(one) for one in papers]})
    assert answer.status_code == 200, answer.text
    return {one["paper"]: (one["comments"], one["unread_comments"], one["unread"]) for one in answer.json()["items"]}


async def test_comments_and_what_is_unread_are_counted_for_each_reader(ada, desk, colleague):
    bob, rita = await colleague("commenter"), await colleague("reader")
    async with open_system_session.begin() as db:
        other, _ = await make.paper(db, ada.scope, {"title": "Quiet"})
    paper, quiet = str(desk.paper.id), str(other.id)
    thread = await desk.begin(ada, "Why?")
    await bob.http.post(desk.thread_url(thread, "/comments"), json={"text": "Because."})
    private = await desk.annotate(bob, visibility="me")
    await desk.begin(bob, "Mine alone", annotation=private["id"])
    nobody = uuid4()
    assert await counts(desk, ada, paper, quiet, nobody) == {paper: (2, 1, True), quiet: (0, 0, True)}
    assert await counts(desk, bob, paper) == {paper: (3, 1, True)}
    assert await counts(desk, rita, paper) == {paper: (2, 2, True)}

    hidden = (await desk.threads(ada))[0]["comments"][1]["id"]
    await ada.http.post(desk.thread_url(thread, f"/comments/{hidden}/hide"), json={"reason": "Rude"})
    assert (await counts(desk, rita, paper))[paper] == (1, 1, True)
    assert (await ada.http.post(desk.thread_url(thread, "/read"), json={"upto": None})).status_code < 300
    await ada.http.put(desk.owner.url(f"/papers/{paper}/reading"), json={"status": "reading"})
    assert await counts(desk, ada, paper) == {paper: (2, 0, False)}


async def test_who_may_ask_for_counts_and_of_how_many(ada, eve, anyone, desk):
    paper, url = str(desk.paper.id), desk.owner.url("/papers/counts")
    assert (await anyone.get(url, params={"paper": paper})).status_code == 401
    assert (await eve.http.get(url, params={"paper": paper})).status_code == 404
    assert (await eve.http.get(eve.url("/papers/counts"), params={"paper": paper})).status_code == 404
    assert (await ada.http.get(url)).status_code == 422
    assert (await ada.http.get(url, params={"paper": [paper] * 101})).status_code == 422

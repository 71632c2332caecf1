"""Duplicates of a team: found without comparing each with each, in groups, and remembered as different papers."""

from typing import Any
from uuid import UUID

import pytest

from scrollkeeper.core.db import open_system_session
from scrollkeeper.library import duplicates_search, jobs
from scrollkeeper.library.duplicates_service import MOST_OF_GROUP
from tests import make

Json = dict[str, Any]
TITLE = "The mechanics of paper folding in low gravity"


async def papers(member: make.Member, *csl: Json) -> list[str]:
    async with open_system_session.begin() as db:
        return [str((await make.paper(db, member.scope, one))[0].id) for one in csl]


def work(title: str = TITLE, year: int = 2020, **more: Any) -> Json:
    author = [{"family": "Miura", "given": "Koryo"}]
    return {"title": title, "author": author, "issued": {"date-parts": [[year]]}, **more}


async def listed(member: make.Member, query: str = "", of: make.Member | None = None, status: int = 200) -> Json:
    answer = await member.http.get((of or member).url(f"/duplicates?{query}"))
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def search(member: make.Member) -> None:
    await jobs.find_duplicates(member.team)


async def test_all_papers_are_compared_once_and_again_when_they_change(ada: make.Member) -> None:
    one, two, three = await papers(ada, work(), work(TITLE.upper()), work("Something else altogether, of no concern"))
    assert (await listed(ada))["searching"] is True
    await search(ada)
    found = await listed(ada)
    assert (found["searching"], found["total"], found["next"], found["can"]) == (False, 1, None, ["merge"])
    [group] = found["items"]
    assert [paper["id"] for paper in group["papers"]] == [one, two]
    assert (group["id"], group["preset"]) == (two, "strict")
    assert group["why"] == ["Same title", "Same authors", "Same year"]
    assert group["differing"] == ["title"]
    assert group["papers"][1]["metadata"]["title"] == TITLE.upper()
    shown = (await ada.http.get(ada.url(f"/papers/{one}"))).json()["duplicates"]
    assert shown == [{"paper": two, "title": TITLE.upper(), "because": "title", "why": group["why"]}]
    await ada.http.patch(ada.url(f"/papers/{three}"), json={"metadata": {"title": TITLE, "author": work()["author"]}})
    await jobs.compare_papers(ada.team, [three])
    assert len((await listed(ada, "preset=loose"))["items"][0]["papers"]) == 3
    await ada.http.delete(ada.url(f"/papers/{two}"))
    await ada.http.patch(ada.url(f"/papers/{three}"), json={"metadata": {"title": "Another subject, and a long one"}})
    await jobs.compare_papers(ada.team, [three])
    assert (await listed(ada, "preset=loose"))["items"] == []
    assert (await ada.http.get(ada.url("/duplicates/count"))).json() == {"groups": 0}


async def test_presets_and_pages(ada: make.Member) -> None:
    await papers(ada, work(), work(year=2012), work("Origami in space, a long and winding story", DOI="10.1000/a"))
    await papers(ada, work("Origami in space, a long and winding story", 2021, DOI="10.1000/a"))
    await listed(ada)
    await search(ada)
    assert [(await listed(ada, f"preset={name}"))["total"] for name in ("strict", "normal", "loose")] == [1, 1, 2]
    first = await listed(ada, "preset=loose&limit=1")
    second = await listed(ada, f"preset=loose&limit=1&cursor={first['next']}")
    assert [group["preset"] for group in (*first["items"], *second["items"])] == ["strict", "loose"]
    assert second["next"] is None
    await listed(ada, "preset=sloppy", status=422)
    await listed(ada, f"preset=strict&cursor={first['next']}", status=422)


async def test_that_papers_are_different_is_remembered_and_forgotten(ada: make.Member, eve: make.Member) -> None:
    one, two, three = await papers(ada, work(), work(), work())
    [theirs] = await papers(eve, work())
    await listed(ada)
    await search(ada)

    async def say(path: str, *ids: str, status: int = 200) -> Json:
        answer = await ada.http.post(ada.url(f"/duplicates/different{path}"), json={"papers": list(ids)})
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    assert await say("", one, two) == {"done": 1}
    assert await say("", one, two) == {"done": 0}
    # Both still look like the third one.
    assert len((await listed(ada))["items"][0]["papers"]) == 3
    assert await say("", one, two, three) == {"done": 2}
    assert (await listed(ada))["items"] == []
    assert (await ada.http.get(ada.url(f"/papers/{one}"))).json()["duplicates"] == []
    assert [row["duplicates"] for row in (await ada.http.get(ada.url("/papers"))).json()["items"]] == [0, 0, 0]
    await search(ada)
    assert (await listed(ada))["items"] == []
    assert await say("/undo", one, two, three) == {"done": 3}
    assert len((await listed(ada))["items"][0]["papers"]) == 3
    await say("", one, theirs, status=404)
    await say("", one, status=422)
    await say("", one, one, status=404)
    events = (await ada.http.get(ada.url("/events?limit=200"))).json()["items"]
    assert sum(event["name"] == "duplicates.changed" for event in events) == 3
    assert (await eve.http.get(ada.url("/duplicates"))).status_code == 404


async def test_what_many_share_is_compared_with_some(ada: make.Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates_search, "AT_ONCE", 10)
    monkeypatch.setattr(duplicates_search, "PER_JOB", 20)
    many = MOST_OF_GROUP + 5
    await papers(ada, *[work() for _ in range(many)])
    await listed(ada)
    after = None
    async with open_system_session.begin() as db:
        for _ in range(many // 10 + 1):
            after = await duplicates_search.continue_search(db, UUID(ada.team), after)
        assert await duplicates_search.continue_search(db, UUID(ada.team), after) is None
    [group] = (await listed(ada))["items"]
    assert len(group["papers"]) == MOST_OF_GROUP

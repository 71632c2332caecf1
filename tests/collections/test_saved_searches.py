"""Saved searches: named filters with live counts, of the team or of one person alone."""

from typing import Any

import pytest

from scrollkeeper.collections.models import SavedSearch
from scrollkeeper.collections.saved_searches import MAX_SEARCHES
from scrollkeeper.core.db import open_system_session
from tests import make
from tests.collections.test_collections import join, papers

Json = dict[str, Any]


async def save(member: make.Member, name: str, filter: str, of: make.Member | None = None, **more: Any) -> Json:
    body = {"name": name, "filter": filter} | more
    answer = await member.http.post((of or member).url("/searches"), json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def saved(member: make.Member, of: make.Member | None = None) -> dict[str, Json]:
    answer = await member.http.get((of or member).url("/searches"))
    assert answer.status_code == 200, answer.text
    return {one["name"]: one for one in answer.json()["items"]}


async def test_a_search_is_saved_counted_changed_deleted_and_restored(ada: make.Member) -> None:
    one, _ = await papers(ada, "Deltas", "Rivers")
    made = await save(ada, "To tag", "-has:tag")
    assert (made["papers"], made["capped"], made["can"], made["personal"]) == (2, False, ["edit"], False)
    await save(ada, "Deltas of mine", "deltas by:me", personal=True)
    await ada.http.post(ada.url("/papers/tags"), json={"papers": [one], "add": ["wet"]})
    assert {name: each["papers"] for name, each in (await saved(ada)).items()} == {"Deltas of mine": 1, "To tag": 1}
    url = ada.url(f"/searches/{made['id']}")
    changed = await ada.http.patch(url, json={"filter": "has:tag"})
    assert (changed.json()["name"], changed.json()["filter"], changed.json()["papers"]) == ("To tag", "has:tag", 1)
    assert (await ada.http.patch(url, json={"name": "Tagged", "filter": None})).json()["filter"] == "has:tag"
    assert (await ada.http.delete(url)).status_code == 204
    assert list(await saved(ada)) == ["Deltas of mine"]
    assert (await ada.http.patch(url, json={"name": "X"})).status_code == 404
    assert (await ada.http.post(f"{url}/restore")).json()["name"] == "Tagged"
    assert list(await saved(ada)) == ["Deltas of mine", "Tagged"]
    names = [one["name"] for one in (await ada.http.get(ada.url("/events?limit=200"))).json()["items"]]
    assert [one for one in names if one.startswith("search.")] == [
        "search.added", "search.added", "search.changed", "search.changed", "search.deleted", "search.restored",
    ]  # fmt: skip


async def test_a_personal_search_is_seen_by_its_owner_alone(ada: make.Member, eve: make.Member) -> None:
    await join(eve, ada, "reader")
    mine = await save(eve, "Mine", "is:unread", ada, personal=True)
    team = await save(ada, "The team's", "is:unread")
    assert await saved(ada) == {"The team's": team}
    assert {name: one["can"] for name, one in (await saved(eve, ada)).items()} == {"Mine": ["edit"], "The team's": []}
    for method, path in (("PATCH", ""), ("DELETE", ""), ("POST", "/restore")):
        body = {"name": "X"} if method == "PATCH" else None
        url = ada.url(f"/searches/{mine['id']}{path}")
        assert (await ada.http.request(method, url, json=body)).status_code == 404, method
        url = ada.url(f"/searches/{team['id']}{path}")
        assert (await eve.http.request(method, url, json=body)).status_code == 404, method
    heard = [one["subject"] for one in (await ada.http.get(ada.url("/events"))).json()["items"]]
    assert mine["id"] not in {one.get("search") for one in heard}
    # What one has read is one's own, and so is what a search counts.
    (paper,) = await papers(ada, "P")
    await eve.http.put(ada.url(f"/papers/{paper}/reading"), json={"status": "read"})
    assert (await saved(ada))["The team's"]["papers"] == 1
    assert (await saved(eve, ada))["The team's"]["papers"] == 0


async def test_guests_and_other_teams_have_no_saved_searches(ada: make.Member, eve: make.Member) -> None:
    made = await save(ada, "Mine", "is:unread")
    assert (await eve.http.get(ada.url("/searches"))).status_code == 404
    assert (await eve.http.patch(eve.url(f"/searches/{made['id']}"), json={"name": "X"})).status_code == 404
    await join(eve, ada, "guest")
    for personal in (False, True):
        body = {"name": "X", "filter": "x", "personal": personal}
        assert (await eve.http.post(ada.url("/searches"), json=body)).status_code == 404
    assert (await eve.http.get(ada.url("/searches"))).status_code == 404
    assert (await eve.http.delete(ada.url(f"/searches/{made['id']}"))).status_code == 404


@pytest.mark.parametrize("body", [{"name": "", "filter": "x"}, {"name": "x", "filter": " "}, {"name": "x"}])
async def test_a_search_has_a_name_and_a_filter(ada: make.Member, body: Json) -> None:
    assert (await ada.http.post(ada.url("/searches"), json=body)).status_code == 422


async def test_the_filter_is_as_long_as_the_box_takes(ada: make.Member) -> None:
    await save(ada, "Long", "x" * 300)
    answer = await ada.http.post(ada.url("/searches"), json={"name": "Longer", "filter": "x" * 301})
    assert answer.status_code == 422


async def test_searches_come_in_pages_by_name_and_are_bounded(ada: make.Member) -> None:
    for name in ("b", "A", "a", "C"):
        await save(ada, name, "is:unread")
    names, cursor = [], ""
    while cursor is not None:
        page = (await ada.http.get(ada.url("/searches"), params={"limit": 1, "cursor": cursor})).json()
        names += [one["name"] for one in page["items"]]
        cursor = page["next"]
    assert names in (["A", "a", "b", "C"], ["a", "A", "b", "C"])
    async with open_system_session.begin() as db:
        for _ in range(MAX_SEARCHES - 4):
            db.add(SavedSearch(team_id=ada.scope.team_id, name="Many", filter="x"))
    refused = await ada.http.post(ada.url("/searches"), json={"name": "More", "filter": "x"})
    assert refused.status_code == 409
    await save(ada, "Mine has room of its own", "x", personal=True)

"""Collections: a tree of a team, and one of each person alone, whose papers stay when collections go."""

from typing import Any
from uuid import uuid4

import pytest

from scrollkeeper.collections import service
from scrollkeeper.core.db import open_system_session
from tests import make

Json = dict[str, Any]


async def add(member: make.Member, name: str, **more: Any) -> Json:
    answer = await member.http.post(member.url("/collections"), json={"name": name, **more})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def papers(member: make.Member, *titles: str) -> list[str]:
    async with open_system_session.begin() as db:
        return [str((await make.paper(db, member.scope, {"title": title}))[0].id) for title in titles]


async def tree(member: make.Member, of: make.Member | None = None) -> dict[str, Json]:
    answer = await member.http.get((of or member).url("/collections"))
    assert answer.status_code == 200, answer.text
    return {one["name"]: one for one in answer.json()["items"]}


async def put(member: make.Member, collection: Json, add: list[str], remove: list[str] | None = None) -> Json:
    body = {"add": add, "remove": remove or []}
    answer = await member.http.post(member.url(f"/collections/{collection['id']}/papers"), json=body)
    assert answer.status_code == 200, answer.text
    return {name: len(ids) for name, ids in answer.json().items()}


async def listed(member: make.Member, query: str, of: make.Member | None = None) -> list[str]:
    answer = await member.http.get((of or member).url(f"/papers?sort=title&{query}"))
    assert answer.status_code == 200, answer.text
    titles = [row["title"] for row in answer.json()["items"]]
    assert answer.json()["total"] == len(titles)
    return titles


async def holding(member: make.Member, *papers: str, of: make.Member | None = None) -> dict[str, list[str]]:
    answer = await member.http.get((of or member).url("/papers/collections"), params={"paper": papers})
    assert answer.status_code == 200, answer.text
    return {one["paper"]: one["collections"] for one in answer.json()["items"]}


async def join(member: make.Member, of: make.Member, role: str) -> None:
    async with open_system_session.begin() as db:
        await make.join(db, of.team, member.id, role)


async def test_papers_are_put_into_collections_listed_and_counted(ada: make.Member) -> None:
    rivers = await add(ada, "Rivers", color="blue", description="Of Europe")
    deltas = await add(ada, "Deltas", parent=rivers["id"])
    one, two, three = await papers(ada, "A", "B", "C")
    assert await put(ada, rivers, [one, two, str(uuid4())]) == {"added": 2, "removed": 0}
    assert await put(ada, rivers, [one]) == {"added": 0, "removed": 0}
    assert await put(ada, deltas, [two, three]) == {"added": 2, "removed": 0}
    assert await listed(ada, f"collection={rivers['id']}") == ["A", "B"]
    assert await listed(ada, f"collection={rivers['id']}&within=true") == ["A", "B", "C"]
    assert await listed(ada, f"collection={rivers['id']}&filter=b") == ["B"]
    seen = await tree(ada)
    assert {name: (one["papers"], one["parent"], one["color"]) for name, one in seen.items()} == {
        "Rivers": (2, None, "blue"),
        "Deltas": (2, rivers["id"], None),
    }
    await ada.http.delete(ada.url(f"/papers/{two}"))
    assert (await tree(ada))["Deltas"]["papers"] == 1
    held = await ada.http.get(ada.url(f"/papers/{one}/collections"))
    assert held.json()["items"] == [rivers["id"]]
    assert await holding(ada, one, two, three, str(uuid4())) == {one: [rivers["id"]], three: [deltas["id"]]}
    assert await put(ada, rivers, [], [one, two]) == {"added": 0, "removed": 2}
    assert await listed(ada, f"collection={rivers['id']}") == []


async def test_deleting_a_collection_keeps_its_papers_and_can_be_undone(ada: make.Member) -> None:
    top = await add(ada, "Top")
    inner = await add(ada, "Inner", parent=top["id"])
    gone_before = await add(ada, "Gone before", parent=top["id"])
    (paper,) = await papers(ada, "Kept")
    await put(ada, inner, [paper])
    for one in (gone_before, top):
        assert (await ada.http.delete(ada.url(f"/collections/{one['id']}"))).status_code == 204
    assert await tree(ada) == {}
    assert await listed(ada, "") == ["Kept"]
    assert (await ada.http.get(ada.url(f"/papers?collection={inner['id']}"))).status_code == 404
    answer = await ada.http.post(ada.url(f"/collections/{top['id']}/restore"))
    assert answer.status_code == 200, answer.text
    assert set(await tree(ada)) == {"Top", "Inner"}
    assert await listed(ada, f"collection={inner['id']}") == ["Kept"]


async def test_what_is_restored_without_its_parent_comes_to_the_top(ada: make.Member) -> None:
    top = await add(ada, "Top")
    inner = await add(ada, "Inner", parent=top["id"])
    leaf = await add(ada, "Leaf", parent=inner["id"])
    for one in (inner, top):
        await ada.http.delete(ada.url(f"/collections/{one['id']}"))
    await ada.http.post(ada.url(f"/collections/{inner['id']}/restore"))
    seen = await tree(ada)
    assert {name: one["parent"] for name, one in seen.items()} == {"Inner": None, "Leaf": inner["id"]}
    (paper,) = await papers(ada, "P")
    await put(ada, leaf, [paper])
    assert await listed(ada, f"collection={inner['id']}&within=true") == ["P"]


async def test_collections_are_moved_and_ordered(ada: make.Member) -> None:
    names = ["One", "Two", "Three"]
    made = {name: await add(ada, name) for name in names}
    leaf = await add(ada, "Leaf", parent=made["Two"]["id"])

    async def edit(which: str, **changes: Any) -> None:
        answer = await ada.http.patch(ada.url(f"/collections/{made[which]['id']}"), json=changes)
        assert answer.status_code == 200, answer.text

    async def order(parent: str | None) -> list[str]:
        seen = [one for one in (await tree(ada)).values() if one["parent"] == parent]
        return [one["name"] for one in sorted(seen, key=lambda one: one["position"])]

    assert await order(None) == names
    await edit("Three", position=0)
    assert await order(None) == ["Three", "One", "Two"]
    await edit("Two", parent=made["One"]["id"])
    assert await order(None) == ["Three", "One"]
    (paper,) = await papers(ada, "Deep")
    await put(ada, leaf, [paper])
    assert await listed(ada, f"collection={made['One']['id']}&within=true") == ["Deep"]
    await edit("Two", parent=None, position=1)
    assert await order(None) == ["Three", "Two", "One"]
    assert await listed(ada, f"collection={made['One']['id']}&within=true") == []
    assert await listed(ada, f"collection={made['Two']['id']}&within=true") == ["Deep"]
    await edit("Two", name="Second", color="red", description="New")
    await edit("Two", color=None)
    assert (await tree(ada))["Second"] | {"id": "", "can": []} == {
        "id": "",
        "name": "Second",
        "parent": None,
        "position": 1,
        "personal": False,
        "color": None,
        "description": "New",
        "papers": 0,
        "can": [],
    }


async def test_no_circles_and_no_bottomless_trees(ada: make.Member) -> None:
    top = await add(ada, "1")
    chain = [top]
    for number in range(2, 21):
        chain.append(await add(ada, str(number), parent=chain[-1]["id"]))
    deeper = await ada.http.post(ada.url("/collections"), json={"name": "21", "parent": chain[-1]["id"]})
    assert (deeper.status_code, "20 levels" in deeper.json()["detail"]) == (409, True)
    for target in (top, chain[5]):
        round_ = await ada.http.patch(ada.url(f"/collections/{top['id']}"), json={"parent": target["id"]})
        assert (round_.status_code, "into itself" in round_.json()["detail"]) == (409, True)
    other = await add(ada, "Other")
    too_deep = await ada.http.patch(ada.url(f"/collections/{top['id']}"), json={"parent": other["id"]})
    assert too_deep.status_code == 409
    branch = await ada.http.patch(ada.url(f"/collections/{chain[10]['id']}"), json={"parent": other["id"]})
    assert branch.status_code == 200
    # Levels 11 to 20 lie in the other one now, so the first ten fit below its seventh level and not below its last.
    for target, status in ((chain[19], 409), (chain[15], 200)):
        moved = await ada.http.patch(ada.url(f"/collections/{top['id']}"), json={"parent": target["id"]})
        assert moved.status_code == status
    assert (await ada.http.post(ada.url("/collections"), json={"name": "x", "parent": str(uuid4())})).status_code == 404


async def test_there_are_only_so_many(ada: make.Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MAX_COLLECTIONS", 2)
    first = await add(ada, "1")
    await add(ada, "2")
    for body, status in (({"name": "3"}, 409), ({"name": "3", "personal": True}, 201)):
        answer = await ada.http.post(ada.url("/collections"), json=body)
        assert answer.status_code == status, answer.text
    await ada.http.delete(ada.url(f"/collections/{first['id']}"))
    await add(ada, "3")
    assert (await ada.http.post(ada.url(f"/collections/{first['id']}/restore"))).status_code == 409
    ids = [str(uuid4())] * 10_001
    answer = await ada.http.post(ada.url(f"/collections/{first['id']}/papers"), json={"add": ids[:6000], "remove": ids})
    assert answer.status_code == 422


async def test_personal_collections_are_seen_by_nobody_else(ada: make.Member, eve: make.Member) -> None:
    await join(eve, ada, "reader")
    base = ada.url("/collections")
    made = await eve.http.post(base, json={"name": "Mine alone", "personal": True})
    assert made.status_code == 201, made.text
    mine = made.json()
    (paper,) = await papers(ada, "P")
    filled = await eve.http.post(f"{base}/{mine['id']}/papers", json={"add": [paper]})
    assert filled.json() == {"added": [paper], "removed": []}
    assert (await tree(eve, ada))["Mine alone"]["papers"] == 1
    assert await tree(ada) == {}
    calls = [
        ("GET", f"/papers?collection={mine['id']}", None), ("PATCH", f"/collections/{mine['id']}", {"name": "X"}),
        ("DELETE", f"/collections/{mine['id']}", None), ("POST", f"/collections/{mine['id']}/restore", None),
        ("POST", f"/collections/{mine['id']}/papers", {"add": [paper]}),
        ("GET", f"/collections/{mine['id']}/guests", None),
        ("POST", "/collections", {"name": "X", "parent": mine["id"]}),
    ]  # fmt: skip
    for method, path, body in calls:
        answer = await ada.http.request(method, ada.url(path), json=body)
        assert answer.status_code == 404, (method, path)
    assert (await ada.http.get(ada.url(f"/papers/{paper}/collections"))).json()["items"] == []
    assert await holding(ada, paper) == {paper: []}
    assert await holding(eve, paper, of=ada) == {paper: [mine["id"]]}
    assert not [one for one in (await ada.http.get(ada.url("/events"))).json()["items"] if "collection" in one["name"]]
    heard = (await eve.http.get(ada.url("/events"))).json()["items"]
    assert {one["name"] for one in heard} >= {"collection.added", "collection.changed"}
    # Nobody is let into it, and a reader changes nothing of the team's.
    team = await add(ada, "The team's")
    assert (await ada.http.get(ada.url(f"/collections/{team['id']}/guests"))).status_code == 200
    assert (await eve.http.patch(f"{base}/{team['id']}", json={"name": "X"})).status_code == 404
    assert (await eve.http.patch(f"{base}/{mine['id']}", json={"parent": team["id"]})).status_code == 409
    mixed = await eve.http.post(base, json={"name": "X", "parent": team["id"], "personal": True})
    assert mixed.status_code == 409


async def test_a_guest_of_a_collection_sees_its_papers_and_nothing_else(ada: make.Member, eve: make.Member) -> None:
    hidden = await add(ada, "Hidden")
    opened = await add(ada, "Opened", parent=hidden["id"])
    inner = await add(ada, "Inner", parent=opened["id"])
    beside = await add(ada, "Beside", parent=hidden["id"])
    one, two, three = await papers(ada, "In it", "Deeper", "Beside")
    for collection, paper in ((opened, one), (inner, two), (beside, three)):
        await put(ada, collection, [paper])
    invited = await ada.http.post(ada.url(f"/collections/{opened['id']}/guests"), json={"emails": [eve.email]})
    assert invited.status_code == 201, invited.text
    assert invited.json()["items"][0]["collection"] == opened["id"]
    code = invited.json()["items"][0]["link"].rpartition("/")[2]
    assert (await eve.http.post(f"/api/invitations/{code}/accept")).status_code == 200
    assert await listed(eve, "", ada) == ["Deeper", "In it"]
    assert await listed(eve, f"collection={opened['id']}", ada) == ["In it"]
    seen = await tree(eve, ada)
    assert {name: (each["parent"], each["can"]) for name, each in seen.items()} == {
        "Opened": (None, []),
        "Inner": (opened["id"], []),
    }
    await put(ada, hidden, [one])
    assert await holding(eve, one, two, three, of=ada) == {one: [opened["id"]], two: [inner["id"]]}
    for path in (
        f"/papers/{three}",
        f"/papers/collections?paper={three}",
        f"/papers?collection={beside['id']}",
        f"/papers?collection={hidden['id']}",
    ):
        assert (await eve.http.get(ada.url(path))).status_code == 404
    assert (await eve.http.get(ada.url(f"/papers/{two}"))).status_code == 200
    assert (await eve.http.post(ada.url("/collections"), json={"name": "X", "personal": True})).status_code == 404
    for path, body in ((f"/collections/{opened['id']}/papers", {"add": [three]}), ("/collections", {"name": "X"})):
        assert (await eve.http.post(ada.url(path), json=body)).status_code == 404
    # What comes in is open to them, and the audit log says so; what goes out is closed again.
    await put(ada, inner, [three])
    assert await listed(eve, "", ada) == ["Beside", "Deeper", "In it"]
    log = (await ada.http.get(ada.url("/audit"))).json()["items"]
    assert [(entry["action"], entry["data"]["papers"]) for entry in log if entry["action"] == "guest.shown"] == [
        ("guest.shown", 1)
    ]
    await ada.http.delete(ada.url(f"/collections/{inner['id']}"))
    assert await listed(eve, "", ada) == ["In it"]
    guests = (await ada.http.get(ada.url(f"/collections/{opened['id']}/guests"))).json()["items"]
    assert [guest["person"]["id"] for guest in guests] == [str(eve.id)]
    await ada.http.delete(ada.url(f"/collections/{opened['id']}/guests/{eve.id}"))
    assert (await eve.http.get(ada.url("/papers"))).status_code == 404


async def test_threads_of_a_collections_papers_are_open_to_its_guest(ada: make.Member, eve: make.Member) -> None:
    collection = await add(ada, "Opened")
    inside, outside = await papers(ada, "Inside", "Outside")
    await put(ada, collection, [inside])
    threads = {}
    for paper in (inside, outside):
        begun = await ada.http.post(ada.url("/threads"), json={"paper": paper, "text": "Why?"})
        threads[paper] = begun.json()["id"]
    invited = await ada.http.post(ada.url(f"/collections/{collection['id']}/guests"), json={"emails": [eve.email]})
    code = invited.json()["items"][0]["link"].rpartition("/")[2]
    await eve.http.post(f"/api/invitations/{code}/accept")
    assert (await eve.http.get(ada.url(f"/threads/{threads[inside]}"))).status_code == 200
    assert (await eve.http.get(ada.url(f"/threads/{threads[outside]}"))).status_code == 404
    found = (await eve.http.get(ada.url("/search?q=author:nobody"))).json()
    assert found["items"] == []
    found = (await eve.http.get(ada.url("/search?q=inside"))).json()["items"]
    assert [hit["paper"]["id"] for hit in found] == [inside]
    assert (await eve.http.get(ada.url("/search?q=outside"))).json()["items"] == []


async def test_nothing_changes_in_an_archived_team(ada: make.Member) -> None:
    collection = await add(ada, "Old")
    await ada.http.post(ada.url("/archive"))
    for personal in (False, True):
        answer = await ada.http.post(ada.url("/collections"), json={"name": "X", "personal": personal})
        assert answer.status_code == 404
    assert (await ada.http.delete(ada.url(f"/collections/{collection['id']}"))).status_code == 404
    assert list(await tree(ada)) == ["Old"]


async def test_papers_of_another_team_are_passed_over(ada: make.Member, eve: make.Member) -> None:
    collection = await add(ada, "Mine")
    (theirs,) = await papers(eve, "Theirs")
    assert await put(ada, collection, [theirs]) == {"added": 0, "removed": 0}
    assert (await ada.http.get(ada.url(f"/papers/{theirs}/collections"))).status_code == 404

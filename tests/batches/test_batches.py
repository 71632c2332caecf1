"""Much done to many papers as one job: previewed, done step by step, stopped, undone as one."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete

from scrollkeeper.accounts.models import Person
from scrollkeeper.batches import service
from scrollkeeper.batches.jobs import go_on_with_batch
from scrollkeeper.core.db import open_system_session
from scrollkeeper.reading.models import ReadingEntry
from tests import make

CSL = {"title": "On polonium", "type": "article-journal"}


async def add(member: make.Member, count: int) -> list[str]:
    async with open_system_session.begin() as db:
        return sorted([str((await make.paper(db, member.scope, CSL))[0].id) for _ in range(count)])


async def post(member: make.Member, path: str, body: Any = None, status: int = 202) -> Any:
    answer = await member.http.post(member.url(path), json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def get(member: make.Member, path: str) -> Any:
    answer = await member.http.get(member.url(path))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def run(member: make.Member, batch: dict[str, Any]) -> Any:
    await go_on_with_batch(batch_id=batch["id"])
    return await get(member, f"/batches/{batch['id']}")


async def listed(member: make.Member, query: str) -> list[str]:
    return sorted(one["id"] for one in (await get(member, f"/papers?limit=200&{query}"))["items"])


async def test_many_things_are_one_batch_and_one_undo(
    ada: make.Member, eve: make.Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 2)
    papers = await add(ada, 5)
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "reader")
    rivers = (await post(ada, "/collections", {"name": "Rivers"}, 201))["id"]
    await post(ada, f"/collections/{rivers}/papers", {"add": papers[:1]}, 200)
    await post(ada, "/papers/tags", {"papers": papers[:2], "add": ["old"]}, 200)
    await post(ada, "/papers/tags", {"papers": papers[:1], "add": ["new"]}, 200)
    body = {
        "papers": [*papers, str(uuid4())],
        "set": {"publisher": "Gauthier"},
        "tags": {"add": ["new"], "remove": ["old"]},
        "collections": {"add": [rivers, rivers.upper()]},
        "assign": {"person": str(eve.id), "due": "2030-01-02"},
    }
    seen = await post(ada, "/papers/batch/preview", body, 200)
    assert seen["papers"] == 5
    assert [(one["name"], one["add"], one["papers"]) for one in seen["tags"]] == [("new", True, 4), ("old", False, 2)]
    assert [(one["id"], one["papers"]) for one in seen["collections"]] == [(rivers, 4)]
    assert (seen["assign"], seen["parse"], seen["delete"]) == (5, None, None)
    batch = await post(ada, "/papers/batch", body)
    for _ in range(3):
        async with open_system_session.begin() as db:
            assert await service.go_on(db, UUID(batch["id"])), "killed between its steps, it goes on"
    done = await run(ada, batch)
    assert (done["status"], done["done"], done["changed"]) == ("done", 5, 5)
    assert await listed(ada, "tag=new") == await listed(ada, f"collection={rivers}") == papers
    assert await listed(ada, "tag=old") == []
    asked = (await eve.http.get(ada.url("/reading?of=assigned"))).json()["items"]
    assert sorted(one["paper"] for one in asked) == papers
    assert {one["due"] for one in asked} == {"2030-01-02"}

    await eve.http.put(ada.url(f"/papers/{papers[4]}/reading"), json={"status": "read"})
    await post(ada, f"/batches/{batch['id']}/undo")
    undone = await run(ada, batch)
    assert (undone["status"], undone["done"], undone["kept"]) == ("undone", 0, 1), "what Eve has read stays his"
    assert await listed(ada, "tag=new") == await listed(ada, f"collection={rivers}") == papers[:1]
    assert await listed(ada, "tag=old") == papers[:2]
    asked = (await eve.http.get(ada.url("/reading?of=assigned"))).json()["items"]
    assert [one["paper"] for one in asked] == papers[4:]
    assert "publisher" not in (await get(ada, f"/papers/{papers[0]}"))["metadata"]
    await post(ada, f"/batches/{batch['id']}/undo", status=409)


async def test_nobody_is_asked_any_more_and_it_is_undone(ada: make.Member, eve: make.Member) -> None:
    papers = await add(ada, 2)
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "reader")
    asking = {"papers": papers, "assign": {"person": str(eve.id), "due": "2030-01-02"}}
    await run(ada, await post(ada, "/papers/batch", asking))
    body = {"papers": papers, "assign": {"person": None}}
    assert (await post(ada, "/papers/batch/preview", body, 200))["assign"] == 2
    assert (await post(ada, "/papers/batch/preview", asking, 200))["assign"] == 0
    batch = await post(ada, "/papers/batch", body)
    await run(ada, batch)
    assert (await eve.http.get(ada.url("/reading?of=assigned"))).json()["items"] == []
    await post(ada, f"/batches/{batch['id']}/undo")
    await run(ada, batch)
    asked = (await eve.http.get(ada.url("/reading?of=assigned"))).json()["items"]
    assert [(one["due"], one["assigned_by"]["name"]) for one in asked] == [("2030-01-02", "Ada")] * 2


async def test_who_had_asked_is_gone_when_it_is_undone(ada: make.Member, eve: make.Member) -> None:
    papers = await add(ada, 1)
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "reader")
        asker = Person(name="Bob", email="bob@example.org")
        db.add(asker)
        await db.flush()
        entry = {"person_id": eve.id, "paper_id": UUID(papers[0]), "team_id": ada.scope.team_id}
        db.add(ReadingEntry(**entry, status="to_read", due=date(2030, 1, 2), assigned_by_id=asker.id))
    batch = await post(ada, "/papers/batch", {"papers": papers, "assign": {"person": None}})
    await run(ada, batch)
    async with open_system_session.begin() as db:
        await db.execute(delete(Person).where(Person.id == asker.id))
    await post(ada, f"/batches/{batch['id']}/undo")
    assert (await run(ada, batch))["status"] == "undone"
    listed = (await eve.http.get(ada.url("/reading"))).json()["items"]
    assert [(one["paper"], one["due"], one["assigned_by"]) for one in listed] == [(papers[0], "2030-01-02", None)]


async def test_papers_are_parsed_again_and_deleted(ada: make.Member) -> None:
    papers = await add(ada, 2)
    bare = (await post(ada, "/papers", {"metadata": {"title": "Bare"}}, 201))["id"]
    body = {"papers": [*papers, bare], "parse": True, "delete": True}
    seen = await post(ada, "/papers/batch/preview", body, 200)
    assert (seen["parse"], seen["delete"]) == (2, 3)
    batch = await post(ada, "/papers/batch", body)
    assert (await run(ada, batch))["changed"] == 3
    assert await listed(ada, "") == []
    assert len(await listed(ada, "deleted=true")) == 3
    await post(ada, f"/batches/{batch['id']}/undo")
    await run(ada, batch)
    assert len(await listed(ada, "status=queued")) == 2
    assert len(await listed(ada, "")) == 3


async def test_it_stops_where_a_limit_is_reached(ada: make.Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrollkeeper.library.tags.service.MAX_OF_PAPER", 1)
    monkeypatch.setattr(service, "AT_ONCE", 1)
    papers = await add(ada, 3)
    await post(ada, "/papers/tags", {"papers": papers[1:2], "add": ["one"]}, 200)
    batch = await post(ada, "/papers/batch", {"papers": papers, "tags": {"add": ["two"]}})
    stopped = await run(ada, batch)
    assert (stopped["status"], stopped["done"]) == ("stopped", 1)
    assert "100 tags" in stopped["reason"]
    await post(ada, f"/batches/{batch['id']}/undo")
    assert (await run(ada, batch))["status"] == "undone"
    assert await listed(ada, "tag=two") == []


@pytest.mark.parametrize("role", ["reader", None])
async def test_permission_is_asked_again_when_it_runs(ada: make.Member, eve: make.Member, role: str | None) -> None:
    papers = await add(ada, 1)
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "editor")
    answer = await eve.http.post(ada.url("/papers/batch"), json={"papers": papers, "delete": True})
    member = ada.url(f"/members/{eve.id}")
    changed = await (ada.http.patch(member, json={"role": role}) if role else ada.http.delete(member))
    assert changed.is_success, changed.text
    batch = await run(ada, answer.json())
    assert (batch["status"], batch["done"], batch["reason"]) == ("stopped", 0, service.NoLonger.__doc__)
    assert await listed(ada, "") == papers


async def test_others_may_not(ada: make.Member, eve: make.Member) -> None:
    papers = await add(ada, 1)
    mine = (await post(ada, "/collections", {"name": "Mine", "personal": True}, 201))["id"]
    batch = await post(ada, "/papers/batch", {"papers": papers, "collections": {"add": [mine]}})
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "commenter")
    for body in (
        {"delete": True}, {"parse": True}, {"tags": {"add": ["x"]}}, {"collections": {"add": [mine]}},
        {"assign": {"person": str(eve.id)}, "delete": True},
    ):  # fmt: skip
        for path in ("/papers/batch", "/papers/batch/preview"):
            answer = await eve.http.post(ada.url(path), json={"papers": papers} | body)
            assert answer.status_code == 404, body
    assert (await eve.http.get(ada.url(f"/batches/{batch['id']}"))).status_code == 404
    answer = await eve.http.post(ada.url("/papers/batch"), json={"papers": papers, "assign": {"person": str(eve.id)}})
    assert answer.status_code == 202, "a commenter may ask people to read, and has the batch for themselves"
    assert (await eve.http.get(ada.url(f"/batches/{answer.json()['id']}"))).status_code == 200
    for body, field in (
        ({"assign": {"person": str(uuid4())}}, "assign.person"), ({"collections": {"add": ["nine"]}}, None),
        ({}, None), ({"tags": {}, "delete": False}, None), ({"tags": {"add": ["x"] * 21}}, None),
        ({"tags": {"add": ["x"], "remove": ["X"]}}, None), ({"collections": {"add": [mine], "remove": [mine]}}, None),
    ):  # fmt: skip
        answer = await ada.http.post(ada.url("/papers/batch"), json={"papers": papers} | body)
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), body
        assert field is None or answer.json()["errors"][0]["field"] == field

"""How papers were described before: changes listed and set back, and fields set on many papers and undone as one."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from scrollkeeper.batches import service as batches
from scrollkeeper.batches.jobs import go_on_with_batch
from scrollkeeper.core.db import open_system_session
from scrollkeeper.library import service as library
from tests import make

PARSED = {
    "title": "Sur le polonium",
    "type": "article-journal",
    "author": [{"family": "Curie", "given": "Marie"}],
    "container-title": "Comptes rendus",
}


async def add(member: make.Member, count: int = 1) -> list[str]:
    async with open_system_session.begin() as db:
        return [str((await make.paper(db, member.scope, PARSED))[0].id) for _ in range(count)]


async def edit(member: make.Member, paper: str, **fields: Any) -> None:
    body = {"metadata": {name.replace("_", "-"): value for name, value in fields.items()}}
    answer = await member.http.patch(member.url(f"/papers/{paper}"), json=body)
    assert answer.status_code == 200, answer.text


async def changes_of(member: make.Member, paper: str, query: str = "") -> Any:
    answer = await member.http.get(member.url(f"/papers/{paper}/changes{query}"))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def metadata_of(member: make.Member, paper: str) -> Any:
    return (await member.http.get(member.url(f"/papers/{paper}"))).json()["metadata"]


async def finished(member: make.Member, batch: dict[str, Any]) -> Any:
    await go_on_with_batch(batch_id=batch["id"])
    return (await member.http.get(member.url(f"/batches/{batch['id']}"))).json()


async def test_changes_are_listed_with_who_and_when(ada: make.Member) -> None:
    [paper] = await add(ada)
    assert (await changes_of(ada, paper))["items"] == [], "the first reading is no change"
    await edit(ada, paper, title="On polonium", volume="127")
    await edit(ada, paper, title="About polonium")
    async with open_system_session.begin() as db:
        await library.apply_parsed(db, ada.scope, UUID(paper), PARSED | {"container-title": "C. R."})
    read, second, first = (await changes_of(ada, paper))["items"]
    assert (first["by"], first["person"]["name"], first["batch"]) == ("person", "Ada", None)
    assert first["fields"] == [
        {"field": "title", "name": None, "before": "Sur le polonium", "after": "On polonium"},
        {"field": "volume", "name": None, "before": None, "after": "127"},
    ]
    assert [one["after"] for one in second["fields"]] == ["About polonium"]
    assert (read["by"], read["person"]) == ("parser", None)
    assert read["fields"] == [{"field": "container-title", "name": None, "before": "Comptes rendus", "after": "C. R."}]
    page = await changes_of(ada, paper, "?limit=1")
    rest = await changes_of(ada, paper, f"?limit=2&cursor={page['next']}")
    assert [one["id"] for one in page["items"] + rest["items"]] == [read["id"], second["id"], first["id"]]


async def test_one_field_or_all_are_set_back(ada: make.Member) -> None:
    [paper] = await add(ada)
    await edit(ada, paper, title="On polonium", volume="127")
    [change] = (await changes_of(ada, paper))["items"]
    url = ada.url(f"/papers/{paper}/changes/{change['id']}/undo")
    answer = (await ada.http.post(url, json={"fields": ["title"]})).json()
    assert (answer["metadata"]["title"], answer["metadata"]["volume"]) == ("Sur le polonium", "127")
    assert answer["provenance"]["title"]["by"] == "parser"
    answer = (await ada.http.post(url, json={})).json()
    assert (answer["metadata"], "volume" in answer["provenance"]) == (PARSED, False)
    assert len((await changes_of(ada, paper))["items"]) == 3, "setting back is a change too"
    assert (await ada.http.post(url, json={"fields": ["DOI"]})).status_code == 422


async def test_what_the_parser_no_longer_reads_is_set_back_as_a_persons(ada: make.Member) -> None:
    [paper] = await add(ada)
    await edit(ada, paper, title="On polonium")
    async with open_system_session.begin() as db:
        await library.apply_parsed(db, ada.scope, UUID(paper), PARSED | {"title": "Sur Ie poIonium"})
    change = (await changes_of(ada, paper))["items"][-1]
    url = ada.url(f"/papers/{paper}/changes/{change['id']}/undo")
    answer = (await ada.http.post(url, json={})).json()
    assert answer["metadata"]["title"] == "Sur le polonium"
    assert answer["provenance"]["title"]["by"] == "person"


async def test_many_papers_are_changed_and_undone_as_one(ada: make.Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    papers = await add(ada, 5)
    await edit(ada, papers[0], container_title="CR")
    body = {"papers": [*papers, str(uuid4())], "set": {"container-title": "Comptes Rendus", "publisher": "Gauthier"}}
    seen = (await ada.http.post(ada.url("/papers/batch/preview"), json=body)).json()
    assert seen["papers"] == 5
    assert {one["field"]: one["values"] for one in seen["fields"]} == {
        "container-title": [{"value": "Comptes rendus", "papers": 4}, {"value": "CR", "papers": 1}],
        "publisher": [{"value": None, "papers": 5}],
    }
    answer = await ada.http.post(ada.url("/papers/batch"), json=body)
    assert answer.status_code == 202, answer.text
    batch = answer.json()
    assert (batch["status"], batch["total"], batch["done"]) == ("queued", 5, 0)
    early = await ada.http.post(ada.url(f"/batches/{batch['id']}/undo"))
    assert early.status_code == 409
    async with open_system_session.begin() as db:
        assert await batches.go_on(db, UUID(batch["id"])), "killed after two papers, it goes on"
    assert (await ada.http.get(ada.url(f"/batches/{batch['id']}"))).json()["done"] == 2
    done = await finished(ada, batch)
    assert (done["status"], done["done"], done["changed"]) == ("done", 5, 5)
    for paper in papers:
        held = await metadata_of(ada, paper)
        assert (held["container-title"], held["publisher"]) == ("Comptes Rendus", "Gauthier")
    [latest, *_] = (await changes_of(ada, papers[0]))["items"]
    assert (latest["batch"], latest["person"]["name"]) == (batch["id"], "Ada")

    await edit(ada, papers[1], publisher="Elsevier")
    assert (await ada.http.post(ada.url(f"/batches/{batch['id']}/undo"))).status_code == 202
    undone = await finished(ada, batch)
    assert (undone["status"], undone["done"], undone["kept"]) == ("undone", 0, 1)
    assert [(await metadata_of(ada, paper))["container-title"] for paper in papers[:2]] == ["CR", "Comptes rendus"]
    assert (await metadata_of(ada, papers[1]))["publisher"] == "Elsevier"
    assert "publisher" not in await metadata_of(ada, papers[2])
    assert (await ada.http.post(ada.url(f"/batches/{batch['id']}/undo"))).status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {"papers": [], "set": {"title": "x"}},
        {"papers": ["nine"], "set": {"title": "x"}},
        {"papers": [str(uuid4())], "set": {}},
        {"papers": [str(uuid4())], "set": {"titel": "x"}},
        {"papers": [str(uuid4())], "set": {"type": "hat"}},
        {"papers": [str(uuid4())] * 10_001, "set": {"title": "x"}},
    ],
)
async def test_what_is_no_batch(ada: make.Member, body: Any) -> None:
    for path in ("/papers/batch", "/papers/batch/preview"):
        answer = await ada.http.post(ada.url(path), json=body)
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def test_readers_look_and_others_see_nothing(
    ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient
) -> None:
    [paper] = await add(ada)
    await edit(ada, paper, title="On polonium")
    [change] = (await changes_of(ada, paper))["items"]
    body = {"papers": [paper], "set": {"title": "Mine"}}
    batch = (await ada.http.post(ada.url("/papers/batch"), json=body)).json()
    undo, changes = f"/papers/{paper}/changes/{change['id']}/undo", f"/papers/{paper}/changes"
    for url in (ada.url(changes), ada.url(f"/batches/{batch['id']}")):
        assert (await anyone.get(url)).status_code == 401
        assert (await eve.http.get(url)).status_code == 404
    assert (await eve.http.get(eve.url(f"/batches/{batch['id']}"))).status_code == 404
    assert (await eve.http.post(eve.url("/papers/batch"), json=body)).status_code == 404
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "reader")
    assert (await eve.http.get(ada.url(changes))).status_code == 200
    for path, sent in ((undo, {}), ("/papers/batch", body), ("/papers/batch/preview", body)):
        assert (await eve.http.post(ada.url(path), json=sent)).status_code == 404
    assert (await metadata_of(ada, paper))["title"] == "On polonium"

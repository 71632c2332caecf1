"""Reading lists: one's own status is one's own, an assignment is the team's to see."""

import uuid

import pytest

from scrollkeeper.core.db import open_system_session
from tests import make
from tests.conftest import browser_of


@pytest.fixture
async def paper(ada):
    async with open_system_session.begin() as db:
        return (await make.paper(db, ada.scope, {"title": "On bones"}))[0]


@pytest.fixture
async def bob(app, ada):
    async with browser_of(app) as http:
        member = await make.member(http, "Bob")
        async with open_system_session.begin() as db:
            await make.join(db, ada.team, member.id, "reader")
        yield member


async def test_status_assignment_and_who_sees_them(ada, bob, paper):
    url = ada.url(f"/papers/{paper.id}/reading")
    mine = await ada.http.put(url, json={"status": "reading"})
    assert [(one["status"], one["title"]) for one in mine.json()["items"]] == [("reading", "On bones")]
    assert (await bob.http.get(url)).json() == {"items": [], "next": None, "can": []}
    assigned = await ada.http.post(f"{url}/assign", json={"person": str(bob.id), "due": "2026-12-24"})
    assert assigned.status_code == 200, assigned.text
    [his] = (await bob.http.get(ada.url("/reading?status=to_read"))).json()["items"]
    assert (his["due"], his["assigned_by"]["name"], his["person"]["name"]) == ("2026-12-24", "Ada", "Bob")
    await bob.http.put(url, json={"status": "read"})
    seen = {one["person"]["name"]: one["status"] for one in (await ada.http.get(url)).json()["items"]}
    assert seen == {"Ada": "reading", "Bob": "read"}
    names = [one["name"] for one in (await ada.http.get(ada.url("/events"))).json()["items"]][-3:]
    assert names == ["reading.changed", "reading.assigned", "reading.changed"]
    heard = [one["name"] for one in (await bob.http.get(ada.url("/events"))).json()["items"]]
    assert heard.count("reading.changed") == 1
    await bob.http.put(url, json={"status": None})
    assert (await bob.http.get(ada.url("/reading"))).json()["items"] == []


async def test_lists_of_what_is_asked_and_when_it_is_due(ada, bob):
    days = ["2031-02-03", None, "2031-01-01"]
    async with open_system_session.begin() as db:
        papers = [(await make.paper(db, ada.scope, {"title": f"Bone {number}"}))[0] for number in range(4)]
    for paper, day in zip(papers, days, strict=False):
        body = {"person": str(bob.id), "due": day}
        assert (await ada.http.post(ada.url(f"/papers/{paper.id}/reading/assign"), json=body)).status_code == 200
    await bob.http.put(ada.url(f"/papers/{papers[3].id}/reading"), json={"status": "to_read"})
    assigned = [papers[2], papers[0], papers[1]]
    for of, client, expected in (
        ("assigned", bob, assigned),
        ("mine", bob, papers[::-1]),
        ("asked", ada, papers[2::-1]),
    ):
        seen, cursor = [], ""
        while cursor is not None:
            page = await client.http.get(ada.url(f"/reading?of={of}&limit=2" + (f"&cursor={cursor}" if cursor else "")))
            seen += [one["paper"] for one in page.json()["items"]]
            cursor = page.json()["next"]
        assert seen == [str(paper.id) for paper in expected], of
    assert (await ada.http.get(ada.url("/reading?of=assigned"))).json()["items"] == []
    assert (await ada.http.get(ada.url("/reading?of=everybody"))).status_code == 422
    assert (await ada.http.get(ada.url("/reading?cursor=x"))).status_code == 400


async def test_who_may_not(ada, bob, eve, anyone, paper):
    url = ada.url(f"/papers/{paper.id}/reading")
    assert (await bob.http.post(f"{url}/assign", json={"person": str(ada.id)})).status_code == 404
    assert (await ada.http.post(f"{url}/assign", json={"person": str(eve.id)})).status_code == 422
    assert (await ada.http.put(url, json={"status": "skimmed"})).status_code == 422
    assert (await ada.http.put(ada.url(f"/papers/{uuid.uuid4()}/reading"), json={"status": "read"})).status_code == 404
    for client, status in ((eve.http, 404), (anyone, 401)):
        assert (await client.get(url)).status_code == status
        assert (await client.get(ada.url("/reading"))).status_code == status
        assert (await client.put(url, json={"status": "read"})).status_code == status
        assert (await client.post(f"{url}/assign", json={"person": str(bob.id)})).status_code == status

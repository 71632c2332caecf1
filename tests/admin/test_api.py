"""Whoever administers sees people, teams, jobs, bans and settings; for everybody else there is nothing."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text, update

from scrollkeeper.abuse import bans
from scrollkeeper.accounts.models import Person
from scrollkeeper.core.db import open_system_session
from tests import make

PATHS = ("/people", "/teams", "/jobs", "/bans", "/settings")


@pytest.fixture
async def root(ada: make.Member) -> AsyncIterator[make.Member]:
    """Ada, who administers."""
    await set_admin(ada, True)
    yield ada
    await set_admin(ada, False)


async def set_admin(member: make.Member, is_admin: bool) -> None:
    async with open_system_session.begin() as db:
        await db.execute(update(Person).where(Person.id == member.id).values(is_admin=is_admin))


async def test_there_is_nothing_for_others(eve: make.Member, anyone, root: make.Member) -> None:
    await set_admin(eve, False)
    for path in PATHS:
        assert (await root.http.get(f"/api/admin{path}")).status_code == 200, path
        assert (await eve.http.get(f"/api/admin{path}")).status_code == 404, path
        assert (await anyone.get(f"/api/admin{path}")).status_code == 401, path
    ban = {"network": "203.0.113.0/24", "reason": "no"}
    assert (await eve.http.post("/api/admin/bans", json=ban)).status_code == 404
    assert (await eve.http.patch(f"/api/admin/people/{eve.id}", json={"is_admin": True})).status_code == 404


async def test_people_are_found_disabled_and_let_in_again(root: make.Member, eve: make.Member, anyone) -> None:
    found = (await root.http.get("/api/admin/people", params={"q": eve.email})).json()["items"]
    assert [one["email"] for one in found] == [eve.email]
    assert found[0]["teams"] == 2
    one = f"/api/admin/people/{eve.id}"
    assert (await root.http.patch(one, json={"disabled": True})).status_code == 204
    assert (await eve.http.get("/api/me")).status_code == 401
    credentials = {"email": eve.email, "password": make.PASSWORD}
    refused = await anyone.post("/api/sessions", json=credentials)
    assert refused.status_code == 403
    assert "disabled" in refused.json()["detail"]
    assert (await root.http.patch(one, json={"disabled": False})).status_code == 204
    assert (await anyone.post("/api/sessions", json=credentials)).status_code in (201, 202)
    assert (await root.http.delete(f"{one}/sessions")).status_code == 204
    assert (await anyone.get("/api/me")).status_code == 401
    own = f"/api/admin/people/{root.id}"
    assert (await root.http.patch(own, json={"is_admin": False})).status_code == 409


async def test_teams_show_their_use_and_get_room(root: make.Member, eve: make.Member) -> None:
    async with open_system_session.begin() as db:
        await make.paper(db, eve.scope)
    listed = await root.http.get("/api/admin/teams", params={"q": eve.slug})
    team = next(one for one in listed.json()["items"] if one["id"] == eve.team)
    assert (team["papers"], team["members"], team["used_bytes"]) == (1, 1, 1000)
    assert (await root.http.patch(f"/api/admin/teams/{eve.team}", json={"quota_bytes": 5})).status_code == 204
    listed = await root.http.get("/api/admin/teams", params={"q": eve.slug})
    assert next(one for one in listed.json()["items"] if one["id"] == eve.team)["quota_bytes"] == 5
    assert (await root.http.get(eve.url())).status_code == 404  # To administer is not to read.


async def test_jobs_are_cancelled_and_tried_again(root: make.Member) -> None:
    async with open_system_session.begin() as db:
        job = (
            await db.execute(
                text("insert into procrastinate_jobs (task_name, queue_name) values ('x.y', 'nobody') returning id")
            )
        ).scalar_one()
    page = (await root.http.get("/api/admin/jobs?status=todo")).json()
    assert job in [one["id"] for one in page["items"]]
    assert {"queue": "nobody", "status": "todo", "count": 1} in page["queues"]
    assert (await root.http.delete(f"/api/admin/jobs/{job}")).status_code == 204
    assert (await root.http.delete(f"/api/admin/jobs/{job}")).status_code == 409
    assert (await root.http.post(f"/api/admin/jobs/{job}/retry")).status_code == 204
    assert (await root.http.post(f"/api/admin/jobs/{job}/retry")).status_code == 409
    async with open_system_session.begin() as db:
        await db.execute(text("delete from procrastinate_jobs where id = :id"), {"id": job})


async def test_bans_are_made_and_lifted(root: make.Member) -> None:
    body = {"network": "2001:db8:77::/48", "reason": "Scans us", "expires_at": "2099-01-01T00:00:00Z"}
    made = await root.http.post("/api/admin/bans", json=body)
    assert made.status_code == 201, made.text
    await bans.current.refresh()
    assert bans.current.holds("2001:db8:77::1")
    listed = (await root.http.get("/api/admin/bans")).json()["items"]
    assert made.json() in listed
    assert (await root.http.delete(f"/api/admin/bans/{made.json()['id']}")).status_code == 204
    await bans.current.refresh()
    assert not bans.current.holds("2001:db8:77::1")
    for wrong in ("nonsense", "0.0.0.0/0", "127.0.0.1"):
        assert (await root.http.post("/api/admin/bans", json=body | {"network": wrong})).status_code == 422


async def test_settings_in_force_show_no_secret(root: make.Member) -> None:
    rows = {one["name"]: one for one in (await root.http.get("/api/admin/settings")).json()}
    assert rows["SCROLLKEEPER_PORT"]["value"] == "8000"
    assert rows["MAIL_URL"]["value"] == ""
    assert rows["DATABASE_URL"] | {"about": ""} == {
        "name": "DATABASE_URL", "value": "(secret)", "is_set": True, "about": "",
    }  # fmt: skip

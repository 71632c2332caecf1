"""Whoever administers sees people, teams, jobs, bans and settings; for everybody else there is nothing."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, text, update

from scrollkeeper.accounts.models import Person, Session
from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.library.models import File
from scrollkeeper.rate_limits import bans
from scrollkeeper.teams.models import Team
from tests import make

PATHS = ("/people", "/teams", "/usage", "/jobs", "/parked", "/rereading", "/bans", "/settings", "/audit")
A_DAY = timedelta(days=1)


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
    assert (await eve.http.post(f"/api/admin/teams/{eve.team}/restore")).status_code == 404
    assert (await eve.http.delete(f"/api/admin/people/{root.id}/sessions")).status_code == 404
    assert (await anyone.patch(f"/api/admin/people/{eve.id}", json={"is_admin": True})).status_code == 401
    assert [(await one.http.get("/api/me")).json()["person"]["is_admin"] for one in (root, eve)] == [True, False]


async def deeds(root: make.Member, **asked: str) -> list[Any]:
    """What the log of the instance has of what Ada did: (action, whom or what it was done to, data)."""
    page = await root.http.get("/api/admin/audit", params={"only": "host", "person": str(root.id), **asked})
    return [(one["action"], (one["subject"] or {}).get("id"), one["data"]) for one in page.json()["items"]]


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
    assert (await root.http.delete(f"/api/admin/people/{uuid4()}/sessions")).status_code == 404
    assert (await root.http.patch(one, json={"is_admin": True})).status_code == 204
    admins = (await root.http.get("/api/admin/people", params={"state": "admins", "q": "Eve"})).json()["items"]
    assert str(eve.id) in [person["id"] for person in admins]
    assert (await root.http.patch(one, json={"is_admin": False})).status_code == 204
    done = [action for action, subject, _ in await deeds(root) if subject == str(eve.id)]
    assert done == ["host.demoted", "host.promoted", "host.ended", "host.enabled", "host.disabled"]
    disabled = await root.http.get("/api/admin/people", params={"state": "disabled", "q": eve.email})
    assert disabled.json()["items"] == []


async def test_what_gives_power_or_shuts_out_asks_again(root: make.Member, eve: make.Member) -> None:
    async with open_system_session.begin() as db:
        await db.execute(update(Session).where(Session.person_id == root.id).values(proved_at=func.now() - A_DAY))
    one = f"/api/admin/people/{eve.id}"
    ban = {"network": "203.0.113.9", "reason": "no"}
    refused = (
        await root.http.patch(one, json={"disabled": True}),
        await root.http.delete(f"{one}/sessions"),
        await root.http.post("/api/admin/bans", json=ban),
        await root.http.get("/api/admin/audit", params={"format": "csv"}),
    )
    assert [(answer.status_code, answer.json()["type"]) for answer in refused] == [(403, "/problems/ask-again")] * 4
    assert (await root.http.get("/api/admin/people")).status_code == 200
    proved = await root.http.post("/api/sessions/current/proof", json={"password": make.PASSWORD})
    assert proved.status_code == 204, proved.text
    assert (await root.http.delete(f"{one}/sessions")).status_code == 204


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
    assert team["owners"] == ["Eve"]
    [(action, _, data)] = await deeds(root)
    assert (action, data["name"], data["to"]) == ("host.resized", team["name"], 5)


async def test_a_deleted_team_is_restored_within_its_grace(root: make.Member, eve: make.Member) -> None:
    restore = f"/api/admin/teams/{eve.team}/restore"
    assert (await root.http.post(restore)).status_code == 409
    assert (await eve.http.delete(eve.url())).status_code == 204
    listed = await root.http.get("/api/admin/teams", params={"q": eve.slug, "state": "deleted"})
    [team] = listed.json()["items"]
    assert team["deleted_at"] < team["ends_at"]
    async with open_system_session.begin() as db:
        await db.execute(update(Team).where(Team.id == UUID(eve.team)).values(deleted_at=func.now() - 31 * A_DAY))
    assert (await root.http.post(restore)).status_code == 409
    async with open_system_session.begin() as db:
        await db.execute(update(Team).where(Team.id == UUID(eve.team)).values(deleted_at=func.now()))
    assert (await root.http.post(restore)).status_code == 204
    assert (await eve.http.get(eve.url())).status_code == 200
    assert [(action, subject) for action, subject, _ in await deeds(root)] == [("host.restored", None)]
    [newest, *_] = (await eve.http.get(eve.url("/audit"))).json()["items"]
    assert (newest["action"], newest["person"], newest["address"]) == ("team.restored", None, "")


async def test_usage_counts_what_there_is_and_what_came(root: make.Member, eve: make.Member) -> None:
    before = (await root.http.get("/api/admin/usage")).json()
    async with open_system_session.begin() as db:
        await make.paper(db, eve.scope)
    after = (await root.http.get("/api/admin/usage")).json()
    assert [after[name] - before[name] for name in ("people", "papers", "files", "bytes")] == [0, 1, 1, 1000]
    assert after["month"]["bytes"] - before["month"]["bytes"] == 1000
    assert after["active"] >= 2
    assert 0 < after["disk_free_bytes"] < after["disk_bytes"]
    assert after["database_bytes"] > 0


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
    assert [action for action, *_ in await deeds(root)] == ["host.retried", "host.cancelled"]

    async def fail() -> None:
        raise ValueError("the fonts\n[parameters: a secret]")

    context: Any = SimpleNamespace(job=SimpleNamespace(id=job))
    with pytest.raises(ValueError, match="fonts"):
        await jobs.remember_failure(fail, context, None)
    [listed] = [one for one in (await root.http.get("/api/admin/jobs")).json()["items"] if one["id"] == job]
    assert listed["reason"] == "ValueError: the fonts"
    async with open_system_session.begin() as db:
        await db.execute(text("delete from procrastinate_jobs where id = :id"), {"id": job})
        assert (await db.execute(text("select 1 from job_failures where job_id = :id"), {"id": job})).first() is None


async def test_documents_put_aside_are_read_again(root: make.Member, eve: make.Member) -> None:
    async with open_system_session.begin() as db:
        _, file = await make.paper(db, eve.scope, name="secret title.pdf")
        await db.execute(update(File).where(File.id == file.id).values(status="parked", reason="It broke the parser."))
    page = await root.http.get("/api/admin/parked")
    [parked] = [one for one in page.json()["items"] if one["id"] == str(file.id)]
    assert (parked["reason"], parked["size"]) == ("It broke the parser.", 1000)
    assert "secret title" not in page.text
    assert (await eve.http.post(f"/api/admin/parked/{file.id}/retry")).status_code == 404
    assert (await root.http.post(f"/api/admin/parked/{file.id}/retry")).status_code == 204
    assert (await root.http.post(f"/api/admin/parked/{file.id}/retry")).status_code == 409
    assert "host.reparsed" in [action for action, *_ in await deeds(root)]


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
    assert [(action, data["network"]) for action, _, data in await deeds(root)] == [
        ("host.lifted", "2001:db8:77::/48"),
        ("host.banned", "2001:db8:77::/48"),
    ]
    late = await root.http.post("/api/admin/bans", json=body | {"expires_at": "2020-01-01T00:00:00Z"})
    assert (late.status_code, late.json()["errors"][0]["field"]) == (422, "expires_at")
    own = await root.http.post("/api/admin/bans", json=body | {"network": "127.0.0.0/8"})
    assert own.status_code in (409, 422)
    for wrong in ("nonsense", "0.0.0.0/0", "127.0.0.1"):
        assert (await root.http.post("/api/admin/bans", json=body | {"network": wrong})).status_code == 422


async def test_settings_in_force_show_no_secret(root: make.Member) -> None:
    rows = {one["name"]: one for one in (await root.http.get("/api/admin/settings")).json()}
    assert rows["SCROLLKEEPER_PORT"]["value"] == "8000"
    assert rows["MAIL_URL"]["value"] == ""
    assert rows["DATABASE_URL"] | {"about": ""} == {
        "name": "DATABASE_URL",
        "value": "(secret)",
        "is_set": True,
        "about": "",
    }


async def test_the_log_of_the_instance_is_filtered_exported_and_only_added_to(
    root: make.Member, eve: make.Member
) -> None:
    for _ in range(3):
        await root.http.delete(f"/api/admin/people/{eve.id}/sessions")
    first = (await root.http.get("/api/admin/audit", params={"only": "host", "limit": 2})).json()
    assert [one["action"] for one in first["items"]] == ["host.ended"] * 2
    assert first["items"][0]["person"]["id"] == str(root.id)
    assert first["items"][0]["subject"] == {"id": str(eve.id), "name": "Eve"}
    assert first["items"][0]["address"] == "127.0.0.1"
    second = await root.http.get("/api/admin/audit", params={"only": "host", "limit": 2, "cursor": first["next"]})
    assert second.json()["items"][0]["id"] < first["items"][1]["id"]
    about = await root.http.get("/api/admin/audit", params={"person": str(eve.id), "limit": 200})
    actions = {one["action"] for one in about.json()["items"]}
    assert {"account.added", "host.ended"} <= actions
    assert "team.added" not in actions  # Teams have logs of their own.
    added = await root.http.get("/api/admin/audit", params={"person": str(eve.id), "action": "account.added"})
    assert [one["action"] for one in added.json()["items"]] == ["account.added"]
    nowhere = await root.http.get("/api/admin/audit", params={"address": "203.0.113.77"})
    assert nowhere.json()["items"] == []
    table = await root.http.get("/api/admin/audit", params={"format": "csv", "person": str(eve.id)})
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert {row["action"] for row in rows} == actions
    assert (await deeds(root))[0][0] == "host.exported"
    assert (await root.http.get("/api/admin/audit", params={"action": "x;y"})).status_code == 422
    assert (await root.http.get("/api/admin/audit", params={"cursor": "nonsense"})).status_code == 400

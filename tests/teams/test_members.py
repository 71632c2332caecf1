"""Who may change whom, and that a team always has an owner."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from fastapi import FastAPI

from scrollkeeper.core.db import open_system_session
from tests import make
from tests.conftest import browser_of


@pytest.fixture
async def bob(app: FastAPI) -> AsyncIterator[make.Member]:
    async with browser_of(app) as client:
        yield await make.member(client, "Bob")


async def _join(ada: make.Member, **roles: make.Member) -> None:
    async with open_system_session.begin() as db:
        for role, who in roles.items():
            await make.join(db, ada.team, who.id, role)


async def _role(ada: make.Member, who: make.Member) -> str | None:
    members = (await ada.http.get(ada.url("/members"))).json()["items"]
    return next((one["role"] for one in members if one["person"]["id"] == str(who.id)), None)


@pytest.mark.parametrize(
    ("mine", "theirs", "to", "status"),
    [
        ("owner", "reader", "owner", 200),
        ("admin", "reader", "admin", 200),
        ("admin", "reader", "owner", 403),
        ("admin", "owner", "reader", 403),
        ("admin", "admin", "reader", 200),
        ("admin", "guest", "reader", 200),
        ("admin", "reader", "guest", 422),
        ("editor", "reader", "commenter", 403),
        ("reader", "reader", "editor", 403),
        ("guest", "reader", "editor", 404),
    ],
)
async def test_who_may_give_which_role(
    ada: make.Member, eve: make.Member, bob: make.Member, mine: str, theirs: str, to: str, status: int
) -> None:
    await _join(ada, **{mine: eve} if mine != theirs else {})
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, bob.id, theirs)
        if mine == theirs:
            await make.join(db, ada.team, eve.id, mine)
    answer = await eve.http.patch(ada.url(f"/members/{bob.id}"), json={"role": to})
    assert answer.status_code == status, answer.text
    assert await _role(ada, bob) == (to if status == 200 else theirs)
    removal = await eve.http.delete(ada.url(f"/members/{bob.id}"))
    may_remove = status == 200 or (mine, theirs) == ("admin", "reader") or to == "guest"
    assert removal.status_code == (204 if may_remove and not (mine == "admin" and theirs == "owner") else status)


async def test_others_cannot_touch_members(ada: make.Member, eve: make.Member, anyone: object) -> None:
    for method in ("PATCH", "DELETE"):
        answer = await eve.http.request(method, ada.url(f"/members/{ada.id}"), json={"role": "reader"})
        assert answer.status_code == 404
        signed_out = await anyone.request(method, ada.url(f"/members/{ada.id}"), json={"role": "reader"})  # type: ignore[attr-defined]
        assert signed_out.status_code == 401
    assert await _role(ada, ada) == "owner"


async def test_the_last_owner_stays_until_there_is_another(ada: make.Member, eve: make.Member) -> None:
    await _join(ada, reader=eve)
    mine = ada.url(f"/members/{ada.id}")
    assert (await ada.http.delete(mine)).status_code == 409
    assert (await ada.http.patch(mine, json={"role": "admin"})).status_code == 409
    assert (await ada.http.put(ada.url("/owner"), json={"person": str(eve.id)})).status_code == 204
    assert (await _role(ada, ada), await _role(ada, eve)) == ("admin", "owner")
    assert (await ada.http.delete(mine)).status_code == 204
    assert (await ada.http.get(ada.url())).status_code == 404
    assert ada.team not in {team["id"] for team in (await ada.http.get("/api/me")).json()["teams"]}


async def test_a_personal_library_stays_with_its_person(ada: make.Member, eve: make.Member) -> None:
    personal = f"/api/teams/{ada.personal}"
    async with open_system_session.begin() as db:
        await make.join(db, ada.personal, eve.id, "editor")
    for method, path, body in [
        ("DELETE", f"/members/{ada.id}", None),
        ("PATCH", f"/members/{eve.id}", {"role": "owner"}),
        ("PUT", "/owner", {"person": str(eve.id)}),
        ("DELETE", "", None),
        ("POST", "/archive", None),
    ]:
        answer = await ada.http.request(method, personal + path, json=body)
        assert answer.status_code == 409, (method, path, answer.text)


async def test_a_change_of_role_is_news_and_is_noted(ada: make.Member, eve: make.Member) -> None:
    await _join(ada, editor=eve)
    await ada.http.patch(ada.url(f"/members/{eve.id}"), json={"role": "reader"})
    await ada.http.delete(ada.url(f"/members/{eve.id}"))
    names = [event["name"] for event in (await ada.http.get(ada.url("/events"))).json()["items"]]
    assert names[-2:] == ["member.changed", "member.removed"]
    log = (await ada.http.get(ada.url("/audit"), headers={"user-agent": "x"})).json()["items"]
    assert [one["action"] for one in log[:2]] == ["member.removed", "member.changed"]
    assert log[1]["data"] == {"name": "Eve", "from": "editor", "to": "reader"}
    assert (log[1]["person"]["name"], log[1]["subject"]["name"]) == ("Ada", "Eve")
    assert log[1]["address"]


async def test_addresses_are_shown_to_those_who_manage(ada: make.Member, eve: make.Member) -> None:
    await _join(ada, editor=eve)
    seen = {one["person"]["name"]: one["email"] for one in (await eve.http.get(ada.url("/members"))).json()["items"]}
    assert seen == {"Ada": None, "Eve": eve.email}
    assert ada.email in (await ada.http.get(ada.url("/members"))).text


async def test_the_audit_log_is_for_admins_and_can_be_taken_away(ada: make.Member, eve: make.Member) -> None:
    await ada.http.patch(ada.url(), json={"name": "=HYPERLINK(1)"})
    await _join(ada, editor=eve)
    for address in (ada.url("/audit"), ada.url("/audit?format=csv")):
        assert (await eve.http.get(address)).status_code == 404
    await ada.http.patch(ada.url(f"/members/{eve.id}"), json={"role": "admin"})
    table = await eve.http.get(ada.url("/audit?format=csv"))
    assert table.headers["content-type"].startswith("text/csv")
    rows = table.text.splitlines()
    assert rows[0].startswith("at,who,")
    assert not any(cell.startswith("=") for row in rows for cell in row.split(","))
    only = (await ada.http.get(ada.url(f"/audit?action=member.changed&person={eve.id}"))).json()
    assert [one["action"] for one in only["items"]] == ["member.changed"]
    first = (await ada.http.get(ada.url("/audit?limit=1"))).json()
    second = (await ada.http.get(ada.url(f"/audit?limit=1&cursor={first['next']}"))).json()
    assert first["items"][0]["id"] > second["items"][0]["id"]
    assert UUID(first["items"][0]["id"]).version == 7

"""A team that requires a second factor of everybody in it, and a host that requires one of everybody."""

import io
import json
import zipfile
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from scrollkeeper.core.db import open_system_session
from scrollkeeper.email.models import Email
from tests import make
from tests.accounts.conftest import setting
from tests.accounts.test_proof import grow_old
from tests.accounts.test_second_factor import add_app
from tests.activity.conftest import work
from tests.conftest import browser_of
from tests.discussions.conftest import Desk, colleague, desk
from tests.isolation.lab import bearer

__all__ = ["colleague", "desk", "setting", "work"]
NEEDED = (403, "/problems/second-factor-needed")
Colleague = Callable[[str], Awaitable[make.Member]]


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"]


async def require(who: make.Member, *, required: bool = True) -> httpx.Response:
    return await who.http.put(who.url("/second-factor"), json={"required": required})


async def team_of(who: make.Member, team: str) -> dict[str, Any]:
    return next(one for one in (await who.http.get("/api/me")).json()["teams"] if one["id"] == team)


async def test_who_requires_one_has_one_and_proved_it(
    transaction: Callable[[], Any], ada: make.Member, colleague: Colleague
) -> None:
    admin, editor = await colleague("admin"), await colleague("editor")
    refused = await require(ada)
    assert (refused.status_code, "yourself first" in refused.json()["detail"]) == (409, True)
    await add_app(ada)
    await grow_old(transaction, ada)
    assert told(await require(ada)) == (403, "/problems/ask-again")
    assert (await ada.http.post("/api/sessions/current/proof", json={"password": make.PASSWORD})).status_code == 204
    for _ in range(2):
        answer = await require(ada)
        assert (answer.status_code, answer.json()["second_factor_required"]) == (200, True)

    assert told(await admin.http.get(ada.url())) == NEEDED
    await add_app(admin)
    await add_app(editor)
    path = ada.url("/second-factor")
    assert (await editor.http.put(path, json={"required": False})).status_code == 404
    assert (await admin.http.put(path, json={"required": False})).status_code == 200
    log = (await ada.http.get(ada.url("/audit"))).json()["items"]
    settled = [(one["person"]["name"], one["data"]) for one in log if one["action"] == "team.settled"]
    assert settled == [
        ("Admin", {"second_factor_required": False}),
        ("Ada", {"second_factor_required": True}),
    ]


@pytest.mark.parametrize("role", ["owner", "reader", "guest"])
async def test_a_team_is_closed_to_whoever_has_none_until_they_have(
    ada: make.Member, colleague: Colleague, anyone: httpx.AsyncClient, app: FastAPI, role: str
) -> None:
    member = await colleague(role)
    token = await bearer(member.id, ["read", "write"])
    feed = None
    if role != "guest":
        feed = "/api" + (await member.http.post(ada.url("/feed/token"))).json()["url"].split("/api", 1)[1]
    await add_app(ada)
    assert (await require(ada)).status_code == 200

    async def answers() -> list[httpx.Response]:
        asked = [await member.http.get(ada.url("/papers")), await anyone.get(ada.url(), headers=token)]
        return asked + ([await anyone.get(feed)] if feed else [])

    for answer in await answers():
        assert (*told(answer), answer.json()["by"]) == (*NEEDED, "team")
    closed = await team_of(member, ada.team)
    assert (closed["second_factor_needed"], closed["can"], closed["role"]) == (True, [], role)
    assert (await team_of(ada, ada.team))["second_factor_needed"] is False
    assert (await member.http.get(member.url("/papers"))).status_code == 200, "other teams stay as they are"

    await add_app(member)
    assert [answer.status_code for answer in await answers()] == [200] * (3 if feed else 2)
    assert (await team_of(member, ada.team))["second_factor_needed"] is False
    assert (await member.http.delete("/api/me/authenticator")).status_code == 204
    assert {told(answer) for answer in await answers()} == {NEEDED}, "whoever takes it away has none"
    assert (await require(ada, required=False)).status_code == 200
    assert [answer.status_code for answer in await answers()] == [200] * (3 if feed else 2)


async def test_inbox_and_export_leave_a_closed_team_out(
    ada: make.Member, desk: Desk, colleague: Colleague, work: Callable[..., Awaitable[int]]
) -> None:
    bob = await colleague("commenter")
    thread = await desk.begin(bob, "My own question")
    await ada.http.post(desk.thread_url(thread, "/comments"), json={"text": "A secret answer"})
    await work()

    async def seen() -> tuple[bool, bool]:
        inbox = await bob.http.get("/api/me/notifications")
        export = await bob.http.get("/api/me/export")
        with zipfile.ZipFile(io.BytesIO(export.content)) as archive:
            return "A secret answer" in inbox.text, "My own question" in str(json.loads(archive.read("comments.json")))

    assert await seen() == (True, True)
    await add_app(ada)
    await require(ada)
    assert await seen() == (False, False)
    await add_app(bob)
    assert await seen() == (True, True)


async def test_no_email_has_words_of_a_team_that_is_closed_to_its_reader(
    ada: make.Member, desk: Desk, colleague: Colleague, work: Callable[..., Awaitable[int]]
) -> None:
    bob = await colleague("commenter")
    await make.confirm_email(bob)
    await bob.http.put(ada.url("/notification-settings"), json={"level": "all", "mail": "now"})
    await add_app(ada)
    await require(ada)
    await desk.begin(ada, "A secret question")
    await work()
    async with open_system_session.begin() as db:
        emails = (await db.scalars(select(Email.template).where(Email.address == bob.email))).all()
    assert emails == []


async def test_a_host_that_requires_one_lets_people_reach_their_account_alone(
    app: FastAPI, ada: make.Member, anyone: httpx.AsyncClient, setting: Callable[..., None]
) -> None:
    token = await bearer(ada.id, ["read", "write"])
    feed = "/api" + (await ada.http.post(ada.url("/feed/token"))).json()["url"].split("/api", 1)[1]
    setting(require_second_factor=True)
    me = (await ada.http.get("/api/me")).json()
    assert me["second_factor_needed"] is True
    assert {(one["second_factor_needed"], tuple(one["can"])) for one in me["teams"]} == {(True, ())}
    for method, path in (
        ("GET", ada.url("/papers")), ("POST", "/api/teams"), ("GET", "/api/me/notifications"),
        ("POST", "/api/tokens"), ("POST", "/api/me/push"), ("GET", "/api/me/export"), ("POST", "/api/me/export"),
        ("GET", "/api/admin/people"), ("POST", "/api/invitations/none/accept"),
    ):  # fmt: skip
        refused = await ada.http.request(method, path, json={"name": "x"} if method == "POST" else None)
        assert (*told(refused), refused.json()["by"]) == (*NEEDED, "host"), path
    assert told(await anyone.get(ada.url("/papers"), headers=token)) == NEEDED
    assert told(await anyone.get(feed)) == NEEDED
    assert (await anyone.get("/api/me", headers=token)).status_code == 200
    for path in ("/api/me/ways", "/api/sessions", "/api/me/deletion"):
        assert (await ada.http.get(path)).status_code == 200, path

    async with browser_of(app) as new:
        body = {"email": make.email(), "name": "New", "password": make.PASSWORD}
        assert (await new.post("/api/accounts", json=body)).json()["second_factor_needed"] is True
    await add_app(ada)
    assert (await ada.http.get(ada.url("/papers"))).status_code == 200
    assert (await anyone.get(feed)).status_code == 200
    assert (await ada.http.get("/api/me")).json()["second_factor_needed"] is False

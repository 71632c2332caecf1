"""API tokens: shown once, bounded by scope, team and time, and never a way into the account itself."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update

from scrollkeeper.accounts.models import Token
from scrollkeeper.core.db import open_system_session
from tests import make
from tests.conftest import browser_of

NOTHING = UUID(int=7)


async def token(member: make.Member, **body: object) -> dict[str, str]:
    """What `POST /api/tokens` answers."""
    answer = await member.http.post("/api/tokens", json={"name": "a script", "scopes": ["read", "write"]} | body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def bearer(made: dict[str, str]) -> dict[str, str]:
    return {"authorization": f"Bearer {made['token']}"}


async def test_a_token_is_shown_once_and_says_when_it_was_used(
    ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient
) -> None:
    made = await token(ada, name="backup", scopes=["write"])
    assert made["token"].startswith("skp_")
    assert made["scopes"] == ["read", "write"], "who may write may read"
    [listed] = (await ada.http.get("/api/tokens")).json()["items"]
    assert listed == {key: value for key, value in made.items() if key != "token"}
    assert listed["last_used_at"] is None
    assert (await anyone.get("/api/me", headers=bearer(made))).json()["person"]["email"] == ada.email
    assert (await ada.http.get("/api/tokens")).json()["items"][0]["last_used_at"]

    assert (await anyone.get("/api/tokens")).status_code == 401
    assert (await eve.http.get("/api/tokens")).json()["items"] == []
    assert (await eve.http.delete(f"/api/tokens/{made['id']}")).status_code == 404
    assert (await ada.http.delete(f"/api/tokens/{made['id']}")).status_code == 204
    assert (await ada.http.delete(f"/api/tokens/{made['id']}")).status_code == 404
    assert (await anyone.get("/api/me", headers=bearer(made))).status_code == 401


async def test_a_token_for_reading_changes_nothing(ada: make.Member, anyone: httpx.AsyncClient) -> None:
    headers = bearer(await token(ada, scopes=["read"]))
    assert (await anyone.get(ada.url("/papers"), headers=headers)).status_code == 200
    assert (await anyone.options(ada.url("/uploads"), headers=headers)).status_code == 204
    tus = headers | {"tus-resumable": "1.0.0", "upload-length": "10"}
    refused = [
        await anyone.post(ada.url("/uploads"), headers=tus),
        await anyone.patch(ada.url(f"/uploads/{uuid4()}"), headers=tus),
        await anyone.delete(ada.url(f"/uploads/{uuid4()}"), headers=tus),
        await anyone.post(ada.url("/papers"), headers=headers, files={"file": ("a.pdf", b"%PDF-1.4")}),
        await anyone.patch(ada.url(), headers=headers, json={"name": "x"}),
        await anyone.post("/api/teams", headers=headers, json={"name": "x"}),
        await anyone.put(ada.url(f"/files/{uuid4()}/position"), headers=headers, json={"page": 1}),
    ]
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert "read-only" in refused[0].json()["detail"]


async def test_a_token_of_one_team_sees_no_other(ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient) -> None:
    made = await token(ada, team=ada.slug)
    assert made["team"]["id"] == ada.team
    headers = bearer(made)
    assert [team["id"] for team in (await anyone.get("/api/me", headers=headers)).json()["teams"]] == [ada.team]
    assert (await anyone.patch(ada.url(), headers=headers, json={"name": "By script"})).status_code == 200
    assert (await anyone.get(f"/api/teams/{ada.personal}", headers=headers)).status_code == 404
    assert (await anyone.get(eve.url(), headers=headers)).status_code == 404
    another = await anyone.post("/api/teams", headers=headers, json={"name": "Another"})
    assert another.status_code == 403
    assert "one team" in another.json()["detail"]
    theirs = await ada.http.post("/api/tokens", json={"name": "x", "scopes": ["read"], "team": eve.team})
    assert theirs.status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/tokens"), ("POST", "/tokens"), ("DELETE", f"/tokens/{NOTHING}"), ("GET", "/sessions"),
        ("DELETE", "/sessions/others"), ("DELETE", f"/sessions/{NOTHING}"), ("PATCH", "/me"), ("PUT", "/me/password"),
    ],
)  # fmt: skip
async def test_a_token_is_not_the_person(ada: make.Member, anyone: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await anyone.request(method, f"/api{path}", headers=bearer(await token(ada)), json={"name": "x"})
    assert answer.status_code == 403
    assert "browser" in answer.json()["detail"]


async def test_a_token_expires(ada: make.Member, anyone: httpx.AsyncClient) -> None:
    past = {"name": "x", "scopes": ["read"], "expires": (datetime.now(UTC) - timedelta(1)).isoformat()}
    assert (await ada.http.post("/api/tokens", json=past)).json()["errors"][0]["field"] == "expires"
    made = await token(ada, expires=(datetime.now(UTC) + timedelta(days=1)).isoformat())
    assert (await anyone.get("/api/me", headers=bearer(made))).status_code == 200
    async with open_system_session.begin() as db:
        old = datetime.now(UTC) - timedelta(seconds=1)
        await db.execute(update(Token).where(Token.id == UUID(made["id"])).values(expires_at=old))
    assert (await anyone.get("/api/me", headers=bearer(made))).status_code == 401


@pytest.mark.parametrize("change", [{"scopes": []}, {"scopes": ["admin"]}, {"name": ""}, {"expires": "tomorrow"}])
async def test_a_bad_token_is_refused_with_the_field(ada: make.Member, change: dict[str, object]) -> None:
    answer = await ada.http.post("/api/tokens", json={"name": "x", "scopes": ["read"]} | change)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith(next(iter(change)))


async def test_all_other_browsers_are_signed_out_at_once(app: FastAPI, ada: make.Member, eve: make.Member) -> None:
    async with browser_of(app) as other:
        await other.post("/api/sessions", json={"email": ada.email, "password": make.PASSWORD})
        assert (await ada.http.delete("/api/sessions/others")).status_code == 204
        assert (await other.get("/api/me")).status_code == 401
    assert len((await ada.http.get("/api/sessions")).json()["items"]) == 1
    assert (await eve.http.get("/api/me")).status_code == 200

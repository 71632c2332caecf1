"""Signing up, in and out, sessions and passwords."""

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from scrollkeeper.accounts.models import Person, Session, SignInFailure
from scrollkeeper.accounts.sessions.caller import cookie_name
from scrollkeeper.accounts.sign_in_methods import passwords
from scrollkeeper.audit.service import AuditEntry
from scrollkeeper.core.db import open_system_session
from tests import make
from tests.conftest import browser_of


async def sign_in(client: httpx.AsyncClient, email: str, password: str) -> httpx.Response:
    return await client.post("/api/sessions", json={"email": email, "password": password})


async def test_sign_up_signs_in_and_makes_a_personal_team(anyone: httpx.AsyncClient) -> None:
    email = make.email()
    answer = await anyone.post("/api/accounts", json={"email": email, "name": "Ada L.", "password": make.PASSWORD})
    assert answer.status_code == 201
    body = answer.json()
    assert body["person"]["email"] == email
    assert [(team["kind"], team["role"], team["name"]) for team in body["teams"]] == [("personal", "owner", "Ada L.")]
    assert (await anyone.get("/api/me")).json() == body
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


@pytest.mark.parametrize(
    "change",
    [
        {"email": "no at sign"},
        {"password": "short"},
        {"name": "  "},
        {"name": "a\u0000b"},
        {"email": "a\u0000@b"},
        {"name": None},
    ],
)
async def test_a_bad_sign_up_is_refused_with_the_field(anyone: httpx.AsyncClient, change: dict[str, object]) -> None:
    body = {"email": make.email(), "name": "Ada", "password": make.PASSWORD} | change
    answer = await anyone.post("/api/accounts", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == next(iter(change))


async def test_a_password_is_the_same_in_every_form_of_its_letters(anyone: httpx.AsyncClient) -> None:
    """Keyboards write “é” as one character or as two (NIST SP 800-63B, 3.1.1.2)."""
    one = unicodedata.normalize("NFC", "Übergang-laterne-café-x1")
    two = unicodedata.normalize("NFD", one)
    assert one != two
    for chosen, typed in ((one, two), (two, one)):
        email = make.email()
        account = {"email": email, "name": "Ada", "password": chosen}
        assert (await anyone.post("/api/accounts", json=account)).status_code == 201
        assert [(await sign_in(anyone, email, form)).status_code for form in (typed, chosen)] == [201, 201]
        assert (await anyone.post("/api/sessions/current/proof", json={"password": typed})).status_code == 204
        change = {"current": typed, "new": unicodedata.normalize("NFD", "Die Möwe überfliegt")}
        assert (await anyone.put("/api/me/password", json=change)).status_code == 204
        assert (await sign_in(anyone, email, "Die Möwe überfliegt")).status_code == 201
    short = {"email": make.email(), "name": "Ada", "password": unicodedata.normalize("NFD", "ÜÖÄéèê")}
    assert (await anyone.post("/api/accounts", json=short)).json()["errors"][0]["field"] == "password"
    broken = b'{"email": "a@example.org", "password": "\\ud800\\ud800\\ud800 a broken one", "name": "Ada"}'
    for path in ("/api/accounts", "/api/sessions"):
        answer = await anyone.post(path, content=broken, headers={"content-type": "application/json"})
        assert answer.status_code in (401, 422), path


async def test_a_hash_of_another_form_works_and_is_made_anew(ada: make.Member, anyone: httpx.AsyncClient) -> None:
    typed = unicodedata.normalize("NFD", "Übergang-laterne-café-x1")

    async def hashed() -> str | None:
        async with open_system_session.begin() as db:
            return (await db.execute(select(Person.password_hash).where(Person.id == ada.id))).scalar_one()

    async with open_system_session.begin() as db:
        old = passwords._hasher.hash(typed)
        await db.execute(update(Person).where(Person.id == ada.id).values(password_hash=old))
    assert (await sign_in(anyone, ada.email, "another password")).status_code == 401
    assert await hashed() == old
    assert (await sign_in(anyone, ada.email, typed)).status_code == 201
    assert await hashed() != old
    assert (await sign_in(anyone, ada.email, unicodedata.normalize("NFC", typed))).status_code == 201


async def test_an_email_has_one_account_whatever_its_case(ada: make.Member, anyone: httpx.AsyncClient) -> None:
    body = {"email": ada.email.upper(), "name": "Ada", "password": make.PASSWORD}
    answer = await anyone.post("/api/accounts", json=body)
    assert answer.status_code == 409
    assert "Sign in" in answer.json()["detail"]


async def test_sign_in_and_out(ada: make.Member, anyone: httpx.AsyncClient) -> None:
    assert (await sign_in(anyone, ada.email, "not the password")).status_code == 401
    assert (await sign_in(anyone, make.email(), make.PASSWORD)).status_code == 401
    assert (await anyone.get("/api/me")).status_code == 401
    assert (await sign_in(anyone, ada.email, make.PASSWORD)).status_code == 201
    assert (await anyone.get("/api/me")).status_code == 200
    secret = anyone.cookies["scrollkeeper_session"]
    assert (await anyone.delete("/api/sessions/current")).status_code == 204
    anyone.cookies.set("scrollkeeper_session", secret)
    assert (await anyone.get("/api/me")).status_code == 401, "a signed-out secret is worth nothing"


async def test_sign_in_is_slowed_after_failures(ada: make.Member, anyone: httpx.AsyncClient) -> None:
    for _ in range(5):
        assert (await sign_in(anyone, ada.email, "wrong wrong")).status_code == 401
    answer = await sign_in(anyone, ada.email, make.PASSWORD)
    assert answer.status_code == 429, "even the right password has to wait"
    assert int(answer.headers["retry-after"]) >= 1


async def test_strangers_delay_no_browser_that_is_known(
    app: FastAPI, ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    async with browser_of(app) as known, browser_of(app) as forging:
        assert (await sign_in(known, ada.email, make.PASSWORD)).status_code == 201
        device = str(known.cookies["scrollkeeper_device"])
        forging.cookies.set("scrollkeeper_device", device[:-1] + ("A" if device[-1] != "A" else "B"))
        for _ in range(5):
            assert (await sign_in(anyone, ada.email, "wrong wrong")).status_code == 401
        assert (await sign_in(forging, ada.email, make.PASSWORD)).status_code == 429
        assert (await sign_in(anyone, ada.email, make.PASSWORD)).status_code == 429
        assert (await sign_in(known, ada.email, make.PASSWORD)).status_code == 201
        assert (await sign_in(anyone, ada.email, make.PASSWORD)).status_code == 429, "that did not help the strangers"
        for _ in range(5):
            assert (await sign_in(known, ada.email, "wrong wrong")).status_code == 401
        assert (await sign_in(known, ada.email, make.PASSWORD)).status_code == 429, "it has a count of its own"


async def test_an_address_with_many_failures_delays_its_strangers_only(
    app: FastAPI, ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    address = "198.51.100.77"
    transport = httpx.ASGITransport(app, client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as known:
        assert (await sign_in(known, ada.email, make.PASSWORD)).status_code == 201
        async with open_system_session.begin() as db:
            db.add_all(SignInFailure(email=make.email(), address=address) for _ in range(60))
        assert (await sign_in(known, ada.email, make.PASSWORD)).status_code == 201
        known.cookies.clear()
        assert (await sign_in(known, ada.email, make.PASSWORD)).status_code == 429


async def test_strangers_delay_nobody_who_is_signed_in(ada: make.Member, anyone: httpx.AsyncClient) -> None:
    for _ in range(6):
        await sign_in(anyone, ada.email, "wrong wrong")
    proof = "/api/sessions/current/proof"
    assert (await ada.http.post(proof, json={"password": make.PASSWORD})).status_code == 204
    change = {"current": make.PASSWORD, "new": "the engine weaves patterns"}
    for _ in range(4):
        assert (await ada.http.put("/api/me/password", json=change | {"current": "wrong"})).status_code == 403
    assert (await ada.http.put("/api/me/password", json=change)).status_code == 204
    for _ in range(5):
        assert (await ada.http.post(proof, json={"password": "wrong"})).status_code == 403
    assert (await ada.http.put("/api/me/password", json=change)).status_code == 429, "one session has one count"


async def test_sessions_are_listed_and_ended(app: FastAPI, ada: make.Member, eve: make.Member) -> None:
    async with browser_of(app, **{"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:99.0) Firefox/99.0"}) as phone:
        await sign_in(phone, ada.email, make.PASSWORD)
        sessions = (await ada.http.get("/api/sessions")).json()["items"]
        assert [one["current"] for one in sessions] == [False, True]
        assert sessions[0]["device"] == "Firefox on Linux"
        address = f"/api/sessions/{sessions[0]['id']}"
        assert (await eve.http.delete(address)).status_code == 404
        assert (await phone.get("/api/me")).status_code == 200
        assert (await ada.http.delete(address)).status_code == 204
        assert (await phone.get("/api/me")).status_code == 401


async def test_use_puts_the_end_of_a_session_off_but_not_for_ever(ada: make.Member) -> None:
    now = datetime.now(UTC)
    mine = Session.person_id == ada.id
    for began, ends in ((10, 30), (80, 10), (91, -1)):  # Days ago, and from now.
        aged = {"created_at": now - timedelta(days=began), "last_seen_at": now - timedelta(days=1)}
        async with open_system_session.begin() as db:
            await db.execute(update(Session).where(mine).values(aged))
        assert (await ada.http.get("/api/me")).status_code == 200
        async with open_system_session.begin() as db:
            end = (await db.execute(select(Session.expires_at).where(mine))).scalar_one()
        assert abs(end - (now + timedelta(days=ends))) < timedelta(hours=1)
    assert (await ada.http.get("/api/me")).status_code == 401


async def test_sessions_are_paged(app: FastAPI, ada: make.Member) -> None:
    async with browser_of(app) as other:
        for _ in range(3):
            await sign_in(other, ada.email, make.PASSWORD)
    seen, cursor = [], ""
    while cursor is not None:
        page = (await ada.http.get(f"/api/sessions?limit=2{cursor and '&cursor=' + cursor}")).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 4


async def test_a_new_password_signs_the_others_out(app: FastAPI, ada: make.Member) -> None:
    async with browser_of(app) as other:
        await sign_in(other, ada.email, make.PASSWORD)
        wrong = await ada.http.put("/api/me/password", json={"current": "no", "new": "another good one"})
        assert wrong.status_code == 403
        assert (await other.get("/api/me")).status_code == 200
        right = await ada.http.put("/api/me/password", json={"current": make.PASSWORD, "new": "another good one"})
        assert right.status_code == 204
        assert (await other.get("/api/me")).status_code == 401
        assert (await ada.http.get("/api/me")).status_code == 200
        assert (await sign_in(other, ada.email, make.PASSWORD)).status_code == 401
        assert (await sign_in(other, ada.email, "another good one")).status_code == 201


async def test_a_password_that_is_easily_guessed_is_refused_at_its_field(
    ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    body = {"email": make.email(), "name": "Grace Hopper", "password": "GraceHopper1906"}
    refused = await anyone.post("/api/accounts", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"field": "password", "detail": refused.json()["detail"]}]
    assert "your name" in refused.json()["detail"]
    change = {"current": make.PASSWORD, "new": "P@ssword2026!"}
    assert (await ada.http.put("/api/me/password", json=change)).json()["errors"][0]["field"] == "new"
    assert (await sign_in(anyone, ada.email, make.PASSWORD)).status_code == 201, "the old one still holds"


async def test_a_name_can_be_changed(ada: make.Member, anyone: httpx.AsyncClient) -> None:
    assert (await ada.http.patch("/api/me", json={"name": " Ada King "})).json()["person"]["name"] == "Ada King"
    assert (await anyone.patch("/api/me", json={"name": "x"})).status_code == 401


async def test_requests_of_other_sites_change_nothing(ada: make.Member) -> None:
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        answer = await ada.http.patch("/api/me", json={"name": "Mallory"}, headers=headers)
        assert answer.status_code == 403, headers
        assert (await ada.http.get("/api/me", headers=headers)).status_code == 200
    ours = await ada.http.patch("/api/me", json={"name": "Ada"}, headers={"origin": "http://test"})
    assert ours.status_code == 200


async def test_a_page_without_tls_is_another_site_where_ours_has_it(
    app: FastAPI, ada: make.Member, setting: Callable[..., None]
) -> None:
    async def rename(origin: str) -> int:
        return (await ada.http.patch("/api/me", json={"name": "Ada"}, headers={"origin": origin})).status_code

    assert [await rename(origin) for origin in ("http://test", "https://test")] == [200, 200]
    setting(public_url="https://test")
    ada.http.headers["cookie"] = f"{cookie_name()}={ada.http.cookies.get('scrollkeeper_session')}"
    ada.http.cookies.clear()
    assert await rename("https://test") == 200
    assert await rename("http://test") == 403, "anybody on the network can write a page of http://test"
    assert await rename("https://test.evil.example") == 403
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://test") as encrypted:
        plain = await encrypted.post("/api/sessions", json={}, headers={"origin": "http://test"})
    assert plain.status_code == 403, "the connection itself is encrypted"


async def test_a_large_body_is_refused(anyone: httpx.AsyncClient) -> None:
    announced = await anyone.post("/api/sessions", content=b"x" * (2 << 20))
    assert announced.status_code == 413

    async def chunks():  # type: ignore[no-untyped-def]
        for _ in range(40):
            yield b"x" * (64 << 10)

    assert (await anyone.post("/api/sessions", content=chunks())).status_code == 413


async def test_what_concerns_an_account_is_written_down(app: FastAPI, ada: make.Member) -> None:
    async with browser_of(app) as other:
        await sign_in(other, ada.email, make.PASSWORD)
        await other.delete("/api/sessions/current")
    token = (await ada.http.post("/api/tokens", json={"name": "x", "scopes": ["read"]})).json()
    await ada.http.delete(f"/api/tokens/{token['id']}")
    await ada.http.put("/api/me/password", json={"current": make.PASSWORD, "new": "another good one"})
    async with open_system_session.begin() as db:
        query = select(AuditEntry.action).where(AuditEntry.person_id == ada.id, AuditEntry.team_id.is_(None))
        actions = (await db.execute(query.order_by(AuditEntry.id))).scalars().all()
    assert set(actions) == {
        "account.added",
        "session.started",
        "session.ended",
        "token.added",
        "token.revoked",
        "password.changed",
    }

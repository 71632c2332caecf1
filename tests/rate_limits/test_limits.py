"""Who does too much waits, who goes on is banned, and the banned hear nothing; addresses as a trusted proxy says."""

import asyncio
import random
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from httpx_ws import WebSocketDisconnect, aconnect_ws
from httpx_ws.transport import ASGIWebSocketTransport
from sqlalchemy import text
from starlette.responses import Response

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.settings import configure, settings
from scrollkeeper.main import create_app
from scrollkeeper.rate_limits import bans, credentials, guard, limiter
from scrollkeeper.rate_limits.guard import STRICT, Guard
from tests import make
from tests.conftest import browser_of
from tests.realtime.conftest import until

GUARDED = {
    ("POST", "/api/sessions"): "sign_in",
    ("POST", "/api/sessions/second-factor"): "sign_in",
    ("POST", "/api/sessions/passkey"): "sign_in",
    ("POST", "/api/sessions/current/proof"): "sign_in",
    ("POST", "/api/confirmations"): "sign_in",
    ("POST", "/api/invitations/{code}/accept"): "sign_in",
    ("POST", "/api/accounts"): "sign_up",
    ("POST", "/api/sign-in/new"): "sign_up",
    ("POST", "/api/password/forgotten"): "reset",
    ("POST", "/api/password/reset"): "reset",
    ("POST", "/api/me/email/verification"): "reset",
    ("PUT", "/api/me/email"): "reset",
}
SIGN_IN = {"email": "nobody@example.org", "password": "not the password"}


def some_address() -> str:
    return f"198.18.{random.randrange(256)}.{random.randrange(1, 255)}"


@pytest.fixture(scope="module")
def trusting(app: object, database_url: str) -> Iterator[FastAPI]:
    """An app that trusts its peer to say where a request comes from."""
    before = settings()
    configure(before.model_copy(update={"trusted_proxies": "127.0.0.1"}))
    yield create_app()
    configure(before)


@pytest.fixture
async def behind_proxy(trusting: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with browser_of(trusting) as client:
        yield client


def live(app: FastAPI) -> httpx.AsyncClient:
    """A client for sockets; to be opened and closed in the test itself."""
    return httpx.AsyncClient(transport=ASGIWebSocketTransport(app=app), base_url="http://test")


async def knock(app: FastAPI, address: str) -> list[Any]:
    """What a WebSocket hears before it is let in."""
    heard: list[Any] = []
    headers = [(b"x-forwarded-for", address.encode())]
    scope = {"type": "websocket", "path": "/api/live", "headers": headers, "client": ("127.0.0.1", 1)}

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        heard.append(message)

    await app(scope, receive, send)
    return heard


def from_(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address}


async def test_signing_in_is_limited_by_address_whatever_the_names(behind_proxy: httpx.AsyncClient) -> None:
    address = some_address()
    burst = limiter.RATES["sign_in"].burst
    for number in range(burst):
        body = SIGN_IN | {"email": make.email(f"n{number}")}
        assert (await behind_proxy.post("/api/sessions/none", json=body, headers=from_(address))).status_code != 429
    answer = await behind_proxy.post("/api/sessions", json=SIGN_IN, headers=from_(address))
    assert answer.status_code == 429
    assert answer.headers["content-type"] == "application/problem+json"
    assert 1 <= int(answer.headers["retry-after"]) <= 3
    other = await behind_proxy.post("/api/sessions/none", json={}, headers=from_(some_address()))
    assert other.status_code != 429


@pytest.fixture
def another_process(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on, this process knows as little as one that has just started."""

    def forget() -> None:
        monkeypatch.setattr(credentials, "_good_until", OrderedDict())
        monkeypatch.setattr(limiter, "_leases", OrderedDict())

    return forget


async def use_up(action: str, address: str) -> None:
    async with open_system_session.begin() as db:
        far = "clock_timestamp() + interval '1 day'"
        used = f"insert into rate_limits values ('{action}:{address}/32', {far})"
        await db.execute(text(f"{used} on conflict (key) do update set used_until = {far}"))


async def test_a_made_up_session_is_a_stranger(
    behind_proxy: httpx.AsyncClient, trusting: FastAPI, another_process: Callable[[], None]
) -> None:
    address = some_address()
    member = await make.member(behind_proxy, "Ada")
    token = (await behind_proxy.post("/api/tokens", json={"name": "x", "scopes": ["read"]})).json()["token"]
    secret = behind_proxy.cookies["scrollkeeper_session"]
    behind_proxy.cookies.clear()

    async def ask(**headers: str) -> int:
        return (await behind_proxy.get("/api/me", headers=from_(address) | headers)).status_code

    good = {"Cookie": f"scrollkeeper_session={secret}"}
    made_up = {"Cookie": f"scrollkeeper_session={secret[:-1]}_"}
    by_token = {"Authorization": f"Bearer {token}"}
    await use_up("stranger", address)
    assert [await ask(), await ask(**made_up), await ask(Authorization="Bearer skp_x")] == [429] * 3
    assert [await ask(**good), await ask(**by_token)] == [200] * 2, "strangers beside them do not delay them"
    another_process()
    assert [await ask(**made_up), await ask(**good), await ask(**by_token)] == [429, 200, 200]
    await use_up("unproved", address)
    assert await ask(**good) == 200, "it is known"
    another_process()
    assert await ask(**good) == 429, "looking credentials up has a bound of its own"
    async with open_system_session.begin() as db:
        await db.execute(text("delete from rate_limits where key like :keys"), {"keys": f"%{address}/32"})
        await db.execute(text("delete from sessions where person_id = :id"), {"id": member.id})
    assert await ask(**good) == 401
    await use_up("stranger", address)
    limiter._leases.clear()
    assert await ask(**good) == 429, "a session that has ended is a stranger's"


async def test_nobody_says_where_they_come_from_but_a_trusted_proxy(anyone: httpx.AsyncClient) -> None:
    address = some_address()
    async with open_system_session.begin() as db:
        ban = await bans.add_ban(db, address, reason="test")
    await bans.current.refresh()
    try:
        assert (await anyone.get("/api/health", headers=from_(address))).status_code == 200
    finally:
        async with open_system_session.begin() as db:
            await bans.remove_ban(db, ban.id)
        await bans.current.refresh()


async def test_whoever_goes_on_is_banned_and_hears_nothing(behind_proxy: httpx.AsyncClient, trusting: FastAPI) -> None:
    address = some_address()
    async with open_system_session.begin() as db:
        far = "clock_timestamp() + interval '1 day'"
        for action in ("sign_in", "violation"):
            await db.execute(text(f"insert into rate_limits values ('{action}:{address}/32', {far})"))
    assert (await behind_proxy.get("/api/health", headers=from_(address))).status_code == 200
    assert (await behind_proxy.post("/api/sessions", json=SIGN_IN, headers=from_(address))).status_code == 429
    for path in ("/api/health", "/", "/api/teams/x/search"):
        answer = await behind_proxy.get(path, headers=from_(address))
        assert (answer.status_code, answer.json()["title"]) == (403, "Banned")
    assert await knock(trusting, address) == [{"type": "websocket.close", "code": 1008, "reason": ""}]
    async with open_system_session.begin() as db:
        found, _ = await bans.list_bans(db, limit=50)
        ban = next(one for one in found if str(one.network) == f"{address}/32")
        assert ban.automatic
        assert ban.expires_at is not None
        await bans.lift_ban(db, address)
    await bans.current.refresh()
    assert (await behind_proxy.get("/api/health", headers=from_(address))).status_code == 200


async def test_open_sockets_of_the_banned_are_closed(behind_proxy: httpx.AsyncClient, trusting: FastAPI) -> None:
    address = some_address()
    member = await make.member(behind_proxy, "Mallory")
    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in behind_proxy.cookies.items())}
    async with (
        live(trusting) as sockets,
        aconnect_ws("http://test/api/live", sockets, headers=from_(address) | cookie) as socket,
    ):
        await socket.send_json({"do": "join", "topic": f"team:{member.team}"})
        await socket.receive_json(timeout=10)
        async with open_system_session.begin() as db:
            ban = await bans.add_ban(db, address, reason="test")
        # The notice of it has to bring that about; nothing is refreshed here.
        with pytest.raises(WebSocketDisconnect) as closed:
            await socket.receive_json(timeout=10)
    assert closed.value.code == 4423
    async with open_system_session.begin() as db:
        await bans.remove_ban(db, ban.id)
    await bans.current.refresh()


def test_every_guarded_pattern_is_of_a_route(app: FastAPI) -> None:
    """What is guarded exists, and what is worth guessing at or sends emails is guarded."""
    operations = [(method.upper(), path) for path, found in app.openapi()["paths"].items() for method in found]
    for verb, pattern, _ in STRICT:
        assert any(method == verb and pattern.match(path) for method, path in operations), (verb, pattern.pattern)
    guarded = {
        (method, path): action
        for method, path in operations
        for verb, pattern, action in STRICT
        if method == verb and pattern.match(path)
    }
    assert {one: guarded.get(one) for one in GUARDED} == GUARDED
    assert {action for _, _, action in STRICT} <= set(limiter.RATES)


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> tuple[Guard, asyncio.Event]:
    """The guard before an app that answers when it is told to, with room for two of one address."""
    go_on = asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await go_on.wait()
        await Response("done")(scope, receive, send)

    monkeypatch.setattr(guard, "CONNECTIONS", 2)
    return Guard(slow), go_on


async def test_one_address_has_so_many_connections(crowded: tuple[Guard, asyncio.Event]) -> None:
    limited, go_on = crowded

    async def ask(address: str) -> int:
        transport = httpx.ASGITransport(app=limited, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return (await client.get("/")).status_code

    one, other = "2001:db8:7:7::", "2001:db8:7:8::1"
    waiting = [asyncio.create_task(ask(one + end)) for end in ("1", "2")]
    await until(lambda: sum(limited._open.values()) == 2)
    assert await ask(one + "3") == 429, "addresses of one /64 are one client"
    waiting += [asyncio.create_task(ask(address)) for address in (other, "127.0.0.1", "127.0.0.1", "127.0.0.1")]
    await until(lambda: sum(limited._open.values()) == 6)
    go_on.set()
    assert await asyncio.gather(*waiting) == [200] * 6
    assert await ask(one + "3") == 200, "what was answered makes room"
    assert not limited._open


async def test_a_rate_holds_across_processes_to_the_last_one(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limiter.RATES, "probe", limiter.Rate(burst=10, period=3600))
    answers = await asyncio.gather(*(limiter.seconds_to_wait("probe", "many at once") for _ in range(30)))
    assert answers.count(0) == 10
    assert all(3000 < wait <= 3600 for wait in answers if wait)


async def test_leases_do_not_give_more_than_the_burst(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limiter.RATES, "leased", limiter.Rate(burst=10, period=3600, lease=4))
    answers = [await limiter.seconds_to_wait("leased", "one") for _ in range(15)]
    assert answers[:10] == [0] * 10
    assert all(answers[10:])


async def test_what_is_asked_at_once_shares_a_lease(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page asks for thirty pictures at the same moment; if each took a lease, nothing would be left for the rest."""
    monkeypatch.setitem(limiter.RATES, "leased", limiter.Rate(burst=12, period=3600, lease=4))
    answers = await asyncio.gather(*(limiter.seconds_to_wait("leased", "many") for _ in range(12)))
    assert answers == [0] * 12
    assert await limiter.seconds_to_wait("leased", "many") > 0


async def test_a_person_who_searches_too_much_waits(ada: make.Member, eve: make.Member) -> None:
    async with open_system_session.begin() as db:
        far = "clock_timestamp() + interval '1 day'"
        await db.execute(text(f"insert into rate_limits values ('search:{ada.id}', {far})"))
        await db.execute(text(f"insert into rate_limits values ('upload:{ada.id}', {far})"))
    answer = await ada.http.get(ada.url("/search?q=x"))
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert (await ada.http.post(ada.url("/uploads"), headers={"Tus-Resumable": "1.0.0"})).status_code == 429
    assert (await eve.http.get(eve.url("/search?q=x"))).status_code == 200

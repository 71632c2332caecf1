"""Turning news on in a browser, by whom, with what, and what becomes of it when its session ends."""

import io
import json
import zipfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text, update

from scrollkeeper.accounts.models import Session
from scrollkeeper.accounts.service import end_expired_sessions
from scrollkeeper.core import keyring
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.settings import configure, settings
from scrollkeeper.notifications.push import keys, service
from scrollkeeper.notifications.push.models import PushKey, PushSubscription
from tests import make
from tests.conftest import browser_of
from tests.push.browser import SoftBrowser
from tests.push.conftest import browsers, turn_on


async def second_browser(app, who: make.Member, stack) -> make.Member:
    http = await stack.enter_async_context(browser_of(app, **{"User-Agent": "Mozilla/5.0 (Windows) Firefox/140.0"}))
    answer = await http.post("/api/sessions", json={"email": who.email, "password": make.PASSWORD})
    assert answer.status_code in (200, 201), answer.text
    return make.Member(http, who.id, who.email, who.personal, who.team, who.slug)


@pytest.fixture
async def elsewhere(app, ada):
    """Ada, signed in with another browser."""
    async with AsyncExitStack() as stack:
        yield await second_browser(app, ada, stack)


async def test_each_browser_is_turned_on_by_itself_and_once(ada, elsewhere, vendor):
    before = (await ada.http.get("/api/me/push")).json()
    assert (before["enabled"], before["items"]) == (True, [])
    await turn_on(ada, vendor, "laptop")
    await turn_on(elsewhere, vendor, "telephone")
    assert [(one["device"], one["current"]) for one in await browsers(elsewhere)] == [
        ("Firefox on Windows", True),
        ("a Python script", False),
    ]
    # What a browser has anew takes the place of what it had, and so does what another person has in it.
    await turn_on(ada, vendor, "laptop-renewed")
    assert len(await browsers(ada)) == 2
    assert (await ada.http.get("/api/me/push")).json()["key"] == before["key"], "browsers are bound to it"


async def test_whoever_turns_it_on_in_a_shared_browser_has_it_alone(ada, eve, vendor):
    await turn_on(ada, vendor, "shared-computer")
    await turn_on(eve, vendor, "shared-computer")
    assert (await browsers(ada), len(await browsers(eve))) == ([], 1)


async def test_nobody_else_reaches_it(ada, eve, anyone, vendor):
    one = f"/api/me/push/{(await turn_on(ada, vendor, 'mine'))['id']}"
    body = SoftBrowser().subscription(f"{vendor.url}/x/y")
    for client, status in ((eve.http, 404), (anyone, 401)):
        assert (await client.post(f"{one}/test")).status_code == status
        assert (await client.delete(one)).status_code == status
    assert (await anyone.get("/api/me/push")).status_code == 401
    assert (await anyone.post("/api/me/push", json=body)).status_code == 401
    assert (await browsers(eve), len(await browsers(ada))) == ([], 1)
    assert (await ada.http.post(f"{one}/test")).status_code == 202
    assert (await ada.http.delete(one)).status_code == 204
    assert (await ada.http.delete(one)).status_code == 404
    assert await browsers(ada) == []


GOOD = SoftBrowser().keys


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"endpoint": "http://127.0.0.1:9/x"}, "endpoint"),
        ({"endpoint": "https://10.0.0.1/x"}, "not on the public internet"),
        ({"endpoint": "https://[::1]/x"}, "not on the public internet"),
        ({"endpoint": "https://a:b@1.1.1.1/x"}, "name or password"),
        ({"endpoint": "https://1.1.1.1:22/x"}, "Port 22"),
        ({"endpoint": "https://1.1.1.1/" + "x" * 1_000}, "endpoint"),
        ({"keys": {**GOOD, "p256dh": GOOD["p256dh"][:-4]}}, "The key must have at least 87 characters"),
        ({"keys": {**GOOD, "p256dh": "B" + "A" * 86}}, "keys.p256dh is not a public key"),
        ({"keys": {**GOOD, "p256dh": "é=="}}, "The key must have at least 87 characters"),
        ({"keys": {**GOOD, "auth": "AAAA"}}, "The auth must have at least 22 characters"),
        ({"keys": {**GOOD, "auth": "A"}}, "The auth must have at least 22 characters"),
        ({"keys": {}}, "The key is missing"),
    ],
)
async def test_what_no_browser_gives_is_refused_with_a_reason(ada, change, said):
    answer = await ada.http.post("/api/me/push", json={"endpoint": "https://1.1.1.1/x", "keys": GOOD} | change)
    assert answer.status_code == 422, answer.text
    assert said in answer.json()["detail"]
    assert await browsers(ada) == []


async def test_twenty_browsers_are_enough(ada, elsewhere, vendor):
    await turn_on(ada, vendor, "laptop")
    async with open_system_session.begin() as db:
        for number in range(service.MOST - 1):
            session = Session(
                person_id=ada.id,
                token_hash=uuid4().bytes,
                user_agent="",
                address="",
                expires_at=datetime.now(UTC) + timedelta(days=1),
            )
            db.add(session)
            await db.flush()
            endpoint = f"{vendor.url}/x/{ada.id}-{number}"
            db.add(PushSubscription(person_id=ada.id, session_id=session.id, endpoint=endpoint, point=b"", auth=b""))
    answer = await elsewhere.http.post("/api/me/push", json=SoftBrowser().subscription(f"{vendor.url}/x/y"))
    assert (answer.status_code, "Remove one" in answer.json()["detail"]) == (409, True)
    await turn_on(ada, vendor, "laptop-again")
    assert len(await browsers(ada)) == service.MOST


async def left() -> set[str]:
    async with open_system_session.begin() as db:
        return {one.rpartition("/")[2] for one in (await db.scalars(select(PushSubscription.endpoint))).all()}


async def test_it_goes_with_the_session(ada, elsewhere, vendor):
    """Signed out here or from elsewhere, or over by itself."""
    await turn_on(ada, vendor, "a")
    await turn_on(elsewhere, vendor, "b")
    sessions = (await ada.http.get("/api/sessions")).json()["items"]
    other = next(one["id"] for one in sessions if not one["current"])
    assert (await ada.http.delete(f"/api/sessions/{other}")).status_code == 204
    assert {"a", "b"} & await left() == {"a"}
    async with open_system_session.begin() as db:
        await db.execute(update(Session).where(Session.person_id == ada.id).values(expires_at=text("now()")))
    async with open_system_session.begin() as db:
        assert (await db.scalars(service.select_subscriptions(ada.id))).all() == []
        await end_expired_sessions(db)
    assert {"a", "b"} & await left() == set()


async def test_signing_out_ends_it(ada, vendor):
    await turn_on(ada, vendor, "signed-out")
    assert (await ada.http.delete("/api/sessions/current")).status_code in (200, 204)
    assert "signed-out" not in await left()


async def test_it_goes_with_the_account_and_is_in_the_export(ada, vendor):
    await turn_on(ada, vendor, "exported")
    archive = zipfile.ZipFile(io.BytesIO((await ada.http.get("/api/me/export")).content))
    [one] = json.loads(archive.read("browsers.json"))
    assert set(one) == {"id", "user_agent", "created_at", "last_sent_at"}, "with the rest anybody could send there"
    async with open_system_session.begin() as db:
        await db.execute(text("delete from people where id = :person"), {"person": ada.id})
    assert "exported" not in await left()


async def test_the_host_can_turn_it_off(ada, vendor):
    one = await turn_on(ada, vendor, "early")
    before = settings()
    configure(before.model_copy(update={"web_push": False}))
    try:
        seen = (await ada.http.get("/api/me/push")).json()
        assert (seen["enabled"], seen["key"], len(seen["items"])) == (False, None, 1)
        answer = await ada.http.post("/api/me/push", json=SoftBrowser().subscription(f"{vendor.url}/x/y"))
        assert (answer.status_code, "turned off" in answer.json()["detail"]) == (403, True)
        assert (await ada.http.post(f"/api/me/push/{one['id']}/test")).status_code == 403
    finally:
        configure(before)


async def test_the_key_is_sealed_and_sealed_again(ada, tmp_path):
    before = settings()
    public = (await ada.http.get("/api/me/push")).json()["key"]
    async with open_system_session.begin() as db:
        private = await keys.private_key(db)
        assert b"PRIVATE KEY" in private
        assert private not in (await db.execute(select(PushKey.private))).scalar_one()
        old = keyring.keys_file().read_text()
        (tmp_path / "secret.keys").write_text(old)
    configure(before.model_copy(update={"secret_keys_file": tmp_path / "secret.keys"}))
    try:
        keyring.add_key()
        async with open_system_session.begin() as db:
            assert await keys.seal_key_again(db) == 1
        newest = keyring.keys_file().read_text().split()[0]
        keyring.keys_file().write_text(newest)
        async with open_system_session.begin() as db:
            assert (await keys.private_key(db), await keys.seal_key_again(db)) == (private, 0)
            row = await db.get_one(PushKey, 1)
            (tmp_path / "secret.keys").write_text(f"{old}\n{newest}")
            row.private = keyring.seal(keys.PURPOSE, private)
    finally:
        configure(before)
    assert (await ada.http.get("/api/me/push")).json()["key"] == public

"""Signing in with an authenticator app or a recovery code after the password."""

import base64
import time
from collections.abc import Callable
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import text

from scrollkeeper.accounts.sign_in_methods import authenticators, totp
from scrollkeeper.core import keyring
from tests import make
from tests.accounts.test_proof import grow_old
from tests.conftest import browser_of

STEP = "/api/sessions/second-factor"


def code_of(seed: str, later: int = 0) -> str:
    """What the app shows now, or some half minutes later."""
    padded = seed + "=" * (-len(seed) % 8)
    return totp.code_at(base64.b32decode(padded), int(time.time() // 30) + later)


async def add_app(member: make.Member) -> tuple[str, list[str]]:
    """Set up an authenticator app; gives its seed and the recovery codes."""
    setup = (await member.http.post("/api/me/authenticator/setup")).json()
    body = {"setup": setup["setup"], "code": code_of(setup["seed"])}
    answer = await member.http.post("/api/me/authenticator", json=body)
    assert answer.status_code == 201, answer.text
    return setup["seed"], answer.json()["codes"]


async def begin(http: httpx.AsyncClient, member: make.Member) -> httpx.Response:
    return await http.post("/api/sessions", json={"email": member.email, "password": make.PASSWORD})


async def test_the_app_is_asked_for_after_the_password_and_a_code_is_good_once(
    app: FastAPI, ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    seed, codes = await add_app(ada)
    assert len(set(codes)) == 10
    assert (await anyone.get(STEP)).status_code == 401
    assert (await anyone.post(STEP, json={"code": code_of(seed, 1)})).status_code == 401, "the password comes first"

    asked = await begin(anyone, ada)
    assert (asked.status_code, asked.json()) == (202, {"second_factor": ["authenticator", "recovery"]})
    assert (await anyone.get("/api/me")).status_code == 401
    assert (await anyone.get(STEP)).json() == asked.json()
    for wrong in ({"code": code_of(seed, 30)}, {"code": code_of(seed, -1)}, {"recovery_code": "abc"}):
        refused = await anyone.post(STEP, json=wrong)
        assert refused.status_code == 401, "wrong, of a time that is over, and none"
    for malformed in ({}, {"code": "1", "recovery_code": "2"}, {"code": None}, {"code": "9" * 101}):
        assert (await anyone.post(STEP, json=malformed)).status_code == 422
    challenge = dict(anyone.cookies)
    code = code_of(seed, 1)
    entered = await anyone.post(STEP, json={"code": code})
    assert (entered.status_code, entered.json()["person"]["email"]) == (201, ada.email)
    assert (await anyone.get("/api/me")).status_code == 200

    async with browser_of(app) as thief:
        thief.cookies.update(challenge)
        again = await thief.post(STEP, json={"recovery_code": codes[0]})
        assert again.status_code == 401, "an answered challenge is over, even with a right code"
        await begin(thief, ada)
        assert (await thief.post(STEP, json={"code": code})).status_code == 401, "the code was used"
        assert (await thief.post(STEP, json={"recovery_code": codes[0].upper()})).status_code == 201
        await begin(thief, ada)
        assert (await thief.post(STEP, json={"recovery_code": codes[0]})).status_code == 401
    assert (await ada.http.get("/api/me/ways")).json()["recovery_codes"] == 9


async def test_a_challenge_is_of_one_person_and_its_cookie_of_one_browser(
    ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient
) -> None:
    await add_app(ada)
    eves, _ = await add_app(eve)
    answer = await begin(anyone, ada)
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=lax", "path=/"))
    assert (await anyone.post(STEP, json={"code": code_of(eves, 1)})).status_code == 401
    anyone.cookies.set("scrollkeeper_second_factor", "gAAAAA" + "x" * 100)
    assert (await anyone.get(STEP)).status_code == 401


async def test_guessing_codes_is_slowed_and_the_password_does_not_forgive_it(
    ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    seed, _ = await add_app(ada)
    for _ in range(5):
        await begin(anyone, ada)
        assert (await anyone.post(STEP, json={"code": code_of(seed, 99)})).status_code == 401
    assert (await begin(anyone, ada)).status_code == 202
    assert (await anyone.post(STEP, json={"code": code_of(seed, 1)})).status_code == 429
    for code, status in [("000000", 403)] * 4 + [(code_of(seed, 1), 204)] + [("000000", 403)] * 5 + [("000000", 429)]:
        proof = await ada.http.post("/api/sessions/current/proof", json={"code": code})
        assert proof.status_code == status, "whoever is signed in is not delayed by strangers, but slowed all the same"


async def test_strangers_with_the_password_do_not_delay_the_second_step_of_a_known_browser(
    app: FastAPI, ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    seed, _ = await add_app(ada)
    async with browser_of(app) as known:
        await begin(known, ada)
        assert (await known.post(STEP, json={"code": code_of(seed, 1)})).status_code == 201
        for _ in range(5):
            await begin(anyone, ada)
            assert (await anyone.post(STEP, json={"code": "000000"})).status_code == 401
        assert (await begin(anyone, ada)).status_code == 202
        assert (await anyone.post(STEP, json={"code": "000000"})).status_code == 429
        await begin(known, ada)
        assert (await known.post(STEP, json={"code": "000000"})).status_code == 401


async def test_setting_up_needs_a_code_of_the_very_seed_and_a_recent_proof(
    transaction: Callable[[], Any], ada: make.Member, eve: make.Member
) -> None:
    setup = (await ada.http.post("/api/me/authenticator/setup")).json()
    assert setup["dark"].startswith("M")
    wrong = await ada.http.post("/api/me/authenticator", json={"setup": setup["setup"], "code": "12345x"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "code")
    body = {"setup": setup["setup"], "code": code_of(setup["seed"])}
    assert (await eve.http.post("/api/me/authenticator", json=body)).status_code == 422, "it was sealed for Ada"
    await grow_old(transaction, ada)
    calls = (("POST", "/authenticator/setup"), ("POST", "/authenticator"), ("POST", "/recovery-codes"))
    for method, path in (*calls, ("DELETE", "/authenticator")):
        refused = await ada.http.request(method, f"/api/me{path}", json=body if path == "/authenticator" else None)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/ask-again"), path
    assert (await ada.http.get("/api/me/ways")).json()["authenticator"] is None


async def test_recovery_codes_come_with_the_first_factor_and_go_with_the_last(
    transaction: Callable[[], Any], ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    assert (await ada.http.post("/api/me/recovery-codes")).status_code == 409
    seed, codes = await add_app(ada)
    setup = (await ada.http.post("/api/me/authenticator/setup")).json()
    second = {"setup": setup["setup"], "code": code_of(setup["seed"])}
    assert (await ada.http.post("/api/me/authenticator", json=second)).status_code == 409
    fresh = (await ada.http.post("/api/me/recovery-codes")).json()["codes"]
    await begin(anyone, ada)
    assert (await anyone.post(STEP, json={"recovery_code": codes[0]})).status_code == 401, "the old ones are void"
    assert (await anyone.post(STEP, json={"recovery_code": fresh[0]})).status_code == 201

    await grow_old(transaction, ada)
    proof = await ada.http.post("/api/sessions/current/proof", json={"code": code_of(seed, 1)})
    assert proof.status_code == 204, "the app proves that it is still the person"
    assert (await ada.http.delete("/api/me/authenticator")).status_code == 204
    ways = (await ada.http.get("/api/me/ways")).json()
    assert (ways["password"], ways["authenticator"], ways["recovery_codes"]) == (True, None, 0)
    assert (await begin(anyone, ada)).status_code == 201


async def test_seeds_are_sealed_and_sealed_again_when_the_key_changes(
    transaction: Callable[[], Any], ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    seed, _ = await add_app(ada)
    query = text("select seed, last_step from authenticators where person_id = :id")

    async def stored() -> bytes:
        async with transaction() as db:
            return bytes((await db.execute(query, {"id": ada.id})).one().seed)

    before = await stored()
    assert base64.b32decode(seed) not in before
    await begin(anyone, ada)
    keyring.add_key()
    assert (await ada.http.get("/api/me")).status_code == 200, "nobody is signed out"
    entered = await anyone.post(STEP, json={"code": code_of(seed, 1)})
    assert entered.status_code == 201, "nor is a sign-in that was half done lost"
    after = await stored()
    assert (keyring.is_stale(before), keyring.is_stale(after)) == (True, False)
    keyring.add_key()
    async with transaction() as db:
        assert await authenticators.seal_seeds_again(db) >= 1
    assert not keyring.is_stale(await stored())

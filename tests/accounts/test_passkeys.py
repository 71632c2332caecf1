"""Passkeys: alone, as second step, where one is asked again; and what is refused."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from scrollkeeper.accounts import service as accounts
from tests import make
from tests.accounts.soft_key import SoftKey
from tests.accounts.test_proof import grow_old
from tests.accounts.test_second_factor import STEP, begin
from tests.conftest import browser_of


async def options(http: httpx.AsyncClient, path: str) -> dict[str, Any]:
    answer = await http.post(f"/api{path}/options")
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["options"])


async def add_passkey(member: make.Member, name: str = "Yellow key") -> tuple[SoftKey, dict[str, Any]]:
    key = SoftKey()
    credential = key.create(await options(member.http, "/me/passkeys"))
    answer = await member.http.post("/api/me/passkeys", json={"name": name, "credential": credential})
    assert answer.status_code == 201, answer.text
    return key, answer.json()


async def enter(http: httpx.AsyncClient, key: SoftKey, **cheat: Any) -> httpx.Response:
    credential = key.use(await options(http, "/sessions/passkey"), **cheat)
    return await http.post("/api/sessions/passkey", json={"credential": credential})


async def test_a_passkey_alone_signs_in_and_is_listed_with_its_name(
    ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient
) -> None:
    key, added = await add_passkey(ada)
    assert len(added["codes"]) == 10
    second, again = await add_passkey(ada, "Telephone")
    assert again["codes"] == [], "recovery codes come with the first factor only"
    asked = await options(anyone, "/sessions/passkey")
    assert (asked["userVerification"], asked.get("allowCredentials", [])) == ("required", [])
    entered = await enter(anyone, key)
    assert (entered.status_code, entered.json()["person"]["email"]) == (201, ada.email)
    assert (await anyone.get("/api/me")).status_code == 200
    ways = (await ada.http.get("/api/me/ways")).json()
    assert [one["name"] for one in ways["passkeys"]] == ["Yellow key", "Telephone"]
    assert ways["passkeys"][0]["last_used_at"]
    assert ways["passkeys_at"] == "http://localhost:8000"

    own = f"/api/me/passkeys/{added['id']}"
    assert (await eve.http.patch(own, json={"name": "Mine"})).status_code == 404
    assert (await eve.http.delete(own)).status_code == 404
    assert (await ada.http.patch(own, json={"name": "Green key"})).status_code == 204
    assert (await ada.http.delete(own)).status_code == 204
    assert (await enter(anyone, key)).status_code == 401
    assert (await enter(anyone, second)).status_code == 201


async def test_what_is_not_signed_for_us_now_by_its_owner_is_refused(
    app: FastAPI, ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    key, _ = await add_passkey(ada)
    assert (await enter(anyone, key, origin="http://localhost:8001")).status_code == 401
    assert (await enter(anyone, key, origin="https://evil.example")).status_code == 401
    assert (await enter(anyone, key, verified=False)).status_code == 401, "alone, it has to know its owner"
    assert (await enter(anyone, SoftKey())).status_code == 401

    credential = key.use(await options(anyone, "/sessions/passkey"))
    body = {"credential": credential}
    async with browser_of(app) as thief:
        assert (await thief.post("/api/sessions/passkey", json=body)).status_code == 401, "not asked there"
        await options(thief, "/sessions/passkey")
        assert (await thief.post("/api/sessions/passkey", json=body)).status_code == 401, "asked something else"
        thief.cookies.update(anyone.cookies)
        cookies = dict(thief.cookies)
        assert (await anyone.post("/api/sessions/passkey", json=body)).status_code == 201
        thief.cookies.update(cookies)
        assert (await thief.post("/api/sessions/passkey", json=body)).status_code == 401, "already completed"

    body = {"credential": key.use(await options(anyone, "/sessions/passkey"))}
    body["credential"]["response"]["signature"] = body["credential"]["response"]["signature"][:-8] + "AAAAAAAA"
    assert (await anyone.post("/api/sessions/passkey", json=body)).status_code == 401
    body = {"credential": key.use(await options(anyone, "/sessions/passkey"))}
    body["credential"]["response"]["authenticatorData"] = "AAAA"
    assert (await anyone.post("/api/sessions/passkey", json=body)).status_code == 401
    key.count = 0
    assert (await enter(anyone, key)).status_code == 401, "a counter that goes back is that of a copy"


async def test_a_passkey_is_the_second_step_after_the_password_and_only_ones_own(
    ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient
) -> None:
    key, _ = await add_passkey(ada)
    eves, _ = await add_passkey(eve)
    assert (await anyone.post(f"{STEP}/passkey/options")).status_code == 401, "the password comes first"
    asked = await begin(anyone, ada)
    assert (asked.status_code, asked.json()) == (202, {"second_factor": ["passkey", "recovery"]})
    step = STEP.removeprefix("/api") + "/passkey"
    wanted = await options(anyone, step)
    assert len(wanted["allowCredentials"]) == 1
    assert wanted["allowCredentials"][0]["transports"] == ["usb"]
    assert (await anyone.post(STEP, json={"passkey": eves.use(wanted)})).status_code == 401
    assert (await anyone.post(STEP, json={"passkey": key.use(wanted)})).status_code == 401, "that one was answered"
    credential = key.use(await options(anyone, step), verified=False)
    assert (await anyone.post(STEP, json={"passkey": credential})).status_code == 201, "a touch is enough here"


async def test_passkeys_are_added_by_whoever_proved_it_lately_for_the_challenge_of_that_session(
    transaction: Callable[[], Any], ada: make.Member, eve: make.Member
) -> None:
    key = SoftKey()
    wanted = await options(ada.http, "/me/passkeys")
    assert wanted["rp"] == {"id": "localhost", "name": "ScrollKeeper"}
    body = {"name": "Key", "credential": key.create(wanted)}
    assert (await eve.http.post("/api/me/passkeys", json=body)).status_code == 401
    far = {"name": "Key", "credential": key.create(wanted, origin="https://evil.example")}
    assert (await ada.http.post("/api/me/passkeys", json=far)).status_code == 422
    assert (await ada.http.post("/api/me/passkeys", json=body)).status_code == 401, "the challenge is used up"
    body["credential"] = key.create(await options(ada.http, "/me/passkeys"))
    assert (await ada.http.post("/api/me/passkeys", json=body)).status_code == 201
    assert (await ada.http.post("/api/me/passkeys/options")).json()["options"]["excludeCredentials"]
    whose = key.handle
    stolen = key.create(await options(eve.http, "/me/passkeys"))
    assert (await eve.http.post("/api/me/passkeys", json={"name": "Key", "credential": stolen})).status_code == 409
    key.handle = whose

    await grow_old(transaction, ada)
    refused = await ada.http.post("/api/me/passkeys/options")
    assert (refused.status_code, refused.json()["ways"]) == (403, ["password", "passkey"])
    proof = "/sessions/current/proof"
    credential = key.use(await options(ada.http, f"{proof}/passkey"), verified=False)
    assert (await ada.http.post(f"/api{proof}", json={"passkey": credential})).status_code == 403
    credential = key.use(await options(ada.http, f"{proof}/passkey"))
    assert (await ada.http.post(f"/api{proof}", json={"passkey": credential})).status_code == 204
    assert (await ada.http.post("/api/me/passkeys/options")).status_code == 200


async def test_the_last_way_in_stays(transaction: Callable[[], Any], ada: make.Member) -> None:
    _, first = await add_passkey(ada)
    _, second = await add_passkey(ada)
    async with transaction() as db:
        (await accounts.get_person(db, ada.id)).password_hash = None
    assert (await ada.http.delete(f"/api/me/passkeys/{first['id']}")).status_code == 204
    refused = await ada.http.delete(f"/api/me/passkeys/{second['id']}")
    assert (refused.status_code, "only sign-in method" in refused.json()["detail"]) == (409, True)
    assert len((await ada.http.get("/api/me/ways")).json()["passkeys"]) == 1


@pytest.mark.parametrize("response", [{}, {"clientDataJSON": "é", "authenticatorData": "", "signature": ""}])
async def test_malformed_credentials_are_refused(anyone: httpx.AsyncClient, response: dict[str, str]) -> None:
    await options(anyone, "/sessions/passkey")
    credential = {"id": "A", "rawId": "A", "type": "public-key", "response": response}
    assert (await anyone.post("/api/sessions/passkey", json={"credential": credential})).status_code == 422
    whole = {"clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA"}
    body = {"credential": {**credential, "response": whole}}
    assert (await anyone.post("/api/sessions/passkey", json=body)).status_code == 401

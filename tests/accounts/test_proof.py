"""Sensitive actions ask again who one is."""

from collections.abc import Callable
from typing import Any

import httpx
from sqlalchemy import text

from scrollkeeper.accounts import service as accounts
from scrollkeeper.accounts import tokens
from tests import make

NEW = {"new": "another good sentence"}


async def grow_old(transaction: Callable[[], Any], member: make.Member) -> None:
    """As if the person had proved who they are a while ago."""
    async with transaction() as db:
        change = text("update sessions set proved_at = now() - interval '16 minutes' where person_id = :id")
        await db.execute(change, {"id": member.id})


async def test_a_session_that_was_proved_long_ago_is_asked_again(
    transaction: Callable[[], Any], ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    async with transaction() as db:
        old_hash = (await accounts.get_person(db, ada.id)).password_hash

    async def without_password(value: str | None) -> None:
        async with transaction() as db:
            (await accounts.get_person(db, ada.id)).password_hash = value

    assert (await ada.http.put("/api/me/password", json=NEW)).status_code == 403, "who has a password must give it"
    await grow_old(transaction, ada)
    await without_password(None)
    refused = await ada.http.put("/api/me/password", json=NEW)
    assert (refused.status_code, refused.json()["type"], refused.json()["ways"]) == (403, "/problems/ask-again", [])

    await without_password(old_hash)
    proof = {"password": make.PASSWORD}
    assert (await anyone.post("/api/sessions/current/proof", json=proof)).status_code == 401
    wrong = await ada.http.post("/api/sessions/current/proof", json={"password": "not this one"})
    assert (wrong.status_code, wrong.json()["type"]) == (403, "about:blank")
    await without_password(None)
    assert (await ada.http.put("/api/me/password", json=NEW)).status_code == 403, "a wrong proof is none"
    await without_password(old_hash)
    assert (await ada.http.post("/api/sessions/current/proof", json=proof)).status_code == 204
    await without_password(None)
    assert (await ada.http.put("/api/me/password", json=NEW)).status_code == 204


async def test_a_token_proves_nothing(
    transaction: Callable[[], Any], ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    async with transaction() as db:
        _, secret = await tokens.add_token(db, ada.id, name="a script")
        (await accounts.get_person(db, ada.id)).password_hash = None
    anyone.headers["authorization"] = f"Bearer {secret}"
    assert (await anyone.get("/api/me")).status_code == 200
    for answer in (
        await anyone.put("/api/me/password", json=NEW),
        await anyone.post("/api/sessions/current/proof", json={"password": make.PASSWORD}),
    ):
        assert answer.status_code == 403
        assert "browser" in answer.json()["detail"]


async def test_guessing_at_the_question_is_slowed(ada: make.Member) -> None:
    for _ in range(5):
        answer = await ada.http.post("/api/sessions/current/proof", json={"password": "wrong wrong"})
        assert answer.status_code == 403
    assert (await ada.http.post("/api/sessions/current/proof", json={"password": make.PASSWORD})).status_code == 429

"""Accounts whose names and addresses can be written in several ways: each is one, and those of before stay."""

import unicodedata
from importlib import import_module

import httpx
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, pool, text

from scrollkeeper.core.db import sqlalchemy_url
from tests import make


async def sign_up(client: httpx.AsyncClient, email: str, name: str = "Ada") -> httpx.Response:
    return await client.post("/api/accounts", json={"email": email, "name": name, "password": make.PASSWORD})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("üser-{}@example.org", "u\u0308ser-{}@example.org"),
        ("Üser-{}@example.org", "üser-{}@example.org"),
        ("user-{}@bücher.example", "user-{}@xn--bcher-kva.example"),
        ("user-{}@XN--BCHER-KVA.example", "user-{}@BÜCHER.example"),
    ],
)
async def test_one_mailbox_is_one_account(anyone: httpx.AsyncClient, first: str, second: str) -> None:
    mine = make.email().partition("@")[0]
    assert (await sign_up(anyone, first.format(mine))).status_code == 201
    again = await sign_up(anyone, second.format(mine))
    assert again.status_code == 409, again.text
    for typed in (first, second):
        entered = {"email": typed.format(mine), "password": make.PASSWORD}
        assert (await anyone.post("/api/sessions", json=entered)).status_code == 201, typed


async def test_names_have_one_form(anyone: httpx.AsyncClient) -> None:
    made = await sign_up(anyone, make.email(), "  Ana\u202e Mari\u0301a\u200b ")
    assert made.status_code == 201
    assert made.json()["person"]["name"] == "Ana María"
    assert made.json()["teams"][0]["name"] == "Ana María"
    renamed = await anyone.patch("/api/me", json={"name": "Übermut".encode().decode()})
    assert renamed.json()["person"]["name"] == unicodedata.normalize("NFC", "Übermut")


@pytest.mark.parametrize("name", ["\u200b", "\u202e", "\u2066\u2069", "\u3164", "\u2800", "\u0301", "a\u0007b"])
async def test_nobody_is_called_nothing(ada: make.Member, anyone: httpx.AsyncClient, name: str) -> None:
    for answer in (
        await sign_up(anyone, make.email(), name),
        await ada.http.patch("/api/me", json={"name": name}),
        await ada.http.post("/api/teams", json={"name": name}),
        await ada.http.patch(ada.url(), json={"name": name}),
        await ada.http.post("/api/tokens", json={"name": name, "scopes": ["read"]}),
        await ada.http.post(ada.url("/notes"), json={"title": name}),
        await ada.http.put(ada.url("/colors"), json={"meanings": {"yellow": name}}),
    ):
        assert answer.status_code == 422, answer.request.url


async def test_a_letter_goes_to_the_form_in_the_dns(anyone: httpx.AsyncClient) -> None:
    made = await sign_up(anyone, make.email().replace("example.org", "bücher.example"))
    assert made.json()["person"]["email"].endswith("@xn--bcher-kva.example")


async def test_accounts_of_before_stay_and_are_signed_in_to(
    app: object, database_url: str, anyone: httpx.AsyncClient
) -> None:
    mark = make.email().partition("@")[0]
    spelled = (
        f"{mark}1@bücher.example",
        f"{mark}2@xn--bcher-kva.example",
        f"{mark}2@bücher.example",
        f"u\u0308{mark}3@Bücher.example",
        f"ü{mark}3@bücher.example",
    )
    for number, spelling in enumerate(spelled):
        # As it was before: each spelling is another account.
        assert (await sign_up(anyone, f"{mark}-{number}@example.org", f"P{number}")).status_code == 201
        _write(
            database_url,
            "update people set email = :now where email = :was",
            now=spelling,
            was=f"{mark}-{number}@example.org",
        )
    _migrate(database_url)
    kept = _write(database_url, "select name, email from people where email like :mark order by name", mark=f"%{mark}%")
    assert dict(kept) == {
        "P0": f"{mark}1@xn--bcher-kva.example",
        "P1": f"{mark}2@xn--bcher-kva.example",
        "P2": f"{mark}2@bücher.example",
        "P3": f"ü{mark}3@xn--bcher-kva.example",
        "P4": f"ü{mark}3@bücher.example",
    }
    for number, spelling in enumerate(spelled):
        entered = {"email": spelling, "password": make.PASSWORD}
        answer = await anyone.post("/api/sessions", json=entered)
        assert answer.json()["person"]["name"] == f"P{number}", spelling
        assert (await sign_up(anyone, spelling)).status_code == 409, spelling


def _migrate(url: str) -> None:
    """That step alone, which only writes rows anew."""
    step = import_module("scrollkeeper.migrations.versions.0020_names_and_addresses_in_one_form")
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool)
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        step.upgrade()


def _write(url: str, statement: str, **values: str) -> list[tuple[str, ...]]:
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool)
    with engine.begin() as connection:
        done = connection.execute(text(statement), values)
        return [tuple(row) for row in done] if done.returns_rows else []

"""Addresses confirmed and changed, and forgotten passwords, by links that a real mail server delivers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from scrollkeeper.accounts.models import Confirmation, Person, Session
from scrollkeeper.accounts.secrets import hash_secret
from scrollkeeper.core.db import open_system_session
from scrollkeeper.email.models import Email
from tests import make
from tests.accounts.conftest import Letterbox
from tests.conftest import browser_of

NEW_PASSWORD = "the tide keeps its own time"


async def use(client: httpx.AsyncClient, secret: str) -> httpx.Response:
    return await client.post("/api/confirmations", json={"secret": secret})


async def person_of(member: make.Member) -> dict[str, object]:
    return (await member.http.get("/api/me")).json()["person"]


async def verified(letterbox: Letterbox, member: make.Member) -> None:
    assert (await use(member.http, await letterbox.secret(member.email))).json()["done"] is True


async def test_signing_up_sends_a_link_that_confirms_the_address_once(
    letterbox: Letterbox, ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    assert (await ada.http.get("/api/me")).json()["verify"] == "suggested"
    secret = await letterbox.secret(ada.email)
    assert await letterbox.subjects(ada.email) == ["Confirm your email address"]
    # Programs that look through mail open what they find; nothing may come of that.
    for method in ("GET", "HEAD"):
        await anyone.request(method, "/confirm")
    look = await anyone.post("/api/confirmations/look", json={"secret": secret})
    assert (look.json()["purpose"], look.json()["email"]) == ("verify_email", ada.email)
    assert (await person_of(ada))["email_verified"] is False

    assert (await use(anyone, secret)).json() == {"purpose": "verify_email", "email": ada.email, "done": True}
    assert (await person_of(ada))["email_verified"] is True
    assert (await ada.http.get("/api/me")).json()["verify"] == "no"
    again = await use(anyone, secret)
    assert again.status_code == 410
    assert "already used" in again.json()["detail"]


async def test_a_link_is_kept_as_a_hash_and_expires(letterbox: Letterbox, ada: make.Member) -> None:
    secret = await letterbox.secret(ada.email)
    this = Confirmation.token_hash == hash_secret(secret)
    async with open_system_session.begin() as db:
        row = (await db.execute(select(Confirmation).where(this))).scalar_one()
        assert secret not in str(vars(row))
        old = datetime.now(UTC) - timedelta(seconds=1)
        await db.execute(update(Confirmation).where(this).values(expires_at=old))
    assert (await use(ada.http, secret)).status_code == 410
    assert (await ada.http.post("/api/confirmations/look", json={"secret": secret})).status_code == 410
    assert (await use(ada.http, "never sent")).status_code == 410


async def test_the_letter_can_be_sent_again_but_not_without_end(
    letterbox: Letterbox, ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    first = await letterbox.secret(ada.email)
    again = "/api/me/email/verification"
    answers = [(await ada.http.post(again)).status_code for _ in range(6)]
    assert answers == [204] * 4 + [429] * 2
    assert len(await letterbox.emails(ada.email)) == 5
    assert (await anyone.post(again)).status_code == 401
    assert (await use(ada.http, first)).status_code == 200, "the email that came first is as good"
    assert (await ada.http.post(again)).status_code == 204
    assert len(await letterbox.emails(ada.email)) == 5, "nothing is left to confirm"


async def test_a_letter_of_a_sign_up_that_fails_is_not_sent(letterbox: Letterbox, ada: make.Member) -> None:
    sign_up = {"email": ada.email, "name": "Eve", "password": make.PASSWORD}
    assert (await ada.http.post("/api/accounts", json=sign_up)).status_code == 409
    assert len(await letterbox.emails(ada.email)) == 1


async def test_the_host_may_want_confirmed_addresses_before_anything_is_changed(
    letterbox: Letterbox, ada: make.Member, setting: Callable[..., None]
) -> None:
    setting(require_verified_email=True)
    assert (await ada.http.get("/api/me")).json()["verify"] == "needed"
    refused = await ada.http.post(ada.url("/papers"), files={"file": ("a.pdf", b"%PDF-1.4")})
    assert refused.status_code == 403
    assert "Confirm your email" in refused.json()["detail"]
    assert (await ada.http.get(ada.url("/papers"))).status_code == 200
    assert (await ada.http.patch("/api/me", json={"name": "Ada K."})).status_code == 200, "one's account is one's own"
    async with open_system_session.begin() as db:
        query = select(Email.id).where(Email.address == ada.email)
        assert (await db.execute(query)).scalars().all()


async def test_a_forgotten_password_is_replaced_by_link_and_everybody_is_signed_out(
    letterbox: Letterbox, ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    forgotten = {"email": ada.email.upper()}
    assert (await anyone.post("/api/password/forgotten", json=forgotten)).status_code == 202
    secret = await letterbox.secret(ada.email)
    assert (await letterbox.subjects(ada.email))[-1] == "Choose a new password"
    assert (await use(anyone, secret)).status_code == 410, "it confirms nothing by itself"
    assert (await anyone.post("/api/confirmations/look", json={"secret": secret})).json()["email"] == ada.email

    weak = await anyone.post("/api/password/reset", json={"secret": secret, "password": "Password2026"})
    assert weak.json()["errors"][0]["field"] == "password"
    new = {"secret": secret, "password": NEW_PASSWORD}
    assert (await anyone.post("/api/password/reset", json=new)).status_code == 204
    assert (await anyone.post("/api/password/reset", json=new)).status_code == 410
    assert (await ada.http.get("/api/me")).status_code == 401, "whoever was signed in is not any more"
    assert (await letterbox.subjects(ada.email))[-1] == "Your password was changed"
    old = {"email": ada.email, "password": make.PASSWORD}
    assert (await anyone.post("/api/sessions", json=old)).status_code == 401
    assert (await anyone.post("/api/sessions", json=old | {"password": NEW_PASSWORD})).status_code == 201
    me = (await anyone.get("/api/me")).json()["person"]
    assert me["email_verified"] is True, "the email was read"


async def sign_in_methods_of(member: make.Member) -> tuple[dict[str, str], str]:
    """The header of a new API token, and the address of a new feed."""
    token = (await member.http.post("/api/tokens", json={"name": "script", "scopes": ["read"]})).json()["token"]
    feed = (await member.http.post(member.url("/feed/token"))).json()["url"]
    return {"authorization": f"Bearer {token}"}, feed


async def test_a_reset_ends_tokens_feeds_and_a_change_of_address(
    letterbox: Letterbox, ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    token, feed = await sign_in_methods_of(ada)
    assert [(await anyone.get("/api/me", headers=token)).status_code, (await anyone.get(feed)).status_code] == [200] * 2
    wanted = make.email()
    await ada.http.put("/api/me/email", json={"email": wanted})
    change = await letterbox.secret(wanted)
    await anyone.post("/api/password/forgotten", json={"email": ada.email})
    new = {"secret": await letterbox.secret(ada.email), "password": NEW_PASSWORD}
    assert (await anyone.post("/api/password/reset", json=new)).status_code == 204
    assert (await anyone.get("/api/me", headers=token)).status_code == 401
    assert (await anyone.get(feed)).status_code == 404
    for _ in range(5):
        await ada.http.post("/api/sessions", json={"email": ada.email, "password": "wrong wrong"})
    mine = {"email": ada.email, "password": NEW_PASSWORD}
    assert (await ada.http.post("/api/sessions", json=mine)).status_code == 429, "no browser is known any more"
    assert (await anyone.post("/api/sessions", json=mine)).status_code == 201, (
        "but this one, whose person read the email"
    )
    assert (await use(anyone, change)).status_code == 410, "whoever was signed in may have asked for it"
    told = str((await letterbox.emails(ada.email))[-1])
    assert "1 browser, 1 API token and 1 feed address" in " ".join(told.replace("=\n", "").split())


@pytest.mark.parametrize("end_tokens", [True, False])
async def test_a_change_ends_tokens_and_feeds_where_that_is_wanted(
    letterbox: Letterbox, ada: make.Member, anyone: httpx.AsyncClient, end_tokens: bool
) -> None:
    token, feed = await sign_in_methods_of(ada)
    change = {"current": make.PASSWORD, "new": NEW_PASSWORD, "end_tokens": end_tokens}
    assert (await ada.http.put("/api/me/password", json=change)).status_code == 204
    assert (await ada.http.get("/api/me")).status_code == 200, "the browser that changed it stays"
    left = [(await anyone.get("/api/me", headers=token)).status_code, (await anyone.get(feed)).status_code]
    assert left == ([401, 404] if end_tokens else [200, 200])
    told = " ".join(str((await letterbox.emails(ada.email))[-1]).replace("=\n", "").split())
    assert ("revoked with it: 1 API token and 1 feed address" in told) is end_tokens
    assert ("Still active: 1 API token and 1 feed address" in told) is not end_tokens


async def test_a_feed_is_silent_while_its_person_is_disabled(ada: make.Member, anyone: httpx.AsyncClient) -> None:
    _, feed = await sign_in_methods_of(ada)
    for disabled, status in ((func.now(), 404), (None, 200)):
        async with open_system_session.begin() as db:
            await db.execute(update(Person).where(Person.id == ada.id).values(disabled_at=disabled))
        assert (await anyone.get(feed)).status_code == status


async def test_asking_for_a_new_password_says_nothing_of_who_has_an_account(
    letterbox: Letterbox, ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    nobody = make.email()
    answers = [await anyone.post("/api/password/forgotten", json={"email": email}) for email in (ada.email, nobody)]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    assert await letterbox.emails(nobody) == []
    for _ in range(8):
        await anyone.post("/api/password/forgotten", json={"email": ada.email})
    assert (await letterbox.subjects(ada.email)).count("Choose a new password") == 5


async def test_a_changed_password_ends_links_and_is_told(letterbox: Letterbox, ada: make.Member) -> None:
    await ada.http.post("/api/password/forgotten", json={"email": ada.email})
    secret = await letterbox.secret(ada.email)
    change = {"current": make.PASSWORD, "new": NEW_PASSWORD}
    assert (await ada.http.put("/api/me/password", json=change)).status_code == 204
    assert (await letterbox.subjects(ada.email))[-1] == "Your password was changed"
    late = {"secret": secret, "password": "somebody else chose this"}
    assert (await ada.http.post("/api/password/reset", json=late)).status_code == 410


@pytest.mark.parametrize("old_first", [True, False])
async def test_an_address_changes_when_both_agree(letterbox: Letterbox, ada: make.Member, old_first: bool) -> None:
    await verified(letterbox, ada)
    new = make.email("ada")
    assert (await ada.http.put("/api/me/email", json={"email": new})).status_code == 202
    assert (await person_of(ada))["wanted_email"] == new
    addresses = [ada.email, new] if old_first else [new, ada.email]
    secrets = [await letterbox.secret(address) for address in addresses]
    first = (await use(ada.http, secrets[0])).json()
    assert (first["done"], first["email"]) == (False, new)
    assert (await use(ada.http, secrets[0])).json()["done"] is False, "one address does not agree for both"
    assert (await person_of(ada))["email"] == ada.email
    assert (await use(ada.http, secrets[1])).json()["done"] is True
    person = await person_of(ada)
    assert (person["email"], person["email_verified"], person["wanted_email"]) == (new, True, None)
    assert (await letterbox.subjects(ada.email))[-1] == "Your email address was changed"
    assert {(await use(ada.http, secret)).status_code for secret in secrets} == {410}


async def test_a_slip_at_sign_up_can_be_mended_with_the_new_address_alone(
    letterbox: Letterbox, ada: make.Member
) -> None:
    new = make.email("ada")
    await ada.http.put("/api/me/email", json={"email": new})
    assert (await use(ada.http, await letterbox.secret(new))).json()["done"] is True
    assert (await person_of(ada))["email"] == new
    assert await letterbox.subjects(ada.email) == ["Confirm your email address"], "a stranger's address hears no more"


async def test_what_a_change_of_address_refuses(
    app: FastAPI, letterbox: Letterbox, ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient
) -> None:
    await verified(letterbox, ada)
    assert (await anyone.put("/api/me/email", json={"email": make.email()})).status_code == 401
    assert (await ada.http.put("/api/me/email", json={"email": ada.email})).status_code == 409

    called_off, wanted = make.email(), make.email()
    await ada.http.put("/api/me/email", json={"email": called_off})
    old = await letterbox.secret(called_off)
    assert (await ada.http.delete("/api/me/email")).status_code == 204
    assert (await use(ada.http, old)).status_code == 410
    await ada.http.put("/api/me/email", json={"email": wanted})
    secrets = [await letterbox.secret(address) for address in (ada.email, wanted)]
    await use(ada.http, secrets[0])
    async with browser_of(app) as faster:
        body = {"email": wanted, "name": "Faster", "password": make.PASSWORD}
        assert (await faster.post("/api/accounts", json=body)).status_code == 201
    assert (await use(ada.http, secrets[1])).status_code == 409
    assert (await person_of(ada))["email"] == ada.email


async def test_a_change_of_address_says_nothing_of_who_has_an_account(
    letterbox: Letterbox, ada: make.Member, eve: make.Member, setting: Callable[..., None]
) -> None:
    await verified(letterbox, ada)
    seen = []
    for email in (eve.email, make.email()):
        answer = await ada.http.put("/api/me/email", json={"email": email})
        seen.append((answer.status_code, answer.content, (await person_of(ada))["wanted_email"] == email))
    assert seen == [(202, b"null", True)] * 2
    assert (await letterbox.subjects(eve.email))[-1] == "You already have an account"
    assert "http" not in str((await letterbox.emails(eve.email))[-1].get_body(("plain",)))
    setting(mail_url=None)
    told = await ada.http.put("/api/me/email", json={"email": eve.email})
    assert told.status_code == 409, "its owner cannot be told, so whoever asks is"


async def test_a_change_of_address_asks_again_who_one_is(ada: make.Member) -> None:
    async with open_system_session.begin() as db:
        long_ago = func.now() - timedelta(hours=1)
        await db.execute(update(Session).where(Session.person_id == ada.id).values(proved_at=long_ago))
    refused = await ada.http.put("/api/me/email", json={"email": make.email()})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/ask-again")

"""Invitations that go out by mail: from people who can be reached, so many a day, and good for the address invited."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import func, select

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.settings import configure, settings
from scrollkeeper.email.limits import MOST_TO_ONE_ADDRESS
from scrollkeeper.email.models import Email
from tests import make


@pytest.fixture
def setting(app: FastAPI) -> Iterator[Callable[..., None]]:
    """Changes settings until the end of the test; there is a mail server, which nothing is handed to here."""
    before = settings()

    def change(**changes: object) -> None:
        configure(before.model_copy(update={"mail_url": SecretStr("smtp://127.0.0.1:9"), **changes}))

    change()
    yield change
    configure(before)


async def invite(who: make.Member, *addresses: str, team: str | None = None) -> httpx.Response:
    body = {"emails": list(addresses), "role": "reader"}
    return await who.http.post(f"/api/teams/{team or who.team}/invitations", json=body)


async def emails_to(address: str) -> list[Email]:
    async with open_system_session() as db:
        return list((await db.scalars(select(Email).where(Email.address == address).order_by(Email.id))).all())


async def code_to(address: str) -> str:
    email = (await emails_to(address))[-1]
    assert email.values is not None
    return str(email.values["link"]).rsplit("/", 1)[1]


async def test_mail_goes_out_in_the_name_of_those_who_can_be_reached(ada: make.Member, setting: object) -> None:
    stranger = make.email("stranger")
    refused = await invite(ada, stranger)
    assert refused.status_code == 403
    assert "Confirm your email address" in refused.json()["detail"]
    async with open_system_session.begin() as db:
        paper, _ = await make.paper(db, ada.scope)
    assert (await ada.http.post(ada.url(f"/papers/{paper.id}/guests"), json={"emails": [stranger]})).status_code == 403
    assert await emails_to(stranger) == []
    # A link is handed on by whoever made it.
    link = await ada.http.post(ada.url("/invitations"), json={"role": "reader"})
    assert link.json()["items"][0]["link"]
    await make.confirm_email(ada)
    sent = await invite(ada, stranger)
    assert sent.status_code == 201
    assert sent.json()["items"][0]["link"] is None
    [email] = await emails_to(stranger)
    assert (email.template, email.sender_id) == ("invitation", ada.id)


async def test_without_mail_links_are_handed_on_whoever_one_is(ada: make.Member) -> None:
    answer = await invite(ada, make.email())
    assert answer.json()["items"][0]["link"]


async def test_one_person_sends_so_much_a_day_over_all_teams(ada: make.Member, setting: Callable[..., None]) -> None:
    setting(emails_to_others_per_day=3)
    await make.confirm_email(ada)
    other = (await ada.http.post("/api/teams", json={"name": "Another"})).json()["id"]
    assert (await invite(ada, make.email(), make.email())).status_code == 201
    again = await invite(ada, make.email(), make.email(), team=other)
    assert again.status_code == 429
    assert again.headers["retry-after"]
    assert "tomorrow" in again.json()["detail"]
    assert (await invite(ada, make.email(), team=other)).status_code == 201
    # A change of one's address writes to an address that is not one's own yet.
    assert (await ada.http.put("/api/me/email", json={"email": make.email()})).status_code == 429


async def test_one_address_is_sent_so_much_a_day_from_whomever(
    ada: make.Member, eve: make.Member, setting: object
) -> None:
    await make.confirm_email(ada, eve)
    spared = make.email("spared")
    teams = [ada.team, *[(await ada.http.post("/api/teams", json={"name": "More"})).json()["id"] for _ in range(3)]]
    for team in teams:
        assert (await invite(ada, spared, team=team)).status_code == 201
    assert (await invite(eve, spared)).status_code == 201
    assert len(await emails_to(spared)) == MOST_TO_ONE_ADDRESS
    other = make.email()
    for again in (await invite(eve, other, spared.upper()), await invite(ada, spared)):
        assert again.status_code == 429
        assert spared in again.json()["detail"].lower()
    listed = (await eve.http.get(eve.url("/invitations"))).json()["items"]
    resent = await eve.http.post(eve.url(f"/invitations/{listed[0]['id']}/resend"), json={})
    assert resent.status_code == 429
    assert len(await emails_to(spared)) == MOST_TO_ONE_ADDRESS
    assert await emails_to(other) == [], "all or nothing"


async def test_a_mailed_invitation_is_for_the_address_it_was_sent_to(
    ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient, setting: Callable[..., None]
) -> None:
    await make.confirm_email(ada)
    invited = make.email("invited")
    assert (await invite(ada, invited)).status_code == 201
    accept = f"/api/invitations/{await code_to(invited)}/accept"
    refused = await eve.http.post(accept)
    assert refused.status_code == 403
    assert invited in refused.json()["detail"]
    assert (await eve.http.get(ada.url())).status_code == 404
    # Where accounts are by invitation, the email opens one for its address only.
    setting(sign_up="invitation")
    account = {"name": "New", "password": make.PASSWORD, "invitation": accept.split("/")[3]}
    assert (await anyone.post("/api/accounts", json={**account, "email": make.email()})).status_code == 403
    made = await anyone.post("/api/accounts", json={**account, "email": invited.upper()})
    assert made.status_code == 201, made.text
    assert made.json()["person"]["email_verified"] is False
    assert (await anyone.post(accept)).status_code == 200
    me = (await anyone.get("/api/me")).json()
    assert me["person"]["email_verified"] is True, "the code came by an email to this address"


async def test_a_link_that_was_handed_on_is_for_whoever_has_it(ada: make.Member, eve: make.Member) -> None:
    for body in ({"emails": [make.email()], "role": "reader"}, {"role": "editor"}):
        link = (await ada.http.post(ada.url("/invitations"), json=body)).json()["items"][0]["link"]
        assert (await eve.http.post(f"/api/invitations/{link.rsplit('/', 1)[1]}/accept")).status_code == 200
    assert (await eve.http.get("/api/me")).json()["person"]["email_verified"] is False


async def test_the_subject_is_not_for_advertising(ada: make.Member, setting: object) -> None:
    await make.confirm_email(ada)
    name = "WIN https://evil.example/x now\u202e or evil.example or buy@evil.example " + "very long " * 9
    await ada.http.patch("/api/me", json={"name": name})
    await ada.http.patch(ada.url(), json={"name": "www.evil.example Lab"})
    address = make.email()
    assert (await invite(ada, address)).status_code == 201
    [email] = await emails_to(address)
    assert "evil.example" not in email.subject
    assert not {"://", "@", "www.", "\u202e"} & {
        part for part in ("://", "@", "www.", "\u202e") if part in email.subject
    }
    assert email.subject.endswith("invited you to … Lab")
    assert len(email.subject) < 150


async def test_one_person_owns_so_many_teams(ada: make.Member, setting: Callable[..., None]) -> None:
    setting(teams_per_person=3)
    made = [await ada.http.post("/api/teams", json={"name": "Lab"}) for _ in range(3)]
    assert [one.status_code for one in made] == [201, 201, 409]
    assert "3 teams" in made[2].json()["detail"]
    # Made and deleted on the same day still counts; an older one that is deleted makes room.
    assert (await ada.http.delete(f"/api/teams/{made[0].json()['id']}")).status_code == 204
    assert (await ada.http.post("/api/teams", json={"name": "Lab"})).status_code == 409
    async with open_system_session() as db:
        assert await db.scalar(select(func.count()).select_from(Email).where(Email.sender_id == ada.id)) == 0
    setting(teams_per_person=4)
    assert (await ada.http.post("/api/teams", json={"name": "Lab"})).status_code == 201

"""Invitations and requests to join: made, looked at, accepted once, and over."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import func, select, text, update

from scrollkeeper.core.db import open_system_session
from scrollkeeper.teams.models import Invitation
from tests import make


def code_of(link: str) -> str:
    return link.rsplit("/", 1)[1]


async def invite(ada: make.Member, **body: object) -> dict:
    answer = await ada.http.post(ada.url("/invitations"), json={"role": "editor", **body})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_many_are_invited_at_once_and_answered_with_links(
    ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient
) -> None:
    added = await invite(ada, emails=["new@example.org", "NEW@example.org", eve.email, ada.email])
    assert [one["email"] for one in added["items"]] == ["NEW@example.org", eve.email]
    assert added["already_here"] == [ada.email]
    code = code_of(added["items"][1]["link"])
    seen = (await anyone.get(f"/api/invitations/{code}")).json()
    assert (seen["team"]["id"], seen["inviter"], seen["role"], seen["joined"]) == (ada.team, "Ada", "editor", False)
    assert (await anyone.post(f"/api/invitations/{code}/accept")).status_code == 401
    joined = (await eve.http.post(f"/api/invitations/{code}/accept")).json()
    assert (joined["id"], joined["role"]) == (ada.team, "editor")
    assert (await eve.http.get(ada.url("/papers"))).status_code == 200
    again = await anyone.get(f"/api/invitations/{code}")
    assert again.status_code == 410
    assert "Ada" in again.json()["detail"]
    listed = (await ada.http.get(ada.url("/invitations"))).json()["items"]
    assert [one["email"] for one in listed] == ["NEW@example.org"]
    async with open_system_session() as db:
        kept = (await db.scalars(select(Invitation.code_hash))).all()
    assert not any(code.encode() in one for one in kept)


async def test_a_link_lets_in_so_many_and_each_once(ada: make.Member, eve: make.Member) -> None:
    link = (await invite(ada, role="reader", uses=2))["items"][0]["link"]
    accept = f"/api/invitations/{code_of(link)}/accept"
    for _ in range(3):
        assert (await eve.http.post(accept)).status_code == 200
    # Who is in the team already uses nothing up, and loses nothing.
    assert (await ada.http.post(accept)).json()["role"] == "owner"
    assert (await ada.http.get(ada.url("/invitations"))).json()["items"][0]["used"] == 1


async def test_invitations_end(ada: make.Member, eve: make.Member) -> None:
    ended = []
    for how in ("revoked", "resent", "expired", "archived"):
        added = (await invite(ada, uses=5))["items"][0]
        where = ada.url(f"/invitations/{added['id']}")
        if how == "revoked":
            assert (await ada.http.delete(where)).status_code == 204
        elif how == "resent":
            fresh = (await ada.http.post(f"{where}/resend", json={})).json()["link"]
            assert (await eve.http.get(f"/api/invitations/{code_of(fresh)}")).status_code == 200
        elif how == "expired":
            async with open_system_session.begin() as db:
                past = func.now() - timedelta(seconds=1)
                await db.execute(update(Invitation).where(Invitation.id == added["id"]).values(expires_at=past))
        elif how == "archived":
            await ada.http.post(ada.url("/archive"))
        ended.append((how, (await eve.http.post(f"/api/invitations/{code_of(added['link'])}/accept")).status_code))
    assert ended == [("revoked", 410), ("resent", 404), ("expired", 410), ("archived", 409)]


@pytest.mark.parametrize(
    ("inviters", "role", "gives", "status"),
    [
        ("admins", "admin", "admin", 201),
        ("admins", "editor", "reader", 403),
        ("editors", "editor", "editor", 201),
        ("editors", "editor", "admin", 403),
        ("editors", "reader", "reader", 403),
        ("members", "reader", "reader", 201),
        ("members", "reader", "editor", 403),
        ("members", "guest", "reader", 403),
        ("admins", "admin", "owner", 422),
    ],
)
async def test_who_may_invite(
    ada: make.Member, eve: make.Member, inviters: str, role: str, gives: str, status: int
) -> None:
    assert (await ada.http.patch(ada.url(), json={"inviters": inviters})).status_code == 200
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, role)
    answer = await eve.http.post(ada.url("/invitations"), json={"emails": ["someone@example.org"], "role": gives})
    assert answer.status_code == status, answer.text


async def test_whoever_is_removed_lets_nobody_in_any_more(ada: make.Member, eve: make.Member) -> None:
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "admin")
    link = (await eve.http.post(ada.url("/invitations"), json={"role": "admin"})).json()["items"][0]["link"]
    await ada.http.delete(ada.url(f"/members/{eve.id}"))
    assert (await eve.http.post(f"/api/invitations/{code_of(link)}/accept")).status_code == 410


async def test_a_guest_is_invited_to_a_paper_and_may_join_later(ada: make.Member, eve: make.Member) -> None:
    async with open_system_session.begin() as db:
        paper, _ = await make.paper(db, ada.scope)
        other, _ = await make.paper(db, ada.scope)
    guests = ada.url(f"/papers/{paper.id}/guests")
    assert (await eve.http.post(guests, json={"emails": [eve.email]})).status_code == 404
    link = (await ada.http.post(guests, json={"emails": [eve.email]})).json()["items"][0]["link"]
    assert (await eve.http.post(f"/api/invitations/{code_of(link)}/accept")).json()["role"] == "guest"
    assert (await eve.http.get(ada.url(f"/papers/{paper.id}"))).status_code == 200
    assert (await eve.http.get(ada.url(f"/papers/{other.id}"))).status_code == 404
    assert [one["person"]["name"] for one in (await ada.http.get(guests)).json()["items"]] == ["Eve"]
    assert (await eve.http.get(guests)).status_code == 404
    member = (await invite(ada, emails=[eve.email], role="reader"))["items"][0]["link"]
    assert (await eve.http.post(f"/api/invitations/{code_of(member)}/accept")).json()["role"] == "reader"
    assert (await eve.http.get(ada.url(f"/papers/{other.id}"))).status_code == 200
    assert (await ada.http.get(guests)).json()["items"] == []


async def test_a_paper_is_closed_to_a_guest_again(ada: make.Member, eve: make.Member) -> None:
    async with open_system_session.begin() as db:
        paper, _ = await make.paper(db, ada.scope)
    guests = ada.url(f"/papers/{paper.id}/guests")
    link = (await ada.http.post(guests, json={"emails": [eve.email]})).json()["items"][0]["link"]
    await eve.http.post(f"/api/invitations/{code_of(link)}/accept")
    assert (await ada.http.delete(f"{guests}/{eve.id}")).status_code == 204
    assert (await eve.http.get(ada.url(f"/papers/{paper.id}"))).status_code == 404
    assert ada.team not in (await eve.http.get("/api/me")).text


async def test_a_request_to_join_waits_for_an_admin(
    ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient
) -> None:
    join = f"/api/join/{ada.slug}"
    for who in (anyone, eve.http):
        assert (await who.get(join)).status_code == 404
    assert (await eve.http.post(join, json={})).status_code == 404
    await ada.http.patch(ada.url(), json={"takes_requests": True, "default_role": "commenter"})
    assert (await anyone.get(join)).json()["standing"] == "none"
    assert (await anyone.post(join, json={})).status_code == 401
    assert (await eve.http.post(join, json={"message": "Please"})).status_code == 202
    assert (await eve.http.get(ada.url())).status_code == 404
    waiting = (await ada.http.get(ada.url("/requests"))).json()["items"]
    assert [(one["person"]["name"], one["message"]) for one in waiting] == [("Eve", "Please")]
    where = ada.url(f"/requests/{waiting[0]['id']}")
    assert (await eve.http.post(f"{where}/accept", json={})).status_code == 404
    assert (await ada.http.post(f"{where}/refuse")).status_code == 204
    assert (await eve.http.post(join, json={})).status_code == 409
    async with open_system_session.begin() as db:
        await db.execute(text("update join_requests set refused_at = now() - interval '31 days'"))
    assert (await eve.http.post(join, json={})).status_code == 202
    assert (await ada.http.post(f"{where}/accept", json={})).status_code == 204
    assert (await eve.http.get(ada.url())).json()["role"] == "commenter"
    assert (await eve.http.get(join)).json()["standing"] == "member"

"""A sign-in from a browser that was not seen before is told by email; familiar ones are not."""

import httpx
from fastapi import FastAPI

from tests import make
from tests.accounts.conftest import Letterbox
from tests.conftest import browser_of

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"
TOLD = "New sign-in to your account"


async def sign_in(client: httpx.AsyncClient, member: make.Member, **headers: str) -> None:
    body = {"email": member.email, "password": make.PASSWORD}
    assert (await client.post("/api/sessions", json=body, headers=headers)).status_code == 201


async def test_a_browser_is_told_of_once(app: FastAPI, letterbox: Letterbox, ada: make.Member) -> None:
    assert TOLD not in await letterbox.subjects(ada.email), "the browser of the sign-up is the first"
    async with browser_of(app, **{"user-agent": PHONE}) as phone:
        await sign_in(phone, ada)
        email = (await letterbox.emails(ada.email))[-1]
        assert email["Subject"] == TOLD
        body = email.get_body(("plain",))
        assert body is not None
        for word in ("Safari on iPhone", "127.0.0.1", "/settings/sessions"):
            assert word in body.get_content()
        await phone.delete("/api/sessions/current")
        await sign_in(phone, ada, **{"user-agent": PHONE.replace("17", "18")})
        assert (await letterbox.subjects(ada.email)).count(TOLD) == 1, "its cookie is known, though it was updated"
        phone.cookies.delete("scrollkeeper_device")
        await sign_in(phone, ada, **{"user-agent": PHONE.replace("17", "18")})
        assert (await letterbox.subjects(ada.email)).count(TOLD) == 1, "the same kind of browser in the same network"


async def test_a_browser_that_two_people_share_is_new_to_each_once(
    app: FastAPI, letterbox: Letterbox, ada: make.Member, eve: make.Member
) -> None:
    async with browser_of(app, **{"user-agent": PHONE}) as shared:
        for _ in range(2):
            for person in (ada, eve):
                await sign_in(shared, person)
    assert [(await letterbox.subjects(person.email)).count(TOLD) for person in (ada, eve)] == [1, 1]


async def test_a_cookie_that_somebody_made_up_is_not_known(
    app: FastAPI, letterbox: Letterbox, ada: make.Member
) -> None:
    async with browser_of(app, **{"user-agent": PHONE}) as phone:
        await sign_in(phone, ada, cookie="scrollkeeper_device=made-up")
    assert (await letterbox.subjects(ada.email)).count(TOLD) == 1


async def test_sessions_say_where_they_are(ada: make.Member) -> None:
    [session] = (await ada.http.get("/api/sessions")).json()["items"]
    assert session["place"] == "the machine that ScrollKeeper runs on"

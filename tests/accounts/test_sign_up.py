"""Who may make an account: everyone, some domains, or invited people."""

from collections.abc import Callable

import httpx
import pytest

from scrollkeeper.accounts.sign_up import say_domains
from scrollkeeper.core.settings import SettingsRefused, read_settings
from tests import make


async def sign_up(client: httpx.AsyncClient, email: str) -> httpx.Response:
    return await client.post("/api/accounts", json={"email": email, "name": "Ada", "password": make.PASSWORD})


async def test_sign_up_by_domain_and_by_invitation(anyone: httpx.AsyncClient, setting: Callable[..., None]) -> None:
    assert (await anyone.get("/api/sign-up")).json() == {"open_to": "everyone", "domains": [], "mail": False}

    setting(sign_up="uni.example,lab.example")
    assert (await anyone.get("/api/sign-up")).json()["domains"] == ["uni.example", "lab.example"]
    refused = await sign_up(anyone, "ada@uni.example.evil.org")
    assert refused.status_code == 403
    assert "uni.example or lab.example" in refused.json()["detail"]
    ada = await sign_up(anyone, make.email().replace("example.org", "Uni.Example"))
    assert ada.status_code == 201
    team = f"/api/teams/{ada.json()['teams'][0]['id']}"
    unverified = await anyone.patch(team, json={"name": "x"})
    assert unverified.status_code == 403, "an address of a domain must be one's own before it opens anything"
    assert "Confirm your email" in unverified.json()["detail"]
    assert (await anyone.get(f"{team}/papers")).status_code == 200
    assert (await anyone.delete("/api/sessions/current")).status_code == 204

    setting(sign_up="invitation")
    assert (await anyone.get("/api/sign-up")).json()["open_to"] == "invited"
    refused = await sign_up(anyone, make.email())
    assert refused.status_code == 403
    assert "by invitation" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("written", "read"),
    [("open", "open"), (" @Uni.example , lab.example,", "uni.example,lab.example"), ("invitation", "invitation")],
)
def test_how_the_setting_is_read(written: str, read: str) -> None:
    assert read_settings(sign_up=written).sign_up == read


@pytest.mark.parametrize("wrong", ["closed", "open,uni.example", "a@uni.example", "uni..", ","])
def test_what_the_setting_refuses(wrong: str) -> None:
    with pytest.raises(SettingsRefused, match="SIGN_UP"):
        read_settings(sign_up=wrong)


def test_domains_as_people_say_them() -> None:
    assert [say_domains(some) for some in (("a",), ("a", "b"), ("a", "b", "c"))] == ["a", "a or b", "a, b or c"]

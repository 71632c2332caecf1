"""Signing in at an identity provider: whom it lets in, what is linked, and every forgery that is refused."""

import base64
import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwk, jwt
from pydantic import SecretStr

from scrollkeeper.accounts import service as accounts
from scrollkeeper.core import settings
from tests import make
from tests.accounts.fake_provider import CLIENT, SECRET, FakeProvider
from tests.accounts.test_proof import grow_old
from tests.accounts.test_second_factor import STEP, add_app, code_of
from tests.conftest import browser_of

UI = "/sign-in?problem="


@pytest.fixture
def fake(database_url: str) -> Iterator[FakeProvider]:
    provider = FakeProvider()
    before = settings.settings()
    listed = [{"name": "lab", "issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET}]
    settings.configure(before.model_copy(update={"oidc": SecretStr(json.dumps(listed))}))
    yield provider
    settings.configure(before)
    provider.close()


async def begin(http: httpx.AsyncClient, fake: FakeProvider, claims: dict[str, Any], **body: str) -> dict[str, str]:
    """As far as the provider's page, where one signs in as `claims` say; gives what it sends back with the browser."""
    begun = await http.post("/api/sign-in/lab", json=body)
    assert begun.status_code == 200, begun.text
    query = {name: values[0] for name, values in parse_qs(urlsplit(begun.json()["url"]).query).items()}
    code = uuid.uuid4().hex
    fake.nonces[code], fake.claims[code], fake.queries[code] = query["nonce"], claims, query
    return {"code": code, "state": query["state"]}


async def come_back(http: httpx.AsyncClient, answer: dict[str, str]) -> str:
    """The page that one is led to."""
    back = await http.get("/api/sign-in/lab/callback", params=answer)
    assert back.status_code == 303, back.text
    return back.headers["location"]


async def go(http: httpx.AsyncClient, fake: FakeProvider, claims: dict[str, Any], **body: str) -> str:
    return await come_back(http, await begin(http, fake, claims, **body))


def somebody(**claims: Any) -> dict[str, Any]:
    return {"sub": uuid.uuid4().hex, "email": make.email(), "email_verified": True, "name": "Grace Hopper"} | claims


async def confirm_email(transaction: Callable[[], Any], member: make.Member) -> None:
    async with transaction() as db:
        person = await accounts.get_person(db, member.id)
        person.email_verified_at = person.created_at


async def test_somebody_new_gets_an_account_and_comes_back_to_it(
    app: FastAPI, fake: FakeProvider, anyone: httpx.AsyncClient
) -> None:
    assert (await anyone.get("/api/sign-in")).json() == {
        "password": True,
        "providers": [{"name": "lab", "title": "Lab"}],
    }
    grace = somebody()
    assert await go(anyone, fake, grace, next="/t/x?a=1") == "/t/x?a=1"
    me = (await anyone.get("/api/me")).json()
    assert (me["person"]["email"], me["person"]["name"]) == (grace["email"], "Grace Hopper")
    assert me["person"]["email_verified"]
    form, (query,) = fake.forms[-1], fake.queries.values()
    hashed = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert query["code_challenge"] == base64.urlsafe_b64encode(hashed).decode().rstrip("=")
    assert (query["code_challenge_method"], query["scope"]) == ("S256", "openid email profile")
    assert base64.b64decode(form["authorization"].split()[1]).decode() == f"{CLIENT}:s%3Acret%2Fof%20the%20client"

    async with browser_of(app) as other:
        later = {"sub": grace["sub"], "email": make.email(), "email_verified": True}
        assert await go(other, fake, later) == "/"
        assert (await other.get("/api/me")).json()["person"]["id"] == me["person"]["id"], "the subject says who it is"
    left = await anyone.delete("/api/sessions/current")
    assert left.status_code == 200
    assert left.json()["url"].startswith(f"{fake.issuer}/leave?client_id={CLIENT}&post_logout_redirect_uri=")
    assert fake.asked.count("/.well-known/openid-configuration") == fake.asked.count("/keys") == 1, "they are kept"


OTHER = jwk.generate_key("RSA", 2048, {"kid": "first"})
SHARED = jwk.import_key(SECRET * 3, "oct")
FORGERIES: dict[str, Callable[[dict[str, Any], dict[str, Any]], str | None]] = {
    "issuer": lambda header, claims: claims.update(iss="https://evil.example"),
    "audience": lambda header, claims: claims.update(aud="somebody-else"),
    "no audience": lambda header, claims: claims.pop("aud") and None,
    "several audiences without azp": lambda header, claims: claims.update(aud=[CLIENT, "somebody-else"]),
    "issued to somebody else": lambda header, claims: claims.update(azp="somebody-else"),
    "nonce": lambda header, claims: claims.update(nonce="another"),
    "no nonce": lambda header, claims: claims.pop("nonce") and None,
    "over": lambda header, claims: claims.update(exp=claims["iat"] - 61),
    "never over": lambda header, claims: claims.pop("exp") and None,
    "over at true": lambda header, claims: claims.update(exp=True),
    "issued long ago": lambda header, claims: claims.update(iat=claims["iat"] - 700),
    "issued in the future": lambda header, claims: claims.update(iat=claims["iat"] + 120),
    "nobody": lambda header, claims: claims.update(sub=""),
    "number for a subject": lambda header, claims: claims.update(sub=7),
    "another key of that name": lambda header, claims: jwt.encode(header, claims, OTHER),
    "key of another name": lambda header, claims: jwt.encode({"alg": "RS256", "kid": "none"}, claims, OTHER),
    "no algorithm": lambda header, claims: f"{part({'alg': 'none', 'kid': 'first'})}.{part(claims)}.",
    "the secret as key": lambda header, claims: jwt.encode(
        {"alg": "HS256", "kid": "first"}, claims, jwk.import_key(SECRET * 3, "oct")
    ),
    "no token": lambda header, claims: "",
    "three dots": lambda header, claims: "...",
}


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


async def test_no_forged_token_lets_anybody_in(fake: FakeProvider, anyone: httpx.AsyncClient) -> None:
    for name, forge in FORGERIES.items():
        fake.forge = forge
        assert await go(anyone, fake, somebody()) == f"{UI}refused", name
        assert (await anyone.get("/api/me")).status_code == 401, name
    fake.forge = lambda header, claims: claims.update(aud=[CLIENT, "another"], azp=CLIENT)
    assert await go(anyone, fake, somebody()) == "/", "several audiences are fine when it was issued to us"


async def test_only_the_browser_that_began_comes_back_and_only_once(
    app: FastAPI, fake: FakeProvider, anyone: httpx.AsyncClient
) -> None:
    answer = await begin(anyone, fake, somebody())
    async with browser_of(app) as other:
        assert await come_back(other, answer) == f"{UI}over"
        await begin(other, fake, somebody())
        assert await come_back(other, answer) == f"{UI}refused", "that is not the state of this browser"
    cookies = dict(anyone.cookies)
    assert await come_back(anyone, answer | {"iss": "https://evil.example"}) == f"{UI}refused"
    anyone.cookies.update(cookies)
    assert await come_back(anyone, answer) == f"{UI}over", "one answer, right or wrong"
    anyone.cookies.clear()
    assert (
        await come_back(anyone, {**await begin(anyone, fake, somebody()), "error": "access_denied"}) == f"{UI}cancelled"
    )
    assert await come_back(anyone, {"state": (await begin(anyone, fake, somebody()))["state"]}) == f"{UI}refused"
    assert (await anyone.post("/api/sign-in/nowhere", json={})).status_code == 404
    for elsewhere in (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
    ):
        assert (await anyone.post("/api/sign-in/lab", json={"next": elsewhere})).status_code == 422, elsewhere


async def test_who_asks_for_headers_alone_does_not_use_an_answer_up(
    fake: FakeProvider, anyone: httpx.AsyncClient
) -> None:
    answer = await begin(anyone, fake, somebody(email="headers@example.org", email_verified=True))
    head = await anyone.head("/api/sign-in/lab/callback", params=answer)
    assert (head.status_code, head.headers.get_list("set-cookie")) == (303, [])
    assert await come_back(anyone, answer) == "/"


async def test_an_account_is_linked_by_a_confirmed_address_only(
    app: FastAPI, transaction: Callable[[], Any], fake: FakeProvider, ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    mine = somebody(email=ada.email.upper())
    assert await go(anyone, fake, mine) == f"{UI}unconfirmed", "whoever signed up with it may not be its owner"
    await confirm_email(transaction, ada)
    assert (await go(anyone, fake, mine | {"email_verified": False})).startswith("/sign-in?step=new")
    assert (await anyone.get("/api/me")).status_code == 401
    assert await go(anyone, fake, mine | {"email_verified": "true"}) == "/"
    assert (await anyone.get("/api/me")).json()["person"]["id"] == str(ada.id)

    seed, _ = await add_app(ada)
    async with browser_of(app) as other:
        assert await go(other, fake, mine, next="/t/x") == "/sign-in?step=second&next=%2Ft%2Fx"
        assert (await other.get("/api/me")).status_code == 401, "who has a second factor is asked for it here too"
        assert (await other.post(STEP, json={"code": code_of(seed, 1)})).status_code == 201


async def test_who_comes_without_an_address_gives_one_which_has_to_be_confirmed(
    app: FastAPI, fake: FakeProvider, ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    orcid = {"sub": uuid.uuid4().hex, "given_name": "Josiah", "family_name": "Carberry"}
    assert (await anyone.get("/api/sign-in/new")).status_code == 401
    assert await go(anyone, fake, orcid, next="/t/x") == "/sign-in?step=new&next=%2Ft%2Fx"
    assert (await anyone.get("/api/sign-in/new")).json() == {"title": "Lab", "name": "Josiah Carberry", "email": None}
    body = {"email": ada.email, "name": "Josiah Carberry"}
    assert (await anyone.post("/api/sign-in/new", json=body)).status_code == 409, "Ada's account is not for taking"
    body["email"] = make.email()
    cookies = dict(anyone.cookies)
    made = await anyone.post("/api/sign-in/new", json=body)
    assert (made.status_code, made.json()["person"]["email_verified"]) == (201, False)
    async with browser_of(app) as other:
        other.cookies.update(cookies)
        assert (await other.post("/api/sign-in/new", json=body | {"email": make.email()})).status_code == 401
        fake.userinfo = {"sub": "somebody else", "email": ada.email, "email_verified": True}
        assert await go(other, fake, {"sub": "1"}) == f"{UI}refused"
        fake.userinfo = {"sub": "1", "email": make.email(), "email_verified": True}
        assert await go(other, fake, {"sub": "1"}) == "/", "some tell the address only when asked"


async def test_a_signed_in_person_links_and_unlinks(
    app: FastAPI, transaction: Callable[[], Any], fake: FakeProvider, ada: make.Member, eve: make.Member
) -> None:
    account = somebody()
    answer = await begin(ada.http, fake, account, purpose="link")
    async with browser_of(app) as other:
        other.cookies.update(ada.http.cookies)
        other.cookies.set("scrollkeeper_session", eve.http.cookies["scrollkeeper_session"])
        assert await come_back(other, answer) == "/settings/sign-in?problem=over", "it was begun in Ada's session"
    assert await go(ada.http, fake, account, purpose="link") == "/settings/sign-in?linked=lab"
    assert await go(eve.http, fake, account, purpose="link") == "/settings/sign-in?problem=elsewhere"
    linked = (await ada.http.get("/api/me/ways")).json()["identities"]
    assert [(one["provider"], one["email"]) for one in linked] == [("lab", account["email"])]
    async with browser_of(app) as other:
        assert (await other.post("/api/sign-in/lab", json={"purpose": "link"})).status_code == 401
        assert await go(other, fake, account) == "/"
        assert (await other.get("/api/me")).json()["person"]["id"] == str(ada.id)

    await grow_old(transaction, ada)
    asked = await ada.http.post("/api/sign-in/lab", json={"purpose": "link"})
    assert (asked.status_code, asked.json()["ways"]) == (403, ["password", "provider:lab"])
    assert await go(ada.http, fake, somebody(), purpose="proof") == "/proved?problem=other"
    assert await go(ada.http, fake, account | {"auth_time": 1}, purpose="proof") == "/proved?problem=other"
    assert await go(ada.http, fake, account, purpose="proof") == "/proved"
    own = f"/api/me/identities/{linked[0]['id']}"
    assert (await eve.http.delete(own)).status_code == 404
    async with transaction() as db:
        (await accounts.get_person(db, ada.id)).password_hash = None
    assert (await ada.http.delete(own)).status_code == 409, "the last way in stays"
    async with transaction() as db:
        (await accounts.get_person(db, ada.id)).password_hash = "something"
    assert (await ada.http.delete(own)).status_code == 204
    assert (await ada.http.get("/api/me/ways")).json()["identities"] == []


async def test_keys_change_and_a_silent_or_boundless_provider_is_given_up(
    fake: FakeProvider, anyone: httpx.AsyncClient
) -> None:
    assert await go(anyone, fake, somebody()) == "/"
    fake.key = jwk.generate_key("EC", "P-256", {"kid": "second", "use": "sig"})
    fake.published.append(fake.key)
    fake.algorithm = "ES256"
    assert await go(anyone, fake, somebody()) == "/"
    assert fake.asked.count("/keys") == 2
    fake.large = True
    assert await go(anyone, fake, somebody()) == f"{UI}silent"
    answer = await begin(anyone, fake, somebody())
    fake.close()
    assert await come_back(anyone, answer) == f"{UI}silent"


async def test_a_setting_makes_providers_the_only_way_in(
    fake: FakeProvider, ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    before = settings.settings()
    settings.configure(before.model_copy(update={"sign_in": "provider"}))
    try:
        assert (await anyone.get("/api/sign-in")).json()["password"] is False
        person = {"email": ada.email, "password": make.PASSWORD}
        for method, path, body in (
            ("POST", "/sessions", person),
            ("POST", "/accounts", person | {"name": "Ada"}),
            ("PUT", "/me/password", {"current": make.PASSWORD, "new": "another good sentence"}),
            ("POST", "/sessions/passkey/options", None),
        ):
            refused = await ada.http.request(method, f"/api{path}", json=body)
            assert (refused.status_code, "provider" in refused.json()["detail"]) == (403, True), path
        assert await go(anyone, fake, somebody()) == "/"
    finally:
        settings.configure(before)


async def test_a_provider_that_asked_for_a_second_factor_counts_in_that_session_alone(
    fake: FakeProvider, anyone: httpx.AsyncClient, setting: Callable[..., None]
) -> None:
    setting(require_second_factor=True)
    person = somebody()
    said: list[tuple[dict[str, Any], bool]] = [
        ({"amr": ["pwd", "mfa"]}, True), ({"acr": "https://refeds.org/profile/mfa"}, True), ({}, False),
        ({"amr": ["pwd"]}, False), ({"amr": "mfa"}, False), ({"acr": ["mfa"]}, False), ({"acr": "1"}, False),
    ]  # fmt: skip
    for claims, counts in said:
        assert await go(anyone, fake, person | claims) == "/"
        me = (await anyone.get("/api/me")).json()
        assert me["second_factor_needed"] is not counts, claims
        team = f"/api/teams/{me['teams'][0]['id']}"
        assert (await anyone.get(team)).status_code == (200 if counts else 403), claims
        secret = (await anyone.post("/api/tokens", json={"name": "x", "scopes": ["read"]})).json().get("token")
        assert (secret is not None) is counts
        if secret:
            cookies, anyone.cookies = anyone.cookies, httpx.Cookies()
            by_token = await anyone.get(team, headers={"Authorization": f"Bearer {secret}"})
            anyone.cookies = cookies
            assert by_token.status_code == 403, "a token outlives the session that made it"


async def test_what_userinfo_says_of_factors_does_not_count(
    fake: FakeProvider, anyone: httpx.AsyncClient, setting: Callable[..., None]
) -> None:
    setting(require_second_factor=True)
    person = somebody()
    fake.userinfo = person | {"amr": ["mfa"]}
    assert await go(anyone, fake, {"sub": person["sub"]}) == "/"
    assert (await anyone.get("/api/me")).json()["second_factor_needed"] is True


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"), ('[{"name": "a"}]', "issuer"),
        ('[{"name": "A b", "issuer": "https://a.example", "client_id": "c"}]', "name"),
        ('[{"name": "a", "issuer": "http://a.example", "client_id": "c", "client_secret": "hush"}]', "https://"),
        ('[{"name": "a", "issuer": "https://a.example", "client_id": "c", "colour": "red"}]', "colour"),
    ],
)  # fmt: skip
def test_malformed_providers_stop_the_start_without_showing_secrets(
    monkeypatch: pytest.MonkeyPatch, text: str, says: str
) -> None:
    monkeypatch.setenv("SCROLLKEEPER_OIDC", text)
    with pytest.raises(settings.SettingsRefused) as refused:
        settings.read_settings()
    assert "SCROLLKEEPER_OIDC" in str(refused.value)
    assert says in str(refused.value)
    assert "hush" not in str(refused.value)

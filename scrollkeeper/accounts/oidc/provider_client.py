"""What identity providers answer: their description and keys, kept a while, and tokens; bounded in size and time.

All addresses come from the host's settings, or from the description found at one of them; never from a person.
"""

import asyncio
import base64
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import structlog
import urllib3

from scrollkeeper.accounts.oidc.id_tokens import read_keys
from scrollkeeper.core.errors import Unavailable
from scrollkeeper.core.providers import Provider, is_safe

log = structlog.get_logger()
SECONDS, MOST_BYTES = 8, 512 << 10
FRESH_SECONDS = 3600
# A token with an unknown key makes us look for newer ones, but not so often that it becomes an attack.
NEWER_SECONDS = 30
_pool = urllib3.PoolManager(
    num_pools=10, maxsize=4, retries=False, timeout=urllib3.Timeout(connect=SECONDS, read=SECONDS)
)


class ProviderSilent(Unavailable):
    """The identity provider isn’t responding correctly. Try again in a minute."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a provider says of itself (OpenID Connect Discovery)."""

    authorize: str
    token: str
    keys: str
    userinfo: str | None
    sign_out: str | None
    posts_secret: bool


_descriptions: dict[str, tuple[float, Description]] = {}
_keys: dict[str, tuple[float, dict[str | None, Any]]] = {}
_asked_for_newer: dict[str, float] = {}


async def describe(provider: Provider) -> Description:
    kept = _descriptions.get(provider.issuer)
    if kept and time.monotonic() - kept[0] < FRESH_SECONDS:
        return kept[1]
    try:
        document = await _fetch("GET", f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        found = _read_description(document, provider)
    except ProviderSilent:
        # What was true an hour ago most likely still is.
        if kept:
            return kept[1]
        raise
    _descriptions[provider.issuer] = (time.monotonic(), found)
    return found


def _read_description(document: dict[str, Any], provider: Provider) -> Description:
    if document.get("issuer") != provider.issuer:
        log.error("a provider calls itself otherwise", set=provider.issuer, says=document.get("issuer"))
        raise ProviderSilent
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    named = {name: document.get(name) for name in (*needed, "userinfo_endpoint", "end_session_endpoint")}
    for name, url in named.items():
        if (url is None and name in needed) or (url is not None and not (isinstance(url, str) and is_safe(url))):
            log.error("a provider describes itself badly", issuer=provider.issuer, name=name)
            raise ProviderSilent
    methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Description(
        authorize=str(named["authorization_endpoint"]),
        token=str(named["token_endpoint"]),
        keys=str(named["jwks_uri"]),
        userinfo=named["userinfo_endpoint"],
        sign_out=named["end_session_endpoint"],
        posts_secret="client_secret_basic" not in methods,
    )


async def fetch_keys(provider: Provider, *, newer: bool = False) -> dict[str | None, Any]:
    """Its keys by `kid`; `newer` asks again, at most every half minute."""
    kept, now = _keys.get(provider.issuer), time.monotonic()
    if kept and newer and now - _asked_for_newer.get(provider.issuer, -NEWER_SECONDS) < NEWER_SECONDS:
        return kept[1]
    if kept and not newer and now - kept[0] < FRESH_SECONDS:
        return kept[1]
    if newer:
        _asked_for_newer[provider.issuer] = now
    found = read_keys(await _fetch("GET", (await describe(provider)).keys))
    _keys[provider.issuer] = (time.monotonic(), found)
    return found


async def exchange_code(provider: Provider, *, code: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
    """The tokens for a code (RFC 6749 4.1.3 with RFC 7636)."""
    description = await describe(provider)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier}
    headers = {}
    secret = provider.secret
    if secret is None or description.posts_secret:
        form |= {"client_id": provider.client_id} | ({"client_secret": secret} if secret else {})
    else:
        pair = f"{quote(provider.client_id, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    return await _fetch("POST", description.token, headers=headers, form=form)


async def fetch_userinfo(url: str, access_token: str) -> dict[str, Any]:
    return await _fetch("GET", url, headers={"Authorization": f"Bearer {access_token}"})


async def _fetch(
    method: str, url: str, *, headers: dict[str, str] | None = None, form: dict[str, str] | None = None
) -> dict[str, Any]:
    try:
        work = asyncio.to_thread(_fetch_here, method, url, headers or {}, form)
        return await asyncio.wait_for(work, 2 * SECONDS)
    except (urllib3.exceptions.HTTPError, TimeoutError, ValueError) as error:
        log.warning("a provider did not answer", url=url, why=f"{type(error).__name__}: {error}"[:300])
        raise ProviderSilent from None


def _fetch_here(method: str, url: str, headers: dict[str, str], form: dict[str, str] | None) -> dict[str, Any]:
    headers = {"Accept": "application/json", "User-Agent": "ScrollKeeper", **headers}
    body = None
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form)
    answer = _pool.request(method, url, headers=headers, body=body, redirect=False, preload_content=False)
    try:
        content = answer.read(MOST_BYTES + 1, decode_content=True)
        if answer.status != 200 or len(content) > MOST_BYTES:
            raise ValueError(f"status {answer.status}, {len(content)} bytes")
        document = json.loads(content)
    finally:
        answer.close()
        answer.release_conn()
    if not isinstance(document, dict):
        raise ValueError("no JSON object")
    return document

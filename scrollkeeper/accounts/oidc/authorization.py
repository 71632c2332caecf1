"""Signing in at an identity provider: authorization code with PKCE, state and nonce, bound to one browser."""

import hashlib
import hmac
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog

from scrollkeeper.accounts.oidc.id_tokens import Expected, KeyUnknown, TokenRefused, read_id_token
from scrollkeeper.accounts.oidc.provider_client import describe, exchange_code, fetch_keys, fetch_userinfo
from scrollkeeper.accounts.secrets import new_secret
from scrollkeeper.core.email_addresses import LONGEST, normalise_email
from scrollkeeper.core.errors import NotFound, Problem
from scrollkeeper.core.names import normalise_name
from scrollkeeper.core.providers import Provider
from scrollkeeper.core.settings import settings

log = structlog.get_logger()
LONGEST_NAME = 200
# Of REFEDS (research and education), of OpenID's PAPE, and the plain word that some providers use.
MULTI_FACTOR = (
    "https://refeds.org/profile/mfa",
    "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
    "mfa",
)
TOLD = ("email", "email_verified", "name", "given_name", "family_name")


class NotSignedInThere(Problem):
    """The identity provider didn’t sign you in. Try again."""

    status, title = 401, "Not signed in"


@dataclass(frozen=True, slots=True)
class Claims:
    """Who it is, as the provider says; `subject` is theirs alone and never changes.

    `second_factor`: the ID token, which is signed, says that more than one factor was asked for.
    """

    provider: str
    issuer: str
    subject: str
    email: str | None
    email_verified: bool
    name: str
    signed_in_at: float | None
    second_factor: bool = False


def get_provider(name: str) -> Provider:
    for provider in settings().providers:
        if provider.name == name:
            return provider
    raise NotFound("There is no identity provider of this name.")


def provider_title(name: str) -> str:
    """As it stands on its button; its name where it is no longer set up."""
    return next((one.shown for one in settings().providers if one.name == name), name)


def redirect_uri(provider: Provider) -> str:
    return f"{settings().base_url}/api/sign-in/{provider.name}/callback"


async def begin(provider: Provider, *, again: bool) -> tuple[str, dict[str, str]]:
    """The address to go to, and what this browser has to remember. `again` asks for the password even there."""
    facts = {"provider": provider.name, "state": new_secret(), "nonce": new_secret(), "verifier": new_secret()}
    hashed = hashlib.sha256(facts["verifier"].encode()).digest()
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri(provider),
        "scope": provider.scopes,
        "state": facts["state"],
        "nonce": facts["nonce"],
        "code_challenge": urlsafe_b64encode(hashed).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    if again:
        query |= {"max_age": "0"} | ({"prompt": "login"} if provider.prompt_login else {})
    address = (await describe(provider)).authorize
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}", facts


async def finish(provider: Provider, facts: dict[str, Any], *, code: str, state: str, issuer: str | None) -> Claims:
    """Who came back; raises NotSignedInThere, and ProviderSilent where it does not answer."""
    if not hmac.compare_digest(facts["state"].encode(), state.encode()) or facts["provider"] != provider.name:
        raise NotSignedInThere
    # RFC 9207: a code of one provider is not to be redeemed at another.
    if issuer is not None and issuer != provider.issuer:
        raise NotSignedInThere
    tokens = await exchange_code(provider, code=code, verifier=facts["verifier"], redirect_uri=redirect_uri(provider))
    try:
        claims = await _read(provider, str(tokens.get("id_token") or ""), facts["nonce"])
        claims = await _complete(provider, claims, str(tokens.get("access_token") or ""))
    except TokenRefused as error:
        log.warning("an ID token was refused", issuer=provider.issuer, why=str(error))
        raise NotSignedInThere from None
    return _claims(provider, claims)


async def _read(provider: Provider, token: str, nonce: str) -> dict[str, Any]:
    expected = Expected(provider.issuer, provider.client_id, nonce)
    try:
        return read_id_token(token, await fetch_keys(provider), expected, now=time.time())
    except KeyUnknown:
        return read_id_token(token, await fetch_keys(provider, newer=True), expected, now=time.time())


async def _complete(provider: Provider, claims: dict[str, Any], access_token: str) -> dict[str, Any]:
    """With the email and name that some providers tell only when asked for."""
    url = (await describe(provider)).userinfo
    if "email" in claims or not url or not access_token:
        return claims
    userinfo = await fetch_userinfo(url, access_token)
    if userinfo.get("sub") != claims["sub"]:
        raise TokenRefused("its userinfo is somebody else's")
    return {name: userinfo[name] for name in TOLD if name in userinfo} | claims


def _claims(provider: Provider, claims: dict[str, Any]) -> Claims:
    email, name, at = claims.get("email"), claims.get("name"), claims.get("auth_time")
    email = _read_email(email) if isinstance(email, str) else None
    # ORCID has the parts of a name only.
    parts = [name] if name else [claims.get("given_name"), claims.get("family_name")]
    shown = " ".join(part for part in parts if isinstance(part, str))
    return Claims(
        provider=provider.name,
        issuer=provider.issuer,
        subject=claims["sub"],
        email=email,
        # Amazon Cognito has the text where the standard has the boolean.
        email_verified=claims.get("email_verified") in (True, "true"),
        name=_read_name(shown),
        signed_in_at=at if isinstance(at, int | float) else None,
        second_factor=says_second_factor(claims),
    )


def says_second_factor(claims: dict[str, Any]) -> bool:
    """Whether `amr` (RFC 8176) has `mfa`, or `acr` is a name for signing in with several factors."""
    methods = claims.get("amr")
    return (isinstance(methods, list) and "mfa" in methods) or claims.get("acr") in MULTI_FACTOR


def _read_email(value: str) -> str | None:
    try:
        return normalise_email(value) if 3 <= len(value) <= LONGEST and value.count("@") == 1 else None
    except ValueError:
        return None


def _read_name(value: str) -> str:
    """As far as it can be shown; empty where nothing of it can."""
    try:
        return normalise_name("".join(char for char in value if char.isprintable() or char.isspace()))[:LONGEST_NAME]
    except ValueError:
        return ""


async def sign_out_address(name: str) -> str | None:
    """Where to sign out of the provider as well, if it is still set up and has such a place."""
    provider = next((one for one in settings().providers if one.name == name), None)
    if provider is None:
        return None
    if provider.sign_out_url:
        return provider.sign_out_url
    address = (await describe(provider)).sign_out
    query = urlencode({"client_id": provider.client_id, "post_logout_redirect_uri": f"{settings().base_url}/sign-in"})
    return f"{address}{'&' if urlsplit(address).query else '?'}{query}" if address else None

"""Whether an ID token is the provider's, for us, now, and for this very sign-in (OpenID Connect Core, 3.1.3.7)."""

import hmac
from dataclasses import dataclass
from typing import Any

from joserfc import jwk, jws, jwt
from joserfc.errors import JoseError

# Nothing symmetric: the client secret is no signing key here. And never "none".
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
KINDS = ("RSA", "EC", "OKP")
CLOCKS_DIFFER_SECONDS = 60
OLDEST_SECONDS = 600
LONGEST = 32_768


class TokenRefused(Exception):
    """The message says what is wrong, for the log."""


class KeyUnknown(TokenRefused):
    """It may be signed with a key that is newer than those we have."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token has to say."""

    issuer: str
    client_id: str
    nonce: str


def read_keys(document: dict[str, Any]) -> dict[str | None, Any]:
    """The keys for signatures of a JWKS, by `kid`; what is of another kind, or broken, is left out."""
    keys: dict[str | None, Any] = {}
    for entry in document.get("keys", [])[:50]:
        if isinstance(entry, dict) and entry.get("kty") in KINDS and entry.get("use", "sig") == "sig":
            try:
                keys[entry.get("kid")] = jwk.import_key(entry)
            except (JoseError, ValueError, TypeError, KeyError):
                continue
    return keys


def read_id_token(token: str, keys: dict[str | None, Any], expected: Expected, *, now: float) -> dict[str, Any]:
    """Its claims; raises TokenRefused, and KeyUnknown where newer keys may help."""
    if len(token) > LONGEST:
        raise TokenRefused("it is too long")
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError, TypeError) as error:
        raise TokenRefused("it is no signed token") from error
    if header.get("alg") not in ALGORITHMS:
        raise TokenRefused(f"its algorithm {header.get('alg')!r} is not taken")
    try:
        claims = jwt.decode(token, _key(header, keys), algorithms=list(ALGORITHMS)).claims
    except (JoseError, ValueError, TypeError) as error:
        raise TokenRefused(f"its signature is wrong: {error}") from error
    _check(claims, expected, now)
    return claims


def _key(header: dict[str, Any], keys: dict[str | None, Any]) -> Any:
    kid = header.get("kid")
    if kid is None and len(keys) == 1:
        return next(iter(keys.values()))
    if kid not in keys:
        raise KeyUnknown(f"it is signed with the key {kid!r}, which the provider does not have")
    return keys[kid]


def _check(claims: dict[str, Any], expected: Expected, now: float) -> None:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != expected.issuer:
        raise TokenRefused("it is from another issuer")
    if expected.client_id not in audiences:
        raise TokenRefused("it is for somebody else")
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != expected.client_id:
        raise TokenRefused("it was issued to somebody else")
    if not _number(claims, "exp") > now - CLOCKS_DIFFER_SECONDS:
        raise TokenRefused("it is over")
    if not now - OLDEST_SECONDS < _number(claims, "iat") <= now + CLOCKS_DIFFER_SECONDS:
        raise TokenRefused("it was not issued just now")
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), expected.nonce.encode()):
        raise TokenRefused("it belongs to another sign-in")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise TokenRefused("it names nobody")


def _number(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRefused(f"{name} is no time")
    return value

"""Six digits that change every half minute (RFC 6238, HMAC-SHA-1, as every authenticator app has it)."""

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP_SECONDS, DIGITS, SEED_BYTES = 30, 6, 20
# A clock may be half a minute off, and a code may be typed when its time is just over.
DRIFT = (0, -1, 1)


def new_seed() -> bytes:
    return secrets.token_bytes(SEED_BYTES)


def code_at(seed: bytes, step: int) -> str:
    digest = hmac.digest(seed, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def find_step(seed: bytes, code: str, seconds: float) -> int | None:
    """The step of time whose code this is, near the time given in seconds since 1970; None where it is wrong."""
    now = int(seconds // STEP_SECONDS)
    near = [step for step in (now + drift for drift in DRIFT) if step >= 0]
    typed = "".join(code.split()).encode()
    return next((step for step in near if hmac.compare_digest(code_at(seed, step).encode(), typed)), None)


def seed_text(seed: bytes) -> str:
    """The seed as people type it where they cannot scan."""
    return base64.b32encode(seed).decode().rstrip("=")


def setup_uri(seed: bytes, *, issuer: str, account: str) -> str:
    """What the QR code says: otpauth://totp/…"""
    query = urlencode({"secret": seed_text(seed), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{query}"

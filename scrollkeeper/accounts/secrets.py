"""Secrets that we hand out: long random strings, of which only a hash is kept."""

import hashlib
import secrets

TOKEN_PREFIX = "skp_"  # noqa: S105  recognisable in a leak, not a secret itself


def new_secret(prefix: str = "") -> str:
    """256 random bits, safe in a cookie or a header."""
    return prefix + secrets.token_urlsafe(32)


def hash_secret(secret: str) -> bytes:
    """SHA-256 is enough: the secret is random and too long to guess, unlike a password."""
    return hashlib.sha256(secret.encode()).digest()

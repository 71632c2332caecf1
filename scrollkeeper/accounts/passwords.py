"""Passwords as argon2id hashes, computed beside the event loop and only a few at a time."""

import asyncio

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

# OWASP's second recommended setting: 46 MiB, one pass. A few at a time bound the memory that sign-ins can take.
_hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=46 * 1024, parallelism=1),))
_at_once: asyncio.Semaphore | None = None
AT_ONCE = 4
# What an unknown e-mail is compared with, so that it takes as long as a known one.
_NOBODY = _hasher.hash("nobody has this password")


def _slot() -> asyncio.Semaphore:
    global _at_once
    if _at_once is None:
        _at_once = asyncio.Semaphore(AT_ONCE)
    return _at_once


async def hash_password(password: str) -> str:
    async with _slot():
        return await asyncio.to_thread(_hasher.hash, password)


async def password_matches(password: str, password_hash: str | None) -> bool:
    """Whether it is the password; takes equally long where there is no person or no password."""
    async with _slot():
        matches = await asyncio.to_thread(_hasher.verify, password, password_hash or _NOBODY)
    return matches and password_hash is not None

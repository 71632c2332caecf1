"""Passwords as argon2id hashes, computed beside the event loop and only a few at a time."""

import asyncio

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

# One pass more than OWASP asks for with so much memory. A few at a time bound the memory that sign-ins can take.
PASSES, MEMORY_KIB = 2, 46 * 1024
AT_ONCE = 4
_at_once: asyncio.Semaphore | None = None
_hasher: PasswordHash
_nobody: str


def use_cost(passes: int = PASSES, memory_kib: int = MEMORY_KIB) -> None:
    """What each hash costs from now on: what protects people, or next to nothing for tests, which sign up thousands."""
    global _hasher, _nobody
    _hasher = PasswordHash((Argon2Hasher(time_cost=passes, memory_cost=memory_kib, parallelism=1),))
    # What an unknown e-mail is compared with, so that it takes as long as a known one: zeros for salt and hash, which
    # are no password's. To make a real one would lengthen the start of each process.
    _nobody = f"$argon2id$v=19$m={memory_kib},t={passes},p=1${'A' * 22}${'A' * 43}"


use_cost()


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
        matches = await asyncio.to_thread(_hasher.verify, password, password_hash or _nobody)
    return matches and password_hash is not None

"""Passwords as argon2id hashes, computed beside the event loop and only a few at a time.

A password is hashed in Unicode's form NFC (NIST SP 800-63B, 3.1.1.2): keyboards write “é” as one character or as two.
Hashes that are older than this rule may be of another form, so what does not match is tried as it was typed, and hashed
again in the one form when that is right.
"""

import asyncio
import unicodedata

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from scrollkeeper.accounts.models import Person

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
    # What an unknown email is compared with, so that it takes as long as a known one: zeros for salt and hash, which
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
        return await asyncio.to_thread(_hasher.hash, normalised(password))


async def knows_password(person: Person | None, password: str) -> bool:
    """Whether it is the person's password; takes equally long where there is no person or no password."""
    known = person.password_hash if person else None
    for form in dict.fromkeys((normalised(password), password)):
        async with _slot():
            matches = await asyncio.to_thread(_hasher.verify, form, known or _nobody)
        if matches and person and known:
            if form != normalised(password):
                person.password_hash = await hash_password(password)
            return True
    return False


def normalised(password: str) -> str:
    return unicodedata.normalize("NFC", password)

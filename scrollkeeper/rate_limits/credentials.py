"""Sessions and tokens that this process has seen to be good lately.

Anybody can make a cookie up, so one that is not known yet lifts nobody out of the rate of strangers. Whoever finds out
who is calling says so here (`accounts/sessions/caller.py`); that costs nothing more. Only where strangers of the same
network have used their rate up is a credential looked for in the database, and that has a rate of its own.
"""

import hashlib
import time
from collections import OrderedDict

from sqlalchemy import text

from scrollkeeper.core.db import open_system_session

GOOD_SECONDS = 600.0
MOST = 50_000
_good_until: OrderedDict[bytes, float] = OrderedDict()
_IS_GOOD = text("""
    select exists (select from sessions where token_hash = :hash and expires_at > now())
        or exists (select from tokens where token_hash = :hash and coalesce(expires_at > now(), true))
""")


def hash_credential(secret: str) -> bytes:
    """As sessions and tokens are kept."""
    return hashlib.sha256(secret.encode()).digest()


def remember(credential: bytes) -> None:
    _good_until[credential] = time.monotonic() + GOOD_SECONDS
    _good_until.move_to_end(credential)
    while len(_good_until) > MOST:
        _good_until.popitem(last=False)


def forget(credential: bytes) -> None:
    """It was refused, or has ended."""
    _good_until.pop(credential, None)


def is_known(credential: bytes) -> bool:
    return _good_until.get(credential, 0.0) > time.monotonic()


async def look_up(credential: bytes) -> bool:
    async with open_system_session.begin() as db:
        good = bool((await db.execute(_IS_GOOD, {"hash": credential})).scalar_one())
    if good:
        remember(credential)
    return good

"""How often something may be done, right across all processes (GCRA in an unlogged table of PostgreSQL).

A rate is a bucket that refills steadily: `burst` at once, then one every `period` seconds. What is cheap and frequent
is leased: a process takes `lease` of them at a time, so that most requests ask nobody. What it took and does not use
is lost, so a person may get a little less than the rate and never more. See docs/decisions/0008-rates-and-bans.md.
"""

import asyncio
import math
from collections import OrderedDict
from dataclasses import dataclass
from weakref import WeakValueDictionary

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.errors import TooMany

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Rate:
    burst: int
    period: float
    lease: int = 1

    @classmethod
    def per_minute(cls, count: int, *, burst: int, lease: int = 1) -> "Rate":
        return cls(burst, 60 / count, lease)

    @classmethod
    def per_hour(cls, count: int, *, burst: int) -> "Rate":
        return cls(burst, 3600 / count)


RATES = {
    # of an address
    "address": Rate.per_minute(6_000, burst=3_000, lease=100),
    "stranger": Rate.per_minute(600, burst=300, lease=20),
    "unproved": Rate.per_minute(60, burst=60),
    "sign_in": Rate.per_minute(20, burst=30),
    "sign_up": Rate.per_hour(20, burst=10),
    "reset": Rate.per_hour(20, burst=10),
    "violation": Rate.per_hour(60, burst=30),
    # of a session or token
    "credential": Rate.per_minute(1_200, burst=1_200, lease=50),
    # of a person
    # Exports, and imports of many annotations at once.
    "bulk": Rate.per_minute(30, burst=30),
    # Pages of a browser: looked at, then saved.
    "capture": Rate.per_minute(60, burst=60),
    "search": Rate.per_minute(120, burst=60, lease=5),
    # Bibliographies formatted: a preview of each style that one looks at.
    "citation": Rate.per_minute(60, burst=60),
    # Of an address: whatever builds a document asks once or twice for each build.
    "live_references": Rate.per_minute(60, burst=120),
    "upload": Rate.per_minute(300, burst=3_000, lease=20),
    "picture": Rate.per_minute(6, burst=10),
    # Of all people together: questions to registries, as these allow them.
    "lookup_crossref": Rate(1, 0.25),
    "lookup_datacite": Rate(1, 0.35),
    "lookup_arxiv": Rate(1, 3.0),
    "lookup_pubmed": Rate(1, 0.4),
    "lookup_openlibrary": Rate(1, 1.0),
    # A window that is typed in sends five a second at the most, and several windows may be open.
    "note": Rate.per_minute(600, burst=600, lease=20),
}
_TAKE = text("""
    insert into rate_limits as rate (key, used_until)
    values (:key, clock_timestamp() + make_interval(secs => :cost))
    on conflict (key) do update
        set used_until = greatest(rate.used_until, clock_timestamp()) + make_interval(secs => :cost)
        where greatest(rate.used_until, clock_timestamp()) + make_interval(secs => :cost)
            <= clock_timestamp() + make_interval(secs => :room)
    returning 1
""")
_WAIT = text("""
    select extract(epoch from used_until + make_interval(secs => :period - :room) - clock_timestamp())
    from rate_limits where key = :key
""")
_FORGET = text("delete from rate_limits where used_until < clock_timestamp()")
MOST_LEASES = 10_000
_leases: OrderedDict[str, int] = OrderedDict()
# Who takes a lease, for the others who want one of the same key; gone when nobody does.
_asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


class TooOften(TooMany):
    """Too many attempts. Wait a moment and try again."""


async def acquire(action: str, who: object) -> None:
    """Count one `action` of `who`; raises TooOften with Retry-After when there was too much of it."""
    wait = await seconds_to_wait(action, who)
    if wait:
        raise TooOften(f"Too many attempts. Try again in {wait} seconds.", headers=retry_after(wait))


def retry_after(seconds: int) -> dict[str, str]:
    return {"Retry-After": str(seconds)}


async def seconds_to_wait(action: str, who: object) -> int:
    """Count one `action` of `who` and give 0; or how many seconds there are to wait, and nothing is counted."""
    key, rate = f"{action}:{who}", RATES[action]
    if _use_lease(key):
        return 0
    if rate.lease == 1:
        return await _ask(key, rate)
    # A page asks for many things at once: the first takes a lease and the others use it, instead of one each.
    async with _asking.setdefault(key, asyncio.Lock()):
        return 0 if _use_lease(key) else await _ask(key, rate)


async def _ask(key: str, rate: Rate) -> int:
    try:
        if rate.lease > 1 and await _take(key, rate, rate.lease):
            _remember(key, rate.lease - 1)
            return 0
        return 0 if await _take(key, rate, 1) else await _wait(key, rate)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        # The request itself will say that the database is away.
        log.warning("a rate could not be counted", error=type(error).__name__)
        return 0


def _use_lease(key: str) -> bool:
    left = _leases.pop(key, 0)
    if left:
        _remember(key, left - 1)
    return left > 0


def _remember(key: str, left: int) -> None:
    if left:
        _leases[key] = left
    while len(_leases) > MOST_LEASES:
        _leases.popitem(last=False)


async def _take(key: str, rate: Rate, count: int) -> bool:
    asked = {"key": key, "cost": rate.period * count, "room": rate.period * rate.burst}
    async with open_system_session() as db:
        await db.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        return (await db.execute(_TAKE, asked)).first() is not None


async def _wait(key: str, rate: Rate) -> int:
    async with open_system_session() as db:
        await db.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        asked = {"key": key, "period": rate.period, "room": rate.period * rate.burst}
        return max(1, math.ceil((await db.execute(_WAIT, asked)).scalar() or 1))


async def forget_used() -> None:
    """Rows of rates that are full again say nothing."""
    async with open_system_session.begin() as db:
        await db.execute(_FORGET)

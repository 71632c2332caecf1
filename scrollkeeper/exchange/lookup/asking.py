"""A registry asked about one identifier: not oftener than it allows, and not again before its answer has grown old."""

import asyncio
import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from scrollkeeper.core import outbound
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.errors import Unavailable
from scrollkeeper.core.settings import settings
from scrollkeeper.exchange.formats.entries import Entry
from scrollkeeper.exchange.import_files import NotABibliography, read_bibliography
from scrollkeeper.exchange.lookup.providers import PMC, Provider
from scrollkeeper.exchange.models import LookupAnswer
from scrollkeeper.rate_limits import limiter

# A work that is known changes seldom; one that is not may be registered tomorrow.
FRESH, FRESH_UNKNOWN = timedelta(days=30), timedelta(days=1)
MOST_BYTES, SECONDS = 4 << 20, 15.0
# Somebody waits for the answer: who would have to wait longer is told to come again.
PATIENCE = 20.0
LONGEST_PAUSE = 3600.0

log = structlog.get_logger()


class TooBusy(Unavailable):
    """The registry is asked too much at the moment. Try again in a minute."""

    retry_after = 60


class Unreachable(Unavailable):
    """The registry can’t be reached at the moment. Try again later."""


@dataclass
class _Pace:
    """When this process may ask a provider next, as its answers say."""

    seconds: float
    until: float = 0.0


_paces: dict[str, _Pace] = {}
_asking: dict[str, asyncio.Lock] = {}


async def ask(provider: Provider, value: str) -> dict[str, Any] | None:
    """The work's CSL-JSON; None where the provider does not know it. Raises TooBusy, Unreachable."""
    key = f"{provider.title}:{value}"
    known = await _find(key)
    if known is not None and known.fresh_until > datetime.now(UTC):
        return known.metadata_
    url = _mirrored(provider.address(value, settings().contact_email or ""))
    headers = {"User-Agent": _agent(), "Accept": "application/json, application/xml;q=0.9, */*;q=0.1"}
    if known is not None and known.etag:
        headers["If-None-Match"] = known.etag
    async with _turn(provider):
        try:
            answer = await outbound.fetch(url, headers=headers, most_bytes=MOST_BYTES, seconds=SECONDS, redirects=2)
        except (outbound.AddressRefused, outbound.FetchFailed) as error:
            # Why is for whoever hosts this; the person who asks can only wait.
            log.warning("a registry could not be reached", provider=provider.name, reason=error.detail)
            raise Unreachable(f"{provider.title} can’t be reached at the moment. Try again later.") from None
        _obey(provider, answer.status, answer.headers)
    if answer.status == 304 and known is not None:
        metadata = known.metadata_
    elif answer.status in (400, 404, 410):
        metadata = None
    elif answer.status == 429:
        raise _too_busy(provider)
    elif answer.status != 200:
        raise Unreachable(f"{provider.title} answered with {answer.status}. Try again later.")
    else:
        metadata = await _read(provider, answer.body)
    etag = answer.headers.get("etag", "")[:200] if answer.status == 200 else known.etag if known else ""
    await _store(key, metadata, etag)
    return metadata


async def _read(provider: Provider, body: bytes) -> dict[str, Any] | None:
    if provider is PMC:
        return _pmid_in(body)
    try:
        entries: list[Entry] = (await read_bibliography(body)).entries
    except NotABibliography:
        return None
    # Of an unknown number arXiv and PubMed answer with nothing, or with an entry that names no work.
    return entries[0].metadata if entries and entries[0].metadata.get("title") else None


def _pmid_in(body: bytes) -> dict[str, Any] | None:
    try:
        found = msgspec.json.decode(body, type=dict[str, Any])
        record = found["records"][0]
        number = str(record.get("pmid") or "")
    except (msgspec.DecodeError, msgspec.ValidationError, KeyError, IndexError, TypeError, AttributeError):
        return None
    return {"PMID": number} if number.isdecimal() else None


def _mirrored(url: str) -> str:
    """The same address at the mirror that whoever hosts this has set up."""
    mirror = settings().lookup_mirror
    return f"{mirror}/{url.removeprefix('https://')}" if mirror else url


def _agent() -> str:
    contact = settings().contact_email
    return f"ScrollKeeper (mailto:{contact})" if contact else "ScrollKeeper"


@contextlib.asynccontextmanager
async def _turn(provider: Provider) -> Any:
    """Wait until the provider may be asked: one question at a time, over all processes and people."""
    end = time.monotonic() + PATIENCE
    pace = _paces.setdefault(provider.name, _Pace(provider.seconds))
    asking = _asking.setdefault(provider.name, asyncio.Lock())
    try:
        async with asyncio.timeout(PATIENCE):
            await asking.acquire()
    except TimeoutError:
        raise _too_busy(provider) from None
    try:
        while True:
            wait = pace.until - time.monotonic()
            if wait <= 0:
                wait = await limiter.seconds_to_wait(f"lookup_{provider.name}", "all")
            if wait <= 0:
                break
            if time.monotonic() + wait > end:
                raise _too_busy(provider)
            await asyncio.sleep(wait)
        yield
    finally:
        asking.release()


def _too_busy(provider: Provider) -> TooBusy:
    return TooBusy(f"{provider.title} is asked too much at the moment. Try again in a minute.")


def _obey(provider: Provider, status: int, headers: Mapping[str, str]) -> None:
    """Keep to what an answer says of how often may be asked."""
    pace = _paces[provider.name]
    limit, interval = headers.get("x-rate-limit-limit", ""), headers.get("x-rate-limit-interval", "").rstrip("s")
    if limit.isdecimal() and interval.isdecimal() and int(limit) and len(limit) < 7 and len(interval) < 7:
        pace.seconds = min(int(interval) / int(limit), LONGEST_PAUSE)
    pause = pace.seconds
    if status in (429, 503):
        after = headers.get("retry-after", "")
        pause = float(min(int(after), LONGEST_PAUSE)) if after.isdecimal() and len(after) < 7 else 60.0
    pace.until = time.monotonic() + pause


async def _find(key: str) -> LookupAnswer | None:
    async with open_system_session.begin() as db:
        return (await db.execute(select(LookupAnswer).where(LookupAnswer.key == key))).scalar_one_or_none()


async def _store(key: str, metadata: dict[str, Any] | None, etag: str) -> None:
    until = datetime.now(UTC) + (FRESH if metadata else FRESH_UNKNOWN)
    values = {"metadata": metadata, "etag": etag, "fresh_until": until}
    statement = insert(LookupAnswer).values(key=key, **values)
    async with open_system_session.begin() as db:
        await db.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))

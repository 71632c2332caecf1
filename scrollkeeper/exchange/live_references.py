"""References at an address of their own, for LaTeX and the like: as its maker sees them now, without signing in."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person, ReferenceAddress
from scrollkeeper.accounts.secrets import hash_secret, new_secret
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.accounts.sign_in_methods.required_factor import has_own_factor
from scrollkeeper.collections import papers as collected
from scrollkeeper.collections import saved_searches
from scrollkeeper.collections import service as collections
from scrollkeeper.collections.filters import list_named_fields, read_filter
from scrollkeeper.collections.models import SavedSearch
from scrollkeeper.core.closing import ClosingResponse
from scrollkeeper.core.db import act_as, lock, open_request_session, open_system_session
from scrollkeeper.core.errors import Conflict, Invalid, NotFound, require
from scrollkeeper.core.events import TeamClock
from scrollkeeper.core.methods import is_head, only_headers
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.exchange.export_references import write_references
from scrollkeeper.exchange.formats import catalogue
from scrollkeeper.library.citation_keys.service import get_pattern
from scrollkeeper.library.files.byte_ranges import is_unchanged
from scrollkeeper.library.files.content import HARMLESS
from scrollkeeper.library.queries import PaperFilter
from scrollkeeper.rate_limits import limiter
from scrollkeeper.teams.policy import can_see_library
from scrollkeeper.teams.scope import Scope, find_scope

PREFIX = "skb_"
MAX_ADDRESSES = 50
FORMATS = {"bib": "biblatex", "json": "csl-json", "ris": "ris"}


class TooManyAddresses(Conflict):
    """You have 50 live addresses in this team already. Revoke some that are no longer used first."""


class NoSuchAddress(NotFound):
    """This address is no longer valid. Make a new one where the references are exported."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Who an address answers as, with what, and the tag of what it would answer now."""

    scope: Scope
    chosen: PaperFilter
    etag: str


async def add_address(
    db: AsyncSession, scope: Scope, *, collection_id: UUID | None, search_id: UUID | None
) -> tuple[ReferenceAddress, str]:
    """A new address and its secret, which is shown this once."""
    require(can_see_library(scope))
    if collection_id is not None and search_id is not None:
        raise Invalid("Choose a collection or a saved search, not both.")
    await _chosen(db, scope, collection_id, search_id)
    await lock(db, "reference addresses", scope.team_id, scope.person_id)
    count = select(func.count()).select_from(ReferenceAddress).where(*_own(scope))
    if (await db.execute(count)).scalar_one() >= MAX_ADDRESSES:
        raise TooManyAddresses
    secret = new_secret(PREFIX)
    address = ReferenceAddress(
        team_id=scope.team_id, person_id=scope.person_id, collection_id=collection_id, search_id=search_id,
        token_hash=hash_secret(secret),
    )  # fmt: skip
    db.add(address)
    await db.flush()
    await db.refresh(address)
    return address, secret


def _own(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return ReferenceAddress.team_id == scope.team_id, ReferenceAddress.person_id == scope.person_id


async def list_addresses(
    db: AsyncSession, scope: Scope, *, limit: int, cursor: str | None
) -> tuple[Sequence[ReferenceAddress], str | None]:
    """One's own addresses in this team, without their secrets; the newest first."""
    require(can_see_library(scope))
    query = select(ReferenceAddress).where(*_own(scope)).order_by(ReferenceAddress.id.desc()).limit(limit + 1)
    if cursor:
        query = query.where(ReferenceAddress.id < read_cursor(cursor, UUID)[0])
    return cut_page(list((await db.scalars(query)).all()), limit, lambda address: (address.id,))


async def revoke_address(db: AsyncSession, scope: Scope, address_id: UUID) -> None:
    require(can_see_library(scope))
    query = select(ReferenceAddress).where(*_own(scope), ReferenceAddress.id == address_id)
    address = (await db.scalars(query)).one_or_none()
    if address is None:
        raise NotFound("This address doesn’t exist.")
    await db.delete(address)
    await db.flush()


async def _chosen(
    db: AsyncSession, scope: Scope, collection_id: UUID | None, search_id: UUID | None
) -> tuple[PaperFilter, str]:
    """The papers that are meant, and what of it may change without the team's clock."""
    if collection_id is not None:
        collection = await collections.get_collection(db, scope, collection_id)
        return PaperFilter(conditions=(collected.is_in(scope, collection, within=True),)), ""
    if search_id is not None:
        query = saved_searches.select_searches(scope).where(SavedSearch.id == search_id)
        search = (await db.scalars(query)).one_or_none()
        if search is None:
            raise NotFound("This saved search doesn’t exist.")
        named = await list_named_fields(db, scope, search.filter)
        # Days go by, and what one has read is nobody else's business.
        return read_filter(scope, search.filter, named), datetime.now(UTC).strftime("%Y-%m-%d %H")
    return PaperFilter(), ""


async def read_live_references(request: Request, name: str) -> Response:
    """`/bib/{token}.bib`, `.json` and `.ris`: never with a cookie, and cheap where nothing has changed."""
    token, dot, ending = name.rpartition(".")
    if not dot or ending not in FORMATS or not token.startswith(PREFIX) or len(token) > 100:
        raise NoSuchAddress
    async with open_request_session.begin() as db:
        answered = await _find(db, token, ending)
    kind = catalogue.BY_NAME[FORMATS[ending]]
    headers = HARMLESS | {"ETag": answered.etag, "Cache-Control": "private, no-cache"}
    if is_unchanged(request.headers.get("if-none-match"), answered.etag):
        return Response(status_code=304, headers=headers)
    media_type = f"{kind.media_type}; charset=utf-8"
    if is_head(request.scope):
        return only_headers(media_type, headers)
    # However many addresses one has: a whole file is an export.
    await limiter.acquire("bulk", answered.scope.person_id)
    assert kind.write is not None
    pieces = write_references(answered.scope, answered.chosen, kind.write)
    return ClosingResponse(pieces, media_type=media_type, headers=headers)


@cache
def _written_by() -> str:
    """What the writers of formats are, which changes as soon as one of them does."""
    sources = sorted(Path(catalogue.__file__).parent.glob("*.py"))
    return hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()


async def _find(db: AsyncSession, token: str, ending: str) -> Answered:
    """Who reads with this token, if they still may: what its maker may see by now."""
    factor = has_own_factor(Person.id).label("second_factor")
    query = (
        select(ReferenceAddress, factor)
        .join(Person, Person.id == ReferenceAddress.person_id)
        .where(
            ReferenceAddress.token_hash == hash_secret(token), Person.disabled_at.is_(None), Person.ends_at.is_(None)
        )
    )
    # Nobody is signed in: whose team it is, is known only by the token.
    async with open_system_session.begin() as everywhere:
        found = (await everywhere.execute(query)).first()
    if found is None:
        raise NoSuchAddress
    address, second_factor = found
    await limiter.acquire("live_references", address.id)
    await act_as(db, address.person_id)
    caller = Caller(address.person_id, has_second_factor=second_factor)
    scope = await find_scope(db, caller, str(address.team_id))
    if scope is None or scope.team_id != address.team_id or not can_see_library(scope):
        raise NoSuchAddress
    chosen, moving = await _chosen(db, scope, address.collection_id, address.search_id)
    clock = await db.scalar(select(TeamClock.now).where(TeamClock.team_id == scope.team_id)) or 0
    # A paper without a key gets one by the pattern, and another version of ours may write another file.
    pattern = await get_pattern(db, scope.team_id)
    seen = f"{address.id} {ending} {clock} {scope.role} {moving} {pattern} {_written_by()}"
    used = update(ReferenceAddress).where(*_own(scope), ReferenceAddress.id == address.id)
    await db.execute(used.values(last_used_at=func.now()))
    return Answered(scope, chosen, f'"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"')

"""A page that somebody has open, captured: what is here already is said at once, all else is read and added."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.collections import papers as collected
from scrollkeeper.core.db import open_team_session
from scrollkeeper.core.errors import Invalid
from scrollkeeper.exchange import imports
from scrollkeeper.exchange.formats.entries import Entry
from scrollkeeper.exchange.formats.identifiers import arxiv_id, doi_in
from scrollkeeper.exchange.import_files import read_captured_page
from scrollkeeper.exchange.import_matching import Matched
from scrollkeeper.exchange.imports import ImportResult
from scrollkeeper.library import service as library
from scrollkeeper.library.models import Paper
from scrollkeeper.teams.scope import Scope

FORMAT = "web-page"
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf|html)/", re.IGNORECASE)
# Say where somebody came from, not what the page is.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id", re.IGNORECASE)

# One index each; `visible_papers` since a policy would keep them from being used (migrations/isolation.py).
_AT_ADDRESS = text("""
    (select id from visible_papers where team_id = :team and metadata->>'URL' is not null
        and md5(metadata->>'URL') = md5(:address) limit 50)
    union all (select id from visible_papers where team_id = :team and doi = nullif(:doi, '') limit 50)
    union all (select id from visible_papers where team_id = :team and metadata->>'arxiv' is not null
        and '10.48550/arxiv.' || lower(metadata->>'arxiv') = '10.48550/arxiv.' || nullif(:arxiv, '') limit 50)
""")


async def capture(scope: Scope, url: str, page: str, *, collection_id: UUID | None, dry_run: bool) -> ImportResult:
    """Add the work that the page is about, unless it is here; `dry_run` only looks."""
    address = plain_address(url)
    async with open_team_session(scope.team_id) as db:
        await imports.check_import(db, scope, collection_id)
        known = await find_by_address(db, scope, address)
        if known is not None:
            if collection_id is not None and not dry_run:
                await collected.change_papers(db, scope, collection_id, add=[known.id], remove=[])
            return ImportResult(None, FORMAT, [Matched(Entry(dict(known.metadata_)), "known", known.id)])
    found = await read_captured_page(address, page, today=datetime.now(UTC).date().isoformat())
    seen = await imports.preview(scope, found, collection_id=collection_id)
    if dry_run or (collection_id is None and _nothing_new(seen.items)):
        return seen
    title = str(found.entries[0].metadata.get("title") or address)
    return await imports.import_bibliography(scope, found, name=title, collection_id=collection_id)


def _nothing_new(items: Sequence[Matched]) -> bool:
    return all(one.status == "known" for one in items)


def plain_address(url: str) -> str:
    """The address of a page without its fragment and without what only says where somebody came from."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Invalid("Give the address of a web page: one that begins with https:// or http://.")
    if parts.username is not None:
        raise Invalid("An address with a name or password in it is not accepted.")
    asked = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in asked if not _TRACKING.fullmatch(name)]
    query = parts.query if len(kept) == len(asked) else urlencode(kept)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


async def find_by_address(db: AsyncSession, scope: Scope, address: str) -> Paper | None:
    """The paper outside the trash with this address, or with the DOI or arXiv number that stands in it."""
    arxiv = re.sub(r"v\d+$", "", arxiv_id(address) or "") if _ARXIV.search(address) else ""
    values = {"team": scope.team_id, "address": address, "doi": doi_in(address) or "", "arxiv": arxiv.lower()}
    ids = (await db.scalars(_AT_ADDRESS, values)).all()
    if not ids:
        return None
    query = library.select_papers(scope).where(Paper.id.in_(ids)).order_by(Paper.added_at, Paper.id).limit(1)
    return (await db.execute(query)).scalar_one_or_none()

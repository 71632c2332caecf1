"""Compares the files that the database knows with the objects in the store: what is missing, and what nobody names."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.storage import Stored
from scrollkeeper.ingest.uploads.sweep import stored_in_batches
from scrollkeeper.library.files.keys import FILES

MOST_NAMED = 50
# In the database and not in memory: an instance may have more objects than fit there.
_BEGIN = """
    create temporary table stored_objects (key text collate "C", size bigint) on commit drop
"""
_EXPECTED = """
    select 'files/' || left(sha256, 2) || '/' || sha256 || '.pdf' as key, size, name, paper_id, team_id from files
"""
_MISSING = f"""
    select papers.title, expected.name, expected.key, teams.name as team, stored.key is not null as is_short,
        count(*) over () as amount
    from ({_EXPECTED}) as expected
    join papers on papers.id = expected.paper_id join teams on teams.id = expected.team_id
    left join stored_objects as stored on stored.key = expected.key
    where stored.size is distinct from expected.size
    order by teams.name, papers.title, expected.key limit {MOST_NAMED}
"""  # noqa: S608
_ORPHANS = f"""
    select count(*) as amount, coalesce(sum(size), 0) as bytes from stored_objects
    where not exists (select from ({_EXPECTED}) as expected where expected.key = stored_objects.key)
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Missing:
    """A file whose object is not there, or has another size."""

    paper: str
    file: str
    team: str
    key: str
    is_short: bool


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a comparison found; `missing` names the first of `missing_count`."""

    objects: int
    missing: list[Missing]
    missing_count: int
    orphans: int
    orphan_bytes: int


async def take_inventory() -> Inventory:
    """Go through every object once, page by page, and compare in the database."""
    async with open_system_session.begin() as db:
        # A listing of a large store takes minutes.
        await db.execute(text("set local statement_timeout = 0"))
        await db.execute(text("set local idle_in_transaction_session_timeout = 0"))
        await db.execute(text(_BEGIN))
        objects = 0
        async for batch in stored_in_batches(FILES):
            objects += await _note(db, batch)
        await db.execute(text("analyze stored_objects"))
        missing = (await db.execute(text(_MISSING))).all()
        orphans = (await db.execute(text(_ORPHANS))).one()
    named = [Missing(row.title or "", row.name, row.team, row.key, row.is_short) for row in missing]
    return Inventory(objects, named, missing[0].amount if missing else 0, orphans.amount, int(orphans.bytes))


async def _note(db: AsyncSession, batch: list[Stored]) -> int:
    rows = [{"key": one.key, "size": one.size} for one in batch]
    await db.execute(text("insert into stored_objects (key, size) values (:key, :size)"), rows)
    return len(rows)

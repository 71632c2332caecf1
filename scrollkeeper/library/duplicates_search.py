"""Finding papers that look alike: each is compared with those that share a key with it, never each with each."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Row,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    delete,
    func,
    lateral,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from scrollkeeper.core import events, jobs
from scrollkeeper.core.db import lock
from scrollkeeper.library.duplicates_comparison import VERSION, Match, Work, compare, keys_of, work_of
from scrollkeeper.library.events import PAPER_CHANGED
from scrollkeeper.library.models import Duplicate, DuplicateKey, DuplicateSearch, Paper

# Fields that the comparison looks at; abstracts are long and stay where they are.
COMPARED = (
    "title", "author", "issued", "DOI", "PMID", "arxiv", "ISBN", "container-title", "event-title", "volume", "page",
)  # fmt: skip
# Of the papers that share a key, how many a paper is compared with. What many share says little.
MOST_OF_KEY = 20
# Papers of one transaction, and of one job, when all are compared.
AT_ONCE, PER_JOB = 500, 5_000
Pair = tuple[UUID, UUID]

# These statements are made once: making them would take longer than running them.
_TEAM: Any = bindparam("team_id", type_=Uuid)
_IDS: Any = any_(cast(bindparam("ids", type_=ARRAY(Uuid)), ARRAY(Uuid)))
_CSL = func.jsonb_build_object(*[part for name in COMPARED for part in (name, Paper.metadata_[name])], type_=JSONB)
_WORKS = select(Paper.id, _CSL.label("csl")).where(Paper.team_id == _TEAM, Paper.id == _IDS, Paper.deleted_at.is_(None))
_KEYS = select(DuplicateKey.paper_id, DuplicateKey.key).where(
    DuplicateKey.team_id == _TEAM, DuplicateKey.paper_id == _IDS
)
_PAIRS = select(Duplicate.paper_id, Duplicate.other_id, Duplicate.preset, Duplicate.reasons).where(
    Duplicate.team_id == _TEAM, or_(Duplicate.paper_id == _IDS, Duplicate.other_id == _IDS)
)
_OTHER = aliased(DuplicateKey)
_SHARING = lateral(
    select(_OTHER.paper_id)
    .join(Paper, Paper.id == _OTHER.paper_id)
    .where(
        _OTHER.team_id == _TEAM,
        _OTHER.key == DuplicateKey.key,
        _OTHER.paper_id != DuplicateKey.paper_id,
        Paper.deleted_at.is_(None),
    )
    .order_by(_OTHER.paper_id)
    .limit(MOST_OF_KEY)
).alias("sharing")
_CANDIDATES: Any = (
    select(DuplicateKey.paper_id, _SHARING.c.paper_id.label("other_id"))
    .join(_SHARING, true())
    .where(DuplicateKey.team_id == _TEAM, DuplicateKey.paper_id == _IDS)
    .distinct()
)


async def compare_papers(db: AsyncSession, team_id: UUID, paper_ids: Sequence[UUID]) -> None:
    """Find what looks like these papers, remember it, and tell the team of papers for which that changed."""
    await lock(db, "duplicates", team_id)
    works = await _read_works(db, team_id, paper_ids)
    await _store_keys(db, team_id, works)
    candidates = await _list_candidates(db, team_id, list(works))
    others = {other for _, other in candidates} - works.keys()
    works |= await _read_works(db, team_id, sorted(others))
    found: dict[Pair, Match] = {}
    for paper_id, other_id in candidates:
        pair = min(paper_id, other_id), max(paper_id, other_id)
        if pair not in found and (match := compare(works[paper_id], works[other_id])):
            found[pair] = match
    touched = await _store_pairs(db, team_id, paper_ids, found)
    if touched:
        await _publish(db, team_id, touched)


async def start_search(db: AsyncSession, team_id: UUID) -> bool:
    """Have all papers compared if that was never done, or not by this comparison; gives whether it is under way."""
    query = select(DuplicateSearch.version, DuplicateSearch.ended_at).where(DuplicateSearch.team_id == team_id)
    row = (await db.execute(query)).first()
    if row is not None and row.version == VERSION:
        return row.ended_at is None
    statement = insert(DuplicateSearch).values(team_id=team_id, version=VERSION)
    again = {"version": VERSION, "at": func.now(), "ended_at": None}
    await db.execute(statement.on_conflict_do_update(index_elements=["team_id"], set_=again))
    await _defer(db, team_id, None)
    return True


async def continue_search(db: AsyncSession, team_id: UUID, after: UUID | None) -> UUID | None:
    """Compare the team's next papers in the order of their ids; gives the last one, None where there are no more."""
    query = select(Paper.id).where(Paper.team_id == team_id, Paper.deleted_at.is_(None)).order_by(Paper.id)
    if after is not None:
        query = query.where(Paper.id > after)
    paper_ids = (await db.scalars(query.limit(AT_ONCE))).all()
    if not paper_ids:
        ended = update(DuplicateSearch).where(DuplicateSearch.team_id == team_id).values(ended_at=func.now())
        await db.execute(ended)
        return None
    await compare_papers(db, team_id, paper_ids)
    return paper_ids[-1]


async def defer_rest(db: AsyncSession, team_id: UUID, after: UUID | None) -> None:
    """Let other jobs have their turn in between."""
    await _defer(db, team_id, after)


async def _defer(db: AsyncSession, team_id: UUID, after: UUID | None) -> None:
    await jobs.defer(
        db,
        "library.find_duplicates",
        in_queue=jobs.HOUSEKEEPING,
        only_once=f"duplicates:{team_id}",
        team_id=str(team_id),
        after=str(after) if after else None,
    )


async def _read_works(db: AsyncSession, team_id: UUID, paper_ids: Sequence[UUID]) -> dict[UUID, Work]:
    if not paper_ids:
        return {}
    return {row.id: work_of(row.csl) for row in await db.execute(_WORKS, {"team_id": team_id, "ids": list(paper_ids)})}


async def _store_keys(db: AsyncSession, team_id: UUID, works: dict[UUID, Work]) -> None:
    """Keep the keys of these papers; those of most have not changed."""
    wanted = {(paper_id, key) for paper_id, work in works.items() for key in keys_of(work)}
    rows = await db.execute(_KEYS, {"team_id": team_id, "ids": list(works)})
    known = {(row.paper_id, row.key) for row in rows}
    if gone := sorted(known - wanted):
        pair = tuple_(DuplicateKey.paper_id, DuplicateKey.key)
        await db.execute(delete(DuplicateKey).where(DuplicateKey.team_id == team_id, pair.in_(gone)))
    if fresh := sorted(wanted - known):
        keys = [{"team_id": team_id, "paper_id": paper_id, "key": key} for paper_id, key in fresh]
        await (await db.connection()).execute(insert(DuplicateKey).on_conflict_do_nothing(), keys)


async def _list_candidates(db: AsyncSession, team_id: UUID, paper_ids: Sequence[UUID]) -> list[Pair]:
    found = await db.execute(_CANDIDATES, {"team_id": team_id, "ids": list(paper_ids)})
    return [(row.paper_id, row.other_id) for row in found]


async def _store_pairs(
    db: AsyncSession, team_id: UUID, paper_ids: Sequence[UUID], found: dict[Pair, Match]
) -> list[UUID]:
    """Give the papers that look like others now and did not before, or no longer."""
    pairs = await db.execute(_PAIRS, {"team_id": team_id, "ids": list(paper_ids)})
    known = {(row.paper_id, row.other_id): row for row in pairs}
    gone = [pair for pair in known if pair not in found]
    fresh = {pair: match for pair, match in found.items() if pair not in known or _differs(known[pair], match)}
    if gone:
        pair = tuple_(Duplicate.paper_id, Duplicate.other_id)
        await db.execute(delete(Duplicate).where(Duplicate.team_id == team_id, pair.in_(gone)))
    if fresh:
        rows = [
            {
                "paper_id": first, "other_id": second, "team_id": team_id, "preset": int(match.preset),
                "reasons": list(match.reasons),
            }
            for (first, second), match in fresh.items()
        ]  # fmt: skip
        statement = insert(Duplicate)
        changes = {"preset": statement.excluded.preset, "reasons": statement.excluded.reasons}
        upsert = statement.on_conflict_do_update(index_elements=["paper_id", "other_id"], set_=changes)
        await (await db.connection()).execute(upsert, rows)
    return sorted({one for pair in (*gone, *fresh) for one in pair})


def _differs(row: Row[UUID, UUID, int, list[str]], match: Match) -> bool:
    return row.preset != match.preset or list(row.reasons) != list(match.reasons)


async def _publish(db: AsyncSession, team_id: UUID, paper_ids: Sequence[UUID]) -> None:
    mine = and_(Paper.team_id == team_id, Paper.id.in_(paper_ids))
    # Rows of papers come before the team's clock: tests/lock_order.py watches.
    locked = select(Paper.id).where(mine).order_by(Paper.id).with_for_update(key_share=True)
    subjects = [{"paper": paper_id} for paper_id in await db.scalars(locked)]
    data = {"fields": ["duplicates"]}
    clock = await events.publish_many(db, team_id, PAPER_CHANGED, subjects, data=data)
    await db.execute(update(Paper).where(mine).values(clock=clock).execution_options(synchronize_session=False))

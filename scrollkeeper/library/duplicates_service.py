"""Duplicates of a team in groups, side by side, and pairs that somebody said are different papers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import and_, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from scrollkeeper.core import events
from scrollkeeper.core.errors import NotFound, require
from scrollkeeper.core.paging import ITEM_BYTES, cut_large_page, read_cursor
from scrollkeeper.library import duplicates_search, policy
from scrollkeeper.library.duplicates_comparison import REASONS, Preset
from scrollkeeper.library.events import DUPLICATES_CHANGED
from scrollkeeper.library.models import LISTED, Duplicate, File, NotDuplicate, Paper
from scrollkeeper.library.queries import looks_like_one
from scrollkeeper.library.service import select_papers
from scrollkeeper.teams.policy import can_see_library
from scrollkeeper.teams.scope import Scope

# Pairs that are looked at for groups, and papers of a group that are shown.
MOST_PAIRS, MOST_OF_GROUP = 20_000, 20
# Names of a list that are shown.
MOST_NAMES = 50


@dataclass(slots=True)
class Group:
    """Papers that look like one, the oldest first. `id` is that of the newest."""

    id: UUID
    preset: Preset
    reasons: list[str]
    paper_ids: list[UUID]
    papers: list["GroupPaper"] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)


@dataclass(slots=True)
class GroupPaper:
    """A paper of a group; long values of its metadata are cut."""

    id: UUID
    metadata: dict[str, Any]
    file_names: list[str]
    status: str
    added_at: datetime


async def list_groups(
    db: AsyncSession, scope: Scope, *, preset: Preset, limit: int, cursor: str | None
) -> tuple[list[Group], str | None, int, bool]:
    """Groups with the newest papers first; how many there are in all, and whether papers are still being compared."""
    require(can_see_library(scope))
    searching = await duplicates_search.start_search(db, scope.team_id)
    groups = group_pairs(await _list_pairs(db, scope, preset))
    after = read_cursor(cursor, UUID)[0] if cursor else None
    waiting = [group for group in groups if after is None or group.id < after][: limit + 1]
    await _describe(db, scope, waiting)
    page, following = cut_large_page(waiting, limit, lambda group: (group.id,), size=_size_of)
    return page, following, len(groups), searching


async def count_groups(db: AsyncSession, scope: Scope) -> int:
    """How many groups there are under the normal preset."""
    require(can_see_library(scope))
    await duplicates_search.start_search(db, scope.team_id)
    return len(group_pairs(await _list_pairs(db, scope, Preset.normal)))


async def _list_pairs(db: AsyncSession, scope: Scope, preset: Preset) -> Sequence[Any]:
    one, other = aliased(Paper), aliased(Paper)
    query = (
        select(Duplicate.paper_id, Duplicate.other_id, Duplicate.preset, Duplicate.reasons)
        .join(one, and_(one.id == Duplicate.paper_id, one.deleted_at.is_(None)))
        .join(other, and_(other.id == Duplicate.other_id, other.deleted_at.is_(None)))
        .where(Duplicate.team_id == scope.team_id, looks_like_one(preset))
        .order_by(Duplicate.preset, Duplicate.other_id.desc(), Duplicate.paper_id)
        .limit(MOST_PAIRS)
    )
    return (await db.execute(query)).all()


def group_pairs(pairs: Iterable[Any]) -> list[Group]:
    """Pure: what is connected is one group, however it is connected; the group with the newest paper first."""
    heads: dict[UUID, UUID] = {}

    def head(one: UUID) -> UUID:
        while heads.setdefault(one, one) != one:
            heads[one] = heads[heads[one]]
            one = heads[one]
        return one

    kept = list(pairs)
    for pair in kept:
        heads[head(pair.paper_id)] = head(pair.other_id)
    groups: dict[UUID, Group] = {}
    for one in heads:
        group = groups.setdefault(head(one), Group(one, Preset.strict, [], []))
        group.paper_ids.append(one)
    for pair in kept:
        group = groups[head(pair.paper_id)]
        group.preset = max(group.preset, Preset(pair.preset))
        group.reasons = [name for name in REASONS if name in group.reasons or name in pair.reasons]
    for group in groups.values():
        # Ids grow with time.
        group.paper_ids.sort()
        group.id = group.paper_ids[-1]
        group.paper_ids = group.paper_ids[:MOST_OF_GROUP]
    return sorted(groups.values(), key=lambda group: group.id, reverse=True)


async def _describe(db: AsyncSession, scope: Scope, groups: Sequence[Group]) -> None:
    wanted = {paper_id for group in groups for paper_id in group.paper_ids}
    names = select(func.array_agg(File.name)).where(File.paper_id == Paper.id).correlate(Paper).scalar_subquery()
    query = (
        select_papers(scope)
        .where(Paper.id.in_(wanted))
        .with_only_columns(Paper.id, Paper.metadata_, Paper.status, Paper.added_at, names.label("names"))
    )
    rows = {row.id: row for row in await db.execute(query)}
    for group in groups:
        there = [rows[paper_id] for paper_id in group.paper_ids if paper_id in rows]
        fields = sorted({name for row in there for name in row.metadata_})
        group.differing = [
            name for name in fields if any(row.metadata_.get(name) != there[0].metadata_.get(name) for row in there)
        ]
        group.papers = [
            GroupPaper(
                row.id,
                {name: _cut(value) for name, value in row.metadata_.items()},
                sorted(row.names or [])[:MOST_NAMES],
                row.status,
                row.added_at,
            )
            for row in there
        ]


def _cut(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LISTED:
        return value[: LISTED - 1] + "…"
    return value[:MOST_NAMES] if isinstance(value, list) else value


def _size_of(group: Group) -> int:
    return sum(ITEM_BYTES + len(msgspec.json.encode(paper.metadata)) for paper in group.papers)


async def mark_different(db: AsyncSession, scope: Scope, paper_ids: Sequence[UUID]) -> int:
    """Remember that none of these papers is a duplicate of another of them; gives how many pairs that is news for."""
    pairs = await _pairs_of(db, scope, paper_ids)
    rows = [
        {"paper_id": one, "other_id": other, "team_id": scope.team_id, "person_id": scope.person_id}
        for one, other in pairs
    ]
    statement = insert(NotDuplicate).values(rows).on_conflict_do_nothing().returning(NotDuplicate.paper_id)
    done = len((await db.execute(statement)).all())
    if done:
        await _publish(db, scope)
    return done


async def unmark_different(db: AsyncSession, scope: Scope, paper_ids: Sequence[UUID]) -> int:
    """Forget that they are different; gives for how many pairs."""
    pair = tuple_(NotDuplicate.paper_id, NotDuplicate.other_id)
    gone = delete(NotDuplicate).where(
        NotDuplicate.team_id == scope.team_id, pair.in_(await _pairs_of(db, scope, paper_ids))
    )
    done = len((await db.execute(gone.returning(NotDuplicate.paper_id))).all())
    if done:
        await _publish(db, scope)
    return done


async def _pairs_of(db: AsyncSession, scope: Scope, paper_ids: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    require(policy.can_edit_paper(scope))
    query = select_papers(scope).where(Paper.id.in_(paper_ids)).with_only_columns(Paper.id)
    there = sorted((await db.scalars(query)).all())
    if len(there) < 2 or set(there) != set(paper_ids):
        raise NotFound("One of these papers doesn’t exist any more.")
    return list(combinations(there, 2))


async def _publish(db: AsyncSession, scope: Scope) -> None:
    await events.publish(db, scope.team_id, DUPLICATES_CHANGED, person_id=scope.person_id)

"""Citation keys of a team's papers: given once, then kept; pinned by hand; made by the team's pattern."""

import asyncio
import re
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, cast
from uuid import UUID

from sqlalchemy import String, Table, bindparam, func, literal, select, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import events
from scrollkeeper.core.db import lock, select_ids
from scrollkeeper.core.errors import Conflict, Invalid, require
from scrollkeeper.library import policy, service
from scrollkeeper.library.citation_keys.making import Stem, check_pattern, make_stem
from scrollkeeper.library.citation_keys.pattern import BadPattern, Pattern, parse_pattern
from scrollkeeper.library.citation_keys.words import UNSAFE
from scrollkeeper.library.citation_keys.work import work_of
from scrollkeeper.library.events import PAPER_CHANGED
from scrollkeeper.library.models import Paper
from scrollkeeper.teams.models import Team
from scrollkeeper.teams.policy import can_manage_team
from scrollkeeper.teams.scope import Scope

DEFAULT = "auth.lower + shorttitle(3,3) + year"
MAX_PINNED = 100
# Of one stem so many are looked for at a time, then ten times as many.
TRIED = 10


class KeyTaken(Conflict):
    """Another paper of the team has this citation key."""


async def get_pattern(db: AsyncSession, team_id: UUID) -> str:
    """The pattern by which the team's keys are made."""
    chosen = await db.scalar(select(Team.citation_key_pattern).where(Team.id == team_id))
    return chosen or DEFAULT


async def set_pattern(db: AsyncSession, scope: Scope, pattern: str) -> str:
    """Make keys by this pattern from now on; those that papers have stay."""
    require(can_manage_team(scope))
    try:
        check_pattern(parse_pattern(pattern))
    except BadPattern as error:
        raise Invalid(str(error), errors=[{"field": "pattern", "detail": str(error)}]) from None
    await db.execute(update(Team).where(Team.id == scope.team_id).values(citation_key_pattern=pattern))
    return pattern


async def assign_keys(db: AsyncSession, team_id: UUID, paper_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Give keys to those of the papers that have none and are described; gives the keys of all that have one."""
    query = select(Paper.id, Paper.metadata_).where(
        Paper.team_id == team_id, Paper.id.in_(select_ids(paper_ids)), Paper.citation_key.is_(None),
        Paper.metadata_ != {},
    ).order_by(Paper.id)  # fmt: skip
    if (await db.execute(query.limit(1))).first() is None:
        return {}
    await lock(db, "citation keys", team_id)
    # Read again: who held the lock may have given them keys.
    described = [(paper_id, metadata) for paper_id, metadata in await db.execute(query)]
    if not described:
        return await _read_keys(db, team_id, paper_ids)
    pattern = parse_pattern(await get_pattern(db, team_id))
    stems = await asyncio.to_thread(_make_stems, pattern, described)
    keys = await _make(db, team_id, stems)
    rows = [{"paper": paper_id, "key": key} for paper_id, key in keys.items()]
    table = cast(Table, Paper.__table__)
    statement = (
        update(table)
        .where(table.c.id == bindparam("paper"), table.c.team_id == team_id, table.c.citation_key.is_(None))
        .values(citation_key=bindparam("key"))
    )
    await (await db.connection()).execute(statement, sorted(rows, key=itemgetter("paper")))
    return await _read_keys(db, team_id, paper_ids)


async def _read_keys(db: AsyncSession, team_id: UUID, paper_ids: Sequence[UUID]) -> dict[UUID, str]:
    query = select(Paper.id, Paper.citation_key).where(
        Paper.team_id == team_id, Paper.id.in_(select_ids(paper_ids)), Paper.citation_key.is_not(None)
    )
    return {paper_id: key for paper_id, key in await db.execute(query) if key}


def _make_stems(pattern: Pattern, described: Iterable[tuple[UUID, dict[str, Any]]]) -> dict[Stem, list[UUID]]:
    stems: dict[Stem, list[UUID]] = {}
    for paper_id, metadata in described:
        stems.setdefault(make_stem(pattern, work_of(metadata)), []).append(paper_id)
    return stems


async def _make(db: AsyncSession, team_id: UUID, stems: Mapping[Stem, Sequence[UUID]]) -> dict[UUID, str]:
    """The first keys of each stem that no paper of the team has."""
    left = {stem: deque(papers) for stem, papers in stems.items()}
    keys: dict[UUID, str] = {}
    taken: set[str] = set()
    begin, end = 0, TRIED
    while left:
        tried = {stem: [stem.key(number) for number in range(begin, end)] for stem in left}
        taken |= {
            key.lower() for key in await _list_taken(db, team_id, {key for each in tried.values() for key in each})
        }
        for stem, papers in left.items():
            for key in tried[stem]:
                if papers and key.lower() not in taken:
                    keys[papers.popleft()] = key
                    taken.add(key.lower())
        left = {stem: papers for stem, papers in left.items() if papers}
        begin, end = end, end * 10
    return keys


async def _list_taken(db: AsyncSession, team_id: UUID, keys: Collection[str]) -> set[str]:
    # As one parameter, of which a statement has 32,767 at the most; in small letters as PostgreSQL has them.
    tried = select(func.unnest(sql_cast(literal(list(keys), ARRAY(String)), ARRAY(String))).label("key")).subquery()
    same = select(Paper.id).where(Paper.team_id == team_id, func.lower(Paper.citation_key) == func.lower(tried.c.key))
    return set((await db.scalars(select(tried.c.key).where(same.exists()))).all())


async def pin_key(db: AsyncSession, scope: Scope, paper_id: UUID, key: str | None) -> Paper:
    """Give a paper the key that somebody chose; None has one made again. Raises Invalid, KeyTaken."""
    require(policy.can_edit_paper(scope))
    if key is not None:
        _check(key)
    # Before the paper, as whoever gives out keys does.
    await lock(db, "citation keys", scope.team_id)
    paper = await service.get_paper(db, scope, paper_id, for_update=True)
    if key is None:
        paper.citation_key, paper.citation_key_pinned = None, False
        await db.flush()
        await assign_keys(db, scope.team_id, [paper.id])
        await db.refresh(paper, ["citation_key"])
    else:
        same = select(Paper.id).where(
            Paper.team_id == scope.team_id,
            func.lower(Paper.citation_key) == func.lower(literal(key)),
            Paper.id != paper.id,
        )
        if (await db.scalars(same)).first() is not None:
            raise KeyTaken(f"Another paper of the team has the citation key “{key}”.")
        paper.citation_key, paper.citation_key_pinned = key, True
    await db.flush()
    paper.clock = await events.publish(
        db, scope.team_id, PAPER_CHANGED, person_id=scope.person_id, paper=paper.id, data={"fields": ["citation-key"]}
    )
    await db.flush()
    return paper


def _check(key: str) -> None:
    if not 0 < len(key) <= MAX_PINNED or UNSAFE.search(key) or re.search(r"[\x00-\x1f\x7f]", key):
        detail = "A citation key has 1 to 100 characters, without spaces and without any of \\ \" # % ' ( ) , = { } ~."
        raise Invalid(detail, errors=[{"field": "citation_key", "detail": detail}])

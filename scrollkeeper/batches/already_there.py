"""Which papers of a team another team has: the same bytes, the same DOI, or title, year and author."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from scrollkeeper.core.db import select_ids
from scrollkeeper.library.models import File, Paper
from scrollkeeper.teams.scope import Scope


class Known(NamedTuple):
    """The paper over there; in its trash it is only where it has the same bytes, which a team has once."""

    paper_id: UUID
    in_trash: bool


async def find_known(db: AsyncSession, scope: Scope, there: Scope, paper_ids: Sequence[UUID]) -> dict[UUID, Known]:
    """Papers among these that the other team has."""
    mine, theirs, file = aliased(Paper), aliased(Paper), aliased(File)
    by_words = (
        select(mine.id, theirs.id.label("known"))
        .join(theirs, and_(theirs.team_id == there.team_id, theirs.deleted_at.is_(None)))
        .where(mine.team_id == scope.team_id, mine.id.in_(select_ids(paper_ids)))
    )
    same_title = and_(
        mine.title_key != "", theirs.title_key == mine.title_key, theirs.author_key == mine.author_key,
        theirs.year.is_not_distinct_from(mine.year), or_(mine.doi.is_(None), theirs.doi.is_(None)),
    )  # fmt: skip
    known: dict[UUID, Known] = {}
    for same in (same_title, and_(mine.doi.is_not(None), theirs.doi == mine.doi)):
        for paper_id, other_id in await db.execute(by_words.where(same)):
            known[paper_id] = Known(other_id, in_trash=False)
    by_bytes = (
        select(File.paper_id, theirs.id, theirs.deleted_at.is_not(None) & theirs.merged_into_id.is_(None))
        .join(file, and_(file.team_id == there.team_id, file.sha256 == File.sha256))
        .join(theirs, theirs.id == file.paper_id)
        .where(File.team_id == scope.team_id, File.paper_id.in_(select_ids(paper_ids)))
    )
    for paper_id, other_id, in_trash in await db.execute(by_bytes):
        if paper_id not in known:
            known[paper_id] = Known(other_id, in_trash=in_trash)
    return known

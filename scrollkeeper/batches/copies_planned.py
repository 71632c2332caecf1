"""What copying papers to another team would come to, before anything is copied."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.batches.already_there import find_known
from scrollkeeper.batches.copied_writing import is_going, select_going, select_notes_going
from scrollkeeper.batches.copying import MAX_NAMES, map_fields
from scrollkeeper.core.db import select_ids
from scrollkeeper.discussions.models import Thread
from scrollkeeper.ingest.uploads.service import find_room
from scrollkeeper.library.models import File, Paper
from scrollkeeper.teams.scope import Scope


@dataclass(frozen=True, slots=True)
class PlannedCopies:
    """Papers that would be copied, with the bytes of their files, and what may go along; `room` is what is left."""

    papers: int
    already_there: int
    restored: int
    bytes: int
    room: int
    annotations: int
    threads: int
    notes: int
    lost_fields: list[str]


async def plan_copies(db: AsyncSession, scope: Scope, there: Scope, paper_ids: Sequence[UUID]) -> PlannedCopies:
    """Look what the other team has and lacks."""
    known = await find_known(db, scope, there, paper_ids)
    papers = select_ids([one for one in paper_ids if one not in known])
    size = select(func.coalesce(func.sum(File.size), 0)).where(File.team_id == scope.team_id)
    threads = select(func.count()).where(is_going(scope, with_annotations=True), Thread.paper_id.in_(papers))
    room, _ = await find_room(db, there)
    restored = sum(one.in_trash for one in known.values())
    return PlannedCopies(
        papers=len(set(paper_ids)) - len(known),
        already_there=len(known) - restored,
        restored=restored,
        bytes=int(await db.scalar(size.where(File.paper_id.in_(papers))) or 0),
        room=room,
        annotations=await _count(db, select_going(scope, papers).subquery()),
        threads=int(await db.scalar(threads) or 0),
        notes=await _count(db, select_notes_going(scope, papers).subquery()),
        lost_fields=await _lost_fields(db, scope, there, [one for one in paper_ids if one not in known]),
    )


async def _count(db: AsyncSession, rows: object) -> int:
    return int(await db.scalar(select(func.count()).select_from(rows)) or 0)  # type: ignore[arg-type]


async def _lost_fields(db: AsyncSession, scope: Scope, there: Scope, paper_ids: Sequence[UUID]) -> list[str]:
    fields = await map_fields(db, scope, there)
    query = select(Paper.custom).where(
        Paper.team_id == scope.team_id, Paper.id.in_(select_ids(paper_ids)), Paper.custom != {}
    )
    lost: set[str] = set()
    for custom in await db.scalars(query):
        lost |= fields.move(custom)[1]
    return sorted(lost)[:MAX_NAMES]

"""What a list of papers says of each beside what it is: how many comments it has, and what of it is unread."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import select_ids
from scrollkeeper.core.errors import NotFound
from scrollkeeper.discussions.comments import readable
from scrollkeeper.discussions.models import Comment, Thread, ThreadReader
from scrollkeeper.discussions.threads import select_threads
from scrollkeeper.library import service as library
from scrollkeeper.library.models import Paper
from scrollkeeper.reading.unread import is_unread
from scrollkeeper.teams.scope import Scope


class PaperCounts(NamedTuple):
    """Of a paper: comments that the caller may read, those by others that are new to them, and whether it is itself."""

    paper: UUID
    comments: int
    unread_comments: int
    unread: bool


async def count_of_papers(db: AsyncSession, scope: Scope, paper_ids: Sequence[UUID]) -> list[PaperCounts]:
    """Of these papers, as far as the caller sees them outside the trash; raises NotFound where they see none."""
    asked = select_ids(paper_ids)
    others = Comment.person_id.is_distinct_from(scope.person_id)
    new = others & (Comment.said_at_clock > func.coalesce(ThreadReader.seen, 0))
    mine = (ThreadReader.thread_id == Thread.id) & (ThreadReader.person_id == scope.person_id)
    counts = (
        select_threads(scope)
        .join(Comment, Comment.thread_id == Thread.id)
        .outerjoin(ThreadReader, mine)
        .where(Thread.paper_id.in_(asked), readable(scope))
        .with_only_columns(Thread.paper_id, func.count().label("comments"), func.count().filter(new).label("unread"))
        .group_by(Thread.paper_id)
        .subquery()
    )
    query = (
        library.select_papers(scope)
        .outerjoin(counts, counts.c.paper_id == Paper.id)
        .where(Paper.id.in_(asked))
        .with_only_columns(
            Paper.id, func.coalesce(counts.c.comments, 0), func.coalesce(counts.c.unread, 0), is_unread(scope)
        )
    )
    counted = [PaperCounts(*row) for row in await db.execute(query)]
    if not counted:
        raise NotFound("None of these papers exists.")
    return counted

"""Changing an annotation that others may have replied to: nobody who wrote may lose sight of it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.annotations import service as annotations
from scrollkeeper.annotations import visibility
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.core.errors import Conflict
from scrollkeeper.discussions.models import Comment, Thread
from scrollkeeper.teams.scope import Scope


class OthersHaveReplied(Conflict):
    """Someone who replied would no longer see this annotation. You can delete it instead."""


async def edit_annotation(
    db: AsyncSession,
    scope: Scope,
    annotation_id: UUID,
    changes: dict[str, Any],
    *,
    paper_id: UUID,
    if_match: str | None,
) -> Annotation:
    """As `annotations.edit_annotation`; raises OthersHaveReplied where somebody could no longer see their reply."""
    annotation = await annotations.edit_annotation(
        db, scope, annotation_id, changes, paper_id=paper_id, if_match=if_match
    )
    if changes and await _lost_their_place(db, annotation):
        raise OthersHaveReplied
    return annotation


async def _lost_their_place(db: AsyncSession, annotation: Annotation) -> bool:
    """Whether somebody has written in its thread who may no longer see it."""
    audience = await visibility.audience_of(db, annotation)
    if audience is None:
        return False
    query = (
        select(Comment.id)
        .join(Thread, Thread.id == Comment.thread_id)
        .where(
            Thread.annotation_id == annotation.id,
            Thread.team_id == annotation.team_id,
            Comment.person_id.not_in(audience),
            Comment.deleted_at.is_(None),
        )
    )
    return (await db.execute(query.limit(1))).first() is not None

"""Annotations: put on their words, changed by who made them, seen by the team or by one person alone."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.core import events
from scrollkeeper.core.errors import Conflict, NotFound, require
from scrollkeeper.core.paging import Int4, cut_page, read_cursor
from scrollkeeper.core.preconditions import require_match
from scrollkeeper.discussions import places, policy
from scrollkeeper.discussions.models import Annotation, Comment, Thread
from scrollkeeper.discussions.selectors import Selector
from scrollkeeper.library import service as library
from scrollkeeper.teams.scope import Scope


class OthersHaveReplied(Conflict):
    """Others have replied to this annotation, so it cannot be hidden from them. You can delete it."""


def visible_to(person: UUID | ColumnElement[UUID] | None) -> ColumnElement[bool]:
    """The condition that a member may see an annotation: it is for the team, or their own. A column asks of many."""
    return or_(Annotation.visibility == "team", Annotation.person_id == person)


def visible(scope: Scope) -> ColumnElement[bool]:
    """The condition that who asks may see an annotation."""
    return visible_to(scope.person_id)


def select_annotations(scope: Scope, *, deleted: bool = False) -> Select[Annotation]:
    """The one way to annotations: those of others that are private do not exist."""
    gone = Annotation.deleted_at.is_not(None) if deleted else Annotation.deleted_at.is_(None)
    return select(Annotation).where(Annotation.team_id == scope.team_id, visible(scope), gone)


async def get_annotation(
    db: AsyncSession, scope: Scope, annotation_id: UUID, *, paper_id: UUID | None = None, deleted: bool = False,
    for_update: bool = False,
) -> Annotation:  # fmt: skip
    query = select_annotations(scope, deleted=deleted).where(Annotation.id == annotation_id)
    if paper_id is not None:
        query = query.where(Annotation.paper_id == paper_id)
    found = (await db.execute(query.with_for_update() if for_update else query)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such annotation.")
    return found


async def list_annotations(
    db: AsyncSession, scope: Scope, paper_id: UUID, *, file_id: UUID | None, limit: int, cursor: str | None
) -> tuple[list[Row[Any]], str | None]:
    """Annotations down the pages, each with its author's name and the id of its thread."""
    paper = await library.get_paper(db, scope, paper_id)
    key = (Annotation.page, Annotation.top, Annotation.id)
    query = (
        select_annotations(scope)
        .add_columns(Person.name.label("author"), Thread.id.label("thread_id"))
        .outerjoin(Person, Person.id == Annotation.person_id)
        .outerjoin(Thread, Thread.annotation_id == Annotation.id)
        .where(Annotation.paper_id == paper.id)
        .order_by(*key)
        .limit(limit + 1)
    )
    if file_id is not None:
        query = query.where(Annotation.file_id == file_id)
    if cursor:
        query = query.where(tuple_(*key) > tuple_(*read_cursor(cursor, Int4, float, UUID)))
    rows: list[Row[Any]] = list((await db.execute(query)).all())
    return cut_page(rows, limit, lambda row: (row.Annotation.page, row.Annotation.top, row.Annotation.id))


async def read_author_and_thread(
    db: AsyncSession, scope: Scope, annotation: Annotation
) -> tuple[str | None, UUID | None]:
    """The author's name and the id of the thread, as `list_annotations` has them."""
    thread = select(Thread.id).where(Thread.team_id == scope.team_id, Thread.annotation_id == annotation.id)
    name = select(Person.name).where(Person.id == annotation.person_id)
    row = (await db.execute(select(name.scalar_subquery(), thread.scalar_subquery()))).one()
    return row[0], row[1]


async def add_annotation(
    db: AsyncSession, scope: Scope, paper_id: UUID, *, file_id: UUID, kind: str, selectors: Sequence[Selector],
    comment: str, color: str, visibility: str,
) -> Annotation:  # fmt: skip
    """Raises Invalid where the selectors mean no place in the file."""
    paper = await library.get_paper(db, scope, paper_id)
    require(policy.can_annotate(scope))
    file = await library.get_file(db, scope, file_id)
    if file.paper_id != paper.id:
        raise NotFound("The paper has no such file.")
    anchor = await places.find_anchor(db, scope, file, kind, selectors)
    annotation = Annotation(
        team_id=scope.team_id, paper_id=paper.id, file_id=file.id, person_id=scope.person_id, kind=kind, color=color,
        visibility=visibility, comment=comment, clock=await events.tick(db, scope.team_id), **anchor,
    )  # fmt: skip
    db.add(annotation)
    await db.flush()
    await db.refresh(annotation, ["created_at"])
    await _tell(db, scope, annotation, "annotation.added")
    return annotation


async def edit_annotation(
    db: AsyncSession, scope: Scope, annotation_id: UUID, changes: dict[str, Any], *, paper_id: UUID,
    if_match: str | None,
) -> Annotation:  # fmt: skip
    """Change comment, colour, kind or visibility. Raises Changed where somebody was faster."""
    annotation = await get_annotation(db, scope, annotation_id, paper_id=paper_id, for_update=True)
    require(policy.can_edit(scope, annotation.person_id))
    require_match(if_match, annotation.clock)
    changes = {name: value for name, value in changes.items() if value != getattr(annotation, name)}
    if not changes:
        return annotation
    was = annotation.visibility
    if changes.get("visibility") == "me" and await _others_replied(db, scope, annotation):
        raise OthersHaveReplied
    annotation.clock = await events.tick(db, scope.team_id)
    annotation.changed_at = datetime.now(UTC)
    for name, value in changes.items():
        setattr(annotation, name, value)
    await db.flush()
    if was == annotation.visibility:
        await _tell(db, scope, annotation, "annotation.changed")
    elif was == "me":
        await _tell(db, scope, annotation, "annotation.added")
    else:
        # To everybody else it is as if it had been deleted.
        await _publish(db, scope, annotation, "annotation.deleted")
    return annotation


async def delete_annotation(
    db: AsyncSession, scope: Scope, annotation_id: UUID, *, paper_id: UUID, if_match: str | None
) -> None:
    """Take it off the page with its thread; it can be restored."""
    annotation = await get_annotation(db, scope, annotation_id, paper_id=paper_id, for_update=True)
    require(policy.can_edit(scope, annotation.person_id))
    require_match(if_match, annotation.clock)
    annotation.deleted_at = datetime.now(UTC)
    annotation.clock = await events.tick(db, scope.team_id)
    await db.flush()
    await _tell(db, scope, annotation, "annotation.deleted")


async def restore_annotation(db: AsyncSession, scope: Scope, annotation_id: UUID, *, paper_id: UUID) -> Annotation:
    """Put a deleted annotation back with its thread."""
    annotation = await get_annotation(
        db, scope, annotation_id, paper_id=paper_id, deleted=True, for_update=True
    )  # fmt: skip
    require(policy.can_edit(scope, annotation.person_id))
    annotation.deleted_at = None
    annotation.clock = await events.tick(db, scope.team_id)
    await db.flush()
    await _tell(db, scope, annotation, "annotation.added")
    return annotation


async def _others_replied(db: AsyncSession, scope: Scope, annotation: Annotation) -> bool:
    query = (
        select(func.count())
        .select_from(Comment)
        .join(Thread, Thread.id == Comment.thread_id)
        .where(
            Thread.team_id == scope.team_id,
            Thread.annotation_id == annotation.id,
            Comment.person_id.is_distinct_from(annotation.person_id),
            Comment.deleted_at.is_(None),
        )
    )
    return bool((await db.execute(query)).scalar_one())


async def _tell(db: AsyncSession, scope: Scope, annotation: Annotation, name: str) -> None:
    """Announce it, unless it is private: then nobody else may learn that it exists."""
    if annotation.visibility == "team":
        await _publish(db, scope, annotation, name)


async def _publish(db: AsyncSession, scope: Scope, annotation: Annotation, name: str) -> None:
    await events.publish(
        db, scope.team_id, name, clock=annotation.clock, person_id=scope.person_id, paper=annotation.paper_id,
        file=annotation.file_id, annotation=annotation.id,
    )  # fmt: skip

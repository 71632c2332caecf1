"""Threads on annotations and papers: begun with a comment, answered, resolved and opened again."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from scrollkeeper.accounts.models import Person
from scrollkeeper.core import events
from scrollkeeper.core.errors import NotFound, require
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.core.preconditions import require_match
from scrollkeeper.discussions import audiences, policy, service
from scrollkeeper.discussions.models import Annotation, Comment, Thread
from scrollkeeper.library import service as library
from scrollkeeper.teams.scope import Scope

# So many comments come with their thread; the rest is asked for.
COMMENTS_WITH_THREAD = 50


def select_threads(scope: Scope) -> Select[Thread]:
    """The one way to threads: those on annotations that one may not see, or that are deleted, do not exist."""
    return (
        select(Thread)
        .outerjoin(Annotation, Annotation.id == Thread.annotation_id)
        .where(
            Thread.team_id == scope.team_id,
            library.seen_by(scope, Thread.paper_id),
            or_(Thread.annotation_id.is_(None), service.visible(scope) & Annotation.deleted_at.is_(None)),
        )
    )


async def get_thread(db: AsyncSession, scope: Scope, thread_id: UUID, *, for_update: bool = False) -> Thread:
    query = select_threads(scope).where(Thread.id == thread_id)
    query = query.with_for_update(of=Thread) if for_update else query
    thread = (await db.execute(query)).scalar_one_or_none()
    if thread is None:
        raise NotFound("There is no such thread.")
    return thread


async def list_threads(
    db: AsyncSession, scope: Scope, paper_id: UUID, *, limit: int, cursor: str | None
) -> tuple[list[Row[Any]], str | None]:
    """Threads of a paper in the order they were begun, with the name of who resolved them."""
    paper = await library.get_paper(db, scope, paper_id)
    query = _with_resolver(select_threads(scope)).where(Thread.paper_id == paper.id)
    if cursor:
        query = query.where(Thread.id > read_cursor(cursor, UUID)[0])
    rows: list[Row[Any]] = list((await db.execute(query.order_by(Thread.id).limit(limit + 1))).all())
    return cut_page(rows, limit, lambda row: (row.Thread.id,))


async def read_thread(db: AsyncSession, scope: Scope, thread_id: UUID) -> Row[Any]:
    row = (await db.execute(_with_resolver(select_threads(scope)).where(Thread.id == thread_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such thread.")
    return row


def _with_resolver(query: Select[Any]) -> Select[Any]:
    resolver = aliased(Person)
    return query.add_columns(resolver.name.label("resolver")).outerjoin(resolver, resolver.id == Thread.resolved_by_id)


async def first_comments(
    db: AsyncSession, scope: Scope, thread_ids: Iterable[UUID]
) -> dict[UUID, tuple[list[Row[Any]], str | None]]:
    """The first comments of each of these threads, and the cursor of those that follow."""
    wanted = list(thread_ids)
    number = func.row_number().over(partition_by=Comment.thread_id, order_by=Comment.id).label("number")
    counted = select(Comment.id, number).where(Comment.team_id == scope.team_id, Comment.thread_id.in_(wanted))
    counted_rows = counted.subquery()
    query = (
        _select_comments(scope)
        .join(counted_rows, counted_rows.c.id == Comment.id)
        .where(counted_rows.c.number <= COMMENTS_WITH_THREAD + 1)
    )
    rows: dict[UUID, list[Row[Any]]] = {thread_id: [] for thread_id in wanted}
    for row in (await db.execute(query.order_by(Comment.id))).all():
        rows[row.Comment.thread_id].append(row)
    return {thread_id: _cut(found, COMMENTS_WITH_THREAD) for thread_id, found in rows.items()}


async def list_comments(
    db: AsyncSession, scope: Scope, thread_id: UUID, *, limit: int, cursor: str | None
) -> tuple[list[Row[Any]], str | None]:
    thread = await get_thread(db, scope, thread_id)
    query = _select_comments(scope).where(Comment.thread_id == thread.id)
    if cursor:
        query = query.where(Comment.id > read_cursor(cursor, UUID)[0])
    return _cut((await db.execute(query.order_by(Comment.id).limit(limit + 1))).all(), limit)


def _select_comments(scope: Scope) -> Select[Any]:
    return (
        select(Comment)
        .add_columns(Person.name.label("author"))
        .outerjoin(Person, Person.id == Comment.person_id)
        .where(Comment.team_id == scope.team_id)
    )


def _cut(rows: Sequence[Row[Any]], limit: int) -> tuple[list[Row[Any]], str | None]:
    return cut_page(rows, limit, lambda row: (row.Comment.id,))


async def add_thread(
    db: AsyncSession, scope: Scope, *, paper_id: UUID | None, annotation_id: UUID | None, text: str
) -> Thread:
    """Begin a thread with its first comment. An annotation has one: whoever comes second goes on in it."""
    annotation = None
    if annotation_id is not None:
        annotation = await service.get_annotation(db, scope, annotation_id)
        paper_id = annotation.paper_id
    assert paper_id is not None
    paper = await library.get_paper(db, scope, paper_id)
    require(policy.can_annotate(scope))
    thread_id = new_id()
    statement = insert(Thread).values(
        id=thread_id, team_id=scope.team_id, paper_id=paper.id, annotation_id=annotation_id,
        person_id=scope.person_id, clock=0,
    )  # fmt: skip
    await db.execute(statement.on_conflict_do_nothing(index_elements=["annotation_id"]))
    if annotation_id is not None:
        found = select(Thread.id).where(Thread.team_id == scope.team_id, Thread.annotation_id == annotation_id)
        thread_id = (await db.execute(found)).scalar_one()
    await add_comment(db, scope, thread_id, text)
    return await get_thread(db, scope, thread_id)


async def add_comment(db: AsyncSession, scope: Scope, thread_id: UUID, text: str) -> Comment:
    thread = await get_thread(db, scope, thread_id, for_update=True)
    require(policy.can_annotate(scope))
    comment = Comment(
        team_id=scope.team_id, thread_id=thread.id, person_id=scope.person_id, text=text,
        clock=await events.tick(db, scope.team_id),
    )  # fmt: skip
    thread.clock = comment.clock
    db.add(comment)
    await db.flush()
    await db.refresh(comment, ["created_at"])
    await _tell(db, scope, thread, "comment.added", comment.clock, comment.id)
    return comment


async def name_of(db: AsyncSession, person_id: UUID | None) -> str | None:
    return (await db.execute(select(Person.name).where(Person.id == person_id))).scalar_one_or_none()


async def get_comment(db: AsyncSession, scope: Scope, thread_id: UUID, comment_id: UUID) -> tuple[Thread, Comment]:
    """The comment to be changed, with its thread; both are held until the transaction ends."""
    thread = await get_thread(db, scope, thread_id, for_update=True)
    query = select(Comment).where(Comment.team_id == scope.team_id, Comment.thread_id == thread.id)
    query = query.where(Comment.id == comment_id)
    comment = (await db.execute(query.with_for_update())).scalar_one_or_none()
    if comment is None:
        raise NotFound("There is no such comment.")
    return thread, comment


async def edit_comment(
    db: AsyncSession, scope: Scope, thread_id: UUID, comment_id: UUID, text: str, *, if_match: str | None
) -> Comment:
    thread, comment = await get_comment(db, scope, thread_id, comment_id)
    require(policy.can_edit(scope, comment.person_id) and comment.deleted_at is None)
    require_match(if_match, comment.clock)
    if text != comment.text:
        comment.text, comment.edited_at = text, datetime.now(UTC)
        await _change(db, scope, thread, comment, "comment.changed")
    return comment


async def delete_comment(
    db: AsyncSession, scope: Scope, thread_id: UUID, comment_id: UUID, *, if_match: str | None
) -> None:
    """The text is no longer shown; the place stays, so that answers to it keep their sense."""
    thread, comment = await get_comment(db, scope, thread_id, comment_id)
    require(policy.can_edit(scope, comment.person_id) and comment.deleted_at is None)
    require_match(if_match, comment.clock)
    comment.deleted_at = datetime.now(UTC)
    await _change(db, scope, thread, comment, "comment.deleted")


async def restore_comment(db: AsyncSession, scope: Scope, thread_id: UUID, comment_id: UUID) -> Comment:
    thread, comment = await get_comment(db, scope, thread_id, comment_id)
    require(policy.can_edit(scope, comment.person_id) and comment.deleted_at is not None)
    comment.deleted_at = None
    await _change(db, scope, thread, comment, "comment.added")
    return comment


async def _change(db: AsyncSession, scope: Scope, thread: Thread, comment: Comment, name: str) -> None:
    comment.clock = thread.clock = await events.tick(db, scope.team_id)
    await db.flush()
    await _tell(db, scope, thread, name, comment.clock, comment.id)


async def resolve_thread(db: AsyncSession, scope: Scope, thread_id: UUID) -> Thread:
    """Say that there is nothing left to discuss; the same again changes nothing."""
    return await _settle(db, scope, thread_id, resolved=True)


async def reopen_thread(db: AsyncSession, scope: Scope, thread_id: UUID) -> Thread:
    return await _settle(db, scope, thread_id, resolved=False)


async def _settle(db: AsyncSession, scope: Scope, thread_id: UUID, *, resolved: bool) -> Thread:
    thread = await get_thread(db, scope, thread_id, for_update=True)
    require(policy.can_annotate(scope))
    if (thread.resolved_at is not None) == resolved:
        return thread
    thread.resolved_at = datetime.now(UTC) if resolved else None
    thread.resolved_by_id = scope.person_id if resolved else None
    thread.clock = await events.tick(db, scope.team_id)
    await db.flush()
    await _tell(db, scope, thread, "thread.resolved" if resolved else "thread.reopened", thread.clock)
    return thread


async def _tell(
    db: AsyncSession, scope: Scope, thread: Thread, name: str, clock: int, comment_id: UUID | None = None
) -> None:
    """Announce it to whoever may know of it."""
    audience = None
    if thread.annotation_id is not None:
        annotation = await service.get_annotation(db, scope, thread.annotation_id)
        audience = await audiences.audience_of(db, annotation)
    await events.publish(
        db, scope.team_id, name, clock=clock, person_id=scope.person_id, audience=audience, paper=thread.paper_id,
        thread=thread.id, annotation=thread.annotation_id, comment=comment_id,
    )  # fmt: skip

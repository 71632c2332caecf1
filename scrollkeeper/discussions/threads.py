"""Threads on annotations, papers and references: found, settled, given to somebody, read."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.annotations import service, visibility
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.annotations.policy import can_annotate
from scrollkeeper.core import events, jobs
from scrollkeeper.core.errors import Invalid, NotFound, require
from scrollkeeper.discussions.events import THREAD_ASSIGNED, THREAD_REOPENED, THREAD_RESOLVED
from scrollkeeper.discussions.models import Comment, Thread, ThreadReader
from scrollkeeper.library import service as library
from scrollkeeper.teams.models import Member, guest_papers
from scrollkeeper.teams.scope import Scope


class MayNotSee(Invalid):
    """This person can’t see this thread, so it can’t be assigned to them."""


def is_seen_by(person: UUID | SQLColumnExpression[UUID] | None) -> ColumnElement[bool]:
    """The condition, over threads joined to their annotations, that a member may see the thread."""
    return or_(Thread.annotation_id.is_(None), service.visible_to(person) & Annotation.deleted_at.is_(None))


def is_open_to_member() -> ColumnElement[bool]:
    """The condition, over threads joined to members, that a guest was let see the paper; others see all papers."""
    opened = select(guest_papers.c.paper_id).where(
        guest_papers.c.team_id == Member.team_id,
        guest_papers.c.person_id == Member.person_id,
        guest_papers.c.paper_id == Thread.paper_id,
    )
    return or_(Member.role != "guest", exists(opened))


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
    if for_update:
        # It may have been read before in this transaction, and changed since.
        query = query.with_for_update(of=Thread, key_share=True).execution_options(populate_existing=True)
    thread = (await db.execute(query)).scalar_one_or_none()
    if thread is None:
        raise NotFound("This thread doesn’t exist.")
    return thread


async def link_annotations(db: AsyncSession, team_id: UUID, annotation_ids: Collection[UUID]) -> None:
    """Write into annotations which thread is about them, after threads were added."""
    about = (Thread.annotation_id == Annotation.id, Thread.team_id == team_id)
    new = (Annotation.team_id == team_id, Annotation.id.in_(annotation_ids), Annotation.thread_id.is_(None))
    await db.execute(update(Annotation).where(*about, *new).values(thread_id=Thread.id))


async def edit_thread(db: AsyncSession, scope: Scope, thread_id: UUID, changes: Mapping[str, Any]) -> None:
    """Resolve or reopen it (`resolved`), give it to somebody (`assignee`), say until when (`due`)."""
    thread = await get_thread(db, scope, thread_id, for_update=True)
    require(can_annotate(scope))
    if "resolved" in changes:
        await _settle(db, scope, thread, resolved=bool(changes["resolved"]))
    if "assignee" in changes or "due" in changes:
        await _assign(db, scope, thread, changes.get("assignee", thread.assignee_id), changes.get("due", thread.due))


async def _settle(db: AsyncSession, scope: Scope, thread: Thread, *, resolved: bool) -> None:
    if (thread.resolved_at is not None) == resolved:
        return
    thread.resolved_at = datetime.now(UTC) if resolved else None
    thread.resolved_by_id = scope.person_id if resolved else None
    thread.clock = await events.tick(db, scope.team_id)
    await db.flush()
    await announce(db, scope, thread, THREAD_RESOLVED if resolved else THREAD_REOPENED, thread.clock)


async def _assign(db: AsyncSession, scope: Scope, thread: Thread, assignee: UUID | None, due: date | None) -> None:
    if (thread.assignee_id, thread.due) == (assignee, due):
        return
    if assignee not in (None, thread.assignee_id) and not await _may_see(db, scope, thread, assignee):
        raise MayNotSee(errors=[{"field": "assignee", "detail": MayNotSee.__doc__}])
    thread.assignee_id, thread.due = assignee, due
    thread.clock = await events.tick(db, scope.team_id)
    await db.flush()
    await announce(db, scope, thread, THREAD_ASSIGNED, thread.clock)
    actor = str(scope.person_id) if scope.person_id else None
    await jobs.defer(db, "activity.notify_of_assignment", in_queue=jobs.NEWS, thread_id=str(thread.id), actor=actor)


async def _may_see(db: AsyncSession, scope: Scope, thread: Thread, person_id: UUID | None) -> bool:
    query = (
        select(Thread.id)
        .outerjoin(Annotation, Annotation.id == Thread.annotation_id)
        .join(Member, Member.team_id == Thread.team_id)
        .where(Thread.id == thread.id, Member.person_id == person_id, is_seen_by(person_id), is_open_to_member())
    )
    return (await db.execute(query)).first() is not None


async def read_thread(db: AsyncSession, scope: Scope, thread_id: UUID, upto: int | None) -> None:
    """Note that the person has read the thread up to a number of the clock, or all of it; never further back."""
    thread = await get_thread(db, scope, thread_id)
    await _note(db, scope, thread.id, seen=min(upto, thread.clock) if upto is not None else thread.clock)


async def read_threads_of(db: AsyncSession, scope: Scope, paper_id: UUID) -> None:
    """Note that the person has read all threads of a paper."""
    paper = await library.get_paper(db, scope, paper_id)
    seen = select_threads(scope).where(Thread.paper_id == paper.id)
    rows = seen.with_only_columns(Thread.id, _constant(scope.person_id), Thread.clock)
    statement = insert(ThreadReader).from_select(["thread_id", "person_id", "seen"], rows)
    await db.execute(_further(statement))


def _constant(person_id: UUID | None) -> ColumnElement[Any]:
    return select(Person.id).where(Person.id == person_id).scalar_subquery()


def _further(statement: Any) -> Any:
    seen = func.greatest(ThreadReader.seen, statement.excluded.seen)
    return statement.on_conflict_do_update(index_elements=["thread_id", "person_id"], set_={"seen": seen})


async def _note(db: AsyncSession, scope: Scope, thread_id: UUID, *, seen: int) -> None:
    values = {"thread_id": thread_id, "person_id": scope.person_id, "seen": seen}
    await db.execute(_further(insert(ThreadReader).values(values)))


async def set_level(db: AsyncSession, scope: Scope, thread_id: UUID, level: str | None) -> None:
    """Of what in this thread the person wants to be told; None: as they say for the team."""
    thread = await get_thread(db, scope, thread_id)
    values = {"thread_id": thread.id, "person_id": scope.person_id, "seen": 0, "level": level}
    statement = insert(ThreadReader).values(values)
    await db.execute(statement.on_conflict_do_update(index_elements=["thread_id", "person_id"], set_={"level": level}))


async def announce(
    db: AsyncSession, scope: Scope, thread: Thread, event: events.Event, clock: int, comment: Comment | None = None
) -> None:
    """Announce it to whoever may know of it."""
    audience = None
    if thread.annotation_id is not None:
        annotation = await service.get_annotation(db, scope, thread.annotation_id)
        audience = await visibility.audience_of(db, annotation)
    await events.publish(
        db,
        scope.team_id,
        event,
        clock=clock,
        person_id=scope.person_id,
        audience=audience,
        paper=thread.paper_id,
        thread=thread.id,
        annotation=thread.annotation_id,
        comment=comment.id if comment else None,
    )

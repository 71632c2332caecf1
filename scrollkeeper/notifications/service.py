"""Notifications: written for whoever may see what happened, listed and read; what may not be seen is never named."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from scrollkeeper.accounts.models import Person
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.core import events, jobs
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.discussions import threads
from scrollkeeper.discussions.models import Comment, Mention, Thread, ThreadReader
from scrollkeeper.library.models import File, Paper, shown_title
from scrollkeeper.notifications.models import Notification, NotificationSettings, PaperFollower
from scrollkeeper.notifications.push import service as push
from scrollkeeper.notifications.recipients import Candidate, Kind, kind_for
from scrollkeeper.teams.models import Member, Team
from scrollkeeper.teams.scope import is_open_to

DEFAULT_MAIL, DEFAULT_LEVEL = "now", "taking_part"
# Whoever has the thread before them reads it there, and needs no message beside the window.
PUSHED_AFTER = 5
# The bell says "99+" beyond this.
MOST_COUNTED = 100


def _said_by(person: Any) -> ColumnElement[bool]:
    conditions = (Comment.thread_id == Thread.id, Comment.person_id == person, Comment.deleted_at.is_(None))
    return exists(select(Comment.id).where(*conditions))


def _follows(person: Any) -> ColumnElement[bool]:
    rows = select(PaperFollower.following).where(
        PaperFollower.paper_id == Thread.paper_id, PaperFollower.person_id == person
    )
    return func.coalesce(rows.scalar_subquery(), Paper.added_by_id == person, False)


async def _candidates(db: AsyncSession, thread_id: UUID, comment_id: UUID | None, actor: UUID | None) -> Sequence[Any]:
    """Members who may see the thread and have something to do with it, in one query."""
    person = Member.person_id
    named = exists(select(Mention.person_id).where(Mention.comment_id == comment_id, Mention.person_id == person))
    part = or_(_said_by(person), func.coalesce(Annotation.person_id == person, False), Thread.assignee_id == person)
    level = func.coalesce(ThreadReader.level, NotificationSettings.level, DEFAULT_LEVEL)
    query = (
        select(
            person,
            level.label("level"),
            func.coalesce(NotificationSettings.mail, DEFAULT_MAIL).label("mail"),
            named.label("mentioned"),
            part.label("takes_part"),
            _follows(person).label("follows"),
            func.coalesce(Thread.assignee_id == person, False).label("assigned"),
        )
        .select_from(Thread)
        .join(Paper, Paper.id == Thread.paper_id)
        .outerjoin(Annotation, Annotation.id == Thread.annotation_id)
        .join(Member, Member.team_id == Thread.team_id)
        .outerjoin(ThreadReader, (ThreadReader.thread_id == Thread.id) & (ThreadReader.person_id == person))
        .outerjoin(
            NotificationSettings,
            (NotificationSettings.team_id == Thread.team_id) & (NotificationSettings.person_id == person),
        )
        .where(Thread.id == thread_id, Paper.deleted_at.is_(None))
        .where(threads.is_seen_by(person), threads.is_open_to_member())
        .where(person.is_distinct_from(actor), or_(named, part, _follows(person), level == "all"))
    )
    return (await db.execute(query)).all()


async def notify_of_comment(db: AsyncSession, comment_id: UUID, only: Collection[UUID] | None = None) -> None:
    """Tell of a comment whoever wants to know; `only` those whom an edited one newly names."""
    comment = await db.get(Comment, comment_id)
    if comment is None or comment.deleted_at is not None or comment.hidden_at is not None:
        return
    earlier = select(Comment.id).where(Comment.thread_id == comment.thread_id, Comment.id < comment.id).limit(1)
    begins = (await db.execute(earlier)).first() is None
    recipients: dict[UUID, tuple[Kind, str]] = {}
    for row in await _candidates(db, comment.thread_id, comment.id, comment.person_id):
        candidate = Candidate(
            row.person_id,
            row.level,
            mentioned=row.mentioned,
            takes_part=bool(row.takes_part),
            follows_paper=bool(row.follows),
        )
        kind = kind_for(candidate, actor=comment.person_id, begins=begins)
        if kind and (only is None or row.person_id in only):
            recipients[row.person_id] = kind, row.mail
    clock = comment.said_at_clock if only is None else comment.clock
    await _write(db, comment.team_id, comment.thread_id, comment.id, comment.person_id, clock, recipients)


async def notify_of_assignment(db: AsyncSession, thread_id: UUID, actor: UUID | None) -> None:
    """Tell the person to whom a thread was given."""
    thread = await db.get(Thread, thread_id)
    if thread is None or thread.assignee_id is None:
        return
    recipients: dict[UUID, tuple[Kind, str]] = {}
    for row in await _candidates(db, thread.id, None, actor):
        kind = kind_for(Candidate(row.person_id, row.level, assigned=row.assigned), actor=actor, begins=False)
        if kind == "assigned":
            recipients[row.person_id] = kind, row.mail
    await _write(db, thread.team_id, thread.id, None, actor, thread.clock, recipients)


async def _write(
    db: AsyncSession,
    team_id: UUID,
    thread_id: UUID,
    comment_id: UUID | None,
    actor: UUID | None,
    clock: int,
    recipients: dict[UUID, tuple[Kind, str]],
) -> None:
    if not recipients:
        return
    rows = [
        {
            "person_id": person_id,
            "team_id": team_id,
            "kind": kind,
            "thread_id": thread_id,
            "comment_id": comment_id,
            "actor_id": actor,
            "clock": clock,
            "mail": mail,
        }
        for person_id, (kind, mail) in recipients.items()
    ]
    # A job that runs a second time tells nobody twice.
    statement = (
        insert(Notification)
        .on_conflict_do_nothing()
        .returning(Notification.id, Notification.person_id, Notification.mail)
    )
    made = {row.person_id: row for row in (await db.execute(statement, rows)).all()}
    for row in made.values():
        await events.broadcast_to_person(db, row.person_id, "notification.added", {"team": str(team_id)})
        if row.mail == "now":
            await jobs.defer(db, "activity.mail_notification", notification_id=str(row.id))
    for person_id, browser in await push.list_browsers(db, made):
        await jobs.defer(
            db,
            "activity.push_notification",
            in_queue=jobs.PUSH,
            in_seconds=PUSHED_AFTER,
            notification_id=str(made[person_id].id),
            subscription_id=str(browser),
        )


def select_notifications(person_id: UUID, *, has_factor: bool | None = None) -> Any:
    """The one way to notifications: of what the person may not see, or not any more, there are none.

    `has_factor` is of a caller, as in `is_open_to`.
    """
    seen = ThreadReader.seen
    unread = and_(Notification.read_at.is_(None), Notification.clock > func.coalesce(seen, 0))
    actor = aliased(Person)
    query: Any = select(Notification)
    first_file = select(File.id).where(File.paper_id == Thread.paper_id).order_by(File.added_at, File.id).limit(1)
    return (
        query.add_columns(
            Team.id.label("team_id"),
            Team.name.label("team"),
            Team.slug,
            Paper.id.label("paper_id"),
            shown_title(),
            Thread.annotation_id,
            Thread.due,
            Annotation.page,
            Comment.text,
            actor.name.label("actor"),
            func.coalesce(Annotation.file_id, first_file.scalar_subquery()).label("file_id"),
            unread.label("unread"),
        )
        .join(Team, Team.id == Notification.team_id)
        .join(Member, (Member.team_id == Notification.team_id) & (Member.person_id == Notification.person_id))
        .join(Thread, Thread.id == Notification.thread_id)
        .join(Paper, Paper.id == Thread.paper_id)
        .outerjoin(Annotation, Annotation.id == Thread.annotation_id)
        .outerjoin(Comment, Comment.id == Notification.comment_id)
        .outerjoin(actor, actor.id == Notification.actor_id)
        .outerjoin(ThreadReader, (ThreadReader.thread_id == Thread.id) & (ThreadReader.person_id == person_id))
        .where(
            Notification.person_id == person_id,
            Team.deleted_at.is_(None),
            Paper.deleted_at.is_(None),
            Comment.deleted_at.is_(None),
            Comment.hidden_at.is_(None),
            threads.is_seen_by(person_id),
            threads.is_open_to_member(),
            is_open_to(person_id, has_factor=has_factor),
        )
    )


def is_unread(person_id: UUID) -> ColumnElement[bool]:
    """Over `select_notifications`: neither read itself, nor the thread so far."""
    return and_(Notification.read_at.is_(None), Notification.clock > func.coalesce(ThreadReader.seen, 0))


async def list_notifications(
    db: AsyncSession, caller: Caller, *, unread: bool, team_id: UUID | None, limit: int, cursor: str | None
) -> tuple[list[Row[Any]], str | None]:
    """The newest first."""
    query = select_notifications(caller.person_id, has_factor=caller.has_second_factor)
    if unread:
        query = query.where(is_unread(caller.person_id))
    if team_id:
        query = query.where(Notification.team_id == team_id)
    if cursor:
        query = query.where(Notification.id < read_cursor(cursor, UUID)[0])
    rows: list[Row[Any]] = list((await db.execute(query.order_by(Notification.id.desc()).limit(limit + 1))).all())
    return cut_page(rows, limit, lambda row: (row.Notification.id,))


async def count_unread(db: AsyncSession, caller: Caller) -> int:
    """How many wait to be read, up to MOST_COUNTED."""
    query = select_notifications(caller.person_id, has_factor=caller.has_second_factor)
    some = query.where(is_unread(caller.person_id)).with_only_columns(literal(1)).limit(MOST_COUNTED)
    return (await db.execute(select(func.count()).select_from(some.subquery()))).scalar_one()


async def read_notifications(db: AsyncSession, person_id: UUID, ids: Collection[UUID] | None) -> None:
    """Mark these as read, or all."""
    query = update(Notification).where(Notification.person_id == person_id, Notification.read_at.is_(None))
    if ids is not None:
        query = query.where(Notification.id.in_(ids))
    await db.execute(query.values(read_at=func.now()))
    await events.broadcast_to_person(db, person_id, "notification.read", {})

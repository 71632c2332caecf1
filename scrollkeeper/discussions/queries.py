"""Threads as they are shown: listed by what one looks for, with their first comments and who is named in them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from scrollkeeper.accounts.models import Person
from scrollkeeper.annotations import service
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.annotations.policy import can_annotate
from scrollkeeper.citations.models import Reference
from scrollkeeper.core.errors import NotFound, require
from scrollkeeper.core.names import fold_name
from scrollkeeper.core.paging import (
    ITEM_BYTES,
    MOST_PAGE_BYTES,
    Int4,
    Int8,
    cut_large_page,
    read_cursor,
    read_large_page,
)
from scrollkeeper.discussions import threads
from scrollkeeper.discussions.models import Comment, Mention, Reaction, Thread, ThreadReader
from scrollkeeper.library import service as library
from scrollkeeper.library.models import File, Paper, shown_title
from scrollkeeper.teams.models import Member
from scrollkeeper.teams.scope import Scope

# So many comments come with their thread; the rest is asked for.
COMMENTS_WITH_THREAD = 50
Order = Literal["begun", "page", "date"]
# Of what in a thread a person is notified.
Level = Literal["all", "taking_part", "mentions", "none"]


@dataclass(frozen=True, slots=True)
class ThreadFilter:
    """Which threads are looked for; None and False mean that it does not matter."""

    paper: UUID | None = None
    state: Literal["open", "resolved"] | None = None
    mine: bool = False
    mentions: bool = False
    unread: bool = False
    assigned: bool = False
    person: UUID | None = None
    color: str | None = None


class ThreadRow(NamedTuple):
    """A thread with the names that are shown beside it, in the order of `_rows`."""

    thread: Thread
    resolver: str | None
    assignee: str | None
    title: str
    reference_label: str | None
    file_id: UUID | None
    level: Level | None
    unread: int
    size: int
    page: int = 0
    position: int = 0


class CommentRow(NamedTuple):
    """A comment and the name of its author."""

    comment: Comment
    author: str | None


class MentionRow(NamedTuple):
    """A person named in a comment, and whether they may see it."""

    comment_id: UUID
    id: UUID
    name: str
    may_see: bool


class ReactionRow(NamedTuple):
    """An emoji under a comment: how many put it, whether the caller is one of them, and the first names."""

    comment_id: UUID
    emoji: str
    number: int
    mine: bool
    names: list[str]


def _seen(scope: Scope) -> ColumnElement[int]:
    seen = select(ThreadReader.seen).where(
        ThreadReader.thread_id == Thread.id, ThreadReader.person_id == scope.person_id
    )
    return func.coalesce(seen.correlate(Thread).scalar_subquery(), 0)


def _is_unread(scope: Scope) -> Any:
    """Comments that others wrote and the person has not read."""
    return (
        select(Comment.id)
        .where(
            Comment.thread_id == Thread.id,
            Comment.person_id.is_distinct_from(scope.person_id),
            Comment.deleted_at.is_(None),
            Comment.said_at_clock > _seen(scope),
        )
        .correlate(Thread)
    )


def _comments_of(person: UUID | None) -> Any:
    conditions = (Comment.thread_id == Thread.id, Comment.person_id == person, Comment.deleted_at.is_(None))
    return exists(select(Comment.id).where(*conditions))


def _size_of_comments() -> ScalarSelect[Any]:
    """About how many bytes the comments have that come with a thread; no more of them come than a page may have."""
    first = select(func.octet_length(Comment.text).label("bytes")).where(Comment.thread_id == Thread.id)
    some = first.order_by(Comment.id).limit(COMMENTS_WITH_THREAD).correlate(Thread).subquery()
    total = func.coalesce(func.sum(some.c.bytes + ITEM_BYTES), 0)
    return select(func.least(total, MOST_PAGE_BYTES)).scalar_subquery()


def _rows(scope: Scope) -> Select[Any]:
    """Threads with the names that are shown beside them."""
    resolver, assignee = aliased(Person), aliased(Person)
    level = select(ThreadReader.level).where(
        ThreadReader.thread_id == Thread.id, ThreadReader.person_id == scope.person_id
    )
    first_file = select(File.id).where(File.paper_id == Thread.paper_id).order_by(File.added_at, File.id).limit(1)
    return (
        threads.select_threads(scope)
        .add_columns(
            resolver.name.label("resolver"),
            assignee.name.label("assignee"),
            shown_title(),
            Reference.label.label("reference_label"),
            func.coalesce(Annotation.file_id, first_file.scalar_subquery()).label("file_id"),
            level.scalar_subquery().label("level"),
            select(func.count()).select_from(_is_unread(scope).subquery()).scalar_subquery().label("unread"),
            _size_of_comments().label("size"),
        )
        .join(Paper, Paper.id == Thread.paper_id)
        .outerjoin(resolver, resolver.id == Thread.resolved_by_id)
        .outerjoin(assignee, assignee.id == Thread.assignee_id)
        .outerjoin(Reference, Reference.id == Thread.reference_id)
    )


async def show_thread(db: AsyncSession, scope: Scope, thread_id: UUID) -> ThreadRow:
    row = (await db.execute(_rows(scope).where(Thread.id == thread_id))).one_or_none()
    if row is None:
        raise NotFound("This thread doesn’t exist.")
    return ThreadRow(*row)


async def list_threads(
    db: AsyncSession, scope: Scope, wanted: ThreadFilter, *, order: Order, limit: int, cursor: str | None
) -> tuple[list[ThreadRow], str | None]:
    """Threads in the order they were begun, down the pages, or the one with the latest news first."""
    query = _rows(scope)
    if wanted.paper:
        query = query.where(Thread.paper_id == (await library.get_paper(db, scope, wanted.paper)).id)
    else:
        query = query.where(Paper.deleted_at.is_(None))
    if wanted.state:
        query = query.where(Thread.resolved_at.is_(None) if wanted.state == "open" else Thread.resolved_at.is_not(None))
    if wanted.mine:
        query = query.where(or_(_comments_of(scope.person_id), Thread.assignee_id == scope.person_id))
    if wanted.assigned:
        query = query.where(Thread.assignee_id == scope.person_id)
    if wanted.person:
        query = query.where(_comments_of(wanted.person))
    if wanted.mentions:
        named = select(Mention.comment_id).join(Comment, Comment.id == Mention.comment_id)
        named = named.where(Comment.thread_id == Thread.id, Comment.deleted_at.is_(None))
        query = query.where(exists(named.where(Mention.person_id == scope.person_id)))
    if wanted.unread:
        query = query.where(exists(_is_unread(scope)))
    if wanted.color:
        query = query.where(Annotation.color == wanted.color)
    return await _page(db, query, order, limit, cursor)


async def _page(
    db: AsyncSession, query: Select[Any], order: Order, limit: int, cursor: str | None
) -> tuple[list[ThreadRow], str | None]:
    if order == "date":
        if cursor:
            query = query.where(Thread.clock < read_cursor(cursor, Int8)[0])
        query = query.order_by(Thread.clock.desc())
    elif order == "page":
        key = (func.coalesce(Annotation.page, 0), func.coalesce(Annotation.position, 0), Thread.id)
        query = query.add_columns(key[0].label("page"), key[1].label("position")).order_by(*key)
        if cursor:
            page, position, thread_id = read_cursor(cursor, Int4, Int4, UUID)
            query = query.where(tuple_(*key) > tuple_(literal(page), literal(position), literal(thread_id)))
    else:
        if cursor:
            query = query.where(Thread.id > read_cursor(cursor, UUID)[0])
        query = query.order_by(Thread.id)
    named: dict[Order, Callable[[Row[Any]], tuple[Any, ...]]] = {
        "date": lambda row: (row.Thread.clock,),
        "page": lambda row: (row.page, row.position, row.Thread.id),
        "begun": lambda row: (row.Thread.id,),
    }
    rows, following = await read_large_page(
        db, query, limit, named[order], size=lambda row: ITEM_BYTES + len(row.Thread.reference_text or "") + row.size
    )
    return [ThreadRow(*row) for row in rows], following


def _select_comments(scope: Scope) -> Select[Any]:
    return (
        select(Comment)
        .add_columns(Person.name.label("author"))
        .outerjoin(Person, Person.id == Comment.person_id)
        .where(Comment.team_id == scope.team_id)
    )


async def first_comments(
    db: AsyncSession, scope: Scope, thread_ids: Iterable[UUID]
) -> dict[UUID, tuple[list[CommentRow], str | None]]:
    """The first comments of each of these threads, and the cursor of those that follow."""
    wanted = list(thread_ids)
    within: dict[str, Any] = {"partition_by": Comment.thread_id, "order_by": Comment.id}
    number = func.row_number().over(**within).label("number")
    # What is before it in the thread; octet_length does not read the text.
    size = func.octet_length(Comment.text) + ITEM_BYTES
    before = (func.sum(size).over(**within) - size).label("before")
    counted = select(Comment.id, number, before).where(Comment.team_id == scope.team_id, Comment.thread_id.in_(wanted))
    counted_rows = counted.subquery()
    query = (
        _select_comments(scope)
        .join(counted_rows, counted_rows.c.id == Comment.id)
        .where(counted_rows.c.number <= COMMENTS_WITH_THREAD + 1, counted_rows.c.before <= MOST_PAGE_BYTES)
    )
    rows: dict[UUID, list[CommentRow]] = {thread_id: [] for thread_id in wanted}
    for row in (await db.execute(query.order_by(Comment.id))).all():
        rows[row.Comment.thread_id].append(CommentRow(*row))
    # Threads come with their first comments, and a route of their own has the rest.
    return {
        thread_id: cut_large_page(found, COMMENTS_WITH_THREAD, _key, size=_size, of="comments")
        for thread_id, found in rows.items()
    }


async def list_comments(
    db: AsyncSession, scope: Scope, thread_id: UUID, *, limit: int, cursor: str | None
) -> tuple[list[CommentRow], str | None]:
    thread = await threads.get_thread(db, scope, thread_id)
    query = _select_comments(scope).where(Comment.thread_id == thread.id)
    if cursor:
        query = query.where(Comment.id > read_cursor(cursor, UUID, of="comments")[0])
    rows, following = await read_large_page(
        db,
        query.order_by(Comment.id),
        limit,
        lambda row: (row.Comment.id,),
        size=lambda row: _size(CommentRow(*row)),
        of="comments",
    )
    return [CommentRow(*row) for row in rows], following


async def show_comment(db: AsyncSession, scope: Scope, comment_id: UUID) -> CommentRow:
    return CommentRow(*(await db.execute(_select_comments(scope).where(Comment.id == comment_id))).one())


def _key(row: CommentRow) -> tuple[UUID]:
    return (row.comment.id,)


def _size(row: CommentRow) -> int:
    return ITEM_BYTES + len(row.comment.text.encode())


async def mentions_of(db: AsyncSession, scope: Scope, comment_ids: Sequence[UUID]) -> dict[UUID, list[MentionRow]]:
    """Who is named in these comments, and whether they may see them."""
    found: dict[UUID, list[MentionRow]] = {}
    query = (
        select(
            Mention.comment_id,
            Person.id,
            Person.name,
            and_(Member.person_id.is_not(None), threads.is_seen_by(Person.id), threads.is_open_to_member()).label(
                "may_see"
            ),
        )
        .join(Comment, Comment.id == Mention.comment_id)
        .join(Thread, Thread.id == Comment.thread_id)
        .outerjoin(Annotation, Annotation.id == Thread.annotation_id)
        .join(Person, Person.id == Mention.person_id)
        .outerjoin(Member, (Member.person_id == Person.id) & (Member.team_id == Thread.team_id))
        .where(Thread.team_id == scope.team_id, Mention.comment_id.in_(comment_ids))
        .order_by(Person.name, Person.id)
    )
    for row in await db.execute(query):
        found.setdefault(row.comment_id, []).append(MentionRow(*row))
    return found


async def reactions_to(db: AsyncSession, scope: Scope, comment_ids: Sequence[UUID]) -> dict[UUID, list[ReactionRow]]:
    """Each sign with how many put it, the first of their names, and whether the person is one of them."""
    found: dict[UUID, list[ReactionRow]] = {}
    query = (
        select(
            Reaction.comment_id,
            Reaction.emoji,
            func.count().label("number"),
            func.bool_or(Reaction.person_id == scope.person_id).label("mine"),
            func.array_agg(aggregate_order_by(Person.name, Reaction.at, Person.id))[1:20].label("names"),
        )
        .join(Person, Person.id == Reaction.person_id)
        .where(Reaction.comment_id.in_(comment_ids))
        .group_by(Reaction.comment_id, Reaction.emoji)
        .order_by(func.min(Reaction.at), Reaction.emoji)
    )
    for row in await db.execute(query):
        found.setdefault(row.comment_id, []).append(ReactionRow(*row))
    return found


async def list_mentionable(
    db: AsyncSession, scope: Scope, beginning: str, *, annotation_id: UUID | None, limit: int
) -> Sequence[Any]:
    """Members one of whose names begins so, whatever its accents, and whether they would see what is said about the
    annotation."""
    require(can_annotate(scope))
    may_see: ColumnElement[bool] = literal(True)
    query = select(Person.id, Person.name).join(Member, Member.person_id == Person.id)
    if annotation_id is not None:
        annotation = await service.get_annotation(db, scope, annotation_id)
        query = query.join(Annotation, Annotation.id == annotation.id)
        may_see = service.visible_to(Person.id)
    query = query.add_columns(may_see.label("may_see")).where(Member.team_id == scope.team_id)
    rows = (await db.execute(query.order_by(may_see.desc(), func.lower(Person.name), Person.id))).all()
    start = fold_name(" ".join(beginning.split()))
    return [row for row in rows if start in ("", *_starts(row.name, len(start)))][:limit]


def _starts(name: str, length: int) -> list[str]:
    """The beginnings, so long, of the name and of each word in it."""
    folded = fold_name(name)
    places = [0, *(place + 1 for place, char in enumerate(folded) if char == " ")]
    return [folded[place : place + length] for place in places]

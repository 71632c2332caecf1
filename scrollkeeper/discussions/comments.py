"""Comments of a thread, which the first begins: said, edited, taken back, reacted to; and whom they mention."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.annotations import service
from scrollkeeper.annotations.policy import can_annotate, can_edit, can_hide, can_read_hidden
from scrollkeeper.audit import service as audit
from scrollkeeper.citations.models import Reference
from scrollkeeper.core import events, jobs
from scrollkeeper.core.db import lock
from scrollkeeper.core.errors import Conflict, NotFound, require
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.paging import ITEM_BYTES, Int8, read_cursor, read_large_page
from scrollkeeper.core.preconditions import require_match
from scrollkeeper.discussions import audit_actions, threads
from scrollkeeper.discussions.events import COMMENT_ADDED, COMMENT_CHANGED, COMMENT_DELETED, COMMENT_REACTED
from scrollkeeper.discussions.markdown import find_mentions
from scrollkeeper.discussions.models import Comment, CommentVersion, Mention, Reaction, Thread
from scrollkeeper.library import service as library
from scrollkeeper.teams.models import Member
from scrollkeeper.teams.scope import Scope

# More than this in one comment is not talking to people any more.
MAX_MENTIONS = 100


class KeyUsed(Conflict):
    """This Idempotency-Key was used for another comment."""


async def find_by_key(db: AsyncSession, scope: Scope, key: str) -> Comment | None:
    """The person's comment that was sent with this key before; a second try waits for the first."""
    await lock(db, "comment", scope.person_id, key)
    query = select(Comment).where(Comment.person_id == scope.person_id, Comment.key == key)
    comment = (await db.execute(query)).scalar_one_or_none()
    if comment is not None and comment.team_id != scope.team_id:
        raise KeyUsed
    return comment


async def add_thread(
    db: AsyncSession, scope: Scope, about: Mapping[str, UUID | None], text: str, *, key: str | None = None
) -> Thread:
    """Begin a thread about a `paper`, `annotation` or `reference` with its first comment.

    An annotation has one, and so has a reference: whoever comes second goes on in it.
    """
    require(can_annotate(scope))
    if key and (again := await find_by_key(db, scope, key)):
        return await threads.get_thread(db, scope, again.thread_id)
    subject = await _subject(db, scope, about)
    paper = await library.get_paper(db, scope, subject["paper_id"])
    subject["paper_id"] = paper.id
    statement = insert(Thread).values(id=new_id(), team_id=scope.team_id, person_id=scope.person_id, clock=0, **subject)
    thread_id = (await db.execute(statement.on_conflict_do_nothing().returning(Thread.id))).scalar_one_or_none()
    if "annotation_id" in subject:  # Also where the thread is there: a server of an older version does not link it.
        await threads.link_annotations(db, scope.team_id, [subject["annotation_id"]])
    if thread_id is None:
        on = Thread.reference_id if "reference_id" in subject else Thread.annotation_id
        found = select(Thread.id).where(Thread.team_id == scope.team_id, on == subject[on.key])
        thread_id = (await db.execute(found)).scalar_one()
    await add_comment(db, scope, thread_id, text, key=key)
    return await threads.get_thread(db, scope, thread_id)


async def _subject(db: AsyncSession, scope: Scope, about: Mapping[str, UUID | None]) -> dict[str, Any]:
    """Columns that say what a thread is about."""
    if annotation_id := about.get("annotation"):
        annotation = await service.get_annotation(db, scope, annotation_id)
        return {"paper_id": annotation.paper_id, "annotation_id": annotation.id}
    if reference_id := about.get("reference"):
        query = select(Reference).where(Reference.team_id == scope.team_id, Reference.id == reference_id)
        reference = (await db.execute(query)).scalar_one_or_none()
        if reference is None:
            raise NotFound("There is no such reference.")
        return {"paper_id": reference.paper_id, "reference_id": reference.id, "reference_text": reference.raw}
    return {"paper_id": about["paper"]}


async def add_comment(db: AsyncSession, scope: Scope, thread_id: UUID, text: str, *, key: str | None = None) -> Comment:
    """Say something in a thread; the same `key` again gives what was said with it the first time."""
    require(can_annotate(scope))
    if key and (again := await find_by_key(db, scope, key)):
        if again.thread_id != thread_id:
            raise KeyUsed
        await threads.get_thread(db, scope, thread_id)
        return again
    await threads.get_thread(db, scope, thread_id)
    # Reading Markdown takes a while, and the clock of the team is not held for so long.
    named = await _find_named(db, scope, text)
    thread = await threads.get_thread(db, scope, thread_id, for_update=True)
    clock = await events.tick(db, scope.team_id)
    comment = Comment(
        team_id=scope.team_id,
        thread_id=thread.id,
        person_id=scope.person_id,
        text=text,
        key=key,
        clock=clock,
        said_at_clock=clock,
    )
    thread.clock = clock
    db.add(comment)
    await db.flush()
    await db.refresh(comment, ["created_at"])
    await _note_mentions(db, comment, named)
    await threads.announce(db, scope, thread, COMMENT_ADDED, clock, comment)
    await jobs.defer(db, "activity.notify_of_comment", in_queue=jobs.NEWS, comment_id=str(comment.id))
    return comment


async def _find_named(db: AsyncSession, scope: Scope, text: str) -> set[UUID]:
    """Members whom the text names."""
    if "@" not in text:
        return set()
    query = select(Person.id, Person.name).join(Member, Member.person_id == Person.id)
    rows = await db.execute(query.where(Member.team_id == scope.team_id))
    names = {row.id: row.name for row in rows}
    return await asyncio.to_thread(find_mentions, text, names)


async def _note_mentions(db: AsyncSession, comment: Comment, named: set[UUID]) -> list[UUID]:
    """Note whom the comment names now; gives those whom it did not name before."""
    await db.execute(delete(Mention).where(Mention.comment_id == comment.id, Mention.person_id.not_in(named)))
    if not named:
        return []
    rows_of = [{"comment_id": comment.id, "person_id": one} for one in sorted(named)[:MAX_MENTIONS]]
    statement = insert(Mention).on_conflict_do_nothing().returning(Mention.person_id)
    return list((await db.execute(statement, rows_of)).scalars())


async def get_comment(
    db: AsyncSession, scope: Scope, thread_id: UUID, comment_id: UUID, *, for_update: bool = False
) -> tuple[Thread, Comment]:
    """A comment with its thread; for a change both are held until the transaction ends."""
    thread = await threads.get_thread(db, scope, thread_id, for_update=for_update)
    query = select(Comment).where(Comment.team_id == scope.team_id, Comment.thread_id == thread.id)
    query = query.where(Comment.id == comment_id)
    if for_update:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    comment = (await db.execute(query)).scalar_one_or_none()
    if comment is None:
        raise NotFound("This comment doesn’t exist.")
    return thread, comment


async def edit_comment(
    db: AsyncSession, scope: Scope, thread_id: UUID, comment_id: UUID, text: str, *, if_match: str | None
) -> Comment:
    """Raises Changed where it was edited elsewhere in the meantime; what it said before is kept."""
    _, comment = await get_comment(db, scope, thread_id, comment_id)
    require(can_edit(scope, comment.person_id))
    named_now = await _find_named(db, scope, text)
    thread, comment = await get_comment(db, scope, thread_id, comment_id, for_update=True)
    require(can_edit(scope, comment.person_id) and comment.deleted_at is None)
    require_match(if_match, comment.clock)
    if text != comment.text:
        db.add(
            CommentVersion(
                comment_id=comment.id,
                clock=comment.clock,
                team_id=scope.team_id,
                text=comment.text,
                written_at=comment.edited_at or comment.created_at,
            )
        )
        comment.text, comment.edited_at = text, datetime.now(UTC)
        named = await _note_mentions(db, comment, named_now)
        await _change(db, scope, thread, comment, COMMENT_CHANGED)
        if named:
            await jobs.defer(
                db,
                "activity.notify_of_comment",
                in_queue=jobs.NEWS,
                comment_id=str(comment.id),
                only=[str(one) for one in named],
            )
    return comment


async def delete_comment(
    db: AsyncSession, scope: Scope, thread_id: UUID, comment_id: UUID, *, if_match: str | None
) -> None:
    """The text is no longer shown; the place stays, so that answers to it keep their sense."""
    thread, comment = await get_comment(db, scope, thread_id, comment_id, for_update=True)
    require(can_edit(scope, comment.person_id) and comment.deleted_at is None)
    require_match(if_match, comment.clock)
    comment.deleted_at = datetime.now(UTC)
    await _change(db, scope, thread, comment, COMMENT_DELETED)


async def restore_comment(db: AsyncSession, scope: Scope, thread_id: UUID, comment_id: UUID) -> Comment:
    thread, comment = await get_comment(db, scope, thread_id, comment_id, for_update=True)
    require(can_edit(scope, comment.person_id) and comment.deleted_at is not None)
    comment.deleted_at = None
    await _change(db, scope, thread, comment, COMMENT_ADDED)
    return comment


async def hide_comment(db: AsyncSession, scope: Scope, thread_id: UUID, comment_id: UUID, *, reason: str) -> Comment:
    """To all but its author, who is told why, and admins it has no text any more; its place stays."""
    thread, comment = await get_comment(db, scope, thread_id, comment_id, for_update=True)
    require(can_hide(scope) and comment.deleted_at is None)
    comment.hidden_at, comment.hidden_by_id, comment.hidden_reason = datetime.now(UTC), scope.person_id, reason
    await _change(db, scope, thread, comment, COMMENT_CHANGED)
    await _record(db, scope, audit_actions.COMMENT_HIDDEN, comment, reason=reason)
    return comment


async def unhide_comment(db: AsyncSession, scope: Scope, thread_id: UUID, comment_id: UUID) -> Comment:
    thread, comment = await get_comment(db, scope, thread_id, comment_id, for_update=True)
    require(can_hide(scope) and comment.deleted_at is None)
    if comment.hidden_at is not None:
        comment.hidden_at = comment.hidden_by_id = comment.hidden_reason = None
        await _change(db, scope, thread, comment, COMMENT_CHANGED)
        await _record(db, scope, audit_actions.COMMENT_SHOWN, comment)
    return comment


async def _record(db: AsyncSession, scope: Scope, action: audit.Action, comment: Comment, **data: str) -> None:
    await audit.record(
        db,
        action,
        person_id=scope.person_id,
        team_id=scope.team_id,
        subject_id=comment.person_id,
        data={"comment": str(comment.id), **data},
    )


def is_readable(scope: Scope, comment: Comment) -> bool:
    """Whether this person may read its text."""
    shown = comment.hidden_at is None or can_read_hidden(scope, comment.person_id)
    return comment.deleted_at is None and shown


def readable(scope: Scope) -> ColumnElement[bool]:
    """The condition, over comments of threads that this person sees, that they may read the text."""
    there = Comment.deleted_at.is_(None)
    if can_hide(scope):
        return there
    return there & or_(Comment.hidden_at.is_(None), Comment.person_id == scope.person_id)


async def _change(db: AsyncSession, scope: Scope, thread: Thread, comment: Comment, event: events.Event) -> None:
    comment.clock = thread.clock = await events.tick(db, scope.team_id)
    await db.flush()
    await threads.announce(db, scope, thread, event, comment.clock, comment)


async def react(db: AsyncSession, scope: Scope, thread_id: UUID, comment_id: UUID, emoji: str, *, on: bool) -> Comment:
    """Put one's sign under a comment or take it away; the comment's version stays, since its text does."""
    thread, comment = await get_comment(db, scope, thread_id, comment_id)
    require(can_annotate(scope) and is_readable(scope, comment))
    mine = {"comment_id": comment.id, "person_id": scope.person_id, "emoji": emoji}
    if on:
        statement = insert(Reaction).values(mine).on_conflict_do_nothing().returning(Reaction.emoji)
        changed = (await db.execute(statement)).first()
    else:
        removal = delete(Reaction).where(Reaction.comment_id == comment.id, Reaction.person_id == scope.person_id)
        changed = (await db.execute(removal.where(Reaction.emoji == emoji).returning(Reaction.emoji))).first()
    if changed:
        await threads.announce(db, scope, thread, COMMENT_REACTED, await events.tick(db, scope.team_id), comment)
    return comment


async def list_versions(
    db: AsyncSession, scope: Scope, thread_id: UUID, comment_id: UUID, *, limit: int, cursor: str | None
) -> tuple[list[Any], str | None]:
    """What a comment said before, the newest first; of one that one may not read nothing is told."""
    _, comment = await get_comment(db, scope, thread_id, comment_id)
    require(is_readable(scope, comment))
    query = select(CommentVersion.clock, CommentVersion.text, CommentVersion.written_at).where(
        CommentVersion.team_id == scope.team_id, CommentVersion.comment_id == comment.id
    )
    if cursor:
        query = query.where(CommentVersion.clock < read_cursor(cursor, Int8)[0])
    return await read_large_page(
        db,
        query.order_by(CommentVersion.clock.desc()),
        limit,
        lambda row: (row.clock,),
        size=lambda row: ITEM_BYTES + len(row.text),
    )

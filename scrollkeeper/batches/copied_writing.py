"""What people wrote about papers, copied with them into another team: annotations, threads, notes.

Whoever wrote it stays its author. What is for some eyes only goes along with nobody but its author; what was deleted or
hidden stays behind, and so do reactions, mentions and earlier versions.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.annotations.events import ANNOTATION_IMPORTED
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.batches.rows import copy_each, copy_rows
from scrollkeeper.core import events, jobs
from scrollkeeper.core.db import select_ids
from scrollkeeper.core.ids import new_id
from scrollkeeper.discussions.models import Comment, Thread
from scrollkeeper.discussions.threads import link_annotations
from scrollkeeper.notes.events import NOTE_ADDED
from scrollkeeper.notes.models import Note, NoteUpdate
from scrollkeeper.teams.models import Member
from scrollkeeper.teams.scope import Scope

Ids = Mapping[UUID, UUID]


def may_go_along(scope: Scope) -> ColumnElement[bool]:
    """The condition that an annotation is the whole team's, or that of the person who copies."""
    shared = and_(Annotation.visibility == "team", Annotation.hidden_at.is_(None))
    own = Annotation.person_id == scope.person_id
    return and_(
        Annotation.team_id == scope.team_id, Annotation.deleted_at.is_(None), Annotation.hidden_at.is_(None),
        or_(shared, own),
    )  # fmt: skip


def select_going(scope: Scope, papers: Select[Any]) -> Select[Annotation]:
    """Annotations on papers that go along with them."""
    return select(Annotation).where(may_go_along(scope), Annotation.paper_id.in_(papers))


def is_going(scope: Scope, *, with_annotations: bool) -> ColumnElement[bool]:
    """The condition that a thread goes along: about the paper, or on an annotation that does and is the team's.

    On a private one there may be words of others from when it was not.
    """
    on_team = select(Annotation.id).where(
        may_go_along(scope), Annotation.id == Thread.annotation_id, Annotation.visibility == "team"
    )
    spoken = exists(select(Comment.id).where(is_heard(scope), Comment.thread_id == Thread.id))
    about = Thread.annotation_id.is_(None)
    return and_(Thread.team_id == scope.team_id, or_(about, exists(on_team)) if with_annotations else about, spoken)


def is_heard(scope: Scope) -> ColumnElement[bool]:
    """The condition that a comment is there for all of the team."""
    return and_(Comment.team_id == scope.team_id, Comment.deleted_at.is_(None), Comment.hidden_at.is_(None))


async def copy_annotations(db: AsyncSession, scope: Scope, there: Scope, papers: Ids, files: Ids) -> dict[UUID, UUID]:
    """Copy annotations to the same places; gives {annotation: copy}."""
    query = select_going(scope, select_ids(list(papers))).order_by(Annotation.id)
    found = [one for one in await db.scalars(query) if one.file_id in files]
    if not found:
        return {}
    members = await _members(db, there)
    of_papers = sorted({papers[one.paper_id] for one in found if one.visibility == "team"})
    clock = await events.tick(db, there.team_id)
    if of_papers:
        clock = await events.publish_many(
            db, there.team_id, ANNOTATION_IMPORTED, [{"paper": one} for one in of_papers], person_id=there.person_id
        )
    ids = {one.id: new_id() for one in found}
    places = {
        one.id: {
            "id": ids[one.id], "team_id": there.team_id, "paper_id": papers[one.paper_id],
            "file_id": files[one.file_id], "thread_id": None, "clock": clock,
            "viewers": [person for person in one.viewers if person in members],
        }
        for one in found
    }  # fmt: skip
    await copy_each(db, Annotation, places)
    if len(files) > len(papers):
        for file in sorted({files[one.file_id] for one in found}):
            # They find their places in the other files of their papers.
            await jobs.defer(
                db, "annotations.carry", in_queue=jobs.PARSING, only_once=f"carry:{file}", file_id=str(file)
            )
    return ids


async def copy_threads(db: AsyncSession, scope: Scope, there: Scope, papers: Ids, annotations: Ids) -> None:
    """Copy threads about papers, and those on annotations that were copied."""
    query = select(Thread).where(
        is_going(scope, with_annotations=bool(annotations)), Thread.paper_id.in_(select_ids(list(papers)))
    )
    threads = [
        one
        for one in await db.scalars(query.order_by(Thread.id))
        if one.annotation_id is None or one.annotation_id in annotations
    ]
    if not threads:
        return
    members = await _members(db, there)
    heard = select(Comment).where(is_heard(scope), Comment.thread_id.in_(select_ids([one.id for one in threads])))
    comments = (await db.scalars(heard.order_by(Comment.id))).all()
    # No events: nobody says anything now, and the papers are new to every window.
    last = await events.tick(db, there.team_id, len(comments))
    clocks = {one.id: last - len(comments) + number for number, one in enumerate(comments, start=1)}
    newest = {one.thread_id: clocks[one.id] for one in comments}
    ids = {thread: new_id() for thread in newest}
    threads = [one for one in threads if one.id in ids]
    places = {
        one.id: {
            "id": ids[one.id], "team_id": there.team_id, "paper_id": papers[one.paper_id],
            "annotation_id": annotations.get(one.annotation_id) if one.annotation_id else None,
            "reference_id": None, "assignee_id": one.assignee_id if one.assignee_id in members else None,
            "clock": newest[one.id],
        }
        for one in threads
    }  # fmt: skip
    await copy_each(db, Thread, places)
    said = {
        one.id: {
            "id": new_id(), "team_id": there.team_id, "thread_id": ids[one.thread_id], "key": None,
            "clock": clocks[one.id], "said_at_clock": clocks[one.id],
        }
        for one in comments
    }  # fmt: skip
    await copy_each(db, Comment, said)
    on = [annotations[one.annotation_id] for one in threads if one.annotation_id is not None]
    await link_annotations(db, there.team_id, on)


async def lock_notes(db: AsyncSession, scope: Scope, paper_ids: Sequence[UUID]) -> None:
    """Have nobody write in notes while they are copied: what is in one is spread over several rows.

    Like all rows, before any clock.
    """
    notes = select(Note.id).where(Note.team_id == scope.team_id, Note.paper_id.in_(select_ids(paper_ids)))
    await db.execute(notes.order_by(Note.id).with_for_update(key_share=True))


async def copy_notes(db: AsyncSession, scope: Scope, there: Scope, papers: Ids) -> None:
    """Copy the notes of papers as they are now."""
    query = select(Note.id, Note.paper_id, Note.title).where(
        Note.team_id == scope.team_id, Note.paper_id.in_(select_ids(list(papers))), Note.deleted_at.is_(None),
        Note.seq > 0,
    )  # fmt: skip
    for note_id, paper_id, title in (await db.execute(query.order_by(Note.id))).all():
        assert paper_id is not None
        copy, paper = new_id(), papers[paper_id]
        clock = await events.publish(
            db, there.team_id, NOTE_ADDED, person_id=there.person_id, paper=paper, note=copy, data={"title": title}
        )
        place = {"id": copy, "team_id": there.team_id, "paper_id": paper, "clock": clock, "kept_at": None}
        await copy_rows(db, Note, Note.id == note_id, place)
        await copy_rows(db, NoteUpdate, NoteUpdate.note_id == note_id, {"note_id": copy, "team_id": there.team_id})


def select_notes_going(scope: Scope, papers: Select[Any]) -> Select[Any]:
    return select(Note.id).where(
        Note.team_id == scope.team_id, Note.paper_id.in_(papers), Note.deleted_at.is_(None), Note.seq > 0
    )


async def _members(db: AsyncSession, there: Scope) -> set[UUID]:
    query = select(Member.person_id).where(Member.team_id == there.team_id, Member.role != "guest")
    return set((await db.scalars(query)).all())

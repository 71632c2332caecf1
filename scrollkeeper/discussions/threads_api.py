"""Threads and their comments over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, model_validator
from sqlalchemy import Row

from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Text
from scrollkeeper.core.paging import Cursor, Limit
from scrollkeeper.core.preconditions import PRECONDITIONS, IfMatch, etag
from scrollkeeper.discussions import policy, threads
from scrollkeeper.discussions.models import Comment
from scrollkeeper.teams.api import PersonRef
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter()
Words = Annotated[Text, Field(min_length=1, max_length=20_000)]


class ThreadIn(BaseModel):
    annotation: UUID | None = None
    paper: UUID | None = None
    text: Words

    @model_validator(mode="after")
    def _about_one_thing(self) -> Self:
        if (self.annotation is None) == (self.paper is None):
            raise ValueError("a thread is about either an annotation or a paper")
        return self


class CommentIn(BaseModel):
    text: Words


class CommentOut(BaseModel):
    """A deleted one has no text."""

    id: UUID
    thread: UUID
    text: str
    person: PersonRef | None
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    clock: int
    can: list[str]


class CommentPage(BaseModel):
    items: list[CommentOut]
    next: str | None


class ResolvedOut(BaseModel):
    person: PersonRef | None
    at: datetime


class ThreadOut(BaseModel):
    """With the first comments; `next` asks the thread's `comments` for more."""

    id: UUID
    paper: UUID
    annotation: UUID | None
    resolved: ResolvedOut | None
    comments: list[CommentOut]
    next: str | None
    created_at: datetime
    clock: int
    can: list[str]


class ThreadPage(BaseModel):
    items: list[ThreadOut]
    next: str | None


def _person(person_id: UUID | None, name: str | None) -> PersonRef | None:
    return PersonRef(id=person_id, name=name) if person_id and name else None


def _comment_out(scope: Scope, comment: Comment, author: str | None) -> CommentOut:
    gone = comment.deleted_at is not None
    return CommentOut(
        id=comment.id, thread=comment.thread_id, text="" if gone else comment.text,
        person=_person(comment.person_id, author), created_at=comment.created_at, edited_at=comment.edited_at,
        deleted_at=comment.deleted_at, clock=comment.clock,
        can=[] if gone else policy.comment_abilities(scope, comment.person_id),
    )  # fmt: skip


def _thread_out(scope: Scope, row: Row[Any], comments: Sequence[Row[Any]], following: str | None) -> ThreadOut:
    thread = row.Thread
    at = thread.resolved_at
    return ThreadOut(
        id=thread.id, paper=thread.paper_id, annotation=thread.annotation_id,
        resolved=ResolvedOut(person=_person(thread.resolved_by_id, row.resolver), at=at) if at else None,
        comments=[_comment_out(scope, one.Comment, one.author) for one in comments], next=following,
        created_at=thread.created_at, clock=thread.clock, can=policy.thread_abilities(scope),
    )  # fmt: skip


async def _thread(db: Db, scope: Scope, thread_id: UUID) -> ThreadOut:
    row = await threads.read_thread(db, scope, thread_id)
    return _thread_out(scope, row, *(await threads.first_comments(db, scope, [thread_id]))[thread_id])


async def _comment(db: Db, scope: Scope, comment: Comment, response: Response) -> CommentOut:
    response.headers["ETag"] = etag(comment.clock)
    return _comment_out(scope, comment, await threads.name_of(db, comment.person_id))


@router.get("/papers/{paper_id}/threads")
async def list_threads(db: Db, scope: InTeam, paper_id: UUID, limit: Limit = 50, cursor: Cursor = None) -> ThreadPage:
    rows, following = await threads.list_threads(db, scope, paper_id, limit=limit, cursor=cursor)
    comments = await threads.first_comments(db, scope, [row.Thread.id for row in rows])
    return ThreadPage(items=[_thread_out(scope, row, *comments[row.Thread.id]) for row in rows], next=following)


@router.post("/threads", status_code=201)
async def add_thread(db: Db, scope: InTeam, body: ThreadIn) -> ThreadOut:
    thread = await threads.add_thread(
        db, scope, paper_id=body.paper, annotation_id=body.annotation, text=body.text
    )  # fmt: skip
    return await _thread(db, scope, thread.id)


@router.get("/threads/{thread_id}")
async def get_thread(db: Db, scope: InTeam, thread_id: UUID) -> ThreadOut:
    return await _thread(db, scope, thread_id)


@router.get("/threads/{thread_id}/comments")
async def list_comments(
    db: Db, scope: InTeam, thread_id: UUID, limit: Limit = 50, cursor: Cursor = None
) -> CommentPage:
    rows, following = await threads.list_comments(db, scope, thread_id, limit=limit, cursor=cursor)
    return CommentPage(items=[_comment_out(scope, row.Comment, row.author) for row in rows], next=following)


@router.post("/threads/{thread_id}/comments", status_code=201)
async def add_comment(db: Db, scope: InTeam, thread_id: UUID, body: CommentIn, response: Response) -> CommentOut:
    return await _comment(db, scope, await threads.add_comment(db, scope, thread_id, body.text), response)


@router.patch("/threads/{thread_id}/comments/{comment_id}", responses=PRECONDITIONS)
async def edit_comment(
    db: Db, scope: InTeam, thread_id: UUID, comment_id: UUID, body: CommentIn, response: Response,
    if_match: IfMatch = None,
) -> CommentOut:  # fmt: skip
    comment = await threads.edit_comment(db, scope, thread_id, comment_id, body.text, if_match=if_match)
    return await _comment(db, scope, comment, response)


@router.delete("/threads/{thread_id}/comments/{comment_id}", status_code=204, responses=PRECONDITIONS)
async def delete_comment(db: Db, scope: InTeam, thread_id: UUID, comment_id: UUID, if_match: IfMatch = None) -> None:
    await threads.delete_comment(db, scope, thread_id, comment_id, if_match=if_match)


@router.post("/threads/{thread_id}/comments/{comment_id}/restore")
async def restore_comment(db: Db, scope: InTeam, thread_id: UUID, comment_id: UUID, response: Response) -> CommentOut:
    return await _comment(db, scope, await threads.restore_comment(db, scope, thread_id, comment_id), response)


@router.post("/threads/{thread_id}/resolve")
async def resolve_thread(db: Db, scope: InTeam, thread_id: UUID) -> ThreadOut:
    await threads.resolve_thread(db, scope, thread_id)
    return await _thread(db, scope, thread_id)


@router.post("/threads/{thread_id}/reopen")
async def reopen_thread(db: Db, scope: InTeam, thread_id: UUID) -> ThreadOut:
    await threads.reopen_thread(db, scope, thread_id)
    return await _thread(db, scope, thread_id)

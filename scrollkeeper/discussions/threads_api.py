"""Threads over HTTP."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field, model_validator

from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Day, Flag
from scrollkeeper.core.paging import EXACT, Cursor, Limit
from scrollkeeper.discussions import comments, comments_api, policy, queries, threads
from scrollkeeper.discussions.comments_api import CommentOut, Key, Words
from scrollkeeper.discussions.queries import Level, Order, ThreadFilter, ThreadRow
from scrollkeeper.teams.schemas import PersonRef
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams/{team}", tags=["discussions"])


class ThreadIn(BaseModel):
    """About one of these; the paper of an annotation or a reference goes without saying."""

    annotation: UUID | None = None
    paper: UUID | None = None
    reference: UUID | None = None
    text: Words

    @model_validator(mode="after")
    def _about_one_thing(self) -> Self:
        if [self.annotation, self.paper, self.reference].count(None) != 2:
            raise ValueError("A thread is about either an annotation, a paper or a reference")
        return self


class ThreadEdit(BaseModel):
    """What is left out stays as it is; `null` takes assignee or due date away."""

    resolved: Flag = False
    assignee: UUID | None = None
    due: Day | None = None


class ResolvedOut(BaseModel):
    person: PersonRef | None
    at: datetime


class ReferenceRef(BaseModel):
    """`id` is null where the paper was parsed again and has this reference no longer."""

    id: UUID | None
    label: str | None
    raw: str


class ThreadOut(BaseModel):
    """With the first comments; `next` asks the thread's `comments` for more."""

    id: UUID
    paper: UUID
    title: str = Field(description="Of the paper.")
    file: UUID | None = Field(description="In which it is read: the annotation's, or the first of the paper.")
    annotation: UUID | None
    reference: ReferenceRef | None
    resolved: ResolvedOut | None
    assignee: PersonRef | None
    due: date | None
    comments: list[CommentOut]
    next: str | None
    unread: int = Field(description="Comments of others that the caller has not read.")
    level: Level | None = Field(description="Of what the caller is told; null: as they say for the team.")
    created_at: datetime
    clock: int
    can: list[str]


class ThreadPage(BaseModel):
    items: list[ThreadOut]
    next: str | None


class ReadIn(BaseModel):
    """`upto` is the team's clock of the last thing that was seen; null: everything."""

    upto: int | None = Field(None, ge=0, le=EXACT)


class LevelIn(BaseModel):
    level: Level | None


class MentionableOut(BaseModel):
    person: PersonRef
    may_see: bool = Field(description="False where they would not see what is said there, and are told nothing.")


class MentionablePage(BaseModel):
    items: list[MentionableOut]


def _person(person_id: UUID | None, name: str | None) -> PersonRef | None:
    return PersonRef(id=person_id, name=name) if person_id and name else None


async def _threads_out(db: Db, scope: Scope, rows: Sequence[ThreadRow]) -> list[ThreadOut]:
    first = await queries.first_comments(db, scope, [row.thread.id for row in rows])
    comments = await comments_api.comments_out(db, scope, [one for found, _ in first.values() for one in found])
    by_id = {one.id: one for one in comments}
    return [
        _thread_out(scope, row, [by_id[one.comment.id] for one in first[row.thread.id][0]], first[row.thread.id][1])
        for row in rows
    ]


def _thread_out(scope: Scope, row: ThreadRow, comments: list[CommentOut], following: str | None) -> ThreadOut:
    thread, at = row.thread, row.thread.resolved_at
    about = ReferenceRef(id=thread.reference_id, label=row.reference_label, raw=thread.reference_text or "")
    return ThreadOut(
        id=thread.id,
        paper=thread.paper_id,
        title=row.title,
        file=row.file_id,
        annotation=thread.annotation_id,
        reference=about if thread.reference_text is not None else None,
        resolved=ResolvedOut(person=_person(thread.resolved_by_id, row.resolver), at=at) if at else None,
        assignee=_person(thread.assignee_id, row.assignee),
        due=thread.due,
        comments=comments,
        next=following,
        unread=row.unread,
        level=row.level,
        created_at=thread.created_at,
        clock=thread.clock,
        can=policy.thread_abilities(scope),
    )


async def _thread(db: Db, scope: Scope, thread_id: UUID) -> ThreadOut:
    return (await _threads_out(db, scope, [await queries.show_thread(db, scope, thread_id)]))[0]


def wanted(
    state: Literal["open", "resolved"] | None = None,
    mine: Annotated[bool, Query(description="One wrote in it, or it is given to one.")] = False,
    assigned: Annotated[bool, Query(description="It is given to oneself.")] = False,
    mentions: Annotated[bool, Query(description="One is mentioned in it.")] = False,
    unread: bool = False,
    person: Annotated[UUID | None, Query(description="This person wrote in it.")] = None,
    color: Annotated[str | None, Query(max_length=20, pattern=r"^[\w#-]+$")] = None,
) -> dict[str, Any]:
    return {"state": state, "mine": mine, "assigned": assigned, "mentions": mentions, "unread": unread,
            "person": person, "color": color}  # fmt: skip


Filters = Annotated[dict[str, Any], Depends(wanted)]


@router.get("/papers/{paper_id}/threads")
async def list_threads(
    db: Db,
    scope: InTeam,
    paper_id: UUID,
    filters: Filters,
    order: Order = "begun",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ThreadPage:
    """Threads of a paper."""
    looked_for = ThreadFilter(paper=paper_id, **filters)
    rows, following = await queries.list_threads(db, scope, looked_for, order=order, limit=limit, cursor=cursor)
    return ThreadPage(items=await _threads_out(db, scope, rows), next=following)


@router.post("/papers/{paper_id}/threads/read", status_code=204)
async def read_threads_of(db: Db, scope: InTeam, paper_id: UUID) -> None:
    """Mark all threads of a paper as read."""
    await threads.read_threads_of(db, scope, paper_id)


@router.get("/threads")
async def list_threads_of_team(
    db: Db, scope: InTeam, filters: Filters, order: Order = "date", limit: Limit = 50, cursor: Cursor = None
) -> ThreadPage:
    """Threads of the whole team, filtered and ordered."""
    rows, following = await queries.list_threads(
        db, scope, ThreadFilter(**filters), order=order, limit=limit, cursor=cursor
    )
    return ThreadPage(items=await _threads_out(db, scope, rows), next=following)


@router.post("/threads", status_code=201)
async def add_thread(db: Db, scope: InTeam, body: ThreadIn, key: Key = None) -> ThreadOut:
    """Begin a thread on an annotation, a paper or a reference."""
    about = body.model_dump(include={"annotation", "paper", "reference"})
    thread = await comments.add_thread(db, scope, about, body.text, key=key)
    return await _thread(db, scope, thread.id)


@router.get("/mentionable")
async def list_mentionable(
    db: Db,
    scope: InTeam,
    q: Annotated[str, Query(max_length=100)] = "",
    annotation: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 8,
) -> MentionablePage:
    """Members whose name begins so, and whether they would see what is said there."""
    rows = await queries.list_mentionable(db, scope, q.strip(), annotation_id=annotation, limit=limit)
    items = [MentionableOut(person=PersonRef(id=row.id, name=row.name), may_see=bool(row.may_see)) for row in rows]
    return MentionablePage(items=items)


@router.get("/threads/{thread_id}")
async def get_thread(db: Db, scope: InTeam, thread_id: UUID) -> ThreadOut:
    """A thread with its first comments."""
    return await _thread(db, scope, thread_id)


@router.patch("/threads/{thread_id}")
async def edit_thread(db: Db, scope: InTeam, thread_id: UUID, body: ThreadEdit) -> ThreadOut:
    """Resolve, assign or date a thread."""
    await threads.edit_thread(db, scope, thread_id, body.model_dump(exclude_unset=True))
    return await _thread(db, scope, thread_id)


@router.post("/threads/{thread_id}/read", status_code=204)
async def read_thread(db: Db, scope: InTeam, thread_id: UUID, body: ReadIn) -> None:
    """Mark a thread as read, up to a number of the clock."""
    await threads.read_thread(db, scope, thread_id, body.upto)


@router.put("/threads/{thread_id}/level")
async def set_level(db: Db, scope: InTeam, thread_id: UUID, body: LevelIn) -> ThreadOut:
    """Choose which news of a thread one is notified of."""
    await threads.set_level(db, scope, thread_id, body.level)
    return await _thread(db, scope, thread_id)


@router.post("/threads/{thread_id}/resolve")
async def resolve_thread(db: Db, scope: InTeam, thread_id: UUID) -> ThreadOut:
    """Resolve a thread."""
    await threads.edit_thread(db, scope, thread_id, {"resolved": True})
    return await _thread(db, scope, thread_id)


@router.post("/threads/{thread_id}/reopen")
async def reopen_thread(db: Db, scope: InTeam, thread_id: UUID) -> ThreadOut:
    """Reopen a resolved thread."""
    await threads.edit_thread(db, scope, thread_id, {"resolved": False})
    return await _thread(db, scope, thread_id)

"""Notes over HTTP: updates are posted and fetched here, and announced over the live connection."""

import base64
from datetime import datetime
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from pydantic import Base64Bytes, BaseModel, Field

from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import LongLine, Name
from scrollkeeper.core.methods import is_head, only_headers
from scrollkeeper.core.paging import EXACT, Cursor, Limit, Page
from scrollkeeper.core.settings import settings
from scrollkeeper.notes import policy, sandboxed, service, versions, writing
from scrollkeeper.notes.models import Note
from scrollkeeper.teams.schemas import PersonRef
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams/{team}", tags=["notes"])


class NoteIn(BaseModel):
    title: Name = "Untitled"
    paper: UUID | None = Field(None, description="The paper that the note belongs to; it has one note.")


class NoteStyle(BaseModel):
    """The style in which a note cites."""

    style: LongLine
    locale: Annotated[str, Field(max_length=20)] | None = None


class NoteEdit(BaseModel):
    """What is left out stays."""

    title: Name | None = None
    citing: NoteStyle | None = Field(None, description="Null: the team’s style.")


class NoteOut(BaseModel):
    id: UUID
    title: str
    paper: UUID | None
    created_at: datetime
    written_at: datetime | None
    clock: int
    epoch: int = Field(description="How often it was set back to a version; then it is another document.")
    citing: NoteStyle | None = Field(description="The style in which it cites; null: the team’s.")
    unreadable: bool = Field(description="What it holds cannot be read any more: set it back to a version.")
    can: list[str]


class NotePage(BaseModel):
    items: list[NoteOut]
    next: str | None
    can: list[str]


class UpdateIn(BaseModel):
    update: Base64Bytes = Field(max_length=writing.MAX_UPDATE_CHARS, description="A Yjs update (v1).")
    epoch: int | None = Field(None, ge=0, lt=2**31, description="The note's when it was read; 409 if it is another.")


class WrittenOut(BaseModel):
    seq: int = Field(description="The number of this update; updates are numbered from 1 in each note.")


class UpdatesOut(BaseModel):
    seq: int = Field(description="The number of the newest update in it; ask `since` it the next time.")
    epoch: int = Field(description="That of the note.")
    update: Base64Bytes = Field(description="Everything after `since` as one Yjs update (v1); empty for nothing.")
    updates: list[str] = Field(description="With `parts`: the updates after `since`, in base64, in their order.")


class NoteVersionOut(BaseModel):
    id: UUID
    seq: int
    at: datetime
    people: list[PersonRef]


def _note_out(scope: Scope, note: Note) -> NoteOut:
    return NoteOut(
        id=note.id,
        title=note.title,
        paper=note.paper_id,
        created_at=note.created_at,
        written_at=note.written_at,
        clock=note.clock,
        epoch=note.epoch,
        citing=NoteStyle(style=note.citation_style, locale=note.citation_locale) if note.citation_style else None,
        unreadable=note.unreadable,
        can=policy.note_abilities(scope),
    )


def _updates_out(seq: int, epoch: int, update: bytes, updates: list[str] | None = None) -> UpdatesOut:
    # Base64Bytes decodes what it is given, and encodes it again when it is written.
    return UpdatesOut.model_construct(seq=seq, epoch=epoch, update=update, updates=updates or [])


@router.get("/notes")
async def list_notes(db: Db, scope: InTeam, limit: Limit = 50, cursor: Cursor = None) -> NotePage:
    """The team's notes, the newest first."""
    rows, following = await service.list_notes(db, scope, limit=limit, cursor=cursor)
    return NotePage(items=[_note_out(scope, note) for note in rows], next=following, can=policy.note_abilities(scope))


@router.post("/notes", status_code=201)
async def add_note(db: Db, scope: InTeam, body: NoteIn) -> NoteOut:
    """Begin a note of the team or of a paper."""
    note = await service.add_note(db, scope, title=body.title, paper_id=body.paper)
    await db.refresh(note, ["created_at"])
    return _note_out(scope, note)


@router.get("/papers/{paper_id}/note")
async def find_note(db: Db, scope: InTeam, paper_id: UUID) -> NoteOut | None:
    """The paper's note, or null where nobody has begun one."""
    note = await service.find_note_of_paper(db, scope, paper_id)
    return _note_out(scope, note) if note else None


@router.get("/notes/{note_id}")
async def get_note(db: Db, scope: InTeam, note_id: UUID) -> NoteOut:
    """A note without its text."""
    return _note_out(scope, await service.get_note(db, scope, note_id))


@router.patch("/notes/{note_id}")
async def edit_note(db: Db, scope: InTeam, note_id: UUID, body: NoteEdit) -> NoteOut:
    """Rename a note, or choose the style in which it cites."""
    note = await service.get_writable_note(db, scope, note_id)
    if body.title is not None:
        note = await service.rename_note(db, scope, note_id, body.title)
    if "citing" in body.model_fields_set:
        chosen = body.citing
        note = await service.choose_style(
            db, scope, note_id, style=chosen.style if chosen else None, locale=chosen.locale if chosen else None
        )
    return _note_out(scope, note)


@router.delete("/notes/{note_id}", status_code=204)
async def delete_note(db: Db, scope: InTeam, note_id: UUID) -> None:
    """Move a note to the trash."""
    await service.delete_note(db, scope, note_id)


@router.post("/notes/{note_id}/restore")
async def restore_note(db: Db, scope: InTeam, note_id: UUID) -> NoteOut:
    """Restore a note from the trash."""
    return _note_out(scope, await service.restore_note(db, scope, note_id))


@router.get("/notes/{note_id}/updates", response_model=UpdatesOut)
async def read_updates(
    request: Request,
    db: Db,
    scope: InTeam,
    note_id: UUID,
    since: Annotated[int, Query(ge=0, le=EXACT)] = 0,
    parts: Annotated[bool, Query(description="As they are stored, in `updates`, instead of merged.")] = False,
) -> UpdatesOut | Response:
    """What was written in a note since a number, as one Yjs update."""
    note, updates = await writing.read_updates(db, scope, note_id, since=since)
    if is_head(request.scope):
        return only_headers("application/json")
    if parts:
        return _updates_out(note.seq, note.epoch, b"", [base64.b64encode(update).decode() for update in updates])
    return _updates_out(note.seq, note.epoch, await sandboxed.merge(updates))


async def _writable_note(db: Db, scope: InTeam, note_id: UUID) -> Note:
    """Permission comes before the body is looked at: dependencies are asked before bodies are validated."""
    return await service.get_writable_note(db, scope, note_id)


@router.post("/notes/{note_id}/updates", status_code=201)
async def write_update(
    db: Db, scope: InTeam, note: Annotated[Note, Depends(_writable_note)], body: Annotated[UpdateIn, Body()]
) -> WrittenOut:
    """Add a Yjs update to a note."""
    return WrittenOut(seq=await writing.write_update(db, scope, note, body.update, epoch=body.epoch))


@router.get("/notes/{note_id}/versions")
async def list_versions(
    db: Db, scope: InTeam, note_id: UUID, limit: Limit = 50, cursor: Cursor = None
) -> Page[NoteVersionOut]:
    """Versions of a note that can be gone back to."""
    rows, following = await versions.list_versions(db, scope, note_id, limit=limit, cursor=cursor)
    names = await versions.names_of(db, [person for row in rows for person in row.people])
    items = [
        NoteVersionOut(
            id=row.id,
            seq=row.seq,
            at=row.at,
            people=[PersonRef(id=UUID(one), name=names[one]) for one in row.people if one in names],
        )
        for row in rows
    ]
    return Page(items=items, next=following)


@router.get("/notes/{note_id}/versions/{version_id}")
async def read_version(db: Db, scope: InTeam, note_id: UUID, version_id: UUID) -> UpdatesOut:
    """A note as it was, as a Yjs update."""
    return _updates_out(0, 0, await versions.read_version(db, scope, note_id, version_id))


@router.post("/notes/{note_id}/versions/{version_id}/restore")
async def set_back_note(db: Db, scope: InTeam, note_id: UUID, version_id: UUID) -> NoteOut:
    """Make the note what it was then, also where it cannot be read any more; open windows load it afresh."""
    return _note_out(scope, await versions.set_back(db, scope, note_id, version_id))


@router.get(
    "/notes/{note_id}/markdown",
    response_class=Response,
    responses={200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}},
)
async def read_markdown(request: Request, db: Db, scope: InTeam, note_id: UUID, team: str) -> Response:
    """The note as a Markdown file; what it cites becomes links."""
    note, updates = await writing.read_updates(db, scope, note_id, since=0)
    name = quote(f"{note.title}.md", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "X-Content-Type-Options": "nosniff"}
    kind = "text/markdown; charset=utf-8"
    if is_head(request.scope):
        return only_headers(kind, headers)
    base = f"{(settings().public_url or '').rstrip('/')}/t/{quote(team, safe='')}"
    text = await sandboxed.write_markdown(updates, base=base)
    return Response(f"# {note.title}\n\n{text}", media_type=kind, headers=headers)

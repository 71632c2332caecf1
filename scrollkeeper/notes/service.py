"""Notes: begun, written in by many at once, named, put into the bin; and their versions."""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.core import events, jobs
from scrollkeeper.core.errors import Invalid, NotFound, Problem, require
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.library import service as library
from scrollkeeper.notes import document, policy
from scrollkeeper.notes.models import Note, NoteUpdate, NoteVersion
from scrollkeeper.teams.scope import Scope

# In base64, as it is sent.
MAX_UPDATE_CHARS = 512 << 10
MAX_NOTE_BYTES = 16 << 20
# A notice of PostgreSQL holds so much; windows fetch what is longer.
WHISPERED_BYTES = 4_500
# Updates are merged, and a version is kept, after so many of them or so long.
MERGE_AFTER, VERSION_EVERY = 200, timedelta(minutes=10)
MOST_VERSIONS = 200


class NoteFull(Problem):
    """This note is as large as a note can be. Go on in a new one."""

    status, title = 413, "Note is full"


class NotAnUpdate(Invalid):
    """That is not an update of a Yjs document."""


def select_notes(scope: Scope, *, deleted: bool = False) -> Select[Note]:
    """The one way to notes: the team's, and those of papers that the person may see."""
    gone = Note.deleted_at.is_not(None) if deleted else Note.deleted_at.is_(None)
    return select(Note).where(Note.team_id == scope.team_id, gone, library.seen_by(scope, Note.paper_id))


async def get_note(
    db: AsyncSession, scope: Scope, note_id: UUID, *, deleted: bool = False, for_update: bool = False
) -> Note:
    query = select_notes(scope, deleted=deleted).where(Note.id == note_id)
    note = (await db.execute(query.with_for_update() if for_update else query)).scalar_one_or_none()
    if note is None:
        raise NotFound("There is no such note.")
    return note


async def list_notes(
    db: AsyncSession, scope: Scope, *, limit: int, cursor: str | None
) -> tuple[list[Note], str | None]:
    """The newest first, those of papers among them."""
    query = select_notes(scope).order_by(Note.id.desc()).limit(limit + 1)
    if cursor:
        query = query.where(Note.id < read_cursor(cursor, UUID)[0])
    return cut_page((await db.execute(query)).scalars().all(), limit, lambda note: (note.id,))


async def find_note_of_paper(db: AsyncSession, scope: Scope, paper_id: UUID) -> Note | None:
    paper = await library.get_paper(db, scope, paper_id)
    return (await db.execute(select_notes(scope).where(Note.paper_id == paper.id))).scalar_one_or_none()


async def add_note(db: AsyncSession, scope: Scope, *, title: str, paper_id: UUID | None) -> Note:
    """A new note. A paper has one: whoever comes second gets the same, back from the bin if it was there."""
    if paper_id is not None:
        title = (await library.get_paper(db, scope, paper_id)).title or title
    require(policy.can_write_note(scope))
    note_id = new_id()
    statement = insert(Note).values(
        id=note_id, team_id=scope.team_id, paper_id=paper_id, title=title, person_id=scope.person_id, clock=0,
        state=b"", state_seq=0, seq=0, size=0,
    )  # fmt: skip
    inserted = await db.execute(statement.on_conflict_do_nothing(index_elements=["paper_id"]).returning(Note.id))
    if inserted.first():
        note = await get_note(db, scope, note_id, for_update=True)
        await _tell(db, scope, note, "note.added")
        return note
    query = select(Note).where(Note.team_id == scope.team_id, Note.paper_id == paper_id).with_for_update()
    note = (await db.execute(query)).scalar_one()
    if note.deleted_at is not None:
        note.deleted_at = None
        await _tell(db, scope, note, "note.restored")
    return note


async def rename_note(db: AsyncSession, scope: Scope, note_id: UUID, title: str) -> Note:
    note = await get_note(db, scope, note_id, for_update=True)
    require(policy.can_write_note(scope))
    if note.title != title:
        note.title = title
        await _tell(db, scope, note, "note.changed")
    return note


async def delete_note(db: AsyncSession, scope: Scope, note_id: UUID) -> None:
    """Into the bin, from which `restore_note` takes it."""
    note = await get_note(db, scope, note_id, for_update=True)
    require(policy.can_write_note(scope))
    note.deleted_at = datetime.now(UTC)
    await _tell(db, scope, note, "note.deleted")


async def restore_note(db: AsyncSession, scope: Scope, note_id: UUID) -> Note:
    note = await get_note(db, scope, note_id, deleted=True, for_update=True)
    require(policy.can_write_note(scope))
    note.deleted_at = None
    await _tell(db, scope, note, "note.restored")
    return note


async def write_update(db: AsyncSession, scope: Scope, note_id: UUID, update: bytes) -> int:
    """Store what a browser wrote and tell the others; gives its number. The same update twice does no harm."""
    try:
        document.check_update(update)
    except document.BadUpdate as error:
        raise NotAnUpdate(f"That is not an update of a Yjs document: {error}") from None
    note = await get_note(db, scope, note_id, for_update=True)
    require(policy.can_write_note(scope))
    if note.size + len(update) > MAX_NOTE_BYTES:
        raise NoteFull
    now = datetime.now(UTC)
    due = note.kept_at is None or now - note.kept_at > VERSION_EVERY
    note.seq, note.size, note.written_at = note.seq + 1, note.size + len(update), now
    db.add(NoteUpdate(note_id=note.id, team_id=scope.team_id, seq=note.seq, person_id=scope.person_id, update=update))
    await db.flush()
    if due:
        note.kept_at = now
        await _tell(db, scope, note, "note.changed")
    if due or note.seq - note.state_seq >= MERGE_AFTER:
        await jobs.defer(
            db, "notes.keep_version", in_queue=jobs.HOUSEKEEPING, only_once=f"note:{note.id}", note_id=str(note.id)
        )
    whispered = base64.b64encode(update).decode() if len(update) <= WHISPERED_BYTES else None
    await events.whisper(
        db, scope.team_id, f"note:{note.id}", "note.update", {"seq": note.seq, "update": whispered}
    )  # fmt: skip
    return note.seq


async def read_updates(db: AsyncSession, scope: Scope, note_id: UUID, *, since: int) -> tuple[int, bytes]:
    """The number of the newest update, and all after `since` as one; everything where those are merged already."""
    note = await get_note(db, scope, note_id)
    if since >= note.seq:
        return note.seq, b""
    after = max(since, note.state_seq)
    query = select(NoteUpdate.update).where(
        NoteUpdate.note_id == note.id, NoteUpdate.seq > after, NoteUpdate.seq <= note.seq
    )
    updates = list((await db.scalars(query.order_by(NoteUpdate.seq))).all())
    return note.seq, document.merge(updates if since >= note.state_seq else [note.state, *updates])


async def list_versions(
    db: AsyncSession, scope: Scope, note_id: UUID, *, limit: int, cursor: str | None
) -> tuple[list[Row[Any]], str | None]:
    """What can be gone back to, the newest first: id, seq, at, people."""
    note = await get_note(db, scope, note_id)
    query = (
        select(NoteVersion.id, NoteVersion.seq, NoteVersion.at, NoteVersion.people)
        .where(NoteVersion.team_id == scope.team_id, NoteVersion.note_id == note.id)
        .order_by(NoteVersion.seq.desc())
        .limit(limit + 1)
    )
    if cursor:
        query = query.where(NoteVersion.seq < read_cursor(cursor, int)[0])
    return cut_page((await db.execute(query)).all(), limit, lambda row: (row.seq,))


async def names_of(db: AsyncSession, people: Sequence[str]) -> dict[str, str]:
    """Names by id, of those who still have an account."""
    ids = [UUID(one) for one in set(people)]
    return {str(row.id): row.name for row in await db.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}


async def read_version(db: AsyncSession, scope: Scope, note_id: UUID, version_id: UUID) -> bytes:
    """The note as it was, as one update of an empty document."""
    note = await get_note(db, scope, note_id)
    query = select(NoteVersion.state).where(
        NoteVersion.team_id == scope.team_id, NoteVersion.note_id == note.id, NoteVersion.id == version_id
    )
    state = (await db.execute(query)).scalar_one_or_none()
    if state is None:
        raise NotFound("There is no such version; the oldest are not kept for ever.")
    return state


async def keep_version(db: AsyncSession, note_id: UUID) -> None:
    """Merge what was written since the last time and keep the result, as a job."""
    note = (await db.execute(select(Note).where(Note.id == note_id).with_for_update())).scalar_one_or_none()
    if note is None or note.seq == note.state_seq:
        return
    query = select(NoteUpdate.update, NoteUpdate.person_id).where(NoteUpdate.note_id == note.id)
    rows = (await db.execute(query.where(NoteUpdate.seq <= note.seq).order_by(NoteUpdate.seq))).all()
    note.state = document.compact(document.merge([note.state, *(row.update for row in rows)]))
    note.state_seq, note.size, note.kept_at = note.seq, len(note.state), datetime.now(UTC)
    people = sorted({str(row.person_id) for row in rows if row.person_id})
    db.add(NoteVersion(note_id=note.id, team_id=note.team_id, seq=note.seq, state=note.state, people=people))
    await db.execute(delete(NoteUpdate).where(NoteUpdate.note_id == note.id, NoteUpdate.seq <= note.seq))
    oldest = select(NoteVersion.seq).where(NoteVersion.note_id == note.id).order_by(NoteVersion.seq.desc())
    await db.execute(
        delete(NoteVersion).where(
            NoteVersion.note_id == note.id,
            NoteVersion.seq < func.coalesce(oldest.offset(MOST_VERSIONS - 1).limit(1).scalar_subquery(), 0),
        )
    )


async def _tell(db: AsyncSession, scope: Scope, note: Note, name: str) -> None:
    note.clock = await events.tick(db, scope.team_id)
    await db.flush()
    await events.publish(
        db, scope.team_id, name, clock=note.clock, person_id=scope.person_id, paper=note.paper_id, note=note.id,
        data={"title": note.title},
    )  # fmt: skip

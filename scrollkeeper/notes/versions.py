"""The history of a note: versions that are kept while people write, looked at, and gone back to."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Row, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.core import events
from scrollkeeper.core.errors import NotFound
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.notes import sandboxed
from scrollkeeper.notes.events import NOTE_CHANGED
from scrollkeeper.notes.models import Note, NoteUpdate, NoteVersion
from scrollkeeper.notes.sandboxed import NoteFull, Unreadable
from scrollkeeper.notes.service import announce, get_note, get_writable_note
from scrollkeeper.notes.update_bounds import weigh
from scrollkeeper.notes.update_format import BadUpdate
from scrollkeeper.notes.writing import defer_reading_text
from scrollkeeper.teams.scope import Scope

MOST_VERSIONS = 200


class VersionRow(NamedTuple):
    """A version that one can go back to; `people` are ids of who wrote since the one before."""

    id: UUID
    seq: int
    at: datetime
    people: list[str]


async def list_versions(
    db: AsyncSession, scope: Scope, note_id: UUID, *, limit: int, cursor: str | None
) -> tuple[list[VersionRow], str | None]:
    """List what can be gone back to, the newest first."""
    note = await get_note(db, scope, note_id)
    query = (
        select(NoteVersion.id, NoteVersion.seq, NoteVersion.at, NoteVersion.people)
        .where(NoteVersion.team_id == scope.team_id, NoteVersion.note_id == note.id)
        .order_by(NoteVersion.seq.desc())
        .limit(limit + 1)
    )
    if cursor:
        query = query.where(NoteVersion.seq < read_cursor(cursor, int)[0])
    rows = [VersionRow(*row) for row in await db.execute(query)]
    return cut_page(rows, limit, lambda row: (row.seq,))


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
        raise NotFound("This version no longer exists; the oldest are deleted after a while.")
    return state


async def set_back(db: AsyncSession, scope: Scope, note_id: UUID, version_id: UUID) -> Note:
    """Make the note what it was. What it is now is kept as a version, if it can be read at all.

    Unlike a change in an editor it needs nobody to read the note first, so it mends a note that nobody can read.
    """
    note = await get_writable_note(db, scope, note_id, for_update=True)
    state = await read_version(db, scope, note_id, version_id)
    try:
        shape = await sandboxed.look_at([state])
    except BadUpdate:
        raise Unreadable("That version is damaged too. Choose an earlier one.") from None
    if not note.unreadable and note.seq != note.state_seq:
        await _keep(db, note)
    await db.execute(delete(NoteUpdate).where(NoteUpdate.note_id == note.id))
    note.seq, note.epoch, note.unreadable = note.seq + 1, note.epoch + 1, False
    note.state, note.state_seq, note.size, note.shape = state, note.seq, len(state), shape
    note.written_at = note.kept_at = datetime.now(UTC)
    await defer_reading_text(db, note)
    await announce(db, scope, note, NOTE_CHANGED)
    message = {"seq": note.seq, "update": None, "epoch": note.epoch}
    await events.broadcast(db, note.team_id, f"note:{note.id}", "note.update", message)
    return note


async def keep_version(db: AsyncSession, note_id: UUID) -> None:
    """Merge what was written since the last time and keep the result, as a job."""
    note = (await db.execute(select(Note).where(Note.id == note_id))).scalar_one_or_none()
    if note is None or note.unreadable or (note.seq == note.state_seq and note.shape is not None):
        return
    await _keep(db, note)
    if note.unreadable:
        await announce(db, Scope.of_system(note.team_id), note, NOTE_CHANGED)


async def _keep(db: AsyncSession, note: Note) -> None:
    """One round of it. People go on writing meanwhile: the note is locked only to put the result in its place."""
    upto, epoch = note.seq, note.epoch
    rows = await _rows_between(db, note, note.state_seq, upto)
    state = await db.scalar(select(Note.state).where(Note.team_id == note.team_id, Note.id == note.id))
    merged = None
    try:
        merged, shape = await sandboxed.compact([state or b"", *(row.update for row in rows)])
    except (BadUpdate, Unreadable, NoteFull):
        pass
    query = select(Note).where(Note.team_id == note.team_id, Note.id == note.id).with_for_update(key_share=True)
    await db.execute(query.execution_options(populate_existing=True))
    if note.epoch != epoch or note.state_seq > upto:
        return
    note.kept_at = datetime.now(UTC)
    if merged is None:
        note.unreadable = True
        return
    later = await _rows_between(db, note, upto, note.seq)
    for row in later:
        shape = shape.with_update(weigh(row.update))
    note.state, note.state_seq, note.shape = merged, upto, shape
    note.size = len(merged) + sum(len(row.update) for row in later)
    people = sorted({str(row.person_id) for row in rows if row.person_id})
    if rows:
        db.add(NoteVersion(note_id=note.id, team_id=note.team_id, seq=upto, state=merged, people=people))
    await db.execute(delete(NoteUpdate).where(NoteUpdate.note_id == note.id, NoteUpdate.seq <= upto))
    oldest = select(NoteVersion.seq).where(NoteVersion.note_id == note.id).order_by(NoteVersion.seq.desc())
    await db.execute(
        delete(NoteVersion).where(
            NoteVersion.note_id == note.id,
            NoteVersion.seq < func.coalesce(oldest.offset(MOST_VERSIONS - 1).limit(1).scalar_subquery(), 0),
        )
    )


async def _rows_between(db: AsyncSession, note: Note, after: int, upto: int) -> Sequence[Row[bytes, UUID | None]]:
    query = select(NoteUpdate.update, NoteUpdate.person_id).where(
        NoteUpdate.note_id == note.id, NoteUpdate.seq > after, NoteUpdate.seq <= upto
    )
    return (await db.execute(query.order_by(NoteUpdate.seq))).all()

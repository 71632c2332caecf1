"""The text of a note: updates stored as they came, once they are known to be harmless, and read again.

Storing an update needs none of Yjs: its weight is added to the note's shape, and only where that bound says so the
whole document is looked at, in a sandboxed process. See docs/decisions/0013-notes-are-weighed-before-they-are-read.md.
"""

import asyncio
import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import events, jobs
from scrollkeeper.core.errors import Conflict, Invalid, Unavailable
from scrollkeeper.notes import sandboxed
from scrollkeeper.notes.events import NOTE_CHANGED
from scrollkeeper.notes.models import Note, NoteUpdate
from scrollkeeper.notes.sandboxed import NoteFull, Unreadable
from scrollkeeper.notes.service import announce, get_note, get_writable_note
from scrollkeeper.notes.update_bounds import Shape, Weight, weigh
from scrollkeeper.notes.update_format import BadUpdate
from scrollkeeper.rate_limits import limiter
from scrollkeeper.teams.scope import Scope

# In base64, as it is sent.
MAX_UPDATE_CHARS = 512 << 10
MAX_NOTE_BYTES = 16 << 20
# Weighing takes about 10 microseconds for each 30 bytes; longer ones are weighed beside the event loop.
WEIGHED_AT_ONCE_BYTES = 2_000
# A notice of PostgreSQL holds so much; windows fetch what is longer.
BROADCAST_BYTES = 4_500
# Updates are merged, and a version is kept, after so many of them or so long.
MERGE_AFTER, VERSION_EVERY = 200, timedelta(minutes=10)
# What was written is found by search so long after it, and no oftener is the document read for it.
READ_TEXT_AFTER_SECONDS = 10


class NotAnUpdate(Invalid):
    """That is not an update of a Yjs document."""


class SetBack(Conflict):
    """This note was restored to an earlier version in the meantime. Reload it."""


async def write_update(db: AsyncSession, scope: Scope, note: Note, update: bytes, *, epoch: int | None = None) -> int:
    """Store what a browser wrote and tell the others; gives its number. The same update twice does no harm.

    `note` is one that the caller may write in; `epoch` is the one that the update was written for, where it is known.
    """
    await limiter.acquire("note", scope.person_id)
    return await store_update(db, scope, note, update, epoch=epoch)


async def append_html(db: AsyncSession, scope: Scope, note: Note, html: str) -> int:
    """Put a text that another program wrote at the end of a note; gives the number of the update.

    Raises NotAnUpdate where it is more than a note may hold.
    """
    try:
        update = await sandboxed.append_html(await stored_updates(db, note), html)
    except BadUpdate as error:
        raise NotAnUpdate(str(error)) from None
    return await store_update(db, scope, note, update)


async def store_update(db: AsyncSession, scope: Scope, note: Note, update: bytes, *, epoch: int | None = None) -> int:
    """Do what `write_update` does for those whose rate is bounded elsewhere."""
    if note.unreadable:
        raise Unreadable
    weight = await _weigh(update)
    seen_seq, looked = note.seq, None
    if note.shape is None or note.shape.with_update(weight).must_be_looked_at:
        looked = await _look(db, note, update)
    note = await get_writable_note(db, scope, note.id, for_update=True)
    if note.unreadable:
        raise Unreadable
    if epoch is not None and epoch != note.epoch:
        raise SetBack
    if note.size + len(update) > MAX_NOTE_BYTES:
        raise NoteFull
    note.shape = await _shape_after(db, note, weight, looked, seen_seq)
    if note.text_seq == note.seq:
        await defer_reading_text(db, note)
    now = datetime.now(UTC)
    due = note.kept_at is None or now - note.kept_at > VERSION_EVERY
    note.seq, note.size, note.written_at = note.seq + 1, note.size + len(update), now
    db.add(NoteUpdate(note_id=note.id, team_id=scope.team_id, seq=note.seq, person_id=scope.person_id, update=update))
    await db.flush()
    if due:
        note.kept_at = now
        await announce(db, scope, note, NOTE_CHANGED)
    if due or note.seq - note.state_seq >= MERGE_AFTER:
        await defer_keeping(db, note)
    broadcast = base64.b64encode(update).decode() if len(update) <= BROADCAST_BYTES else None
    await events.broadcast(
        db,
        scope.team_id,
        f"note:{note.id}",
        "note.update",
        {"seq": note.seq, "update": broadcast, "epoch": note.epoch},
    )
    return note.seq


async def defer_keeping(db: AsyncSession, note: Note) -> None:
    """Have the updates merged and a version kept, by a job."""
    await jobs.defer(
        db, "notes.keep_version", in_queue=jobs.HOUSEKEEPING, only_once=f"note:{note.id}", note_id=str(note.id)
    )


async def defer_reading_text(db: AsyncSession, note: Note) -> None:
    """Have the text taken out of the note for search, by a job."""
    await jobs.defer(
        db,
        "notes.read_text",
        in_queue=jobs.HOUSEKEEPING,
        in_seconds=READ_TEXT_AFTER_SECONDS,
        only_once=f"note_text:{note.id}",
        note_id=str(note.id),
    )


async def _weigh(update: bytes) -> Weight:
    try:
        if len(update) <= WEIGHED_AT_ONCE_BYTES:
            return weigh(update)
        return await asyncio.to_thread(weigh, update)
    except BadUpdate as error:
        raise NotAnUpdate(f"That is no update that a note can take. {error}") from None


async def _look(db: AsyncSession, note: Note, update: bytes) -> Shape:
    """The shape of the whole document with this update in it."""
    try:
        return await sandboxed.look_at([*await stored_updates(db, note), update])
    except BadUpdate as error:
        raise NotAnUpdate(f"That is no update that this note can take. {error}") from None


async def _shape_after(db: AsyncSession, note: Note, weight: Weight, looked: Shape | None, seen_seq: int) -> Shape:
    """The note's shape with an update: what was seen of it, and what others wrote since."""
    if looked is None:
        shape = note.shape.with_update(weight) if note.shape else None
    elif note.state_seq > seen_seq:
        shape = None
    else:
        shape = looked
        for other in await _updates_after(db, note, seen_seq):
            shape = shape.with_update(weigh(other))
    if shape is None or shape.must_be_looked_at:
        raise Unavailable("Others are editing this note at the same time. Try again.", headers=limiter.retry_after(1))
    return shape


async def _updates_after(db: AsyncSession, note: Note, seq: int) -> Sequence[bytes]:
    query = select(NoteUpdate.update).where(
        NoteUpdate.note_id == note.id, NoteUpdate.seq > seq, NoteUpdate.seq <= note.seq
    )
    return (await db.scalars(query.order_by(NoteUpdate.seq))).all()


async def stored_updates(db: AsyncSession, note: Note) -> list[bytes]:
    """All that makes the document: the state, and the updates after it."""
    state = await db.scalar(select(Note.state).where(Note.team_id == note.team_id, Note.id == note.id))
    return [part for part in (state or b"", *await _updates_after(db, note, note.state_seq)) if part]


async def read_updates(db: AsyncSession, scope: Scope, note_id: UUID, *, since: int) -> tuple[Note, list[bytes]]:
    """The note and its updates after `since`, as they are stored; everything where those are merged already."""
    note = await get_note(db, scope, note_id)
    if note.unreadable:
        raise Unreadable
    if note.shape is None:
        await defer_keeping(db, note)
    if since >= note.seq:
        return note, []
    if since >= note.state_seq:
        return note, list(await _updates_after(db, note, since))
    return note, await stored_updates(db, note)

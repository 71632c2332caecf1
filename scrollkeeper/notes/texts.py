"""The plain text of notes, which search reads: taken out of the document by a job soon after somebody wrote."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.notes import sandboxed
from scrollkeeper.notes.models import Note
from scrollkeeper.notes.sandboxed import NoteFull, Unreadable
from scrollkeeper.notes.update_format import BadUpdate
from scrollkeeper.notes.writing import defer_reading_text, stored_updates

# Of notes whose text was never read, or whose job was lost, so many are read at a time.
MOST_AT_ONCE = 100


async def read_text(db: AsyncSession, note_id: UUID) -> None:
    """Take the text out of a note, and again soon where somebody wrote meanwhile."""
    note = (await db.execute(select(Note).where(Note.id == note_id))).scalar_one_or_none()
    if note is None or note.text_seq >= note.seq:
        return
    upto, epoch, text = note.seq, note.epoch, None
    if not note.unreadable:
        try:
            text = await sandboxed.write_plain_text(await stored_updates(db, note))
        except (BadUpdate, Unreadable, NoteFull):
            pass
    query = select(Note).where(Note.team_id == note.team_id, Note.id == note.id).with_for_update(key_share=True)
    await db.execute(query.execution_options(populate_existing=True))
    if note.epoch == epoch:
        if text is not None:
            note.text = text
        note.text_seq = upto
    if note.text_seq < note.seq:
        await defer_reading_text(db, note)


async def read_texts(db: AsyncSession) -> None:
    """Have the text of notes read where it is behind: of those from before there was any, first of all."""
    behind = select(Note).where(Note.text_seq < Note.seq).order_by(Note.team_id, Note.id).limit(MOST_AT_ONCE)
    for note in (await db.execute(behind)).scalars():
        await defer_reading_text(db, note)

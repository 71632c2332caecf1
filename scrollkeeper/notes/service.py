"""Notes: begun, named, put into the bin and restored; writing.py has their text, versions.py their history."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.citations.csl.service import check_style
from scrollkeeper.core import events
from scrollkeeper.core.errors import NotFound, require
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.library import service as library
from scrollkeeper.notes import policy
from scrollkeeper.notes.events import NOTE_ADDED, NOTE_CHANGED, NOTE_DELETED, NOTE_RESTORED
from scrollkeeper.notes.models import Note
from scrollkeeper.teams.scope import Scope


def select_notes(scope: Scope, *, deleted: bool = False) -> Select[Note]:
    """The one way to notes: the team's, and those of papers that the person may see."""
    in_trash = Note.deleted_at.is_not(None) if deleted else Note.deleted_at.is_(None)
    return select(Note).where(Note.team_id == scope.team_id, in_trash, library.seen_by(scope, Note.paper_id))


async def get_note(
    db: AsyncSession, scope: Scope, note_id: UUID, *, deleted: bool = False, for_update: bool = False
) -> Note:
    query = select_notes(scope, deleted=deleted).where(Note.id == note_id)
    if for_update:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    note = (await db.execute(query)).scalar_one_or_none()
    if note is None:
        raise NotFound("This note doesn’t exist.")
    return note


async def get_writable_note(db: AsyncSession, scope: Scope, note_id: UUID, *, for_update: bool = False) -> Note:
    """The note, for those who may write in it."""
    note = await get_note(db, scope, note_id, for_update=for_update)
    require(policy.can_write_note(scope))
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
        id=note_id,
        team_id=scope.team_id,
        paper_id=paper_id,
        title=title,
        person_id=scope.person_id,
        clock=0,
        state=b"",
        state_seq=0,
        seq=0,
        size=0,
        structs=0,
        depth=0,
        work=0,
        epoch=0,
        unreadable=False,
    )
    inserted = await db.execute(statement.on_conflict_do_nothing(index_elements=["paper_id"]).returning(Note.id))
    if inserted.first():
        note = await get_note(db, scope, note_id, for_update=True)
        await announce(db, scope, note, NOTE_ADDED)
        return note
    query = select(Note).where(Note.team_id == scope.team_id, Note.paper_id == paper_id).with_for_update(key_share=True)
    note = (await db.execute(query)).scalar_one()
    if note.deleted_at is not None:
        note.deleted_at = None
        await announce(db, scope, note, NOTE_RESTORED)
    return note


async def rename_note(db: AsyncSession, scope: Scope, note_id: UUID, title: str) -> Note:
    note = await get_writable_note(db, scope, note_id, for_update=True)
    if note.title != title:
        note.title = title
        await announce(db, scope, note, NOTE_CHANGED)
    return note


async def choose_style(db: AsyncSession, scope: Scope, note_id: UUID, *, style: str | None, locale: str | None) -> Note:
    """The style in which the note cites; None is the team's. Raises Invalid."""
    note = await get_writable_note(db, scope, note_id, for_update=True)
    if style:
        await check_style(db, scope, style, locale)
    if (note.citation_style, note.citation_locale) != (style, locale):
        note.citation_style, note.citation_locale = style, locale
        await announce(db, scope, note, NOTE_CHANGED)
    return note


async def delete_note(db: AsyncSession, scope: Scope, note_id: UUID) -> None:
    """Into the bin, from which `restore_note` takes it."""
    note = await get_writable_note(db, scope, note_id, for_update=True)
    note.deleted_at = datetime.now(UTC)
    await announce(db, scope, note, NOTE_DELETED)


async def restore_note(db: AsyncSession, scope: Scope, note_id: UUID) -> Note:
    note = await get_note(db, scope, note_id, deleted=True, for_update=True)
    require(policy.can_write_note(scope))
    note.deleted_at = None
    await announce(db, scope, note, NOTE_RESTORED)
    return note


async def announce(db: AsyncSession, scope: Scope, note: Note, event: events.Event) -> None:
    """Publish what happened to the note."""
    note.clock = await events.tick(db, scope.team_id)
    await db.flush()
    await events.publish(
        db,
        scope.team_id,
        event,
        clock=note.clock,
        person_id=scope.person_id,
        paper=note.paper_id,
        note=note.id,
        data={"title": note.title},
    )

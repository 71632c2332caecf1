"""What hangs on a paper, given to another one and back: the only place that knows all tables with a `paper_id`.

Rows of a file go with it. What is about the paper itself (threads, its note, who cites it) is moved and remembered.
Where both papers have a row (collections, tags, reading lists, guests, followers), the merged paper keeps its own,
unseen, and the kept paper gets those it lacks: taking them back is deleting what was added.
"""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, case, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from scrollkeeper.annotations.models import Annotation, OtherPlace
from scrollkeeper.citations.models import Reference
from scrollkeeper.collections.models import CollectionPaper
from scrollkeeper.core.db import Model, select_ids
from scrollkeeper.discussions.models import Thread
from scrollkeeper.library.models import File, FilePage
from scrollkeeper.library.tags.models import PaperTag
from scrollkeeper.notes.models import Note
from scrollkeeper.notifications.models import PaperFollower
from scrollkeeper.reading.models import STATUSES, ReadingEntry
from scrollkeeper.teams.models import GuestPlace, Invitation

OF_FILES: tuple[Any, ...] = (FilePage, Annotation, Reference)
# With the column that is their key beside the paper.
LINKS: tuple[tuple[type[Model], str], ...] = (
    (CollectionPaper, "collection_id"),
    (PaperTag, "tag_id"),
    (ReadingEntry, "person_id"),
    (GuestPlace, "person_id"),
    (PaperFollower, "person_id"),
)
MAX_NOTE_TITLE = 250
# What was done with the rows of one paper, as JSON.
Record = dict[str, Any]


async def give(db: AsyncSession, team_id: UUID, source: UUID, target: UUID) -> Record:
    """Let all that belongs to `source` belong to `target`; doing it again takes what has come in the meantime."""
    record: Record = {"reading": await _read_further(db, team_id, source, target)}
    # The kept paper keeps its main file.
    mains = await db.scalars(
        update(File)
        .where(File.team_id == team_id, File.paper_id == source, File.main)
        .values(main=False)
        .returning(File.id)
        .execution_options(synchronize_session=False)
    )
    record["mains"] = sorted(str(one) for one in mains)
    record["files"] = await _move(db, File, team_id, source, target)
    for model in OF_FILES:
        await _move(db, model, team_id, source, target)
    record["threads"] = await _move(db, Thread, team_id, source, target)
    record["invitations"] = await _move(db, Invitation, team_id, source, target)
    citing = and_(Reference.cited_id == source, Reference.paper_id != target)
    record["cited"] = await _cite(db, team_id, citing, target)
    # A paper does not cite itself.
    record["self"] = await _cite(db, team_id, and_(Reference.paper_id == target, Reference.cited_id == target), None)
    record["notes"] = await _give_note(db, team_id, source, target)
    record["links"] = {
        model.__tablename__: await _copy(db, model, key, team_id, source, target) for model, key in LINKS
    }
    return record


async def take_back(db: AsyncSession, team_id: UUID, source: UUID, target: UUID, record: Record) -> None:
    """Let `source` have again what `give` gave away, and what has been added to its files since."""
    files = [UUID(one) for one in record["files"]]
    await _set(db, File, team_id, and_(File.id.in_(select_ids(files)), File.paper_id == target), paper_id=source)
    mains = [UUID(one) for one in record.get("mains", [])]
    await _set(db, File, team_id, and_(File.id.in_(select_ids(mains)), File.paper_id == source), main=True)
    for model in OF_FILES:
        await _set(db, model, team_id, model.file_id.in_(select_ids(files)), paper_id=source)
    marks = select(Annotation.id).where(Annotation.team_id == team_id, Annotation.file_id.in_(select_ids(files)))
    printed = select(Reference.id).where(Reference.team_id == team_id, Reference.file_id.in_(select_ids(files)))
    threads = [UUID(one) for one in record["threads"]]
    of_source = or_(
        Thread.id.in_(select_ids(threads)), Thread.annotation_id.in_(marks), Thread.reference_id.in_(printed)
    )
    await _set(db, Thread, team_id, and_(Thread.paper_id == target, of_source), paper_id=source)
    await _forget_places(db, team_id, source, target)
    invited = [UUID(one) for one in record["invitations"]]
    await _set(db, Invitation, team_id, Invitation.id.in_(select_ids(invited)), paper_id=source)
    for name, before, after in (("cited", source, target), ("self", target, None)):
        references = [UUID(one) for one in record[name]]
        still = and_(Reference.id.in_(select_ids(references)), Reference.cited_id.is_not_distinct_from(after))
        await _set(db, Reference, team_id, still, cited_id=before)
    await _take_back_notes(db, team_id, record["notes"])
    for model, key in LINKS:
        table = cast(Table, model.__table__)
        keys = [UUID(one) for one in record["links"][table.name]]
        added = and_(table.c.team_id == team_id, table.c.paper_id == target, table.c[key].in_(select_ids(keys)))
        await db.execute(delete(table).where(added))
    for person_id, before, after in record["reading"]:
        entry = and_(
            ReadingEntry.paper_id == target, ReadingEntry.person_id == UUID(person_id), ReadingEntry.status == after
        )
        await _set(db, ReadingEntry, team_id, entry, status=before)


def extended(record: Record, more: Record) -> Record:
    """Both as one, where rows were given twice."""
    both = {name: [*record[name], *more[name]] for name in record if name != "links"}
    return both | {"links": {table: [*keys, *more["links"][table]] for table, keys in record["links"].items()}}


def is_empty(record: Record) -> bool:
    """Whether nothing was given."""
    return not any(record[name] for name in record if name != "links") and not any(record["links"].values())


async def _move(db: AsyncSession, model: Any, team_id: UUID, source: UUID, target: UUID) -> list[str]:
    key = model.id if hasattr(model, "id") else model.paper_id
    statement = update(model).where(model.team_id == team_id, model.paper_id == source).values(paper_id=target)
    moved = await db.execute(statement.returning(key).execution_options(synchronize_session=False))
    return sorted(str(one) for one in moved.scalars()) if hasattr(model, "id") else []


async def _set(db: AsyncSession, model: Any, team_id: UUID, which: ColumnElement[bool], **values: Any) -> None:
    statement = update(model).where(model.team_id == team_id, which).values(**values)
    await db.execute(statement.execution_options(synchronize_session=False))


async def _cite(db: AsyncSession, team_id: UUID, which: ColumnElement[bool], cited_id: UUID | None) -> list[str]:
    statement = (
        update(Reference).where(Reference.team_id == team_id, which).values(cited_id=cited_id).returning(Reference.id)
    )
    changed = await db.execute(statement.execution_options(synchronize_session=False))
    return sorted(str(one) for one in changed.scalars())


async def _copy(db: AsyncSession, model: type[Model], key: str, team_id: UUID, source: UUID, target: UUID) -> list[str]:
    table = cast(Table, model.__table__)
    others = {"paper_id": literal(target, table.c.paper_id.type), "id": func.gen_random_uuid()}
    rows = select(*[others.get(column.name, column) for column in table.columns]).where(
        table.c.team_id == team_id, table.c.paper_id == source
    )
    statement = insert(table).from_select([column.name for column in table.columns], rows)
    added = await db.execute(statement.on_conflict_do_nothing().returning(table.c[key]))
    return sorted(str(one) for one in added.scalars())


async def _read_further(db: AsyncSession, team_id: UUID, source: UUID, target: UUID) -> list[list[str]]:
    """Who has both on their reading list, and the one that goes away read further: [[person, before, after]]."""
    theirs = aliased(ReadingEntry)
    far = {status: number for number, status in enumerate(STATUSES)}
    both = (
        select(ReadingEntry.person_id, ReadingEntry.status, theirs.status.label("after"))
        .join(theirs, and_(theirs.person_id == ReadingEntry.person_id, theirs.paper_id == source))
        .where(ReadingEntry.team_id == team_id, ReadingEntry.paper_id == target)
        .where(case(far, value=theirs.status) > case(far, value=ReadingEntry.status))
        .order_by(ReadingEntry.person_id)
    )
    found = [[str(row.person_id), row.status, row.after] for row in await db.execute(both)]
    for person_id, _, after in found:
        entry = and_(ReadingEntry.paper_id == target, ReadingEntry.person_id == UUID(person_id))
        await _set(db, ReadingEntry, team_id, entry, status=after)
    return found


async def _give_note(db: AsyncSession, team_id: UUID, source: UUID, target: UUID) -> list[list[Any]]:
    """A paper has one note. Where both have written in theirs, the other becomes a note of the team, as it is.

    Gives the notes that were moved: [[note, paper before, title before, title after]].
    """
    columns = (Note.id, Note.paper_id, Note.title, Note.seq)
    query = select(*columns).where(Note.team_id == team_id, Note.paper_id.in_([source, target])).order_by(Note.id)
    notes = {row.paper_id: row for row in await db.execute(query.with_for_update(key_share=True))}
    theirs, ours = notes.get(source), notes.get(target)
    if theirs is None or (ours is not None and theirs.seq == 0):
        return []
    if ours is not None and ours.seq:
        title = f"{theirs.title[:MAX_NOTE_TITLE]} (from a merged paper)"
        await _set(db, Note, team_id, Note.id == theirs.id, paper_id=None, title=title)
        return [[str(theirs.id), str(source), theirs.title, title]]
    moves = [(theirs, source, target)] if ours is None else [(theirs, source, target), (ours, target, source)]
    await _set(db, Note, team_id, Note.id.in_([note.id for note, _, _ in moves]), paper_id=None)
    for note, _, to in moves:
        await _set(db, Note, team_id, Note.id == note.id, paper_id=to)
    return [[str(note.id), str(before), note.title, note.title] for note, before, _ in moves]


async def _take_back_notes(db: AsyncSession, team_id: UUID, moved: Sequence[Sequence[str]]) -> None:
    ids = [UUID(note_id) for note_id, _, _, _ in moved]
    # At first of no paper, since each may have one only.
    await _set(db, Note, team_id, Note.id.in_(ids), paper_id=None)
    for note_id, paper_id, title, given in moved:
        renamed = case((Note.title == given, title), else_=Note.title)
        await _set(db, Note, team_id, Note.id == UUID(note_id), paper_id=UUID(paper_id), title=renamed)


async def _forget_places(db: AsyncSession, team_id: UUID, *papers: UUID) -> None:
    """Places of annotations in files that belong to another paper again."""
    apart = and_(
        OtherPlace.team_id == team_id,
        Annotation.id == OtherPlace.annotation_id,
        File.id == OtherPlace.file_id,
        Annotation.paper_id.in_(papers),
        Annotation.paper_id != File.paper_id,
    )
    await db.execute(delete(OtherPlace).where(apart).execution_options(synchronize_session=False))

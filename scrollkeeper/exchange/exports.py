"""Annotations of a paper, a file or a team on their way out: gathered with replies, and written into copies of PDFs."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import IO, Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.annotations import colors, service
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.annotations.service import AnnotationFilter
from scrollkeeper.core.db import open_team_session
from scrollkeeper.core.errors import Conflict, Invalid, Unavailable
from scrollkeeper.core.settings import settings
from scrollkeeper.discussions.models import Comment, Thread
from scrollkeeper.exchange.annotation_formats import OURS, STYLES, AnnotationExport, Form, Reply, imported_author
from scrollkeeper.exchange.w3c import W3C
from scrollkeeper.ingest.pipeline.passwords import readable_key
from scrollkeeper.ingest.pipeline.sandboxes import open_document
from scrollkeeper.library.models import File, Paper, listed
from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused, SandboxMissing
from scrollkeeper.teams.models import Team
from scrollkeeper.teams.scope import Scope

# Of one export: annotations, and characters of all that is said in them and of the template for each.
MOST_EXPORTED, MOST_CHARACTERS = 20_000, 8_000_000
# So much is read and written at a time.
ANNOTATIONS_AT_ONCE, CHARACTERS_AT_ONCE = 50, 400_000
HELD_BYTES = 8 << 20
PIECE_BYTES = 1 << 20
MOST_MARK_TEXT = 50_000
# Each takes a process and the memory of a document, so few are written at a time, and few may wait for their turn.
WRITTEN_AT_ONCE, MOST_WAITING = 2, 6
_writing = asyncio.Semaphore(WRITTEN_AT_ONCE)
_waiting: set[object] = set()


class TooMuch(Invalid):
    """This is too much for one export."""

    status, title = 413, "Too much"


@dataclass(frozen=True, slots=True)
class Contents:
    """What an export will hold: annotations in order, as many at a time as are read at once, and their replies."""

    batches: Sequence[Sequence[UUID]]
    annotations: int
    replies: int


async def list_contents(db: AsyncSession, scope: Scope, chosen: AnnotationFilter, *, beside: int = 0) -> Contents:
    """Annotations of papers outside the bin that the person may see, paper after paper in the order of reading.

    `beside` are characters that the export adds to each. Raises TooMuch before anything is written.
    """
    query, key = service.select_matching(scope, chosen)
    replies = _select_said(scope, chosen)
    size = (
        func.length(Annotation.comment)
        + func.length(Annotation.alt)
        + func.coalesce(func.length(Annotation.exact), 0)
        + 3 * func.pg_column_size(Annotation.strokes)
        + func.coalesce(replies.c.characters, 0)
    )
    rows = await db.execute(
        query.with_only_columns(Annotation.id, size.label("size"), func.coalesce(replies.c.replies, 0).label("replies"))
        .join(Paper, Paper.id == Annotation.paper_id)
        .outerjoin(replies, replies.c.annotation_id == Annotation.id)
        .where(Paper.deleted_at.is_(None))
        .order_by(Paper.title, Annotation.paper_id, *key)
        .limit(MOST_EXPORTED + 1)
    )
    batches: list[list[UUID]] = []
    annotations = replies = characters = room = 0
    for row in rows:
        if not batches or len(batches[-1]) == ANNOTATIONS_AT_ONCE or row.size > room:
            batches.append([])
            room = CHARACTERS_AT_ONCE
        batches[-1].append(row.id)
        room -= row.size
        annotations, replies, characters = annotations + 1, replies + row.replies, characters + row.size + beside
    if annotations > MOST_EXPORTED or characters > MOST_CHARACTERS:
        raise TooMuch(
            f"An export holds at most {MOST_EXPORTED:,} annotations and {MOST_CHARACTERS:,} characters. "
            "Choose some of them: by paper, person, tag, colour or date."
        )
    return Contents(batches, annotations, replies)


def _select_said(scope: Scope, chosen: AnnotationFilter) -> Any:
    """Of each annotation how many replies it has, and their characters."""
    query = (
        select(
            Thread.annotation_id,
            func.count().label("replies"),
            func.sum(func.length(Comment.text) + 100).label("characters"),
        )
        .join(Comment, Comment.thread_id == Thread.id)
        .where(Thread.team_id == scope.team_id, Comment.deleted_at.is_(None), Comment.hidden_at.is_(None))
    )
    if chosen.paper is not None:
        query = query.where(Thread.paper_id == chosen.paper)
    return query.group_by(Thread.annotation_id).subquery()


async def write_pieces(scope: Scope, chosen: AnnotationFilter, contents: Contents, form: Form) -> AsyncIterator[bytes]:
    """The export piece by piece; a piece is written beside the event loop, in a transaction of its own."""
    yield form.begin().encode()
    for batch in contents.batches:
        async with open_team_session(scope.team_id) as db:
            found = await _list_exported(db, scope, chosen, batch)
        yield await asyncio.to_thread(_write, form, found)
    yield form.end().encode()


def _write(form: Form, found: Sequence[AnnotationExport]) -> bytes:
    return "".join(form.write(one) for one in found).encode("utf-8", "replace")


async def _list_exported(
    db: AsyncSession, scope: Scope, chosen: AnnotationFilter, ids: Sequence[UUID]
) -> list[AnnotationExport]:
    rows = await service.list_by_ids(db, scope, chosen, ids)
    meanings = await colors.get_meanings(db, scope)
    papers = await _titles(db, scope, {row.annotation.paper_id for row in rows})
    replies = await _replies(db, scope, [row.thread_id for row in rows if row.thread_id])
    slug = (await db.execute(select(Team.slug).where(Team.id == scope.team_id))).scalar_one()
    found = []
    for row in rows:
        one, anchor = row.annotation, row.carried or row.annotation
        reader = f"{settings().base_url}/t/{slug}/papers/{one.paper_id}/read/{anchor.file_id}"
        found.append(
            AnnotationExport(
                id=one.id,
                paper=papers.get(one.paper_id, ""),
                kind=one.kind,
                color=one.color,
                meaning=meanings.get(one.color, ""),
                author=author_of(row),
                author_id=None if one.imported_author else one.person_id,
                created_at=one.created_at,
                changed_at=one.changed_at,
                comment=one.comment,
                tags=one.tags,
                alt=one.alt,
                exact=anchor.exact,
                prefix=anchor.prefix,
                suffix=anchor.suffix,
                start=anchor.start,
                end=anchor.end,
                page=anchor.page,
                places=anchor.places,
                strokes=anchor.strokes,
                link=f"{reader}?annotation={one.id}",
                source=f"{settings().base_url}/api/teams/{scope.team_id}/files/{anchor.file_id}/content",
                replies=replies.get(row.thread_id, []) if row.thread_id else [],
            )
        )
    return found


def author_of(row: service.AnnotationView) -> str:
    """Who made an annotation, as it is named to readers of an export."""
    member = str(row.author["name"]) if row.author else None
    stated = row.annotation.imported_author
    return imported_author(stated, member) if stated else member or "Somebody"


async def _titles(db: AsyncSession, scope: Scope, paper_ids: set[UUID]) -> dict[UUID, str]:
    query = select(Paper.id, listed(Paper.title).label("title")).where(
        Paper.team_id == scope.team_id, Paper.id.in_(paper_ids)
    )
    return {row.id: row.title for row in await db.execute(query)}


async def _replies(db: AsyncSession, scope: Scope, thread_ids: list[UUID]) -> dict[UUID, list[Reply]]:
    query = (
        select(
            Comment.id,
            Comment.thread_id,
            Comment.text,
            Comment.created_at,
            Comment.imported_author,
            Comment.person_id,
            Person.name,
        )
        .join(Thread, Thread.id == Comment.thread_id)
        .outerjoin(Person, Person.id == Comment.person_id)
        .where(Comment.team_id == scope.team_id, Comment.thread_id.in_(thread_ids))
        .where(Comment.deleted_at.is_(None), Comment.hidden_at.is_(None))
        .order_by(Comment.id)
        .limit(MOST_EXPORTED)
    )
    found: dict[UUID, list[Reply]] = {}
    for row in await db.execute(query):
        stated = row.imported_author
        author = imported_author(stated, row.name) if stated else row.name or "Somebody"
        reply = Reply(row.id, author, None if stated else row.person_id, row.created_at, row.text)
        found.setdefault(row.thread_id, []).append(reply)
    return found


async def list_marks(db: AsyncSession, scope: Scope, file: File) -> list[dict[str, Any]]:
    """The file's annotations as the parser writes them into a PDF; what came inside it is there already."""
    chosen = AnnotationFilter(paper=file.paper_id, file=file.id)
    marks = []
    for batch in (await list_contents(db, scope, chosen)).batches:
        rows = await service.list_by_ids(db, scope, chosen, batch)
        replies = await _replies(db, scope, [row.thread_id for row in rows if row.thread_id])
        for row in rows:
            key = row.annotation.imported_key
            if not key or key.startswith(W3C) or row.annotation.file_id != file.id:
                marks += _marks_of(row, replies.get(row.thread_id, []) if row.thread_id else [])
    return marks


def _marks_of(row: service.AnnotationView, replies: Sequence[Reply]) -> list[dict[str, Any]]:
    one, anchor = row.annotation, row.carried or row.annotation
    parts = [one.comment, one.alt] + [f"{reply.author}: {reply.text}" for reply in replies]
    text = "\n\n".join(part for part in parts if part)[:MOST_MARK_TEXT]
    code = int(STYLES[one.color][1:], 16)
    color = [code >> 16, code >> 8 & 255, code & 255]
    return [
        {
            "page": place["page"],
            "kind": one.kind,
            "rects": place["rects"],
            "strokes": anchor.strokes,
            "color": color,
            "text": text,
            "author": author_of(row),
            "name": f"{OURS}{one.id}",
            "at": one.created_at.isoformat(),
        }
        for place in anchor.places or [{"page": 1, "rects": []}]
    ]


async def write_annotated(db: AsyncSession, scope: Scope, file: File) -> IO[bytes]:
    """A copy of the file with the annotations in it that the person may see; whoever gets it closes it."""
    if len(_waiting) >= WRITTEN_AT_ONCE + MOST_WAITING:
        raise Unavailable("Several annotated copies are being written. Try again in a minute.")
    turn = object()
    _waiting.add(turn)
    try:
        marks = await list_marks(db, scope, file)
        async with _writing:
            return await _write_copy(file, marks)
    finally:
        _waiting.discard(turn)


async def _write_copy(file: File, marks: Sequence[dict[str, Any]]) -> IO[bytes]:
    copy: IO[bytes] = tempfile.SpooledTemporaryFile(HELD_BYTES)  # noqa: SIM115
    try:
        async with open_document(await readable_key(file)) as document:
            async for piece in document.stream("add_marks", added=marks):
                copy.write(piece)
    except (Refused, ChildDied, ChildTimedOut) as error:
        raise Conflict(f"The annotations could not be written into the PDF. {error}") from None
    except SandboxMissing as error:
        raise Unavailable(str(error)) from None
    return copy

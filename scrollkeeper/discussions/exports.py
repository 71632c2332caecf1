"""Annotations of a paper, a file or a team on their way out: gathered with replies, and written into copies of PDFs."""

import asyncio
import tempfile
from typing import IO, Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.core.errors import Conflict, Unavailable
from scrollkeeper.core.settings import settings
from scrollkeeper.discussions import colors, service
from scrollkeeper.discussions.exporting import OURS, STYLES, Exported, Reply
from scrollkeeper.discussions.incoming import W3C
from scrollkeeper.discussions.models import Comment, Thread
from scrollkeeper.discussions.service import Chosen
from scrollkeeper.ingest.passwords import readable_key
from scrollkeeper.ingest.sandboxes import open_document
from scrollkeeper.library.models import File, Paper
from scrollkeeper.parsing.sandbox import ParserDied, ParserTimedOut, Refused, SandboxMissing
from scrollkeeper.teams.models import Team
from scrollkeeper.teams.scope import Scope

MOST_EXPORTED = 20_000
HELD_BYTES = 8 << 20
PIECE_BYTES = 1 << 20
# Each takes a process and the memory of a document.
_writing = asyncio.Semaphore(2)


async def list_exported(db: AsyncSession, scope: Scope, chosen: Chosen) -> list[Exported]:
    """Annotations of papers outside the bin that the person may see, paper after paper in the order of reading."""
    rows = await service.list_chosen(db, scope, chosen, limit=MOST_EXPORTED)
    meanings = await colors.get_meanings(db, scope)
    papers = await _titles(db, scope, {row.annotation.paper_id for row in rows})
    replies = await _replies(db, scope, [row.thread_id for row in rows if row.thread_id])
    slug = (await db.execute(select(Team.slug).where(Team.id == scope.team_id))).scalar_one()
    found = []
    for row in rows:
        one, there = row.annotation, row.carried or row.annotation
        reader = f"{settings().base_url}/t/{slug}/papers/{one.paper_id}/read/{there.file_id}"
        found.append(
            Exported(
                id=one.id, paper=papers.get(one.paper_id, ""), kind=one.kind, color=one.color,
                meaning=meanings.get(one.color, ""), author=author_of(row), author_id=one.person_id,
                created_at=one.created_at, changed_at=one.changed_at, comment=one.comment, tags=one.tags, alt=one.alt,
                exact=there.exact, prefix=there.prefix, suffix=there.suffix, start=there.start, end=there.end,
                page=there.page, places=there.places, strokes=there.strokes, link=f"{reader}?annotation={one.id}",
                source=f"{settings().base_url}/api/teams/{scope.team_id}/files/{there.file_id}/content",
                replies=replies.get(row.thread_id, []) if row.thread_id else [],
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: one.paper) if chosen.paper is None else found


def author_of(row: service.Read) -> str:
    """The name beside an annotation: for one that came inside a PDF, the one that stands there."""
    return row.annotation.imported_author or (str(row.author["name"]) if row.author else "Somebody")


async def _titles(db: AsyncSession, scope: Scope, paper_ids: set[UUID]) -> dict[UUID, str]:
    query = select(Paper.id, Paper.title).where(Paper.team_id == scope.team_id, Paper.id.in_(paper_ids))
    return {row.id: row.title for row in await db.execute(query)}


async def _replies(db: AsyncSession, scope: Scope, thread_ids: list[UUID]) -> dict[UUID, list[Reply]]:
    query = (
        select(Comment.id, Comment.thread_id, Comment.text, Comment.created_at, Person.name)
        .join(Thread, Thread.id == Comment.thread_id)
        .outerjoin(Person, Person.id == Comment.person_id)
        .where(Comment.team_id == scope.team_id, Comment.thread_id.in_(thread_ids))
        .where(Comment.deleted_at.is_(None), Comment.hidden_at.is_(None))
        .order_by(Comment.id)
        .limit(MOST_EXPORTED)
    )
    found: dict[UUID, list[Reply]] = {}
    for row in await db.execute(query):
        found.setdefault(row.thread_id, []).append(Reply(row.id, row.name or "Somebody", row.created_at, row.text))
    return found


async def list_marks(db: AsyncSession, scope: Scope, file: File) -> list[dict[str, Any]]:
    """The file's annotations as the parser writes them into a PDF; what came inside it is there already."""
    rows = await service.list_chosen(
        db, scope, Chosen(paper=file.paper_id, file=file.id), limit=MOST_EXPORTED
    )  # fmt: skip
    replies = await _replies(db, scope, [row.thread_id for row in rows if row.thread_id])
    marks = []
    for row in rows:
        one, there = row.annotation, row.carried or row.annotation
        if one.imported_key and not one.imported_key.startswith(W3C) and one.file_id == file.id:
            continue
        said = [one.comment, one.alt] + [f"{reply.author}: {reply.text}" for reply in replies.get(row.thread_id, [])]  # type: ignore[arg-type]
        text = "\n\n".join(part for part in said if part)
        code = int(STYLES[one.color][1:], 16)
        color = [code >> 16, code >> 8 & 255, code & 255]
        for place in there.places or [{"page": 1, "rects": []}]:
            marks.append(
                {
                    "page": place["page"], "kind": one.kind, "rects": place["rects"], "strokes": there.strokes,
                    "color": color, "text": text, "author": author_of(row), "name": f"{OURS}{one.id}",
                    "at": one.created_at.isoformat(),
                }
            )  # fmt: skip
    return marks


async def write_annotated(db: AsyncSession, scope: Scope, file: File) -> IO[bytes]:
    """A copy of the file with the annotations in it that the person may see; whoever gets it closes it."""
    marks = await list_marks(db, scope, file)
    copy: IO[bytes] = tempfile.SpooledTemporaryFile(HELD_BYTES)  # noqa: SIM115
    try:
        async with _writing, open_document(await readable_key(file)) as document:
            async for piece in document.stream("add_marks", added=marks):
                copy.write(piece)
    except (Refused, ParserDied, ParserTimedOut) as error:
        raise Conflict(f"The annotations could not be written into the PDF. {error}") from None
    except SandboxMissing as error:
        raise Unavailable(str(error)) from None
    return copy

"""Annotations inside an uploaded PDF become ours: on their words, with the name and date that they came with.

Replies to them become comments in their threads.
"""

import asyncio
import colorsys
import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.annotations import places
from scrollkeeper.annotations.anchoring import Place
from scrollkeeper.annotations.events import ANNOTATION_IMPORTED
from scrollkeeper.annotations.file_text import ParsedFile, read_parsed_file
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.core import events
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.ids import new_id
from scrollkeeper.discussions.models import Comment, Thread
from scrollkeeper.discussions.threads import link_annotations
from scrollkeeper.exchange.annotation_formats import OURS, stated_author
from scrollkeeper.ingest.pipeline.passwords import readable_key
from scrollkeeper.ingest.pipeline.sandboxes import open_document
from scrollkeeper.ingest.pipeline.steps import storable
from scrollkeeper.ingest.uploads.models import Upload
from scrollkeeper.library.models import File, Paper
from scrollkeeper.parsing.document import Rect
from scrollkeeper.parsing.layout.words import read_rows
from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused, SandboxMissing

# Degrees of the colour wheel.
HUES = {"yellow": 55, "green": 120, "blue": 225, "pink": 330, "orange": 30, "purple": 280}
UNKNOWN = "Unknown author"
AT_ONCE = 500
MOST_OF_A_REPLY = 20_000


async def import_annotations(file_id: UUID) -> None:
    """Each once, however often the file is read; one that was deleted here does not come back."""
    async with open_system_session.begin() as db:
        file = (await db.execute(select(File).where(File.id == file_id))).scalar_one_or_none()
    if file is None:
        return
    try:
        async with open_document(await readable_key(file)) as document:
            marks = [mark async for mark in document.stream("read_marks")]
    except (Refused, ChildDied, ChildTimedOut, SandboxMissing):
        return  # The paper is read and can be annotated; what its PDF cannot tell is no reason to refuse it.
    if not marks:
        return
    async with open_system_session.begin() as db:
        await _store(db, file, await read_parsed_file(db, file), storable(marks))


async def _store(db: AsyncSession, file: File, parsed: ParsedFile, marks: Sequence[dict[str, Any]]) -> None:
    known = await _ours(db, file, marks)
    owner = await _find_owner(db, file)
    new = [mark for mark in marks if mark["name"] not in known and mark["page"] in parsed.sizes]
    keys = keys_of(new)
    replies = await _replies(db, file, new, keys)
    # Before the team's clock, beside the event loop: there may be thousands.
    rows = await asyncio.to_thread(
        lambda: [
            _row(file, parsed, mark, key) | {"person_id": owner}
            for mark, key in zip(new, keys, strict=True)
            if key not in replies
        ]
    )
    # Threads are paged by their clocks, so each takes a number.
    clock = await events.tick(db, file.team_id, 1 + len({root for root, _ in replies.values()}))
    added = 0
    for start in range(0, len(rows), AT_ONCE):
        statement = insert(Annotation).on_conflict_do_nothing().returning(Annotation.id)
        some = [row | {"clock": clock} for row in rows[start : start + AT_ONCE]]
        added += len((await db.execute(statement, some)).all())
    added += await _store_replies(db, file, replies, owner, clock)
    if added:
        await events.publish(
            db,
            file.team_id,
            ANNOTATION_IMPORTED,
            clock=clock,
            person_id=owner,
            paper=file.paper_id,
            file=file.id,
            data={"count": added},
        )


def keys_of(marks: Sequence[Mapping[str, Any]]) -> list[str]:
    """By these they are not imported twice: marks that differ in author or date alone have keys of their own.

    The first of several that are alike in all else has the key that it had before authors counted.
    """
    keys: list[str] = []
    taken: dict[str, Any] = {}
    for mark in marks:
        alike = [mark[name] for name in ("page", "kind", "rects", "name", "contents", "dated", "strokes")]
        who = [mark["author"], mark["at"], mark["text"]]
        key = _hashed(alike)
        if taken.setdefault(key, who) != who:
            key = _hashed(alike + who)
        keys.append(key)
    return keys


def _hashed(made: list[Any]) -> str:
    return hashlib.sha256(repr(made).encode()).hexdigest()[:32]


async def _replies(
    db: AsyncSession, file: File, marks: Sequence[dict[str, Any]], keys: Sequence[str]
) -> dict[str, tuple[str, dict[str, Any]]]:
    """Replies by their keys, each with the key of the annotation whose thread it belongs in.

    One that came in as a note of its own, before threads were read, stays one.
    """
    here = {(mark["page"], mark["index"]): number for number, mark in enumerate(marks)}
    found = {}
    for number, mark in enumerate(marks):
        root, seen = number, {number}
        while marks[root]["to"] is not None:
            answered = here.get((mark["page"], marks[root]["to"]))
            if answered is None or answered in seen:
                break
            root = answered
            seen.add(answered)
        if root != number and marks[root]["to"] is None:
            found[keys[number]] = (keys[root], mark)
    notes = select(Annotation.imported_key).where(
        Annotation.team_id == file.team_id, Annotation.file_id == file.id, Annotation.imported_key.in_(found)
    )
    for key in (await db.scalars(notes)).all():
        found.pop(key or "")
    return found


async def _store_replies(
    db: AsyncSession, file: File, replies: Mapping[str, tuple[str, dict[str, Any]]], owner: UUID | None, clock: int
) -> int:
    """Put replies into the threads of what they answer; what was deleted here stays so."""
    wanted = {root for root, mark in replies.values() if mark["text"]}
    query = select(Annotation.id, Annotation.imported_key).where(
        Annotation.team_id == file.team_id,
        Annotation.file_id == file.id,
        Annotation.imported_key.in_(wanted),
        Annotation.deleted_at.is_(None),
    )
    parents = {row.imported_key: row.id for row in await db.execute(query)}
    clocks = {key: clock - number for number, key in enumerate(parents, 1)}
    threads = [
        {
            "id": new_id(),
            "team_id": file.team_id,
            "paper_id": file.paper_id,
            "annotation_id": parent,
            "person_id": owner,
            "clock": clocks[key],
        }
        for key, parent in parents.items()
    ]
    if not threads:
        return 0
    await db.execute(insert(Thread).on_conflict_do_nothing(), threads)
    await link_annotations(db, file.team_id, parents.values())
    about = select(Thread.annotation_id, Thread.id).where(
        Thread.team_id == file.team_id, Thread.annotation_id.in_(parents.values())
    )
    thread_of = {row.annotation_id: row.id for row in await db.execute(about)}
    rows = [
        {
            "team_id": file.team_id,
            "thread_id": thread_of[parents[root]],
            "person_id": owner,
            "text": mark["text"][:MOST_OF_A_REPLY],
            "key": f"pdf:{file.id}:{key}",
            "clock": clocks[root],
            "said_at_clock": clocks[root],
            "imported_author": stated_author(mark["author"]) or UNKNOWN,
            "created_at": _moment(mark["at"]),
        }
        for key, (root, mark) in replies.items()
        if root in parents and mark["text"]
    ]
    keys = select(Comment.key).where(Comment.team_id == file.team_id, Comment.thread_id.in_(thread_of.values()))
    known = set((await db.scalars(keys)).all())
    new = sorted((row for row in rows if row["key"] not in known), key=lambda row: row["created_at"])
    for row in new:
        row["id"] = new_id()  # Comments are ordered by their ids.
    if new:
        await db.execute(insert(Comment), new)
        for thread_id, number in {row["thread_id"]: row["clock"] for row in new}.items():
            await db.execute(update(Thread).where(Thread.id == thread_id).values(clock=number))
    return len(new)


async def _ours(db: AsyncSession, file: File, marks: Sequence[dict[str, Any]]) -> set[str]:
    """Names of marks that went out of this team's annotations; these are here already."""
    named = {mark["name"] for mark in marks if mark["name"].startswith(OURS)}
    ids = []
    for name in named:
        try:
            ids.append(UUID(name.removeprefix(OURS)))
        except ValueError:
            continue
    query = select(Annotation.id).where(Annotation.team_id == file.team_id, Annotation.id.in_(ids))
    return {f"{OURS}{one}" for one in (await db.scalars(query)).all()}


async def _find_owner(db: AsyncSession, file: File) -> UUID | None:
    """Who brought the file: they may change and delete what came with it."""
    upload = select(Upload.person_id).where(Upload.team_id == file.team_id, Upload.file_id == file.id)
    person = (await db.execute(upload.order_by(Upload.created_at).limit(1))).scalar_one_or_none()
    if person is not None:
        return person
    query = select(Paper.added_by_id).where(Paper.id == file.paper_id)
    return (await db.execute(query)).scalar_one_or_none()


def _row(file: File, parsed: ParsedFile, mark: dict[str, Any], key: str) -> dict[str, Any]:
    page, kind = int(mark["page"]), str(mark["kind"])
    place = words_under(parsed, page, mark["rects"]) if kind in ("highlight", "underline") else None
    row: dict[str, Any] = {
        "exact": None, "prefix": "", "suffix": "", "start": None, "end": None, "score": 1.0, "page": page,
        "top": mark["rects"][0][1], "places": [{"page": page, "rects": mark["rects"]}],
        "position": parsed.text.starts[page - 1] + places.nearest(parsed.boxes.get(page), mark["rects"][0]),
    }  # fmt: skip
    if place is not None:
        row |= places.columns_of(parsed.text, parsed.boxes, place)
    return row | {
        "id": new_id(), "team_id": file.team_id, "paper_id": file.paper_id, "file_id": file.id, "kind": kind,
        "color": nearest_color(mark["color"]), "visibility": "team", "comment": mark["text"],
        "strokes": mark["strokes"], "alt": "", "tags": [], "viewers": [],
        "imported_author": stated_author(mark["author"]) or UNKNOWN, "imported_key": key,
        "created_at": _moment(mark["at"]),
    }  # fmt: skip


def _moment(written: str | None) -> datetime:
    now = datetime.now(UTC)
    return min(datetime.fromisoformat(written), now) if written else now


def words_under(parsed: ParsedFile, page: int, rects: Sequence[Rect]) -> Place | None:
    """The stretch of text under these rectangles; None where it is none, or its words are not read in a row."""
    if not parsed.boxes.get(page):
        return None
    starts, boxes = read_rows(parsed.boxes[page])
    if not len(starts):
        return None
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    under = np.zeros(len(starts), bool)
    for x0, y0, x1, y1 in rects:
        under |= (middle[:, 0] >= x0) & (middle[:, 0] <= x1) & (middle[:, 1] >= y0) & (middle[:, 1] <= y1)
    numbers = np.flatnonzero(under)
    if not len(numbers) or numbers[-1] - numbers[0] + 1 > 1.2 * len(numbers) + 1:
        return None
    base = parsed.text.starts[page - 1]
    first, last = base + int(starts[numbers[0]]), base + int(starts[numbers[-1]])
    limit = parsed.text.starts[page] if page < len(parsed.text.starts) else len(parsed.text.text)
    while last < limit and not parsed.text.text[last : last + 1].isspace() and last < len(parsed.text.text):
        last += 1
    return Place(first, last) if last > first else None


def nearest_color(rgb: Sequence[int] | None) -> str:
    """Of our colours the one most like it: by hue, for what other programs paint is stronger than ours."""
    if rgb is None or max(rgb) - min(rgb) < 24:
        return "yellow"
    hue = 360 * colorsys.rgb_to_hsv(*(one / 255 for one in rgb))[0]
    return min(HUES, key=lambda name: min(abs(HUES[name] - hue), 360 - abs(HUES[name] - hue)))

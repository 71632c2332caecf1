"""Re-anchor annotations in a new version of their file; those whose words are not found are kept as orphaned."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Select, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.annotations import places, policy, service, visibility
from scrollkeeper.annotations.anchoring import Place
from scrollkeeper.annotations.events import ANNOTATION_REANCHORED
from scrollkeeper.annotations.file_text import ParsedFile, read_parsed_file
from scrollkeeper.annotations.models import Annotation, OtherPlace
from scrollkeeper.annotations.reanchoring import Follower
from scrollkeeper.annotations.selectors import Selector, write_fragment
from scrollkeeper.core import events, jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.errors import NotFound, require
from scrollkeeper.core.paging import Int4, read_cursor, read_large_page
from scrollkeeper.library import service as library
from scrollkeeper.library.models import File
from scrollkeeper.parsing.document import Rect
from scrollkeeper.teams.scope import Scope

MOST_AT_ONCE = 100
# Below this confidence a place is only suggested, and the annotation is orphaned.
LEAST_PLACED = 0.55
# Characters beside an area by which it is re-anchored, and how far it may move before somebody should look.
BESIDE_CHARACTERS, STILL_POINTS = 120, 3.0


@dataclass
class Reanchored:
    """Where an annotation came to stand, and what else it might be."""

    placed: bool = False
    columns: dict[str, Any] = field(default_factory=dict)
    suggestions: list[dict[str, Any]] = field(default_factory=list)


async def reanchor_annotations(file_id: UUID) -> None:
    """Take annotations of older versions over to this file, each once; what people have settled stays.

    Of many some are taken, and another job takes the next, so that other documents have their turn in between.
    """
    async with open_system_session.begin() as db:
        file = (await db.execute(select(File).where(File.id == file_id))).scalar_one_or_none()
        waiting = list((await db.scalars(_select_waiting(file).limit(MOST_AT_ONCE))).all()) if file else []
        if file is None or not waiting:
            return
        new = await read_parsed_file(db, file)
        homes = {one.file_id for one in waiting}
        olds = {
            home.id: await read_parsed_file(db, home)
            for home in await db.scalars(select(File).where(File.id.in_(homes)))
        }
    carried = await asyncio.to_thread(reanchor_all, olds, new, waiting)
    async with open_system_session.begin() as db:
        await _store(db, file, waiting, carried)
        if len(waiting) == MOST_AT_ONCE:
            await jobs.defer(
                db, "annotations.carry", in_queue=jobs.PARSING, only_once=f"carry:{file_id}", file_id=str(file_id)
            )


def _select_waiting(file: File) -> Select[Annotation]:
    """Annotations of older versions of the article without a place beside this file yet; deleted ones may come back."""
    older = select(File.id).where(
        File.paper_id == file.paper_id,
        File.kind == "article",
        literal(file.kind == "article"),
        tuple_(File.added_at, File.id) < (file.added_at, file.id),
    )
    done = select(OtherPlace.annotation_id).where(OtherPlace.file_id == file.id)
    return (
        select(Annotation)
        .where(Annotation.team_id == file.team_id, Annotation.file_id.in_(older), Annotation.id.not_in(done))
        .order_by(Annotation.id)
    )


def reanchor_all(olds: dict[UUID, ParsedFile], new: ParsedFile, annotations: Sequence[Annotation]) -> list[Reanchored]:
    """Pure: for each annotation what becomes of it in the new file."""
    followers = {file_id: Follower(old.text, new.text) for file_id, old in olds.items()}
    return [_reanchor(olds[one.file_id], followers[one.file_id], new, one) for one in annotations]


def _reanchor(old: ParsedFile, follower: Follower, new: ParsedFile, annotation: Annotation) -> Reanchored:
    if annotation.start is not None and annotation.end is not None:
        return _reanchor_words(follower, new, annotation.start, annotation.end)
    if not annotation.page:
        return Reanchored(placed=True, columns={"score": 1.0})
    return _reanchor_mark(old, follower, new, annotation)


def _reanchor_words(follower: Follower, new: ParsedFile, start: int, end: int) -> Reanchored:
    found = follower.follow(start, end)
    suggestions = [_suggest(new, one.place) for one in found]
    if not found or found[0].place.score < LEAST_PLACED:
        return Reanchored(suggestions=suggestions)
    columns = places.columns_of(new.text, new.boxes, found[0].place)
    return Reanchored(True, columns, [] if found[0].sure else suggestions[1:])


def _suggest(new: ParsedFile, place: Place) -> dict[str, Any]:
    exact = new.text.text[place.start : place.end]
    page = new.text.page_of(place.start)
    selectors = [
        {"type": "TextQuoteSelector", "exact": exact[:10_000]},
        {"type": "TextPositionSelector", "start": place.start, "end": place.end},
    ]
    return {"page": page, "exact": exact[:300], "score": place.score, "selectors": selectors}


def _reanchor_mark(old: ParsedFile, follower: Follower, new: ParsedFile, annotation: Annotation) -> Reanchored:
    """A mark without words moves as the words beside it did; it is orphaned unless they hardly moved."""
    at = annotation.position
    found = follower.follow(at, min(at + BESIDE_CHARACTERS, len(old.text.text)))
    then, now = old.rect_at(at), new.rect_at(found[0].place.start) if found else None
    if then is None or now is None:
        return Reanchored()
    (_, before), (page, after) = then, now
    dx, dy = after[0] - before[0], after[1] - before[1]
    width, height = new.sizes[page]
    rects = annotation.places[0]["rects"]
    moved = [_inside((x0 + dx, y0 + dy, x1 + dx, y1 + dy), width, height) for x0, y0, x1, y1 in rects]
    strokes = [
        [
            round(min(max(one + (dy if number % 2 else dx), 0), height if number % 2 else width), 2)
            for number, one in enumerate(stroke)
        ]
        for stroke in annotation.strokes
    ]
    still = np.hypot(dx, dy) <= STILL_POINTS and old.sizes.get(annotation.page) == (width, height)
    score = found[0].place.score
    if still and found[0].sure:
        columns = {
            "score": score, "page": page, "position": found[0].place.start, "strokes": strokes,
            "top": moved[0][1] if moved else 0.0, "places": [{"page": page, "rects": moved}],
        }  # fmt: skip
        return Reanchored(True, columns)
    value = write_fragment(page, moved)
    selectors = [{"type": "FragmentSelector", "value": value}]
    return Reanchored(suggestions=[{"page": page, "exact": "", "score": score, "selectors": selectors}])


def _inside(rect: Rect, width: float, height: float) -> Rect:
    x0, y0, x1, y1 = rect
    x, y = min(max(x0, 0.0), max(width - (x1 - x0), 0.0)), min(max(y0, 0.0), max(height - (y1 - y0), 0.0))
    return round(x, 2), round(y, 2), round(min(x + x1 - x0, width), 2), round(min(y + y1 - y0, height), 2)


async def _store(
    db: AsyncSession, file: File, annotations: Sequence[Annotation], carried: Sequence[Reanchored]
) -> None:
    empty: dict[str, Any] = {
        "score": 0.0, "exact": None, "prefix": "", "suffix": "", "start": None, "end": None, "page": 0,
        "position": 0, "top": 0.0, "places": [], "strokes": [],
    }  # fmt: skip
    rows = [
        {
            "annotation_id": one.id,
            "file_id": file.id,
            "team_id": file.team_id,
            "placed": became.placed,
            "suggestions": became.suggestions,
        }
        | empty
        | became.columns
        for one, became in zip(annotations, carried, strict=True)
    ]
    await db.execute(insert(OtherPlace).on_conflict_do_nothing(), rows)
    await events.publish(db, file.team_id, ANNOTATION_REANCHORED, paper=file.paper_id, file=file.id)


async def list_orphaned(
    db: AsyncSession, scope: Scope, paper_id: UUID, file_id: UUID, *, limit: int, cursor: str | None
) -> tuple[list[tuple[service.AnnotationView, OtherPlace]], str | None]:
    """What waits beside a file, in the order of the version that it comes from."""
    paper = await library.get_paper(db, scope, paper_id)
    if (await library.get_file(db, scope, file_id)).paper_id != paper.id:
        raise NotFound("There is no such version of this paper.")
    key = (Annotation.page, Annotation.position, Annotation.id)
    query = (
        service.select_annotations(scope)
        .add_columns(OtherPlace)
        .join(OtherPlace, OtherPlace.annotation_id == Annotation.id)
        .where(Annotation.paper_id == paper.id, OtherPlace.file_id == file_id, ~OtherPlace.placed)
    )
    if cursor:
        query = query.where(tuple_(*key) > tuple_(*read_cursor(cursor, Int4, Int4, UUID)))
    page, following = await read_large_page(
        db,
        query.order_by(*key),
        limit,
        lambda row: (row.Annotation.page, row.Annotation.position, row.Annotation.id),
        size=lambda row: service.size_of(row.Annotation, None) + service.size_of(row.Annotation, row.OtherPlace),
    )
    read = await service.read_all(db, scope, [row.Annotation for row in page])
    return [(one, row.OtherPlace) for one, row in zip(read, page, strict=True)], following


async def place_annotation(
    db: AsyncSession, scope: Scope, annotation_id: UUID, *, paper_id: UUID, file_id: UUID, selectors: Sequence[Selector]
) -> Annotation:
    """Say where an annotation stands in another version of its file, orphaned there or not."""
    annotation = await service.get_annotation(db, scope, annotation_id, paper_id=paper_id, for_update=True)
    require(policy.can_place(scope, annotation.person_id))
    file = await library.get_file(db, scope, file_id)
    if file.paper_id != annotation.paper_id or file.id == annotation.file_id:
        raise NotFound("There is no such other version of the file.")
    kind = "area" if annotation.kind == "ink" else annotation.kind
    anchor = await places.find_anchor(db, scope, file, kind, selectors)
    if annotation.kind == "ink":
        anchor["strokes"] = _shifted(annotation, anchor["places"][0]["rects"][0])
    row = {"exact": None, "prefix": "", "suffix": "", "start": None, "end": None, "strokes": []} | anchor
    row |= {"team_id": scope.team_id, "placed": True, "score": 1.0, "settled_by_id": scope.person_id, "suggestions": []}
    statement = insert(OtherPlace).values(annotation_id=annotation.id, file_id=file.id, **row)
    await db.execute(statement.on_conflict_do_update(index_elements=["annotation_id", "file_id"], set_=row))
    before = await visibility.audience_of(db, annotation)
    annotation.clock = await events.tick(db, scope.team_id)
    await db.flush()
    await visibility.announce(db, scope, annotation, before)
    return annotation


def _shifted(annotation: Annotation, rect: Rect) -> list[list[float]]:
    before = annotation.places[0]["rects"][0]
    by = (rect[0] - before[0], rect[1] - before[1])
    return [[round(one + by[number % 2], 2) for number, one in enumerate(stroke)] for stroke in annotation.strokes]

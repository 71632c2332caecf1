"""Annotations of Zotero's reader put on their words, once the files that they stand on have been read."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.annotations import places
from scrollkeeper.annotations.anchoring import OutOfSteps, Place, Quote, Steps, find_quote, fold
from scrollkeeper.annotations.events import ANNOTATION_IMPORTED
from scrollkeeper.annotations.file_text import ParsedFile, read_parsed_file
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.core import events
from scrollkeeper.core.db import open_team_session
from scrollkeeper.core.ids import new_id
from scrollkeeper.exchange.models import Import, ZoteroObject
from scrollkeeper.exchange.pdf_annotations import nearest_color, words_under
from scrollkeeper.exchange.zotero.marks import COLORS, Mark, NoPlace, read_mark, rgb_of
from scrollkeeper.exchange.zotero.run import MOST_LEFT_OUT
from scrollkeeper.library.models import File

KEY = "zotero:"
UNFINISHED = ("queued", "parsing")
AT_ONCE = 500
MOST_TAGS = 20


def select_pending(team_id: UUID, import_id: UUID) -> Select[ZoteroObject, File]:
    """Files of this import whose annotations wait, with how far the files are read."""
    return (
        select(ZoteroObject, File)
        .join(File, File.id == ZoteroObject.object_id)
        .where(ZoteroObject.team_id == team_id, ZoteroObject.import_id == import_id, ZoteroObject.pending)
        .order_by(ZoteroObject.key)
    )


async def place_annotations(team_id: UUID, import_id: UUID, *, at_most: int = 50) -> bool:
    """Place those of some files that have been read; gives whether others still wait for theirs."""
    async with open_team_session(team_id) as db:
        rows = (await db.execute(select_pending(team_id, import_id))).all()
        waiting = [row for row in rows if row.File.status in UNFINISHED]
        ready = [row.ZoteroObject.key for row in rows if row.File.status not in UNFINISHED]
    for key in ready[:at_most]:
        async with open_team_session(team_id) as db:
            query = select_pending(team_id, import_id).where(ZoteroObject.key == key)
            row = (await db.execute(query)).first()
            if row is not None:
                await _place_of_file(db, import_id, row.ZoteroObject, row.File)
    return bool(waiting) or len(ready) > at_most


async def _place_of_file(db: AsyncSession, import_id: UUID, waiting: ZoteroObject, file: File) -> None:
    made = (await db.execute(select(Import).where(Import.team_id == file.team_id, Import.id == import_id))).scalar_one()
    waiting.pending = False
    annotations = waiting.data["annotations"]
    if file.status != "ready":
        reason = "Its file could not be read. Bring the library in again once it is."
        await _report(db, made, 0, [(one, reason) for one in annotations])
        # As if none had come: the next run finds these changed, and they are tried again.
        waiting.data = waiting.data | {"annotations": []}
        return
    parsed = await read_parsed_file(db, file)
    keys = {f"{KEY}{waiting.library}:{one['key']}": one for one in annotations}
    query = select(Annotation).where(Annotation.team_id == file.team_id, Annotation.file_id == file.id)
    here = {one.imported_key: one for one in await db.scalars(query.where(Annotation.imported_key.in_(keys)))}
    new = {key: one for key, one in keys.items() if key not in here}
    rows, refused = await asyncio.to_thread(_rows, file, parsed, new, made.person_id)
    clock = await events.tick(db, file.team_id)
    added = 0
    for start in range(0, len(rows), AT_ONCE):
        some = [row | {"clock": clock} for row in rows[start : start + AT_ONCE]]
        statement = insert(Annotation).on_conflict_do_nothing().returning(Annotation.id)
        added += len((await db.execute(statement, some)).all())
    changed = [_change(one, keys[str(key)]) for key, one in here.items()]
    for one in here.values():
        one.clock = clock
    if added or any(changed):
        await events.publish(
            db, file.team_id, ANNOTATION_IMPORTED, clock=clock, person_id=made.person_id, paper=file.paper_id,
            file=file.id, data={"count": added},
        )  # fmt: skip
    await _report(db, made, added, refused)


def _change(here: Annotation, came: Mapping[str, Any]) -> bool:
    """Take over what was changed in Zotero of one that nobody changed here."""
    if here.changed_at is not None or here.deleted_at is not None:
        return False
    values = _said(came)
    changed = any(getattr(here, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(here, name, value)
    return changed


def _said(came: Mapping[str, Any]) -> dict[str, Any]:
    color = str(came["color"]).lower()
    tags = sorted({" ".join(str(tag).split())[:100] for tag in came["tags"]} - {""})[:MOST_TAGS]
    comment = str(came["comment"])
    if came["kind"] == "text" and came["text"]:
        comment = f"{came['text']}\n\n{comment}".strip()
    return {
        "comment": comment, "tags": tags,
        "color": COLORS.get(color) or nearest_color(rgb_of(color)),
    }  # fmt: skip


def _rows(
    file: File, parsed: ParsedFile, came: Mapping[str, Mapping[str, Any]], person_id: UUID | None
) -> tuple[list[dict[str, Any]], list[tuple[Mapping[str, Any], str]]]:
    """Rows of annotations, and those that have no place, each with why."""
    heights = {page: size[1] for page, size in parsed.sizes.items()}
    rows, refused, steps = [], [], Steps()
    for key, one in came.items():
        try:
            mark = read_mark(one, heights)
        except NoPlace as error:
            refused.append((one, str(error)))
            continue
        rows.append(
            _anchor(parsed, mark, str(one["text"]), steps)
            | _said(one)
            | {
                "id": new_id(), "team_id": file.team_id, "paper_id": file.paper_id, "file_id": file.id,
                "kind": mark.kind, "visibility": "team", "alt": "", "viewers": [], "person_id": person_id,
                "imported_author": str(one["author"])[:200] or None, "imported_key": key,
                "created_at": _moment(str(one["added"])),
            }
        )  # fmt: skip
    return rows, refused


def _anchor(parsed: ParsedFile, mark: Mark, text: str, steps: Steps) -> dict[str, Any]:
    """On its words where they are found, under its rectangles or near them; else where it is drawn."""
    drawn: list[dict[str, Any]] = [{"page": mark.page, "rects": mark.rects}]
    if mark.next_rects:
        drawn.append({"page": mark.page + 1, "rects": mark.next_rects})
    if mark.strokes and not mark.rects:
        drawn[0]["rects"] = [places.around(mark.strokes)]
    first = drawn[0]["rects"][0]
    position = parsed.text.starts[mark.page - 1] + places.nearest(parsed.boxes.get(mark.page), first)
    row: dict[str, Any] = {
        "exact": None, "prefix": "", "suffix": "", "start": None, "end": None, "score": 1.0, "page": mark.page,
        "top": first[1], "places": drawn, "position": position, "strokes": mark.strokes,
    }  # fmt: skip
    place = _words_of(parsed, mark, text, position, steps) if mark.kind in ("highlight", "underline") else None
    return row | places.columns_of(parsed.text, parsed.boxes, place) if place else row


def _words_of(parsed: ParsedFile, mark: Mark, text: str, position: int, steps: Steps) -> Place | None:
    under = words_under(parsed, mark.page, mark.rects) if not mark.next_rects else None
    wanted = fold(text)[0]
    if under and (not wanted or fold(parsed.text.text[under.start : under.end])[0] == wanted):
        return under
    found = None
    if wanted:
        try:
            found = find_quote(parsed.text, Quote(text[:10_000]), position, mark.page, steps)
        except OutOfSteps:
            found = None
    return found or under


def _moment(written: str) -> datetime:
    """As Zotero writes it: in UTC, with a space in the middle."""
    now = datetime.now(UTC)
    try:
        return min(datetime.fromisoformat(written).replace(tzinfo=UTC), now)
    except ValueError:
        return now


async def _report(db: AsyncSession, made: Import, added: int, refused: Sequence[tuple[Mapping[str, Any], str]]) -> None:
    """Count them in the import's report, which others may write at the same time."""
    row = (await db.execute(select(Import).where(Import.team_id == made.team_id, Import.id == made.id).with_for_update(
        key_share=True).execution_options(populate_existing=True))).scalar_one()  # fmt: skip
    counts = dict(row.counts)
    counts["annotations"] = counts.get("annotations", 0) + added
    counts["left_out"] = counts.get("left_out", 0) + len(refused)
    told = [{"what": "annotation", "title": str(one["text"] or one["comment"])[:200], "reason": why}
            for one, why in refused]  # fmt: skip
    await db.execute(
        update(Import).where(Import.team_id == row.team_id, Import.id == row.id)
        .values(counts=counts, left_out=(row.left_out + told)[:MOST_LEFT_OUT])
    )  # fmt: skip

"""The place of an annotation: selectors resolved against the words that are stored of a file."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.annotations.anchoring import FileText, OutOfSteps, Place, Quote, Steps, find_on_page, find_quote
from scrollkeeper.annotations.selectors import (
    FragmentSelector,
    PageSelector,
    Selector,
    TextPositionSelector,
    TextQuoteSelector,
    join_lines,
    read_fragment,
)
from scrollkeeper.core.errors import Invalid
from scrollkeeper.library.models import File, FilePage
from scrollkeeper.parsing.document import Rect
from scrollkeeper.parsing.layout.words import find_places, read_rows
from scrollkeeper.teams.scope import Scope

# A place may have as many characters as a quote, and spaces and hyphens that its quote did not have.
MOST_CHARACTERS = 20_000
# Of searches in this process; others wait their turn.
_searching = asyncio.Semaphore(2)


class NotThere(Invalid):
    """This text isn’t in the document, or the document hasn’t been processed yet."""


class NotInTime(Invalid):
    """This exact text isn’t there, and searching for similar text takes too long."""


def _refuse(detail: str) -> Invalid:
    return NotThere(detail, errors=[{"field": "selectors", "detail": detail}])


async def find_anchor(
    db: AsyncSession,
    scope: Scope,
    file: File,
    kind: str,
    selectors: Sequence[Selector],
    strokes: Sequence[Sequence[float]] = (),
    text: FileText | None = None,
    steps: Steps | None = None,
) -> dict[str, Any]:
    """Columns of an annotation that say where it is; raises NotThere and NotInTime.

    Whoever asks often reads the text once, and gives the steps that all searches may take together.
    """
    try:
        return await _find_anchor(db, scope, file, kind, selectors, strokes, text, steps or Steps())
    except OutOfSteps:
        detail = NotInTime.__doc__ or ""
        raise NotInTime(detail, errors=[{"field": "selectors", "detail": detail}]) from None


async def _find_anchor(
    db: AsyncSession,
    scope: Scope,
    file: File,
    kind: str,
    selectors: Sequence[Selector],
    strokes: Sequence[Sequence[float]],
    text: FileText | None,
    steps: Steps,
) -> dict[str, Any]:
    quote = next((one for one in selectors if isinstance(one, TextQuoteSelector)), None)
    position = next((one for one in selectors if isinstance(one, TextPositionSelector)), None)
    fragment = next((one for one in selectors if isinstance(one, FragmentSelector)), None)
    page = next((one.index + 1 for one in selectors if isinstance(one, PageSelector)), None)
    if quote is None and position is None:
        if kind in ("highlight", "underline"):
            raise _refuse("A highlight needs a TextQuoteSelector or a TextPositionSelector.")
        return await _on_page(db, scope, file, kind, fragment, page, strokes)
    if quote is not None and page is not None and text is None:
        on_page = await _find_around(db, scope, file, Quote(quote.exact, quote.prefix, quote.suffix), page, steps)
        if on_page is not None:
            return on_page
    text = text or await read_text(db, scope, file)
    if quote is None:
        assert position is not None
        place: Place | None = _at(text, position)
    else:
        near = position.start if position else text.starts[page - 1] if page and page <= len(text.starts) else None
        wanted = Quote(quote.exact, quote.prefix, quote.suffix)
        async with _searching:
            place = await asyncio.to_thread(find_quote, text, wanted, near, page, steps)
    if place is None:
        raise _refuse("This text isn't in the document." if text.text.strip() else NotThere.__doc__ or "")
    return await put_on_words(db, scope, file, text, place)


async def _find_around(
    db: AsyncSession, scope: Scope, file: File, quote: Quote, page: int, steps: Steps
) -> dict[str, Any] | None:
    """Columns of a quote that stands on its page as it is: without reading the whole of a long book."""
    query = select(FilePage.number, FilePage.text).where(
        FilePage.team_id == scope.team_id, FilePage.file_id == file.id, FilePage.number.between(page - 1, page + 1)
    )
    pages = {row.number: row.text for row in await db.execute(query)}
    if page not in pages:
        return None
    first = max(1, page - 1)
    text = FileText([pages.get(number, "") for number in range(first, max(pages) + 1)])
    async with _searching:
        place = await asyncio.to_thread(find_on_page, text, quote, page - first + 1, steps)
    if place is None:
        return None
    before = await _offset_of_page(db, scope, file, first)
    return await put_on_words(db, scope, file, text, place, first=first, before=before)


def _at(text: FileText, position: TextPositionSelector) -> Place | None:
    if position.end - position.start > MOST_CHARACTERS:
        raise _refuse(f"A place has at most {MOST_CHARACTERS:,} characters.")
    inside = position.start < position.end <= len(text.text)
    return Place(position.start, position.end) if inside and text.text[position.start : position.end].strip() else None


async def read_text(db: AsyncSession, scope: Scope, file: File) -> FileText:
    query = select(FilePage.number, FilePage.text).where(FilePage.team_id == scope.team_id, FilePage.file_id == file.id)
    pages = {row.number: row.text for row in await db.execute(query)}
    # A page that has not been read keeps its number.
    return await asyncio.to_thread(FileText, [pages.get(number, "") for number in range(1, max(pages, default=0) + 1)])


async def put_on_words(
    db: AsyncSession, scope: Scope, file: File, text: FileText, place: Place, *, first: int = 1, before: int = 0
) -> dict[str, Any]:
    """Columns that say where words stand; the text begins with page `first`, and `before` characters precede it."""
    spans = [first - 1 + page for page, _, _ in text.spans(place.start, place.end)]
    query = select(FilePage.number, FilePage.word_boxes).where(
        FilePage.team_id == scope.team_id, FilePage.file_id == file.id, FilePage.number.in_(spans)
    )
    boxes = {row.number - first + 1: row.word_boxes for row in await db.execute(query)}
    columns = await asyncio.to_thread(columns_of, text, boxes, place)
    return columns | {
        "start": place.start + before, "end": place.end + before, "position": place.start + before,
        "page": columns["page"] + first - 1,
        "places": [one | {"page": one["page"] + first - 1} for one in columns["places"]],
    }  # fmt: skip


def columns_of(text: FileText, boxes: Mapping[int, bytes], place: Place) -> dict[str, Any]:
    """Columns that say where words stand; `boxes` are the packed words of the pages they touch."""
    found = [
        {"page": page, "rects": _rects(boxes.get(page), (start, end))}
        for page, start, end in text.spans(place.start, place.end)
    ]
    quote = text.quote_at(place.start, place.end)
    return {
        "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix, "start": place.start, "end": place.end,
        "position": place.start, "score": place.score, **_first(found),
    }  # fmt: skip


def _rects(boxes: bytes | None, span: tuple[int, int]) -> list[Rect]:
    return join_lines(find_places(boxes, [span])[1]) if boxes else []


def _first(places: list[Any]) -> dict[str, Any]:
    page = places[0]["page"] if places else 0
    rects = places[0]["rects"] if places else []
    return {"places": places, "page": page, "top": rects[0][1] if rects else 0.0}


async def _on_page(
    db: AsyncSession,
    scope: Scope,
    file: File,
    kind: str,
    fragment: FragmentSelector | None,
    page: int | None,
    strokes: Sequence[Sequence[float]],
) -> dict[str, Any]:
    """An area, ink, or a note at a point, on a page, or on the whole file."""
    rect: Rect | None = None
    if fragment is not None:
        found = read_fragment(fragment.value)
        if found is None:
            raise _refuse("A fragment is page=3&viewrect=left,top,width,height, in points.")
        page, rect = found
    if kind == "ink":
        if page is None or not strokes:
            raise _refuse("Ink needs strokes, and a FragmentSelector or PageSelector with their page.")
        rect = around(strokes)
    if kind == "area" and (rect is None or rect[2] <= rect[0] or rect[3] <= rect[1]):
        raise _refuse("An area needs a FragmentSelector with page and viewrect.")
    if page is None:
        return _first([])
    row = await _find_page_row(db, scope, file, page)
    if row is None:
        raise _refuse("The document has no such page, or it has not been read yet.")
    if rect is not None and (rect[2] > row.width + 1 or rect[3] > row.height + 1 or min(rect) < -1):
        raise _refuse(f"That is outside the page, which is {row.width:g} by {row.height:g} points.")
    position = await _offset_of_page(db, scope, file, page) + (nearest(row.word_boxes, rect) if rect else 0)
    drawn = [[round(number, 2) for number in stroke] for stroke in strokes] if kind == "ink" else []
    return _first([{"page": page, "rects": [rect] if rect else []}]) | {"position": position, "strokes": drawn}


def around(strokes: Sequence[Sequence[float]]) -> Rect:
    """The rectangle that the strokes fill."""
    across = [x for stroke in strokes for x in stroke[::2]]
    down = [y for stroke in strokes for y in stroke[1::2]]
    return round(min(across), 2), round(min(down), 2), round(max(across), 2), round(max(down), 2)


async def _find_page_row(db: AsyncSession, scope: Scope, file: File, page: int) -> Row[float, float, bytes] | None:
    query = select(FilePage.width, FilePage.height, FilePage.word_boxes).where(
        FilePage.team_id == scope.team_id, FilePage.file_id == file.id, FilePage.number == page
    )
    return (await db.execute(query)).one_or_none()


async def _offset_of_page(db: AsyncSession, scope: Scope, file: File, page: int) -> int:
    """Characters of the file's text before this page."""
    query = select(func.coalesce(func.sum(func.length(FilePage.text) + 1), 0)).where(
        FilePage.team_id == scope.team_id, FilePage.file_id == file.id, FilePage.number < page
    )
    return int((await db.execute(query)).scalar_one())


def nearest(boxes: bytes | None, rect: Rect) -> int:
    """The character of the page's text that stands closest to the top left corner of this rectangle."""
    table = read_rows(boxes) if boxes else None
    if table is None or not len(table[0]):
        return 0
    starts, rects = table
    x, y = rect[0], rect[1]
    aside = np.maximum(0, np.maximum(rects[:, 0] - x, x - rects[:, 2]))
    above = np.maximum(0, np.maximum(rects[:, 1] - y, y - rects[:, 3]))
    return int(starts[np.argmin(aside**2 + above**2)])

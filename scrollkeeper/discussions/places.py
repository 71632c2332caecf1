"""The place of an annotation: selectors resolved against the words that are stored of a file."""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.errors import Invalid
from scrollkeeper.discussions.anchoring import FileText, Place, Quote, find_quote
from scrollkeeper.discussions.selectors import (
    FragmentSelector,
    PageSelector,
    Selector,
    TextPositionSelector,
    TextQuoteSelector,
    join_lines,
    read_fragment,
)
from scrollkeeper.library.models import File, FilePage
from scrollkeeper.parsing.document import Rect
from scrollkeeper.parsing.words import find_places
from scrollkeeper.teams.scope import Scope


class NotThere(Invalid):
    """These words are not in the document, or it has not been read yet."""


def _refuse(detail: str) -> Invalid:
    return NotThere(detail, errors=[{"field": "selectors", "detail": detail}])


async def find_anchor(
    db: AsyncSession, scope: Scope, file: File, kind: str, selectors: Sequence[Selector]
) -> dict[str, Any]:
    """Columns of an annotation that say where it is; raises NotThere."""
    quote = next((one for one in selectors if isinstance(one, TextQuoteSelector)), None)
    position = next((one for one in selectors if isinstance(one, TextPositionSelector)), None)
    fragment = next((one for one in selectors if isinstance(one, FragmentSelector)), None)
    page = next((one.index + 1 for one in selectors if isinstance(one, PageSelector)), None)
    if quote is None and position is None:
        if kind in ("highlight", "underline"):
            raise _refuse("A highlight needs a TextQuoteSelector or a TextPositionSelector.")
        return await _on_page(db, scope, file, kind, fragment, page)
    text = await _read_text(db, scope, file)
    if quote is None:
        assert position is not None
        place: Place | None = _at(text, position)
    else:
        near = position.start if position else text.starts[page - 1] if page and page <= len(text.starts) else None
        wanted = Quote(quote.exact, quote.prefix, quote.suffix)
        place = await asyncio.to_thread(find_quote, text, wanted, near)
    if place is None:
        raise _refuse("These words are not in the document." if text.text.strip() else NotThere.__doc__ or "")
    return await _on_words(db, scope, file, text, place)


def _at(text: FileText, position: TextPositionSelector) -> Place | None:
    inside = position.start < position.end <= len(text.text)
    return Place(position.start, position.end) if inside and text.text[position.start : position.end].strip() else None


async def _read_text(db: AsyncSession, scope: Scope, file: File) -> FileText:
    query = select(FilePage.number, FilePage.text).where(
        FilePage.team_id == scope.team_id, FilePage.file_id == file.id
    )  # fmt: skip
    pages = {row.number: row.text for row in await db.execute(query)}
    # A page that has not been read keeps its number.
    return await asyncio.to_thread(FileText, [pages.get(number, "") for number in range(1, max(pages, default=0) + 1)])


async def _on_words(db: AsyncSession, scope: Scope, file: File, text: FileText, place: Place) -> dict[str, Any]:
    spans = {page: (start, end) for page, start, end in text.spans(place.start, place.end)}
    query = select(FilePage.number, FilePage.word_boxes).where(
        FilePage.team_id == scope.team_id, FilePage.file_id == file.id, FilePage.number.in_(spans)
    )
    boxes = {row.number: row.word_boxes for row in await db.execute(query)}
    places = [{"page": page, "rects": _rects(boxes.get(page), span)} for page, span in spans.items()]
    quote = text.quote_at(place.start, place.end)
    return {
        "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix, "start": place.start, "end": place.end,
        "score": place.score, **_first(places),
    }  # fmt: skip


def _rects(boxes: bytes | None, span: tuple[int, int]) -> list[Rect]:
    return join_lines(find_places(boxes, [span])[1]) if boxes else []


def _first(places: list[Any]) -> dict[str, Any]:
    page = places[0]["page"] if places else 0
    rects = places[0]["rects"] if places else []
    return {"places": places, "page": page, "top": rects[0][1] if rects else 0.0}


async def _on_page(
    db: AsyncSession, scope: Scope, file: File, kind: str, fragment: FragmentSelector | None, page: int | None
) -> dict[str, Any]:
    """An area, or a note at a point, on a page, or on the whole file."""
    rect: Rect | None = None
    if fragment is not None:
        found = read_fragment(fragment.value)
        if found is None:
            raise _refuse("A fragment is page=3&viewrect=left,top,width,height, in points.")
        page, rect = found
    if kind == "area" and (rect is None or rect[2] <= rect[0] or rect[3] <= rect[1]):
        raise _refuse("An area needs a FragmentSelector with page and viewrect.")
    if page is None:
        return _first([])
    size = await _find_size(db, scope, file, page)
    if size is None:
        raise _refuse("The document has no such page, or it has not been read yet.")
    if rect is not None and (rect[2] > size.width + 1 or rect[3] > size.height + 1):
        raise _refuse(f"The rectangle is outside the page, which is {size.width:g} by {size.height:g} points.")
    return _first([{"page": page, "rects": [rect] if rect else []}])


async def _find_size(db: AsyncSession, scope: Scope, file: File, page: int) -> Row[float, float] | None:
    query = select(FilePage.width, FilePage.height).where(
        FilePage.team_id == scope.team_id, FilePage.file_id == file.id, FilePage.number == page
    )
    return (await db.execute(query)).one_or_none()

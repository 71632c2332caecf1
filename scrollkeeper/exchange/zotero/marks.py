"""An annotation of Zotero's reader in our terms: its kind, and where it stands in points from the top left. Pure."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scrollkeeper.parsing.document import Rect

# The colours of Zotero's reader; what it has no like of here becomes the nearest.
COLORS = {
    "#ffd400": "yellow", "#ff6666": "pink", "#5fb236": "green", "#2ea8e5": "blue", "#a28ae5": "purple",
    "#e56eee": "pink", "#f19837": "orange", "#aaaaaa": "yellow",
}  # fmt: skip
MOST_RECTS, MOST_POINTS, MAX_POSITION = 500, 20_000, 65_535
# Free text stands on the page itself; here it is a note at its place.
KINDS = {"highlight": "highlight", "underline": "underline", "note": "note", "area": "area", "ink": "ink",
         "text": "note"}  # fmt: skip


class NoPlace(ValueError):
    """The annotation does not say where it stands, or not in a PDF."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Rectangles and strokes of the first page, and rectangles of the page after it."""

    kind: str
    page: int
    rects: list[Rect]
    next_rects: list[Rect]
    strokes: list[list[float]]


def page_of(annotation: Mapping[str, Any]) -> int:
    """The page that it begins on, from 1; raises NoPlace."""
    index = _position(annotation).get("pageIndex")
    if not isinstance(index, int) or not 0 <= index < 1_000_000:
        raise NoPlace("It is not an annotation of a PDF.")
    return index + 1


def read_mark(annotation: Mapping[str, Any], heights: Mapping[int, float]) -> Mark:
    """Where it stands, by the heights of the file's pages; raises NoPlace.

    Zotero counts from the lower left corner of a page, as PDF does.
    """
    kind = KINDS.get(str(annotation["kind"]))
    if kind is None:
        raise NoPlace("It is of a kind that is not known here.")
    position, page = _position(annotation), page_of(annotation)
    if page not in heights:
        raise NoPlace(f"The file has no page {page}.")
    rects = _rects(position.get("rects"), heights[page])
    following = _rects(position.get("nextPageRects"), heights[page + 1]) if page + 1 in heights else []
    strokes = _strokes(position.get("paths"), heights[page]) if kind == "ink" else []
    if kind == "ink" and not strokes:
        raise NoPlace("It has no strokes.")
    if not rects and not strokes:
        raise NoPlace("It does not say where on the page it stands.")
    return Mark(kind, page, rects, following, strokes)


def _position(annotation: Mapping[str, Any]) -> Mapping[str, Any]:
    text = str(annotation["position"])
    try:
        found = json.loads(text) if len(text) <= MAX_POSITION else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise NoPlace("It does not say where it stands.")
    return found


def _rects(value: Any, height: float) -> list[Rect]:
    rects = []
    for one in value[:MOST_RECTS] if isinstance(value, list) else []:
        if _are_numbers(one) and len(one) == 4:
            x0, x1, y0, y1 = *sorted((one[0], one[2])), *sorted((height - one[1], height - one[3]))
            rects.append((round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2)))
    return rects


def _strokes(value: Any, height: float) -> list[list[float]]:
    strokes, points = [], 0
    for one in value if isinstance(value, list) else []:
        points += len(one) if isinstance(one, list) else 0
        if _are_numbers(one) and len(one) >= 4 and len(one) % 2 == 0 and points <= MOST_POINTS:
            strokes.append([round(height - number if at % 2 else number, 2) for at, number in enumerate(one)])
    return strokes


def _are_numbers(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, int | float) and math.isfinite(one) and abs(one) < 1e6 for one in value
    )


def rgb_of(color: str) -> Sequence[int] | None:
    """Red, green and blue of #rrggbb."""
    try:
        return tuple(bytes.fromhex(color.removeprefix("#")[:6])) if len(color) == 7 else None
    except ValueError:
        return None

"""Selectors of the W3C Web Annotation Data Model, as an annotation is asked for and as it is told of.

TextQuoteSelector and TextPositionSelector are its sections 4.2.4 and 4.2.5; FragmentSelector (4.2.1) holds `page=` and
`viewrect=left,top,width,height` of RFC 8118, in points from the top-left corner of the page as displayed. PageSelector
is what other annotators write for the pages of a PDF; its index counts from 0.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from scrollkeeper.parsing.document import Rect

PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc3778"
_NUMBER = r"(\d{1,6}(?:\.\d{1,6})?)"
_FRAGMENT = re.compile(rf"page=(\d{{1,7}})(?:&viewrect={_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER})?")


class TextQuoteSelector(BaseModel):
    type: Literal["TextQuoteSelector"]
    exact: str = Field(min_length=1, max_length=10_000)
    prefix: str = Field("", max_length=1_000)
    suffix: str = Field("", max_length=1_000)


class TextPositionSelector(BaseModel):
    """Characters of the file's text: the texts of its pages, joined with one line break."""

    type: Literal["TextPositionSelector"]
    start: int = Field(ge=0, le=2**31 - 1)
    end: int = Field(ge=0, le=2**31 - 1)


class PageSelector(BaseModel):
    type: Literal["PageSelector"]
    index: int = Field(ge=0, le=1_000_000)
    label: str | None = Field(None, max_length=50)


class FragmentSelector(BaseModel):
    type: Literal["FragmentSelector"]
    value: str = Field(max_length=200, description="page=3&viewrect=72,90.5,200,40")
    conformsTo: str = Field(PDF_FRAGMENTS, max_length=200)  # noqa: N815 (the name is W3C's)


Selector = Annotated[
    TextQuoteSelector | TextPositionSelector | PageSelector | FragmentSelector, Field(discriminator="type")
]


def read_fragment(value: str) -> tuple[int, Rect | None] | None:
    """Page number and rectangle of a fragment; None for what is not one of a PDF."""
    match = _FRAGMENT.fullmatch(value.removeprefix("#"))
    if match is None:
        return None
    page, left, top, width, height = match.groups()
    if left is None:
        return int(page), None
    x, y = float(left), float(top)
    return int(page), (x, y, x + float(width), y + float(height))


def write_fragment(page: int, rects: Sequence[Rect]) -> str:
    """The page, and the rectangle around all of these."""
    if not rects:
        return f"page={page}"
    left, top = min(rect[0] for rect in rects), min(rect[1] for rect in rects)
    width, height = max(rect[2] for rect in rects) - left, max(rect[3] for rect in rects) - top
    return f"page={page}&viewrect={left:g},{top:g},{width:g},{height:g}"


def path_of(stroke: Sequence[float]) -> str:
    """x, y, x, y, … as the `d` of an SVG path."""
    pairs = [f"{x:g},{y:g}" for x, y in zip(stroke[::2], stroke[1::2], strict=False)]
    return f"M{pairs[0]}" + "".join(f"L{one}" for one in pairs[1:]) if pairs else ""


def join_lines(rects: Sequence[Rect]) -> list[Rect]:
    """Rectangles of words in reading order become one for each line, without the gaps between words."""
    joined: list[Rect] = []
    for rect in rects:
        if joined and _on_one_line(joined[-1], rect):
            x0, y0, x1, y1 = joined[-1]
            joined[-1] = (min(x0, rect[0]), min(y0, rect[1]), max(x1, rect[2]), max(y1, rect[3]))
        else:
            joined.append(rect)
    return joined


def _on_one_line(line: Rect, rect: Rect) -> bool:
    height = min(line[3] - line[1], rect[3] - rect[1])
    shared = min(line[3], rect[3]) - max(line[1], rect[1])
    # Wider than a word space can be stretched is the gap between two columns.
    return shared > height / 2 and -height < rect[0] - line[2] < 1.5 * height

"""What parsing gives: plain values, with all places in PDF points from the top-left corner of the page as displayed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Rect = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points; y grows downwards, after the page's own rotation and crop box."""


@dataclass(slots=True)
class Word:
    """A word of a page's text: `text == page.text[start:end]`. One hyphenated over lines has a rectangle in each."""

    text: str
    start: int
    end: int
    rects: list[Rect]


@dataclass(slots=True)
class Page:
    """Text of a page in reading order: NFKC, ligatures resolved, line-end hyphens joined."""

    number: int
    width: float
    height: float
    text: str
    words: Sequence[Word]
    has_text_layer: bool
    quality: float = 1.0


@dataclass(slots=True)
class Line:
    """A printed line, before words are joined over lines: what the structure is read from."""

    page: int
    text: str
    rect: Rect
    size: float
    font: str
    bold: bool
    italic: bool
    pieces: Sequence["Piece"]
    zone: str = "body"
    """body, header, caption, table, footnote, references, or margin: what is no part of the flow."""
    block: int = 0
    """Lines of one block stand below each other without a gap; counted from 0 on each page, in reading order."""


@dataclass(slots=True)
class Piece:
    """A run of glyphs without a space in it."""

    text: str
    rect: Rect
    size: float
    baseline: float
    bold: bool
    italic: bool
    font: int
    hyphenated: bool = False


@dataclass(slots=True)
class Identity:
    """What a file is, before its text is looked at. `fingerprint` is the PDF's own first /ID, in hexadecimal."""

    pages: int
    encrypted: bool
    fingerprint: str | None


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline that a PDF may carry for its readers' side panel; `page` counts from 1."""

    level: int
    title: str
    page: int | None


@dataclass(slots=True)
class Section:
    level: int
    label: str | None
    title: str
    page: int


@dataclass(slots=True)
class Reference:
    """An entry of the list of references, in printed order, with its fields as CSL-JSON."""

    label: str | None
    raw: str
    page: int
    csl: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Citation:
    """A call-out in the text, such as [3] or (Curie, 1898); `reference` is an index into the references."""

    text: str
    page: int
    rects: list[Rect]
    reference: int | None


@dataclass(slots=True)
class Figure:
    label: str
    caption: str
    page: int


@dataclass(slots=True)
class Table:
    label: str
    caption: str
    page: int


@dataclass(slots=True)
class Structure:
    """What the text means. `metadata` is CSL-JSON, with "arxiv" and "keyword" where they are printed.

    `confidence` has, for fields of the metadata, how likely each is right (0 to 1).
    """

    metadata: dict[str, Any] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """A whole paper as the parser of this version reads it."""

    parser: str
    pages: list[Page]
    structure: Structure

"""PDF bytes in, a Document out: pure, without database, network or anything else of ScrollKeeper."""

from collections.abc import Callable, Iterator
from pathlib import Path

from scrollkeeper.parsing.document import (
    Citation,
    Document,
    Figure,
    Identity,
    Line,
    Page,
    Rect,
    Reference,
    Section,
    Structure,
    Table,
    Word,
)
from scrollkeeper.parsing.errors import (
    REASONS,
    Damaged,
    NoPages,
    NotAPdf,
    ParseError,
    PasswordNeeded,
    Unsupported,
    WrongPassword,
)
from scrollkeeper.parsing.layout.lines import lines_of
from scrollkeeper.parsing.layout.text import page_of, vocabulary_of
from scrollkeeper.parsing.layout.words import pack_words, unpack_words
from scrollkeeper.parsing.pdf import Pdf, identify, open_pdf, render_page, render_thumbnail
from scrollkeeper.parsing.structure import structure_of
from scrollkeeper.parsing.version import PARSER

__all__ = [
    "PARSER", "REASONS", "Citation", "Damaged", "Document", "Figure", "Identity", "Line", "NoPages", "NotAPdf", "Page",
    "ParseError", "PasswordNeeded", "Pdf", "Rect", "Reference", "Section", "Structure", "Table", "Unsupported", "Word",
    "WrongPassword", "extract_text", "identify", "open_pdf", "pack_words", "parse", "read_document", "read_structure",
    "render_page", "render_thumbnail", "unpack_words",
]  # fmt: skip
Progress = Callable[[int, int], None]


def extract_text(pdf: Pdf, first: int = 1, last: int | None = None) -> Iterator[Page]:
    """The text of each page with the places of its words, page after page."""
    for page, lines in lines_of(pdf, first, last):
        yield page_of(page, lines, vocabulary_of(lines))


def read_structure(pdf: Pdf) -> Structure:
    """Metadata, sections, references, citations, figures and tables of the whole document."""
    lines: list[Line] = []
    heights, widths, scanned = [], [], 0
    for page, found in lines_of(pdf):
        lines += found
        heights.append(page.height)
        widths.append(page.width)
        scanned += page.has_images and not found
    return structure_of(lines, heights, scanned, pdf.outline(), stated=pdf.stated(), widths=widths)


def parse(source: Path | str | bytes, password: str | None = None, progress: Progress | None = None) -> Document:
    """Read a whole PDF; raises one of parsing.errors. `progress(page, pages)` is called after each page."""
    with open_pdf(source, password) as pdf:
        return read_document(pdf, progress)


def read_document(pdf: Pdf, progress: Progress | None = None) -> Document:
    """Read all of an opened PDF."""
    pages: list[Page] = []
    lines: list[Line] = []
    for page, found in lines_of(pdf):
        pages.append(page_of(page, found, vocabulary_of(found)))
        lines += found
        if progress:
            progress(page.number, len(pdf))
    heights = [page.height for page in pages]
    scanned = sum(not page.has_text_layer for page in pages)
    qualities = [page.quality for page in pages]
    widths = [page.width for page in pages]
    structure = structure_of(lines, heights, scanned, pdf.outline(), qualities, pdf.stated(), widths)
    return Document(PARSER, pages, structure)

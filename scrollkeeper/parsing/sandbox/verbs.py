"""The questions that a locked child answers about its document. This module is imported before any document comes."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfiumError

from scrollkeeper.parsing import parser, pdf_annotations
from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.errors import Damaged, Unsupported
from scrollkeeper.parsing.layout.lines import lines_of
from scrollkeeper.parsing.layout.recognised import lines_of_recognised
from scrollkeeper.parsing.layout.text import page_of, vocabulary_of
from scrollkeeper.parsing.printed import printed_json
from scrollkeeper.parsing.sandbox import probe
from scrollkeeper.parsing.structure import structure_of

# A4 at 300 dots per inch has 9 million.
MAX_PIXELS = 40_000_000
CHUNK_BYTES = 1 << 20
# Lines take about 0.2 MB a page until the structure is read; longer documents get it from their beginning.
MOST_STRUCTURED_PAGES = 2_000
UNPAINTABLE = "This page cannot be painted."


class Asked:
    """The document of this child, opened by the first question; `emit` sends a part of a long answer."""

    def __init__(self, document: Any, emit: Callable[[Any], None]) -> None:
        self.document, self.emit = document, emit
        self.pdf: Any = None
        self.lines: list[Line] = []
        self.heights: list[float] = []
        self.widths: list[float] = []
        self.qualities: list[float] = []
        self.scanned = 0


def open_document(asked: Asked, password: str | None) -> dict[str, Any]:
    asked.pdf = parser.open_pdf(asked.document, password)
    return {}


def identify(asked: Asked) -> dict[str, Any]:
    facts = parser.identify(asked.pdf)
    return {"pages": facts.pages, "encrypted": facts.encrypted, "parser": parser.PARSER}


def extract_text(asked: Asked) -> Iterator[dict[str, Any]]:
    """Each page with its words packed as the database keeps them."""
    asked.lines, asked.heights, asked.widths, asked.qualities, asked.scanned = [], [], [], [], 0
    asked.pdf.looks_for_marks = True
    for glyphs, lines in lines_of(asked.pdf):
        page = page_of(glyphs, lines, vocabulary_of(lines))
        if page.number <= MOST_STRUCTURED_PAGES:
            asked.lines += lines
        asked.heights.append(page.height)
        asked.widths.append(page.width)
        asked.qualities.append(page.quality)
        asked.scanned += not page.has_text_layer
        yield {
            "number": page.number,
            "width": page.width,
            "height": page.height,
            "has_text_layer": page.has_text_layer,
            "text": page.text,
            "words": parser.pack_words(page.words),
            "has_marks": glyphs.has_marks,
        }


def read_structure(asked: Asked, recognised: Sequence[Any] = ()) -> Any:
    """What the text means, with pages that OCR has read: [[page, [[[word, [x0, y0, x1, y1]], …] of a line, …]], …].

    Where the text was just asked for, its lines are at hand and are not read again.
    """
    if len(asked.heights) != len(asked.pdf):
        for _ in extract_text(asked):
            pass
    lines = asked.lines
    for page, printed in recognised:
        lines = lines + lines_of_recognised(page, [[(word, tuple(rect)) for word, rect in line] for line in printed])
    if recognised:
        lines.sort(key=lambda line: line.page)  # Stable: within a page the order stays.
    scanned = asked.scanned - len(recognised)
    stated = asked.pdf.stated()
    return structure_of(lines, asked.heights, scanned, asked.pdf.outline(), asked.qualities, stated, asked.widths)


def whole(asked: Asked) -> Iterator[bytes]:
    """All that `scrollkeeper parse` prints of the document, as JSON in UTF-8, in pieces."""
    printed = printed_json(parser.read_document(asked.pdf)).encode()
    for start in range(0, len(printed), CHUNK_BYTES):
        yield printed[start : start + CHUNK_BYTES]


def thumbnail(asked: Asked) -> bytes:
    try:
        return parser.render_thumbnail(asked.pdf)
    except PdfiumError as error:
        raise Damaged(UNPAINTABLE) from error


def page_image(asked: Asked, number: int, dpi: int) -> dict[str, Any]:
    """Page `number` in shades of gray, one byte a pixel, row by row; very large pages in fewer dots per inch."""
    if not 1 <= number <= len(asked.pdf):
        raise Damaged("There is no such page in this PDF.")
    try:
        width, height = asked.pdf.document[number - 1].get_size()
        scale = min(dpi / 72, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
        image = asked.pdf.render(number, scale).convert("L")
    except PdfiumError as error:
        raise Damaged(UNPAINTABLE) from error
    return {"width": image.width, "height": image.height, "dpi": scale * 72, "gray": image.tobytes()}


class _Sink:
    """What pdfium writes into: chunks go out as they come."""

    def __init__(self, emit: Callable[[Any], None]) -> None:
        self.emit = emit
        self.held = bytearray()

    def write(self, data: Any) -> int:
        self.held += data
        if len(self.held) >= CHUNK_BYTES:
            self.flush()
        return len(data)

    def flush(self) -> None:
        if self.held:
            self.emit(bytes(self.held))
            self.held = bytearray()


def decrypt(asked: Asked) -> None:
    """The document without its password, in pieces."""
    sink = _Sink(asked.emit)
    try:
        asked.pdf.document.save(sink, flags=pdfium.FPDF_REMOVE_SECURITY | pdfium.FPDF_NO_INCREMENTAL)
    except Exception as error:
        raise Unsupported("This PDF's protection cannot be taken off.") from error
    sink.flush()


def read_marks(asked: Asked) -> Iterator[dict[str, Any]]:
    """What people have written on the pages of the document."""
    return pdf_annotations.read_marks(asked.pdf)


def add_marks(asked: Asked, added: Sequence[dict[str, Any]]) -> None:
    """The document with these annotations in it, in pieces; what was there stays as it was, byte for byte."""
    sink = _Sink(asked.emit)
    try:
        pdf_annotations.add_marks(asked.pdf, added)
        asked.pdf.document.save(sink, flags=pdfium.FPDF_INCREMENTAL)
    except PdfiumError as error:
        raise Unsupported("Nothing can be written into this PDF.") from error
    sink.flush()


# Without a table of places, which pdfium makes good; a little of everything that a paper has.
SAMPLE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj"
    b" 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F<</Type/Font"
    b"/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj 4 0 obj<</Length 236>>stream\nBT /F 11 Tf 20 TL 72 760 Td"
    b" (A title) Tj T* (Ada Lovelace) Tj T* (Abstract) Tj T* (We cite [1].) Tj T* (1 Introduction) Tj T*"
    b" (References) Tj T* ([1] J. Doe. 2011. On scrolls. Journal of Rolls 4, 10-20.) Tj T*"
    b" ([2] J. Doe. 2012. On rolls. Journal of Rolls 5, 1-9.) Tj ET\nendstream endobj trailer<</Root 1 0 R>>"
)


def warm_up() -> None:
    """Ask everything once about a sample of our own: what is imported or loaded late then is there in every child."""
    asked = Asked(SAMPLE, lambda part: None)
    open_document(asked, None)
    identify(asked)
    for _ in extract_text(asked):
        pass
    read_structure(asked)
    thumbnail(asked)
    page_image(asked, 1, 20)
    asked.pdf.close()


VERBS: dict[str, Callable[..., Any]] = {
    "probe": lambda asked, secret: probe.attempt_all(secret),
    "open": open_document,
    "identify": identify,
    "extract_text": extract_text,
    "read_structure": read_structure,
    "thumbnail": thumbnail,
    "page_image": page_image,
    "decrypt": decrypt,
    "read_marks": read_marks,
    "add_marks": add_marks,
    "whole": whole,
}

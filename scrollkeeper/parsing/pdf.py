"""Opens a PDF with pdfium and gives its pages: size as displayed, glyphs in displayed coordinates, pictures of it."""

import ctypes
import io
import itertools
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument
from pypdfium2._helpers.misc import PdfiumError

from scrollkeeper.parsing.document import Bookmark, Identity
from scrollkeeper.parsing.errors import Damaged, NoPages, NotAPdf, PasswordNeeded, Unsupported, WrongPassword
from scrollkeeper.parsing.front_matter.xmp import read_packet
from scrollkeeper.parsing.glyphs import helper
from scrollkeeper.parsing.glyphs.clipping import drop_clipped_text
from scrollkeeper.parsing.glyphs.columns import FontTable, Glyphs, read_glyphs, room_for

Source = Path | str | bytes | ctypes.Array[ctypes.c_char]
HEADER_BYTES = 1024
MAX_PAGE_POINTS = 16_000.0
MAX_BOOKMARKS, MAX_ANNOTATIONS = 2_000, 2_000
# Annotations that come with the page and were not written on it.
PLAIN_ANNOTATIONS = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_POPUP)
PLAIN_BITS = sum(1 << kind for kind in PLAIN_ANNOTATIONS)


@dataclass(slots=True)
class GlyphPage:
    """A page's glyphs with x0, y0, x1, y1, origin_x, origin_y in displayed points from the top-left corner."""

    number: int
    width: float
    height: float
    glyphs: Glyphs
    has_images: bool
    has_marks: bool = False
    """Somebody may have written on it: it has annotations that are more than links and fields. Told where asked for."""


class Pdf:
    """An open document; use as a context manager, or call `close`."""

    def __init__(self, document: PdfDocument, source: Source) -> None:
        self.document = document
        self.source = source
        self.fonts = FontTable()
        self.looks_for_marks = False
        """Whether annotations are looked at, each of which has to be loaded from the file."""

    def __enter__(self) -> "Pdf":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self.document)

    def close(self) -> None:
        self.document.close()

    @contextmanager
    def page(self, number: int) -> Iterator[Any]:
        page = pdfium.FPDF_LoadPage(self.document.raw, number - 1)
        try:
            yield page
        finally:
            if page:
                pdfium.FPDF_ClosePage(page)

    def read_page(self, number: int) -> GlyphPage:
        """Glyphs of page `number`, from 1; a page that cannot be loaded is an empty one of size 0."""
        with self.page(number) as page:
            if not page:
                return GlyphPage(number, 0.0, 0.0, room_for(0), False)
            width, height = (min(float(size), MAX_PAGE_POINTS) for size in _size(page))
            drop_clipped_text(page)
            text_page = pdfium.FPDFText_LoadPage(page)
            if not text_page:
                return GlyphPage(number, width, height, room_for(0), False)
            try:
                glyphs = read_glyphs(text_page, self.fonts)
            finally:
                pdfium.FPDFText_ClosePage(text_page)
            _to_displayed(page, glyphs)
            # Looked at only where it decides something: a page with text is not a scan.
            has_images = len(glyphs) < 50 and _has_images(page)
            has_marks = self.looks_for_marks and _has_marks(page)
        return GlyphPage(number, width, height, glyphs, has_images, has_marks)

    def outline(self) -> list[Bookmark]:
        """Entries of the document's outline in order; empty where it has none."""
        found: list[Bookmark] = []
        for entry in itertools.islice(self.document.get_toc(max_depth=6), MAX_BOOKMARKS):
            destination = entry.get_dest()
            page = destination.get_index() if destination else None
            found.append(Bookmark(entry.level, entry.get_title()[:500], None if page is None else page + 1))
        return found

    def stated(self) -> dict[str, str]:
        """What the file states of itself: properties of its XMP packet, by our names, and of its /Info."""
        if isinstance(self.source, bytes | ctypes.Array):
            found = read_packet(memoryview(self.source).cast("B"))
        else:
            with (
                Path(self.source).open("rb") as file,
                mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
                memoryview(mapped) as view,
            ):
                found = read_packet(view)
        informed = {"description": "Subject", "author": "Author"}
        values = {ours: self.document.get_metadata_value(name)[:2000] for ours, name in informed.items()}
        return {name: value for name, value in values.items() if value} | found

    def render(self, number: int, scale: float) -> Any:
        """Page `number` as a PIL image, `scale` pixels a point."""
        return self.document[number - 1].render(scale=scale, may_draw_forms=False).to_pil()


def open_pdf(source: Source, password: str | None = None) -> Pdf:
    """Open a file, bytes, or mapped memory (a ctypes array); raises one of parsing.errors."""
    if b"%PDF-" not in _head(source):
        raise NotAPdf
    try:
        document = PdfDocument(source, password=password)
    except PdfiumError as error:
        raise _reason(error, password) from None
    if len(document) < 1:
        document.close()
        raise NoPages
    return Pdf(document, source)


def identify(pdf: Pdf) -> Identity:
    """What the file is: number of pages, whether it is encrypted, its own identifier."""
    buffer = ctypes.create_string_buffer(256)
    length = pdfium.FPDF_GetFileIdentifier(pdf.document.raw, pdfium.FILEIDTYPE_PERMANENT, buffer, len(buffer))
    fingerprint = buffer.raw[: length - 1].hex() if 1 < length <= len(buffer) else None
    encrypted = pdfium.FPDF_GetSecurityHandlerRevision(pdf.document.raw) >= 0
    return Identity(pages=len(pdf), encrypted=encrypted, fingerprint=fingerprint)


def render_thumbnail(pdf: Pdf, width: int = 400) -> bytes:
    """The first page as WebP, `width` pixels wide; very long pages are cut at twice that height."""
    page_width, page_height = pdf.document[0].get_size()
    image = pdf.render(1, width / max(page_width, 1.0)) if page_height < 8 * page_width else _blank(width)
    out = io.BytesIO()
    image.convert("RGB").crop((0, 0, image.width, min(image.height, 2 * width))).save(out, "WEBP", method=0, quality=80)
    return out.getvalue()


def render_page(pdf: Pdf, number: int, dpi: int = 150) -> bytes:
    """Page `number` as PNG, for reading by OCR; at most 40 megapixels."""
    width, height = pdf.document[number - 1].get_size()
    scale = min(dpi / 72, (40_000_000 / max(width * height, 1.0)) ** 0.5)
    out = io.BytesIO()
    pdf.render(number, scale).convert("L").save(out, "PNG", compress_level=1)
    return out.getvalue()


def _blank(width: int) -> Any:
    from PIL import Image

    return Image.new("RGB", (width, width), "white")


def _head(source: Source) -> bytes:
    if isinstance(source, bytes | ctypes.Array):
        return memoryview(source)[:HEADER_BYTES].tobytes()
    with Path(source).open("rb") as file:
        return file.read(HEADER_BYTES)


def _reason(error: PdfiumError, password: str | None) -> Exception:
    code = getattr(error, "err_code", None)
    if code == pdfium.FPDF_ERR_PASSWORD:
        return WrongPassword() if password else PasswordNeeded()
    return Unsupported() if code == pdfium.FPDF_ERR_SECURITY else Damaged()


def _size(page: Any) -> tuple[float, float]:
    return max(pdfium.FPDF_GetPageWidthF(page), 0.0), max(pdfium.FPDF_GetPageHeightF(page), 0.0)


def _has_images(page: Any) -> bool:
    count = min(pdfium.FPDFPage_CountObjects(page), 2000)
    kinds = (pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, index)) for index in range(count))
    return any(kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM) for kind in kinds)


def _has_marks(page: Any) -> bool:
    if helper.LIBRARY is not None:
        return helper.has_marks(page, MAX_ANNOTATIONS, PLAIN_BITS)
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if annotation:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            pdfium.FPDFPage_CloseAnnot(annotation)
            if kind not in PLAIN_ANNOTATIONS:
                return True
    return False


def _to_displayed(page: Any, glyphs: Glyphs) -> None:
    """From PDF user space (y up, before rotation and crop) to the page as displayed (ISO 32000-1, 8.3 and 7.7.3.3)."""
    box = pdfium.FS_RECTF()
    if not len(glyphs) or not pdfium.FPDF_GetPageBoundingBox(page, box):
        return
    left, top, right, bottom = map(np.float32, (box.left, box.top, box.right, box.bottom))
    x0, x1, y0, y1, x, y = glyphs.x0, glyphs.x1, glyphs.y0, glyphs.y1, glyphs.origin_x, glyphs.origin_y
    turns = pdfium.FPDFPage_GetRotation(page) % 4
    if turns == 0:
        if left:
            glyphs.x0, glyphs.x1, glyphs.origin_x = x0 - left, x1 - left, x - left
        glyphs.y0, glyphs.y1, glyphs.origin_y = top - y1, top - y0, top - y
    elif turns == 1:
        glyphs.x0, glyphs.x1, glyphs.origin_x = y0 - bottom, y1 - bottom, y - bottom
        glyphs.y0, glyphs.y1, glyphs.origin_y = x0 - left, x1 - left, x - left
    elif turns == 2:
        glyphs.x0, glyphs.x1, glyphs.origin_x = right - x1, right - x0, right - x
        glyphs.y0, glyphs.y1, glyphs.origin_y = y0 - bottom, y1 - bottom, y - bottom
    else:
        glyphs.x0, glyphs.x1, glyphs.origin_x = top - y1, top - y0, top - y
        glyphs.y0, glyphs.y1, glyphs.origin_y = right - x1, right - x0, right - x
    if turns:
        glyphs.angle = glyphs.angle - np.float32(turns * np.pi / 2)

"""Annotations inside a PDF (ISO 32000-1, 12.5.6): read from its pages, and written into a copy of it.

Places are in points from the top left corner of the page as displayed, as everywhere in the parser.
"""

import ctypes
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from typing import Any

import pypdfium2.raw as pdfium

from scrollkeeper.parsing.document import Rect
from scrollkeeper.parsing.pdf import Pdf

MOST_MARKS, MOST_ON_PAGE, MOST_TEXT = 5_000, 2_000, 50_000
MOST_QUADS, MOST_STROKES, MOST_POINTS = 500, 500, 2_000
KINDS = {
    pdfium.FPDF_ANNOT_HIGHLIGHT: "highlight", pdfium.FPDF_ANNOT_UNDERLINE: "underline",
    pdfium.FPDF_ANNOT_SQUIGGLY: "underline", pdfium.FPDF_ANNOT_STRIKEOUT: "underline",
    pdfium.FPDF_ANNOT_TEXT: "note", pdfium.FPDF_ANNOT_FREETEXT: "note", pdfium.FPDF_ANNOT_SQUARE: "area",
    pdfium.FPDF_ANNOT_CIRCLE: "area", pdfium.FPDF_ANNOT_INK: "ink", pdfium.FPDF_ANNOT_LINE: "ink",
    pdfium.FPDF_ANNOT_POLYGON: "ink", pdfium.FPDF_ANNOT_POLYLINE: "ink", pdfium.FPDF_ANNOT_CARET: "note",
    pdfium.FPDF_ANNOT_FILEATTACHMENT: "note", pdfium.FPDF_ANNOT_STAMP: "area", pdfium.FPDF_ANNOT_REDACT: "highlight",
}  # fmt: skip
SUBTYPES = {
    "highlight": pdfium.FPDF_ANNOT_HIGHLIGHT, "underline": pdfium.FPDF_ANNOT_UNDERLINE,
    "note": pdfium.FPDF_ANNOT_TEXT, "area": pdfium.FPDF_ANNOT_SQUARE, "ink": pdfium.FPDF_ANNOT_INK,
}  # fmt: skip
# Of rich text, what begins a line.
LINES = {"p", "div", "br", "li", "h1", "h2", "h3"}
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+\-Z])(\d\d)?'?(\d\d)?'?)?")
PRINTED, NOTE_POINTS = 4, 18.0


class _Sheet:
    """A page, with the way between its own coordinates (y up, before rotation and crop) and those of its display."""

    def __init__(self, page: Any) -> None:
        self.page = page
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        self.left, self.bottom, self.right, self.top = box.left, box.bottom, box.right, box.top
        self.turns = pdfium.FPDFPage_GetRotation(page) % 4

    def shown(self, x: float, y: float) -> tuple[float, float]:
        return (
            (x - self.left, self.top - y),
            (y - self.bottom, x - self.left),
            (self.right - x, y - self.bottom),
            (self.top - y, self.right - x),
        )[self.turns]

    def own(self, x: float, y: float) -> tuple[float, float]:
        return (
            (x + self.left, self.top - y),
            (y + self.left, x + self.bottom),
            (self.right - x, y + self.bottom),
            (self.right - y, self.top - x),
        )[self.turns]

    def shown_rect(self, points: Sequence[tuple[float, float]]) -> Rect:
        places = [self.shown(x, y) for x, y in points]
        across, down = [x for x, _ in places], [y for _, y in places]
        return round(min(across), 2), round(min(down), 2), round(max(across), 2), round(max(down), 2)


def read_marks(pdf: Pdf) -> Iterator[dict[str, Any]]:
    """What people have written on the pages: highlights, underlines, notes, areas, ink and replies, by whom and when.

    Each is {page, index, kind, rects, strokes, text, author, name, color, at}; a reply has the index `to` of what it
    answers on its page. `contents` and `dated` are text and date where these stand in their plainest form.
    """
    left = MOST_MARKS
    for number in range(1, len(pdf) + 1):
        with pdf.page(number) as page:
            count = min(pdfium.FPDFPage_GetAnnotCount(page), MOST_ON_PAGE) if page else 0
            sheet = _Sheet(page) if count > 0 else None
            for index in range(count):
                with _opened(pdfium.FPDFPage_GetAnnot(page, index)) as annot:
                    kind = KINDS.get(pdfium.FPDFAnnot_GetSubtype(annot)) if annot else None
                    if kind is None or sheet is None or pdfium.FPDFAnnot_HasKey(annot, b"StateModel"):
                        continue
                    to = _answered(page, annot)
                    # Some viewers hide replies from the page, since they show them under what is answered.
                    if to is None and pdfium.FPDFAnnot_GetFlags(annot) & pdfium.FPDF_ANNOT_FLAG_HIDDEN:
                        continue
                    mark = _read(annot, kind, sheet)
                if mark is None:
                    continue
                yield {"page": number, "index": index, "kind": kind, "to": to, **mark}
                left -= 1
                if left == 0:
                    return


@contextmanager
def _opened(annot: Any) -> Iterator[Any]:
    try:
        yield annot
    finally:
        if annot:
            pdfium.FPDFPage_CloseAnnot(annot)


def _read(annot: Any, kind: str, sheet: _Sheet) -> dict[str, Any] | None:
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annot, box):
        return None
    rects = _quads(annot, sheet) if kind in ("highlight", "underline") else []
    rects = rects or [sheet.shown_rect([(box.left, box.bottom), (box.right, box.top)])]
    if kind == "note":
        rects = [(rects[0][0], rects[0][1], rects[0][0], rects[0][1])]
    strokes = (_strokes(annot, sheet) or _vertices(annot, sheet)) if kind == "ink" else []
    if kind == "ink" and not strokes:
        return None
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    colored = pdfium.FPDFAnnot_GetColor(annot, pdfium.FPDFANNOT_COLORTYPE_Color, red, green, blue, alpha)
    contents, at = _string(annot, b"Contents"), read_date(written := _written_at(annot))
    return {
        "rects": rects, "strokes": strokes, "text": contents or read_rich_text(_string(annot, b"RC")),
        "author": _string(annot, b"T")[:200], "name": _string(annot, b"NM")[:200],
        "color": [red.value, green.value, blue.value] if colored else None,
        "at": at, "contents": contents, "dated": at if written.startswith("D:") else None,
    }  # fmt: skip


def _written_at(annot: Any) -> str:
    return _string(annot, b"CreationDate") or _string(annot, b"M")


def _answered(page: Any, annot: Any) -> int | None:
    """Number on the page of what a reply answers (ISO 32000-1, 12.5.6.2).

    Replies are notes; marks of other kinds that name another belong to a group with it.
    """
    if pdfium.FPDFAnnot_GetSubtype(annot) != pdfium.FPDF_ANNOT_TEXT or not pdfium.FPDFAnnot_HasKey(annot, b"IRT"):
        return None
    with _opened(pdfium.FPDFAnnot_GetLinkedAnnot(annot, b"IRT")) as answered:
        index = pdfium.FPDFPage_GetAnnotIndex(page, answered) if answered else -1
    return index if index >= 0 else None


class _RichText(HTMLParser):
    """Collects the words of rich text (ISO 32000-1, 12.7.3.4), a subset of XHTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LINES:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        self.said.append(re.sub(r"\s+", " ", data))


def read_rich_text(written: str) -> str:
    """The words of rich text, a line a paragraph."""
    reader = _RichText()
    reader.feed(written)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.said).split("\n"))
    return "\n".join(line for line in lines if line)


def _string(annot: Any, key: bytes) -> str:
    length = pdfium.FPDFAnnot_GetStringValue(annot, key, None, 0)
    if not 2 < length <= 4 * MOST_TEXT:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    pdfium.FPDFAnnot_GetStringValue(annot, key, buffer, length)
    text = bytes(buffer).decode("utf-16-le", "replace").split("\0")[0].replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in text if one >= " " or one in "\n\t").strip()[:MOST_TEXT]


def _quads(annot: Any, sheet: _Sheet) -> list[Rect]:
    found = []
    for number in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(annot), MOST_QUADS)):
        quad = pdfium.FS_QUADPOINTSF()
        if pdfium.FPDFAnnot_GetAttachmentPoints(annot, number, quad):
            points = [(quad.x1, quad.y1), (quad.x2, quad.y2), (quad.x3, quad.y3), (quad.x4, quad.y4)]
            found.append(sheet.shown_rect(points))
    return found


def _strokes(annot: Any, sheet: _Sheet) -> list[list[float]]:
    strokes = []
    for number in range(min(pdfium.FPDFAnnot_GetInkListCount(annot), MOST_STROKES)):
        count = min(pdfium.FPDFAnnot_GetInkListPath(annot, number, None, 0), MOST_POINTS)
        points = (pdfium.FS_POINTF * count)()
        # pdfium fills nothing where the buffer is shorter than the path.
        if count and pdfium.FPDFAnnot_GetInkListPath(annot, number, points, count) == count:
            strokes.append([round(one, 2) for point in points for one in sheet.shown(point.x, point.y)])
    return strokes


def _vertices(annot: Any, sheet: _Sheet) -> list[list[float]]:
    """A line, or the corners of a polyline or polygon, as one stroke; a polygon ends where it began."""
    kind = pdfium.FPDFAnnot_GetSubtype(annot)
    if kind == pdfium.FPDF_ANNOT_LINE:
        first, last = pdfium.FS_POINTF(), pdfium.FS_POINTF()
        points = [first, last] if pdfium.FPDFAnnot_GetLine(annot, first, last) else []
    else:
        count = pdfium.FPDFAnnot_GetVertices(annot, None, 0)
        corners = (pdfium.FS_POINTF * min(count, MOST_POINTS))()
        # pdfium fills nothing where the buffer is shorter than the path.
        read = pdfium.FPDFAnnot_GetVertices(annot, corners, len(corners)) if len(corners) == count else 0
        points = [*corners] if read else []
        if kind == pdfium.FPDF_ANNOT_POLYGON:
            points += points[:1]
    stroke = [round(one, 2) for point in points for one in sheet.shown(point.x, point.y)]
    return [stroke] if len(stroke) >= 4 else []


def read_date(written: str) -> str | None:
    """A date of PDF (ISO 32000-1, 7.9.4), D:20190228134500+01'00', or of ISO 8601, as ISO 8601; None where it is none.

    Without a zone it is taken for UTC.
    """
    match = _DATE.match(written if written.startswith("D:") else f"D:{written}")
    if match is None or "-" in written[4:8]:
        return _read_iso(written)
    year, month, day, hour, minute, second, sign, hours, minutes = match.groups()
    try:
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        zone = timezone(-offset if sign == "-" else offset) if sign in ("+", "-") else UTC
        moment = datetime(
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=zone
        )
        return moment.astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return None


def _read_iso(written: str) -> str | None:
    try:
        moment = datetime.fromisoformat(written.removeprefix("D:").strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return None


def write_date(moment: str) -> str:
    """ISO 8601 as a date of PDF."""
    return datetime.fromisoformat(moment).astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")


def add_marks(pdf: Pdf, marks: Sequence[dict[str, Any]]) -> None:
    """Put annotations on the pages, each {page, kind, rects, strokes, color, text, author, name, at} as read."""
    by_page: dict[int, list[dict[str, Any]]] = {}
    for mark in marks:
        by_page.setdefault(int(mark["page"]), []).append(mark)
    for number, on_page in by_page.items():
        if not 1 <= number <= len(pdf):
            continue
        with pdf.page(number) as page:
            if not page:
                continue
            sheet = _Sheet(page)
            for mark in on_page:
                with _opened(pdfium.FPDFPage_CreateAnnot(page, SUBTYPES[mark["kind"]])) as annot:
                    if annot:
                        _write(annot, mark, sheet)


def _write(annot: Any, mark: dict[str, Any], sheet: _Sheet) -> None:
    red, green, blue = mark["color"]
    pdfium.FPDFAnnot_SetColor(annot, pdfium.FPDFANNOT_COLORTYPE_Color, red, green, blue, 255)
    rects = [_own_rect(sheet, rect) for rect in mark["rects"]] or [_own_rect(sheet, (8, 8, 8, 8))]
    if mark["kind"] in ("highlight", "underline"):
        for left, bottom, right, top in rects:
            # Upper left, upper right, lower left, lower right: what viewers expect, other than the standard says.
            quad = pdfium.FS_QUADPOINTSF(left, top, right, top, left, bottom, right, bottom)
            pdfium.FPDFAnnot_AppendAttachmentPoints(annot, quad)
    if mark["kind"] == "note":
        left, _, _, top = rects[0]
        rects = [(left, top - NOTE_POINTS, left + NOTE_POINTS, top)]
    for stroke in mark["strokes"] if mark["kind"] == "ink" else []:
        own = [sheet.own(x, y) for x, y in zip(stroke[::2], stroke[1::2], strict=False)]
        points = (pdfium.FS_POINTF * len(own))(*[pdfium.FS_POINTF(x, y) for x, y in own])
        pdfium.FPDFAnnot_AddInkStroke(annot, points, len(own))
    box = pdfium.FS_RECTF(
        left=min(one[0] for one in rects),
        bottom=min(one[1] for one in rects),
        right=max(one[2] for one in rects),
        top=max(one[3] for one in rects),
    )
    pdfium.FPDFAnnot_SetRect(annot, box)
    if mark["kind"] in ("area", "ink"):
        pdfium.FPDFAnnot_SetBorder(annot, 0, 0, 2)
    pdfium.FPDFAnnot_SetFlags(annot, PRINTED)
    moment = write_date(mark["at"])
    texts = {"Contents": mark["text"], "T": mark["author"], "NM": mark["name"], "CreationDate": moment, "M": moment}
    for key, text in texts.items():
        wide = (text + "\0").encode("utf-16-le")
        buffer = (ctypes.c_ushort * (len(wide) // 2)).from_buffer_copy(wide)
        pdfium.FPDFAnnot_SetStringValue(annot, key.encode(), buffer)


def _own_rect(sheet: _Sheet, rect: Sequence[float]) -> tuple[float, float, float, float]:
    one, other = sheet.own(rect[0], rect[1]), sheet.own(rect[2], rect[3])
    return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])

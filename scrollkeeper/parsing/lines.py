"""Glyphs to pieces (runs without a space) and pieces to printed lines, in the order of the content stream."""

import unicodedata
from collections.abc import Iterator

import numpy as np

from scrollkeeper.parsing.accents import attach_accents
from scrollkeeper.parsing.document import Line, Piece, Rect
from scrollkeeper.parsing.glyphs import GENERATED, FontTable
from scrollkeeper.parsing.order import in_reading_order
from scrollkeeper.parsing.pdf import GlyphPage, Pdf

SPACES = np.array(
    [*range(0x21), 0x7F, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF]
)
LINE_END_HYPHENS = (0x02, 0xFFFE, 0xAD)
# In parts of the font size: what a space is at the least, and what separates columns or cells.
WORD_GAP, COLUMN_GAP = 0.22, 2.5


def read_lines(page: GlyphPage, fonts: FontTable) -> list[Line]:
    """The printed lines of a page in reading order; text that does not run from left to right has the zone "margin"."""
    if not len(page.glyphs):
        return []
    glyphs = attach_accents(page.glyphs)
    quarters = np.rint(glyphs["angle"] / (np.pi / 2)).astype(int) % 4
    if not quarters.any():
        return in_reading_order(_read_upright(page.number, glyphs, fonts))
    lines = _read_upright(page.number, glyphs[quarters == 0], fonts)
    for quarter in (1, 2, 3):
        turned = glyphs[quarters == quarter]
        if len(turned):
            lines += _read_turned(page, turned, fonts, quarter)
    return in_reading_order(lines)


def _read_upright(number: int, glyphs: np.ndarray, fonts: FontTable) -> list[Line]:
    hyphens = np.isin(glyphs["code"], LINE_END_HYPHENS)
    spaces = (np.isin(glyphs["code"], SPACES) | ((glyphs["flags"] & GENERATED) > 0)) & ~hyphens
    kept = np.flatnonzero(~spaces)
    if not len(kept):
        return []
    shown = glyphs[kept]
    return _group(number, list(_pieces(shown, hyphens[kept], _piece_starts(shown, kept), fonts)), fonts)


def _read_turned(page: GlyphPage, glyphs: np.ndarray, fonts: FontTable, quarters: int) -> list[Line]:
    """Text at right angles: read as if the page had been turned, with its places turned back."""
    turned = glyphs.copy()
    for _ in range(
        quarters
    ):  # A quarter turn clockwise: (x, y) goes to (-y, x), which brings text that runs upwards level.
        x0, x1, x = turned["x0"].copy(), turned["x1"].copy(), turned["origin_x"].copy()
        turned["x0"], turned["x1"], turned["origin_x"] = -turned["y1"], -turned["y0"], -turned["origin_y"]
        turned["y0"], turned["y1"], turned["origin_y"] = x0, x1, x
    lines = _read_upright(page.number, turned, fonts)
    for line in lines:
        line.zone = "margin"
        line.rect = _turned_back(line.rect, quarters)
        for piece in line.pieces:
            piece.rect = _turned_back(piece.rect, quarters)
    return lines


def _turned_back(rect: Rect, quarters: int) -> Rect:
    for _ in range(quarters):
        rect = (rect[1], -rect[2], rect[3], -rect[0])
    return rect


def _piece_starts(shown: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Indexes into the visible glyphs at which a piece begins."""
    size = np.maximum(np.maximum(shown["size"][1:], shown["size"][:-1]), 1.0)
    apart = np.diff(kept) > 1
    drop = np.abs(np.diff(shown["origin_y"])) / size
    gap = (shown["x0"][1:] - shown["x1"][:-1]) / size
    resized = np.abs(np.diff(shown["size"])) > 0.15 * size
    breaks = apart | (drop > 0.5) | (gap > WORD_GAP) | (gap < -1.5) | (resized & (drop > 0.12))
    return np.concatenate(([0], np.flatnonzero(breaks) + 1))


def _pieces(shown: np.ndarray, hyphens: np.ndarray, starts: np.ndarray, fonts: FontTable) -> Iterator[Piece]:
    ends = np.concatenate((starts[1:], [len(shown)]))
    x0, y0 = np.minimum.reduceat(shown["x0"], starts).tolist(), np.minimum.reduceat(shown["y0"], starts).tolist()
    x1, y1 = np.maximum.reduceat(shown["x1"], starts).tolist(), np.maximum.reduceat(shown["y1"], starts).tolist()
    sizes, baselines = shown["size"][starts].tolist(), shown["origin_y"][starts].tolist()
    font_of, last_hyphen = shown["font"][starts].tolist(), hyphens[ends - 1].tolist()
    codes = shown["code"].copy()
    codes[hyphens] = 0x2D
    text = "".join(map(chr, np.minimum(codes, 0x10FFFF).tolist()))
    for number, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        piece = text[start:end]
        if not piece.isascii():
            piece = _tidy(piece)
            if not piece:
                continue
        font = fonts[font_of[number]]
        yield Piece(
            piece, (x0[number], y0[number], x1[number], y1[number]), sizes[number], baselines[number],
            font.bold, font.italic, font_of[number], last_hyphen[number] or piece.endswith(("-", "\u2010")),
        )  # fmt: skip


def _tidy(text: str) -> str:
    """Surrogate pairs joined, compatibility forms (ligatures, full width) resolved, accents composed, controls gone."""
    if any("\ud800" <= char <= "\udfff" for char in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = unicodedata.normalize("NFKC", text)
    return "".join(char for char in text if char.isprintable() and not char.isspace())


def _group(number: int, pieces: list[Piece], fonts: FontTable) -> list[Line]:
    lines: list[list[Piece]] = []
    for piece in pieces:
        if lines and _continues(lines[-1], piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [_line(number, group, fonts) for group in lines]


def _continues(line: list[Piece], piece: Piece) -> bool:
    last = line[-1]
    size = max(last.size, piece.size, 1.0)
    if piece.rect[0] < last.rect[0] - 0.3 * size or piece.rect[0] - last.rect[2] > COLUMN_GAP * size:
        return False
    if abs(piece.baseline - last.baseline) < 0.35 * size:
        return True
    # A superscript or subscript: smaller, and its box overlaps the line's.
    overlap = min(piece.rect[3], last.rect[3]) - max(piece.rect[1], last.rect[1])
    smaller = min(piece.size, last.size) < 0.85 * size
    return smaller and overlap > 0.3 * min(piece.rect[3] - piece.rect[1], last.rect[3] - last.rect[1])


def _line(number: int, pieces: list[Piece], fonts: FontTable) -> Line:
    rect: Rect = (
        min(piece.rect[0] for piece in pieces), min(piece.rect[1] for piece in pieces),
        max(piece.rect[2] for piece in pieces), max(piece.rect[3] for piece in pieces),
    )  # fmt: skip
    weights: dict[tuple[float, int], int] = {}
    for piece in pieces:
        key = (round(piece.size, 1), piece.font)
        weights[key] = weights.get(key, 0) + len(piece.text)
    (size, font), letters = max(weights.items(), key=lambda item: item[1])[0], sum(weights.values())
    bold = sum(len(piece.text) for piece in pieces if piece.bold) * 2 > letters
    italic = sum(len(piece.text) for piece in pieces if piece.italic) * 2 > letters
    text = " ".join(piece.text for piece in pieces)
    return Line(number, text, rect, size, fonts[font].name, bold, italic, pieces)


def lines_of(pdf: Pdf, first: int = 1, last: int | None = None) -> Iterator[tuple[GlyphPage, list[Line]]]:
    """Each page with its lines."""
    for number in range(first, (last or len(pdf)) + 1):
        page = pdf.read_page(number)
        yield page, read_lines(page, pdf.fonts)

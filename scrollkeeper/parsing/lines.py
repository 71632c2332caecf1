"""Glyphs to pieces (runs without a space) and pieces to printed lines, in the order of the content stream."""

from collections.abc import Iterator

import numpy as np

from scrollkeeper.parsing.accents import attach_accents
from scrollkeeper.parsing.document import Line, Rect
from scrollkeeper.parsing.glyphs import GENERATED, FontTable, code_table, take
from scrollkeeper.parsing.order import in_reading_order
from scrollkeeper.parsing.pdf import GlyphPage, Pdf
from scrollkeeper.parsing.pieces import PieceRun, PieceTable, tabulate

IS_SPACE = code_table(
    [*range(0x21), 0x7F, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF]
)
IS_LINE_END_HYPHEN = code_table((0x02, 0xFFFE, 0xAD))
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
    table = read_pieces(glyphs, fonts)
    return _lines(number, table) if table is not None else []


def read_pieces(glyphs: np.ndarray, fonts: FontTable) -> PieceTable | None:
    """Words as they are printed, with boxes and fonts, in the order of the file; None where nothing is visible."""
    codes = np.minimum(glyphs["code"], 0xFFFF)
    hyphens = IS_LINE_END_HYPHEN[codes]
    spaces = IS_SPACE[codes] | ((glyphs["flags"] & GENERATED) > 0)
    kept = np.flatnonzero(~spaces | hyphens)
    if not len(kept):
        return None
    shown = take(glyphs, kept)
    table = tabulate(shown, hyphens[kept], _piece_starts(shown, kept), fonts)
    return table if len(table) else None


def _read_turned(page: GlyphPage, glyphs: np.ndarray, fonts: FontTable, quarters: int) -> list[Line]:
    """Text at right angles: read as if the page had been turned, with its places turned back."""
    turned = glyphs.copy()
    # A quarter turn clockwise: (x, y) goes to (-y, x), which brings text that runs upwards level.
    for _ in range(quarters):
        x0, x1, x = turned["x0"].copy(), turned["x1"].copy(), turned["origin_x"].copy()
        turned["x0"], turned["x1"], turned["origin_x"] = -turned["y1"], -turned["y0"], -turned["origin_y"]
        turned["y0"], turned["y1"], turned["origin_y"] = x0, x1, x
    table = read_pieces(turned, fonts)
    if table is None:
        return []
    lines = _lines(page.number, table)
    for _ in range(quarters):
        x0, y0, x1, y1 = table.rects.T.copy()
        table.rects = np.column_stack([y0, -x1, y1, -x0])
    for line in lines:
        line.zone = "margin"
        line.rect = _turned_back(line.rect, quarters)
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


def _lines(number: int, table: PieceTable) -> list[Line]:
    """Pieces that go on from one another, as lines with the type that most of their letters have."""
    starts = np.concatenate(([0], np.flatnonzero(~_continues(table)) + 1))
    ends = np.append(starts[1:], len(table))
    rects = np.column_stack(
        [np.minimum.reduceat(table.rects[:, 0], starts), np.minimum.reduceat(table.rects[:, 1], starts),
         np.maximum.reduceat(table.rects[:, 2], starts), np.maximum.reduceat(table.rects[:, 3], starts)]
    ).tolist()  # fmt: skip
    letters = np.array(list(map(len, table.texts)))
    sizes = np.round(table.sizes, 1)
    mixed = (np.maximum.reduceat(sizes, starts) > np.minimum.reduceat(sizes, starts)) | (
        np.maximum.reduceat(table.font, starts) > np.minimum.reduceat(table.font, starts)
    )
    lines = []
    for start, end, rect, is_mixed in zip(starts.tolist(), ends.tolist(), rects, mixed.tolist(), strict=True):
        main = _main_piece(sizes, table, letters, start, end) if is_mixed else start
        font = table.fonts[int(table.font[main])]
        bold, italic = _weights(table, letters, start, end) if is_mixed else (font.bold, font.italic)
        text = " ".join(table.texts[start:end])
        run = PieceRun(table, start, end, not is_mixed)
        x0, y0, x1, y1 = rect
        lines.append(Line(number, text, (x0, y0, x1, y1), float(sizes[main]), font.name, bold, italic, run))
    return lines


def _continues(table: PieceTable) -> np.ndarray:
    """For each piece but the first whether it stands in the line of the piece before."""
    rects, sizes, baselines = table.rects, table.sizes, table.baselines
    x0, y0, x1, y1 = rects.T
    size = np.maximum(np.maximum(sizes[1:], sizes[:-1]), 1.0)
    forward = (x0[1:] >= x0[:-1] - 0.3 * size) & (x0[1:] - x1[:-1] <= COLUMN_GAP * size)
    level = np.abs(np.diff(baselines)) < 0.35 * size
    # A superscript or subscript: smaller, and its box overlaps the line's.
    overlap = np.minimum(y1[1:], y1[:-1]) - np.maximum(y0[1:], y0[:-1])
    smaller = np.minimum(sizes[1:], sizes[:-1]) < 0.85 * size
    return forward & (level | (smaller & (overlap > 0.3 * np.minimum(y1[1:] - y0[1:], y1[:-1] - y0[:-1]))))


def _main_piece(sizes: np.ndarray, table: PieceTable, letters: np.ndarray, start: int, end: int) -> int:
    """A piece in the size and font that most letters of the line have."""
    weights: dict[tuple[float, int], int] = {}
    first: dict[tuple[float, int], int] = {}
    keys = zip(sizes[start:end].tolist(), table.font[start:end].tolist(), strict=True)
    for index, (key, count) in enumerate(zip(keys, letters[start:end].tolist(), strict=True), start):
        weights[key] = weights.get(key, 0) + count
        first.setdefault(key, index)
    return first[max(weights, key=weights.__getitem__)]


def _weights(table: PieceTable, letters: np.ndarray, start: int, end: int) -> tuple[bool, bool]:
    """Whether more than half of the letters are bold, and italic."""
    total = bold = italic = 0
    for font, count in zip(table.font[start:end].tolist(), letters[start:end].tolist(), strict=True):
        described = table.fonts[font]
        total += count
        bold += count * described.bold
        italic += count * described.italic
    return bold * 2 > total, italic * 2 > total


def lines_of(pdf: Pdf, first: int = 1, last: int | None = None) -> Iterator[tuple[GlyphPage, list[Line]]]:
    """Each page with its lines."""
    for number in range(first, (last or len(pdf)) + 1):
        page = pdf.read_page(number)
        yield page, read_lines(page, pdf.fonts)

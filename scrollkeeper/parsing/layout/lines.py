"""Glyphs to pieces (runs without a space) and pieces to printed lines, in the order of the content stream."""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from scrollkeeper.parsing.document import Line, Rect
from scrollkeeper.parsing.glyphs import helper
from scrollkeeper.parsing.glyphs.accents import attach_accents
from scrollkeeper.parsing.glyphs.columns import Font, FontTable, Glyphs
from scrollkeeper.parsing.glyphs.letterspacing import join_letters
from scrollkeeper.parsing.glyphs.pieces import PieceRun, PieceTable, bounds_of, tabulate
from scrollkeeper.parsing.glyphs.rtl import UnfoldedRow, rtl_rows, unfold
from scrollkeeper.parsing.glyphs.scripts import attach_scripts
from scrollkeeper.parsing.layout.order import in_reading_order
from scrollkeeper.parsing.pdf import GlyphPage, Pdf

# What separates columns or cells, in parts of the font size.
COLUMN_GAP = 2.5
# Changes of type in a line that are looked at.
MOST_TYPES = 200


def read_lines(page: GlyphPage, fonts: FontTable) -> list[Line]:
    """The printed lines of a page in reading order; text that does not run from left to right has the zone "margin"."""
    if not len(page.glyphs):
        return []
    glyphs = attach_accents(page.glyphs)
    quarters = np.rint(glyphs.angle / np.float32(np.pi / 2))
    if not quarters.any():
        return in_reading_order(_read_upright(page.number, glyphs, fonts))
    quarters %= 4
    lines = _read_upright(page.number, glyphs.take(quarters == 0), fonts)
    for quarter in (1, 2, 3):
        turned = glyphs.take(quarters == quarter)
        if len(turned):
            lines += _read_turned(page, turned, fonts, quarter)
    return in_reading_order(lines)


def _read_upright(number: int, glyphs: Glyphs, fonts: FontTable) -> list[Line]:
    rows = rtl_rows(glyphs)
    if not rows:
        return _read_ltr(number, glyphs, fonts)
    lines: list[Line] = []
    end = 0
    for start, following in rows:
        lines += _read_ltr(number, glyphs.take(slice(end, start)), fonts)
        for row in unfold(glyphs.take(slice(start, following)), COLUMN_GAP):
            lines += _read_unfolded(number, row, fonts)
        end = following
    return lines + _read_ltr(number, glyphs.take(slice(end, None)), fonts)


def _read_ltr(number: int, glyphs: Glyphs, fonts: FontTable) -> list[Line]:
    table = read_pieces(glyphs, fonts)
    return _lines(number, table) if table is not None else []


def _read_unfolded(number: int, row: UnfoldedRow, fonts: FontTable) -> list[Line]:
    """Right-to-left text: read as unfolded, with its places laid back."""
    table = read_pieces(row.glyphs, fonts)
    if table is None:
        return []
    lines = _lines(number, table)
    table.rects = row.lay_back(table.rects)
    for line, rect in zip(lines, row.lay_back(np.array([line.rect for line in lines])).tolist(), strict=True):
        line.rect = tuple(rect)
    return lines


def read_pieces(glyphs: Glyphs, fonts: FontTable) -> PieceTable | None:
    """Words as they are printed, with boxes and fonts, in the order of the file; None where nothing is visible."""
    if not len(glyphs):
        return None
    table = tabulate(glyphs, fonts)
    return attach_scripts(join_letters(table)) if len(table) else None


def _read_turned(page: GlyphPage, glyphs: Glyphs, fonts: FontTable, quarters: int) -> list[Line]:
    """Text at right angles: read as if the page had been turned, with its places turned back."""
    # A quarter turn clockwise: (x, y) goes to (-y, x), which brings text that runs upwards level.
    for _ in range(quarters):
        x0, x1, x = glyphs.x0, glyphs.x1, glyphs.origin_x
        glyphs.x0, glyphs.x1, glyphs.origin_x = -glyphs.y1, -glyphs.y0, -glyphs.origin_y
        glyphs.y0, glyphs.y1, glyphs.origin_y = x0, x1, x
    table = read_pieces(glyphs, fonts)
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


def _lines(page: int, table: PieceTable) -> list[Line]:
    """Pieces that go on from one another, as lines with the type that most of their letters have."""
    if helper.LIBRARY is None:
        columns = _lines_plainly(table)
    else:
        pieces = (table.lengths, table.rects, table.sizes, table.baselines, table.font)
        columns = helper.lines(pieces, COLUMN_GAP, table.fonts.bits(), MOST_TYPES)
    starts, rects, *types = columns
    fonts, texts = table.fonts.listed(), table.texts
    ends = [*starts[1:], len(table)]
    hyphenated = table.hyphenated[np.array(ends) - 1].tolist()
    lines = []
    for start, end, hyphen, rect, size, number, bold, italic, uniform, apart in zip(
        starts, ends, hyphenated, rects, *types, strict=True
    ):
        text = " ".join(texts[start:end])
        run = PieceRun(table, start, end, text, uniform, apart, hyphen)
        lines.append(Line(page, text, tuple(rect), size, fonts[number].name, bold, italic, run))
    table.texts = []  # They are in the lines now; those of a book would fill much memory.
    return lines


def _lines_plainly(table: PieceTable) -> tuple[list[Any], ...]:
    """What helper.lines gives."""
    starts = np.concatenate(([0], np.flatnonzero(~_continues(table)) + 1))
    ends = np.append(starts[1:], len(table))
    sizes, font = np.round(table.sizes, 1), table.font
    begins = font[starts]
    apart = (begins != font[np.minimum(starts + 1, ends - 1)]) | (begins != font[ends - 1])
    # Stretches of pieces of one line in one type, of which most lines are one.
    changes = np.append(True, (np.diff(sizes) != 0) | (np.diff(font) != 0))
    changes[starts] = True
    stretches = np.flatnonzero(changes)
    letters = np.add.reduceat(table.lengths, stretches).tolist()
    types = list(zip(sizes[stretches].tolist(), font[stretches].tolist(), strict=True))
    firsts = np.searchsorted(stretches, starts).tolist()
    fonts = table.fonts.listed()
    bounds = [(first, min(last, first + MOST_TYPES)) for first, last in itertools.pairwise([*firsts, len(types)])]
    main = [_main_type(types[first:last], letters[first:last], fonts) for first, last in bounds]
    uniform = [last - first == 1 for first, last in bounds]
    columns = [list(column) for column in zip(*main, strict=True)]
    return (starts.tolist(), bounds_of(table.rects, starts).tolist(), *columns, uniform, apart.tolist())


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
    joined: np.ndarray = forward & (
        level | (smaller & (overlap > 0.3 * np.minimum(y1[1:] - y0[1:], y1[:-1] - y0[:-1])))
    )
    return joined


def _main_type(types: list[tuple[float, int]], letters: list[int], fonts: list[Font]) -> tuple[float, int, bool, bool]:
    """Size and font that most letters of a line have, and whether more than half are bold, and italic."""
    weights: dict[tuple[float, int], int] = {}
    bold = italic = 0
    for key, count in zip(types, letters, strict=True):
        weights[key] = weights.get(key, 0) + count
        font = fonts[key[1]]
        if font.bold:
            bold += count
        if font.italic:
            italic += count
    half = sum(letters) / 2
    size, number = max(weights, key=weights.__getitem__)
    return size, number, bold > half, italic > half


def lines_of(pdf: Pdf, first: int = 1, last: int | None = None) -> Iterator[tuple[GlyphPage, list[Line]]]:
    """Each page with its lines."""
    for number in range(first, (last or len(pdf)) + 1):
        page = pdf.read_page(number)
        yield page, read_lines(page, pdf.fonts)

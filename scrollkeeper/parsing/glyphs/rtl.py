"""Rows of right-to-left text, laid out as if they were read from left to right, and their places laid back.

Everything after the glyphs reads from left to right: words, scripts, lines. A row with right-to-left letters is
therefore unfolded first: each stretch that reads from right to left is mirrored in its place, so that the glyphs stand
in logical order with the gaps that are printed between them (`bidi.py` decides on the stretches).
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scrollkeeper.parsing.glyphs.bidi import RTL_RANGES, is_rtl, levels_of, reversals, with_brackets_paired
from scrollkeeper.parsing.glyphs.columns import Glyphs, code_table
from scrollkeeper.parsing.glyphs.pieces import MAX_CODE, WORD_GAP

IS_RTL = code_table(code for first, last in RTL_RANGES for code in range(first, last + 1))
# Baselines of one row, and the least gap for a space that the file has somewhere near; in parts of the font size.
SAME_ROW, THIN_GAP = 0.5, 0.12
# How far, in points, the origins of characters of one glyph may seem to differ.
SAME_PLACE = 0.01
# Rows cost more than others do; a page with more of them, or with glyphs farther off than this in points (or nowhere),
# is read in the order of the file.
MAX_ROWS, FARTHEST = 2_000, 1e6


@dataclass(slots=True)
class UnfoldedRow:
    """Glyphs in logical order, on places from left to right; `printed` are their left and right edges on the page."""

    glyphs: Glyphs
    printed: np.ndarray

    def lay_back(self, rects: np.ndarray) -> np.ndarray:
        """Rectangles (n x 4) around unfolded glyphs, around the same glyphs where they are printed."""
        middles = (self.glyphs.x0 + self.glyphs.x1) / 2
        order = np.argsort(middles, kind="stable")
        firsts = np.searchsorted(middles[order], rects[:, 0], "left")
        lasts = np.searchsorted(middles[order], rects[:, 2], "right")
        back, printed = rects.copy(), self.printed[:, order]
        for row, (first, last) in enumerate(zip(firsts.tolist(), lasts.tolist(), strict=True)):
            if first < last:
                back[row, 0], back[row, 2] = printed[0, first:last].min(), printed[1, first:last].max()
        return back


def rtl_rows(glyphs: Glyphs) -> list[tuple[int, int]]:
    """Where rows with right-to-left letters begin and end among glyphs in the order of the file; mostly none."""
    if not (glyphs.code >= RTL_RANGES[0][0]).any():
        return []
    rtl = IS_RTL[np.minimum(glyphs.code, 0xFFFF)]
    if not rtl.any():
        return []
    size = np.maximum(np.maximum(glyphs.size[1:], glyphs.size[:-1]), 1.0)
    breaks = np.flatnonzero(np.abs(np.diff(glyphs.origin_y)) > SAME_ROW * size) + 1
    starts = np.concatenate(([0], breaks))
    ends = np.append(breaks, len(glyphs))
    rows = np.flatnonzero(np.logical_or.reduceat(rtl, starts))
    placed = (np.abs(glyphs.x0) < FARTHEST) & (np.abs(glyphs.x1) < FARTHEST)
    if len(rows) > MAX_ROWS or not placed.all():
        return []
    return list(zip(starts[rows].tolist(), ends[rows].tolist(), strict=True))


def unfold(row: Glyphs, column_gap: float) -> Iterator[UnfoldedRow]:
    """The parts of one row that gaps of columns (in parts of the font size) divide, in the order they are read in."""
    _unite_clusters(row)
    text = _text(row)
    marks = np.array([unicodedata.category(sign) == "Mn" for sign in text])
    if marks.all():
        marks[:] = False
    bases, middles = np.flatnonzero(~marks), (row.x0 + row.x1) / 2
    visual = bases[np.argsort(middles[bases], kind="stable")]
    owners = visual[_nearest(middles[visual], middles[marks])]
    belonging: dict[int, list[int]] = {}
    for mark, owner in zip(np.flatnonzero(marks).tolist(), owners.tolist(), strict=True):
        belonging.setdefault(owner, []).append(mark)
    gaps = row.x0[visual[1:]] - np.maximum.accumulate(row.x1[visual])[:-1]
    parts = np.split(visual, np.flatnonzero(gaps > column_gap * np.maximum(row.size[visual[1:]], 1.0)) + 1)
    if is_rtl("".join([text[glyph] for glyph in visual.tolist()])):
        parts.reverse()
    for part in parts:
        yield _unfold_part(row, text, part, belonging)


def _unfold_part(row: Glyphs, text: str, visual: np.ndarray, belonging: dict[int, list[int]]) -> UnfoldedRow:
    spaced = _with_spaces(row, visual)
    printed = "".join([text[glyph] if glyph >= 0 else " " for glyph in spaced.tolist()])
    x0, x1 = (np.where(spaced >= 0, edge[spaced], np.nan).astype("<f4") for edge in (row.x0, row.x1))
    for start, end in reversals(levels_of(printed)):
        stretch = slice(start, end)
        drawn = spaced[stretch] >= 0
        around = x0[stretch][drawn].min() + x1[stretch][drawn].max()
        spaced[stretch] = spaced[stretch][::-1].copy()
        x0[stretch], x1[stretch] = around - x1[stretch][::-1], around - x0[stretch][::-1]
    logical = with_brackets_paired("".join([text[glyph] if glyph >= 0 else " " for glyph in spaced.tolist()]))
    order, places, codes = list[int](), list[int](), list[int]()
    for place, glyph in enumerate(spaced.tolist()):
        if glyph >= 0:
            own = [glyph, *belonging.get(glyph, ())]
            order += own
            places += [place] * len(own)
            codes += [ord(logical[place]), *(ord(text[mark]) for mark in own[1:])]
    glyphs = row.take(np.array(order))
    edges = np.array([glyphs.x0, glyphs.x1])
    glyphs.code, glyphs.run = np.array(codes, "<u4"), np.cumsum(spaced < 0).astype("<i4")[places]
    glyphs.x0, glyphs.x1 = x0[places], x1[places]
    return UnfoldedRow(glyphs, edges)


def _text(row: Glyphs) -> str:
    return "".join(map(chr, np.minimum(row.code, MAX_CODE).tolist()))


def _unite_clusters(row: Glyphs) -> None:
    """Give characters that one drawn glyph stands for, a ligature or a letter with its marks, one box."""
    moved = (np.abs(np.diff(row.origin_x)) > SAME_PLACE) | (np.abs(np.diff(row.origin_y)) > SAME_PLACE)
    starts = np.flatnonzero(np.append(True, moved))
    counts = np.diff(np.append(starts, len(row)))
    row.x0 = np.repeat(np.minimum.reduceat(row.x0, starts), counts)
    row.x1 = np.repeat(np.maximum.reduceat(row.x1, starts), counts)


def _nearest(places: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """For each number the index of the nearest of these, which are sorted."""
    after = np.clip(np.searchsorted(places, wanted), 0, len(places) - 1)
    before = np.maximum(after - 1, 0)
    nearest: np.ndarray = np.where(wanted - places[before] < places[after] - wanted, before, after)
    return nearest


def _with_spaces(row: Glyphs, visual: np.ndarray) -> np.ndarray:
    """Indexes of glyphs from left to right, with -1 where there is a space.

    The file's own spaces count between glyphs that are neighbours in it too; elsewhere they need a gap to be believed.
    """
    left, right = visual[:-1], visual[1:]
    gap = (row.x0[right] - row.x1[left]) / np.maximum(np.maximum(row.size[left], row.size[right]), 1.0)
    neighbours = np.abs(right - left) == 1
    spaced = (gap > WORD_GAP) | ((row.run[left] != row.run[right]) & (neighbours | (gap > THIN_GAP)))
    with_spaces: np.ndarray = np.insert(visual, np.flatnonzero(spaced) + 1, -1)
    return with_spaces

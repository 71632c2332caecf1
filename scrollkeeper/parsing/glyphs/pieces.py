"""Pieces of a page (runs of glyphs without a space) as columns; a Piece is only made where somebody looks at it.

A page has some 550 pieces. Their texts, places, sizes and fonts come from whole-array operations, which take a tenth of
the time that as many Python objects would.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, overload

import numpy as np

from scrollkeeper.parsing.document import Piece
from scrollkeeper.parsing.glyphs import helper
from scrollkeeper.parsing.glyphs.columns import LINE_END_HYPHENS, FontTable, Glyphs, code_table

MAX_CODE = 0x10FFFF
# What a space is at the least, in parts of the font size; what is one between two words whose letters stand close, at a
# change of type, after a stop or before a capital, as in tightly set lines; and how far such letters are apart at most.
WORD_GAP, NARROW_GAP, LETTER_GAP = GAPS = (0.22, 0.12, 0.05)
IS_LINE_END_HYPHEN = code_table(LINE_END_HYPHENS)
# Codes that are their own normal form, NFKC, whatever stands beside them; there are others.
IS_CALM = code_table((*range(0x80), *range(0xC0, 0x100), *map(ord, "–—‘’“”")))
# By code, what a narrow space may stand beside: 1 for a word’s end, 2 for its beginning, and 4 and 8 where it needs no
# change of type. Scripts whose words are parted otherwise have none.
STOPS, OPENING = ".,;:)]”’%!?", "([“‘"
LETTERS = [code for code in range(0x530) if chr(code).isalpha()]
SIDES = (
    code_table((*LETTERS, *range(0x30, 0x3A), *map(ord, STOPS))).astype(np.uint8)
    + 2 * code_table((*LETTERS, *map(ord, OPENING))).astype(np.uint8)
    + 4 * code_table(map(ord, STOPS)).astype(np.uint8)
    + 8 * code_table(code for code in LETTERS if chr(code).isupper()).astype(np.uint8)
)
Columns = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, str]
SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class PieceTable:
    """Columns of n pieces in the order of the file; `rects` is n x 4 in points, `lengths` are those of the texts."""

    texts: list[str]
    lengths: np.ndarray
    rects: np.ndarray
    sizes: np.ndarray
    baselines: np.ndarray
    font: np.ndarray
    hyphenated: np.ndarray
    fonts: FontTable

    def __len__(self) -> int:
        return len(self.lengths)

    def pieces(self, start: int, end: int, texts: list[str]) -> list[Piece]:
        fonts = self.fonts.listed()
        columns = (
            texts, self.rects[start:end].tolist(), self.sizes[start:end].tolist(),
            self.baselines[start:end].tolist(), self.font[start:end].tolist(), self.hyphenated[start:end].tolist(),
        )  # fmt: skip
        return [
            Piece(text, tuple(rect), size, baseline, fonts[number].bold, fonts[number].italic, number, hyphenated)
            for text, rect, size, baseline, number, hyphenated in zip(*columns, strict=True)
        ]


class PieceRun(Sequence[Piece]):
    """The pieces `start` to `end` of a table, made when they are first looked at; their texts are cut out of `text`."""

    __slots__ = ("_made", "apart", "end", "hyphenated", "start", "table", "text", "uniform")

    def __init__(
        self,
        table: PieceTable,
        start: int,
        end: int,
        text: str,
        uniform: bool = False,
        apart: bool = True,
        hyphenated: bool = False,
    ) -> None:
        self.table, self.start, self.end, self.text = table, start, end, text
        self.uniform, self.apart, self.hyphenated = uniform, apart, hyphenated
        self._made: list[Piece] | None = None

    def __len__(self) -> int:
        return self.end - self.start

    @overload
    def __getitem__(self, index: int) -> Piece: ...
    @overload
    def __getitem__(self, index: slice) -> list[Piece]: ...
    def __getitem__(self, index: int | slice) -> Piece | list[Piece]:
        return self._pieces()[index]

    def __iter__(self) -> Iterator[Piece]:
        return iter(self._pieces())

    def __reduce__(self) -> tuple[type[list[Piece]], tuple[list[Piece]]]:
        return list, (self._pieces(),)

    def around(self, start: int, end: int) -> tuple[list[Piece], int]:
        """The pieces that hold text[start:end], and where in the text the first begins; no others are made."""
        first, last = self.text.count(" ", 0, start), self.text.count(" ", 0, end) + 1
        begin = self.text.rfind(" ", 0, start) + 1
        if self._made is not None:
            return self._made[first:last], begin
        texts = self.text[begin:].split(" ", last - first)[: last - first]
        return self.table.pieces(self.start + first, self.start + last, texts), begin

    def _pieces(self) -> list[Piece]:
        if self._made is None:
            self._made = self.table.pieces(self.start, self.end, self.text.split(" "))
        return self._made


def is_uniform(pieces: Sequence[Piece]) -> bool:
    """Whether all are known to be of one font and size, as those of most lines are, without making them."""
    return isinstance(pieces, PieceRun) and pieces.uniform


def first_font(pieces: Sequence[Piece]) -> int:
    """The number of the font of the first, without making it."""
    return int(pieces.table.font[pieces.start]) if isinstance(pieces, PieceRun) else pieces[0].font


def rest_is_in(pieces: Sequence[Piece], font: int) -> bool:
    """Whether all but the first are set in that font, without making them."""
    if isinstance(pieces, PieceRun):
        return bool((pieces.table.font[pieces.start + 1 : pieces.end] == font).all())
    return all(piece.font == font for piece in pieces[1:])


def begins_apart(pieces: Sequence[Piece]) -> bool:
    """Whether the first pieces may be set in another font than the last."""
    return pieces.apart if isinstance(pieces, PieceRun) else len(pieces) > 1


def ends_with_hyphen(pieces: Sequence[Piece]) -> bool:
    """Whether a word may be broken after the last."""
    if isinstance(pieces, PieceRun):
        return pieces.hyphenated
    return pieces[-1].hyphenated


def columns_of(runs: Sequence[Sequence[Piece]]) -> tuple[np.ndarray, np.ndarray]:
    """Lengths of the texts and the n x 4 rectangles of all pieces; runs that go on from one another are one slice."""
    lengths, rects = [np.zeros(0, np.int64)], [np.zeros((0, 4))]
    position = 0
    while position < len(runs):
        run = runs[position]
        position += 1
        if not isinstance(run, PieceRun):
            lengths.append(np.array([len(piece.text) for piece in run], np.int64))
            rects.append(np.array([piece.rect for piece in run], float).reshape(-1, 4))
            continue
        end = run.end
        while position < len(runs):
            following = runs[position]
            if not isinstance(following, PieceRun) or following.table is not run.table or following.start != end:
                break
            end = following.end
            position += 1
        lengths.append(run.table.lengths[run.start : end])
        rects.append(run.table.rects[run.start : end])
    return np.concatenate(lengths), np.concatenate(rects)


def tabulate(glyphs: Glyphs, fonts: FontTable) -> PieceTable:
    """Columns of the pieces of one or more glyphs."""
    if helper.LIBRARY is None:
        return _tidied(_tabulate_plainly(glyphs), fonts)
    return _tidied(helper.pieces(glyphs.columns(), GAPS, SIDES), fonts)


def _tabulate_plainly(glyphs: Glyphs) -> Columns:
    """What helper.pieces gives."""
    starts = _starts(glyphs)
    ends = np.append(starts[1:], len(glyphs))
    rects = np.empty((len(starts), 4))
    rects[:, 0], rects[:, 1] = np.minimum.reduceat(glyphs.x0, starts), np.minimum.reduceat(glyphs.y0, starts)
    rects[:, 2], rects[:, 3] = np.maximum.reduceat(glyphs.x1, starts), np.maximum.reduceat(glyphs.y1, starts)
    codes = np.minimum(glyphs.code, MAX_CODE)
    codes[IS_LINE_END_HYPHEN[np.minimum(codes, 0xFFFF)]] = 0x2D
    lengths = ends - starts
    spaced = np.full(len(codes) + len(lengths) - 1, 0x20, "<u4")
    spaced[np.arange(len(codes)) + np.repeat(np.arange(len(lengths)), lengths)] = codes
    lasts = codes[ends - 1]
    odd = ~np.minimum.reduceat(IS_CALM[np.minimum(codes, 0xFFFF)], starts)
    return (
        lengths, rects, glyphs.size[starts].astype(float), glyphs.origin_y[starts].astype(float), glyphs.font[starts],
        (lasts == 0x2D) | (lasts == 0x2010), odd, spaced.tobytes().decode("utf-32-le", "surrogatepass"),
    )  # fmt: skip


def _starts(glyphs: Glyphs) -> np.ndarray:
    """Indexes at which a piece begins."""
    sizes = glyphs.size
    size = np.maximum(np.maximum(sizes[1:], sizes[:-1]), 1.0)
    drop = np.abs(np.diff(glyphs.origin_y)) / size
    gap = (glyphs.x0[1:] - glyphs.x1[:-1]) / size
    resized = np.abs(np.diff(sizes)) > 0.15 * size
    breaks = (np.diff(glyphs.run) > 0) | (drop > 0.5) | (gap > WORD_GAP) | (gap < -1.5) | (resized & (drop > 0.12))
    narrow = np.flatnonzero(~breaks & (gap > NARROW_GAP) & may_be_narrow(glyphs.code, np.diff(glyphs.font) != 0))
    lone = [at for at in narrow.tolist() if _is_lone(gap, breaks, at)]
    return np.concatenate(([0], np.union1d(np.flatnonzero(breaks), lone).astype(np.int64) + 1))


def may_be_narrow(codes: np.ndarray, changes: np.ndarray | bool = False) -> np.ndarray:
    """Whether a narrow space may stand before each glyph but the first; `changes` says where the type does."""
    sides = np.where(codes <= 0xFFFF, SIDES[np.minimum(codes, 0xFFFF)], 0)
    before, after = sides[:-1], sides[1:]
    may: np.ndarray = (before & 1 > 0) & (after & 2 > 0) & ((before & 4 > 0) | (after & 8 > 0) | changes)
    return may


def _is_lone(gap: np.ndarray, breaks: np.ndarray, at: int) -> bool:
    """Whether the gaps beside this one, at most two on either side, are those within a word."""
    beside: list[float] = []
    for step in (-1, 1):
        for other in (at + step, at + 2 * step):
            if not 0 <= other < len(gap) or breaks[other]:
                break
            beside.append(gap[other])
    return bool(beside) and all(width <= LETTER_GAP for width in beside)  # Not max: a gap may be no number.


def _tidied(columns: Columns, fonts: FontTable) -> PieceTable:
    """With the texts of the pieces, all of them cut out of one, and without those of which nothing is left."""
    lengths, rects, sizes, baselines, font, hyphenated, odd, spaced = columns
    texts = spaced.split(" ")
    for index in np.flatnonzero(odd).tolist():
        texts[index] = text = _tidy(texts[index])
        lengths[index] = len(text)
    table = PieceTable(texts, lengths, rects, sizes, baselines, font, hyphenated, fonts)
    return table if lengths.all() else _without_empty(table)


class MergedPiece(NamedTuple):
    """Pieces `first` to `end` of a table as one with this text, in the type of piece `base`."""

    first: int
    end: int
    base: int
    text: str


def merge_pieces(table: PieceTable, merged: Sequence[MergedPiece]) -> PieceTable:
    """The table with these made one each; they are in order and do not overlap."""
    kept = np.ones(len(table), bool)
    texts, lengths = table.texts, table.lengths
    for first, end, _, text in reversed(merged):
        kept[first + 1 : end] = False
        texts[first:end] = [text]
        lengths[first] = len(text)
    firsts = np.flatnonzero(kept)
    lasts = np.append(firsts[1:], len(kept)) - 1
    bases = firsts.copy()
    for first, _, base, _ in merged:
        if base != first:  # A word may begin with a script, before the piece that it has its type of.
            bases[np.searchsorted(firsts, first)] = base
    return PieceTable(
        texts,
        lengths[firsts],
        bounds_of(table.rects, firsts),
        table.sizes[bases],
        table.baselines[bases],
        table.font[bases],
        table.hyphenated[lasts],
        table.fonts,
    )


def bounds_of(rects: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """The rectangles around those of the rows from each start to the next."""
    bounds: np.ndarray = np.minimum.reduceat(rects, starts)
    bounds[:, 2:] = np.maximum.reduceat(rects[:, 2:], starts)
    return bounds


def _without_empty(table: PieceTable) -> PieceTable:
    kept = table.lengths > 0
    return PieceTable(
        [text for text in table.texts if text],
        table.lengths[kept],
        table.rects[kept],
        table.sizes[kept],
        table.baselines[kept],
        table.font[kept],
        table.hyphenated[kept],
        table.fonts,
    )


@lru_cache(maxsize=8192)
def _tidy(text: str) -> str:
    """Surrogate pairs joined, compatibility forms (ligatures, full width) resolved, accents composed, controls gone."""
    if SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = unicodedata.normalize("NFKC", text)
    if text.isprintable() and " " not in text:
        return text
    return "".join(char for char in text if char.isprintable() and not char.isspace())

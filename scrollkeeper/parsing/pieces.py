"""Pieces of a page (runs of glyphs without a space) as columns; a Piece is only made where somebody looks at it.

A page has some 550 pieces. Their texts, places, sizes and fonts come from whole-array operations, which take a tenth of
the time that as many Python objects would.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from scrollkeeper.parsing.document import Piece
from scrollkeeper.parsing.glyphs import FontTable

MAX_CODE = 0x10FFFF


@dataclass(slots=True)
class PieceTable:
    """Columns of n pieces in the order of the file; `rects` is n x 4 in points."""

    texts: list[str]
    rects: np.ndarray
    sizes: np.ndarray
    baselines: np.ndarray
    font: np.ndarray
    hyphenated: np.ndarray
    fonts: FontTable

    def __len__(self) -> int:
        return len(self.texts)

    def pieces(self, start: int, end: int) -> list[Piece]:
        made = []
        columns = (self.texts[start:end], *(column[start:end].tolist() for column in (
            self.rects, self.sizes, self.baselines, self.font, self.hyphenated
        )))  # fmt: skip
        for text, rect, size, baseline, number, hyphenated in zip(*columns, strict=True):
            font = self.fonts[number]
            made.append(Piece(text, tuple(rect), size, baseline, font.bold, font.italic, number, hyphenated))
        return made


class PieceRun(Sequence[Piece]):
    """The pieces `start` to `end` of a table, made when they are first looked at."""

    __slots__ = ("_made", "end", "start", "table", "uniform")

    def __init__(self, table: PieceTable, start: int, end: int, uniform: bool = False) -> None:
        self.table, self.start, self.end = table, start, end
        self.uniform = uniform
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

    def _pieces(self) -> list[Piece]:
        if self._made is None:
            self._made = self.table.pieces(self.start, self.end)
        return self._made


def is_uniform(pieces: Sequence[Piece]) -> bool:
    """Whether all are known to be of one font and size, as those of most lines are, without making them."""
    return isinstance(pieces, PieceRun) and pieces.uniform


def first_font(pieces: Sequence[Piece]) -> int:
    """The number of the font of the first, without making it."""
    return int(pieces.table.font[pieces.start]) if isinstance(pieces, PieceRun) else pieces[0].font


def begins_apart(pieces: Sequence[Piece]) -> bool:
    """Whether the first pieces may be set in another font than the last."""
    if len(pieces) < 2 or is_uniform(pieces):
        return False
    if not isinstance(pieces, PieceRun):
        return True
    font = pieces.table.font
    return not font[pieces.start] == font[pieces.start + 1] == font[pieces.end - 1]


def tabulate(shown: np.ndarray, hyphens: np.ndarray, starts: np.ndarray, fonts: FontTable) -> PieceTable:
    """Columns from visible glyphs, the line-end hyphens among them, and the indexes at which pieces begin."""
    ends = np.append(starts[1:], len(shown))
    rects = np.column_stack(
        [np.minimum.reduceat(shown["x0"], starts), np.minimum.reduceat(shown["y0"], starts),
         np.maximum.reduceat(shown["x1"], starts), np.maximum.reduceat(shown["y1"], starts)]
    ).astype(float)  # fmt: skip
    codes = np.where(hyphens, 0x2D, np.minimum(shown["code"], MAX_CODE)).astype("<u4")
    texts = _texts(codes, starts)
    hyphenated = hyphens[ends - 1] | (codes[ends - 1] == 0x2D) | (codes[ends - 1] == 0x2010)
    table = PieceTable(
        texts, rects, shown["size"][starts].astype(float), shown["origin_y"][starts].astype(float),
        shown["font"][starts], hyphenated, fonts,
    )  # fmt: skip
    odd = np.flatnonzero(np.maximum.reduceat(codes, starts) > 0x7F).tolist()
    for index in odd:
        texts[index] = _tidy(texts[index])
    return table if all(texts[index] for index in odd) else _without_empty(table)


def _texts(codes: np.ndarray, starts: np.ndarray) -> list[str]:
    """The text of each piece, by one decoding of all of them with spaces between."""
    spaced = np.insert(codes, starts[1:], 0x20)
    text = spaced.tobytes().decode("utf-32-le", "surrogatepass")
    return text.split(" ")


def _without_empty(table: PieceTable) -> PieceTable:
    kept = np.array([bool(text) for text in table.texts])
    return PieceTable(
        [text for text in table.texts if text], table.rects[kept], table.sizes[kept], table.baselines[kept],
        table.font[kept], table.hyphenated[kept], table.fonts,
    )  # fmt: skip


def _tidy(text: str) -> str:
    """Surrogate pairs joined, compatibility forms (ligatures, full width) resolved, accents composed, controls gone."""
    if any("\ud800" <= char <= "\udfff" for char in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = unicodedata.normalize("NFKC", text)
    if text.isprintable() and " " not in text:
        return text
    return "".join(char for char in text if char.isprintable() and not char.isspace())

"""Words of a page as compact bytes, for a database column: 16 bytes a word and rectangle, compressed."""

import zlib
from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np

from scrollkeeper.parsing.document import Rect, Word

# A word with several rectangles takes a row for each, with the same start. Quarter points in 16 bits reach 16,383.
ROW = np.dtype([("start", "<u4"), ("length", "<u4"), ("rect", "<u2", (4,))])
STEPS_PER_POINT = 4
# The same before packing: rectangles in points, as exact as pdfium has them.
ROW_FLOATS = np.dtype([("start", "<u4"), ("length", "<u4"), ("rect", "<f4", (4,))])


class WordTable(Sequence[Word]):
    """Words of a page as columns; each Word is made when it is looked at first."""

    __slots__ = ("_made", "rows", "text")

    def __init__(self, text: str, rows: np.ndarray) -> None:
        self.text, self.rows = text, rows
        self._made: list[Word] | None = None

    def __len__(self) -> int:
        return len(self._words())

    @overload
    def __getitem__(self, index: int) -> Word: ...
    @overload
    def __getitem__(self, index: slice) -> list[Word]: ...
    def __getitem__(self, index: int | slice) -> Word | list[Word]:
        return self._words()[index]

    def __iter__(self) -> Iterator[Word]:
        return iter(self._words())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return id(self)

    def __reduce__(self) -> tuple[type[list[Word]], tuple[list[Word]]]:
        return list, (self._words(),)

    def _words(self) -> list[Word]:
        if self._made is None:
            self._made = _words_of(self.rows["start"], self.rows["length"], self.rows["rect"].tolist(), self.text)
        return self._made


def pack_words(words: Sequence[Word]) -> bytes:
    """Places of the words (not their text, which is the page's); exact to an eighth of a point."""
    rows = words.rows if isinstance(words, WordTable) else _rows_of(words)
    packed = np.zeros(len(rows), ROW)
    packed["start"], packed["length"] = rows["start"], rows["length"]
    packed["rect"] = np.clip(np.rint(rows["rect"] * STEPS_PER_POINT), 0, 65_535).astype("<u2")
    return zlib.compress(packed.tobytes(), 3)


def _rows_of(words: Sequence[Word]) -> np.ndarray:
    found = [(word.start, word.end - word.start, rect) for word in words for rect in word.rects]
    return np.array(found, ROW_FLOATS)


def unpack_words(packed: bytes, text: str) -> list[Word]:
    """The words again, with their text cut out of the page's text."""
    rows = np.frombuffer(zlib.decompress(packed), ROW)
    return _words_of(rows["start"], rows["length"], (rows["rect"] / STEPS_PER_POINT).tolist(), text)


def _words_of(starts: np.ndarray, lengths: np.ndarray, rects: list[list[float]], text: str) -> list[Word]:
    words: list[Word] = []
    for start, length, (x0, y0, x1, y1) in zip(starts.tolist(), lengths.tolist(), rects, strict=True):
        rect: Rect = (x0, y0, x1, y1)
        if words and words[-1].start == start:
            words[-1].rects.append(rect)
        else:
            words.append(Word(text[start : start + length], start, start + length, [rect]))
    return words


def find_places(packed: bytes, spans: Sequence[tuple[int, int]]) -> tuple[list[int], list[Rect]]:
    """Numbers and rectangles of the words that touch any of these stretches of the page's text.

    `spans` are starts and ends in characters, in order, none within another; words are numbered as `unpack_words` does.
    """
    rows = np.frombuffer(zlib.decompress(packed), ROW)
    if not len(rows) or not spans:
        return [], []
    starts, ends = rows["start"], rows["start"] + rows["length"]
    span_starts, span_ends = np.array(spans, np.uint32).T
    before = np.searchsorted(span_starts, ends, "left")  # spans that begin before the word ends
    touched = (before > 0) & (span_ends[before - 1] > starts)
    numbers = np.cumsum(np.diff(starts, prepend=starts[:1]) != 0)[touched]
    rects = (rows["rect"][touched] / STEPS_PER_POINT).tolist()
    return np.unique(numbers).tolist(), [(x0, y0, x1, y1) for x0, y0, x1, y1 in rects]


def read_rows(packed: bytes) -> tuple[np.ndarray, np.ndarray]:
    """First characters of the words, one for each rectangle, and the rectangles as rows of x0, y0, x1, y1 in points."""
    rows = np.frombuffer(zlib.decompress(packed), ROW)
    return rows["start"].astype(np.int64), rows["rect"] / STEPS_PER_POINT

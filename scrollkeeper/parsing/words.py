"""Words of a page as compact bytes, for a database column: 16 bytes a word and rectangle, compressed."""

import zlib
from collections.abc import Sequence

import numpy as np

from scrollkeeper.parsing.document import Rect, Word

# A word with several rectangles takes a row for each, with the same start. Quarter points in 16 bits reach 16,383.
ROW = np.dtype([("start", "<u4"), ("length", "<u4"), ("rect", "<u2", (4,))])
STEPS_PER_POINT = 4


def pack_words(words: Sequence[Word]) -> bytes:
    """Places of the words (not their text, which is the page's); exact to an eighth of a point."""
    rows = [(word.start, word.end - word.start, rect) for word in words for rect in word.rects]
    packed = np.zeros(len(rows), ROW)
    if rows:
        packed["start"] = [row[0] for row in rows]
        packed["length"] = [row[1] for row in rows]
        scaled = np.rint(np.array([row[2] for row in rows], float) * STEPS_PER_POINT)
        packed["rect"] = np.clip(scaled, 0, 65_535).astype("<u2")
    return zlib.compress(packed.tobytes(), 3)


def unpack_words(packed: bytes, text: str) -> list[Word]:
    """The words again, with their text cut out of the page's text."""
    rows = np.frombuffer(zlib.decompress(packed), ROW)
    rects = (rows["rect"] / STEPS_PER_POINT).tolist()
    words: list[Word] = []
    for start, length, (x0, y0, x1, y1) in zip(rows["start"].tolist(), rows["length"].tolist(), rects, strict=True):
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

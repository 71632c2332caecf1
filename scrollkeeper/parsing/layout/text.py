"""Lines to the text of a page: words with their places, hyphens at line ends joined."""

from collections.abc import Container, Sequence
from functools import cached_property

import numpy as np

from scrollkeeper.parsing.document import Line, Page
from scrollkeeper.parsing.glyphs.pieces import columns_of, ends_with_hyphen
from scrollkeeper.parsing.glyphs.quality import quality_of
from scrollkeeper.parsing.layout.hyphens import keeps_hyphen
from scrollkeeper.parsing.layout.words import ROW_FLOATS, WordTable
from scrollkeeper.parsing.pdf import GlyphPage

# A page with fewer letters than this and a picture on it is a scan; without a picture it is just empty.
MIN_LETTERS = 30
PUNCTUATION = ".,;:!?()[]“”‘’\"'"


def page_of(page: GlyphPage, lines: Sequence[Line], vocabulary: Container[str] = frozenset()) -> Page:
    """The page's text: words parted by spaces, lines by newlines. `vocabulary` (lower case) decides on hyphens."""
    lines = [line for line in lines if line.pieces]
    lengths, rects = columns_of([line.pieces for line in lines])
    gaps = np.ones(len(lengths), np.int64)  # What stands after each piece: one sign, or nothing in a broken word.
    parts: list[str] = []
    at = 0
    head = ""  # The first part of a word that goes on in the next line.
    for line in lines:
        if head:
            kept = _head(head, line.text.partition(" ")[0], vocabulary)
            parts[-1] = parts[-1][: -1 - len(head)] + kept
            lengths[at - 1], gaps[at - 1] = len(kept), 0
        parts.append(line.text + "\n")
        at += len(line.pieces)
        head = ""
        if ends_with_hyphen(line.pieces):
            last = line.text.rpartition(" ")[2]
            head = last if len(last) > 2 and last[-2].isalnum() else ""
    text = "".join(parts)[:-1]
    words = _words(text, lengths, gaps, rects)
    scanned = page.has_images and len(text) < 4000 and sum(map(str.isalnum, text)) < MIN_LETTERS
    return Page(page.number, page.width, page.height, text, words, not scanned, quality_of(text))


def _words(text: str, lengths: np.ndarray, gaps: np.ndarray, rects: np.ndarray) -> WordTable:
    """One row a piece; pieces with nothing between them are one word."""
    rows = np.zeros(len(lengths), ROW_FLOATS)
    if not len(lengths):
        return WordTable(text, rows)
    both = lengths + gaps
    starts = np.cumsum(both) - both
    firsts = np.append(True, gaps[:-1] > 0)
    begins = np.flatnonzero(firsts)
    totals = np.add.reduceat(lengths, begins)
    word = np.cumsum(firsts) - 1
    rows["start"], rows["length"], rows["rect"] = starts[begins][word], totals[word], rects
    return WordTable(text, rows)


def _head(head: str, tail: str, vocabulary: Container[str]) -> str:
    """The first part of a word broken over lines, with its hyphen where that is part of the word."""
    return head if keeps_hyphen(head[:-1], tail, vocabulary) else head[:-1]


class Vocabulary(Container[str]):
    """Words that stand whole in some line, in lower case: what a broken word may be joined to.

    Few words are asked for, and most of them stand nowhere, so that the lines are cut into words only when need be.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    @cached_property
    def _text(self) -> str:
        return " ".join([_without_broken(line) for line in self._lines]).lower()

    @cached_property
    def _words(self) -> set[str]:
        return {word.strip(PUNCTUATION) for word in self._text.split()}

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and word in self._text and word in self._words


def vocabulary_of(lines: Sequence[Line]) -> Vocabulary:
    return Vocabulary(lines)


def _without_broken(line: Line) -> str:
    if not line.pieces:
        return ""
    return line.text.rpartition(" ")[0] if ends_with_hyphen(line.pieces) else line.text

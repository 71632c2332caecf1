"""Lines to the text of a page: words with their places, hyphens at line ends joined."""

from collections.abc import Iterable, Sequence

import numpy as np

from scrollkeeper.parsing.document import Line, Page
from scrollkeeper.parsing.pdf import GlyphPage
from scrollkeeper.parsing.pieces import PieceRun
from scrollkeeper.parsing.quality import quality_of
from scrollkeeper.parsing.words import ROW_FLOATS, WordTable

# A page with fewer letters than this and a picture on it is a scan; without a picture it is just empty.
MIN_LETTERS = 30
PUNCTUATION = ".,;:!?()[]“”‘’\"'"


def page_of(page: GlyphPage, lines: Sequence[Line], vocabulary: frozenset[str] | set[str] = frozenset()) -> Page:
    """The page's text: words parted by spaces, lines by newlines. `vocabulary` (lower case) decides on hyphens."""
    texts: list[str] = []
    rects: list[np.ndarray] = []
    gaps: list[str] = []  # What stands after each piece: a space, a newline, or nothing where a word goes on.
    pending = False
    for line in lines:
        new, rect, hyphenated = _columns(line)
        if not new:
            continue
        if pending:
            texts[-1] = _head(texts[-1], new[0], vocabulary)
        rects.append(rect)
        texts += new
        gaps += [" "] * (len(new) - 1)
        pending = hyphenated and len(new[-1]) > 2 and new[-1][-2].isalnum()
        gaps.append("" if pending else "\n")
    if gaps and pending:
        gaps[-1] = "\n"
    text = "".join([part for pair in zip(texts, gaps, strict=True) for part in pair])[:-1]
    words = _words(text, texts, gaps, rects)
    scanned = page.has_images and len(text) < 4000 and sum(map(str.isalnum, text)) < MIN_LETTERS
    return Page(page.number, page.width, page.height, text, words, not scanned, quality_of(text))


def _columns(line: Line) -> tuple[list[str], np.ndarray, bool]:
    """Texts of the line's pieces, their rectangles, and whether the last ends with a hyphen."""
    run = line.pieces
    if isinstance(run, PieceRun):
        table = run.table
        return table.texts[run.start : run.end], table.rects[run.start : run.end], bool(table.hyphenated[run.end - 1])
    rects = np.array([piece.rect for piece in run], float).reshape(-1, 4)
    return [piece.text for piece in run], rects, bool(run) and run[-1].hyphenated


def _words(text: str, texts: list[str], gaps: list[str], rects: list[np.ndarray]) -> WordTable:
    """One row a piece; pieces with nothing between them are one word."""
    rows = np.zeros(len(texts), ROW_FLOATS)
    if not texts:
        return WordTable(text, rows)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    parted = np.fromiter(map(len, gaps), np.int64, len(gaps))
    starts = np.cumsum(lengths + parted) - lengths - parted
    firsts = np.append(True, parted[:-1] > 0)
    begins = np.flatnonzero(firsts)
    totals = np.add.reduceat(lengths, begins)
    word = np.cumsum(firsts) - 1
    rows["start"], rows["length"], rows["rect"] = starts[begins][word], totals[word], np.concatenate(rects)
    return WordTable(text, rows)


def _head(head: str, tail: str, vocabulary: Iterable[str]) -> str:
    """The first part of a word broken over lines; its hyphen stays where the parts are words of their own."""
    bare = tail.rstrip(".,;:!?)]”’\"'").lower()
    joined = (head[:-1] + bare).lower()
    keep = not tail[:1].islower() or (joined not in vocabulary and f"{head[:-1].lower()}-{bare}" in vocabulary)
    return head if keep else head[:-1]


def vocabulary_of(lines: Iterable[Line]) -> set[str]:
    """Words that stand whole in some line, in lower case: what a broken word may be joined to."""
    whole = [_without_broken(line) for line in lines]
    return {word.strip(PUNCTUATION) for word in " ".join(whole).lower().split()}


def _without_broken(line: Line) -> str:
    run = line.pieces
    if not run:
        return ""
    broken = run.table.hyphenated[run.end - 1] if isinstance(run, PieceRun) else run[-1].hyphenated
    return line.text.rpartition(" ")[0] if broken else line.text

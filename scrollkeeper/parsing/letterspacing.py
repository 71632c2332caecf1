"""Letter-spaced type read as words: gaps are judged beside those between the letters of the same run.

`H e a t  o f` has gaps between its letters that would part words elsewhere, and wider ones between its words.
"""

import itertools
import re

import numpy as np

from scrollkeeper.parsing.pieces import MergedPiece, PieceTable, merge_pieces

# The fewest letters of a run; of one of many, so large a part must be pieces of one letter (kerned pairs are closer).
FEWEST, MANY, SINGLE = 5, 10, 0.7
# Gaps between letters and between words, in parts of the type size; those of words are so much wider than of letters.
LETTER_GAP, WORD_GAP, WIDER = 0.75, 2.2, 1.5
# How much the gaps between letters may differ, in parts of the type size, and how many of the gaps these must be.
SPREAD, MOST = 0.1, 0.6
# Of scripts whose vowels are known here; every other letter passes for one.
LEAST_VOWELS = 0.2
VOWEL = re.compile(r"[aeiouà-æè-ïò-öù-ýœαεηιουωаеиоуыэюяё]|[^\u0000-\u04ff]", re.IGNORECASE)


def join_letters(table: PieceTable) -> PieceTable:
    """The table with the letters of each letter-spaced word as one piece."""
    short = table.lengths <= 2
    if np.count_nonzero(short) < FEWEST:
        return table
    rects, sizes = table.rects, table.sizes
    size = np.maximum(sizes[1:], 1.0)
    gaps = (rects[1:, 0] - rects[:-1, 2]) / size
    joined = short[1:] & short[:-1] & (gaps > 0.02) & (gaps < WORD_GAP) & (np.abs(np.diff(sizes)) < 0.02 * size)
    joined &= np.abs(np.diff(table.baselines)) < 0.02 * size
    edges = np.flatnonzero(np.diff(np.concatenate(([False], joined, [False]))))
    merged: list[MergedPiece] = []
    for first, last in edges.reshape(-1, 2).tolist():
        if last - first + 1 >= FEWEST:
            merged += _words(table, first, gaps[first:last])
    return merge_pieces(table, merged) if merged else table


def _words(table: PieceTable, first: int, gaps: np.ndarray) -> list[MergedPiece]:
    """The words of the run of pieces from `first`, parted by these gaps; none where it is not letter-spaced."""
    texts = table.texts[first : first + len(gaps) + 1]
    letter = float(np.quantile(gaps, 0.3))
    inside = gaps < max(WIDER * letter, letter + SPREAD / 2)
    if letter > LETTER_GAP or np.count_nonzero(inside) < MOST * len(gaps) or np.ptp(gaps[inside]) > SPREAD:
        return []
    if sum(len(text) == 1 for text in texts) < (SINGLE if len(texts) >= MANY else 1) * len(texts):
        return []
    bounds = [0, *(np.flatnonzero(~inside) + 1).tolist(), len(texts)]
    words = ["".join(texts[start:end]) for start, end in itertools.pairwise(bounds)]
    if not _reads_as_words(words):
        return []
    # As in the file, the space after a letter is part of it, also of the last of a word.
    lasts = first + np.array(bounds[1:-1], int) - 1
    table.rects[lasts, 2] += letter * table.sizes[first]
    return [
        MergedPiece(first + start, first + end, first + start, word)
        for start, end, word in zip(bounds, bounds[1:], words, strict=False)
        if end - start > 1
    ]


def _reads_as_words(words: list[str]) -> bool:
    """Whether these are words rather than labels (A B C D), figures of a table or the variables of a formula."""
    letters = "".join(words)
    if sum(map(str.isalpha, letters)) < 0.75 * len(letters) or all(a < b for a, b in itertools.pairwise(letters)):
        return False
    if len(VOWEL.findall(letters)) < LEAST_VOWELS * len(letters):
        return False
    return any(sum(map(str.isalpha, word)) > 3 for word in words)

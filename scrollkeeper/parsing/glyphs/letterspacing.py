"""Letter-spaced type read as words: gaps are judged beside those between the letters of the same run.

`H e a t  o f` has gaps between its letters that would part words elsewhere, and wider ones between its words.
"""

import itertools
import re
from collections.abc import Iterator

import numpy as np

from scrollkeeper.parsing.glyphs.pieces import MergedPiece, PieceTable, merge_pieces

# The fewest letters of a run; of one of many, so large a part must be pieces of one letter (kerned pairs are closer).
FEWEST, MANY, SINGLE = 5, 10, 0.7
SHORT = re.compile(b"\x01{%d,}" % FEWEST)
# Gaps between letters and between words, in parts of the type size; those of words are so much wider than of letters.
LETTER_GAP, WORD_GAP, WIDER = 0.75, 2.2, 1.5
# How much the gaps between letters may differ, in parts of the type size, and how many of the gaps these must be.
SPREAD, MOST = 0.1, 0.6
# How far letters of one line and size may seem to differ.
SAME = 0.02
# Of scripts whose vowels are known here; every other letter passes for one.
LEAST_VOWELS = 0.2
VOWEL = re.compile(r"[aeiouà-æè-ïò-öù-ýœαεηιουωаеиоуыэюяё]|[^\u0000-\u04ff]", re.IGNORECASE)


def join_letters(table: PieceTable) -> PieceTable:
    """The table with the letters of each letter-spaced word as one piece."""
    merged: list[MergedPiece] = []
    for run in SHORT.finditer((table.lengths <= 2).tobytes()):
        for first, gaps in _level_runs(table, run.start(), run.end()):
            merged += _words(table, first, gaps)
    return merge_pieces(table, merged) if merged else table


def _level_runs(table: PieceTable, start: int, end: int) -> Iterator[tuple[int, list[float]]]:
    """Stretches of these pieces that stand side by side in one size: the first piece, and the gaps after each."""
    inside = slice(start, end)
    left, right = table.rects[inside, 0].tolist(), table.rects[inside, 2].tolist()
    sizes, baselines = table.sizes[inside].tolist(), table.baselines[inside].tolist()
    first, gaps = start, list[float]()
    for at in range(1, end - start):
        size = max(sizes[at], 1.0)
        gap = (left[at] - right[at - 1]) / size
        same = abs(baselines[at] - baselines[at - 1]) < SAME * size and abs(sizes[at] - sizes[at - 1]) < SAME * size
        if same and SAME < gap < WORD_GAP:
            gaps.append(gap)
            continue
        if len(gaps) + 1 >= FEWEST:
            yield first, gaps
        first, gaps = start + at, []
    if len(gaps) + 1 >= FEWEST:
        yield first, gaps


def _words(table: PieceTable, first: int, gaps: list[float]) -> list[MergedPiece]:
    """The words of the run of pieces from `first`, parted by these gaps; none where it is not letter-spaced."""
    texts = table.texts[first : first + len(gaps) + 1]
    letter = sorted(gaps)[3 * len(gaps) // 10]
    widest = max(WIDER * letter, letter + SPREAD / 2)
    inside = [gap for gap in gaps if gap < widest]
    if letter > LETTER_GAP or len(inside) < MOST * len(gaps) or max(inside) - min(inside) > SPREAD:
        return []
    if sum(len(text) == 1 for text in texts) < (SINGLE if len(texts) >= MANY else 1) * len(texts):
        return []
    bounds = [0, *(at for at, gap in enumerate(gaps, 1) if gap >= widest), len(texts)]
    words = ["".join(texts[start:end]) for start, end in itertools.pairwise(bounds)]
    if not _reads_as_words(words):
        return []
    # As in the file, the space after a letter is part of it, also of the last of a word.
    lasts = first + np.array(bounds[1:-1], int) - 1
    table.rects[lasts, 2] += letter * table.sizes[first]
    return [
        MergedPiece(first + start, first + end, first + start, word)
        for (start, end), word in zip(itertools.pairwise(bounds), words, strict=True)
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

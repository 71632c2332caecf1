"""Where the words of a text are: cut exactly as the database function `scrollkeeper_words` cuts them.

The n-th word here is the one at position n of the page's vector, so that what the database matched can be found again
in the text without asking it once more. tests/search/test_words.py compares the two over all of Unicode.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

# Scripts without spaces: each character is a word (see the migration that made scrollkeeper_words).
_UNSPACED = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")

Span = tuple[int, int]


def find_words(text: str, most: int | None = None) -> list[Span]:
    """Start and end of each word (of the first `most`), in characters; the first is at position 1 of the vector."""
    spaced, unspaced, no_words = _patterns()
    pattern = unspaced if _HAS_UNSPACED.search(text) else spaced
    return [match.span() for match in islice(pattern.finditer(no_words.sub(" ", text)), most)]


@lru_cache(1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Words of texts without and with unspaced characters, and what Python takes for part of a word but we do not.

    PostgreSQL counts marks and invisible characters as parts of words, and numbers such as ② not. Its parser ends the
    number 1e5 before further letters. Characters beyond the Basic Multilingual Plane would make the patterns slow.
    """
    category = {chr(code): unicodedata.category(chr(code)) for code in range(0x80, 0x10000)}
    marks = _as_ranges(letter for letter, kind in category.items() if kind in ("Mn", "Mc", "Me", "Cf"))
    numbers = _as_ranges(letter for letter, kind in category.items() if kind == "No")
    number = "[0-9]+[eE][0-9]+"
    return (
        re.compile(rf"{number}|\w[\w{marks}]*"),
        re.compile(rf"[{_UNSPACED}]|{number}|\w(?:(?![{_UNSPACED}])[\w{marks}])*"),
        re.compile(f"[_{numbers}]"),
    )


def _as_ranges(letters: Iterable[str]) -> str:
    runs: list[list[int]] = []
    for code in map(ord, letters):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)


def fold(text: str) -> str:
    """Text of a query as the parser leaves the text of a page: ligatures apart, nothing invisible in it."""
    text = re.sub(r"(?<=\w)[-\u2010\u00ad]\s*\n\s*(?=\w)", "", text)
    text = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf").lower()


def split_words(text: str) -> tuple[str, ...]:
    """The words of a query's text, folded."""
    text = fold(text)
    return tuple(text[start:end] for start, end in find_words(text))

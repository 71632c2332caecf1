"""Where the words of a text are: cut exactly as the database function `scrollkeeper_words` cuts them.

The n-th word here is the one at position n of the page's vector, so that what the database matched can be found again
in the text without asking it once more. tests/search/test_words.py compares the two over all of Unicode.
"""

import re
import sys
import unicodedata
from functools import lru_cache

# Scripts without spaces: each character is a word (see the migration that made scrollkeeper_words).
_UNSPACED = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
_UNSPACED_ONE = re.compile(f"[{_UNSPACED}]")
# What PostgreSQL's parser counts as part of a word beyond letters and digits: marks and invisible characters.
_WORD_CATEGORIES = {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "Mn", "Mc", "Me", "Cf"}
_LAST_LETTER = 0x323AF

Span = tuple[int, int]


@lru_cache(1)
def _word_pattern() -> re.Pattern[str]:
    """One character of an unspaced script, a number like 1e5, or a run of word characters."""
    runs: list[list[int]] = []
    for code in range(0x80, min(_LAST_LETTER, sys.maxunicode) + 1):
        letter = chr(code)
        if unicodedata.category(letter) in _WORD_CATEGORIES and not _UNSPACED_ONE.match(letter):
            if runs and runs[-1][1] == code - 1:
                runs[-1][1] = code
            else:
                runs.append([code, code])
    beyond_ascii = "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)
    return re.compile(rf"[{_UNSPACED}]|[0-9]+[eE][0-9]+|[0-9A-Za-z{beyond_ascii}]+")


def find_words(text: str) -> list[Span]:
    """Start and end of each word, in characters; the first one is at position 1 of the database's vector."""
    return [match.span() for match in _word_pattern().finditer(text)]


def fold(text: str) -> str:
    """Text of a query as the parser leaves the text of a page: ligatures apart, nothing invisible in it."""
    text = re.sub(r"(?<=\w)[-\u2010\u00ad]\s*\n\s*(?=\w)", "", text)
    text = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf").lower()


def split_words(text: str) -> tuple[str, ...]:
    """The words of a query's text, folded."""
    text = fold(text)
    return tuple(text[start:end] for start, end in find_words(text))

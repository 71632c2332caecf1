"""Where the words of a text are: cut exactly as the database function `scrollkeeper_words` cuts them.

The n-th word here is the one at position n of the page's vector, so that what the database matched can be found again
in the text without asking it once more. tests/search/test_words.py compares the two over all of Unicode.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import islice

from scrollkeeper.search.characters import MARKS, NUMBERS

# Scripts without spaces: each character is a word (see the migration that made scrollkeeper_words).
_UNSPACED = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")

# A mass number after a delta begins a word of its own: "18O" is found in "δ18O".
_HAS_DELTA = re.compile("[δΔ][0-9]")
# The database leaves words of so many bytes out, and does not count them.
LONGEST_WORD = 2046
_HAS_LONG = re.compile(rf"\w{{{LONGEST_WORD // 4}}}")
# Names that are no more than a letter without their signs, under the names by which the database knows them.
_BESIDE = r"[A-Za-z0-9_+#\u0080-\U0010ffff]"
SIGNED_NAMES = (
    (re.compile(rf"(?<!{_BESIDE})([A-Za-z])\+\+(?![+#A-Za-z])"), r"\1plusplus "),
    (re.compile(rf"(?<!{_BESIDE})([A-Za-z])#(?![+#A-Za-z])"), r"\1sharp "),
    (re.compile(r"\.NET(?![A-Za-z0-9])|(?<![^\s(])\.[Nn][Ee][Tt](?![A-Za-z0-9])"), " dotnet"),
)
_HAS_SIGNED = re.compile(r"\+\+|#|\.net", re.IGNORECASE)

Span = tuple[int, int]


def find_words(text: str, most: int | None = None) -> list[Span]:
    """Start and end of each word (of the first `most`), in characters; the first is at position 1 of the vector."""
    pattern, no_words = _patterns(bool(_HAS_UNSPACED.search(text)), bool(_HAS_DELTA.search(text)))
    spans = (match.span() for match in pattern.finditer(no_words.sub(" ", text)))
    if _HAS_LONG.search(text):
        spans = (span for span in spans if len(text[slice(*span)].encode("utf-8", "replace")) <= LONGEST_WORD)
    return list(islice(spans, most))


@lru_cache(4)
def _patterns(unspaced: bool, delta: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words of texts with or without such characters, and what Python takes for part of a word but we do not.

    PostgreSQL counts marks and invisible characters as parts of words, and numbers such as ② not. Its parser ends the
    number 1e5 before further letters. Characters beyond the Basic Multilingual Plane would make the patterns slow.
    """
    number = "[0-9]+[eE][0-9]+"
    goes_on = rf"[\w{MARKS}]"
    if delta:
        goes_on = rf"(?:(?<![δΔ]){goes_on}|(?<=[δΔ])(?![0-9]){goes_on})"
    if unspaced:
        goes_on = rf"(?:(?![{_UNSPACED}]){goes_on})"
    first = rf"[{_UNSPACED}]|" if unspaced else ""
    return re.compile(rf"{first}{number}|\w{goes_on}*"), re.compile(f"[_{NUMBERS}]")


def fold(text: str) -> str:
    """Text of a query as the parser leaves the text of a page: ligatures apart, nothing invisible in it."""
    text = re.sub(r"(?<=\w)[-\u2010\u00ad]\s*\n\s*(?=\w)", "", text)
    text = unicodedata.normalize("NFKC", text)
    if _HAS_SIGNED.search(text):
        for pattern, name in SIGNED_NAMES:
            text = pattern.sub(name, text)
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf").lower()


def split_words(text: str) -> tuple[str, ...]:
    """The words of a query's text, folded."""
    text = fold(text)
    return tuple(text[start:end] for start, end in find_words(text))

"""Names that people give to themselves and to things, in one form: what looks the same is the same text."""

import unicodedata
from functools import lru_cache

# Drawn as nothing although their category does not say so: fillers of Korean, inherent vowels of Khmer, the joiner of
# graphemes and the blank of Braille.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# Words of Persian and many scripts of India need the two joiners within them, and so do joined emoji.
_JOINERS = frozenset("\u200c\u200d")
# Letters whose stroke is part of them, as people write them whose keyboard has none.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
FIRST_ACCENT = 10


def normalise_name(text: str) -> str:
    """NFC, on one line, single spaces, without anything that is invisible or changes the direction of text.

    Raises ValueError where nothing is left to be seen, and for control characters.
    """
    if any(unicodedata.category(char) in ("Cc", "Cs") and not char.isspace() for char in text):
        raise ValueError("holds control characters")
    kept = "".join(char for char in text if not is_invisible(char) or char in _JOINERS)
    name = " ".join(unicodedata.normalize("NFC", kept).split()).strip(" \u200c\u200d")
    if not any(_is_drawn(char) for char in name):
        raise ValueError("has nothing in it that can be seen")
    return name


def is_invisible(char: str) -> bool:
    """Whether it is drawn as nothing and is no space: marks of direction, zero widths, fillers, tags."""
    return unicodedata.category(char) == "Cf" or char in _BLANK


def _is_drawn(char: str) -> bool:
    """A letter, digit or sign; marks alone have nothing to stand on. Private letters are drawn by their fonts."""
    category = unicodedata.category(char)
    return (category[0] in "LNPS" or category in ("Co", "Cn")) and not is_invisible(char)


@lru_cache(16_384)
def fold_name(text: str) -> str:
    """What is compared where names are looked for: without accents, case, widths and invisible characters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = "".join(char for char in decomposed if not _is_accent(char) and not is_invisible(char))
    return unicodedata.normalize("NFC", kept.casefold())


def _is_accent(char: str) -> bool:
    """Marks above and below letters, and points of Hebrew and Arabic; not those that make another letter in Japanese
    or in scripts of India, which have lower classes. Selectors of variants too."""
    return unicodedata.combining(char) >= FIRST_ACCENT or "\ufe00" <= char <= "\ufe0f"

"""Citation keys for an export: author, year and a word of the title, each once."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from scrollkeeper.library.csl import year_of

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_TAG = re.compile(r"<[^<>]{1,60}>")
_SMALL = frozenset(
    ("a", "an", "the", "on", "of", "in", "and", "for", "der", "die", "das", "le", "la", "les", "un", "el")
)
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


class Keys:
    """Makes a key for each reference that no other one has had."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def make(self, metadata: Mapping[str, Any]) -> str:
        key = suggest_key(metadata)
        count = self._used[key] = self._used.get(key, 0) + 1
        while count > 1 and (lettered := key + _letters(count - 1)) in self._used:
            count = self._used[key] = count + 1
        if count == 1:
            return key
        self._used[lettered] = 1
        return lettered


def suggest_key(metadata: Mapping[str, Any]) -> str:
    """curie1903recherches, as most programs would call it."""
    names = metadata.get("author") or metadata.get("editor") or [{}]
    first = names[0]
    family = _plain(str(first.get("family") or str(first.get("literal") or "").split(",")[0]))
    words = [_plain(word) for word in re.split(r"[\s/–—-]+", _TAG.sub("", str(metadata.get("title") or "")))]
    word = next((word for word in words if word and word not in _SMALL), "")
    return f"{family[:40]}{year_of(dict(metadata)) or ''}{word[:30]}" or "reference"


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return _NOT_PLAIN.sub("", "".join(sign for sign in bare if not unicodedata.combining(sign)))


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters

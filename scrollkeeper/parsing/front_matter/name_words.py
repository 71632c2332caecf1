"""What is known of single words of names: whether people are given them, inherit them, or either."""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

FILE = Path(__file__).parent.parent / "models" / "name_words.txt"
_PARTICLES = (
    "van von de der den del della dell di da dal dos das do du la le les los las ten ter te zu zur zum bin ibn "
    "el al af av het vom und ul ur bint ben abu lo op in 't ’t ‘t st san santa mac mc wa ap ab dello degli vander"
)
PARTICLES = frozenset(_PARTICLES.split())


@cache
def _known() -> dict[str, frozenset[str]]:
    """Words (without accents, in small letters) that are "given", "family" or "either"."""
    rows = (line.partition(":") for line in FILE.read_text(encoding="utf-8").splitlines())
    return {kind: frozenset(words.split()) for kind, _, words in rows}


def plain(text: str) -> str:
    """Letters and digits only, small, without accents."""
    if text.isascii():
        text = text.lower()
    else:
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
        text = text.casefold().replace("ı", "i")
    return text if text.isalnum() else "".join(filter(str.isalnum, text))


@lru_cache(maxsize=16384)
def kind_of(word: str) -> str:
    """The kind of a printed word: "given", "family", "either", "particle", or "unknown"."""
    if word.lower().strip(".") in PARTICLES and not word.isupper():
        return "particle"
    found = _listed(word)
    if found == "unknown" and "-" in word:
        parts = {_listed(part) for part in word.split("-")} - {"unknown"}
        return parts.pop() if len(parts) == 1 else "either" if parts else "unknown"
    return found


def _listed(word: str) -> str:
    low = plain(word)
    return next((kind for kind, words in _known().items() if low in words), "unknown")


def is_family(word: str) -> bool:
    """Whether it is listed as a family's name."""
    return _listed(word) in ("family", "either")

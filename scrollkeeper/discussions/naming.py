"""Which people an `@` in plain words means: the longest name that is written there, with or without its accents."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from scrollkeeper.core.names import fold_name

# Scripts that are written without spaces, and Korean, whose particles follow a name at once: Thai, Lao, Tibetan,
# Burmese, Khmer, Hangul, kana and Han.
UNSPACED = (
    r"\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_unspaced = re.compile(f"[{UNSPACED}]")
# Not within a word, which would be an email address; where words have no spaces between them it is within one.
_AT = re.compile(rf"(?<![@.])(?<!(?![{UNSPACED}])\w)@")
# A family name of one sign begins too many other words.
SHORTEST_WITHIN_WORD = 2


def find_named(text: str, names: Mapping[UUID, str]) -> set[UUID]:
    """People of `names` whom these words name by a whole name, or by a first name that only one of them has.

    The longest name wins. Accents, case and widths do not matter; of two whose names differ in those alone, the one
    that is written exactly is meant. A whole name in a script without spaces may be followed by other words at once.
    """
    spelling = re.sub(r"[^\S\n]+", " ", unicodedata.normalize("NFC", text))
    folded, origins = _fold_with_origins(spelling)
    whole, first = _index(names)
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for name in (*whole, *first):
        lengths[name[0]].add(len(name))
    found: set[UUID] = set()
    for at in _AT.finditer(folded):
        start = at.end()
        for length in sorted(lengths.get(folded[start : start + 1], ()), reverse=True):
            end = start + length
            if end > len(folded):
                continue
            name, after = folded[start:end], folded[end : end + 1]
            if name in whole and _ends_there(name, after, within_word=len(name) >= SHORTEST_WITHIN_WORD):
                exact = spelling[origins[start] : origins[end]].casefold()
                found |= _spelled(whole[name], names, exact)
                break
            if name in first and _ends_there(name, after, within_word=False):
                found.add(first[name])
                break
    return found


def _fold_with_origins(spelling: str) -> tuple[str, list[int]]:
    """The text folded, and for each place in it, the end among them, its place in the spelling."""
    folded: list[str] = []
    origins: list[int] = []
    for place, char in enumerate(spelling):
        for one in fold_name(char):
            folded.append(one)
            origins.append(place)
    return "".join(folded), [*origins, len(spelling)]


def _index(names: Mapping[UUID, str]) -> tuple[dict[str, set[UUID]], dict[str, UUID]]:
    """Folded whole names with everybody who has them, and first names of one person alone."""
    whole: defaultdict[str, set[UUID]] = defaultdict(set)
    first: defaultdict[str, set[UUID]] = defaultdict(set)
    for person, name in names.items():
        words = _fold_with_origins(unicodedata.normalize("NFC", " ".join(name.split())))[0].split()
        if words:
            whole[" ".join(words)].add(person)
            first[words[0]].add(person)
    return dict(whole), {name: next(iter(those)) for name, those in first.items() if len(those) == 1}


def _ends_there(name: str, after: str, *, within_word: bool) -> bool:
    """Whether a name ends before this character; where the script changes it does."""
    if not re.match(r"\w", after):
        return True
    ends_unspaced = _unspaced.match(name[-1]) is not None
    return within_word if ends_unspaced and _unspaced.match(after) else ends_unspaced or bool(_unspaced.match(after))


def _spelled(people: set[UUID], names: Mapping[UUID, str], exact: str) -> set[UUID]:
    spelled = {one for one in people if _in_one_spelling(names[one]) == exact.strip()}
    return spelled or people


def _in_one_spelling(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()

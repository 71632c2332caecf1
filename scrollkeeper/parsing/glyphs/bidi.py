"""Right-to-left text as printed put into logical order: the inverse of the Unicode Bidirectional Algorithm (UAX #9).

Texts here are visual: one printed row from its left edge to its right, spaces included. Each sign gets a level, even
where it reads from left to right and odd where it reads from right to left; the row is in logical order once each
stretch of at least a level has been reversed, from the highest level down (UAX #9, rule L2, which is its own inverse).
What is printed does not say everything ("pH 7" and "7 pH" look alike among Hebrew words): figures beside Latin words
are read with them from left to right.
"""

import unicodedata
from collections.abc import Iterator, Sequence

# Scripts that run from right to left, as ranges of code points (those that living languages are written in).
RTL_RANGES = ((0x590, 0x8FF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFE))
LETTERS = {"R": "R", "AL": "R", "L": "L", "EN": "E", "AN": "E"}
# What joins two figures, and what belongs to the figures that it touches; less of it does among Arabic letters.
JOINING, TOUCHING = ("ES", "CS"), ("ET",)
JOINING_ARABIC, TOUCHING_ARABIC = ("CS",), ()
BRACKETS = ("()", "[]", "{}", "«»", "‹›", "<>")
# Characters that steer the direction and are not printed themselves.
CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def levels_of(text: str) -> list[int]:
    """The level of each sign of a printed row: 1 and 2 where the row reads from right to left, else 0 to 2."""
    kinds = _kinds(text)
    level = 1 if _is_rtl(kinds) else 0
    levels = [level] * len(text)
    for start, end in _stretches(kinds, "R" if level else "L"):
        inner = _trimmed(kinds, start, end)
        if level and "L" in kinds[start:end]:
            start, end = _with_bracket(text, *inner, limit=end)
            levels[start:end] = [2] * (end - start)
        elif level or "R" in kinds[start:end]:
            if not level:
                start, end = _from_letter_to_letter(kinds, start, end)
                levels[start:end] = [1] * (end - start)
            levels[start:end] = [
                2 if kind == "E" else below for kind, below in zip(kinds[start:end], levels[start:end], strict=True)
            ]
    return levels


def is_rtl(text: str) -> bool:
    """Whether a printed row as a whole reads from right to left."""
    return _is_rtl(_kinds(text))


def reversals(levels: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The stretches [start, end) to reverse, one after another, to bring a printed row into logical order."""
    for level in range(max(levels, default=0), 0, -1):
        start = None
        for position, one in enumerate([*levels, 0]):
            if one >= level and start is None:
                start = position
            elif one < level and start is not None:
                yield start, position
                start = None


def in_logical_order(text: str) -> str:
    """A printed row as it is read."""
    signs = list(text)
    for start, end in reversals(levels_of(text)):
        signs[start:end] = signs[start:end][::-1]
    return with_brackets_paired("".join(signs))


def with_brackets_paired(text: str) -> str:
    """A text in logical order with its brackets turned the right way.

    Among right-to-left letters an opening bracket is printed as ")"; whether a file names the sign or its picture
    differs. Where brackets of a kind do not match but there is an even number of them, they open and close in turn.
    """
    for pair in BRACKETS:
        places = [place for place, sign in enumerate(text) if sign in pair]
        if not places or len(places) % 2 or _match(text, places, pair[0]):
            continue
        signs = list(text)
        for turn, place in enumerate(places):
            signs[place] = pair[turn % 2]
        text = "".join(signs)
    return text


def _match(text: str, places: Sequence[int], opening: str) -> bool:
    depth = 0
    for place in places:
        depth += 1 if text[place] == opening else -1
        if depth < 0:
            return False
    return depth == 0


def _kinds(text: str) -> str:
    """A letter a sign: R and L for letters, E for what is part of a number, N for everything else."""
    classes = ["BN" if sign in CONTROLS else unicodedata.bidirectional(sign) for sign in text]
    arabic = "AL" in classes
    joining, touching = (JOINING_ARABIC, TOUCHING_ARABIC) if arabic else (JOINING, TOUCHING)
    kinds = [LETTERS.get(one, "N") for one in classes]
    for at in range(1, len(kinds) - 1):
        if classes[at] in joining and kinds[at - 1] == "E" and LETTERS.get(classes[at + 1]) == "E":
            kinds[at] = "E"
    for steps in (range(1, len(kinds)), range(len(kinds) - 2, -1, -1)):
        for at in steps:
            before = at - 1 if steps.step > 0 else at + 1
            if classes[at] in touching and kinds[before] == "E":
                kinds[at] = "E"
    return "".join(kinds)


def _is_rtl(kinds: str) -> bool:
    """By the letters at both ends where they agree, else by most letters."""
    letters = kinds.replace("N", "").replace("E", "")
    if not letters:
        return False
    if letters[0] == letters[-1]:
        return letters[0] == "R"
    return 2 * letters.count("R") >= len(letters)


def _stretches(kinds: str, stop: str) -> Iterator[tuple[int, int]]:
    """What stands between letters of the kind `stop`."""
    start = 0
    for part in kinds.split(stop):
        if part:
            yield start, start + len(part)
        start += len(part) + 1


def _trimmed(kinds: str, start: int, end: int) -> tuple[int, int]:
    """Without the signs at both ends that are neither letters nor figures."""
    part = kinds[start:end]
    return start + len(part) - len(part.lstrip("N")), end - len(part) + len(part.rstrip("N"))


def _from_letter_to_letter(kinds: str, start: int, end: int) -> tuple[int, int]:
    return kinds.index("R", start, end), kinds.rindex("R", start, end) + 1


def _with_bracket(text: str, start: int, end: int, *, limit: int) -> tuple[int, int]:
    """With the bracket to the right of it that closes one inside, as in "f(x)"."""
    if end < limit:
        for pair in BRACKETS:
            if text[end] in pair and sum(map(text[start:end].count, pair)) % 2:
                return start, end + 1
    return start, end

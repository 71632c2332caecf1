"""Whether a password is one that guessers try first, decided offline by what they do.

Guessers take a common word, a name, a walk over the keyboard or a repetition, swap letters for signs that look like
them, and append a year, digits or an exclamation mark. So we undo that: signs become letters again, and every such
piece is taken away. What is left is all that was chosen freely; when that is less than `FREE` characters, the password
is weak. Sentences pass, because their words are not in the short list of those that people type alone.
"""

import re

FREE = 5
# Looking for repetitions costs the square of the length; a guesser goes no further either.
LOOKED_AT = 200
_WORDS = tuple(
    """
    password passwort passwd passphrase motdepasse contrasena senha admin administrator root user guest login
    welcome letmein changeme default secret master test testing demo hello iloveyou trustno monkey dragon sunshine
    princess football baseball soccer superman batman starwars pokemon shadow michael jennifer jordan ashley
    charlie daniel thomas summer winter spring autumn monday friday january december flower cheese whatever
    freedom computer internet google facebook samsung microsoft windows mustang ferrari killer hunter ginger
    pepper cookie banana chocolate science research laboratory university professor student library scrollkeeper
    zotero
    """.split()  # noqa: SIM905  a list of words is read more easily so
)
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
_REPEATED = re.compile(r"(.{1,6}?)\1{2,}")
_TWICE = re.compile(r"(.{4,}?)\1+")


def why_weak(password: str, *, own: tuple[str, ...] = ()) -> str | None:
    """What is wrong with it, as a sentence, or None. `own` is what others know of the person: name, e-mail."""
    plain = "".join(char for char in password[:LOOKED_AT].casefold() if not char.isspace())
    if len(set(plain)) < FREE:
        return "This has too few different characters. A sentence that only you would write is good."
    mine = sorted({word for text in own for word in re.findall(r"\w{3,}", text.casefold())}, key=len, reverse=True)
    if mine and _free(plain, mine) < FREE <= _free(plain, []):
        return "This is little more than your name or e-mail. A sentence that only you would write is good."
    if _free(plain, mine) < FREE:
        return "This is among the first that a guesser tries. A sentence that only you would write is good."
    return None


def _free(plain: str, own: list[str]) -> int:
    """Characters that remain when all that is easily guessed is gone, in the reading that helps a guesser most."""
    readings = (plain, plain.translate(_LOOKALIKES))
    return min(_left_over(reading, own) for reading in readings)


def _left_over(text: str, own: list[str]) -> int:
    for word in (*own, *sorted(_WORDS, key=len, reverse=True)):
        text = text.replace(word, " ")
    text = _without_runs(text)
    text = _REPEATED.sub(" ", _YEAR.sub(" ", text))
    text = _TWICE.sub(r"\1", text)
    # Signs and lone digits at a word's end are what every rule of guessing appends.
    text = re.sub(r"[\W_]+", " ", text)
    text = re.sub(r"(?<!\d)\d{1,3}(?!\d)", "", text)
    return len(text.replace(" ", ""))


def _without_runs(text: str) -> str:
    """Without pieces of four or more along the alphabet or the keyboard."""
    taken = [False] * len(text)
    for start in range(len(text) - _RUN + 1):
        if text[start : start + _RUN] in _RUNS:
            taken[start : start + _RUN] = [True] * _RUN
    return "".join(" " if gone else char for char, gone in zip(text, taken, strict=True))

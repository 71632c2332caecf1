"""Finds the people of a gold record among printed tokens, and labels the tokens for the author model.

Labels: G given, F family, S suffix, C group, M mark of an affiliation, O other; B- before the first of each.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from gold import Person

from scrollkeeper.parsing.front_matter.author_tokens import Token

SUFFIX = re.compile(r"(jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
SIGN = re.compile(r"[\d*†‡§¶∗⁎#∥‖✉☯⊥★☆¹²³⋆]|\(|\)|ID|iD")
MAX_WORDS = 7


@dataclass
class Found:
    """Where a person is printed: tokens `start` to `end`, of which `family` is the range of the family name."""

    start: int
    end: int
    family: range
    quality: int
    """3 with all given names, 2 with initials of them, 1 without any."""


def soft(text: str) -> str:
    text = unicodedata.normalize("NFKD", text)
    return re.sub(r"[\W_]+", "", "".join(char for char in text if not unicodedata.combining(char))).casefold()


def occurrences(tokens: Sequence[Token], person: Person) -> list[Found]:
    """Every place where the person is named."""
    plain = [soft(token.text) for token in tokens]
    found: list[Found] = []
    family = soft(person.family) or soft(person.given)
    given = person.given if person.family else ""
    for start, first in enumerate(plain):
        if not first or not family.startswith(first):
            continue
        joined, end = "", start
        while end < len(tokens) and end - start < MAX_WORDS and len(joined) < len(family):
            joined += plain[end]
            end += 1
            if joined == family:
                found.append(_with_given(tokens, plain, range(start, end), given))
                break
            if not family.startswith(joined):
                break
    return found


def _with_given(tokens: Sequence[Token], plain: Sequence[str], family: range, given: str) -> Found:
    best = Found(family.start, family.stop, family, 1 if given else 3)
    if not given:
        return best
    for length in range(1, MAX_WORDS):
        start = family.start - length
        if start < 0 or not plain[start] or tokens[start].raised:
            break
        quality = _same_given("".join(plain[start : family.start]), [*plain[start : family.start]], given)
        if quality >= best.quality and quality > 1:
            best = Found(start, family.stop, family, quality)
    after = family.stop
    if after < len(tokens) and tokens[after].text == ",":
        after += 1
    for length in range(1, MAX_WORDS):
        end = after + length
        if end > len(tokens) or not plain[end - 1] or tokens[end - 1].raised:
            break
        quality = _same_given("".join(plain[after:end]), [*plain[after:end]], given)
        if quality > best.quality:
            best = Found(family.start, end, family, quality)
    return best


def _same_given(joined: str, words: list[str], given: str) -> int:
    if joined == soft(given):
        return 3
    parts = [soft(part) for part in re.split(r"[\s.\-‐]+", given) if soft(part)]
    if not parts or not words or not words[0].startswith(parts[0][:1]):
        return 0
    if len(words) <= 4 and (words[0] == parts[0] or joined.startswith(soft(given)) or soft(given).startswith(joined)):
        return 2
    initials = "".join(part[0] for part in parts)
    return 2 if len(joined) <= 4 and (joined == initials or initials.startswith(joined)) else 0


def label(tokens: Sequence[Token], places: Sequence[Found], groups: Sequence[range]) -> list[str]:
    """One label a token, from the chosen place of each person and of each group."""
    labels = ["O"] * len(tokens)
    for place in places:
        for index in range(place.start, place.end):
            if tokens[index].text[0].isalpha():
                labels[index] = "F" if index in place.family else "G"
        end = place.end
        if end < len(tokens) and SUFFIX.match(tokens[end].text):
            labels[end] = "S"
            end += 1
        labels[place.start] = "B-" + labels[place.start]
    for group in groups:
        for index in group:
            labels[index] = "C"
        labels[group.start] = "B-C"
    for index in range(1, len(tokens)):
        token = tokens[index]
        behind_comma = index > 1 and tokens[index - 1].text == "," and labels[index - 2] != "O" and token.raised
        if labels[index] != "O" or (labels[index - 1] == "O" and not behind_comma):
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        between = token.text == "," and following is not None and labels[index - 1] == "M"
        if token.raised or SIGN.match(token.text) or (between and following and _is_mark(following)):
            labels[index] = "M"
    return labels


def _is_mark(token: Token) -> bool:
    return token.raised or bool(SIGN.match(token.text))


def find_group(tokens: Sequence[Token], name: str) -> range | None:
    """Where a group's name is printed whole."""
    wanted = soft(name)
    plain = [soft(token.text) for token in tokens]
    for start, first in enumerate(plain):
        if first and wanted.startswith(first):
            joined = ""
            for end in range(start, min(start + 25, len(tokens))):
                joined += plain[end]
                if joined == wanted:
                    return range(start, end + 1)
                if not wanted.startswith(joined):
                    break
    return None

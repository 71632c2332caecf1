"""A citation key as it grows: the work, what is written so far, and what functions and filters share. Pure."""

import re
from functools import cached_property

from scrollkeeper.library.citation_keys.pattern import BadPattern
from scrollkeeper.library.citation_keys.words import UNSAFE, fold
from scrollkeeper.library.citation_keys.work import When, Work

# Where in a key goes what tells it from others.
MARK = "\x1a"
MAX_TEMPLATE, MAX_START = 20, 1_000
_COUNTED = re.compile(r"%\((?:a|A|n)\)s")


class Skip(Exception):
    """This pattern is not for this work; the next one is tried."""


class GrowingKey:
    """The key of one work by one pattern."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.text = ""
        self.template, self.start = "%(a)s", 0
        self.german = work.language.lower()[:2] in ("de", "ge")

    def field(self, name: str) -> str:
        if name.lower() == "date":
            return date_text(self.work.date, "%Y-%m-%d")
        return self.work.fields.get(name.lower(), "")

    def names(self, creator: str = "*", template: str = "%(f)s") -> list[str]:
        kinds: dict[str, list[str]] = {"author": [], "editor": [], "translator": [], "collaborator": []}
        for one, initials in zip(self.work.creators, self._initials, strict=True):
            name = _name(template, one.family.strip('"'), one.given.strip('"'), initials)
            if name:
                kinds[one.role if one.role in kinds else "collaborator"].append(name)
        wanted = list(kinds) if creator == "*" else [creator]
        return next((kinds[kind] for kind in wanted if kinds.get(kind)), [])

    @cached_property
    def _initials(self) -> list[str]:
        return ["".join(sign for sign in fold(one.given) if sign.isupper()) for one in self.work.creators]

    def tell_apart(self, template: str, start: int) -> None:
        """Have keys that are alike told apart by this; raises BadPattern where it could not tell them apart."""
        if not _COUNTED.search(template) or UNSAFE.search(_COUNTED.sub("", template)) or len(template) > MAX_TEMPLATE:
            raise BadPattern("What tells keys apart is one of %(a)s, %(A)s and %(n)s with few signs around it.")
        if not 0 <= start <= MAX_START:
            raise BadPattern(f"What tells keys apart is counted from 0 to {MAX_START:,}.")
        self.template, self.start = template, start


def _name(template: str, family: str, given: str, initials: str) -> str:
    """`%(f)s`, `%(f).3s` and the like filled in."""
    values = {"f": family, "g": given, "I": initials, "i": initials[:1]}

    def fill(found: re.Match[str]) -> str:
        text = values.get(found[1], "")
        return text[: int(found[2])] if found[2] else text

    return re.sub(r"%\((\w)\)(?:\.(\d{1,3}))?s", fill, template)


def date_text(date: When, form: str) -> str:
    """A date by `%Y`, `%y`, `%m`, `%d`; ends where it is not known any further."""
    values = {"Y": date.year, "y": date.year % 100, "m": date.month, "d": date.day}
    written = ""
    for separator, dash, letter in re.findall(r"([^%]*)(?:%(-?)o?([Yymd]))?", form):
        if not letter:
            break
        if not values[letter] and not (letter == "y" and date.year):
            break
        written += separator + (str(values[letter]) if dash else f"{values[letter]:0{4 if letter == 'Y' else 2}d}")
    return written


def length(text: str, relation: str = ">", number: int = 0) -> str:
    """The text, if it has so many characters; otherwise the next pattern is tried."""
    count = len("".join(text.split()))
    holds = {
        "<": count < number, "<=": count <= number, "=": count == number, "!=": count != number,
        ">=": count >= number, ">": count > number,
    }  # fmt: skip
    if not holds.get(relation, True):
        raise Skip
    return text

"""The language in which patterns of citation keys are written: `auth.lower + shorttitle(3,3) + year`. Pure.

Source: the documentation of Better BibTeX. Patterns are tried one after the other (`;` or `|` between them); the terms
of one are joined by `+`; a term is a function, a field (with a capital letter) or text, with filters after dots, or
alternatives in brackets `(auth || 'anon')`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MAX_LENGTH, MAX_PARTS, MAX_DEPTH = 2_000, 150, 20
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>-?\d+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<regex>/(?:[^/\\\n]|\\.)+/[gimsu]*)|(?P<sign>\|\||[-+.,;|()=\[\]>_<]))""",
    re.VERBOSE,
)


class BadPattern(ValueError):
    """The pattern cannot be understood; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression; it is never run, since it could take for ever: only what is a plain text in it counts."""

    source: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function, field or filter with what it is given."""

    name: str
    given: Sequence[Any] = ()
    named: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a key: text, a call, or alternatives of sums of terms; then filters."""

    of: "str | Call | Sequence[Sequence[Term]]"
    filters: Sequence[Call] = ()


Pattern = Sequence[Sequence[Term]]


def parse_pattern(text: str) -> Pattern:
    """Patterns in the order in which they are tried. Raises BadPattern."""
    if len(text) > MAX_LENGTH:
        raise BadPattern(f"A pattern has at most {MAX_LENGTH:,} characters.")
    reader = _Reader(text)
    tried = [reader.sum()]
    while reader.take(";", "|"):
        if reader.at_end():
            break
        tried.append(reader.sum())
    if not reader.at_end():
        raise reader.problem()
    return tried


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.place, self.parts, self.depth = text, 0, 0, 0

    def at_end(self) -> bool:
        return not self.text[self.place :].strip()

    def problem(self) -> BadPattern:
        rest = self.text[self.place :].strip()
        return BadPattern(f"The pattern cannot be read at “{rest[:30]}”." if rest else "The pattern ends too soon.")

    def peek(self) -> re.Match[str] | None:
        return _TOKEN.match(self.text, self.place)

    def take(self, *signs: str) -> bool:
        found = self.peek()
        if found is None or found["sign"] not in signs:
            return False
        self.place = found.end()
        return True

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise self.problem()

    def sum(self) -> list[Term]:
        terms = [self.term()]
        while self.take("+"):
            terms.append(self.term())
        return terms

    def term(self) -> Term:
        self.count()
        found = self.peek()
        of: str | Call | Sequence[Sequence[Term]]
        if self.take("("):
            self.depth += 1
            sums = [self.sum()]
            while self.take("||"):
                sums.append(self.sum())
            self.expect(")")
            self.depth -= 1
            of = sums
        elif found is not None and found["text"] is not None:
            self.place = found.end()
            of = _unquote(found["text"])
        else:
            of = self.call()
        filters = []
        while self.take("."):
            filters.append(self.call())
        return Term(of, filters)

    def count(self) -> None:
        self.parts += 1
        if self.parts > MAX_PARTS or self.depth > MAX_DEPTH:
            raise BadPattern("The pattern has too many parts.")

    def call(self) -> Call:
        self.count()
        found = self.peek()
        if found is None or found["name"] is None:
            raise self.problem()
        self.place = found.end()
        given: list[Any] = []
        named: dict[str, Any] = {}
        if self.take("("):
            while not self.take(")"):
                before, name = self.place, self.peek()
                if name is not None and name["name"] is not None:
                    self.place = name.end()
                    if self.take("="):
                        named[name["name"]] = self.value()
                    else:
                        self.place = before
                        given.append(self.value())
                else:
                    given.append(self.value())
                if not self.take(","):
                    self.expect(")")
                    break
        return Call(found["name"], given, named)

    def value(self) -> Any:
        self.count()
        if self.take("["):
            self.depth += 1
            values = []
            while not self.take("]"):
                values.append(self.value())
                if not self.take(","):
                    self.expect("]")
                    break
            self.depth -= 1
            return values
        found = self.peek()
        if found is None or found["sign"] not in (None, "_", "-", ">", "<"):
            raise self.problem()
        self.place = found.end()
        if found["number"] is not None:
            return int(found["number"])
        if found["text"] is not None:
            return _unquote(found["text"])
        if found["regex"] is not None:
            return Regex(found["regex"])
        if found["name"] in ("true", "false"):
            return found["name"] == "true"
        # A word without quotes is itself: `prefix(_)`.
        return found["name"] or found["sign"]


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])

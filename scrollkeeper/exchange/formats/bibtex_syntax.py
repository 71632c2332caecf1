"""The syntax of BibTeX: entries with their fields as written, @string put in, and what is damaged with its line.

Source: the description of the format in Oren Patashnik, “BibTeXing” (1988), and what biber and JabRef accept besides.
Values are scanned once from left to right; what does not end within its entry is looked for in the next few only.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scrollkeeper.exchange.formats.dates import MONTHS

MAX_DEPTH = 60
MAX_FIELDS = 500
MAX_STRINGS = 5_000
# What one value may become where strings are put together.
MAX_VALUE = 1_000_000
MAX_JOINED = 8 << 20
_START = re.compile(r"@[ \t]*([A-Za-z][\w-]*)[ \t\n]*([{(])")
# A damaged entry ends before a line that begins another one.
_LINE_START = re.compile(r"\n[ \t]*@[ \t]*[A-Za-z][\w-]*[ \t\n]*[{(]")
_SPACE = re.compile(r"(?:[\s,]|%[^\n]*(?=\n))*")
_KEY = re.compile(r"\s{0,1000}([^,={}\"#%]{0,300}?)(?=[,}]|\)[ \t]*(?:\n|$)|$)")
_NAME = re.compile(r"([^\s={}(),\"#%]+)\s*=\s*")
_BARE = re.compile(r"[^\s,#{}\"=()]+")
_JOIN = re.compile(r"\s*#\s*")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_PLAIN_BRACES = re.compile(r"[{}]")
_QUOTED = re.compile(r"\\.|[{}\"]", re.DOTALL)


class Damaged(Exception):
    """What is wrong with an entry, for its reason."""


@dataclass(slots=True)
class RawEntry:
    """An entry before any of it is decoded; field names are in lower case."""

    type: str
    key: str
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    problem: str = ""


class Lines:
    """Which line a place of the text is in."""

    def __init__(self, text: str) -> None:
        self._ends = [found.start() for found in re.finditer("\n", text)]

    def at(self, place: int) -> int:
        return bisect_right(self._ends, place - 1) + 1


def read_entries(text: str) -> Iterator[RawEntry]:
    """All entries in order; one that is damaged has what could be read of it and its problem."""
    lines = Lines(text)
    starts = [found.start() + 1 for found in _LINE_START.finditer(text)] + [len(text)] * 3
    strings: dict[str, str] = {month: month for month in MONTHS}
    joined, at = 0, 0
    while found := _START.search(text, at):
        kind, begin = found[1].lower(), found.end()
        following = bisect_right(starts, found.start() + 1)
        scan = _Scan(text, begin, starts[min(following, len(starts) - 1)], starts[min(following + 2, len(starts) - 1)])
        if kind in ("comment", "preamble"):
            at = scan.skip(found[2])
            continue
        entry = RawEntry(kind, "", lines.at(found.start()))
        try:
            if kind != "string":
                entry.key = scan.key()
            scan.fields(entry.fields, strings, closing="}" if found[2] == "{" else ")")
            at = scan.at
        except Damaged as error:
            entry.problem = str(error)
            at = max(scan.at if scan.at < scan.end else scan.end, begin)
        if kind == "string":
            for name, value in entry.fields.items():
                if len(strings) < MAX_STRINGS:
                    strings[name] = value
            continue
        joined += sum(map(len, entry.fields.values()))
        if joined > len(text) * 2 + MAX_JOINED:
            entry.fields.clear()
            entry.problem = "Its strings make more text than is read of one file."
        yield entry


class _Scan:
    """One entry from its opening bracket on. `end` is where the next one seems to begin, `last` where it must end."""

    def __init__(self, text: str, at: int, end: int, last: int) -> None:
        self.text, self.at, self.end, self.last = text, at, end, last

    def key(self) -> str:
        found = _KEY.match(self.text, self.at, self.end)
        if found is None:
            return ""
        self.at = found.end()
        return (found[1] or "").strip()

    def skip(self, bracket: str) -> int:
        """The place after a comment; one without its bracket's end is a line."""
        if bracket == "{":
            try:
                return self._braced(self.at)[1]
            except Damaged:
                pass
        ending = self.text.find("\n", self.at)
        return ending if ending >= 0 else len(self.text)

    def fields(self, into: dict[str, str], strings: Mapping[str, str], closing: str) -> None:
        while True:
            self.at = self._after(_SPACE)
            if self.at >= self.last:
                raise Damaged("Its closing bracket is missing.")
            if self.text[self.at] == closing or self.text[self.at] == "}":
                self.at += 1
                return
            found = _NAME.match(self.text, self.at, self.last)
            if found is None:
                if self.at >= self.end:
                    raise Damaged("Its closing bracket is missing.")
                self._give_up()
            assert found is not None
            self.at = found.end()
            value = self._value(strings)
            name = found[1].lower()
            if name not in into and len(into) < MAX_FIELDS:
                into[name] = value

    def _give_up(self) -> None:
        near = " ".join(self.text[self.at : self.at + 40].split())
        # Whatever comes up to the next entry belongs to this one.
        self.at = self.end
        raise Damaged(f"It is damaged at “{near[:30]}”: a field with = was expected.")

    def _value(self, strings: Mapping[str, str]) -> str:
        parts = []
        size = 0
        while True:
            part = self._part(strings)
            size += len(part)
            if size > MAX_VALUE:
                self.at = self.end
                raise Damaged(f"A field is longer than {MAX_VALUE:,} characters.")
            parts.append(part)
            joined = _JOIN.match(self.text, self.at, self.last)
            if joined is None:
                return "".join(parts)
            self.at = joined.end()

    def _part(self, strings: Mapping[str, str]) -> str:
        sign = self.text[self.at : self.at + 1]
        if sign == "{":
            value, self.at = self._braced(self.at + 1)
            return value
        if sign == '"':
            value, self.at = self._quoted(self.at + 1)
            return value
        found = _BARE.match(self.text, self.at, self.last)
        if found is None:
            if sign in (",", "}", ")"):
                return ""
            self._give_up()
        assert found is not None
        self.at = found.end()
        return strings.get(found[0].lower(), found[0])

    def _braced(self, begin: int) -> tuple[str, int]:
        """What stands up to the bracket that closes, first within the entry, then in the next ones."""
        for end, signs in ((self.end, _BRACES), (self.end, _PLAIN_BRACES), (self.last, _BRACES)):
            depth = 1
            for found in signs.finditer(self.text, begin, end):
                if found[0] == "{":
                    depth += 1
                    if depth > MAX_DEPTH:
                        self.at = self.end
                        raise Damaged(f"Its brackets are nested more than {MAX_DEPTH} deep.")
                elif found[0] == "}":
                    depth -= 1
                    if not depth:
                        return self.text[begin : found.start()], found.end()
        self.at = self.end
        raise Damaged("A bracket { is never closed.")

    def _quoted(self, begin: int) -> tuple[str, int]:
        for end in (self.end, self.last):
            depth = 0
            for found in _QUOTED.finditer(self.text, begin, end):
                if found[0] == "{":
                    depth += 1
                    if depth > MAX_DEPTH:
                        self.at = self.end
                        raise Damaged(f"Its brackets are nested more than {MAX_DEPTH} deep.")
                elif found[0] == "}":
                    depth -= 1
                    if depth < 0:
                        break
                elif found[0] == '"' and depth == 0:
                    return self.text[begin : found.start()], found.end()
        self.at = self.end
        raise Damaged('A quotation mark " is never closed.')

    def _after(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at, self.last)
        return found.end() if found else self.at

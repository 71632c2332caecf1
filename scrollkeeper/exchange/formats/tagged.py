"""Formats of tagged lines, such as RIS and PubMed's: records of tags with their values, in order and with lines."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

MAX_TAGS = 20_000


@dataclass(slots=True)
class Record:
    """One reference: the values of each tag as they came."""

    line: int
    values: dict[str, list[str]] = field(default_factory=dict)
    order: list[tuple[str, str]] = field(default_factory=list)

    def add(self, tag: str, value: str) -> None:
        if len(self.order) < MAX_TAGS:
            self.values.setdefault(tag, []).append(value)
            self.order.append((tag, value))

    def first(self, *tags: str) -> str:
        """The first value that is not empty, of the first tag that has one."""
        return next((value for tag in tags for value in self.values.get(tag, ()) if value), "")

    def all(self, *tags: str) -> list[str]:
        return [value for tag in tags for value in self.values.get(tag, ()) if value]


def tagged_lines(text: str, pattern: re.Pattern[str], *, joined: str = " ") -> Iterator[tuple[int, str, str]]:
    """(line, tag, value) of each tag; lines without a tag go on with the value before."""
    begun, tag = 1, ""
    parts: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        found = pattern.match(line)
        if found is None:
            if tag and (line.strip() or joined == "\n"):
                parts.append(line.strip())
            continue
        if tag:
            yield begun, tag, joined.join(parts).strip()
        begun, tag, parts = number, found[1].upper(), [found[2].strip()]
    if tag:
        yield begun, tag, joined.join(parts).strip()


def unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))

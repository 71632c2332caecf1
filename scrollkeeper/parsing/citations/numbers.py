"""Citations by number: [3], [3, 5], [3–7], [1]–[3], (3) and raised numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scrollkeeper.parsing.citations.text import RunningText, rect_within
from scrollkeeper.parsing.document import Citation, Line, Rect

DASH = r"[–—‒−-]"
LIST = rf"\d{{1,4}}[a-z]?(?:\s?(?:[,;&]|{DASH}|and|und)\s?\d{{1,4}}[a-z]?)*"
BRACKETS = re.compile(rf"\[\s?(?P<list>{LIST})\s?(?:[,;:]\s[^\]\[]{{1,40}})?\](?:\s?{DASH}\s?\[(?P<last>\d{{1,4}})\])?")
ROUND = re.compile(rf"(?<![A-Za-z]\s)?\(\s?(?:[Rr]efs?\.?\s)?(?P<list>{LIST})\s?\)")
NUMBERS = re.compile(rf"(?P<first>\d{{1,4}})[a-z]?(?:\s?{DASH}\s?(?P<last>\d{{1,4}}))?")
RAISED = re.compile(rf"^\W{{0,2}}(?P<list>\d{{1,3}}(?:[,;]{{1,2}}\d{{1,3}}|{DASH}\d{{1,3}}|[,;]{DASH})*)\W{{0,2}}$")
UNITS = re.compile(r"(?:^|[\s\d·×/(])(?:[cmkµμn]?m|10|s|kg|[mµμ]?[lLg]|h|min|mol|cells?|Hz|eV|K|R|χ|x|p|n)$")
LONGEST_RANGE = 60
SMALL, RISE = 0.82, 0.12


@dataclass(slots=True, frozen=True)
class Mention:
    """A printed number or range, the references it means by their label, and where it stands."""

    text: str
    labels: tuple[int, ...]
    page: int
    rects: list[Rect]
    order: tuple[int, int] = (0, 0)


def bracketed(text: RunningText, pattern: re.Pattern[str], known: Mapping[int, int]) -> list[Mention]:
    """Mentions in brackets all of whose numbers are known labels."""
    found: list[Mention] = []
    for match in pattern.finditer(text.text):
        mentions = list(_mentions(text, match, known))
        if mentions and all(label in known for mention in mentions for label in mention.labels):
            found += mentions
    return found


def _mentions(text: RunningText, match: re.Match[str], known: Mapping[int, int]) -> Iterator[Mention]:
    offset = match.start("list")
    closing = match.groupdict().get("last")
    for number in NUMBERS.finditer(match["list"]):
        start, end = offset + number.start(), offset + number.end()
        last = number["last"] or None
        if closing and number.end() == len(match["list"]):
            last, end = closing, match.end("last")
        labels = _range(int(number["first"]), int(last) if last else None, known)
        page, rects = text.place(start, end)
        yield Mention(text.text[start:end], labels, page, rects, (start, 0))


def _range(first: int, last: int | None, known: Mapping[int, int]) -> tuple[int, ...]:
    if last is None:
        return (first,)
    if not first < last <= first + LONGEST_RANGE:
        return (first, last)
    return tuple(label for label in range(first, last + 1) if label in known or label in (first, last))


def raised(lines: Sequence[Line], known: Mapping[int, int]) -> list[Mention]:
    """Mentions in small raised figures after a word."""
    found: list[Mention] = []
    for position, line in enumerate(lines):
        limit = SMALL * line.size
        if len(line.pieces) > 1 and any(piece.size < limit for piece in line.pieces):
            found += _raised_in(line, position, known)
    return found


def _raised_in(line: Line, position: int, known: Mapping[int, int]) -> Iterator[Mention]:
    baseline = max(
        (piece for piece in line.pieces if piece.size >= SMALL * line.size), key=lambda p: len(p.text), default=None
    )
    if baseline is None:
        return
    at = 0
    before = ""
    for piece in line.pieces:
        start, at = at, at + len(piece.text) + 1
        small = piece.size < SMALL * line.size and piece.baseline < baseline.baseline - RISE * line.size
        match = RAISED.match(piece.text) if small else None
        if match and before and not UNITS.search(before) and not before[-1].isdigit():
            mentions = []
            for number in NUMBERS.finditer(match["list"]):
                first, last = start + match.start("list") + number.start(), start + match.start("list") + number.end()
                rect = rect_within(line, first, last)
                labels = _range(int(number["first"]), int(number["last"]) if number["last"] else None, known)
                mentions.append(Mention(number.group(), labels, line.page, [rect] if rect else [], (position, first)))
            if all(label in known for mention in mentions for label in mention.labels):
                yield from mentions
        before = piece.text


def as_citations(mentions: Sequence[Mention], known: Mapping[int, int]) -> list[Citation]:
    return [
        Citation(mention.text, mention.page, mention.rects, known[label])
        for mention in mentions
        for label in mention.labels
        if label in known
    ]

"""Citations by number: [3], [3, 5], [3–7], [1]–[3], (3) and raised numbers."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scrollkeeper.parsing.citations.text import RunningText
from scrollkeeper.parsing.document import Citation, Line
from scrollkeeper.parsing.glyphs.pieces import is_uniform

DASH = r"[–—‒−-]"
LIST = rf"\d{{1,4}}[a-z]?(?:\s?(?:[,;&]|{DASH}|and|und)\s?\d{{1,4}}[a-z]?)*"
BRACKETS = re.compile(rf"\[\s?(?P<list>{LIST})\s?(?:[,;:]\s[^\]\[]{{1,40}})?\](?:\s?{DASH}\s?\[(?P<last>\d{{1,4}})\])?")
ROUND = re.compile(rf"\(\s?(?:[Rr]efs?\.?\s)?(?P<list>{LIST})\s?\)")
GLUED = re.compile(rf"(?<=[^\W\d_][^\W\d_])[.,;:]?(?P<list>\d{{1,3}}(?:(?:,|{DASH})\d{{1,3}})*)(?=[\s.,;:)\]]|$)")
NUMBERS = re.compile(rf"(?P<first>\d{{1,4}})[a-z]?(?:\s?{DASH}\s?(?P<last>\d{{1,4}}))?")
RAISED = re.compile(
    rf"^[^\w\s–—‒−-]{{0,2}}(?P<list>\d{{1,3}}(?:[,;]{{1,2}}\d{{1,3}}|{DASH}\d{{1,3}}|[,;]{DASH})*)\W{{0,2}}$"
)
UNITS = re.compile(r"(?:^|[\s\d·×/(])(?:[cmkµμn]?m|10|s|kg|[mµμ]?[lLg]|h|min|mol|cells?|Hz|eV|K|R|χ|x|p|n)$")
Known = Mapping[int, Sequence[tuple[int, int]]]
"""Printed number -> (page, index) of each reference that has it."""
LONGEST_RANGE = 60
SMALL, RISE = 0.82, 0.12


@dataclass(slots=True, frozen=True)
class Mention:
    """A printed number or range and the references it means by their labels.

    It is text[start:end] of the running text, or, where `line` is not None, of that line.
    """

    labels: tuple[int, ...]
    start: int
    end: int
    line: int | None = None


def bracketed(text: str, pattern: re.Pattern[str], known: Known) -> list[Mention]:
    """Mentions in brackets all of whose numbers are known labels."""
    found: list[Mention] = []
    for match in pattern.finditer(text):
        mentions = list(_mentions(match, known))
        if all(label in known for mention in mentions for label in mention.labels):
            found += mentions
    return found


def _mentions(match: re.Match[str], known: Known) -> Iterator[Mention]:
    offset = match.start("list")
    closing = match.groupdict().get("last")
    for number in NUMBERS.finditer(match["list"]):
        start, end = offset + number.start(), offset + number.end()
        last = number["last"] or None
        if closing and number.end() == len(match["list"]):
            last, end = closing, match.end("last")
        yield Mention(_range(int(number["first"]), int(last) if last else None, known), start, end)


def in_order(mentions: Sequence[Mention]) -> bool:
    """Whether the references are met in the order of their numbers, as they are where numbers are citations."""
    firsts = list(dict.fromkeys(label for mention in mentions for label in mention.labels))
    rising = sum(before < after for before, after in itertools.pairwise(firsts))
    return rising >= 0.8 * (len(firsts) - 1)


def _range(first: int, last: int | None, known: Known) -> tuple[int, ...]:
    if last is None:
        return (first,)
    if not first < last <= first + LONGEST_RANGE:
        return (first, last)
    return tuple(label for label in range(first, last + 1) if label in known or label in (first, last))


def raised(lines: Sequence[Line], known: Known) -> list[Mention]:
    """Mentions in small raised figures after a word."""
    found: list[Mention] = []
    for position, line in enumerate(lines):
        limit = SMALL * line.size
        if line.page == lines[0].page and not _is_prose(line):
            continue
        if len(line.pieces) > 1 and not is_uniform(line.pieces) and any(piece.size < limit for piece in line.pieces):
            found += _raised_in(line, position, known)
    return found


def _raised_in(line: Line, position: int, known: Known) -> Iterator[Mention]:
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
        if match and before and not _is_power(match["list"], before):
            mentions = []
            for number in NUMBERS.finditer(match["list"]):
                first, last = start + match.start("list") + number.start(), start + match.start("list") + number.end()
                labels = _range(int(number["first"]), int(number["last"]) if number["last"] else None, known)
                mentions.append(Mention(labels, first, last, position))
            if all(label in known for mention in mentions for label in mention.labels):
                yield from mentions
        before = piece.text


def _is_power(raised_text: str, before: str) -> bool:
    """Whether the raised figures belong to a number or a unit: cm², 10⁶."""
    return before[-1].isdigit() or (len(raised_text) == 1 and UNITS.search(before) is not None)


def _is_prose(line: Line) -> bool:
    """Not names and addresses, whose raised figures are marks of affiliations."""
    words = [word for word in line.text.split() if word[0].isalpha()]
    return sum(word[0].islower() for word in words) >= 0.34 * len(words)


def as_citations(mentions: Sequence[Mention], text: RunningText, known: Known) -> list[Citation]:
    """One citation for each reference that is meant, those of a range at the same place."""
    found: list[Citation] = []
    for mention in mentions:
        offset = 0 if mention.line is None else text.starts[mention.line]
        start, end = offset + mention.start, offset + mention.end
        page, rects = text.place(start, end)
        printed = text.text[start:end]
        found += [Citation(printed, page, rects, _meant(known[one], page)) for one in mention.labels if one in known]
    return found


def _meant(entries: Sequence[tuple[int, int]], page: int) -> int:
    """Of the references with a label, that of the list which ends the chapter: the first from `page` on."""
    return next((index for at, index in entries if at >= page), entries[-1][1])

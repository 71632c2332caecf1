"""References of papers that have no list of them but cite in numbered footnotes, as the humanities and law do."""

import re
from collections import defaultdict

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.references.find import body_size, reads_like_reference

SMALLEST, LARGEST = 0.55, 0.95
MIN_NOTES, MIN_SHARE = 5, 0.35
YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
SHORT = re.compile(
    r"^\W*(?:vgl\.|siehe|see|cf\.)?\s*(?:ebd|ebenda|ibid|a\. ?a\. ?O|op\. cit|supra|infra|id\.)|"
    r"\b(?:Anm|Fn|note|n)\. ?\d",
    re.IGNORECASE,
)
POINTER = re.compile(
    r"^(?:vgl\.|siehe|s\.|see|cf\.|voir|zit\. nach)(?: (?:auch|etwa|dazu|also|e\.g\.,?|z\. ?B\.))?:?\s+", re.IGNORECASE
)
MIN_WORDS = 6


def find_footnote_lines(lines: list[Line]) -> list[Line]:
    """Lines of small print at the foot of pages, where enough of them read like references; else nothing."""
    flow = [line for line in lines if line.zone != "margin" and line.text.strip()]
    if not flow:
        return []
    body = body_size(flow)
    pages: defaultdict[int, list[Line]] = defaultdict(list)
    for line in flow:
        pages[line.page].append(line)
    found: list[Line] = []
    for on_page in pages.values():
        floor = max((line.rect[3] for line in on_page if line.size > LARGEST * body), default=0.0)
        found += [
            line for line in on_page if SMALLEST * body < line.size <= LARGEST * body and line.rect[1] > floor - 1
        ]
    spread = len({line.page for line in found}) > 1
    dense = sum(map(reads_like_reference, found)) >= MIN_SHARE * len(found)
    return found if spread and dense and len(found) >= MIN_NOTES else []


def names_a_work(raw: str) -> bool:
    """Whether a note names a work in full, and not only an earlier note or something else."""
    return YEAR.search(raw) is not None and SHORT.search(raw) is None and len(raw.split()) >= MIN_WORDS


def without_pointer(raw: str) -> str:
    """A note without the "see" it begins with."""
    return POINTER.sub("", raw)

"""Citations in the text, each with its place and the reference it means.

How a paper cites is not asked for but found out: each way is tried, and the one that reaches most of the list is it.
"""

from collections.abc import Sequence

from scrollkeeper.parsing.citations.keys import by_key, keys_of
from scrollkeeper.parsing.citations.names import by_name
from scrollkeeper.parsing.citations.numbers import (
    BRACKETS,
    GLUED,
    ROUND,
    Known,
    Mention,
    as_citations,
    bracketed,
    in_order,
    raised,
)
from scrollkeeper.parsing.citations.text import RunningText, running_text
from scrollkeeper.parsing.document import Citation, Line, Reference

# Part of the list that each way of citing by number must reach, and how far it is trusted beside the others.
MIN_REACHED = {"square": 0.05, "raised": 0.2, "round": 0.25, "glued": 0.5}
CLEAR = 0.6
PATTERNS = {"square": BRACKETS, "round": ROUND, "glued": GLUED}
TRUST = {"square": 1.0, "raised": 0.95, "round": 0.75, "glued": 0.6}


def read_citations(lines: Sequence[Line], references: Sequence[Reference]) -> list[Citation]:
    """Citations in reading order; lines of the list itself have the zone "references"."""
    if not references:
        return []
    flow = [line for line in lines if line.zone not in ("margin", "references")]
    text = running_text(flow)
    known = _labels(references)
    if not known:
        return by_key(text, keys_of(references)) or by_name(text, references)
    best, mentions = _by_number(text, flow, known)
    reached = _reached(mentions)
    if reached < CLEAR * len(known):  # The numbers of the list may be there for the eye only.
        named = by_name(text, references)
        enough = reached >= max(1, MIN_REACHED[best] * len(known))
        if not enough or len({citation.reference for citation in named}) > 1.5 * reached:
            return named
    return as_citations(mentions, text, known)


def _by_number(text: RunningText, flow: Sequence[Line], known: Known) -> tuple[str, list[Mention]]:
    """The way of citing by number that reaches most of the list, and its mentions; likelier ways are tried first."""
    tried: list[tuple[float, str, list[Mention]]] = []
    for way, trust in TRUST.items():
        if way == "raised":
            mentions = raised(flow, known)
        else:
            mentions = bracketed(text.text, PATTERNS[way], known)
        if way == "glued" and not in_order(mentions):
            continue
        reached = _reached(mentions)
        if reached >= CLEAR * len(known) and trust > 0.9:
            return way, mentions
        tried.append((trust * reached, way, mentions))
    return max(tried, key=lambda one: one[0])[1:]


def _labels(references: Sequence[Reference]) -> dict[int, list[tuple[int, int]]]:
    """Printed number -> (page, index) of the references with it, one in each list; nothing where few are numbered."""
    known: dict[int, list[tuple[int, int]]] = {}
    for index, reference in enumerate(references):
        if reference.label and reference.label.isdigit():
            known.setdefault(int(reference.label), []).append((reference.page, index))
    return known if sum(map(len, known.values())) >= 0.5 * len(references) else {}


def _reached(mentions: Sequence[Mention]) -> int:
    return len({label for mention in mentions for label in mention.labels})

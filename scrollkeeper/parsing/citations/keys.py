"""Citations by key, as [Knu84] or [ABC+99, p. 3; Tur36], for lists whose entries are marked with such keys."""

import re
from collections.abc import Sequence

from scrollkeeper.parsing.citations.text import RunningText
from scrollkeeper.parsing.document import Citation, Reference

BRACKETS = re.compile(r"\[([^\[\]]{2,120})\]")
PART = re.compile(r"[^,;]+")


def keys_of(references: Sequence[Reference]) -> dict[str, int]:
    """Key -> index, where most entries are marked with one that is no number."""
    known: dict[str, int] = {}
    for index, reference in enumerate(references):
        if reference.label and not reference.label.isdigit():
            known.setdefault(_plain(reference.label), index)
    return known if len(known) >= 0.5 * len(references) else {}


def by_key(text: RunningText, known: dict[str, int]) -> list[Citation]:
    found: list[Citation] = []
    for match in BRACKETS.finditer(text.text):
        whole = known.get(_plain(match[1]))  # A key may hold a comma itself, as [Knuth, 1984] does.
        parts = [match] if whole is not None else PART.finditer(text.text, match.start(1), match.end(1))
        for part in parts:
            printed = match[1] if whole is not None else part.group().strip()
            index = known.get(_plain(printed))
            if index is not None:
                start = text.text.index(printed, part.start())
                page, rects = text.place(start, start + len(printed))
                found.append(Citation(printed, page, rects, index))
    return found


def _plain(key: str) -> str:
    return re.sub(r"\s+", " ", key).strip().casefold()

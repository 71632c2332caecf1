"""Captions of figures and tables: which line begins one, and how far it goes."""

import re
from collections.abc import Sequence

from scrollkeeper.parsing.document import Figure, Line, Table
from scrollkeeper.parsing.glyphs.pieces import begins_apart

CAPTION = re.compile(
    r"^(fig(?:ure|\.)?|abb(?:ildung|\.)?|tab(?:leau|le|elle|\.)?)[\s-]*(S?\d+[a-z]?|[IVX]+)(?![\w-])\s*"
    r"((?:[.:|—–-]\s*){0,2})(.*)$",
    re.IGNORECASE,
)
MOST_LINES, MOST_SIGNS = 30, 3000


def read_captions(lines: Sequence[Line]) -> tuple[list[Figure], list[Table]]:
    """Figures and tables by their captions, each label once: where several lines begin with it, by the likeliest."""
    best: dict[tuple[bool, str], tuple[float, int, re.Match[str]]] = {}
    for position, line in enumerate(lines):
        found = CAPTION.match(line.text)
        if not found or line.zone in ("margin", "references"):
            continue
        key = (found.group(1).lower().startswith("tab"), found.group(2))
        likely = _likelihood(lines, position, found)
        if key not in best or likely > best[key][0]:
            best[key] = (likely, position, found)
    figures: list[Figure] = []
    tables: list[Table] = []
    for (is_table, label), (_, position, found) in sorted(best.items(), key=lambda one: one[1][1]):
        text = _whole(lines, position, found.group(4), is_table)
        if is_table:
            tables.append(Table(label, text, lines[position].page))
        else:
            figures.append(Figure(label, text, lines[position].page))
    return figures, tables


def _likelihood(lines: Sequence[Line], position: int, found: re.Match[str]) -> float:
    """How likely a line begins a caption and not a sentence that speaks of it: "Table 2 shows …"."""
    line, rest = lines[position], found.group(4)
    score = 2.0 * bool(found.group(3).strip()) + 1.0 * begins_apart(line.pieces)
    score += -2.0 if rest[:1].islower() and not found.group(3).strip() else 1.0
    return score + (position == 0 or lines[position - 1].block != line.block or lines[position - 1].page != line.page)


def _whole(lines: Sequence[Line], position: int, rest: str, is_table: bool) -> str:
    """With the lines below in its block; above a table, whose first row may be near, to a sentence's end."""
    first = lines[position]
    parts, last = [rest], first
    for other in lines[position + 1 : position + MOST_LINES]:
        if is_table and parts[-1].endswith("."):
            break
        below = other.page == first.page and last.rect[1] <= other.rect[1] < last.rect[3] + 1.2 * first.size
        if not below or abs(other.size - first.size) >= 0.6 or CAPTION.match(other.text) or other.zone == "margin":
            break
        if other.block != first.block and parts[-1]:
            break
        if is_table and parts[-1] and other.bold != last.bold and last is not first:
            break
        parts.append(other.text)
        last = other
    return " ".join(" ".join(parts).split())[:MOST_SIGNS]

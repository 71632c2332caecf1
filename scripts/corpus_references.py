"""Printed references of the corpus beside the gold ones they stand for."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.layout.lines import lines_of
from scrollkeeper.parsing.pdf import open_pdf
from scrollkeeper.parsing.references import list_entries
from scrollkeeper.parsing.structure import mark_zones

ALIKE = 62


def read_pairs(corpus: Path) -> Iterator[tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]]:
    """(gold row, (printed string, gold reference) of each of its references that was found) of each paper."""
    for row in map(json.loads, (corpus / "gold.jsonl").read_text(encoding="utf-8").splitlines()):
        if "references" not in row["score_fields"] or not row.get("references"):
            continue
        with open_pdf(corpus / row["pdf"]) as pdf:
            lines: list[Line] = []
            heights = []
            for page, found in lines_of(pdf):
                lines += found
                heights.append(page.height)
        mark_zones(lines, heights)
        yield row, pair(row["references"], [entry.raw for entry in list_entries(lines)])


def pair(gold: list[dict[str, Any]], printed: list[str]) -> list[tuple[str, dict[str, Any]]]:
    """Each gold reference with the printed one most like it, where one is like enough."""
    if not gold or not printed:
        return []
    keys = [
        " ".join([*(one.get("authors") or []), *(str(one.get(field) or "") for field in ("year", "title", "venue"))])
        for one in gold
    ]
    scores = process.cdist(keys, printed, scorer=fuzz.token_set_ratio)
    pairs = sorted(
        ((float(s), -abs(i - j), i, j) for i, row in enumerate(scores) for j, s in enumerate(row)), reverse=True
    )
    used_gold: set[int] = set()
    used: set[int] = set()
    found = []
    for score, _, i, j in pairs:
        if score < ALIKE:
            break
        if i not in used_gold and j not in used:
            used_gold.add(i)
            used.add(j)
            found.append((i, (printed[j], gold[i])))
    return [one for _, one in sorted(found, key=lambda item: item[0])]

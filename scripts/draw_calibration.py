#!/usr/bin/env python3
"""Draws how often fields are right, by how sure the parser is of them: docs/images/parsing-calibration.svg.

    draw_calibration.py PART [--shared ../shared] [--out build/heads] [--picture FILE.svg] [--fit]

Reads what score_headers.py left in build/heads/PART ("look" or "scored"). Nothing is printed but totals. With --fit it
prints the constants of scrollkeeper/parsing/front_matter/confidence.py, which are to be fitted to "look", by folds.
"""

import importlib.util
import itertools
import json
import math
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training import ask_for_corpus

FIELDS = {
    "title.lev": "title", "authors.soft": "author", "abstract.lev": "abstract", "keywords.soft": "keyword",
    "venue.lev": "container-title", "volume": "volume", "issue": "issue", "pages": "page", "elocation": "page",
}  # fmt: skip
EDGES = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)
COLOURS = ("#2a6f97", "#c1121f", "#6a994e", "#9d4edd", "#bc6c25")
Judged = list[tuple[float, bool]]
SIDE, LEFT, TOP = 320, 60, 30


def judged(part: Path, scorer: Path) -> dict[str, Judged]:
    """For each field of CSL, of all papers that print it: how sure the parser is, and whether it is right."""
    spec = importlib.util.spec_from_file_location("score_headers_of_corpus", scorer)
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    found: defaultdict[str, Judged] = defaultdict(list)
    for line in (part / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        printed = json.loads((part / Path(row["pdf"]).with_suffix(".json")).read_text(encoding="utf-8"))
        tallies: defaultdict[str, Any] = defaultdict(score.Tally)
        score.score_row(row, printed, tallies)
        for name, field in FIELDS.items():
            sure = printed["confidence"].get(field)
            if name in tallies and tallies[name].expected and sure is not None:
                found[field].append((sure, tallies[name].figures()["f1"] == 100))
    return found


def bins(values: Judged) -> list[tuple[float, float, int]]:
    """(mean confidence, share that is right, how many) of each band that has any."""
    found = []
    for low, high in itertools.pairwise(EDGES):
        some = [(sure, right) for sure, right in values if low <= sure < high]
        if some:
            count = len(some)
            found.append((sum(sure for sure, _ in some) / count, sum(right for _, right in some) / count, count))
    return found


def error(values: Judged) -> float:
    """Expected calibration error: the mean distance of confidence from what is right, weighted by numbers."""
    return sum(abs(sure - right) * count for sure, right, count in bins(values)) / max(len(values), 1)


def fitted(values: Judged) -> tuple[float, float]:
    """Slope and offset of a logistic curve over the logit of the confidence, drawn towards the diagonal."""
    slope, offset = 1.0, 0.0
    points = [(logit(sure), right) for sure, right in values]
    for _ in range(4000):
        by_slope, by_offset = 2.0 * (slope - 1.0), 2.0 * offset
        for x, right in points:
            distance = 1 / (1 + math.exp(-(slope * x + offset))) - right
            by_slope += distance * x
            by_offset += distance
        slope -= 0.3 * by_slope / (8 * len(points))
        offset -= 0.3 * by_offset / len(points)
    return round(slope, 2), round(offset, 2)


def logit(sure: float) -> float:
    bounded = min(max(sure, 0.005), 0.995)
    return math.log(bounded / (1 - bounded))


def picture(groups: dict[str, Judged]) -> str:
    """An SVG: each group's curve beside the diagonal, dots as large as there are papers."""

    def place(sure: float, right: float) -> tuple[float, float]:
        return LEFT + SIDE * sure, TOP + SIDE * (1 - right)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + SIDE + 190} {TOP + SIDE + 50}" '
        'font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888888"/>',
        f'<line x1="{LEFT}" y1="{TOP + SIDE}" x2="{LEFT + SIDE}" y2="{TOP}" stroke="#bbbbbb" stroke-dasharray="4"/>',
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = place(tick, tick)
        parts.append(f'<text x="{x:.0f}" y="{TOP + SIDE + 16}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{tick:g}</text>')
    parts.append(f'<text x="{LEFT + SIDE / 2}" y="{TOP + SIDE + 36}" text-anchor="middle">confidence</text>')
    parts.append(f'<text x="{LEFT}" y="{TOP - 10}">share that is right</text>')
    for number, (name, values) in enumerate(groups.items()):
        colour, shown = COLOURS[number % len(COLOURS)], bins(values)
        points = [place(sure, right) for sure, right, _ in shown]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}"/>')
        for (x, y), (_, _, count) in zip(points, shown, strict=True):
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{1.5 + math.sqrt(count) / 2:.1f}" fill="{colour}"/>')
        y = TOP + 16 + 18 * number
        parts.append(f'<circle cx="{LEFT + SIDE + 18}" cy="{y - 4}" r="4" fill="{colour}"/>')
        parts.append(f'<text x="{LEFT + SIDE + 28}" y="{y}">{name} ({len(values)})</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def gathered(found: dict[str, Judged], names: Sequence[str]) -> Judged:
    return [one for name in names for one in found.get(name, [])]


def main() -> None:
    ask = ask_for_corpus(__doc__)
    ask.add_argument("part", choices=("look", "scored"))
    ask.add_argument("--out", type=Path, default=Path("build/heads"))
    ask.add_argument("--picture", type=Path)
    ask.add_argument("--fit", action="store_true")
    args = ask.parse_args()
    found = judged(args.out / args.part, args.shared / "corpus2" / "score_headers.py")
    groups = {
        "title": found["title"], "authors": found["author"], "abstract": found["abstract"],
        "keywords": found["keyword"],
        "where published": gathered(found, ("container-title", "volume", "issue", "page")),
    }  # fmt: skip
    for name, values in groups.items():
        shown = ", ".join(f"{sure:.2f}: {right:.2f} of {count}" for sure, right, count in bins(values))
        print(f"{name}: {len(values)} papers, error {error(values):.3f}; {shown}")
        if args.fit:
            print("   ", fitted(values))
    if args.picture:
        args.picture.write_text(picture(groups), encoding="utf-8")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Trains scrollkeeper/parsing/models/headings.crfsuite: the corpus' section titles matched to printed lines.

train_headings.py [--shared ../shared] [--folds N]
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from corpus_headers import soft
from folds import FOLDS, fold_of
from training import SHIPPED, ask_for_corpus, train

from scrollkeeper.parsing.document import Bookmark, Line
from scrollkeeper.parsing.front_matter.header import body_size, read_header
from scrollkeeper.parsing.layout.heading_features import Candidate, candidates_of
from scrollkeeper.parsing.layout.lines import lines_of
from scrollkeeper.parsing.layout.numbering import NUMBER
from scrollkeeper.parsing.layout.sections import NOT_SECTIONS
from scrollkeeper.parsing.pdf import open_pdf
from scrollkeeper.parsing.structure import mark_zones

PARAMETERS = {"c1": 0.1, "c2": 1.0, "max_iterations": 60, "feature__minfreq": 3}
Labelled = list[tuple[list[str], str]]


def read_candidates(path: Path) -> tuple[list[Candidate], list[Candidate], list[Bookmark]]:
    """The lines of a paper that may be headings, as they look with the file's outline and without, and the outline."""
    lines: list[Line] = []
    heights: list[float] = []
    with open_pdf(path) as pdf:
        for page, found in lines_of(pdf):
            lines += found
            heights.append(page.height)
        outline = pdf.outline()
    sizes = mark_zones(lines, heights)
    body = body_size(lines)
    read_header(lines, sizes, body)
    return candidates_of(lines, body, outline), candidates_of(lines, body), outline


def label_candidates(candidates: list[Candidate], row: dict[str, Any]) -> Labelled:
    """H where a heading begins, C where it goes on, O elsewhere; first by the whole title, then without its number."""
    labels = ["O"] * len(candidates)
    wanted = Counter(soft(section["title"]) for section in row["sections"]) - Counter([""])
    _mark(candidates, labels, wanted, lambda text: soft(re.sub(r"-\s", "", text)))
    left = Counter[str]()
    for title, count in wanted.items():
        left[NUMBERED.sub("", title)] += count
    _mark(candidates, labels, left, bare)
    return [(candidate.features, label) for candidate, label in zip(candidates, labels, strict=True)]


NUMBERED = re.compile(r"^\d+(?=[^\W\d])")


def _mark(candidates: list[Candidate], labels: list[str], wanted: Counter[str], key_of: Callable[[str], str]) -> None:
    """Labels the candidates that spell a wanted title, and takes it off `wanted`."""
    for count in (1, 2, 3):
        for start in range(len(candidates) - count + 1):
            run = candidates[start : start + count]
            same = all(one.style == run[0].style and one.line.page == run[0].line.page for one in run)
            if not same or set(labels[start : start + count]) != {"O"}:
                continue
            key = key_of(" ".join(candidate.text for candidate in run))
            if wanted[key] > 0:
                wanted[key] -= 1
                labels[start : start + count] = ["H"] + ["C"] * (count - 1)


def bare_number(title: str) -> str:
    return NUMBER.sub("", title.strip())


def bare(title: str) -> str:
    """A heading for comparing: without its number and hyphens."""
    return soft(NUMBER.sub("", re.sub(r"-\s", "", title)))


def main() -> None:
    args = ask_for_corpus(__doc__).parse_args()
    papers = list(read_papers(args.shared / "corpus"))
    folds = [(fold_of(row, max(args.folds, 1)), labelled) for row, labelled in papers]
    for fold in sorted({fold for fold, _ in folds}) if args.folds else []:
        kept = [paper for other, paper in folds if other != fold]
        train(map(_parted, kept), FOLDS / f"headings-{fold}.crfsuite", **PARAMETERS)
    train([_parted(paper) for _, paper in folds], SHIPPED / "headings.crfsuite", **PARAMETERS)


def _parted(paper: Labelled) -> tuple[list[list[str]], list[str]]:
    return [features for features, _ in paper], [label for _, label in paper]


def read_papers(corpus: Path) -> Iterator[tuple[dict[str, Any], Labelled]]:
    """Each paper as seen with and without its outline; where there is no gold, the outline stands in for it."""
    for row in map(json.loads, (corpus / "gold.jsonl").read_text(encoding="utf-8").splitlines()):
        outlined, plain, outline = read_candidates(corpus / row["pdf"])
        if "sections" in row["score_fields"] and row.get("sections"):
            yield row, label_candidates(plain, row)
            if len(outline) > 2:
                yield row, label_candidates(outlined, row)
        elif len(outline) > 4:
            titles = [one.title for one in outline if not NOT_SECTIONS.match(bare_number(one.title))]
            yield row, label_candidates(plain, {"sections": [{"title": title} for title in titles]})


if __name__ == "__main__":
    main()

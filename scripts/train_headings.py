#!/usr/bin/env python3
"""Trains scrollkeeper/parsing/models/headings.crfsuite: the corpus' section titles matched to printed lines.

train_headings.py [--shared ../shared] [--folds N]
"""

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pycrfsuite
from corpus_headers import soft
from folds import FOLDS, fold_of

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.header import body_size, read_header
from scrollkeeper.parsing.heading_features import NUMBER, Candidate, candidates_of
from scrollkeeper.parsing.lines import lines_of
from scrollkeeper.parsing.pdf import open_pdf
from scrollkeeper.parsing.structure import mark_zones

MODEL = Path(__file__).parents[1] / "scrollkeeper" / "parsing" / "models" / "headings.crfsuite"
Labelled = list[tuple[list[str], str]]


def read_candidates(path: Path) -> list[Candidate]:
    """The lines of a paper that may be headings."""
    lines: list[Line] = []
    heights: list[float] = []
    with open_pdf(path) as pdf:
        for page, found in lines_of(pdf):
            lines += found
            heights.append(page.height)
    sizes = mark_zones(lines, heights)
    read_header(lines, sizes)
    return candidates_of(lines, body_size(lines))


def label_candidates(candidates: list[Candidate], row: dict[str, Any]) -> Labelled:
    """H where a heading begins, C where it goes on, O elsewhere."""
    wanted = Counter(bare(section["title"]) for section in row["sections"]) - Counter([""])
    labels = ["O"] * len(candidates)
    for count in (1, 2, 3):
        for start in range(len(candidates) - count + 1):
            run = candidates[start : start + count]
            key = bare(" ".join(candidate.text for candidate in run))
            same = all(one.style == run[0].style and one.line.page == run[0].line.page for one in run)
            if same and wanted[key] > 0 and set(labels[start : start + count]) == {"O"}:
                wanted[key] -= 1
                labels[start : start + count] = ["H"] + ["C"] * (count - 1)
    return [(candidate.features, label) for candidate, label in zip(candidates, labels, strict=True)]


def bare(title: str) -> str:
    """A heading for comparing: without its number and hyphens."""
    return soft(NUMBER.sub("", re.sub(r"-\s", "", title)))


def train(papers: list[Labelled], model: Path) -> None:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": 0.1, "c2": 0.1, "max_iterations": 120, "feature.minfreq": 3})
    for paper in papers:
        trainer.append([features for features, _ in paper], [label for _, label in paper])
    model.parent.mkdir(parents=True, exist_ok=True)
    trainer.train(str(model))
    print(model, model.stat().st_size, "bytes")


def main() -> None:
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    ask.add_argument("--folds", type=int, default=0)
    args = ask.parse_args()
    corpus = args.shared / "corpus"
    papers: list[tuple[dict[str, Any], Labelled]] = []
    for row in map(json.loads, (corpus / "gold.jsonl").read_text(encoding="utf-8").splitlines()):
        if "sections" in row["score_fields"] and row.get("sections"):
            papers.append((row, label_candidates(read_candidates(corpus / row["pdf"]), row)))
    found = sum(label == "H" for _, paper in papers for _, label in paper)
    print(found, "of", sum(len(row["sections"]) for row, _ in papers), "headings found in print")
    for fold in range(args.folds):
        train([paper for row, paper in papers if fold_of(row, args.folds) != fold], FOLDS / f"headings-{fold}.crfsuite")
    train([paper for _, paper in papers], MODEL)


if __name__ == "__main__":
    main()

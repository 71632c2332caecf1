#!/usr/bin/env python3
"""Trains scrollkeeper/parsing/models/header.crfsuite from GROBID's labelled headers and the corpus' own gold.

    train_header.py [--shared ../shared] [--folds N]

With --folds it also trains one model for each fold of publishers into build/folds/, for scoring papers with a model
that has seen none of their publisher (scripts/score_parser.py).
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

import pycrfsuite
from corpus_headers import read_corpus
from folds import FOLDS, fold_of
from grobid_headers import Paper, read_headers

from scrollkeeper.parsing.header_features import HeaderLine, features_of

BODY_LINES = 15
MODEL = Path(__file__).parents[1] / "scrollkeeper" / "parsing" / "models" / "header.crfsuite"


def without_long_body(paper: Paper) -> Paper:
    """The paper without most of the text after its header: there is nothing new to learn from it."""
    kept: Paper = []
    body = 0
    for line, label in paper:
        body = body + 1 if label == "body" else 0
        if body <= BODY_LINES:
            kept.append((line, label))
    return kept


def train(papers: Iterable[Paper], model: Path) -> None:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": 0.0, "c2": 0.3, "max_iterations": 60, "feature.minfreq": 4})
    for paper in map(without_long_body, papers):
        described: list[HeaderLine] = [line for line, _ in paper]
        trainer.append(features_of(described), [label for _, label in paper])
    model.parent.mkdir(parents=True, exist_ok=True)
    trainer.train(str(model))
    print(model, model.stat().st_size, "bytes")


def main() -> None:
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    ask.add_argument("--folds", type=int, default=0)
    args = ask.parse_args()
    grobid = list(read_headers(args.shared / "training" / "grobid_header.tar.xz"))
    corpus = list(read_corpus(args.shared / "corpus"))
    for fold in range(args.folds):
        kept = [paper for row, paper in corpus if fold_of(row, args.folds) != fold]
        train(grobid + kept, FOLDS / f"header-{fold}.crfsuite")
    kept = [paper for _, paper in corpus]
    train(grobid + kept, MODEL)


if __name__ == "__main__":
    main()

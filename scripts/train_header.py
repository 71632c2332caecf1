#!/usr/bin/env python3
"""Trains scrollkeeper/parsing/models/header.crfsuite from GROBID's labelled headers and the corpus' own gold.

    train_header.py [--shared ../shared] [--folds N]

With --folds it also trains one model for each fold of publishers into build/folds/, for scoring papers with a model
that has seen none of their publisher (scripts/score_parser.py).
"""

from corpus_headers import read_corpus
from folds import FOLDS, fold_of
from grobid_headers import Paper, read_headers
from training import SHIPPED, ask_for_corpus, train

from scrollkeeper.parsing.header_features import features_of

BODY_LINES = 15
# The corpus' papers count this often: of them the layout is known, of the others mostly the words.
WEIGHT = 2
Labelled = tuple[list[list[str]], list[str]]
PARAMETERS = {"c1": 0.0, "c2": 0.3, "max_iterations": 60, "feature__minfreq": 4}


def without_long_body(paper: Paper) -> Paper:
    """The paper without most of the text after its header: there is nothing new to learn from it."""
    kept: Paper = []
    body = 0
    for line, label in paper:
        body = body + 1 if label == "body" else 0
        if body <= BODY_LINES:
            kept.append((line, label))
    return kept


def described(paper: Paper) -> Labelled:
    kept = without_long_body(paper)
    return features_of([line for line, _ in kept]), [label for _, label in kept]


def main() -> None:
    args = ask_for_corpus(__doc__).parse_args()
    grobid = [described(paper) for paper in read_headers(args.shared / "training" / "grobid_header.tar.xz")]
    corpus = [
        (fold_of(row, max(args.folds, 1)), described(paper)) for row, paper in read_corpus(args.shared / "corpus")
    ]
    for fold in sorted({fold for fold, _ in corpus}) if args.folds else []:
        kept = [paper for other, paper in corpus if other != fold]
        train(grobid + WEIGHT * kept, FOLDS / f"header-{fold}.crfsuite", **PARAMETERS)
    train(grobid + WEIGHT * [paper for _, paper in corpus], SHIPPED / "header.crfsuite", **PARAMETERS)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Trains scrollkeeper/parsing/models/header.crfsuite from gold, GROBID's headers and made-up pages.

    train_header.py [--shared ../shared] [--folds N] [--by venue|publisher] [--pages N] [--folds-only]

With --folds it also trains one model for each fold of publishers, or journals, into build/folds/, for scoring papers
with a model that has seen none of theirs (scripts/score_parser.py). Needs `pip install faker mimesis`.
"""

from corpus_headers import read_corpora
from folds import FOLDS, fold_of
from grobid_headers import Paper, read_headers
from synthetic_headers import Composer
from training import SHIPPED, ask_for_folds, train

from scrollkeeper.parsing.front_matter.header_features import features_of

BODY_LINES = 15
# The corpora's papers count this often: of them the layout is known, of GROBID's mostly the words.
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
    args = ask_for_folds(__doc__).parse_args()
    base = [described(paper) for paper in read_headers(args.shared / "training" / "grobid_header.tar.xz")]
    for page in Composer(args.shared).pages(args.pages, 2):
        base.append(described(list(zip(page.described, page.labels, strict=True))))
    corpora = [
        (paper.gold.row, described(list(zip(paper.described, paper.labels, strict=True))))
        for paper in read_corpora(args.shared)
        if paper.gold
    ]
    for fold in range(args.folds):
        kept = [paper for row, paper in corpora if fold_of(row, args.folds, args.by) != fold]
        train(base + WEIGHT * kept, FOLDS / f"header-{fold}.crfsuite", **PARAMETERS)
    if not args.folds_only:
        train(base + WEIGHT * [paper for _, paper in corpora], SHIPPED / "header.crfsuite", **PARAMETERS)


if __name__ == "__main__":
    main()

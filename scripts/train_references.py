#!/usr/bin/env python3
"""Trains scrollkeeper/parsing/models/references.crfsuite: which token of a printed reference is of which field.

    train_references.py [--shared ../shared] [--folds N]

A first model learns from the strings that GROBID and AnyStyle labelled. It fills in what gold does not say (volume,
pages, publisher) when the references of the corpus and of EXCITE, whose gold gives title, authors, year and venue,
are labelled by matching; the model that is shipped learns from all of them. With --folds one more is trained for each
fold of publishers into build/folds/, without the corpus' papers of that fold.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import pycrfsuite
from corpus_references import read_pairs
from folds import FOLDS, fold_of
from reference_strings import Labelled, label_by_gold, read_strings
from training import SHIPPED, ask_for_corpus, train

from scrollkeeper.parsing.references.tokens import features_of, tokenise

FIRST = Path(__file__).parents[1] / "build" / "references-first.crfsuite"


def train_on(strings: Iterable[Labelled], model: Path, iterations: int) -> None:
    parameters = {"c1": 0.15, "c2": 0.05, "max_iterations": iterations, "feature__minfreq": 4}
    train(((features_of(raw, tokens), labels) for raw, tokens, labels in strings), model, **parameters)


def label_pairs(pairs: Iterable[tuple[str, dict[str, object]]], model: Path) -> list[Labelled]:
    """Printed strings with gold, labelled; those that gold does not fit are left out."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    found = []
    for raw, gold in pairs:
        tokens = tokenise(raw)
        if 3 < len(tokens) < 200:
            labelled = label_by_gold(raw, gold, tagger.tag(features_of(raw, tokens)))
            if labelled:
                found.append(labelled)
    return found


def read_excite(path: Path) -> list[tuple[str, dict[str, object]]]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [(row["raw"], row) for row in rows if row["raw"] and row["title"] and row["authors"]]


def main() -> None:
    ask = ask_for_corpus(__doc__)
    ask.add_argument("--iterations", type=int, default=70)
    args = ask.parse_args()
    strings = list(read_strings(args.shared / "training"))
    if not FIRST.exists():
        train_on(strings, FIRST, args.iterations)
    strings += label_pairs(read_excite(args.shared / "training" / "excite_references_dev.jsonl"), FIRST)
    corpus = [(row, label_pairs(pairs, FIRST)) for row, pairs in read_pairs(args.shared / "corpus")]
    print(len(strings), "strings,", sum(len(found) for _, found in corpus), "of the corpus", flush=True)
    train_on(strings + [one for _, found in corpus for one in found], SHIPPED / "references.crfsuite", args.iterations)
    for fold in range(args.folds):
        kept = [one for row, found in corpus if fold_of(row, args.folds) != fold for one in found]
        train_on(strings + kept, FOLDS / f"references-{fold}.crfsuite", args.iterations)


if __name__ == "__main__":
    main()

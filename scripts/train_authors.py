#!/usr/bin/env python3
"""Trains scrollkeeper/parsing/models/authors.crfsuite, which reads the words of author blocks.

    train_authors.py [--shared ../shared] [--folds N] [--by venue|publisher] [--pages N] [--folds-only]

Learns from the corpora's gold, GROBID's annotated names and made-up pages. Needs `pip install faker mimesis`.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from corpus_headers import Labelled, read_corpora
from folds import FOLDS, fold_of
from grobid_headers import contents
from synthetic_headers import Composer
from training import SHIPPED, ask_for_folds, train
from typeset import Run, SetLine, Sheet, Style

from scrollkeeper.parsing.front_matter.author_tokens import Block, features_of, tokens_of

Labels = tuple[list[list[str]], list[str]]
PARAMETERS = {"c1": 0.02, "c2": 0.05, "max_iterations": 100, "feature__minfreq": 3}
ROLES = {"forename": "G", "middlename": "G", "surname": "F", "suffix": "S", "marker": "M"}
WEIGHT = 3
# What the header model believes of lines: (how often, belief) of one with authors, and of another one near.
NAMING = ((75, 0.97), (15, 0.7), (7, 0.3), (3, 0.07))
OTHER = ((70, 0.0), (16, 0.07), (10, 0.3), (4, 0.7))
LEAST = 0.05


def blocks_of(paper: Labelled, rng: random.Random) -> Labels | None:
    """The author block as the parser would see it, were the header model a little unsure of each line."""
    beliefs = []
    for label in paper.labels:
        chances = NAMING if label == "author" else OTHER
        rare = label in ("title", "abstract", "body") and rng.random() < 0.8
        beliefs.append(0.0 if rare else rng.choices([one for _, one in chances], [one for one, _ in chances])[0])
    last = max((at for at, label in enumerate(paper.labels) if label == "author"), default=-1)
    chosen = [at for at, belief in enumerate(beliefs) if belief >= LEAST and at < last + 8]
    if not chosen:
        return None
    lines = [paper.lines[at] for at in chosen]
    tokens = tokens_of(lines)
    labels: list[str] = []
    for at, line in zip(chosen, lines, strict=True):
        labels += paper.words.get(at) or ["O"] * len(tokens_of([line]))
    if len(labels) != len(tokens):
        return None  # A word broken at a line's end, which the labels of single lines do not know.
    block = Block(lines, [beliefs[at] for at in chosen], paper.around.addresses, paper.around.common)
    return features_of(block, tokens), labels


def annotated_names(archive: Path, rng: random.Random) -> Iterator[Labels]:
    """GROBID's annotated lists of authors, set in lines."""
    for name, content in sorted(contents(archive).items()):
        if not name.startswith("name/header/corpus/"):
            continue
        try:
            root = ElementTree.fromstring(content)
        except ElementTree.ParseError:
            continue
        for author in root.iter():
            if author.tag.rsplit("}", 1)[-1] == "author" and len(author):
                yield from _as_set(_runs(author, rng.random() < 0.7), rng)


def _runs(author: ElementTree.Element, raised: bool) -> list[Run]:
    """Runs of the names; a full stop that is annotated as standing behind a name belongs to it."""
    runs: list[Run] = []
    person = 0

    def add(text: str | None, role: str) -> None:
        text = re.sub(r"\s+", " ", text or "")
        if role == "O" and text.startswith(".") and runs and runs[-1].role in "GFS":
            runs[-1].text += "."
            text = text[1:]
        if text.strip():
            runs.append(
                Run(text if role == "O" else text.strip(), role, person if role in "GFS" else 0, raised and role == "M")
            )
        elif text and runs:
            runs.append(Run(" "))

    def walk(node: ElementTree.Element) -> None:
        nonlocal person
        for child in node:
            tag = child.tag.rsplit("}", 1)[-1]
            if tag == "persName":
                person += 1
            if tag in ROLES:
                add(child.text, ROLES[tag])
            else:
                add(child.text, "O")
                walk(child)
            add(child.tail, "O")

    walk(author)
    return runs if person else []


def _as_set(runs: list[Run], rng: random.Random) -> Iterator[Labels]:
    if not any(run.role == "F" for run in runs):
        return
    sheet = Sheet()
    sheet.skip(0)
    sheet.put([runs], Style(rng.choice((10.0, 12.0)), rng.random() < 0.3), "author")
    rows: list[SetLine] = [line for line, _ in sheet.lines]
    tokens = tokens_of([row.line for row in rows])
    labels: list[str] = []
    person = 0
    for row in rows:
        for token in tokens_of([row.line]):
            role, owner = row.roles[token.piece][token.start]
            if role in "GF" and not token.text[0].isalpha():
                role = "M"
            begins = role in "GFC" and owner != person
            person = owner if begins else person
            labels.append(f"B-{role}" if begins else role)
    if len(labels) == len(tokens):
        yield features_of(Block([row.line for row in rows], [0.97] * len(rows)), tokens), labels


def main() -> None:
    args = ask_for_folds(__doc__).parse_args()
    rng = random.Random(5)
    names = list(annotated_names(args.shared / "training" / "grobid_names_affiliations_dates.tar.xz", rng))
    made_up = [blocks_of(page, rng) for page in Composer(args.shared).pages(args.pages, 1)]
    corpus = [(paper, blocks_of(paper, rng)) for paper in read_corpora(args.shared) for _ in range(WEIGHT)]
    base = names + [one for one in made_up if one]
    print(
        len(names),
        "annotated lists,",
        len(base) - len(names),
        "made-up pages,",
        len(corpus) // WEIGHT,
        "papers",
        flush=True,
    )
    for fold in range(args.folds):
        kept = [
            one for paper, one in corpus if one and paper.gold and fold_of(paper.gold.row, args.folds, args.by) != fold
        ]
        train(base + kept, FOLDS / f"authors-{fold}.crfsuite", **PARAMETERS)
    if not args.folds_only:
        train(base + [one for _, one in corpus if one], SHIPPED / "authors.crfsuite", **PARAMETERS)


if __name__ == "__main__":
    main()

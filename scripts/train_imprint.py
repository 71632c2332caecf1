#!/usr/bin/env python3
"""Trains scrollkeeper/parsing/models/imprint.crfsuite: which token of a running head or "cite as" is of which field.

    train_imprint.py [--shared ../shared] [--folds N]

It learns from made lines (made_imprints.py), from the labelled references of GROBID and AnyStyle, and from the first
pages of corpus and corpus2, whose gold is matched to what is printed. Journals of corpus2 that are kept for scoring
are never read (corpus2.py). With --folds one more is trained for each fold of publishers into build/folds/.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus2 import read_open_rows
from folds import FOLDS, fold_of
from made_imprints import Labelled, Words, made_imprints
from reference_strings import read_strings
from training import SHIPPED, ask_for_corpus, train

from scrollkeeper.parsing import tagger
from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.front_matter.header import body_size, first_pages
from scrollkeeper.parsing.front_matter.header_features import features_of as header_features
from scrollkeeper.parsing.front_matter.imprint import candidate_texts
from scrollkeeper.parsing.layout.lines import lines_of
from scrollkeeper.parsing.pdf import open_pdf
from scrollkeeper.parsing.references.tokens import features_of, tokenise
from scrollkeeper.parsing.structure import mark_zones

MADE, REFERENCES, REPEATS = 9_000, 3_000, 5
MONTH = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*$", re.IGNORECASE)
LABELS = {"J": "J", "V": "V", "I": "I", "P": "P", "D": "D"}


def soft(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def read_texts(path: Path) -> list[str]:
    """The texts of a paper that may say where it was published."""
    lines: list[Line] = []
    heights = []
    with open_pdf(path) as pdf:
        for page, found in lines_of(pdf, 1, 2):
            lines += found
            heights.append(page.height)
    sizes = mark_zones(lines, heights)
    chosen, described, _ = first_pages(lines, sizes, body_size(lines))
    labels = dict(zip(map(id, chosen), tagger.label("header", header_features(described)), strict=True))
    return candidate_texts(lines, labels, heights[0])


def label_text(text: str, row: Mapping[str, Any]) -> Labelled | None:
    """Labels by the gold of its paper; None where what stands there and gold do not fit together."""
    tokens = tokenise(text)
    labels = ["O"] * len(tokens)
    names = [row.get("venue"), row.get("series"), *(row.get("venue_abbrev") or [])]
    plain = [soft(token.text) for token in tokens]
    journal = False
    for name in sorted({soft(name) for name in names if name}, key=len, reverse=True):
        for start in range(len(tokens)):
            joined, end = "", start
            while end < len(tokens) and len(joined) < len(name):
                joined += plain[end]
                end += 1
            if joined == name and all(label == "O" for label in labels[start:end]):
                labels[start:end] = ["J"] * (end - start)
                journal = True
    cued = re.search(r"\bvol|\bissue|article id|article number|\bjg\b|\bheft\b", text, re.IGNORECASE)
    if not row.get("venue") and re.search(r"(?:19|20)\d\d", text):
        return None
    numbered = _numbers(text, tokens, labels, row) if journal or cued else False
    for index, token in enumerate(tokens):
        if labels[index] == "O" and token.text in (row.get("years") or [row.get("year")]) and (journal or cued):
            labels[index] = "D"
    if "volume" not in row:  # Its gold has no numbers: only what is no imprint at all can be learnt from it.
        return None if journal or cued else (text, tokens, labels)
    return (text, tokens, labels) if journal or numbered or not cued else None


def _numbers(text: str, tokens: list[Any], labels: list[str], row: Mapping[str, Any]) -> bool:
    """Volume, issue and pages: the first that fit, one after the other."""
    at, found = 0, False
    wanted = [("V", row.get("volume")), ("I", row.get("issue"))]
    wanted.append(("P", row.get("elocation") or row.get("fpage")))
    for label, value in wanted:
        if not value:
            continue
        for index in range(at, len(tokens)):
            before = text[tokens[index - 1].end : tokens[index].start] if index else ""
            dated = index and label != "P" and MONTH.match(tokens[index - 1].text)
            if labels[index] == "O" and tokens[index].text == str(value) and before not in (".", "/") and not dated:
                labels[index], at, found = label, index + 1, True
                break
            split = index + 1 < len(tokens) and tokens[index].text + tokens[index + 1].text == str(value)
            if labels[index] == "O" and split and tokens[index].end == tokens[index + 1].start:
                labels[index : index + 2], at, found = [label, label], index + 2, True
                break
        if label == "P" and found and at < len(tokens) and tokens[at].text == str(row.get("lpage") or "-"):
            labels[at] = "P"
    return found


def read_rows(shared: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    for row in read_open_rows(shared / "corpus2"):
        yield row, shared / "corpus2" / row["pdf"]
    for line in (shared / "corpus" / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield {**row, "venue": row.get("journal") or row.get("venue")}, shared / "corpus" / row["pdf"]


def main() -> None:
    args = ask_for_corpus(__doc__).parse_args()
    references = list(read_strings(args.shared / "training"))
    words = make_words(references)
    made = list(made_imprints(words, MADE))
    cited = references[:: max(len(references) // REFERENCES, 1)]
    cited = [(raw, tokens, [label if label in LABELS else "O" for label in labels]) for raw, tokens, labels in cited]
    real = []
    for row, path in read_rows(args.shared):
        found = [labelled for text in read_texts(path) if (labelled := label_text(text, row))]
        real.append((row, found))
    print(len(made), "made,", len(cited), "references,", sum(len(found) for _, found in real), "printed", flush=True)
    for fold in [None, *range(args.folds)]:
        chosen = [one for row, found in real if fold is None or fold_of(row, args.folds) != fold for one in found]
        strings = [*made, *cited, *(chosen * REPEATS)]
        path = SHIPPED / "imprint.crfsuite" if fold is None else FOLDS / f"imprint-{fold}.crfsuite"
        parameters = {"c1": 0.2, "c2": 0.02, "max_iterations": 70, "feature__minfreq": 3}
        train(((features_of(raw, tokens), labels) for raw, tokens, labels in strings), path, **parameters)


def make_words(references: list[Labelled]) -> Words:
    """Names of journals, titles, authors and publishers as the labelled references have them."""
    parts: dict[str, list[str]] = {"J": [], "T": [], "A": [], "U": []}
    for raw, tokens, labels in references:
        for wanted, found in parts.items():
            places = [index for index, label in enumerate(labels) if label == wanted]
            if places and places[-1] - places[0] == len(places) - 1:
                text = raw[tokens[places[0]].start : tokens[places[-1]].end]
                if len(text) > 3 and "\n" not in text:
                    found.append(text)
    return Words(sorted(set(parts["J"])), parts["T"], parts["A"], sorted(set(parts["U"])) or ["Press"], seed=1)


if __name__ == "__main__":
    main()

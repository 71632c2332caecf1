#!/usr/bin/env python3
"""Learns which words keep the hyphen that a line ends with, and writes scrollkeeper/parsing/models/hyphens.json.

    train_hyphens.py [--shared ../shared]

Learned from how often, inside lines, a word is the first or the last part of a compound (placebo-, -controlled), beside
how many words begin or end with the same letters. Judged on broken words whose paper has them whole elsewhere, once
with the counts of half of the papers on the other half.
"""

import itertools
import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from training import ask_for_corpus

from scrollkeeper.parsing.glyphs.pieces import ends_with_hyphen
from scrollkeeper.parsing.layout.hyphens import MODEL, keeps_hyphen, load_model
from scrollkeeper.parsing.layout.lines import lines_of
from scrollkeeper.parsing.pdf import open_pdf

REFERENCES = ("anystyle_core", "anystyle_gold", "anystyle_good", "grobid_citation_corpus")
AROUND = ".,;:!?()[]“”‘’\"'"
COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
WORD = re.compile(r"[^\W\d_]{5,}")
MOST_PAGES = 12
SMOOTHING, UNLISTED = 0.3, -1.5


class Paper(NamedTuple):
    words: Counter[str]
    broken: list[tuple[str, str]]


def read_paper(path: Path) -> Paper:
    words: Counter[str] = Counter()
    broken, head = [], ""
    with open_pdf(path) as pdf:
        for _, lines in lines_of(pdf, 1, min(len(pdf), MOST_PAGES)):
            for line in lines:
                printed = line.text.split()
                if head and printed:
                    broken.append((head, printed.pop(0)))
                head = printed.pop()[:-1] if printed and ends_with_hyphen(line.pieces) else ""
                words.update(word.strip(AROUND).lower() for word in printed)
    return Paper(words, [(head, tail) for head, tail in broken if head[-1:].isalpha() and tail[:1].islower()])


def learn(words: Counter[str]) -> dict[str, object]:
    """Log odds, in tenths, of first and last parts; parts that are not listed count UNLISTED."""
    firsts, lasts, beginnings, endings = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    pairs: Counter[str] = Counter()
    for word, times in words.items():
        if COMPOUND.fullmatch(word):
            parts = word.split("-")
            for first, last in itertools.pairwise(parts):
                firsts[first] += 1
                lasts[last] += 1
                pairs[f"{first}-{last}"] += times
        elif times > 1 and WORD.fullmatch(word):
            beginnings.update(word[:at] for at in range(2, len(word) - 1))
            endings.update(word[at:] for at in range(2, len(word) - 1))
    return {
        "heads": _odds(firsts, beginnings), "tails": _odds(lasts, endings), "unlisted": 10 * UNLISTED,
        "compounds": sorted(pair for pair, times in pairs.items() if times > 3 * words[pair.replace("-", "")] + 3),
    }  # fmt: skip


def _odds(parts: Counter[str], others: Counter[str]) -> dict[str, int]:
    odds = {
        part: math.log((times + SMOOTHING) / (others[part] + SMOOTHING)) for part, times in parts.items() if times > 1
    }
    return {part: round(10 * value) for part, value in sorted(odds.items()) if value > UNLISTED}


def examples(papers: Iterable[Paper]) -> list[tuple[str, str, bool]]:
    """Broken words that their paper has elsewhere in one of the two forms only, and whether with a hyphen."""
    found = []
    for paper in papers:
        for head, tail in paper.broken:
            first, last = head.strip(AROUND).lower(), tail.strip(AROUND).lower()
            kept, joined = paper.words[f"{first}-{last}"] > 0, paper.words[first + last] > 0
            if kept != joined:
                found.append((head, tail, kept))
    return found


def judge(judged: list[tuple[str, str, bool]], model: dict[str, object]) -> str:
    load_model(model)
    right = [keeps_hyphen(head, tail) == kept for head, tail, kept in judged]
    kept = [answer for answer, (*_, keep) in zip(right, judged, strict=True) if keep]
    gone = [answer for answer, (*_, keep) in zip(right, judged, strict=True) if not keep]
    return (
        f"{np.mean(right):.1%} of {len(right)} right, {np.mean(kept):.1%} of {len(kept)} kept, "
        f"{np.mean(gone):.1%} of {len(gone)} joined"
    )


def main() -> None:
    corpus = ask_for_corpus(__doc__).parse_args().shared / "corpus"
    papers = [read_paper(path) for path in sorted((corpus / "papers").glob("*.pdf"))]
    printed: Counter[str] = Counter()
    for name in REFERENCES:
        for row in (corpus.parent / "training" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            printed.update(word.strip(AROUND).lower() for word in json.loads(row)["raw"].split())
    for half in (0, 1):
        counts = sum((paper.words for paper in papers[half::2]), printed.copy())
        print("unseen papers:", judge(examples(papers[1 - half :: 2]), learn(counts)))
    model = learn(sum((paper.words for paper in papers), printed.copy()))
    print("all:", judge(examples(papers), model))
    MODEL.write_text(json.dumps(model, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

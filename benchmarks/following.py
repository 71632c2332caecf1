"""Do annotations follow to a new version of their file? Rewritten versions of real papers, where the answer is known.

A version is the words of a paper set again: other line breaks, hyphens at line ends, other pages with other running
heads, and a share of the words replaced, left out, doubled or swapped. A passage is found right where the words it
covers are those it should, give or take a fifth of them or one word.
"""

import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrollkeeper.annotations.anchoring import FileText
from scrollkeeper.annotations.reanchoring import Follower
from scrollkeeper.parsing import parser

PASSAGES = 40
SYLLABLES = ("ra", "ten", "mo", "lis", "ka", "ver", "son", "ti", "pul", "den", "ga", "for")


@dataclass(frozen=True)
class Version:
    """A rewritten text; `spans[i]` are the characters that the old word i became, None where it is gone."""

    pages: list[str]
    spans: list[tuple[int, int] | None]


@dataclass
class Score:
    asked: int = 0
    right: int = 0
    sure: int = 0
    wrong_and_sure: int = 0
    gone: int = 0
    gone_and_sure: int = 0


def words_of(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\S+", text)]


def rewrite(text: str, changed: float, chance: random.Random, *, cut: float = 0.0) -> Version:
    """Set the words again; `cut` is the share of stretches of some thirty words that are left out altogether."""
    pieces: list[tuple[str, int | None]] = []
    words = words_of(text)
    skip = 0
    for number, (start, end) in enumerate(words):
        if skip:
            skip -= 1
            continue
        if chance.random() < cut / 30:
            skip = chance.randint(20, 60)
            continue
        word = text[start:end]
        if chance.random() >= changed:
            pieces.append((word, number))
            continue
        how = chance.random()
        if how < 0.6:
            pieces.append(("".join(chance.choice(SYLLABLES) for _ in range(chance.randint(1, 4))), number))
        elif how < 0.8:
            pieces += [("".join(chance.choice(SYLLABLES) for _ in range(2)), None), (word, number)]
        elif how < 0.9 and pieces:
            pieces.insert(-1, (word, number))
        # Otherwise it is left out.
    return _set(pieces, len(words), chance)


def _set(pieces: list[tuple[str, int | None]], count: int, chance: random.Random) -> Version:
    width, length = chance.randint(45, 110), chance.randint(30, 70)
    spans: list[tuple[int, int] | None] = [None] * count
    pages, lines, line, at, column = [], 0, "Running head 1\n", 15, 0
    for word, number in pieces:
        shown = word
        if column + len(word) > width and len(word) > 7 and word.isalpha() and chance.random() < 0.5:
            middle = len(word) // 2
            shown = f"{word[:middle]}-\n{word[middle:]}"
            lines, column = lines + 1, 0
        elif column + len(word) > width:
            line, at, lines, column = line[:-1] + "\n", at, lines + 1, 0
        if lines >= length:
            pages.append(line)
            head = f"Running head {len(pages) + 1}\n"
            line, at, lines = head, at + 1 + len(head), 0
        if number is not None:
            spans[number] = (at, at + len(shown))
        line += shown + " "
        at += len(shown) + 1
        column += len(word) + 1
    return Version([*pages, line], spans)


def measure(old: FileText, version: Version, chance: random.Random, passages: int, score: Score) -> None:
    new = FileText(version.pages)
    follower = Follower(old, new)
    words = words_of(old.text)
    for _ in range(passages):
        length = chance.choice((3, 5, 8, 12, 20, 40))
        first = chance.randrange(max(1, len(words) - length))
        covered = range(first, min(first + length, len(words)))
        kept = [one for number in covered if (one := version.spans[number]) is not None]
        found = follower.follow(words[first][0], words[covered[-1]][1])
        best = found[0] if found else None
        if len(kept) < len(covered) / 2:
            score.gone += 1
            score.gone_and_sure += bool(best and best.sure)
            continue
        score.asked += 1
        there = {
            number for number in range(len(kept)) if best and _touches(kept[number], best.place.start, best.place.end)
        }
        inside = len(words_of(new.text[best.place.start : best.place.end])) if best else 0
        slack = max(1, len(covered) / 5)
        # Words that were put in, and the running head where a page ends, may lie within.
        right = (
            best is not None
            and len(kept) - len(there) <= slack
            and inside - len(there) <= slack + len(covered) * 0.25 + 3
        )
        score.right += right
        if best and best.sure:
            score.sure += 1
            score.wrong_and_sure += not right


def _touches(span: tuple[int, int], start: int, end: int) -> bool:
    return span[0] < end and start < span[1]


def run() -> list[dict[str, Any]]:
    """Over a quarter of the corpus: passages that are found right, and wrong ones that would be taken unasked."""
    papers = [[page.text for page in parser.parse(path).pages] for path in corpus_papers()[1::4]]
    rows = []
    for changed, aim in ((0.0, 99), (0.05, 99), (0.2, 90)):
        score = Score()
        for number, pages in enumerate(papers):
            chance = random.Random(f"{number} {changed}")
            old = FileText(pages)
            if words_of(old.text):
                measure(old, rewrite(old.text, changed, chance), chance, PASSAGES, score)
        what = f"{changed:.0%} of the words changed" if changed else "set again"
        rows += [
            {
                "name": f"passages found, {what}",
                "value": round(100 * score.right / score.asked, 1),
                "unit": f"% of {score.asked:,}",
                "beside": f"aim: {aim} %",
            },
            {
                "name": f"taken without asking, {what}",
                "value": round(100 * score.sure / score.asked, 1),
                "unit": "%",
                "beside": f"wrong among them: {score.wrong_and_sure}; aim: 0",
            },
        ]
    return rows


def corpus_papers() -> list[Path]:
    return sorted((Path(__file__).parents[2] / "shared" / "corpus" / "papers").rglob("*.pdf"))

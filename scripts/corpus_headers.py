"""Labels the lines of the corpora's first pages, and the words in them, by matching gold to what is printed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gold import Gold, learnable
from label_names import Found, find_group, label, occurrences, soft
from rapidfuzz import fuzz

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.front_matter.author_tokens import Token, tokens_of
from scrollkeeper.parsing.front_matter.cues import CUE, CUES
from scrollkeeper.parsing.front_matter.header import body_size, first_pages
from scrollkeeper.parsing.front_matter.header_features import HeaderLine, Surroundings
from scrollkeeper.parsing.layout.lines import lines_of
from scrollkeeper.parsing.pdf import open_pdf
from scrollkeeper.parsing.structure import mark_zones

ENDS = re.compile(r"^\W*(key\s?-?words?|index terms|how to cite|©|copyright)", re.IGNORECASE)
META = ("copyright", "dates", "doi", "kind", "journal", "url")
CUED = ("email", "correspondence", "copyright", "editor")


@dataclass
class Labelled:
    """The first pages of a paper: its lines as the header model sees them, and the labels of both."""

    gold: Gold | None
    lines: list[Line]
    described: list[HeaderLine]
    labels: list[str]
    around: Surroundings
    words: dict[int, list[str]]
    """Labels of the tokens of each line of authors, by its position; see label_names."""


def read_corpora(shared: Path) -> Iterator[Labelled]:
    """Each paper that may be learnt from."""
    for gold in learnable(shared):
        with open_pdf(gold.pdf) as pdf:
            lines: list[Line] = []
            heights: list[float] = []
            for page, found in lines_of(pdf):
                lines += found
                heights.append(page.height)
        sizes = mark_zones(lines, heights)
        printed, described, around = first_pages(lines, sizes, body_size(lines))
        labels, words = label_lines(printed, gold)
        yield Labelled(gold, printed, described, labels, around, words)


def label_lines(lines: list[Line], gold: Gold) -> tuple[list[str], dict[int, list[str]]]:
    """One label a line (title, author, affiliation, abstract, keyword, meta, other or body), and of names' words."""
    texts = [soft(line.text) for line in lines]
    labels: list[str | None] = [None] * len(lines)
    _label_title(lines, texts, labels, gold.titles)
    for abstract in gold.abstracts:
        _label_abstract(lines, texts, labels, soft(abstract))
    words = _label_authors(lines, labels, gold)
    body_at = _body_start(lines, labels, gold.row)
    keywords = False
    body = body_size(lines)
    for index, line in enumerate(lines):
        if labels[index]:
            keywords = False
            continue
        if index >= body_at:
            sure = CUE["email"].search(line.text) or CUE["correspondence"].search(line.text)
            address = CUE["affiliation"].search(line.text) and "," in line.text and line.size < 0.95 * body
            labels[index] = "affiliation" if line.page == lines[0].page and (sure or address) else "body"
        elif CUE["keywords"].search(line.text):
            labels[index], keywords = "keyword", True
        elif keywords and index and lines[index - 1].block == line.block and line.page == lines[index - 1].page:
            labels[index] = "keyword"
        elif any(CUE[name].search(line.text) for name in ("email", "affiliation", "correspondence")):
            labels[index], keywords = "affiliation", False
        elif any(CUE[name].search(line.text) for name in META):
            labels[index], keywords = "meta", False
        else:
            keywords = False
    _label_affiliations(lines, texts, labels, gold)
    return [label or "other" for label in _fill(lines, labels)], words


def _label_affiliations(lines: list[Line], texts: list[str], labels: list[str | None], gold: Gold) -> None:
    """Lines that spell a part of an author's affiliation, above the text."""
    known = [soft(name) for name in gold.row.get("affiliations") or []]
    for index, (line, text) in enumerate(zip(lines, texts, strict=True)):
        free = labels[index] in (None, "meta", "other") and line.page == lines[0].page
        bare = re.sub(r"^\d+|[a-z]$", "", text)
        if free and len(bare) > 11 and any(bare in one or fuzz.partial_ratio(bare, one) > 92 for one in known):
            labels[index] = "affiliation"


def _label_title(lines: list[Line], texts: list[str], labels: list[str | None], titles: Sequence[str]) -> None:
    """The run of lines that spells a title best; the largest type where it stands more than once."""
    for number, title in enumerate(map(soft, titles)):
        best: tuple[float, float, int, int] = (0.0, 0.0, 0, 0)
        for start in range(len(lines)):
            joined = ""
            for end in range(start, min(start + 9, len(lines))):
                joined += texts[end]
                if len(joined) > 1.4 * len(title) + 10:
                    break
                score = round(fuzz.ratio(joined, title) / 4)
                best = max(best, (score, lines[start].size, -start, end + 1))
        if best[0] >= (20 if number == 0 else 24) and not any(labels[-best[2] : best[3]]):
            labels[-best[2] : best[3]] = ["title"] * (best[3] + best[2])


def _label_abstract(lines: list[Line], texts: list[str], labels: list[str | None], abstract: str) -> None:
    if len(abstract) < 60:
        return
    hits = [
        label is None
        and len(text) > 8
        and (text in abstract or (fuzz.partial_ratio(text, abstract) > 88 and len(text) > 25))
        for text, label in zip(texts, labels, strict=True)
    ]
    runs: list[tuple[int, int, int]] = []  # letters, first, last
    for index, hit in enumerate(hits):
        if not hit:
            continue
        ended = runs and any(ENDS.match(line.text) for line in lines[runs[-1][2] + 1 : index + 1])
        if runs and index - runs[-1][2] <= 4 and not ended:
            letters, first, _ = runs[-1]
            runs[-1] = (letters + len(texts[index]), first, index)
        else:
            runs.append((len(texts[index]), index, index))
    for letters, first, last in runs:
        if letters > 0.22 * len(abstract):
            for index in range(first, last + 1):
                if labels[index] is None and (hits[index] or len(texts[index]) < 60):
                    labels[index] = "abstract"


def _label_authors(lines: list[Line], labels: list[str | None], gold: Gold) -> dict[int, list[str]]:
    """Lines in which the people of the record are named, best as a byline; the labels of their tokens."""
    free = [index for index, one in enumerate(labels) if one is None and len(lines[index].text) < 400]
    tokens = tokens_of([lines[index] for index in free])
    places: list[Found] = []
    taken: set[int] = set()
    for person in gold.people:
        if person.collective:
            continue
        found = [one for one in occurrences(tokens, person) if not taken.intersection(range(one.start, one.end))]
        if not found:
            continue
        best = min(
            found,
            key=lambda one: (
                _cued(lines[free[tokens[one.start].line]]),
                -one.quality,
                *_rank(one, tokens, lines, free),
            ),
        )
        if best.quality > 1 and not _cued(lines[free[tokens[best.start].line]]):
            places.append(best)
            taken.update(range(best.start, best.end))
    groups = [find_group(tokens, one.collective) for one in gold.people if one.collective]
    marked = label(tokens, places, [one for one in groups if one])
    words: dict[int, list[str]] = {}
    for token, name in zip(tokens, marked, strict=True):
        words.setdefault(free[token.line], []).append(name)
    words = {index: names for index, names in words.items() if any(name[-1] in "GFC" for name in names)}
    for index in words:
        labels[index] = "author"
    return words


def _rank(one: Found, tokens: Sequence[Token], lines: list[Line], free: list[int]) -> tuple[float, int]:
    line = lines[free[tokens[one.start].line]]
    return -round(line.size, 0), one.start


def _cued(line: Line) -> bool:
    return any(CUE[name].search(line.text) for name in CUED[1:]) or "et al" in line.text


def _body_start(lines: list[Line], labels: list[str | None], row: dict) -> int:
    """The first line after title and abstract that is a known heading, else the first below them in body type."""
    last = {label: index for index, label in enumerate(labels) if label and lines[index].page == lines[0].page}
    last |= {label: index for index, label in enumerate(labels) if label == "abstract"}
    after = last.get("abstract", max(last.get("author", 0), last.get("title", 0)))
    headings = {soft(section["title"]) for section in row.get("sections") or []} - {"", "abstract"}
    body = body_size(lines)
    for index in range(after + 1, len(lines)):
        text = soft(re.sub(r"^[\dIVX.]+\s+", "", lines[index].text))
        if text in headings or CUE["introduction"].search(lines[index].text):
            return index
        following = lines[index : index + 4]
        if len(following) == 4 and all(
            len(line.text) > 35 and line.size > 0.97 * body and not _is_cued(line) for line in following
        ):
            return index
    return len(lines)


def _is_cued(line: Line) -> bool:
    return any(cue.search(line.text) for cue in CUES if cue.name != "year")


def _fill(lines: list[Line], labels: list[str | None]) -> list[str | None]:
    """A line without a label between two alike in its block has theirs."""
    for index in range(1, len(lines) - 1):
        near = labels[index - 1]
        if labels[index] is None and near in ("affiliation", "meta") and lines[index - 1].block == lines[index].block:
            labels[index] = near
    return labels

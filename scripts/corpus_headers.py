"""Labels the lines of the corpus' first pages by matching its gold metadata to what is printed."""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from scrollkeeper.parsing.cues import CUE, CUES
from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.header import body_size, first_pages
from scrollkeeper.parsing.header_features import HeaderLine
from scrollkeeper.parsing.lines import lines_of
from scrollkeeper.parsing.margins import mark_margins
from scrollkeeper.parsing.pdf import open_pdf
from scrollkeeper.parsing.structure import _width

ENDS = re.compile(r"^\W*(key\s?-?words?|index terms|how to cite|©|copyright)", re.IGNORECASE)
META = ("copyright", "dates", "doi", "kind", "journal", "url")


def soft(text: Any) -> str:
    text = unicodedata.normalize("NFKD", str(text or ""))
    text = "".join(char for char in text if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", "", text).casefold()


def read_corpus(corpus: Path) -> Iterator[tuple[dict[str, Any], list[tuple[HeaderLine, str]]]]:
    """(gold row, labelled lines) of each paper of ../shared/corpus."""
    for row in map(json.loads, (corpus / "gold.jsonl").read_text(encoding="utf-8").splitlines()):
        with open_pdf(corpus / row["pdf"]) as pdf:
            lines: list[Line] = []
            sizes: list[tuple[float, float]] = []
            for page, found in lines_of(pdf):
                lines += found
                sizes.append((page.width, page.height))
        mark_margins(lines, [height for _, height in sizes])
        sizes = [(_width(lines, page), height) for page, (_, height) in enumerate(sizes[:2], 1)]
        printed, described = first_pages(lines, sizes, body_size(lines))
        yield row, list(zip(described, label_lines(printed, row), strict=True))


def label_lines(lines: list[Line], row: dict[str, Any]) -> list[str]:
    """One label a line: title, author, affiliation, abstract, keyword, meta, other or body."""
    texts = [soft(line.text) for line in lines]
    labels: list[str | None] = [None] * len(lines)
    _label_title(lines, texts, labels, soft(row["title"]))
    _label_abstract(lines, texts, labels, soft(row.get("abstract")))
    _label_authors(lines, labels, row)
    body_at = _body_start(lines, labels, row)
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
    return [label or "other" for label in _fill(lines, labels)]


def _label_title(lines: list[Line], texts: list[str], labels: list[str | None], title: str) -> None:
    """The run of lines that spells the title best; the largest type where it stands more than once."""
    best: tuple[float, float, int, int] = (0.0, 0.0, 0, 0)
    for start in range(len(lines)):
        joined = ""
        for end in range(start, min(start + 7, len(lines))):
            joined += texts[end]
            if len(joined) > 1.4 * len(title) + 10:
                break
            score = round(fuzz.ratio(joined, title) / 4)
            best = max(best, (score, lines[start].size, -start, end + 1))
    if best[0] >= 20:
        labels[-best[2] : best[3]] = ["title"] * (best[3] + best[2])


def _label_abstract(lines: list[Line], texts: list[str], labels: list[str | None], abstract: str) -> None:
    if len(abstract) < 60:
        return
    hits = [
        label is None
            and len(text) > 8
            and (text in abstract or (fuzz.partial_ratio(text, abstract) > 88 and len(text) > 25))
        for text, label in zip(texts, labels, strict=True)
    ]  # fmt: skip
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


def _label_authors(lines: list[Line], labels: list[str | None], row: dict[str, Any]) -> None:
    names = {part for name in row["authors"] for part in map(soft, re.split(r"[\s,.-]+", name)) if len(part) > 1}
    families = {soft(name.split()[-1]) for name in row["authors"] if name.split()}
    for index, line in enumerate(lines):
        if labels[index] or line.page > 2:
            continue
        words = [soft(word) for word in re.split(r"[\s,.\d*-]+", line.text)]
        words = [word for word in words if len(word) > 1 and word not in ("and", "und", "et", "md", "phd")]
        known = sum(word in names for word in words)
        cued = any(CUE[name].search(line.text) for name in ("email", "correspondence", "copyright", "year"))
        cued = cued or "et al" in line.text
        if words and known >= 2 and known / len(words) > 0.6 and not cued and families & set(words):
            labels[index] = "author"


def _body_start(lines: list[Line], labels: list[str | None], row: dict[str, Any]) -> int:
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

"""Title, authors, abstract, keywords and identifiers, from the first pages: lines labelled by a model, then read."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from scrollkeeper.parsing import tagger
from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.header_features import CUES, HeaderLine, features_of, header_lines
from scrollkeeper.parsing.identifiers import read_identifiers
from scrollkeeper.parsing.names import read_names
from scrollkeeper.parsing.running_text import join_lines

MAX_LINES = 220
ABSTRACT = re.compile(
    r"^\W*(a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|summary|zusammenfassung|kurzfassung|résumé|resumen|riassunto|abstrakt)\b"
    r"[\s.:—–|-]*",
    re.IGNORECASE,
)
KEYWORDS = re.compile(
    r"^\W*(key\s?-?words?( and phrases)?|index terms|schlüssel\w+|mots[- ]clés|palabras clave)[\s.:—–-]*", re.IGNORECASE
)
AFTER_ABSTRACT = re.compile(
    r"^\W*((\d+|[IVX]+)[.\s]*)?(introduction|background|einleitung|key\s?-?words?|index terms|schlüssel|mots|"
    r"ccs concepts|jel class|contents|©|copyright|citation:)",
    re.IGNORECASE,
)
INTRODUCTION = re.compile(r"^\W*([1I][.\s]+)(\S)|^\W*(introduction|einleitung|einführung)\W*$", re.IGNORECASE)
CUE = dict(CUES)


def body_size(lines: Sequence[Line]) -> float:
    """The size of type, in points, that most of the text is set in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def first_pages(lines: Sequence[Line], sizes: Sequence[tuple[float, float]]) -> tuple[list[Line], list[HeaderLine]]:
    """What a header can be in: the flow of the first two pages that have text, and how the model sees it."""
    pages = sorted({line.page for line in lines[:2000] if line.zone != "margin"})[:2]
    chosen = [line for line in lines if line.page in pages and line.zone != "margin"][:MAX_LINES]
    size = sizes[pages[0] - 1] if pages and pages[0] <= len(sizes) else (595.0, 842.0)
    return chosen, header_lines(chosen, body_size(lines), size)


def read_header(lines: list[Line], sizes: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """CSL-JSON of what the first pages print, and marks their lines' zone; fields that are not found are left out."""
    chosen, described = first_pages(lines, sizes)
    labels = tagger.label("header", features_of(described))
    metadata: dict[str, Any] = {"type": "article-journal"}
    title = _longest_run(chosen, labels, "title") or _largest_type(chosen, body_size(lines))
    if title:
        metadata["title"] = _title(title)
    abstract_lines = _abstract_lines(chosen, labels)
    authors = read_names(_author_lines(chosen, labels, title, abstract_lines))
    if authors:
        metadata["author"] = authors
    abstract = ABSTRACT.sub("", join_lines(abstract_lines))
    if len(abstract) < 200:
        abstract = max(abstract, _headed_abstract(chosen), key=len)
    if len(abstract) > 40:
        metadata["abstract"] = abstract[:10_000]
    keywords = _keywords([line for line, label in zip(chosen, labels, strict=True) if label == "keyword"])
    if keywords:
        metadata["keyword"] = keywords
    for line, label in zip(chosen, labels, strict=True):
        if label not in ("body", "other"):
            line.zone = "header"
    return metadata | read_identifiers(lines, dict(zip(map(id, chosen), labels, strict=True)))


def _longest_run(lines: list[Line], labels: list[str], wanted: str) -> list[Line]:
    """The run of lines with that label in the largest type, weighted by how much it says."""
    runs: list[list[Line]] = []
    last = -9
    for position, label in enumerate(labels):
        if label != wanted:
            continue
        alike = runs and abs(runs[-1][-1].size - lines[position].size) < 0.25 * lines[position].size
        if position - last <= 1 and alike:
            runs[-1].append(lines[position])
        else:
            runs.append([lines[position]])
        last = position

    def score(run: list[Line]) -> float:
        later = run[0].page > lines[0].page
        return run[0].size * min(sum(len(line.text) for line in run), 40) / (1.2 if later else 1)

    return max(runs, key=score, default=[])


def _largest_type(lines: list[Line], body: float) -> list[Line]:
    """The first lines in the largest type of the first page, where it is larger than that of the text."""
    first = [line for line in lines if line.page == lines[0].page]
    size = max((line.size for line in first), default=0.0)
    found = [line for line in first if line.size > 0.95 * size]
    return found[:4] if size > 1.1 * body and len(found) <= 6 else []


def _title(lines: list[Line]) -> str:
    """Without the marks of footnotes at its end."""
    size = max(line.size for line in lines)
    last = lines[-1]
    marks = [piece for piece in last.pieces if piece.size < 0.75 * size and len(piece.text) < 3]
    text = join_lines(lines)
    if marks and last.pieces[-1] in marks:
        text = text[: -len(marks[-1].text)]
    return text.rstrip(" *†‡§¶∗⋆").strip()


def _author_lines(lines: list[Line], labels: list[str], title: list[Line], abstract: list[Line]) -> list[Line]:
    """Lines of authors that are not the correspondence below the abstract, where there are any above it."""
    labelled = enumerate(zip(lines, labels, strict=True))
    found = [(position, line) for position, (line, label) in labelled if label == "author"]
    clean = [(position, line) for position, line in found if not CUE["correspondence"].search(line.text)]
    ends = {id(line) for line in abstract[:1]}
    stop = next((position for position, line in enumerate(lines) if id(line) in ends), len(lines))
    above = [line for position, line in clean if position < stop]
    page = title[0].page if title else None
    chosen = above or [line for _, line in clean]
    return [line for line in chosen if page is None or line.page == page] or chosen


def _abstract_lines(lines: list[Line], labels: list[str]) -> list[Line]:
    """The run of lines of the abstract; short interruptions between parts in the same type belong to it."""
    runs: list[list[int]] = []
    for position, label in enumerate(labels):
        if label != "abstract":
            continue
        between = lines[runs[-1][-1] + 1 : position] if runs else []
        if runs and len(between) <= 3 and not any(AFTER_ABSTRACT.match(line.text) for line in between):
            runs[-1].append(position)
        else:
            runs.append([position])
    if not runs:
        return []
    best = max(range(len(runs)), key=lambda index: _abstract_score(lines, runs[index]) / (1 + 0.2 * index))
    chosen = runs[best]
    following = runs[best + 1] if best + 1 < len(runs) else []
    if following and following[0] - chosen[-1] <= 12 and _letters(lines, following) > 120:
        alike = abs(lines[following[0]].size - lines[chosen[0]].size) < 0.3
        chosen = chosen + following if alike else chosen
    taken = [lines[position] for position in chosen]
    return [line for line in taken if not (ABSTRACT.match(line.text) and len(line.text) < 20)]


def _letters(lines: list[Line], run: list[int]) -> int:
    return sum(len(lines[position].text) for position in run)


def _abstract_score(lines: list[Line], run: list[int]) -> float:
    """How likely a run is the abstract: by its length up to a usual one, its heading, and where it begins."""
    start = run[0]
    headed = any(ABSTRACT.match(line.text) for line in lines[max(start - 1, 0) : start + 2])
    late = lines[start].page != lines[0].page or any(INTRODUCTION.match(line.text) for line in lines[:start])
    return min(_letters(lines, run), 1200) * (2.5 if headed else 1.0) * (0.4 if late else 1.0)


def _headed_abstract(lines: list[Line]) -> str:
    """What follows the word Abstract, where the model saw no abstract."""
    for position, line in enumerate(lines):
        found = ABSTRACT.match(line.text)
        if not found:
            continue
        taken: list[Line] = []
        for other in lines[position + 1 : position + 70]:
            if AFTER_ABSTRACT.match(other.text) or (taken and other.size > 1.15 * taken[-1].size):
                break
            taken.append(other)
        text = (line.text[found.end() :] + " " + join_lines(taken)).strip()
        if len(text) > 80:
            return text[:5000]
    return ""


def _keywords(lines: list[Line]) -> str:
    text = KEYWORDS.sub("", join_lines(lines)).strip(" .")
    return ", ".join(part.strip(" .") for part in re.split(r"[;•·|,]\s*", text) if part.strip(" ."))[:1000]

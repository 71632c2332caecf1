"""Title, authors, abstract, keywords and identifiers, from the first pages: lines labelled by a model, then read."""

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from scrollkeeper.parsing import tagger
from scrollkeeper.parsing.abstract import ABSTRACT, abstract_lines
from scrollkeeper.parsing.contacts import add_contacts
from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.header_features import HeaderLine, features_of, header_lines, surroundings_of
from scrollkeeper.parsing.header_runs import author_lines, subtitle_lines, title_lines
from scrollkeeper.parsing.identifiers import read_identifiers
from scrollkeeper.parsing.language import language_of
from scrollkeeper.parsing.names import read_names
from scrollkeeper.parsing.running_text import join_lines

# Headers of the corpus end long before; looking farther costs time and found abstracts that are none.
MAX_LINES = 100
KEYWORDS = re.compile(
    r"^\W*(key\s?-?words?( and phrases)?|index terms|schlüsselw\w+|schlagw\w+|mots[- ]clés|palabras clave)[\s.:—–-]*",
    re.IGNORECASE,
)
# What some archives print after a title: its version and the state of its review.
VERSION = re.compile(r"\s*\[(v|version )\d[^\]]*\]\s*$", re.IGNORECASE)


def body_size(lines: Sequence[Line]) -> float:
    """The size of type, in points, that most of the text is set in."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    sizes: Counter[float] = Counter()
    for size, count in letters.items():  # There are few different ones, to be rounded once.
        sizes[round(size, 1)] += count
    return sizes.most_common(1)[0][0] if sizes else 10.0


def first_pages(
    lines: Sequence[Line], sizes: Sequence[tuple[float, float]], body: float
) -> tuple[list[Line], list[HeaderLine]]:
    """What a header can be in: the flow of the first two pages that have text, and how the model sees it."""
    pages = sorted({line.page for line in lines[:2000] if line.zone != "margin"})[:2]
    chosen = [line for line in lines if line.page in pages and line.zone != "margin"][:MAX_LINES]
    size = sizes[pages[0] - 1] if pages and pages[0] <= len(sizes) else (595.0, 842.0)
    return chosen, header_lines(chosen, body, size, surroundings_of(lines))


def read_header(
    lines: list[Line],
    sizes: Sequence[tuple[float, float]],
    body: float,
    stated: Mapping[str, str] = MappingProxyType({}),
) -> tuple[dict[str, Any], dict[str, float]]:
    """CSL-JSON of what the first pages print, and marks their lines' zone; fields that are not found are left out.

    `sizes` are those of the first pages, `body` that of the text's type, in points, `stated` what the file says of
    itself (xmp.py). Beside the fields comes how sure those are that say so (0 to 1).
    """
    chosen, described = first_pages(lines, sizes, body)
    labels = tagger.label("header", features_of(described))
    metadata: dict[str, Any] = {"type": "article-journal"}
    title = title_lines(chosen, labels, body)
    if title:
        metadata["title"] = _title(title)
    abstract = abstract_lines(chosen, labels, body)
    named = author_lines(chosen, labels, title, abstract)
    subtitle = join_lines(subtitle_lines(chosen, title, named))
    if subtitle:
        metadata["subtitle"] = subtitle
    authors: list[dict[str, Any]] = [dict(name) for name in read_names(named)]
    if authors:
        add_contacts(authors, named, chosen, labels)
        metadata["author"] = authors
    text = ABSTRACT.sub("", join_lines(abstract))
    if len(text) > 40:
        metadata["abstract"] = text[:10_000]
    keywords = _keywords([line for line, label in zip(chosen, labels, strict=True) if label == "keyword"])
    keywords = keywords or _keywords(_named_keywords(chosen))
    if keywords:
        metadata["keyword"] = keywords
    taken = {*map(id, abstract), *map(id, title)}
    language = language_of(line.text for line in lines if line.zone != "margin")
    if language:
        metadata["language"] = language
    ended = False
    for line, label in zip(chosen, labels, strict=True):
        ended = ended or (bool(abstract) and line is abstract[-1])
        heading = ended and line.size > 1.1 * body
        if id(line) in taken or (label not in ("body", "other", "abstract") and not heading):
            line.zone = "header"
    families = [str(author.get("family", "")) for author in authors]
    by_line = dict(zip(map(id, chosen), labels, strict=True))
    height = sizes[0][1] if sizes else 842.0
    identifiers, confidence = read_identifiers(lines, by_line, height, metadata.get("title", ""), families, stated)
    return metadata | identifiers, confidence


def _title(lines: list[Line]) -> str:
    """Without the marks of footnotes at its end."""
    size = max(line.size for line in lines)
    last = lines[-1]
    marks = [piece for piece in last.pieces if piece.size < 0.75 * size and len(piece.text) < 3]
    text = join_lines(lines)
    if marks and last.pieces[-1] in marks:
        text = text[: -len(marks[-1].text)]
    return VERSION.sub("", text).rstrip(" *†‡§¶∗⋆").strip()


def _named_keywords(lines: Sequence[Line]) -> list[Line]:
    """Without a label: from the line that begins with the word to the end of its block or another indent."""
    start = next((position for position, line in enumerate(lines) if KEYWORDS.match(line.text)), None)
    if start is None:
        return []
    first = lines[start]
    block = itertools.takewhile(
        lambda line: (
            (line.page, line.block) == (first.page, first.block) and abs(line.rect[0] - first.rect[0]) < 2 * first.size
        ),
        lines[start : start + 6],
    )
    return list(block) if first.text.partition(":")[2].strip() else []


def _keywords(lines: list[Line]) -> str:
    text = KEYWORDS.sub("", join_lines(lines)).strip(" .")
    return ", ".join(part.strip(" .") for part in re.split(r"[;•·|,]\s*", text) if part.strip(" ."))[:1000]

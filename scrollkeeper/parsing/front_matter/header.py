"""Title, authors, abstract, keywords and identifiers, from the first pages: lines labelled by a model, then read."""

import itertools
import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from scrollkeeper.parsing import tagger
from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.front_matter.abstract import ABSTRACT, abstract_lines, rest_of_abstract
from scrollkeeper.parsing.front_matter.author_tokens import Block
from scrollkeeper.parsing.front_matter.confidence import calibrated
from scrollkeeper.parsing.front_matter.contacts import add_contacts
from scrollkeeper.parsing.front_matter.cues import CUE
from scrollkeeper.parsing.front_matter.family_names import citing_text
from scrollkeeper.parsing.front_matter.header_features import (
    MAX_SURROUNDINGS,
    HeaderLine,
    Surroundings,
    features_of,
    header_lines,
    surroundings_of,
)
from scrollkeeper.parsing.front_matter.header_runs import (
    MOST_AUTHOR_LINES,
    SURE,
    author_block,
    goes_on,
    rest_of_list,
    title_lines,
)
from scrollkeeper.parsing.front_matter.identifiers import read_identifiers
from scrollkeeper.parsing.front_matter.language import language_of
from scrollkeeper.parsing.front_matter.names import MOST_PEOPLE, read_names
from scrollkeeper.parsing.front_matter.second_look import look_again
from scrollkeeper.parsing.layout.running_text import join_lines
from scrollkeeper.parsing.layout.text import vocabulary_of

# Headers of the corpus end long before; looking farther costs time and found abstracts that are none.
MAX_LINES = 80
KEYWORDS = re.compile(
    r"^\W*(key\s?-?words?( and phrases)?|index terms|schlüsselw\w+|schlagw\w+|mots[- ]clés|palabras[- ]clave|"
    r"palavras[- ]chave|parole[- ]chiave|trefwoorden|ключевые слова|"
    r"关键词|關鍵詞|キーワード|주제어|키워드|핵심어)[\s.:：—–-]*",
    re.IGNORECASE,
)
PARTED = re.compile(r"[;•·|,，；、]\s*")
# Where nothing else parts the keywords.
OTHERWISE_PARTED = (re.compile(r"\s[-–]\s"), re.compile(r"\.\s+"))
# How sure those are that the word "Keywords" announces in a line that the model takes for something else.
ANNOUNCED = 0.85
BELIEVED = ("title", "author", "abstract", "keyword")
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
) -> tuple[list[Line], list[HeaderLine], Surroundings]:
    """What a header can be in: the flow of the first two pages that have text, how the model sees it, and the words."""
    pages = sorted({line.page for line in lines[:2000] if line.zone != "margin"})[:2]
    chosen = [line for line in lines if line.page in pages and line.zone != "margin"][:MAX_LINES]
    size = sizes[pages[0] - 1] if pages and pages[0] <= len(sizes) else (595.0, 842.0)
    around = surroundings_of(lines)
    return chosen, header_lines(chosen, body, size, around), around


@dataclass(slots=True)
class Header:
    """What the first pages print: CSL-JSON, how sure the models are of its fields (0 to 1), and what is amiss."""

    metadata: dict[str, Any]
    confidence: dict[str, float]
    warnings: list[str]


def read_header(
    lines: list[Line],
    sizes: Sequence[tuple[float, float]],
    body: float,
    stated: Mapping[str, str] = MappingProxyType({}),
) -> Header:
    """Reads the first pages and marks their lines' zone; fields that are not found are left out.

    `sizes` are those of the first pages, `body` that of the text's type, in points, `stated` what the file says of
    itself (xmp.py). Beside the fields comes how sure those are that say so (0 to 1).
    """
    chosen, described, around = first_pages(lines, sizes, body)
    labels, beliefs = tagger.label_with_beliefs("header", features_of(described), *BELIEVED)
    belief = {name: dict(zip(map(id, chosen), some, strict=True)) for name, some in zip(BELIEVED, beliefs, strict=True)}
    metadata: dict[str, Any] = {"type": "article-journal"}
    vocabulary = vocabulary_of(lines[:MAX_SURROUNDINGS])
    named = title_lines(chosen, labels, body)
    for key, part in (("title", named.title), ("subtitle", named.subtitle), ("translated-title", named.translated)):
        if part:
            metadata[key] = _title(part, vocabulary)
    abstract = abstract_lines(chosen, labels, body)
    if abstract and abstract[-1] is chosen[-1]:
        abstract += rest_of_abstract(lines, abstract[-1])
    block = author_block(chosen, beliefs[BELIEVED.index("author")], named.all(), abstract)
    named_in = _block(lines, chosen, block, belief["author"], around)
    authors = read_names(named_in) or look_again(chosen, labels, named.all(), stated, around)
    if authors:
        add_contacts(authors, chosen, labels)
        metadata["author"] = [author.csl for author in authors]
    text = ABSTRACT.sub("", join_lines(abstract, vocabulary))
    if len(text) > 40:
        metadata["abstract"] = text[:10_000]
    keyword_lines = [line for line, label in zip(chosen, labels, strict=True) if label == "keyword"]
    believed = _mean([belief["keyword"].get(id(line), 0.0) for line in keyword_lines])
    keywords = read_keywords(_with_rest(keyword_lines, chosen))
    if not keywords:
        keywords, believed = read_keywords(_named_keywords(chosen)), ANNOUNCED
    if keywords:
        metadata["keyword"] = keywords
    language = language_of(line.text for line in lines if line.zone != "margin")
    if language:
        metadata["language"] = language
    _mark_header(chosen, labels, abstract, named.all(), body)
    families = [str(author.csl.get("family", "")) for author in authors]
    by_line = dict(zip(map(id, chosen), labels, strict=True))
    height = sizes[0][1] if sizes else 842.0
    identifiers, confidence = read_identifiers(lines, by_line, height, metadata.get("title", ""), families, stated)
    found = metadata | identifiers
    confidence |= {
        "title": _mean([belief["title"].get(id(line), 0.0) for line in named.title]),
        "author": min((author.belief for author in authors), default=0.0),
        "abstract": _mean([belief["abstract"].get(id(line), 0.0) for line in abstract]),
        "keyword": believed,
    }
    warnings = []
    if len(named_in.lines) >= MOST_AUTHOR_LINES or len(authors) >= MOST_PEOPLE:
        warnings.append(f"There are more authors than are read of one paper: {len(authors):,} are listed.")
    sure = {key: round(calibrated(key, value), 3) for key, value in confidence.items() if key in found}
    return Header(found, sure, warnings)


def _block(
    lines: list[Line], chosen: list[Line], positions: list[int], beliefs: dict[int, float], around: Surroundings
) -> Block:
    """The author block, with the rest of a list that goes on where the header model has stopped looking."""
    block: list[Line] = []
    some: list[float] = []
    for line in (chosen[position] for position in positions):
        inherited = some[-1] if block and goes_on(block[-1], line) else 0.0
        block.append(line)
        some.append(max(beliefs[id(line)], inherited))
    if block and some[-1] > SURE and any(line is block[-1] for line in chosen[-3:]):
        more = rest_of_list(lines, block[-1])
        block += more
        some += [some[-1]] * len(more)
    return Block(block, some, around.addresses, around.common, citing_text(lines[:MAX_SURROUNDINGS]))


def _mark_header(chosen: list[Line], labels: list[str], abstract: list[Line], title: list[Line], body: float) -> None:
    taken = {*map(id, abstract), *map(id, title)}
    ended = False
    for line, label in zip(chosen, labels, strict=True):
        ended = ended or (bool(abstract) and line is abstract[-1])
        heading = ended and line.size > 1.1 * body
        if id(line) in taken or (label not in ("body", "other", "abstract") and not heading):
            line.zone = "header"


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _title(lines: list[Line], vocabulary: Container[str]) -> str:
    """Without the marks of footnotes at its end."""
    size = max(line.size for line in lines)
    last = lines[-1]
    marks = [piece for piece in last.pieces if piece.size < 0.75 * size and len(piece.text) < 3]
    text = join_lines(lines, vocabulary)
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


def _with_rest(lines: list[Line], chosen: list[Line]) -> list[Line]:
    """With the line below in the same block, where the last one ends with what parts keywords."""
    if not lines or not lines[-1].text.rstrip().endswith((",", ";", "·", "•", "|", " -", " –")):
        return lines
    at = next(position for position, line in enumerate(chosen) if line is lines[-1]) + 1
    same = at < len(chosen) and (chosen[at].page, chosen[at].block) == (lines[-1].page, lines[-1].block)
    return [*lines, chosen[at]] if same else lines


def read_keywords(lines: list[Line]) -> str:
    """Of one language: up to the heading of the next, or of an abstract, and on where the last line is not ended."""
    kept: list[Line] = []
    for line in lines:
        other = (ABSTRACT.match(line.text) and len(line.text) < 30) or CUE["dates"].search(line.text)
        smaller = kept and abs(line.size - kept[0].size) > 0.15 * line.size
        if kept and (other or smaller or KEYWORDS.match(line.text)):
            break
        kept.append(line)
    text = KEYWORDS.sub("", join_lines(kept)).strip(" .")
    parting = next((one for one in (PARTED, *OTHERWISE_PARTED) if one.search(text)), PARTED)
    return ", ".join(part.strip(" .") for part in parting.split(text) if part.strip(" ."))[:1000]

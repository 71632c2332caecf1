"""DOI, arXiv number, year, licence, and where a paper was published, from the first pages and running heads."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median
from types import MappingProxyType
from typing import Any

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.front_matter.doi import own_doi
from scrollkeeper.parsing.front_matter.imprint import Statement, candidate_texts, read_statements, stated_group, vote
from scrollkeeper.parsing.front_matter.venue import read_venue, tidy_venue

ARXIV = re.compile(r"arXiv:\s*(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", re.IGNORECASE)
YEAR = re.compile(r"(?<![\d/.-])(19[5-9]\d|20[0-4]\d)(?![\d]|-\d{4})")
WEIGHTS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"published|online|publication|veröffentlicht", re.IGNORECASE), 5.0),
    (re.compile(r"©|\(c\)|copyright", re.IGNORECASE), 4.0),
    (re.compile(r"\bvol(ume)?\b|\bno\.|\bpp?\.|\d\s?\(\d+\)|\d[:;]\s?\d|\bissn\b|article id", re.IGNORECASE), 3.0),
    (re.compile(r"conference|proceedings|workshop|symposium|journal", re.IGNORECASE), 2.0),
    (re.compile(r"accepted|angenommen", re.IGNORECASE), 0.6),
    (re.compile(r"received|submitted|revised|eingegangen", re.IGNORECASE), -4.0),
    (re.compile(r"licen[sc]e|http", re.IGNORECASE), 0.2),
)
# What weighs as much dates a paper also in lines that seem to be of its text, if they are set smaller.
STRONG, SMALL, IMPRINT, RUNNING = 3.0, 0.95, 5.0, 5.0
# How far the venue that rules find is believed, beside what the model does.
RULES = 0.8
CITATION = re.compile(r"\bet al\.?,? \(?(19|20)\d\d|\([A-Z][^()]{2,60}, (19|20)\d\d[a-z]?[);]")
LICENCE = re.compile(
    r"\bCC[ -]?(BY|0)(?:[ -](NC|SA|ND))*(?:[ -]NC|[ -]SA|[ -]ND)?\b|creative commons attribution", re.IGNORECASE
)


def read_identifiers(
    lines: Sequence[Line],
    labels: Mapping[int, str],
    height: float,
    title: str = "",
    families: Sequence[str] = (),
    stated: Mapping[str, str] = MappingProxyType({}),
) -> tuple[dict[str, Any], dict[str, float]]:
    """CSL-JSON fields, and how sure each is (0 to 1); `labels` are the header model's, by the identity of the line.

    `title` and the authors' `families` are those of the paper, so that its own running title is no venue. `height` is
    that of a page in points, `stated` what the file says of itself (xmp.py).
    """
    pages = sorted({line.page for line in lines})[:2]
    front = [line for line in lines if line.page in pages]
    outside = [line for line in front if labels.get(id(line), "meta") not in ("body", "abstract")]
    found: dict[str, Any] = {}
    usual = median(line.size for line in front) if front else 0.0
    text = {id(line) for line in front if labels.get(id(line)) in ("body", "abstract")}
    doi = own_doi(front, stated.get("doi"), usual, text)
    if doi:
        found["DOI"] = doi
    arxiv = next((match for line in front if (match := ARXIV.search(line.text))), None)
    if arxiv:
        found |= {"arxiv": arxiv.group(1), "type": "article"}
    dated = [line for line in front if _may_date(line, labels, SMALL * usual)]
    licence = _licence(outside)
    if licence:
        found["license"] = licence
    if stated.get("doi") and stated["doi"] != found.get("DOI", stated["doi"]):
        stated = {}  # It is of another paper, whose file was taken as a form.
    texts = [*candidate_texts(front, labels, height), stated.get("description", "")[:300]]
    groups = [_tidied(group, title, families) for group in read_statements(texts)] + [stated_group(stated)]
    venue = read_venue(lines, outside, labels, title, families)
    if venue:
        groups.append([Statement("container-title", venue, RULES)])
    voted = vote(groups)
    # Beside a meeting's name alone stands the year of the meeting, not that of its proceedings.
    numbered = [group for group in groups if {one.field for one in group} & {"volume", "page"}]
    imprints = [one for group in numbered for one in group if one.field == "issued"]
    year = _year([line for line in dated if line.page == pages[0]] or dated, labels, imprints)
    year = year or _year(dated, labels, imprints)
    if year:
        found["issued"] = {"date-parts": [[year]]}
    for field, (value, _) in voted.items():
        if field != "issued":
            found[field] = value
    return found, {field: belief for field, (_, belief) in voted.items() if field in found}


def _tidied(group: Sequence[Statement], title: str, families: Sequence[str]) -> list[Statement]:
    """Names of journals without the authors before them; none that is the paper's own title."""
    tidied = []
    for one in group:
        value = tidy_venue(one.value, title, families) if one.field == "container-title" else one.value
        if value:
            tidied.append(replace(one, value=value))
    return tidied


def _may_date(line: Line, labels: Mapping[int, str], small: float) -> bool:
    """Whether a year in the line may be that of the paper: not of a work it cites, nor one told in its text.

    Small print dates it too where the model takes it for text.
    """
    text = line.text
    if "19" not in text and "20" not in text:
        return False
    label = labels.get(id(line), "meta" if line.zone == "margin" else "body")
    if label in ("body", "abstract"):
        strong = line.size < small and any(value >= STRONG and pattern.search(text) for pattern, value in WEIGHTS)
        return strong and not CITATION.search(text)
    return not CITATION.search(text)


def _year(lines: Sequence[Line], labels: Mapping[int, str], imprints: Sequence[Statement]) -> int | None:
    """The year that most speaks for; what an imprint says weighs as much as the word "published"."""
    scores: Counter[int] = Counter()
    for one in imprints:
        scores[int(one.value)] += IMPRINT * one.belief  # type: ignore[assignment]
    for line in lines:
        years = YEAR.findall(line.text)
        if not years:
            continue
        running = line.zone == "margin" and line.text.strip(" 0123456789")
        weight = (
            1.0
            + (RUNNING if running else line.zone == "margin")
            + sum(value for pattern, value in WEIGHTS if pattern.search(line.text))
        )
        if labels.get(id(line)) in ("title", "author"):
            weight = 0.1
        for year in years:
            scores[int(year)] += weight  # type: ignore[assignment]
    best = max(scores.items(), key=lambda item: item[1], default=None)
    return best[0] if best else None


def _licence(lines: Sequence[Line]) -> str | None:
    found = next((match for line in lines if (match := LICENCE.search(line.text))), None)
    if not found:
        return None
    return found.group().upper().replace(" ", "-") if found.group(1) else "CC-BY"

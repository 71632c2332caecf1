"""DOI, arXiv number, year, volume, pages, venue and licence, from the first pages and running heads."""

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.venue import read_venue

DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>|,;]+[^\s\"<>|,;.)\]]", re.IGNORECASE)
DOI_ALONE = re.compile(r"^\W*(?:doi\W{0,3})?(?:https?://)?(?:dx\.)?(?:doi\.org/)?10\.\d{4,9}/\S+\W*$", re.IGNORECASE)
# What may follow on the next line where a DOI breaks: digits, or a word with digits in it.
REST_OF_DOI = re.compile(r"^[\w.-]*\d[\w-]*(?=\s|$|[.,;])")
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
STRONG, SMALL = 3.0, 0.95
CITATION = re.compile(r"\bet al\.?,? \(?(19|20)\d\d|\([A-Z][^()]{2,60}, (19|20)\d\d[a-z]?[);]")
VOLUME = re.compile(
    r"\b(?:vol(?:ume|\.)?|band|bd\.|jahrgang|jg\.|tome)\s*(\d{1,4})\b|\b(\d{1,4})\.\s?(?:jahrgang|jg\.|band)",
    re.IGNORECASE,
)
ISSUE = re.compile(r"\b(?:no|issue|number|heft|nr|n°|numéro)\.?\s*(\d{1,3})\b", re.IGNORECASE)
PAGES = re.compile(r"\b(?:pp?|pages|seiten|S)\.?\s*(\d{1,5})\s?[–—-]\s?(\d{1,5})\b")
CITED = re.compile(
    r"^(?P<venue>[A-Z][^\d()]{4,80}?)[\s,.:]*\(?(?P<year>(?:19|20)\d\d)\)?[\s,;:.]+(?P<volume>\d{1,4})"
    r"(?:\s?\((?P<issue>[\d–-]{1,7})\))?(?:[\s:,;]+(?P<first>\d{1,6})\s?[–-]\s?(?P<last>\d{1,6}))?"
)
DIGIT = re.compile(r"\d")
LICENCE = re.compile(
    r"\bCC[ -]?(BY|0)(?:[ -](NC|SA|ND))*(?:[ -]NC|[ -]SA|[ -]ND)?\b|creative commons attribution", re.IGNORECASE
)


def read_identifiers(
    lines: Sequence[Line], labels: Mapping[int, str], title: str = "", families: Sequence[str] = ()
) -> dict[str, Any]:
    """CSL-JSON fields; `labels` are the header model's, by the identity of the line.

    `title` and the authors' `families` are those of the paper, so that its own running title is no venue.
    """
    pages = sorted({line.page for line in lines})[:2]
    front = [line for line in lines if line.page in pages]
    outside = [line for line in front if labels.get(id(line), "meta") not in ("body", "abstract")]
    found: dict[str, Any] = {}
    first = [line for line in front if line.page == pages[0]]
    alone = [line for line in first if DOI_ALONE.match(line.text)]
    doi = _doi([*alone, *outside]) or _doi(first)
    if doi:
        found["DOI"] = doi
    arxiv = next((match for line in front if (match := ARXIV.search(line.text))), None)
    if arxiv:
        found |= {"arxiv": arxiv.group(1), "type": "article"}
    small = SMALL * median(line.size for line in front) if front else 0.0
    dated = [line for line in front if _may_date(line, labels, small)]
    year = _year([line for line in dated if line.page == pages[0]] or dated, labels) or _year(dated, labels)
    if year:
        found["issued"] = {"date-parts": [[year]]}
    venue = read_venue(lines, outside, labels, title, families)
    details = _details(outside)
    if "container-title" in venue:
        details.pop("container-title", None)
    return found | details | venue


def _doi(lines: Sequence[Line]) -> str | None:
    """The DOI printed most often: a supplement's or a cited paper's stands once."""
    counts: Counter[str] = Counter()
    for line, below in itertools.zip_longest(lines, lines[1:]):
        text = line.text.replace("doi.org/ ", "doi.org/")
        for match in DOI.finditer(text) if "10." in text else ():
            found = match.group().lower()
            broken = match.end() >= len(text.rstrip(".")) and below is not None and below.block == line.block
            rest = REST_OF_DOI.match(below.text) if broken and below is not None and not found[-1].isdigit() else None
            counts[found + (text[match.end() :] + rest.group().lower() if rest else "")] += 1
    return counts.most_common(1)[0][0] if counts else None


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


def _year(lines: Sequence[Line], labels: Mapping[int, str]) -> int | None:
    scores: Counter[int] = Counter()
    for line in lines:
        years = YEAR.findall(line.text)
        if not years:
            continue
        weight = 1.0 + (line.zone == "margin") + sum(value for pattern, value in WEIGHTS if pattern.search(line.text))
        if labels.get(id(line)) in ("title", "author"):
            weight = 0.1
        for year in years:
            scores[int(year)] += weight  # type: ignore[assignment]
    best = max(scores.items(), key=lambda item: item[1], default=None)
    return best[0] if best else None


def _details(lines: Sequence[Line]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in lines:
        if not DIGIT.search(line.text):
            continue
        cited = CITED.match(line.text)
        if cited and "container-title" not in found:
            venue = cited.group("venue").strip(" ,.;:")
            if len(venue.split()) <= 10:
                found |= {"container-title": venue, "volume": cited.group("volume")}
                if cited.group("issue"):
                    found["issue"] = cited.group("issue")
                if cited.group("first"):
                    found["page"] = f"{cited.group('first')}-{cited.group('last')}"
        for name, pattern in (("volume", VOLUME), ("issue", ISSUE), ("page", PAGES)):
            match = pattern.search(line.text)
            if match and name not in found:
                found[name] = "-".join(filter(None, match.groups()))
    licence = next((match for line in lines if (match := LICENCE.search(line.text))), None)
    if licence:
        found["license"] = licence.group().upper().replace(" ", "-") if licence.group(1) else "CC-BY"
    return found

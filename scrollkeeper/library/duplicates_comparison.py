"""Whether two papers are the same work: compared by identifiers, title, authors, year and where they appeared. Pure.

The rules follow those of systematic-review software (ASySD, bib-dedupe): an identifier in common decides unless the
titles contradict it; otherwise the title has to agree and nothing else may contradict.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from rapidfuzz import fuzz

from scrollkeeper.library.csl_dates import year_of_date
from scrollkeeper.library.duplicates import fold, is_distinctive, normal_doi, title_key

# Beyond these nothing is compared, so that a pair takes microseconds whatever its metadata holds.
MAX_TITLE, MAX_AUTHORS, MAX_PART = 400, 40, 200
SAME_TITLE, LIKE_TITLE, SOMEWHAT_LIKE_TITLE = 0.97, 0.93, 0.85
# Of the beginning and the end of a title, in a key.
KEY_LETTERS = 18
# Raised when the comparison changes: then all papers are compared again.
VERSION = 1
# A title this long is hardly ever that of two works.
LONG_TITLE = 30

_MARKUP = re.compile(r"<[^<>]{1,20}>")
_BRACKETS = re.compile(r"\([^()]*\)")
_ARXIV = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?", re.IGNORECASE)
_PREPRINT_DOIS = (
    "10.48550/",
    "10.1101/",
    "10.2139/ssrn",
    "10.31234/",
    "10.31219/",
    "10.20944/",
    "10.26434/",
    "10.21203/",
)
# Cochrane reviews and preprints have a DOI for each version.
_VERSION = re.compile(r"(?:\.pub\d{1,2}|[./]?v\d{1,2})$")
_SMALL_WORDS = frozenset(
    ("the", "of", "and", "in", "on", "for", "a", "an", "de", "der", "und", "et", "la", "le", "des")
)
_NO_NAMES = frozenset(("unknown", "anonymous", "anon", "no author", "nn", "na"))
_NO_TITLES = frozenset(("unknown", "untitled", "no title"))
_ROMAN = re.compile(r"^(?:ii|iii|iv|vi|vii|viii|ix)$")


class Preset(IntEnum):
    """How much two papers must have in common; each has all pairs of those before it."""

    strict = 1
    normal = 2
    loose = 3


# Why two papers look alike: what is stored, and what people read.
REASONS = {
    "doi": "Same DOI",
    "pmid": "Same PubMed ID",
    "arxiv": "Same arXiv number",
    "isbn": "Same ISBN",
    "title": "Same title",
    "like_title": "Nearly the same title",
    "authors": "Same authors",
    "some_authors": "Authors in common",
    "year": "Same year",
    "near_year": "Years close together",
    "venue": "Published in the same place",
    "page": "Same volume and page",
}


def words_of(reasons: Iterable[str]) -> list[str]:
    """What people read; a reason of a newer program is left out."""
    return [REASONS[one] for one in reasons if one in REASONS]


@dataclass(frozen=True, slots=True)
class Work:
    """A paper as it is compared: everything folded, bounded and in order."""

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    doi: str | None = None
    pmid: str = ""
    arxiv: str = ""
    isbns: frozenset[str] = frozenset()
    venue: tuple[str, ...] = ()
    volume: str = ""
    page: str = ""

    @property
    def numbers(self) -> frozenset[str]:
        """Numerals in the title: two parts of a series differ in nothing else."""
        return frozenset(word for word in self.title.split() if word[0].isdigit() or _ROMAN.match(word))


@dataclass(frozen=True, slots=True)
class Match:
    """The strictest preset under which two papers are duplicates, and the keys of REASONS that speak for it."""

    preset: Preset
    reasons: tuple[str, ...]


def work_of(csl: Mapping[str, Any]) -> Work:
    """The work that CSL-JSON describes."""
    title = title_key(_MARKUP.sub("", _text(csl, "title", 4 * MAX_TITLE)))[:MAX_TITLE]
    venue = fold(_BRACKETS.sub(" ", _text(csl, "container-title") or _text(csl, "event-title")))
    words = re.sub(r"[^\w]+", " ", venue).split()
    arxiv = _ARXIV.search(_text(csl, "arxiv"))
    doi = normal_doi(_text(csl, "DOI"))
    if arxiv is None and doi and doi.startswith("10.48550/arxiv."):
        arxiv = _ARXIV.search(doi.removeprefix("10.48550/arxiv."))
    return Work(
        title="" if title in _NO_TITLES or title == " ".join(words) else title,
        authors=tuple(name for name in map(_family, (csl.get("author") or [])[:MAX_AUTHORS]) if name),
        year=year_of_date(csl.get("issued")),
        doi=doi,
        pmid=re.sub(r"\D", "", _text(csl, "PMID")),
        arxiv=arxiv.group(1).lower() if arxiv else "",
        isbns=frozenset(_isbns(_text(csl, "ISBN"))),
        venue=tuple(word for word in words if word not in _SMALL_WORDS),
        volume=_first_number(_text(csl, "volume")),
        page=_first_number(_text(csl, "page")),
    )


def keys_of(work: Work) -> list[str]:
    """Papers that look alike have one of these in common, and few others do; at most eleven, each at most 80 letters.

    The beginning and the end of the title, since a misprint seldom spoils both; the first author with the longest word.
    """
    bare = work.title.replace(" ", "")
    keys = [f"doi {_VERSION.sub('', work.doi)}"] if work.doi else []
    keys += [f"{name} {value}" for name, value in (("pmid", work.pmid), ("arxiv", work.arxiv)) if value]
    keys += [f"isbn {one}" for one in sorted(work.isbns)[:3]]
    if bare:
        keys += [f"begins {bare[:KEY_LETTERS]}", f"ends {bare[-KEY_LETTERS:]}"]
        if work.authors:
            keys.append(f"author {work.authors[0][:30]} {max(work.title.split(), key=len)[:30]}")
    if work.volume and work.page and work.year:
        keys.append(f"page {work.year} {work.volume} {work.page}")
    return [key[:80] for key in keys]


def compare(one: Work, other: Work) -> Match | None:
    """Pure and symmetric: why two papers look like the same work; None where they do not, even loosely."""
    likeness = _title_likeness(one.title, other.title)
    reasons = _reasons(one, other, likeness)
    preset = _preset(one, other, likeness, frozenset(reasons))
    return Match(preset, tuple(reasons)) if preset else None


def _preset(one: Work, other: Work, likeness: float, reasons: frozenset[str]) -> Preset | None:
    titles_known = bool(one.title and other.title)
    people = bool(reasons & {"authors", "some_authors"})
    if reasons & {"doi", "pmid", "arxiv"}:
        if not titles_known or (likeness >= 0.6 and one.numbers == other.numbers):
            return Preset.strict
        return Preset.normal if people and "year" in reasons and likeness >= 0.5 else Preset.loose
    if not titles_known or likeness < SOMEWHAT_LIKE_TITLE or one.numbers != other.numbers:
        return None
    strangers = bool(one.authors and other.authors) and not people
    place = bool(reasons & {"venue", "page", "isbn"})
    # Online first, then in print. Of a talk and the article after it the place is another, or not said.
    years = "year" in reasons or ("near_year" in reasons and place and likeness >= SAME_TITLE)
    far = one.year is not None and other.year is not None and not years
    tells = is_distinctive(one.title) and is_distinctive(other.title)
    if not tells and not ("page" in reasons and likeness >= SAME_TITLE):
        return None
    if strangers and "page" not in reasons:
        return None
    if likeness >= LIKE_TITLE and not far and not _contradict(one, other):
        enough = (people and (years or place)) or "page" in reasons or _says_nothing_else(one, other, years)
        if enough:
            same_place = place or not (one.venue and other.venue)
            exact = likeness == 1.0 and people and "year" in reasons and same_place and not (one.doi and other.doi)
            return Preset.strict if exact else Preset.normal
    return Preset.loose if people or place else None


def _says_nothing_else(one: Work, other: Work, years: bool) -> bool:
    """One of the two has hardly more than a title, and a title that is long enough to be one work's alone."""
    if not (one.title == other.title and len(one.title) >= LONG_TITLE):
        return False
    return years or one.year is None or other.year is None


def _contradict(one: Work, other: Work) -> bool:
    """Whether they say that they are different publications."""
    if one.doi and other.doi and _VERSION.sub("", one.doi) != _VERSION.sub("", other.doi):
        return True
    if (one.pmid and other.pmid and one.pmid != other.pmid) or (one.arxiv and other.arxiv and one.arxiv != other.arxiv):
        return True
    if _is_preprint(one) != _is_preprint(other) and (one.venue or one.doi) and (other.venue or other.doi):
        return True
    pages = bool(one.page and other.page)
    if one.volume and other.volume and one.volume != other.volume and (not pages or one.page != other.page):
        return True
    if one.volume and one.volume == other.volume and pages:
        return one.page != other.page
    return bool(one.venue and other.venue) and not _same_venue(one.venue, other.venue)


def _is_preprint(work: Work) -> bool:
    return bool(work.doi and work.doi.startswith(_PREPRINT_DOIS)) or work.venue[:1] in (
        ("arxiv",),
        ("biorxiv",),
        ("medrxiv",),
    )


def _reasons(one: Work, other: Work, likeness: float) -> list[str]:
    found = []
    for name in ("doi", "pmid", "arxiv"):
        if getattr(one, name) and getattr(one, name) == getattr(other, name):
            found.append(name)
    if one.isbns & other.isbns:
        found.append("isbn")
    if likeness == 1.0:
        found.append("title")
    elif likeness >= SOMEWHAT_LIKE_TITLE:
        found.append("like_title")
    shared = _shared_authors(one.authors, other.authors)
    if shared == 1.0 and len(one.authors) == len(other.authors):
        found.append("authors")
    elif shared >= 0.5:
        found.append("some_authors")
    if one.year is not None and other.year is not None:
        if one.year == other.year:
            found.append("year")
        elif abs(one.year - other.year) == 1:
            found.append("near_year")
    if one.venue and other.venue and _same_venue(one.venue, other.venue):
        found.append("venue")
    if one.volume and one.page and (one.volume, one.page) == (other.volume, other.page):
        found.append("page")
    return found


def _title_likeness(one: str, other: str) -> float:
    """From 0 to 1. A title without its subtitle is nearly the whole."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    whole = fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")) / 100
    short, long = sorted((one, other), key=len)
    if len(short) >= LONG_TITLE and long.startswith(short + " "):
        return max(whole, LIKE_TITLE)
    return whole


def _shared_authors(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """The share of the shorter list that the other has too; of lists of one length that of the less alike."""
    few, many = sorted((one, other), key=len)
    if not few:
        return 0.0
    share = _share_within(few, many)
    return min(share, _share_within(many, few)) if len(few) == len(many) else share


def _share_within(few: tuple[str, ...], many: tuple[str, ...]) -> float:
    names = set(many)
    return sum(name in names or any(_same_name(name, known) for known in many) for name in few) / len(few)


def _same_name(one: str, other: str) -> bool:
    return bool(one[0] == other[0]) and fuzz.ratio(one, other) >= 85


def _same_venue(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Journals go by their names, by abbreviations of each word, and by initials."""
    short, long = sorted((one, other), key=lambda words: (len(words), len("".join(words))))
    if len(short) == len(long):
        return all(_abbreviates(*sorted(pair, key=len)) for pair in zip(short, long, strict=True))
    if len(short) == 1 and short[0] == "".join(word[0] for word in long):
        return True
    # "Lancet" and "Lancet London", "Neurology" and "Neurology Official Journal of …".
    return all(_abbreviates(*sorted(pair, key=len)) for pair in zip(short, long, strict=False))


def _abbreviates(short: str, long: str) -> bool:
    """“natl” for “national”: the same first letter, and the others in the same order."""
    letters = iter(long)
    return short[0] == long[0] and all(letter in letters for letter in short)


def _text(csl: Mapping[str, Any], field: str, most: int = MAX_PART) -> str:
    value = csl.get(field)
    return value[:most] if isinstance(value, str) else ""


def _family(name: Any) -> str:
    written = name.get("family") or name.get("literal") if isinstance(name, dict) else ""
    folded = re.sub(r"[^\w]+", "", fold(str(written or "")[:MAX_PART]))
    return "" if folded in _NO_NAMES else folded


def _first_number(text: str) -> str:
    found = re.search(r"[a-z]*\d+", fold(text))
    return found.group().lstrip("0") if found else ""


def _isbns(text: str) -> list[str]:
    """ISBNs without what they are printed with, those of ten digits without their check digit as those of 13."""
    bare = re.findall(r"\d[\d-]{8,15}[\dXx]", text)
    digits = [one.replace("-", "") for one in bare]
    return [one[3:12] if len(one) == 13 else one[:9] for one in digits if len(one) in (10, 13)]

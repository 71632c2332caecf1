"""CSL-JSON, the one form of metadata: its fields, what they may hold, and the columns derived from them.

Source: the CSL-JSON schema 1.0.2 (citationstyles.org), with `arxiv` and `keyword` as the parser prints them.
"""

import math
import re
from dataclasses import dataclass
from typing import Any

from scrollkeeper.library.csl_dates import BadDate, check_date, year_of_date
from scrollkeeper.library.date_words import read_words
from scrollkeeper.library.duplicates import fold, normal_doi, title_key
from scrollkeeper.library.tags.names import split_keywords, tag_key

TYPES = (
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast", "chapter",
    "classic", "collection", "dataset", "document", "entry", "entry-dictionary", "entry-encyclopedia", "event",
    "figure", "graphic", "hearing", "interview", "legal_case", "legislation", "manuscript", "map", "motion_picture",
    "musical_score", "pamphlet", "paper-conference", "patent", "performance", "periodical", "personal_communication",
    "post", "post-weblog", "regulation", "report", "review", "review-book", "software", "song", "speech", "standard",
    "thesis", "treaty", "webpage",
)  # fmt: skip
NAME_FIELDS = (
    "author", "editor", "translator", "container-author", "collection-editor", "recipient", "director", "chair",
    "compiler", "composer", "contributor", "curator", "editorial-director", "executive-producer", "guest", "host",
    "illustrator", "interviewer", "narrator", "organizer", "original-author", "performer", "producer",
    "reviewed-author", "script-writer", "series-creator",
)  # fmt: skip
DATE_FIELDS = ("issued", "accessed", "submitted", "original-date", "event-date", "available-date")
TEXT_FIELDS = (
    "title", "title-short", "container-title", "container-title-short", "collection-title", "abstract", "publisher",
    "publisher-place", "volume", "issue", "page", "number", "number-of-pages", "edition", "chapter-number",
    "collection-number", "event-title", "event-place", "genre", "medium", "note", "language", "license", "keyword",
    "DOI", "URL", "ISBN", "ISSN", "PMID", "PMCID", "arxiv", "archive", "version", "source", "annote",
    "archive-place", "archive_collection", "archive_location", "authority", "call-number", "dimensions", "division",
    "jurisdiction", "number-of-volumes", "original-publisher", "original-publisher-place", "original-title", "part",
    "part-title", "printing", "references", "reviewed-genre", "reviewed-title", "scale", "section", "status",
    "supplement", "volume-title",
)  # fmt: skip
FIELDS = frozenset(("type", *NAME_FIELDS, *DATE_FIELDS, *TEXT_FIELDS))
NAME_PARTS = frozenset(
    (
        "family",
        "given",
        "literal",
        "suffix",
        "dropping-particle",
        "non-dropping-particle",
        "affiliation",
        "ORCID",
        "email",
    )
)
MAX_TEXT, MAX_NAMES, MAX_NAME, MAX_AFFILIATIONS = 50_000, 5_000, 500, 50
_MARKUP = re.compile(r"</?(?:i|b|sup|sub|sc)>|</?span\b[^<>]{0,80}>")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class BadField(ValueError):
    """A field of the metadata is not CSL-JSON; the message names it and says what it should be."""


def check_field(name: str, value: Any) -> Any:
    """The value cleaned, ready to store; raises BadField. Empty text or an empty list clears a field."""
    if name not in FIELDS:
        raise BadField(f"“{name[:60]}” is not a field of CSL-JSON.")
    if name in NAME_FIELDS:
        return _check_names(name, value)
    if name in DATE_FIELDS:
        return _check_date(value)
    if (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and math.isfinite(value)):
        value = str(value)
    # An index holds this one, and takes no longer entries.
    most = MAX_NAME if name == "arxiv" else MAX_TEXT
    if not isinstance(value, str) or len(value) > most or _CONTROL.search(value):
        raise BadField(f"“{name}” must be text of at most {most} characters.")
    value = value.strip()
    if name == "type" and value not in TYPES:
        raise BadField("“type” must be one of the types of CSL, such as article-journal, book or thesis.")
    if name == "DOI" and value:
        doi = normal_doi(value)
        if not doi:
            raise BadField("A DOI looks like 10.1234/abcd.")
        return doi
    return value


def _check_names(field: str, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or len(value) > MAX_NAMES:
        raise BadField(f"“{field}” must be a list of names such as {{'family': 'Curie', 'given': 'Marie'}}.")
    names = []
    for one in value:
        good = isinstance(one, dict) and set(one) <= NAME_PARTS and (one.get("family") or one.get("literal"))
        if not good or not all(_good_part(part, held) for part, held in one.items()):
            raise BadField(f"Each name in “{field}” needs text as family (and given), or as literal.")
        names.append({part: text.strip() if isinstance(text, str) else text for part, text in one.items() if text})
    return names


def _good_part(part: str, value: Any) -> bool:
    if part == "affiliation" and isinstance(value, list):
        return len(value) <= MAX_AFFILIATIONS and all(
            set(one) <= {"name"} and all(map(_is_name, one.values())) if isinstance(one, dict) else _is_name(one)
            for one in value
        )
    return _is_name(value)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_NAME and not _CONTROL.search(value)


def _check_date(value: Any) -> dict[str, Any]:
    try:
        return read_words(value) if isinstance(value, str) else check_date(value)
    except BadDate as error:
        raise BadField(str(error)) from None


@dataclass(frozen=True, slots=True)
class PaperColumns:
    """What lists, sorting, filtering and duplicates need of the metadata, as columns."""

    title: str
    authors: str
    year: int | None
    venue: str
    doi: str | None
    abstract: str
    title_key: str
    author_key: str
    venue_key: str
    filter_text: str
    keywords: list[str]
    keyword_keys: list[str]


def derive(metadata: dict[str, Any], file_names: list[str]) -> PaperColumns:
    """Columns of a paper; a paper without a title goes by the name of its first file."""
    title = plain_text(str(metadata.get("title") or ""))
    authors = ", ".join(name_text(name) for name in metadata.get("author") or [])
    year = year_of(metadata)
    venue = str(metadata.get("container-title") or metadata.get("event-title") or metadata.get("publisher") or "")
    keywords = split_keywords(str(metadata.get("keyword") or ""))
    first = (metadata.get("author") or [{}])[0]
    shown = title or (file_names[0] if file_names else "")
    searched = " ".join([title, authors, venue, str(year or ""), str(metadata.get("DOI") or ""), *file_names])
    return PaperColumns(
        title=title,
        authors=authors,
        year=year,
        venue=venue,
        doi=normal_doi(str(metadata.get("DOI") or "")),
        abstract=str(metadata.get("abstract") or ""),
        title_key=title_key(shown)[:400],
        author_key=fold(str(first.get("family") or first.get("literal") or ""))[:200],
        venue_key=fold(venue)[:200],
        filter_text=fold(searched)[:8000],
        keywords=keywords,
        keyword_keys=[tag_key(word) for word in keywords],
    )


def plain_text(text: str) -> str:
    """A title without the markup that CSL-JSON allows: italics, bold, small figures, small capitals."""
    return _MARKUP.sub("", text) if "<" in text else text


def name_text(name: dict[str, Any]) -> str:
    """A name as people read it: Marie Curie."""
    if name.get("literal"):
        return str(name["literal"])
    parts = (name.get("given"), name.get("non-dropping-particle"), name.get("family"), name.get("suffix"))
    return " ".join(str(part) for part in parts if part)


def year_of(metadata: dict[str, Any]) -> int | None:
    """The year of `issued`, where there is one."""
    return year_of_date(metadata.get("issued"))

"""BibTeX and BibLaTeX read into CSL-JSON: types, fields, dates, and what entries inherit from each other."""

import re
from collections.abc import Mapping
from typing import Any

from scrollkeeper.exchange.formats.bibtex_names import read_names, split_list
from scrollkeeper.exchange.formats.bibtex_syntax import RawEntry, read_entries
from scrollkeeper.exchange.formats.dates import Date, date_range, from_parts, month_number, read_date
from scrollkeeper.exchange.formats.entries import MOST_NAMES_READ, Entry, Shared, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import arxiv_id, doi_in, isbns, issns, page_range, pmcid, pmid
from scrollkeeper.exchange.formats.tex import decode, decode_verbatim
from scrollkeeper.library.csl import TYPES as CSL_TYPES

TYPES = {
    "article": "article-journal", "artwork": "graphic", "audio": "song", "bookinbook": "chapter", "book": "book",
    "booklet": "pamphlet", "collection": "book", "conference": "paper-conference", "dataset": "dataset",
    "electronic": "webpage", "image": "figure", "inbook": "chapter", "incollection": "chapter",
    "inproceedings": "paper-conference", "inreference": "entry-encyclopedia", "jurisdiction": "legal_case",
    "legal": "treaty", "legislation": "legislation", "letter": "personal_communication", "manual": "book",
    "mastersthesis": "thesis", "misc": "document", "movie": "motion_picture", "music": "song", "mvbook": "book",
    "mvcollection": "book", "mvproceedings": "book", "mvreference": "book", "online": "webpage", "patent": "patent",
    "performance": "performance", "periodical": "periodical", "phdthesis": "thesis", "proceedings": "book",
    "reference": "book", "report": "report", "review": "review", "software": "software", "standard": "standard",
    "suppbook": "chapter", "suppcollection": "chapter", "suppperiodical": "article-journal", "techreport": "report",
    "thesis": "thesis", "unpublished": "manuscript", "video": "motion_picture", "www": "webpage", "webpage": "webpage",
    "preprint": "article", "incollections": "chapter", "bachelorsthesis": "thesis", "map": "map", "speech": "speech",
}  # fmt: skip
GENRES = {
    "phdthesis": "PhD thesis", "mathesis": "Master’s thesis", "mastersthesis": "Master’s thesis",
    "candthesis": "Candidate thesis", "bathesis": "Bachelor’s thesis", "techreport": "Technical report",
    "resreport": "Research report", "patent": "Patent", "patentus": "U.S. patent",
}  # fmt: skip
WITHIN = frozenset(("inbook", "incollection", "inproceedings", "conference", "inreference", "suppbook",
                    "suppcollection", "bookinbook", "article", "suppperiodical"))  # fmt: skip
# What an entry does not inherit: it is about the other one alone.
_OWN = frozenset(("title", "subtitle", "titleaddon", "shorttitle", "crossref", "xref", "xdata", "keywords", "abstract",
                  "note", "annote", "file", "ids", "label", "pages", "pagetotal", "doi", "url", "urldate", "eprint",
                  "related", "options", "entryset", "addendum", "relatedtype"))  # fmt: skip
# Parts of books whose author wrote the whole.
_BY_THE_SAME = frozenset(("inbook", "suppbook", "bookinbook", "book"))
_NAMES = {"author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author",
          "director": "director"}  # fmt: skip
MAX_INHERITED = 5
# Characters that all entries together take from others; each costs as much as one that is written.
MOST_INHERITED = 8 << 20
_ISO = re.compile(r"\s*(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T[\d:]+Z?|[?~%])?\s*")
_SEASONS = {21: 1, 22: 2, 23: 3, 24: 4}


def read(text: str) -> list[Entry]:
    """Every entry; one that could not be read is there with its line and reason."""
    raw: list[RawEntry] = []
    for entry in read_entries(text):
        raw.append(entry)
        count_entries(len(raw))
    by_key = {entry.key.lower(): entry for entry in reversed(raw) if entry.key}
    shared = Shared(MOST_INHERITED)
    whole = [(entry, _inherit(entry, by_key, 0)) for entry in raw if entry.type != "xdata"]
    for entry, fields in whole:
        shared.take(sum(len(value) for name, value in fields.items() if name not in entry.fields))
    return [_read_entry(entry, fields) for entry, fields in whole]


def _read_entry(entry: RawEntry, fields: Mapping[str, str]) -> Entry:
    for name in _NAMES:
        if fields.get(name, "").lower().count("and") > MOST_NAMES_READ:
            problem = f"It has more than {MOST_NAMES_READ:,} names as {name}; no work has so many."
            return Entry(line=entry.line, key=entry.key, reason=problem)
    if entry.problem and not fields.get("title"):
        return Entry(line=entry.line, key=entry.key, reason=entry.problem)
    metadata = to_csl(entry.type, fields)
    return finish(metadata, line=entry.line, key=entry.key, reason=entry.problem)


def _inherit(entry: RawEntry, by_key: Mapping[str, RawEntry], depth: int) -> dict[str, str]:
    """The fields of an entry with those that it takes from its xdata and its crossref."""
    fields = dict(entry.fields)
    if depth >= MAX_INHERITED:
        return fields
    for key in fields.get("xdata", "").split(",")[:10]:
        if (other := by_key.get(key.strip().lower())) is not None and other is not entry:
            for name, value in _inherit(other, by_key, depth + 1).items():
                fields.setdefault(name, value)
    other = by_key.get(fields.get("crossref", "").strip().lower())
    if other is None or other is entry:
        return fields
    above = _inherit(other, by_key, depth + 1)
    for name, value in above.items():
        if name in _OWN or (name == "author" and entry.type not in _BY_THE_SAME):
            continue
        fields.setdefault(name, value)
    if entry.type in WITHIN and "title" in above:
        main = other.type.startswith("mv") and entry.type != "article"
        prefix = "main" if main else "journal" if entry.type == "article" else "book"
        if f"{prefix}title" not in entry.fields and not (prefix == "journal" and "journal" in fields):
            fields.setdefault(f"{prefix}title", above["title"])
            for name in ("subtitle", "titleaddon"):
                if name in above:
                    fields.setdefault(prefix + name, above[name])
    return fields


def to_csl(kind: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """CSL-JSON of the fields of an entry."""
    subtype = fields.get("entrysubtype", "").lower()
    csl: dict[str, Any] = {"type": _type(kind, subtype, fields)}
    for name, role in _NAMES.items():
        if fields.get(name):
            csl[role] = read_names(fields[name])
    csl["title"] = _title(fields, "", markup=True)
    if kind == "periodical" and (issue_title := _title(fields, "issue", markup=True)):
        csl["title"], csl["container-title"] = issue_title, csl["title"]
    csl["title-short"] = _text(fields, "shorttitle")
    csl.setdefault("container-title", _container(kind, fields))
    csl["container-title-short"] = _text(fields, "shortjournal")
    csl["collection-title"] = _text(fields, "series")
    csl |= _numbers(csl["type"], kind, fields)
    csl |= _published(kind, fields)
    csl |= _identifiers(fields)
    csl["event-title"] = _title(fields, "event")
    csl["event-place"] = _text(fields, "venue")
    csl["abstract"] = _text(fields, "abstract")
    csl["keyword"] = ", ".join(part for part in re.split(r"\s*[,;]\s*", _text(fields, "keywords", "keyword")) if part)
    csl["note"] = "\n".join(
        one for name in ("note", "addendum", "annote", "annotation") if (one := _text(fields, name))
    )
    csl["language"] = _text(fields, "langid", "language")
    csl["version"] = _text(fields, "version")
    csl["archive"] = _text(fields, "library", "archive")
    csl["license"] = _text(fields, "license", "copyright")
    for name, field in (("event", "event-date"), ("orig", "original-date"), ("url", "accessed")):
        csl[field] = _date(fields, name)
    csl["issued"] = _date(fields, "")
    return {name: value for name, value in csl.items() if value}


def _type(kind: str, subtype: str, fields: Mapping[str, str]) -> str:
    if kind in ("article", "periodical", "suppperiodical") and subtype in ("magazine", "newspaper"):
        return f"article-{subtype}"
    if kind == "unpublished" and fields.get("eventtitle"):
        return "speech"
    if kind == "misc" and subtype in CSL_TYPES:
        return subtype
    if kind == "misc" and _eprint(fields)[0] == "arxiv":
        return "article"
    return TYPES.get(kind, "document")


def _text(fields: Mapping[str, str], *names: str) -> str:
    """The first of the fields that holds something."""
    return next((text for name in names if fields.get(name) and (text := decode(fields[name]))), "")


def _title(fields: Mapping[str, str], prefix: str, *, markup: bool = False) -> str:
    parts = [decode(fields.get(prefix + name, ""), markup=markup) for name in ("title", "subtitle", "titleaddon")]
    title, subtitle, more = parts
    if title and subtitle:
        title += (" " if title[-1] in "?!:.…–" else ": ") + subtitle
    return ". ".join(part for part in (title or subtitle, more) if part)


def _container(kind: str, fields: Mapping[str, str]) -> str:
    for prefix in ("journal", "book", "main"):
        if kind in ("book", "mvbook", "collection", "proceedings", "periodical") and prefix in ("book", "main"):
            continue
        if title := _title(fields, prefix):
            return title
    return _text(fields, "journal", "journaltitle") or (_text(fields, "maintitle") if kind in WITHIN else "")


def _numbers(csl_type: str, kind: str, fields: Mapping[str, str]) -> dict[str, Any]:
    number, issue = _text(fields, "number"), _text(fields, "issue")
    numbers: dict[str, Any] = {
        "volume": _text(fields, "volume"),
        "page": page_range(_text(fields, "pages")) or _text(fields, "eid", "articleno"),
        "chapter-number": _text(fields, "chapter"),
        "edition": _edition(_text(fields, "edition")),
        "number-of-pages": _text(fields, "pagetotal", "numpages"),
    }
    if csl_type.startswith(("article-", "periodical", "review")):
        numbers["issue"] = ", ".join(one for one in (number, issue) if one)
    elif csl_type in ("book", "chapter", "paper-conference", "entry-encyclopedia", "pamphlet") and fields.get("series"):
        numbers["collection-number"], numbers["issue"] = number, issue
    elif csl_type in ("chapter", "paper-conference", "book"):
        numbers["issue"] = issue or number
    else:
        numbers["number"], numbers["issue"] = number, issue
    return numbers


def _edition(text: str) -> str:
    return re.sub(r"(?<=\d)(?:st|nd|rd|th)?\.?\s+ed(?:\.|ition|n)?$", "", text, flags=re.IGNORECASE)


def _published(kind: str, fields: Mapping[str, str]) -> dict[str, Any]:
    publishers = [_list(fields, name) for name in ("publisher", "institution", "school", "organization")]
    publisher = next((one for one in publishers if one), "")
    if not publisher and kind in ("misc", "booklet", "manual", "online", "unpublished"):
        publisher = "" if "://" in fields.get("howpublished", "") else _text(fields, "howpublished")
    genre = _text(fields, "type")
    return {
        "publisher": publisher,
        "publisher-place": _list(fields, "location") or _list(fields, "address"),
        "genre": GENRES.get(genre.lower(), genre) or GENRES.get(kind, "" if kind != "phdthesis" else "PhD thesis"),
    }  # fmt: skip


def _list(fields: Mapping[str, str], name: str) -> str:
    return "; ".join(filter(None, map(decode, split_list(fields.get(name, "")))))


def _eprint(fields: Mapping[str, str]) -> tuple[str, str]:
    kind = decode(fields.get("eprinttype") or fields.get("archiveprefix") or "").lower()
    eprint = decode_verbatim(fields.get("eprint", ""))
    if not kind and eprint and arxiv_id(eprint) and "/" not in eprint.replace("arXiv:", "").split("/", 1)[0][:1]:
        kind = "arxiv" if re.match(r"(arxiv:)?(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7})", eprint, re.I) else ""
    return kind, eprint


def _identifiers(fields: Mapping[str, str]) -> dict[str, Any]:
    url = decode_verbatim(fields.get("url", ""))
    shown = fields.get("howpublished", "")
    if not url and (found := re.search(r"https?://[^\s{}]+", shown)):
        url = decode_verbatim(found[0])
    kind, eprint = _eprint(fields)
    doi = doi_in(decode_verbatim(fields.get("doi", "")))
    found_ids: dict[str, Any] = {
        "DOI": doi or (doi_in(url) if "doi.org/" in url else None) or (doi_in(eprint) if kind == "doi" else None),
        "URL": url, "ISBN": isbns(_text(fields, "isbn")) or _text(fields, "isbn"),
        "ISSN": issns(_text(fields, "issn")) or _text(fields, "issn"),
        "PMID": pmid(_text(fields, "pmid")) or (pmid(eprint) if kind in ("pubmed", "pmid") else None),
        "PMCID": pmcid(_text(fields, "pmcid", "pmc")) or (pmcid(eprint) if kind in ("pmc", "pmcid") else None),
        "arxiv": (arxiv_id(eprint) if kind == "arxiv" else None) or arxiv_id(_text(fields, "arxivid", "arxiv")),
    }  # fmt: skip
    if kind in ("jstor", "hdl", "googlebooks") and not url:
        place = {"jstor": "https://www.jstor.org/stable/", "hdl": "https://hdl.handle.net/",
                 "googlebooks": "https://books.google.com/books?id="}  # fmt: skip
        found_ids["URL"] = place[kind] + eprint
    return found_ids


def _date(fields: Mapping[str, str], prefix: str) -> Date:
    written = fields.get(prefix + "date", "")
    if written:
        # To EDTF a tilde says that it is uncertain; to LaTeX it is a space.
        date = _edtf(decode(written.rstrip().removesuffix("~")) + ("~" if written.rstrip().endswith("~") else ""))
        if date.get("date-parts") or not fields.get(prefix + "year"):
            return date
        # Some programs write only day and month there.
        return read_date(f"{decode(written)} {decode(fields[prefix + 'year'])}")
    if not prefix or fields.get(prefix + "year"):
        return _year_month_day(fields, prefix)
    return {}


def _edtf(text: str) -> Date:
    circa = text.rstrip().endswith(("~", "?", "%"))
    begin, separator, end = text.partition("/")
    if re.match(r"\d{1,2}/\d{4}|\d{4}/\d{1,2}/", text):
        return read_date(text)
    date = _one_date(begin)
    if separator and (until := _one_date(end)):
        date = date_range(date, until)
    return date | {"circa": True} if circa and date else date


def _one_date(text: str) -> Date:
    found = _ISO.fullmatch(text)
    if found is None:
        return read_date(text)
    month = int(found[2] or 0)
    if month in _SEASONS:
        return from_parts(found[1]) | {"season": _SEASONS[month]}
    return from_parts(found[1], found[2], found[3])


def _year_month_day(fields: Mapping[str, str], prefix: str) -> Date:
    year, month = decode(fields.get(prefix + "year", "")), decode(fields.get(prefix + "month", ""))
    if not re.fullmatch(r"-?\d{4}", year):
        return read_date(f"{month} {year}".strip() if re.fullmatch(r"\D*\d{4}\D*", year) else year)
    number = month_number(month)
    if number is None and month:
        # “10~May”, “May-June” and the like.
        return read_date(f"{month} {year}") if re.search(r"[A-Za-z]{3}", month) else from_parts(year)
    day = decode(fields.get(prefix + "day", ""))
    return from_parts(year, number, day if day.isdigit() else None)

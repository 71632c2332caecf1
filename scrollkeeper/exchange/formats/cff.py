"""CITATION.cff read into CSL-JSON: the work itself, or what it prefers to be cited as, and its references.

Source: the Citation File Format 1.2.0.
"""

from typing import Any

import yaml

from scrollkeeper.exchange.formats.dates import Date, from_parts, read_date
from scrollkeeper.exchange.formats.entries import Entry, Unreadable, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import doi_in
from scrollkeeper.exchange.formats.names import Name

TYPES = {
    "art": "graphic", "article": "article-journal", "audiovisual": "motion_picture", "bill": "bill",
    "blog": "post-weblog",
    "book": "book", "conference": "event", "conference-paper": "paper-conference", "data": "dataset",
    "database": "dataset", "dataset": "dataset", "dictionary": "entry-dictionary", "edited-work": "book",
    "encyclopedia": "entry-encyclopedia", "film-broadcast": "motion_picture", "government-document": "report",
    "hearing": "hearing", "legal-case": "legal_case", "magazine-article": "article-magazine", "manual": "book",
    "map": "map", "multimedia": "motion_picture", "music": "song", "newspaper-article": "article-newspaper",
    "pamphlet": "pamphlet", "patent": "patent", "personal-communication": "personal_communication",
    "proceedings": "book", "report": "report", "serial": "periodical", "slides": "speech", "software": "software",
    "software-code": "software", "software-container": "software", "software-executable": "software",
    "sound-recording": "song", "standard": "standard", "statute": "legislation", "thesis": "thesis",
    "unpublished": "manuscript", "video": "motion_picture", "website": "webpage",
}  # fmt: skip


def read(text: str) -> list[Entry]:
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise Unreadable(f"The YAML is damaged in line {mark.line + 1 if mark else 1}.") from None
    if not isinstance(found, dict):
        raise Unreadable("This is no CITATION.cff.")
    preferred = found.get("preferred-citation")
    references = _list(found.get("references"))
    works = [found, *([preferred] if isinstance(preferred, dict) else []), *references]
    count_entries(len(works))
    return [_read_work(work, number) for number, work in enumerate(works, 1)]


def _read_work(work: Any, number: int) -> Entry:
    if not isinstance(work, dict):
        return Entry(line=number, reason="This is not described as a CITATION.cff does it.")
    first, last = _text(work, "start"), _text(work, "end")
    stated = _text(work, "type")
    numbers = _list(work.get("identifiers"))
    dois = [str(one.get("value")) for one in numbers if isinstance(one, dict) and one.get("type") == "doi"]
    csl: dict[str, Any] = {
        "type": TYPES.get(stated, "software" if not stated else "document"), "title": _text(work, "title"),
        "author": _names(work.get("authors")), "editor": _names(work.get("editors")),
        "translator": _names(work.get("translators")), "issued": _issued(work), "DOI": doi_in(_text(work,
        "doi") or " ".join(dois)),
        "container-title": _text(work, "journal") or _text(work, "collection-title"), "volume": _text(work, "volume"),
        "issue": _text(work, "issue"), "page": f"{first}-{last}" if last and last != first else first,
        "publisher": _entity(work.get("publisher")) or _entity(work.get("institution")),
        "URL": _text(work, "url") or _text(work, "repository-code") or _text(work, "repository"),
        "version": _text(work, "version"), "abstract": _text(work, "abstract"), "license": _text(work, "license"),
        "ISBN": _text(work, "isbn"), "ISSN": _text(work, "issn"), "PMCID": _text(work, "pmcid"),
        "edition": _text(work, "edition"), "event-title": _entity(work.get("conference")), "note": _text(work, "notes"),
    }  # fmt: skip
    if isinstance(words := work.get("keywords"), list):
        csl["keyword"] = ", ".join(str(word) for word in words)
    return finish(csl, line=number)


def _text(work: dict[str, Any], name: str) -> str:
    value = work.get(name)
    return " ".join(str(value).split()) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _entity(value: Any) -> str:
    return _text(value, "name") if isinstance(value, dict) else ""


def _names(people: Any) -> list[Name]:
    found = []
    for one in _list(people):
        if not isinstance(one, dict):
            continue
        name = {
            "family": _text(one, "family-names"), "given": _text(one, "given-names"), "suffix": _text(one,
            "name-suffix"),
            "non-dropping-particle": _text(one, "name-particle"), "literal": _text(one, "name"),
        }  # fmt: skip
        if not name["family"] and not name["literal"]:
            name["literal"] = name.pop("given") or _text(one, "alias")
        if kept := {part: text for part, text in name.items() if text}:
            found.append(kept)
    return found


def _issued(work: dict[str, Any]) -> Date:
    for name in ("date-released", "date-published", "issue-date"):
        if work.get(name):
            return read_date(str(work[name]))
    year, month = _text(work, "year"), _text(work, "month")
    return from_parts(year, month if month.isdigit() else None) if year.isdigit() else read_date(year)

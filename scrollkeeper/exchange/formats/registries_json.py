"""Answers of Crossref and DataCite (JSON) read into CSL-JSON."""

import re
from typing import Any

from scrollkeeper.exchange.formats.csl_json import load
from scrollkeeper.exchange.formats.dates import Date, from_parts, read_date
from scrollkeeper.exchange.formats.entries import Entry, Unreadable, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import doi_in, page_range
from scrollkeeper.exchange.formats.names import Name, read_name
from scrollkeeper.library.csl import TYPES as CSL_TYPES

_CROSSREF = {
    "journal-article": "article-journal", "book": "book", "monograph": "book", "edited-book": "book",
    "reference-book": "book", "book-set": "book", "book-series": "book", "book-chapter": "chapter",
    "book-section": "chapter", "book-part": "chapter", "book-track": "chapter",
    "proceedings-article": "paper-conference",
    "proceedings": "book", "reference-entry": "entry-encyclopedia", "report": "report", "report-component": "report",
    "dissertation": "thesis", "posted-content": "article", "dataset": "dataset", "standard": "standard",
    "peer-review": "review", "journal": "periodical", "journal-issue": "periodical", "component": "document",
}  # fmt: skip
DATACITE_TYPES = {
    "audiovisual": "motion_picture", "book": "book", "bookchapter": "chapter", "collection": "collection",
    "computationalnotebook": "software", "conferencepaper": "paper-conference", "conferenceproceeding": "book",
    "datapaper": "article-journal", "dataset": "dataset", "dissertation": "thesis", "image": "graphic",
    "interactiveresource": "webpage", "journal": "periodical", "journalarticle": "article-journal", "model": "dataset",
    "peerreview": "review", "preprint": "article", "report": "report", "software": "software", "sound": "song",
    "standard": "standard", "text": "document",
}  # fmt: skip


def read_crossref(text: str) -> list[Entry]:
    found = load(text)
    message = found.get("message", found) if isinstance(found, dict) else found
    items = message.get("items", [message]) if isinstance(message, dict) else message
    return _read_all(items, _crossref)


def read_datacite(text: str) -> list[Entry]:
    found = load(text)
    data = found.get("data", found) if isinstance(found, dict) else found
    items = data if isinstance(data, list) else [data]
    return _read_all([one.get("attributes", one) if isinstance(one, dict) else one for one in items], _datacite)


def _read_all(items: Any, convert: Any) -> list[Entry]:
    if not isinstance(items, list):
        raise Unreadable("The JSON is no list of works.")
    count_entries(len(items))
    entries = []
    for number, item in enumerate(items, 1):
        try:
            entries.append(finish(convert(item), line=number))
        except (AttributeError, TypeError, KeyError, ValueError, IndexError):
            entries.append(Entry(line=number, reason="This is not described as its registry does it."))
    return entries


def _first(value: Any) -> str:
    """Of a list of texts the first one."""
    one = (value[0] if value else "") if isinstance(value, list) else value
    return str(one) if isinstance(one, str | int | float) else ""


def _crossref(item: dict[str, Any]) -> dict[str, Any]:
    title, subtitle = _first(item.get("title")), _first(item.get("subtitle"))
    if subtitle and subtitle.lower() not in title.lower():
        title = f"{title}: {subtitle}"
    kind = _CROSSREF.get(str(item.get("type")), str(item.get("type")))
    container = _first(item.get("container-title"))
    csl: dict[str, Any] = {
        "type": kind if kind in CSL_TYPES else "document", "title": title, "container-title": container,
        "container-title-short": _first(item.get("short-container-title") or item.get("container-title-short")),
        "issued": _parts(item.get("issued") or item.get("published-print") or item.get("published-online")),
        "volume": _first(item.get("volume")), "issue": _first(item.get("issue")),
        "page": page_range(_first(item.get("page"))),
        "publisher": _first(item.get("publisher")), "publisher-place": _first(item.get("publisher-location")),
        "abstract": re.sub(r"</?jats:[^<>]*>", "", _first(item.get("abstract"))).strip(),
        "DOI": doi_in(str(item.get("DOI", ""))),
        "URL": _first(item.get("URL")), "ISSN": ", ".join(map(str, item.get("ISSN") or [])),
        "ISBN": " ".join(str(one).rpartition("/")[2] for one in item.get("ISBN") or []),
        "language": item.get("language"),
        "event-title": _first((item.get("event") or {}).get("name")) if isinstance(item.get("event"), dict) else "",
        "collection-title": container if kind == "book" else "", "edition": _first(item.get("edition-number")),
    }  # fmt: skip
    if kind == "book":
        csl["container-title"] = ""
    for role in ("author", "editor", "translator"):
        csl[role] = [_person(one) for one in item.get(role) or []]
    return csl


def _person(one: dict[str, Any]) -> Name:
    if one.get("family"):
        return {part: str(one[part]) for part in ("family", "given", "suffix") if one.get(part)}
    return {"literal": str(one.get("name") or one.get("literal") or one.get("given") or "")}


def _parts(date: Any) -> Date:
    parts = (date or {}).get("date-parts") or [[]]
    return from_parts(*(list(parts[0]) + [None] * 3)[:3]) if parts[0] and parts[0][0] else {}


def _datacite(item: dict[str, Any]) -> dict[str, Any]:
    types = item.get("types") or {}
    general = re.sub(r"\W", "", str(types.get("resourceTypeGeneral") or "")).lower()
    kind = DATACITE_TYPES.get(general, "")
    cited = str(types.get("citeproc") or "")
    if not kind or (kind == "document" and cited in CSL_TYPES):
        kind = cited if cited in CSL_TYPES else "document"
    container = item.get("container") or {}
    titles = item.get("titles") or [{}]
    main = next((one for one in titles if not one.get("titleType")), titles[0])
    publisher = item.get("publisher")
    described = [one for one in item.get("descriptions") or [] if one.get("descriptionType") == "Abstract"]
    title = str(main.get("title") or "")
    subtitle = next((str(one.get("title") or "") for one in titles if one.get("titleType") == "Subtitle"), "")
    if subtitle and subtitle not in title:
        title = f"{title}: {subtitle}"
    if container.get("type") == "DataRepository":
        container = {}
    first, last = str(container.get("firstPage") or ""), str(container.get("lastPage") or "")
    csl: dict[str, Any] = {
        "type": kind, "title": title,
        "DOI": doi_in(str(item.get("doi") or item.get("id") or "")),
        "URL": item.get("url"), "publisher": publisher.get("name") if isinstance(publisher, dict) else publisher,
        "author": [_creator(one) for one in item.get("creators") or []],
        "editor": [_creator(one) for one in item.get("contributors") or [] if one.get("contributorType") == "Editor"],
        "issued": _issued(item), "container-title": str(container.get("title") or ""),
        "volume": str(container.get("volume") or ""), "issue": str(container.get("issue") or ""),
        "page": f"{first}-{last}" if first and last and first != last else first,
        "version": str(item.get("version") or ""),
        "language": item.get("language"),
        "keyword": ", ".join(str(one.get("subject")) for one in item.get("subjects") or []),
        "abstract": str(described[0].get("description") or "") if described else "",
        "genre": types.get("resourceType") if kind in ("thesis", "report", "dataset", "document") else "",
    }  # fmt: skip
    if not container:
        csl |= _published_in(item)
    return csl


def _published_in(item: dict[str, Any]) -> dict[str, Any]:
    """The journal or book that it is part of, as newer versions of the schema describe it."""
    for one in item.get("relatedItems") or []:
        if one.get("relationType") == "IsPublishedIn" and one.get("titles"):
            titles = one["titles"] if isinstance(one["titles"], list) else [one["titles"]]
            number = one.get("relatedItemIdentifier") or {}
            if not isinstance(number, dict):
                number = one
            first, last = str(one.get("firstPage") or ""), str(one.get("lastPage") or "")
            kind = str(number.get("relatedItemIdentifierType") or "")
            return {
                "container-title": str(titles[0].get("title") or ""), "volume": str(one.get("volume") or ""),
                "issue": str(one.get("issue") or ""), "page": f"{first}-{last}" if last and last != first else first,
                kind: str(number.get("relatedItemIdentifier") or "") if kind in ("ISBN", "ISSN") else "",
            }  # fmt: skip
    return {}


def _creator(one: dict[str, Any]) -> Name:
    if one.get("familyName"):
        name = {"family": str(one["familyName"]), "given": str(one.get("givenName") or "")}
        return {part: text for part, text in name.items() if text}
    whole = str(one.get("name") or "")
    return read_name(whole) if "," in whole and one.get("nameType") != "Organizational" else {"literal": whole}


def _issued(item: dict[str, Any]) -> Date:
    dates = {str(one.get("dateType")): str(one.get("date") or "") for one in reversed(item.get("dates") or [])}
    return read_date((dates.get("Issued") or "").partition("/")[0] or str(item.get("publicationYear") or ""))

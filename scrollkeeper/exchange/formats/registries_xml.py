"""Answers of Crossref (Unixref, UNIXSD) and DataCite as XML, read into CSL-JSON."""

import re
from typing import Any

from scrollkeeper.exchange.formats.dates import Date, from_parts, read_date
from scrollkeeper.exchange.formats.entries import Entry, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import doi_in
from scrollkeeper.exchange.formats.names import Name, read_name
from scrollkeeper.exchange.formats.registries_json import DATACITE_TYPES
from scrollkeeper.exchange.formats.xml_tree import Node, parse

_EMPTY = Node("", {})
# The element of a work → its type, and the elements around it that say where it appeared.
_WORKS = {
    "journal_article": "article-journal", "conference_paper": "paper-conference", "content_item": "chapter",
    "dissertation": "thesis", "posted_content": "article", "dataset": "dataset", "standard": "standard",
    "peer_review": "review", "report-paper": "report",
}  # fmt: skip
_BOOKS = ("book_metadata", "book_series_metadata", "book_set_metadata")
_REPORTS = ("report-paper_metadata", "report-paper_series_metadata")


def read_crossref(text: str) -> list[Entry]:
    """Each record is one work: the innermost that is described."""
    records = list(parse(text).descendants("crossref", "doi_record", "query"))
    records = [inner for record in records for inner in (list(record.descendants("crossref")) or [record])]
    count_entries(len(records))
    return [finish(_crossref(record), line=record.line) for record in records]


def _crossref(record: Node) -> dict[str, Any]:
    work = next(record.descendants(*_WORKS), None)
    book = next(record.descendants(*_BOOKS), None)
    report = next(record.descendants(*_REPORTS), None)
    journal = next(record.descendants("journal_metadata"), _EMPTY)
    issue = next(record.descendants("journal_issue"), _EMPTY)
    meeting = next(record.descendants("proceedings_metadata", "proceedings_series_metadata"), _EMPTY)
    event = next(record.descendants("event_metadata"), _EMPTY)
    kind = (
        _WORKS[work.name]
        if work is not None
        else "book"
        if book is not None
        else "report"
        if report is not None
        else "document"
    )
    main = work or book or report or _EMPTY
    around = book or meeting
    series = next(around.descendants("series_metadata"), _EMPTY)
    whole = journal.text("full_title") or (
        around.text("titles/title") or meeting.text("proceedings_title") if work else ""
    )
    first, last = main.text("pages/first_page"), main.text("pages/last_page")
    return {
        "type": kind, "title": _title(main), "container-title": whole if main is not book else "",
        "container-title-short": journal.text("abbrev_title"), "collection-title": series.text("titles/title"),
        "volume": issue.text("journal_volume/volume") or around.text("volume"), "issue": issue.text("issue"),
        "page": f"{first}-{last}" if last and last != first else first or main.text("publisher_item/item_number"),
        "issued": _published(main) or _published(issue) or _published(around), "edition": main.text("edition_number"),
        "author": _people(main, "author"), "editor": _people(main, "editor") or _people(around, "editor"),
        "translator": _people(main, "translator"), "DOI": doi_in(main.text("doi_data/doi")),
        "URL": main.text("doi_data/resource"), "ISSN": ", ".join(dict.fromkeys(journal.texts("issn"))),
        "ISBN": " ".join(around.texts("isbn")), "event-title": event.text("conference_name"),
        "event-place": event.text("conference_location"),
        "publisher": around.text("publisher/publisher_name") or main.text("institution/institution_name"),
        "publisher-place": around.text("publisher/publisher_place") or main.text("institution/institution_place"),
        "language": main.attributes.get("language", "") or journal.attributes.get("language", ""),
        "abstract": main.text("abstract"), "genre": main.text("degree"),
    }  # fmt: skip


def _title(node: Node) -> str:
    found = node.find("titles/title")
    title = found.text(markup=True) if found is not None else ""
    subtitle = node.find("titles/subtitle")
    return f"{title}: {subtitle.text(markup=True)}" if subtitle is not None and title else title


def _published(node: Node) -> Date:
    dates = node.children("publication_date", "approval_date", "posted_date")
    dates.sort(key=lambda one: one.attributes.get("media_type") == "online")
    return next((date for one in dates if (date := _date(one))), {})


def _date(node: Node) -> Date:
    parts = [node.text(name) for name in ("year", "month", "day")]
    return from_parts(*(part if part.isdigit() else None for part in parts))


def _people(node: Node, role: str) -> list[Name]:
    found: list[Name] = []
    group = node.find("contributors") or node
    for one in group.children("person_name", "organization"):
        if one.attributes.get("contributor_role") != role:
            continue
        name = {"family": one.text("surname"), "given": one.text("given_name"), "suffix": one.text("suffix")}
        if one.name == "organization":
            name = {"literal": one.text()}
        if kept := {part: text for part, text in name.items() if text}:
            found.append(kept)
    return found


def read_datacite(text: str) -> list[Entry]:
    resources = [node for node in parse(text).descendants("resource") if node.find("titles") or node.find("creators")]
    count_entries(len(resources))
    return [finish(_datacite(node), line=node.line) for node in resources]


def _datacite(node: Node) -> dict[str, Any]:
    stated = node.find("resourceType") or _EMPTY
    general = re.sub(r"\W", "", stated.attributes.get("resourceTypeGeneral", "")).lower()
    titles = node.all("titles/title")
    plain = [one for one in titles if not one.attributes.get("titleType")] or titles
    title = plain[0].text() if plain else ""
    subtitle = next((one.text() for one in titles if one.attributes.get("titleType") == "Subtitle"), "")
    dates = {one.attributes.get("dateType", ""): one.text() for one in reversed(node.all("dates/date"))}
    described = [
        one for one in node.all("descriptions/description") if one.attributes.get("descriptionType") == "Abstract"
    ]
    editors = [one for one in node.all("contributors/contributor") if one.attributes.get("contributorType") == "Editor"]
    return {
        "type": DATACITE_TYPES.get(general, "document"), "title": f"{title}: {subtitle}" if subtitle else title,
        "author": [name for one in node.all("creators/creator") if (name := _creator(one, "creatorName"))],
        "editor": [name for one in editors if (name := _creator(one, "contributorName"))],
        "DOI": doi_in(node.text("identifier")), "publisher": node.text("publisher"), "language": node.text("language"),
        "issued": read_date(dates.get("Issued", "").partition("/")[0] or node.text("publicationYear")),
        "keyword": ", ".join(node.texts("subjects/subject")), "version": node.text("version"),
        "abstract": described[0].text() if described else "", "license": node.text("rightsList/rights"),
    }  # fmt: skip


def _creator(node: Node, name: str) -> Name:
    if family := node.text("familyName"):
        return {"family": family} | ({"given": given} if (given := node.text("givenName")) else {})
    whole = node.find(name) or _EMPTY
    text = whole.text()
    if not text:
        return {}
    personal = whole.attributes.get("nameType") != "Organizational"
    return read_name(text) if "," in text and personal else {"literal": text}

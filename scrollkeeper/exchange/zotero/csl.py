"""An item of Zotero as CSL-JSON, by the names that its schema 41 gives fields, creators and dates. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from scrollkeeper.exchange.formats.dates import read_date
from scrollkeeper.exchange.formats.entries import Entry, finish
from scrollkeeper.exchange.formats.identifiers import arxiv_id, doi_in, from_extra, page_range
from scrollkeeper.exchange.formats.zotero_rdf import TYPES

# What a type calls its own, by the field that all types share.
_SHARED = {
    "bookTitle": "publicationTitle", "proceedingsTitle": "publicationTitle", "encyclopediaTitle": "publicationTitle",
    "dictionaryTitle": "publicationTitle", "websiteTitle": "publicationTitle", "blogTitle": "publicationTitle",
    "forumTitle": "publicationTitle", "programTitle": "publicationTitle", "caseName": "title", "nameOfAct": "title",
    "subject": "title", "university": "publisher", "institution": "publisher", "company": "publisher",
    "label": "publisher", "studio": "publisher", "network": "publisher", "distributor": "publisher",
    "repository": "publisher", "organization": "publisher", "thesisType": "type", "reportType": "type",
    "websiteType": "type", "mapType": "type", "manuscriptType": "type", "letterType": "type", "postType": "type",
    "presentationType": "type", "genre": "type", "audioFileType": "medium", "videoRecordingFormat": "medium",
    "audioRecordingFormat": "medium", "artworkMedium": "medium", "interviewMedium": "medium",
    "reportNumber": "number", "billNumber": "number", "docketNumber": "number", "documentNumber": "number",
    "patentNumber": "number", "publicLawNumber": "number", "episodeNumber": "number", "archiveID": "number",
    "identifier": "number", "dateDecided": "date", "dateEnacted": "date", "issueDate": "date",
    "firstPage": "pages", "codePages": "pages", "codeVolume": "volume", "reporterVolume": "volume",
    "conferenceName": "eventTitle", "meetingName": "eventTitle", "court": "authority", "issuingAuthority": "authority",
    "legislativeBody": "authority", "repositoryLocation": "place", "versionNumber": "version", "version": "version",
}  # fmt: skip
_TEXTS = {
    "abstractNote": "abstract", "archive": "archive", "archiveLocation": "archive_location", "authority": "authority",
    "callNumber": "call-number", "seriesNumber": "collection-number", "publicationTitle": "container-title",
    "reporter": "container-title", "code": "container-title", "journalAbbreviation": "container-title-short",
    "DOI": "DOI", "edition": "edition", "eventPlace": "event-place", "eventTitle": "event-title", "type": "genre",
    "ISBN": "ISBN", "ISSN": "ISSN", "issue": "issue", "language": "language", "rights": "license", "medium": "medium",
    "extra": "note", "number": "number", "numPages": "number-of-pages", "numberOfVolumes": "number-of-volumes",
    "PMID": "PMID", "PMCID": "PMCID", "publisher": "publisher", "place": "publisher-place", "scale": "scale",
    "section": "section", "libraryCatalog": "source", "status": "status", "title": "title",
    "shortTitle": "title-short", "url": "URL", "version": "version", "volume": "volume", "citationKey": "citation-key",
}  # fmt: skip
_DATES = {"date": "issued", "accessDate": "accessed", "filingDate": "submitted", "originalDate": "original-date"}
_ROLES = {
    "bookAuthor": "container-author", "chair": "chair", "composer": "composer", "contributor": "contributor",
    "director": "director", "editor": "editor", "executiveProducer": "executive-producer", "guest": "guest",
    "host": "host", "interviewer": "interviewer", "narrator": "narrator", "organizer": "organizer",
    "producer": "producer", "recipient": "recipient", "reviewedAuthor": "reviewed-author",
    "scriptwriter": "script-writer", "seriesCreator": "series-creator", "seriesEditor": "collection-editor",
    "translator": "translator", "castMember": "performer", "podcaster": "host",
}  # fmt: skip
# Of these a type has one each, in place of authors; where there is no other, they are who made it.
_FIRST = {
    "artist": "artwork", "cartographer": "map", "inventor": "patent", "presenter": "presentation",
    "programmer": "computerProgram", "performer": "audioRecording", "director": "film", "interviewee": "interview",
    "podcaster": "podcast", "sponsor": "bill", "contributor": "",
}  # fmt: skip
# Zotero keeps a date that it could read before the words that were typed: 2020-05-00 May 2020.
_SORTED_DATE = re.compile(r"(-?\d{4})-(\d\d)-(\d\d) (?=\S)")
_PARTICLES = re.compile(r"((?:(?:van|von|der|den|de|del|della|di|da|du|la|le|ten|ter|zu|zur|af|av) )+)(?=[^\W\d_])")


def read_item(item: Mapping[str, Any]) -> Entry:
    """The reference that an item is; without metadata where nothing says what it means."""
    fields = {_SHARED.get(name, name): value for name, value in item["fields"].items()}
    # A field that a type has under both names keeps the one that all types share.
    fields |= {name: value for name, value in item["fields"].items() if name in _TEXTS}
    kind = str(item["type"])
    csl: dict[str, Any] = {"type": TYPES.get(kind, "document")}
    for name, target in _TEXTS.items():
        if text := str(fields.get(name) or "").strip():
            csl.setdefault(target, text)
    for name, target in _DATES.items():
        if text := str(fields.get(name) or "").strip():
            csl[target] = _date(text)
    if pages := fields.get("pages"):
        csl["page"] = page_range(str(pages))
    series = [str(fields[name]) for name in ("seriesTitle", "series") if fields.get(name)]
    if series:
        csl["collection-title"] = series[0]
    # Tags that came with a page are what CSL calls keywords; those that a person gave are tags.
    csl["keyword"] = "; ".join(str(word).replace(";", ",") for word in item["keywords"])
    _put_identifiers(csl, fields)
    for role, names in _names(kind, item["creators"]).items():
        csl[role] = names
    return finish(csl, line=0, key=str(item["key"]))


def _put_identifiers(csl: dict[str, Any], fields: Mapping[str, Any]) -> None:
    if "DOI" in csl:
        doi = doi_in(csl.pop("DOI"))
        csl |= {"DOI": doi} if doi else {}
    for name, value in from_extra(str(fields.get("extra") or "")).items():
        csl.setdefault(name, value)
    if "arxiv" in str(fields.get("publisher") or fields.get("libraryCatalog") or "").lower():
        number = arxiv_id(str(fields.get("number") or fields.get("url") or ""))
        csl |= {"arxiv": number} if number else {}


def _date(text: str) -> dict[str, Any]:
    if found := _SORTED_DATE.match(text):
        year, month, day = found.groups()
        if year == "0000":
            return read_date(text[found.end() :])
        parts = [part for part in (year, month, day) if part != "00"]
        return read_date("-".join(parts)) or read_date(text[found.end() :])
    return read_date(text)


def _names(kind: str, creators: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for one in creators:
        name = read_name(str(one["first"] or ""), str(one["last"] or ""), whole=bool(one["whole"]))
        if not name:
            continue
        role = str(one["role"])
        target = "author" if _FIRST.get(role) == kind else _ROLES.get(role, "author")
        found.setdefault(target, []).append(name)
    return found


def read_name(first: str, last: str, *, whole: bool) -> dict[str, str]:
    """A person, or with `whole` a name that is not divided; particles before a family name are told apart."""
    first, last = " ".join(first.split()), " ".join(last.split())
    if not last:
        return {"literal": first} if first else {}
    if whole:
        return {"literal": last}
    name = {"family": last}
    if particles := _PARTICLES.match(last):
        name = {"non-dropping-particle": particles[1].strip(), "family": last[particles.end() :]}
    return name | ({"given": first} if first else {})

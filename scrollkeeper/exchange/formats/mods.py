"""MODS of the Library of Congress read into CSL-JSON."""

import re
from typing import Any

from scrollkeeper.exchange.formats.dates import Date, read_date
from scrollkeeper.exchange.formats.entries import Entry, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import doi_in, page_range
from scrollkeeper.exchange.formats.names import Name, read_name
from scrollkeeper.exchange.formats.tagged import unique
from scrollkeeper.exchange.formats.xml_tree import Node, parse

_GENRES = {
    "journal article": "article-journal", "article": "article-journal", "academic journal": "article-journal",
    "journalarticle": "article-journal", "book": "book", "booksection": "chapter", "book chapter": "chapter",
    "book section": "chapter", "chapter": "chapter", "conference publication": "paper-conference", "thesis": "thesis",
    "conferencepaper": "paper-conference", "conference paper": "paper-conference", "theses": "thesis",
    "report": "report",
    "technical report": "report", "dissertation": "thesis", "newspaper": "article-newspaper",
    "magazine": "article-magazine",
    "newspaperarticle": "article-newspaper", "magazinearticle": "article-magazine", "web page": "webpage", "map": "map",
    "web site": "webpage", "webpage": "webpage", "patent": "patent", "letter": "personal_communication",
    "email": "personal_communication", "interview": "interview", "manuscript": "manuscript",
    "videorecording": "motion_picture",
    "motion picture": "motion_picture", "film": "motion_picture", "computerprogram": "software", "case": "legal_case",
    "statute": "legislation", "bill": "bill", "hearing": "hearing", "presentation": "speech", "speech": "speech",
    "encyclopediaarticle": "entry-encyclopedia", "dictionaryentry": "entry-dictionary", "blogpost": "post-weblog",
    "forumpost": "post", "audiorecording": "song", "dataset": "dataset", "artwork": "graphic", "document": "document",
}  # fmt: skip
_RESOURCES = {
    "software, multimedia": "software", "cartographic": "map", "still image": "graphic",
    "moving image": "motion_picture",
    "sound recording": "song", "sound recording-musical": "song", "sound recording-nonmusical": "song",
    "three dimensional object": "graphic",
}  # fmt: skip
_ROLES = {
    "aut": "author", "author": "author", "cre": "author", "creator": "author", "edt": "editor", "editor": "editor",
    "trl": "translator", "translator": "translator", "drt": "director", "director": "director", "ths": "", "dgg": "",
    "rcp": "recipient", "pbl": "", "publisher": "", "degree grantor": "", "thesis advisor": "", "host institution": "",
}  # fmt: skip


def read(text: str) -> list[Entry]:
    records = list(parse(text).descendants("mods"))
    count_entries(len(records))
    return [_read_record(record) for record in records]


def _read_record(record: Node) -> Entry:
    related = {one.attributes.get("type", "").lower(): one for one in reversed(record.children("relatedItem"))}
    host, series = related.get("host"), related.get("series")
    kind = _type(record, host)
    parts = [part for node in (record, host) if node is not None for part in node.children("part")]
    origin = record.children("originInfo") + (host.children("originInfo") if host is not None else [])
    csl: dict[str, Any] = {
        "type": kind, "title": _title(record), "container-title": _title(host) if host is not None else "",
        "collection-title": _title(series) if series is not None else "",
        "collection-number": series.text("titleInfo/partNumber") if series is not None else "",
        "volume": _detail(parts, "volume"), "issue": _detail(parts, "issue") or _detail(parts, "number"),
        "page": _pages(parts), "issued": _issued(origin, parts), "publisher": _first(origin, "publisher"),
        "publisher-place": _place(origin), "edition": _first(origin, "edition"), "abstract": record.text("abstract"),
        "keyword": ", ".join(unique(record.texts("subject/topic") + record.texts("subject/geographic"))),
        "language": record.text("language/languageTerm"), "note": "\n".join(unique(record.texts("note"))),
        "URL": _address(record), "genre": record.text("genre") if kind == "thesis" else "",
        "title-short": next((_join(one) for one in record.children("titleInfo")
                             if one.attributes.get("type") == "abbreviated"), ""),
    }  # fmt: skip
    if (
        kind in ("book", "thesis", "report", "webpage", "graphic", "map", "motion_picture", "song", "software")
        and csl["container-title"]
    ):
        csl["container-title"] = csl["container-title"] if kind == "webpage" else ""
    for role, name in [*_names(record), *_host_editors(host)]:
        csl.setdefault(role, []).append(name)
    return finish(csl | _identifiers(record, host), line=record.line, key=record.attributes.get("ID", "")[:200])


def _type(record: Node, host: Node | None) -> str:
    genres = [one.text().lower() for one in sorted(record.children("genre"), key=lambda one: not one.attributes)]
    for genre in genres:
        if genre in _GENRES:
            return _GENRES[genre]
    host_genres = [one.text().lower() for one in host.children("genre")] if host is not None else []
    if host is not None:
        periodical = host.text("originInfo/issuance") in ("continuing", "serial") or host.text("part/detail/number")
        if any(one in ("periodical", "academic journal", "journal") for one in host_genres) or periodical:
            return "article-newspaper" if "newspaper" in host_genres else "article-journal"
        if any("conference" in one for one in host_genres):
            return "paper-conference"
        if "book" in host_genres or host.text("originInfo/issuance") == "monographic":
            return "chapter"
    resource = record.text("typeOfResource").lower()
    if resource in _RESOURCES:
        return _RESOURCES[resource]
    if record.text("originInfo/issuance") == "monographic" or record.text("originInfo/publisher"):
        return "book"
    return "article-journal" if host is not None else "document"


def _title(node: Node) -> str:
    plain = [one for one in node.children("titleInfo") if not one.attributes.get("type")]
    chosen = plain or node.children("titleInfo")
    return _join(chosen[0]) if chosen else ""


def _join(info: Node) -> str:
    title = " ".join(one for one in (info.text("nonSort"), info.text("title")) if one)
    for name, between in (("subTitle", ": "), ("partNumber", ". "), ("partName", ", ")):
        if more := info.text(name):
            title = f"{title.rstrip(' :')}{between}{more}"
    return title.rstrip(" /:")


def _names(record: Node) -> list[tuple[str, Name]]:
    found = []
    for node in record.children("name"):
        roles = [one.text().lower() for one in node.all("role/roleTerm")] + [
            one.text().lower() for one in node.children("role")
        ]
        role = next((_ROLES[one] for one in roles if one in _ROLES), "author")
        if role and (name := _name(node)):
            found.append((role, name))
    return found


def _host_editors(host: Node | None) -> list[tuple[str, Name]]:
    return [(role, name) for role, name in _names(host) if role == "editor"] if host is not None else []


def _name(node: Node) -> Name:
    by_type: dict[str, list[str]] = {}
    for part in node.children("namePart"):
        by_type.setdefault(part.attributes.get("type", ""), []).append(part.text())
    family, given = " ".join(by_type.get("family", [])), " ".join(by_type.get("given", []))
    if family:
        name = {"family": family, "given": given, "suffix": " ".join(by_type.get("termsOfAddress", []))}
        return {part: text for part, text in name.items() if text}
    whole = re.sub(
        r"\s*[\[(,]*\s*(?:b\. |ca\. )?\d{4}\??\s*-\s*(?:\d{4})?[\])]*\.?$", "", " ".join(by_type.get("", [])) or given
    )
    personal = node.attributes.get("type", "personal") == "personal"
    return read_name(whole) if personal and "," in whole else {"literal": whole} if whole else {}


def _detail(parts: list[Node], kind: str) -> str:
    for part in parts:
        for detail in part.children("detail"):
            if detail.attributes.get("type", "").lower() == kind:
                return detail.text("number") or detail.text("caption") or detail.text()
    return ""


def _pages(parts: list[Node]) -> str:
    for part in parts:
        for extent in part.children("extent"):
            if extent.attributes.get("unit", "pages").lower() in ("pages", "page"):
                first, last = extent.text("start"), extent.text("end")
                if first:
                    return f"{first}-{last}" if last and last != first else first
                return page_range(extent.text("list").removeprefix("pp. ").removeprefix("p. "))
    return _detail(parts, "page") or _detail(parts, "pages")


def _issued(origin: list[Node], parts: list[Node]) -> Date:
    for name in ("dateIssued", "copyrightDate", "dateCreated"):
        dates = [one for node in origin for one in node.children(name)]
        dates.sort(key=lambda one: (one.attributes.get("keyDate") != "yes", "encoding" not in one.attributes))
        for one in dates:
            if date := read_date(re.sub(r"^[\[c©]+|\]$", "", one.text())):
                return date
    return next((read_date(part.text("date")) for part in parts if part.text("date")), {})


def _first(nodes: list[Node], path: str) -> str:
    return next((text for node in nodes if (text := node.text(path))), "")


def _place(origin: list[Node]) -> str:
    terms = [term for node in origin for term in node.all("place/placeTerm") if term.attributes.get("type") != "code"]
    return terms[0].text() if terms else ""


def _address(record: Node) -> str:
    urls = record.all("location/url")
    urls.sort(key=lambda one: "primary" not in one.attributes.get("usage", ""))
    return urls[0].text() if urls else ""


def _identifiers(record: Node, host: Node | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for node in (record, host):
        for one in node.children("identifier") if node is not None else []:
            kind, value = one.attributes.get("type", "").lower(), one.text()
            if kind == "doi":
                found.setdefault("DOI", doi_in(value))
            elif kind in ("isbn", "issn"):
                found.setdefault(kind.upper(), value)
            elif kind in ("uri", "url") and node is record and value.startswith("http"):
                found.setdefault("URL", value)
    if record.text("location/url") and "URL" in found:
        del found["URL"]
    return found

"""EndNote's XML read into CSL-JSON.

Source: files that EndNote 8 to 21 and Zotero export; types by their number or their name.
"""

import re
from typing import Any

from scrollkeeper.exchange.formats.dates import from_parts, read_date
from scrollkeeper.exchange.formats.entries import Entry, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import doi_in, page_range, pmcid, serial_number
from scrollkeeper.exchange.formats.names import Name, read_name
from scrollkeeper.exchange.formats.tagged import unique
from scrollkeeper.exchange.formats.xml_tree import Node, parse

TYPES = {
    "journal article": "article-journal", "electronic article": "article-journal", "book": "book",
    "electronic book": "book", "edited book": "book", "book section": "chapter", "electronic book section": "chapter",
    "conference paper": "paper-conference", "conference proceedings": "paper-conference", "thesis": "thesis",
    "report": "report", "government document": "report", "web page": "webpage", "blog": "post-weblog",
    "newspaper article": "article-newspaper", "magazine article": "article-magazine", "patent": "patent",
    "map": "map", "computer program": "software", "dataset": "dataset", "aggregated database": "dataset",
    "online database": "dataset", "film or broadcast": "motion_picture", "audiovisual material": "motion_picture",
    "music": "song", "artwork": "graphic", "figure": "figure", "chart or table": "figure", "manuscript": "manuscript",
    "unpublished work": "manuscript", "encyclopedia": "entry-encyclopedia", "dictionary": "entry-dictionary",
    "bill": "bill", "case": "legal_case", "hearing": "hearing", "statute": "legislation", "standard": "standard",
    "personal communication": "personal_communication", "interview": "interview", "pamphlet": "pamphlet",
    "serial": "periodical", "classical work": "classic", "ancient text": "classic", "podcast": "song",
    "legal rule or regulation": "regulation", "preprint": "article", "grant": "document", "generic": "document",
    "discussion forum": "post", "social media": "post", "press release": "document",
    "multimedia application": "software",
}  # fmt: skip
_NUMBERS = {
    "17": "article-journal", "6": "book", "5": "chapter", "32": "thesis", "27": "report", "10": "paper-conference",
    "47": "paper-conference", "12": "webpage", "28": "book", "25": "patent", "23": "article-newspaper",
    "19": "article-magazine", "34": "manuscript", "59": "dataset", "43": "article-journal", "44": "book",
    "60": "chapter", "46": "report", "9": "software", "13": "document", "0": "article-journal", "1": "book",
    "7": "chapter", "3": "paper-conference", "2": "thesis", "22": "book", "36": "manuscript", "31": "document",
}  # fmt: skip
# In EndNote's XML titles are in runs of one face each.
_FACES = {"italic": "i", "bold": "b", "superscript": "sup", "subscript": "sub"}


def read(text: str) -> list[Entry]:
    records = list(parse(text).descendants("record"))
    count_entries(len(records))
    return [_read_record(record) for record in records]


def _read_record(record: Node) -> Entry:
    stated = record.find("ref-type") or Node("", {})
    kind = TYPES.get(stated.attributes.get("name", "").lower()) or _NUMBERS.get(stated.text(), "document")
    container = record.text("titles/secondary-title") or record.text("periodical/full-title")
    if kind == "document" and record.text("periodical/full-title"):
        kind = "article-journal"
    series = record.text("titles/tertiary-title")
    if kind in ("book", "report"):
        container, series = "", series or container
    short = record.text("periodical/abbr-1") or record.text("titles/alt-title")
    number = record.text("number")
    numbered = kind in ("report", "patent", "standard", "bill")
    pages = page_range(record.text("pages"))
    csl: dict[str, Any] = {
        "type": kind, "title": _styled(record.find("titles/title")), "container-title": container,
        "container-title-short": short if short != container and kind.startswith("article") else "",
        "collection-title": series, "title-short": record.text("titles/short-title"),
        "author": _names(record, "authors"), "translator": _names(record, "subsidiary-authors"),
        "editor": _names(record, "secondary-authors"), "collection-editor": _names(record, "tertiary-authors"),
        "volume": record.text("volume"), "issue": "" if numbered or kind == "book" else number,
        "number": number if numbered else "", "collection-number": number if kind == "book" else "",
        "page": pages if kind not in ("book", "thesis") or "-" in pages else "",
        "number-of-pages": pages if kind in ("book", "thesis") and "-" not in pages else "",
        "edition": record.text("edition"), "publisher": record.text("publisher"),
        "publisher-place": record.text("pub-location"), "abstract": record.text("abstract"),
        "keyword": ", ".join(unique(record.texts("keywords/keyword"))), "language": record.text("language"),
        "note": "\n".join(unique([*record.texts("notes"), *record.texts("research-notes")])),
        "genre": record.text("work-type"), "issued": _issued(record), "accessed": read_date(record.text("access-date")),
    }  # fmt: skip
    return finish(csl | _identifiers(record), line=record.line, key=record.text("label")[:200])


def _identifiers(record: Node) -> dict[str, Any]:
    addresses = record.texts("urls/related-urls/url") + record.texts("urls/web-urls/url")
    addresses = addresses or record.texts("urls/text-urls/url")
    found: dict[str, Any] = {
        "DOI": doi_in(record.text("electronic-resource-num")),
        "URL": addresses[0] if addresses else "",
    }
    found |= serial_number(record.text("isbn"))
    if "PMC" in record.text("custom2"):
        found["PMCID"] = pmcid(record.text("custom2"))
    number, database = record.text("accession-num"), record.text("remote-database-name").lower()
    if number.isdigit() and (not database or "pubmed" in database or "medline" in database or database == "nlm"):
        found["PMID"] = number if 5 <= len(number) <= 8 else None
    return found


def _styled(node: Node | None) -> str:
    """A title with its italics and small figures, which EndNote has as runs of one style."""
    if node is None:
        return ""
    runs = node.children("style")
    if len(runs) < 2:
        return node.text(markup=True)
    pieces = []
    for run in runs:
        words = "".join(part for part in run.parts if isinstance(part, str))
        for face in run.attributes.get("face", "").split():
            if words.strip() and (tag := _FACES.get(face)):
                words = f"<{tag}>{words}</{tag}>"
        pieces.append(words)
    return " ".join("".join(pieces).split())


def _names(record: Node, group: str) -> list[Name]:
    found = []
    for node in record.all(f"contributors/{group}/author"):
        text = node.text()
        if name := (read_name(text) if "," in text else {"literal": text} if text else {}):
            found.append(name)
    return found


def _issued(record: Node) -> dict[str, Any]:
    year, day = record.text("dates/year"), record.text("dates/pub-dates/date")
    if not year or re.search(r"\d{4}", day):
        return read_date(day or year)
    if not re.fullmatch(r"\d{4}", year):
        return read_date(year)
    return read_date(f"{day} {year}") if day else from_parts(year)

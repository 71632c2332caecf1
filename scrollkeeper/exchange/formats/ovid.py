"""Ovid's exports read into CSL-JSON: numbered records of two-letter tags, or of field names and indented values."""

import re
from typing import Any

from scrollkeeper.exchange.formats.dates import read_date
from scrollkeeper.exchange.formats.entries import Entry, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import doi_in, issns, page_range, pmid
from scrollkeeper.exchange.formats.names import Name, family_first, read_name
from scrollkeeper.exchange.formats.tagged import Record, tagged_lines, unique

_BEGIN = re.compile(r"^<\d+\s*\.?\s*>[^\n]*", re.MULTILINE)
_TAG = re.compile(r"([A-Z][A-Z0-9]) {1,3}- ?(.*)")
_FIELD = re.compile(r"([A-Z][A-Za-z&/ ]{1,40})$")
_NAMES = {
    "AUTHOR": "AU", "AUTHORS": "AU", "TITLE": "TI", "SOURCE": "SO", "ABSTRACT": "AB", "LANGUAGE": "LG", "ISSN": "IS",
    "YEAR OF PUBLICATION": "YR", "PUBLISHER": "PB", "DIGITAL OBJECT IDENTIFIER": "DO", "DOI": "DO", "URL": "XL",
    "UNIQUE IDENTIFIER": "UI", "EDITOR": "ED", "KEYWORDS": "KW", "AUTHOR KEYWORDS": "KW",
    "LINK TO THE OVID FULL TEXT": "XL",
    "PUBLICATION TYPE": "PT", "BOOK TITLE": "BT",
}  # fmt: skip
_SOURCE = re.compile(
    r"(?P<title>.+?)[.,]?\s+(?:(?P<volume>\d[\w]*)\s*\((?P<issue>[^()]{1,60})\)\s*[:,]?\s*(?:\(?(?:pp?\.?)?\s*)?"
    r"(?P<pages>[\w]+(?:\s*-\s*[\w]+)?)?|(?P<bare>\d+)\s*:\s*(?P<place>[\w]+(?:-[\w]+)?))(?P<rest>.*)"
)
_DATED = re.compile(r"(.*?)[,.]?\s+((?:[A-Z][a-z]{2,8}[/-]?){0,3}\s?(?:\d{1,2},?\s)?(?:19|20)\d\d);(.*)")
_BRACKETS = re.compile(r"\[[^\[\]]{0,300}\]|\{[^{}]{0,100}\}")
# Editors stand before the title of their book.
_EDITORS = re.compile(r"((?:[^\[\]]{3,60} \[Ed[^\[\]]{0,60}\][,.]\s*)+)(.*?)\.?\s*:\s*([\w-]+),\s*(.*)")
_MORE = re.compile(r"\s*(?:\b(?:Ph\.?D|M\.?D|MSc|BSc|FACSM|MPH|MBBS)\b\.?,?|\s\d[\d,+*]*$|[+*]$)")


def read(text: str) -> list[Entry]:
    places = [found.end() for found in _BEGIN.finditer(text)]
    if not places:
        return []
    count_entries(len(places))
    blocks = [(begin, text[begin:end]) for begin, end in zip(places, [*places[1:], len(text)], strict=True)]
    entries = []
    line = 1
    last = 0
    for begin, block in blocks:
        line += text.count("\n", last, begin)
        last = begin
        entries.append(_read_record(_record(block, line)))
    return entries


def _record(block: str, line: int) -> Record:
    record = Record(line)
    tagged = list(tagged_lines(_BEGIN.sub("", block), _TAG))
    if tagged:
        for _, tag, value in tagged:
            record.add(tag, value)
        return record
    tag = ""
    for one in block.split("\n"):
        if (found := _FIELD.match(one)) and not one.startswith(" "):
            tag = _NAMES.get(found[1].upper(), "")
        elif tag and one.strip():
            record.add(tag, one.strip())
    return record


def _read_record(record: Record) -> Entry:
    source = " ".join(record.all("SO"))
    published = _source(source)
    types = " ".join(record.all("PT", "DT")).lower()
    kind = "article-journal"
    if record.first("BT") or "chapter" in types:
        kind = "chapter"
    elif "dissertation" in types:
        kind = "thesis"
    elif "book" in types:
        kind = "book"
    title = re.sub(r"\s*\[[^\[\]]{3,60}\]\.?$", "", " ".join(record.all("TI")))
    csl: dict[str, Any] = {
        "type": kind, "title": title[:-1] if title.endswith(".") and not title.endswith("..") else title,
        "author": _names(record.all("AU")), "editor": _names(record.all("ED")),
        "abstract": " ".join(record.all("AB")), "language": record.first("LG", "LA").rstrip("."),
        "keyword": ", ".join(unique(word.strip(" .*") for one in record.all("KW", "SH",
        "MH") for word in one.split(";"))),
        "ISSN": issns(" ".join(record.all("IS"))), "publisher": record.first("PB"),
        "DOI": doi_in(" ".join(record.all("DO", "DI"))),
        "URL": record.first("XL") if "://" in record.first("XL") else "",
        **published,
    }  # fmt: skip
    if "patent" in types:
        csl["type"] = "patent"
    if kind == "chapter" and record.first("BT"):
        csl |= _book(record.first("BT"))
    if not csl.get("issued"):
        csl["issued"] = read_date(record.first("YR", "DP", "YP"))
    unique_id = record.first("UI", "PM")
    if unique_id.strip(".").isdigit() and "medline" in record.first("DB", "VN").lower():
        csl["PMID"] = pmid(unique_id)
    return finish(csl, line=record.line)


def _book(text: str) -> dict[str, Any]:
    """Editor, A. [Ed.]. [Title.] [Title as it was.] Publisher. 2002: 1-234. Chapter pagination: 214-218."""
    editors, mark, rest = text.rpartition("[Ed.].") if "[Ed.]." in text else text.rpartition("[Eds].")
    if not mark:
        return {"container-title": text}
    names = [one.strip(" ,.") for one in re.split(r"\[Eds?\.?\]\.?|;|&", editors)]
    titled = re.match(r"\s*\[([^\[\]]+?)\.?\]", rest)
    pages = re.search(r"Chapter pagination: ([\w-]+)", rest)
    found: dict[str, Any] = {"container-title": titled[1] if titled else rest.split(". ")[0].strip(" .")}
    found["editor"] = _names([one for one in names if one])
    return found | ({"page": page_range(pages[1])} if pages else {})


def _source(text: str) -> dict[str, Any]:
    """Journal. 12(3):45-67, 2010 May. or Journal May 2010;12(3):45-67"""
    if edited := _EDITORS.fullmatch(text):
        names = [one.strip(" ,.") for one in _BRACKETS.split(edited[1])]
        return {
            "editor": _names([one for one in names if one]), "container-title": edited[2], "type": "chapter",
            "page": page_range(edited[3]), "issued": read_date(edited[4].rstrip(".")),
        }  # fmt: skip
    dated = _DATED.fullmatch(text)
    journal, date, rest = (dated[1], dated[2], f"x {dated[3]}") if dated else ("", "", text)
    found = _SOURCE.match(rest)
    if found is None:
        year = re.search(r"(?:19|20)\d\d", text)
        return {
            "container-title": journal or re.split(r"[.;]\s", text)[0].rstrip(". "),
            "issued": read_date(year[0] if year else ""),
        }
    left = re.sub(r"^[\s,.)]+|[\s.]+$", "", found["rest"])
    return {
        "container-title": journal or found["title"].rstrip(". "), "volume": found["volume"] or found["bare"],
        "issue": found["issue"], "page": page_range(found["pages"] or found["place"] or ""),
        "issued": read_date(date or left),
    }  # fmt: skip


def _names(values: list[str]) -> list[Name]:
    found: list[Name] = []
    for value in values:
        for one in re.split(r";\s*", value):
            text = _MORE.sub("", _BRACKETS.sub("", one)).strip(" .,;*+0123456789")
            if text:
                found.append(read_name(text) if "," in text else family_first(text))
    return found

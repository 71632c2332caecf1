"""Refer, as EndNote and BibIX export it: lines that begin with % and a letter.

Source: EndNote's list of the tags; %H and other national tags are passed over.
"""

import re
from typing import Any

from scrollkeeper.exchange.formats.dates import read_date
from scrollkeeper.exchange.formats.endnote_xml import TYPES
from scrollkeeper.exchange.formats.entries import Entry, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import doi_in, page_range, serial_number
from scrollkeeper.exchange.formats.names import Name, read_name
from scrollkeeper.exchange.formats.tagged import Record, tagged_lines, unique

_LINE = re.compile(r"%([0-9A-Za-z!@#$&()*+\[\]<>?:;=~^])(?: |$)(.*)")


def read(text: str) -> list[Entry]:
    records: list[Record] = []
    # Records are parted by empty lines, and some programs begin each with %0 instead.
    number = 1
    for block in re.split(r"(\n\s*\n)", text):
        record: Record | None = None
        for line, tag, value in tagged_lines(block, _LINE):
            if record is None or (tag == "0" and record.order):
                record = Record(number + line - 1)
                records.append(record)
                count_entries(len(records))
            record.add(tag, value)
        number += block.count("\n")
    return [_read_record(record) for record in records]


def _read_record(record: Record) -> Entry:
    kind = TYPES.get(record.first("0").lower(), "")
    journal, within = record.first("J"), record.first("B")
    if not kind:
        kind = "article-journal" if journal else "chapter" if within else "book" if record.first("I") else "document"
    book = kind in ("book", "report")
    number = record.first("N")
    pages = page_range(record.first("P"))
    numbered = kind in ("report", "patent", "standard")
    csl: dict[str, Any] = {
        "type": kind, "title": record.first("T"), "author": _names(record, "A"), "editor": _names(record, "E"),
        "container-title": journal or ("" if book else within),
        "collection-title": record.first("S") or (within if book else ""),
        "collection-editor": _names(record, "Y"), "translator": _names(record, "?"), "volume": record.first("V"),
        "issue": number if not book and not numbered else "", "number": number if numbered else "",
        "page": pages if kind != "book" or "-" in pages else "",
        "number-of-pages": pages if kind == "book" and "-" not in pages else "",
        "edition": record.first("7"), "publisher": record.first("I"), "publisher-place": record.first("C"),
        "abstract": record.first("X"), "keyword": ", ".join(unique(_keywords(record))), "URL": record.first("U"),
        "DOI": doi_in(record.first("R")), "title-short": record.first("!"), "language": record.first("G"),
        "note": "\n".join(unique(record.all("Z"))), "genre": record.first("9"),
        "issued": _issued(record), "accessed": read_date(record.first("[")),
    }  # fmt: skip
    return finish(csl | serial_number(record.first("@")), line=record.line, key=record.first("F")[:200])


def _names(record: Record, tag: str) -> list[Name]:
    return [
        name
        for value in record.all(tag)
        for one in value.split(";")
        if (name := read_name(one) if "," in one or " " in one.strip() else {"literal": one.strip()}) and one.strip()
    ]


def _keywords(record: Record) -> list[str]:
    return [word.strip() for value in record.all("K") for word in re.split(r"[;\n]", value)]


def _issued(record: Record) -> dict[str, Any]:
    year, date = record.first("D"), record.first("8")
    if date and year and year not in date:
        return read_date(f"{date} {year}")
    return read_date(date or year)

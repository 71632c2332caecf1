"""Web of Science's tagged format (.ciw, .isi) read into CSL-JSON; Inspec and Medline come in it, too."""

import re
from collections.abc import Iterator
from typing import Any

from scrollkeeper.exchange.formats.dates import Date, read_date
from scrollkeeper.exchange.formats.entries import Entry, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import doi_in, isbns, pmid
from scrollkeeper.exchange.formats.names import Name, family_first, read_name
from scrollkeeper.exchange.formats.tagged import Record, unique

_LINE = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)")
_TYPES = {"J": "article-journal", "B": "book", "S": "chapter", "P": "patent", "C": "paper-conference"}
# Tags of which each line is a value of its own.
_LISTS = frozenset(("AU", "AF", "BE", "BA", "BF", "ED", "CA"))
_CAPITALS = re.compile(r"[A-Z]{4}")


def read(text: str) -> list[Entry]:
    return [_read_record(record) for record in _records(text)]


def _records(text: str) -> Iterator[Record]:
    record: Record | None = None
    tag, count = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        found = _LINE.match(line)
        if found and found[1] in ("FN", "VR", "EF"):
            tag = ""
        elif found and found[1] == "ER":
            if record is not None:
                yield record
            record, tag = None, ""
        elif found:
            if record is None or (found[1] == "PT" and "PT" in record.values):
                if record is not None:
                    yield record
                count += 1
                count_entries(count)
                record = Record(number)
            tag = found[1]
            record.add(tag, (found[2] or "").strip())
        elif record is not None and tag and line.strip():
            if tag in _LISTS:
                record.add(tag, line.strip())
            elif record.values.get(tag):
                # A list of pieces would be long to join again and again.
                record.values.setdefault(f"{tag}+", []).append(line.strip())
    if record is not None:
        yield record


def _value(record: Record, tag: str) -> str:
    return " ".join([record.first(tag), *record.values.get(f"{tag}+", [])]).strip()


def _read_record(record: Record) -> Entry:
    document = _value(record, "DT").lower()
    kind = _TYPES.get(record.first("PT").upper(), "article-journal")
    if (
        "proceedings paper" in document
        or "conference" in document
        or (record.first("CT") and record.first("PT") != "J")
    ):
        kind = "article-journal" if record.first("PT") == "J" and record.first("VL") else "paper-conference"
    if kind == "chapter" and not _value(record, "SO"):
        kind = "book"
    source, series = _value(record, "SO"), _value(record, "SE")
    csl: dict[str, Any] = {
        "type": kind, "title": _value(record, "TI"), "container-title": _cased(source) if kind not in ("book",
        "patent") else "",
        "container-title-short": _value(record, "JI") or record.first("J9"),
        "collection-title": series, "author": _names(record, "AF", "AU"), "editor": _names(record, "BE", "ED"),
        "volume": record.first("VL"), "issue": record.first("IS"), "page": _pages(record), "issued": _issued(record),
        "DOI": doi_in(record.first("DI")), "PMID": pmid(record.first("PM")) if record.first("PM") else None,
        "ISSN": ", ".join(unique(record.all("SN", "EI"))), "ISBN": isbns(" ".join(record.all("BN"))),
        "abstract": _value(record, "AB"), "publisher": _cased(_value(record, "PU")),
        "publisher-place": _cased(record.first("PI")), "language": record.first("LA"),
        "event-title": _value(record, "CT") if kind == "paper-conference" else "",
        "keyword": ", ".join(unique(word.strip() for tag in ("DE", "ID") for word in _value(record, tag).split(";"))),
    }  # fmt: skip
    return finish(csl, line=record.line)


def _names(record: Record, full: str, short: str) -> list[Name]:
    # Some give the address of an author behind the name.
    values = [re.sub(r"\s*\([^()]*@[^()]*\)", "", one) for one in record.all(full) or record.all(short)]
    return [name for one in values if (name := read_name(one) if "," in one else family_first(one))]


def _pages(record: Record) -> str:
    first, last = record.first("BP"), record.first("EP")
    if first and last and first != last:
        return f"{first}-{last}"
    return first or record.first("AR", "PS")


def _issued(record: Record) -> Date:
    year, day = record.first("PY"), record.first("PD")
    return read_date(day if re.search(r"\d{4}", day) else f"{day} {year}")


def _cased(text: str) -> str:
    """Names of journals come in capitals only."""
    if not _CAPITALS.search(text) or text != text.upper():
        return text
    small = {"of", "and", "the", "in", "for", "on", "a", "an", "to", "de", "la", "et", "und", "der"}
    words = [
        word.lower() if word.lower() in small and at else word.capitalize() for at, word in enumerate(text.split())
    ]
    return " ".join(re.sub(r"(?<=[-(/&])[a-z]", lambda found: found[0].upper(), word) for word in words)

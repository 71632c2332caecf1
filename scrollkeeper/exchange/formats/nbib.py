"""PubMed's tagged format (.nbib, MEDLINE) read into CSL-JSON.

Source: “MEDLINE/PubMed Data Element (Field) Descriptions”, National Library of Medicine. Unknown tags are passed over.
"""

import re
from typing import Any

from scrollkeeper.exchange.formats.dates import read_date
from scrollkeeper.exchange.formats.entries import Entry, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import doi_in, isbns, page_range, pmcid, pmid
from scrollkeeper.exchange.formats.names import Name, family_first, read_name
from scrollkeeper.exchange.formats.tagged import Record, tagged_lines, unique

_LINE = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,3}- ?(.*)")


def read(text: str) -> list[Entry]:
    records: list[Record] = []
    for line, tag, value in tagged_lines(text, _LINE):
        begins = tag in ("PMID", "OWN") and records and not {tag, "TI", "BTI"}.isdisjoint(records[-1].values)
        if not records or begins:
            records.append(Record(line))
            count_entries(len(records))
        records[-1].add(tag, value)
    return [_read_record(record) for record in records]


def _read_record(record: Record) -> Entry:
    types = {one.lower() for one in record.all("PT")}
    # A title that was broken into several is one.
    book, chapter = record.first("BTI"), " ".join(record.all("TI"))
    kind = "article-journal"
    if book or "book" in types or "books" in types:
        kind = "chapter" if chapter and book and chapter != book else "book"
    elif types & {"congress", "congresses", "proceedings"} and not record.first("JT", "TA"):
        kind = "paper-conference"
    elif any(one.startswith("dissertation") for one in types):
        kind = "thesis"
    elif "preprint" in types:
        kind = "article"
    elif any(one.startswith("report") for one in types) and not record.first("IS", "VI"):
        kind = "report"
    journal = record.first("JT", "TA")
    csl: dict[str, Any] = {
        "type": kind, "title": _title(chapter or book or record.first("CTI")),
        "container-title": journal if kind == "article-journal" else book if kind == "chapter" else "",
        "container-title-short": record.first("TA") if record.first("TA") != journal else "",
        "collection-title": record.first("CTI") if kind != "article-journal" and book else "",
        "author": _names(record, "FAU", "AU") + [{"literal": name} for name in record.all("CN")],
        "editor": _names(record, "FED", "ED"), "volume": record.first("VI"), "issue": record.first("IP"),
        "page": full_pages(record.first("PG")), "edition": record.first("EN"),
        "publisher": record.first("PB") or (journal if kind in ("report", "thesis", "article") else ""),
        "publisher-place": record.first("PL") if kind != "article-journal" else "",
        "abstract": record.first("AB"), "language": record.first("LA"),
        "keyword": ", ".join(unique(word.strip("* ") for word in record.all("MH", "OT"))),
        "issued": read_date(record.first("DP", "DEP")), "PMID": pmid(record.first("PMID")),
        "PMCID": pmcid(record.first("PMC")) if record.first("PMC") else None, "DOI": _doi(record),
        "ISSN": ", ".join(unique(re.findall(r"\d{4}-\d{3}[\dX]", " ".join(record.all("IS"))))),
        "ISBN": isbns(" ".join(record.all("ISBN"))),
    }  # fmt: skip
    return finish(csl, line=record.line)


def _title(text: str) -> str:
    """Without the full stop and the brackets of translated titles, as PubMed prints them."""
    text = re.sub(r"^\[(.*)\]\.?$", r"\1", text)
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def _names(record: Record, full: str, short: str) -> list[Name]:
    if record.all(full):
        return [name for value in record.all(full) if (name := read_name(value))]
    return [name for value in record.all(short) if (name := family_first(value))]


def _doi(record: Record) -> str | None:
    stated = [one for one in record.all("LID", "AID", "SO") if "[doi]" in one.lower() or "doi:" in one.lower()]
    return next((doi for one in stated if (doi := doi_in(one.lower().partition("doi:")[2] or one))), None)


def full_pages(text: str) -> str:
    """Last pages are shortened: 205-7 is 205-207."""
    text = page_range(text.partition(";")[0])
    found = re.fullmatch(r"([A-Za-z]?)(\d+)-([A-Za-z]?)(\d+)", text)
    if found and len(found[4]) < len(found[2]):
        return f"{found[1]}{found[2]}-{found[3] or found[1]}{found[2][: len(found[2]) - len(found[4])]}{found[4]}"
    return text

"""RefWorks' tagged format read into CSL-JSON."""

import re
from typing import Any

from scrollkeeper.exchange.formats.dates import read_date
from scrollkeeper.exchange.formats.entries import Entry, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import doi_in, page_range, pmid, serial_number
from scrollkeeper.exchange.formats.names import Name, read_name
from scrollkeeper.exchange.formats.tagged import Record, tagged_lines, unique

TYPES = {
    "abstract": "article-journal", "artwork": "graphic", "bills/resolutions": "bill", "book, edited": "book",
    "book, section": "chapter", "book, whole": "book", "book": "book", "case/court decisions": "legal_case",
    "computer program": "software", "conference proceedings": "paper-conference", "dissertation/thesis": "thesis",
    "dissertation/thesis, unpublished": "thesis", "generic": "document", "grant": "document", "hearing": "hearing",
    "journal article": "article-journal", "journal": "article-journal", "journal, electronic": "article-journal",
    "laws/statutes": "legislation", "magazine article": "article-magazine", "map": "map", "monograph": "book",
    "motion picture": "motion_picture", "music score": "musical_score", "newspaper article": "article-newspaper",
    "online discussion forum": "post", "patent": "patent", "personal communication": "personal_communication",
    "report": "report", "sound recording": "song", "unpublished material": "manuscript", "web page": "webpage",
    "video/ dvd": "motion_picture",
}  # fmt: skip


_LINE = re.compile(r"([A-Z][A-Z0-9])(?: |$)(.*)")


def read(text: str) -> list[Entry]:
    records: list[Record] = []
    for line, tag, value in tagged_lines(text, re.compile(r"([A-Z][A-Z0-9])(?: |$)(.*)")):
        if tag == "RT" or not records:
            records.append(Record(line))
            count_entries(len(records))
        records[-1].add(tag, value)
    return [_read_record(record) for record in records if "RT" in record.values or "T1" in record.values]


def _read_record(record: Record) -> Entry:
    kind = TYPES.get(record.first("RT").lower(), "document")
    within = record.first("JF", "JO") if kind.startswith("article") else record.first("T2", "JF", "JO")
    first, last = record.first("SP"), record.first("OP")
    pages = f"{first}-{last}" if last and last != first and "-" not in first else first
    numbered = kind in ("report", "patent")
    csl: dict[str, Any] = {
        "type": kind, "title": record.first("T1"), "container-title": within if kind not in ("book", "thesis") else "",
        "container-title-short": record.first("JO") if record.first("JF") else "",
        "collection-title": record.first("T3") or (record.first("T2") if kind == "book" else ""),
        "author": _names(record, "A1"), "editor": _names(record, "A2"), "translator": _names(record, "A4"),
        "volume": record.first("VO"), "issue": "" if numbered else record.first("IS"),
        "number": record.first("IS") if numbered else "", "page": page_range(pages), "edition": record.first("ED"),
        "publisher": record.first("PB"), "publisher-place": record.first("PP"), "abstract": record.first("AB"),
        "keyword": ", ".join(unique(record.all("K1"))), "note": "\n".join(unique(record.all("NO"))),
        "language": record.first("LA"), "URL": record.first("UL", "LK"), "DOI": doi_in(record.first("DO")),
        "PMID": pmid(record.first("PM")) if record.first("PM") else None,
        "issued": read_date(record.first("FD") if re.search(r"\d{4}", record.first("FD")) else _date(record)),
        "accessed": read_date(record.first("RD")),
    }  # fmt: skip
    return finish(csl | serial_number(record.first("SN")), line=record.line, key=record.first("ID")[:200])


def _date(record: Record) -> str:
    return f"{record.first('FD')} {record.first('YR')}".strip()


def _names(record: Record, tag: str) -> list[Name]:
    return [name for one in record.all(tag) if (name := read_name(one) if "," in one else {"literal": one})]

"""RIS read into CSL-JSON.

Source: the tag lists of Research Information Systems (2001, 2011) as EndNote, Zotero and databases write them.
"""

import re
from collections.abc import Iterator
from typing import Any

from scrollkeeper.exchange.formats.dates import Date, from_parts, month_number, read_date
from scrollkeeper.exchange.formats.entries import Entry, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import doi_in, from_extra, page_range, pmcid, pmid, serial_number
from scrollkeeper.exchange.formats.names import Name, read_name
from scrollkeeper.exchange.formats.ris_fields import LABELS, NUMBERS, PEOPLE, TITLES, meaning
from scrollkeeper.exchange.formats.tagged import Record, tagged_lines, unique
from scrollkeeper.library.csl import NAME_FIELDS

TYPES = {
    "ABST": "article-journal", "ADVS": "motion_picture", "AGGR": "dataset", "ANCIENT": "classic", "ART": "graphic",
    "BILL": "bill", "BLOG": "post-weblog", "BOOK": "book", "CASE": "legal_case", "CHAP": "chapter", "CHART": "graphic",
    "CLSWK": "classic", "COMP": "software", "CONF": "paper-conference", "CPAPER": "paper-conference",
    "CTLG": "article-magazine",
    "DATA": "dataset", "DBASE": "dataset", "DICT": "entry-dictionary", "EBOOK": "book", "ECHAP": "chapter",
    "EDBOOK": "book", "EJOUR": "article-journal", "ELEC": "webpage", "ENCYC": "entry-encyclopedia", "EQUA": "document",
    "FIGURE": "graphic", "GEN": "article-journal", "GOVDOC": "report", "GRANT": "document", "GRNT": "document",
    "HEAR": "hearing", "ICOMM": "personal_communication", "INPR": "article-journal", "INTV": "interview",
    "JFULL": "article-journal", "JOUR": "article-journal", "LEGAL": "legislation", "MANSCPT": "manuscript",
    "MAP": "map", "MGZN": "article-magazine", "MPCT": "motion_picture", "MULTI": "motion_picture", "MUSIC": "song",
    "NEWS": "article-newspaper", "PAMP": "pamphlet", "PAT": "patent", "PCOMM": "personal_communication",
    "PREPRINT": "article", "RPRT": "report", "SER": "book", "SLIDE": "speech", "SOUND": "song", "STAND": "standard",
    "STAT": "legislation", "STD": "standard", "THES": "thesis", "UNBILL": "manuscript", "UNPB": "manuscript",
    "UNPD": "manuscript", "VIDEO": "motion_picture", "WEB": "webpage",
}  # fmt: skip
WITHIN = frozenset(("chapter", "paper-conference", "entry-dictionary", "entry-encyclopedia"))
# What VL is of these types where it is no figure: a number of their own, the edition or the degree.
_VOLUMES = dict.fromkeys(("bill", "hearing", "legislation", "patent", "report"), "number") | dict.fromkeys(
    ("graphic", "motion_picture", "map", "dataset", "webpage", "personal_communication", "interview"), "edition"
) | {"thesis": "genre", "manuscript": "archive_location"}  # fmt: skip
_EDITION = re.compile(r"\bed(?:\.|n\b|ition\b)|\b(?:Aufl|Auflage)\b", re.IGNORECASE)
_LABELLED = re.compile(r"([A-Z][A-Za-z,() ]{2,24}): ?(.{1,500})", re.DOTALL)
_LINE = re.compile(r"[ \t]*([A-Z][A-Z0-9]) {1,3}-(?: |$)?(.*)")
_CROSSED_OUT = re.compile(r"^ER[ \t]*-?[ \t]*$", re.MULTILINE)


def read(text: str) -> list[Entry]:
    return [_read_record(record) for record in records(text)]


def records(text: str) -> Iterator[Record]:
    """From TY to ER; where one of them is missing, the other one ends the record."""
    record: Record | None = None
    count = 0
    text = _CROSSED_OUT.sub("ER  - ", text)
    for line, tag, value in tagged_lines(text, _LINE):
        if tag == "ER":
            if record is not None:
                yield record
            record = None
            continue
        if tag == "TY" and record is not None and "TY" in record.values:
            yield record
            record = None
        if record is None:
            count += 1
            count_entries(count)
            record = Record(line)
        record.add(tag, value)
    if record is not None and record.order:
        yield record


def _read_record(record: Record) -> Entry:
    stated = record.first("TY").upper()
    kind = TYPES.get(stated, "document")
    if stated not in TYPES and not stated and record.first("JO", "JF", "JA", "T2"):
        kind = "article-journal"
    _unfold_labels(record)
    csl: dict[str, Any] = {"type": kind}
    csl |= _titles(record, kind)
    csl |= _people(record, kind)
    csl["issued"] = _issued(record)
    csl["accessed"] = read_date(record.first("Y2") if "RD" not in record.values else record.first("RD"))
    csl |= _numbers(record, kind)
    csl |= _identifiers(record)
    csl["publisher"] = record.first("PB")
    csl.setdefault("publisher-place", record.first("CY", "PP"))
    csl["call-number"] = record.first("CN")
    csl["abstract"] = record.first("AB", "N2")
    csl["keyword"] = ", ".join(unique(record.all("KW", "DE")))
    csl["note"] = "\n".join(unique(record.all("N1", "RN", "NT")))[:20_000]
    csl["language"] = record.first("LA")
    csl["archive"] = record.first("DB") if kind != "article-journal" else ""
    if record.first("M3") and not doi_in(record.first("M3")):
        csl["genre"] = record.first("M3")
    csl["source"] = record.first("DP")
    if kind == "article-journal":
        csl.pop("edition", None)
    return finish(csl, line=record.line, key=record.first("ID"))


def _unfold_labels(record: Record) -> None:
    """Put notes that are fields with a label where they belong, unless there is one already."""
    for note in record.all("N1"):
        found = _LABELLED.fullmatch(note)
        tag = LABELS.get(found[1]) if found else None
        if found and tag and (tag not in record.values or tag == "A3"):
            record.add(tag, found[2])
        elif found and found[1] == "Volume ID" and not record.first("ET"):
            record.values["ET"], record.values["VL"] = record.values["VL"], [found[2]]


def _titles(record: Record, kind: str) -> dict[str, Any]:
    title = record.first("TI", "T1", "CT")
    within = record.first("T2", "JF", "JO", "BT", "JA", "J2", "J1")
    journal = kind.startswith("article-") or kind == "article"
    if journal:
        within = record.first("JF", "T2", "JO", "JA", "J2", "J1", "BT")
    short = record.first("J2", "JA", "J1", "JO") if journal else ""
    if kind == "book" and not title:
        title, within = record.first("BT", "T2"), ""
    if kind in WITHIN and not title:
        title, within = within, ""
    found = {"title": title, "title-short": record.first("ST") if record.first("ST") != title else "",
             "container-title-short": short if short != within else ""}  # fmt: skip
    for tag, value in (("T2", within), ("T3", record.first("T3"))):
        field = meaning(TITLES, tag, kind)
        if field and value and (not found.get(field) or tag == "T3"):
            found[field] = value
    if kind == "paper-conference" and (proceedings := record.first("C3")):
        found |= {"container-title": proceedings, "event-title": record.first("T2")}
    if kind == "bill":
        found.setdefault("container-title", record.first("CY"))
    return found


def _people(record: Record, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {"author": record.all("AU", "A1"), "editor": record.all("ED")}
    if record.first("TY").upper() == "EDBOOK":
        found = {"editor": found["author"] + found["editor"]}
    for tag in PEOPLE:
        field = meaning(PEOPLE, tag, kind)
        # Databases list the authors of the works cited there, all in one.
        names = [name for name in record.all(tag) if name.count(",") <= 2]
        if field not in NAME_FIELDS:
            found.setdefault(field, "; ".join(names))
        elif names:
            found[field] = found.get(field, []) + names
    return {field: _names(value) if isinstance(value, list) else value for field, value in found.items()}


def _names(values: list[str]) -> list[Name]:
    return [name for value in values if (name := _name(value))]


def _name(value: str) -> Name:
    """“Family, Given, Suffix”; without a comma the name stays whole."""
    if "," in value:
        return read_name(value)
    text = value.strip(" ;.")
    return {"literal": text} if text else {}


def _issued(record: Record) -> Date:
    """The date with the most parts of those that are there; DA often has a month that PY lacks."""
    best: Date = {}
    for tag in ("PY", "Y1", "DA"):
        for value in record.all(tag):
            date = _date(value)
            parts = len(date.get("date-parts", [[]])[0])
            same = not best.get("date-parts") or date.get("date-parts", [[0]])[0][0] == best["date-parts"][0][0]
            if not best or (same and parts > len(best.get("date-parts", [[]])[0])):
                best = date
    return best


def _date(value: str) -> Date:
    """YYYY/MM/DD/other, in which parts may be missing, or a date as people write it."""
    parts = [part.strip() for part in value.split("/", 3)]
    if len(parts) > 1 and re.fullmatch(r"\d{4}", parts[0]):
        month = month_number(parts[1]) if parts[1] else None
        day = parts[2] if len(parts) > 2 and parts[2].isdigit() else None
        if month is None and len(parts) > 3 and (word := re.match(r"[A-Za-z]{3,}", parts[3])):
            month = month_number(word[0])
        return from_parts(parts[0], month, day)
    return read_date(value.strip("/ "))


def _numbers(record: Record, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if kind in ("report", "patent", "standard"):
        found["number"] = record.first("SN")
    for tag in ("IS", "M1", "ET", "SE", "NV", "OP", "C1", "C3"):
        field, value = meaning(NUMBERS, tag, kind), record.first(tag)
        if field and value and not found.get(field):
            found[field] = value
    first, last = record.first("SP"), record.first("EP")
    pages = first if not last or last == first or re.search(r"\d\s*[-–]\s*\w", first) else f"{first}-{last}"
    field = meaning(NUMBERS, "SP", kind)
    field = "page" if field == "number-of-pages" and "-" in page_range(pages) else field
    if kind == "bill" and not pages[:1].isdigit():
        field = "section"
    found |= {field: page_range(pages or record.first("AR"))} if field else {}
    volume = record.first("VL")
    field = meaning(NUMBERS, "VL", kind)
    if kind == "patent" or not volume[:1].isdigit():
        field = _VOLUMES.get(kind, field)
    if kind in ("book", "chapter") and _EDITION.search(volume):
        field = "edition"
        if kind == "book" and found.get("collection-number"):
            # ProCite: the edition there, and the volume where others have its number in the series.
            found["volume"] = found.pop("collection-number")
    if not found.get(field):
        found[field] = volume
    return found


def _identifiers(record: Record) -> dict[str, Any]:
    address = record.first("UR", "LK", "L2")
    stated = record.first("DO", "DI") or next((one for one in record.all("M3", "L3", "UR", "N1") if "10." in one), "")
    found: dict[str, Any] = {
        "DOI": doi_in(stated),
        "URL": address.split(";")[0] if address.count("http") > 1 else address,
    }
    journal = TYPES.get(record.first("TY").upper(), "").startswith("article")
    for one in record.all("SN"):
        found |= serial_number(one) or {"ISSN" if journal else "ISBN": one}
    database = (record.first("DB") + " " + record.first("DP")).lower()
    number = record.first("AN")
    if number.isdigit() and ("pubmed" in database or "medline" in database or "nlm" in database):
        found["PMID"] = pmid(number)
    if re.fullmatch(r"PMC\d+", record.first("C2")):
        found["PMCID"] = pmcid(record.first("C2"))
    for name, value in from_extra("\n".join(record.all("N1", "AN"))).items():
        found.setdefault(name, value)
    return {name: value for name, value in found.items() if value}

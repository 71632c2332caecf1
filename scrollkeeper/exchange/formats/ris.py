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
from scrollkeeper.exchange.formats.tagged import Record, tagged_lines, unique

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
# What appears in nothing else: their second title is that of a series, or no title at all.
_ALONE = frozenset(("book", "thesis", "report", "patent", "graphic", "motion_picture", "song", "software", "map",
                    "bill", "dataset", "hearing", "interview", "personal_communication", "standard"))  # fmt: skip
_EDITED = frozenset(("document", "classic", "periodical", "webpage", "manuscript"))
_NO_PAGES = frozenset(("graphic", "motion_picture", "song", "software"))
# Of these VL is a number of their own, or the edition, unless it is a figure.
_NUMBERED = frozenset(("bill", "hearing", "legislation", "patent", "report"))
_EDITIONS = frozenset(("graphic", "map", "dataset", "webpage", "personal_communication", "interview"))
# These have issues; of all others IS is a number.
_IN_ISSUES = frozenset(("article-journal", "article-magazine", "article-newspaper", "article", "periodical", "chapter",
                        "paper-conference"))  # fmt: skip
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
    csl: dict[str, Any] = {"type": kind}
    csl |= _titles(record, kind)
    csl |= _people(record, kind)
    csl["issued"] = _issued(record)
    csl["accessed"] = read_date(record.first("Y2") if "RD" not in record.values else record.first("RD"))
    csl |= _numbers(record, kind)
    csl |= _identifiers(record)
    csl["publisher"], csl["publisher-place"] = record.first("PB"), record.first("CY", "PP")
    csl["abstract"] = record.first("AB", "N2")
    csl["keyword"] = ", ".join(unique(record.all("KW", "DE")))
    csl["note"] = "\n".join(unique(record.all("N1", "RN", "NT")))[:20_000]
    csl["language"] = record.first("LA")
    csl.setdefault("edition", record.first("ET"))
    csl["archive"] = record.first("DB") if kind != "article-journal" else ""
    csl["genre"] = record.first("M3") if not doi_in(record.first("M3")) else ""
    csl["source"] = record.first("DP")
    if kind == "article-journal":
        csl.pop("edition")
    return finish(csl, line=record.line, key=record.first("ID"))


def _titles(record: Record, kind: str) -> dict[str, Any]:
    title = record.first("TI", "T1", "CT")
    within = record.first("T2", "JF", "JO", "BT", "JA", "J2", "J1")
    journal = kind.startswith("article-") or kind == "article"
    if journal:
        within = record.first("JF", "T2", "JO", "JA", "J2", "J1", "BT")
    short = record.first("J2", "JA", "J1", "JO") if journal else ""
    series = record.first("T3") or (within if kind == "book" and title else "")
    if kind == "book" and not title:
        title, series = record.first("BT", "T2"), record.first("T3")
    if kind in WITHIN and not title:
        title, within = within, ""
    if kind == "paper-conference" and record.first("C3"):
        within = record.first("C3")
    return {
        "title": title, "title-short": record.first("ST") if record.first("ST") != title else "",
        "container-title": within if kind not in _ALONE else "",
        "container-title-short": short if short != within else "",
        "collection-title": series if kind in ("book", "chapter", "paper-conference", "report") else record.first("T3"),
    }  # fmt: skip


def _people(record: Record, kind: str) -> dict[str, Any]:
    # Of other types the second authors are sponsors, artists and the like; databases list cited authors there.
    editors = record.all("ED") + (record.all("A2") if kind in WITHIN or kind in _EDITED else [])
    series = record.all("A2") if kind == "book" else record.all("A3") if kind in WITHIN else []
    if kind == "book":
        editors += record.all("A3")
    authors = record.all("AU", "A1")
    if record.first("TY").upper() == "EDBOOK":
        authors, editors = [], authors + editors
    return {
        "author": _names(authors), "editor": _names(editors), "collection-editor": _names(series),
        "translator": _names(record.all("A4")),
    }  # fmt: skip


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
    first, last = record.first("SP"), record.first("EP")
    pages = first if not last or last == first or re.search(r"\d\s*[-–]\s*\w", first) else f"{first}-{last}"
    number = record.first("IS") or (record.first("M1") if kind in ("article-journal", "article-magazine") else "")
    numbers = {
        "volume": record.first("VL"), "chapter-number": record.first("SE") if kind == "book" else "",
        "issue": number, "page": page_range(pages or record.first("AR")),
    }  # fmt: skip
    if kind in ("report", "patent", "standard", "bill", "thesis"):
        numbers |= {"issue": "", "number": record.first("SN", "IS", "M1")}
    if kind in ("book", "thesis", "report") and "-" not in str(numbers["page"]):
        numbers["page"] = ""
        numbers["number-of-pages"] = pages
    if kind == "book":
        numbers |= {"issue": "", "collection-number": number}
    if kind in _NO_PAGES:
        numbers["page"] = ""
    if kind not in _IN_ISSUES and numbers["issue"]:
        name = "version" if kind == "software" else "number"
        numbers |= {"issue": "", name: numbers.get(name) or numbers["issue"]}
    if numbers["volume"][:1].isdigit():
        return numbers
    if kind in _NUMBERED:
        numbers |= {"volume": "", "number": numbers.get("number") or numbers["volume"]}
    if kind in _EDITIONS:
        numbers |= {"volume": "", "edition": record.first("ET") or numbers["volume"]}
    if kind == "thesis":
        # EndNote has the degree there.
        numbers["volume"] = ""
    return numbers


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

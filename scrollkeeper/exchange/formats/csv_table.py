"""Tables of references (CSV, TSV) as Zotero, Scopus, PubMed and others export them: columns go by their names."""

import csv
import io
import re
from typing import Any

from scrollkeeper.exchange.formats.dates import read_date
from scrollkeeper.exchange.formats.endnote_xml import TYPES as TYPE_NAMES
from scrollkeeper.exchange.formats.entries import Entry, Unreadable, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import doi_in, page_range, pmcid, pmid
from scrollkeeper.exchange.formats.names import Name, family_first, read_name
from scrollkeeper.library.csl import TYPES

# Names of columns, in small letters without signs → field.
COLUMNS = {
    "title": "title", "articletitle": "title", "titleprimary": "title", "primarytitle": "title",
    "documenttitle": "title",
    "author": "author", "authors": "author", "authornames": "author", "authorfullnames": "author",
    "firstauthors": "author",
    "authorsprimary": "author", "editor": "editor", "editors": "editor", "secondaryauthors": "editor",
    "translators": "translator", "translator": "translator",
    "year": "year", "publicationyear": "year", "publishedyear": "year", "pubyear": "year", "date": "date",
    "datepublished": "date", "publicationdate": "date", "issued": "date",
    "journal": "container-title", "journaltitle": "container-title", "sourcetitle": "container-title",
    "publicationtitle": "container-title", "journalbook": "container-title", "containertitle": "container-title",
    "periodicalfull": "container-title", "publication": "container-title", "journalname": "container-title",
    "booktitle": "container-title", "journalabbreviation": "container-title-short",
    "abbreviatedsourcetitle": "container-title-short", "volume": "volume", "issue": "issue", "issuenumber": "issue",
    "number": "issue", "pages": "page", "page": "page", "pagestart": "first", "startpage": "first",
    "firstpage": "first",
    "pageend": "last", "endpage": "last", "lastpage": "last", "artno": "article", "articlenumber": "article",
    "doi": "DOI",
    "url": "URL", "link": "URL", "externalurl": "URL", "isbn": "ISBN", "issn": "ISSN", "issns": "ISSN", "pmid": "PMID",
    "pubmedid": "PMID", "pmcid": "PMCID", "pmcidid": "PMCID", "arxiv": "arxiv", "abstract": "abstract",
    "abstractnote": "abstract", "keywords": "keyword", "authorkeywords": "keyword", "manualtags": "keyword",
    "tags": "keyword",
    "keyword": "keyword", "publisher": "publisher", "place": "publisher-place", "placepublished": "publisher-place",
    "language": "language", "languageoforiginaldocument": "language", "type": "type", "itemtype": "type",
    "publicationtype": "type", "documenttype": "type", "referencetype": "type", "doctype": "type", "edition": "edition",
    "note": "note", "notes": "note", "extra": "note", "series": "collection-title", "accessdate": "accessed",
    "key": "key", "citationkey": "key", "typeofreference": "type", "source": "container-title", "version": "version",
}  # fmt: skip
_TYPES = TYPE_NAMES | {
    "article": "article-journal", "journalarticle": "article-journal", "booksection": "chapter",
    "book chapter": "chapter",
    "conferencepaper": "paper-conference", "conference paper": "paper-conference", "preprint": "article",
    "review": "article-journal",
    "computerprogram": "software", "webpage": "webpage", "jour": "article-journal", "journal": "article-journal",
    "dissertation": "thesis", "newspaperarticle": "article-newspaper", "magazinearticle": "article-magazine",
    "encyclopediaarticle": "entry-encyclopedia", "blogpost": "post-weblog", "presentation": "speech",
    "letter": "article-journal",
    "editorial": "article-journal", "book": "book", "conference proceedings": "paper-conference",
}  # fmt: skip
csv.field_size_limit(1 << 20)
_MOST_COLUMNS = 300


def read(text: str) -> list[Entry]:
    rows = _rows(text)
    header, begin = _header(rows)
    entries: list[Entry] = []
    for line, row in rows[begin:]:
        if any(cell.strip() for cell in row):
            count_entries(len(entries) + 1)
            entries.append(_read_row(header, row, line))
    return entries


def _rows(text: str) -> list[tuple[int, list[str]]]:
    head = text[:4_000].split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=head.count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    found: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for row in rows:
            found.append((line, row[:_MOST_COLUMNS]))
            line = rows.line_num + 1
            count_entries(len(found) - 20)
    except csv.Error as error:
        raise Unreadable(f"The table is damaged in line {rows.line_num}: {error}.") from None
    return found


def _header(rows: list[tuple[int, list[str]]]) -> tuple[list[str], int]:
    """The fields of the columns, from the first rows that name a title."""
    for place, (_, row) in enumerate(rows[:10]):
        fields = [COLUMNS.get(re.sub(r"[^a-z]", "", name.lower()), "") for name in row]
        if "title" in fields and len(set(fields)) > 2:
            return fields, place + 1
    raise Unreadable("The first line of the table must name its columns: Title, Authors, Year, DOI …")


def _read_row(header: list[str], row: list[str], line: int) -> Entry:
    cells: dict[str, str] = {}
    for field, cell in zip(header, row, strict=False):
        # A spreadsheet's mark that this is text; ours is written so.
        if field and cell.strip():
            cells.setdefault(field, re.sub(r"^'(?=[=+\-@])", "", cell.strip()))
    first, last = cells.pop("first", ""), cells.pop("last", "")
    pages = cells.pop("page", "") or (f"{first}-{last}" if first and last and first != last else first)
    csl: dict[str, Any] = {
        **cells, "type": _type(cells), "author": _names(cells.get("author", "")),
        "editor": _names(cells.get("editor", "")),
        "translator": _names(cells.get("translator", "")),
        "issued": read_date(cells.get("date") or cells.get("year", "")),
        "page": page_range(pages or cells.get("article", "")),
        "DOI": doi_in(cells.get("DOI", "")), "PMID": pmid(cells.get("PMID", "")),
        "accessed": read_date(cells.get("accessed", "")),
        "PMCID": pmcid(cells.get("PMCID", "")), "keyword": re.sub(r"\s*[;|]\s*", ", ", cells.get("keyword", "")),
    }  # fmt: skip
    for name in ("year", "date", "article", "key"):
        csl.pop(name, None)
    return finish(csl, line=line, key=cells.get("key", "")[:200])


def _type(cells: dict[str, str]) -> str:
    stated = cells.get("type", "").strip().lower()
    if stated in TYPES:
        return stated
    if stated in _TYPES:
        return _TYPES[stated]
    return "article-journal" if cells.get("container-title") else "document"


def _names(text: str) -> list[Name]:
    """Names parted by semicolons or “and”, or by commas where each is a whole name."""
    if not text:
        return []
    text = re.sub(r"\s*\(\d{6,}\)", "", text).strip("[]'\" ")
    for separator in (r"\s*;\s*", r"\s*\|\s*", r"\s+and\s+", r"'\s*,\s*'"):
        parts = re.split(separator, text)
        if len(parts) > 1:
            return [name for part in parts if (name := read_name(part) if "," in part else family_first(part))]
    parts = re.split(r"\s*,\s*", text)
    # Curie, Marie is one name; Curie M, Becquerel H are two, and so are Marie Curie, Henri Becquerel.
    if len(parts) > 1 and all(" " in part for part in parts):
        return [name for part in parts if (name := family_first(part.rstrip(".")))]
    if len(parts) > 3 and len(parts) % 2 == 0:
        return [{"family": family, "given": given} for family, given in zip(parts[::2], parts[1::2], strict=True)]
    return [name] if (name := read_name(text)) else []

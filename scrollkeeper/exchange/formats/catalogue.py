"""The list of formats: how each is called, recognised, read and written. A new one is a module and a line here."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from scrollkeeper.exchange.formats import (
    arxiv_atom,
    bibtex,
    cff,
    citavi,
    csl_json,
    csv_table,
    endnote_xml,
    mods,
    nbib,
    open_library,
    ovid,
    pubmed_xml,
    refer,
    refworks,
    registries_json,
    registries_xml,
    ris,
    wos,
    zotero_rdf,
)
from scrollkeeper.exchange.formats.bibtex_writing import BIBLATEX, BIBTEX
from scrollkeeper.exchange.formats.csl_json_writing import CSL_JSON
from scrollkeeper.exchange.formats.csv_writing import CSV
from scrollkeeper.exchange.formats.endnote_xml_writing import ENDNOTE_XML
from scrollkeeper.exchange.formats.entries import Entry, Unreadable
from scrollkeeper.exchange.formats.ris_writing import RIS
from scrollkeeper.exchange.formats.writers import Writer

# So much of a file is looked at to tell its format.
HEAD = 20_000
# No reference is so long; JSON and XML may have all of them in one line.
MAX_LINE = 4 << 20


@dataclass(frozen=True, slots=True)
class Format:
    """`sign` is found at the beginning of its files, in several lines; `ending` is that of their names."""

    name: str
    label: str
    ending: str
    media_type: str
    sign: str | None = None
    read: Callable[[str], list[Entry]] | None = None
    write: Writer | None = None


# The first whose sign is found is taken.
FORMATS = (
    Format("arxiv", "arXiv Atom", "xml", "application/atom+xml", r"<feed\b[\s\S]*arxiv\.org", arxiv_atom.read),
    Format("open-library", "Open Library JSON", "json", "application/json", r"\A\s*\{\s*\"ISBN:", open_library.read),
    Format("crossref", "Crossref JSON", "json", "application/json",
           r"\A\s*\{\s*\"(status|message|indexed)\"|\"(reference-count|is-referenced-by-count)\"\s*:",
           registries_json.read_crossref),
    Format("datacite", "DataCite JSON", "json", "application/json",
           r"\A\s*[\[{][\s\S]*\"(creators|publicationYear|resourceTypeGeneral)\"\s*:", registries_json.read_datacite),
    Format("csl-json", "CSL-JSON", "json", "application/vnd.citationstyles.csl+json",
           r"\A\s*[\[{]", csl_json.read, CSL_JSON),
    Format("endnote-xml", "EndNote XML", "xml", "application/xml",
    r"<records>|<record>\s*<(database|source-app|ref-type)",
           endnote_xml.read, ENDNOTE_XML),
    Format("pubmed-xml", "PubMed XML", "xml", "application/xml",
           r"<(PubmedArticle|PubmedBookArticle|MedlineCitation|PubmedArticleSet)\b", pubmed_xml.read),
    Format("zotero-rdf", "Zotero RDF", "rdf", "application/rdf+xml",
           r"xmlns:z=\"http://www\.zotero\.org/namespaces/export#\"", zotero_rdf.read),
    Format("crossref-xml", "Crossref XML", "xml", "application/xml",
           r"<([a-z_]+:)?(doi_records?|crossref_result|crossref)\b", registries_xml.read_crossref),
    Format("datacite-xml", "DataCite XML", "xml", "application/xml",
           r"<([a-z0-9]+:)?resource\b[^>]*datacite|xmlns(:[a-z0-9]+)?=\"http://datacite\.org",
           registries_xml.read_datacite),
    Format("citavi", "Citavi", "xml", "application/xml", r"<CitaviExchangeData\b", citavi.read),
    Format("mods", "MODS", "xml", "application/xml", r"<([a-z]+:)?mods(Collection)?\b", mods.read),
    Format("ris", "RIS", "ris", "application/x-research-info-systems", r"^[ \t]*TY {1,3}-", ris.read, RIS),
    Format("bibtex", "BibTeX", "bib", "application/x-bibtex",
           r"@[ \t]*[A-Za-z]+[ \t\n]*[{(]", bibtex.read, BIBTEX),
    Format("cff", "CITATION.cff", "cff", "application/yaml", r"^cff-version\s*:", cff.read),
    Format("wos", "Web of Science", "ciw", "text/plain", r"^FN [^\n]*\nVR |^PT [JBSPC]\s*$", wos.read),
    Format("ovid", "Ovid", "txt", "text/plain", r"^<\d+\s*\.?\s*>", ovid.read),
    Format("nbib", "PubMed", "nbib", "text/plain", r"^(PMID ?- |OWN - |(FAU|JT|LID|AID|TI) {1,2}- )", nbib.read),
    Format("refer", "EndNote refer", "enw", "text/plain", r"^%[0A-Z] ", refer.read),
    Format("refworks", "RefWorks", "txt", "text/plain", r"^RT [A-Z]", refworks.read),
    Format("csv", "CSV", "csv", "text/csv",
           r"\A(?!\s*<)(?=[^\n]*[,;\t])[^\n]*\b([Tt]itle|TITLE)\b", csv_table.read, CSV),
    Format("biblatex", "BibLaTeX", "bib", "application/x-bibtex", None, bibtex.read, BIBLATEX),
)  # fmt: skip
BY_NAME = {one.name: one for one in FORMATS}
READABLE = tuple(one for one in FORMATS if one.read and one.sign)
WRITABLE = tuple(one for one in FORMATS if one.write)
_SIGNS = [(one, re.compile(one.sign, re.MULTILINE)) for one in READABLE if one.sign]


def recognise(text: str) -> Format:
    """The format of a file by its beginning; raises Unreadable."""
    head = text[:HEAD]
    for one, sign in _SIGNS:
        if sign.search(head):
            return one
    names = ", ".join(one.label for one in READABLE)
    raise Unreadable(f"This is none of the formats that can be imported: {names}.")


def _check_lines(found: Format, text: str) -> None:
    if len(text) <= MAX_LINE or found.ending in ("json", "xml", "rdf"):
        return
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise Unreadable(f"Line {number:,} has {len(line):,} characters. No reference is so long.")


def read(text: str) -> tuple[Format, list[Entry]]:
    """The format of a text and all of its entries; raises Unreadable where there are none."""
    found = recognise(text)
    _check_lines(found, text)
    assert found.read is not None
    entries = found.read(text)
    if not entries:
        raise Unreadable(f"There is no reference in this {found.label} file.")
    return found, entries

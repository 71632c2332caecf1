"""Bibliographies that are made to cost: each is refused with a sentence, or read in time that grows with its length."""

import time
from contextlib import suppress

import pytest

from scrollkeeper.exchange.formats import catalogue
from scrollkeeper.exchange.formats.entries import Entry, Unreadable

LONG = 300_000
# Chapters of one book.
CITAVI = (
    '<CitaviExchangeData><References><Reference id="b">BOOK</Reference>'
    + "".join(f'<Reference id="{n}"><Title>T</Title></Reference>' for n in range(3_000))
    + "</References><ReferenceReferences><OnetoN>b;" + ";".join(map(str, range(3_000)))
    + "</OnetoN></ReferenceReferences></CitaviExchangeData>"
)  # fmt: skip
BOMBS = {
    "authors": "@book{a, title = {T}, author = {" + " and ".join(["A B"] * LONG) + "}}",
    "one name": "@book{a, title = {T}, author = {" + "A, " * LONG + "}}",
    "opening brackets": "@book{a, title = " + "{" * LONG,
    "nested brackets": "@book{a, title = {" + "{" * LONG + "}" * LONG + "}}",
    "entries that never end": "\n@book{a, title = {T" * 9_000,
    "entries on one line that never end": "@book{a, title = {T" * 9_000,
    "quotes that never end": '\n@book{a, title = "T' * 9_000,
    "strings of strings": '@string{a = "' + "x" * 1000 + '"}'
    + "".join(f"@string{{{chr(98 + n)} = {' # '.join([chr(97 + n)] * 10)}}}" for n in range(8)) + "@book{k, title = i}",
    "accents": "@book{a, title = {" + "\\'" * LONG + "}}",
    "commands": "@book{a, title = {" + "\\emph{" * 59 + "}" * 59 + "\\foo" * LONG + "}}",
    "circular crossref": "@book{a, title = {T}, crossref = {b}}@book{b, crossref = {a}, xdata = {a,b,a,b}}" * 500,
    "crossref to one that is long": "@inbook{a, title = {T}, crossref = {p}}\n" * 9_000
    + "@book{p, title = {P}, editor = {" + " and ".join(["A B"] * 15_000) + "}}",
    "xdata that is long": "@inbook{a, title = {T}, xdata = {p}}\n" * 9_000
    + "@xdata{p, abstract = {" + "\\'e " * 12_000 + "}}",
    "one long line": "@book{a, title = {" + "word " * LONG + "}}",
    "spaces": "@book{a" + " \n" * LONG + ", title = {T}}",
    "spaces after a key": "@book{a" + " " * LONG + "x = 1}",
    "spaces before a key": "@book{" + " " * LONG + "= 1}",
    "spaces after a field": "@book{a, title" + " " * LONG + "x",
    "spaces after a value": "@book{a, title = {T}" + " " * LONG + "x",
    "keys": "@book{" + "a" * LONG,
    "fields": "@book{a" + "".join(f", f{n} = {n}" for n in range(50_000)) + "}",
    "comments": "@comment{" * 50_000,
    "ris of one tag": "TY  - JOUR\n" + "AU  - A, B\n" * LONG,
    "ris of empty records": "TY  - JOUR\nER  - \n" * 9_000,
    "ris of one value": "TY  - JOUR\nTI  - T\n" + "goes on\n" * LONG,
    "xml entities": '<!DOCTYPE x [<!ENTITY a "aaaa">' + "".join(
        f'<!ENTITY b{n} "&a;&a;">' for n in range(30)) + "]><records><record><title>&b29;</title></record></records>",
    "xml files": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><records><record>&a;</record></records>',
    "rdf in one that is long": '<rdf:RDF xmlns:rdf="r" xmlns:z="http://www.zotero.org/namespaces/export#"><Journal '
    'rdf:about="p">' + "<identifier>ISSN 1</identifier>" * 20_000 + "</Journal>"
    + '<Article><z:itemType>book</z:itemType><isPartOf rdf:resource="p"/></Article>' * 9_000 + "</rdf:RDF>",
    "citavi of one book": '<CitaviExchangeData><Persons><Person id="c"><LastName>A</LastName></Person></Persons>'
    "<References>"
    + "".join(f'<Reference id="{n}"><Title>T</Title></Reference>' for n in range(9_000)) + "</References>"
    "<ReferenceEditors><OnetoN>0" + ";c" * LONG + "</OnetoN></ReferenceEditors><ReferenceReferences><OnetoN>"
    + ";".join(map(str, range(9_000))) + "</OnetoN></ReferenceReferences></CitaviExchangeData>",
    "citavi of a book with much in it": CITAVI.replace("BOOK", "<x/>" * (LONG // 3)),
    "citavi of a book that names a long periodical": CITAVI.replace(
        "BOOK", "<PeriodicalID>" + "p " * LONG + "</PeriodicalID>"),
    "citavi of one id": "<CitaviExchangeData><References>" + '<Reference id="r"><Title>T</Title></Reference>' * 3_000
    + "</References><KnowledgeItems>"
    + "<KnowledgeItem><ReferenceID>r</ReferenceID><Text>t</Text></KnowledgeItem>" * (LONG // 4)
    + "</KnowledgeItems></CitaviExchangeData>",
    "ris of labels": "TY  - BOOK\n" + "N1  - Volume ID: 3\n" * LONG,
    "deep xml": "<records><record><ref-type>" + "<a>" * LONG,
    "wide xml": "<records>" + "<record/>" * 10_001 + "</records>",
    "yaml aliases": "cff-version: 1.2.0\na: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)) + "authors: *j\n",
    "deep yaml": "cff-version: 1.2.0\ntitle: " + "[" * 1_500,
    "one long cell": "Title,Year\n\"" + "x" * LONG,
    "a csv of commas": "Title,Year\n" + "," * LONG,
    "nbib of one value": "PMID- 1\nTI  - a\n" + "      b\n" * LONG,
    "wos of one value": "PT J\nTI a\n" + "   b\n" * LONG,
    "ovid": "<1>\n" + "<2>\n" * 9_000,
    "refer": "%0 Book\n%T a\n\n" * 9_000,
    "json": '[{"title": ' + '{"a":' * LONG,
    "json of names": '[{"title": "T", "author": [' + ",".join(['{"family": "A"}'] * LONG) + "]}]",
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_or_read_soon(bomb: str) -> None:
    began = time.process_time()
    entries: list[Entry] = []
    with suppress(Unreadable):
        _, entries = catalogue.read(BOMBS[bomb])
    assert all(entry.metadata or entry.reason for entry in entries)
    # Of the process alone, and ten times what it takes: what is quadratic takes minutes.
    assert time.process_time() - began < 10

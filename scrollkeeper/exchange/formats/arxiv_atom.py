"""The feeds of arXiv's API (Atom) read into CSL-JSON."""

import re

from scrollkeeper.exchange.formats.dates import read_date
from scrollkeeper.exchange.formats.entries import Entry, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import arxiv_id, doi_in
from scrollkeeper.exchange.formats.names import read_name
from scrollkeeper.exchange.formats.xml_tree import Node, parse


def read(text: str) -> list[Entry]:
    found = [one for one in parse(text).descendants("entry") if "/abs/" in one.text("id")]
    count_entries(len(found))
    return [_read(node) for node in found]


def _read(node: Node) -> Entry:
    number = arxiv_id(node.text("id").partition("/abs/")[2]) or ""
    plain = re.sub(r"v\d+$", "", number)
    categories = [one.attributes.get("term", "") for one in node.children("category")]
    csl = {
        "type": "article", "title": node.text("title"), "abstract": node.text("summary"), "arxiv": plain,
        "author": [read_name(one) for one in node.texts("author/name")], "publisher": "arXiv",
        "issued": read_date(node.text("published")[:10]), "URL": f"https://arxiv.org/abs/{plain}",
        "DOI": doi_in(node.text("doi")), "keyword": "; ".join(filter(None, categories)),
        "note": node.text("comment"),
    }  # fmt: skip
    return finish(csl, line=node.line, key=number)

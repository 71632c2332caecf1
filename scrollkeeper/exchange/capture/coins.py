"""COinS: a work as an OpenURL (Z39.88-2004) in the title of an empty element. Pure."""

from typing import Any
from urllib.parse import parse_qs

from scrollkeeper.exchange.formats.dates import read_date
from scrollkeeper.exchange.formats.identifiers import arxiv_id, doi_in, page_range, pmid
from scrollkeeper.exchange.formats.names import read_name

MOST_FIELDS = 2_000
_GENRES = {
    "article": "article-journal", "preprint": "article", "proceeding": "paper-conference",
    "conference": "paper-conference", "book": "book", "bookitem": "chapter", "report": "report",
    "dissertation": "thesis", "document": "document", "unknown": "document",
}  # fmt: skip
_TEXTS = {
    "volume": "volume", "issue": "issue", "issn": "ISSN", "isbn": "ISBN", "publisher": "publisher", "pub": "publisher",
    "place": "publisher-place", "edition": "edition", "series": "collection-title", "inst": "publisher",
    "language": "language", "description": "abstract", "stitle": "container-title-short",
}  # fmt: skip


def read_coins(title: str) -> dict[str, Any]:
    """CSL-JSON, not yet checked; empty where it describes no work."""
    try:
        values = parse_qs(title, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    fields = {key.removeprefix("rft."): found for key, found in values.items() if key.startswith("rft.")}
    first = {key: " ".join(found[0].split()) for key, found in fields.items()}
    schema = values.get("rft_val_fmt", [""])[0].rpartition(":")[2]
    kind = _GENRES.get(first.get("genre", ""), "") or {"journal": "article-journal", "book": "book"}.get(schema, "")
    if schema == "dissertation":
        kind = "thesis"
    csl: dict[str, Any] = {name: first[key] for key, name in _TEXTS.items() if key in first}
    csl |= {
        "type": kind or "document",
        "title": first.get("atitle") or first.get("title") or first.get("btitle") or "",
        "issued": read_date(first.get("date", "")), "page": page_range(first.get("pages") or _pages(first)),
        "author": _names(fields, first),
    }  # fmt: skip
    within = first.get("jtitle") or (first.get("btitle") if first.get("atitle") else "")
    if within or (first.get("atitle") and first.get("title")):
        csl["container-title"] = within or first["title"]
    if kind == "document" and first.get("identifier", "").startswith("http"):
        csl["URL"] = first["identifier"]
    for one in values.get("rft_id", []):
        csl |= _identifier(one)
    return {name: value for name, value in csl.items() if value}


def _pages(first: dict[str, str]) -> str:
    return "-".join(first[part] for part in ("spage", "epage") if part in first)


def _names(fields: dict[str, list[str]], first: dict[str, str]) -> list[dict[str, Any]]:
    written = [*fields.get("au", []), *fields.get("creator", [])]
    names = [read_name(one) for one in written]
    if first.get("aulast"):
        given = first.get("aufirst") or first.get("auinit") or ""
        leading = {"family": first["aulast"]} | ({"given": given} if given else {})
        if not any(name.get("family") == leading["family"] for name in names):
            names.insert(0, leading)
    return [name for name in names if name]


def _identifier(text: str) -> dict[str, Any]:
    if text.startswith("info:doi/") or "doi.org/" in text:
        return {"DOI": doi_in(text)}
    if text.startswith("info:pmid/"):
        return {"PMID": pmid(text.removeprefix("info:pmid/"))}
    if "arxiv" in text.lower():
        return {"arxiv": arxiv_id(text.rpartition("/")[2])}
    return {"URL": text} if text.startswith("http") else {}

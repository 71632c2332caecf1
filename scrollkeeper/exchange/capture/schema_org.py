"""JSON-LD of schema.org on a page: the work that the page is about, as CSL-JSON. Pure."""

import json
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from scrollkeeper.exchange.formats.dates import read_date
from scrollkeeper.exchange.formats.identifiers import doi_in, page_range
from scrollkeeper.exchange.formats.names import Name, read_name

MAX_DEPTH, MOST_NODES = 12, 5_000
# The first of these that a page has is what it is about.
TYPES = {
    "ScholarlyArticle": "article-journal", "MedicalScholarlyArticle": "article-journal", "Chapter": "chapter",
    "Thesis": "thesis", "Book": "book", "Report": "report", "TechArticle": "article", "Dataset": "dataset",
    "SoftwareSourceCode": "software", "SoftwareApplication": "software", "Legislation": "legislation",
    "NewsArticle": "article-newspaper", "ReportageNewsArticle": "article-newspaper",
    "AnalysisNewsArticle": "article-newspaper", "OpinionNewsArticle": "article-newspaper",
    "BlogPosting": "post-weblog", "Article": "article",
}  # fmt: skip


def read_schema_org(scripts: Sequence[str]) -> dict[str, Any]:
    """CSL-JSON, not yet checked; empty where nothing on the page is a work."""
    found: dict[str, dict[str, Any]] = {}
    for script in scripts:
        try:
            nodes = _nodes(json.loads(script))
            for node in nodes:
                for kind in _listed(node.get("@type")):
                    found.setdefault(str(kind).rpartition("/")[2], node)
        except (ValueError, RecursionError):
            continue
    kind = next((one for one in TYPES if one in found), None)
    return _work(found[kind], TYPES[kind]) if kind else {}


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Objects at the places where a page's own work may stand, the outer ones first."""
    waiting = deque([(value, 0)])
    for _ in range(MOST_NODES):
        if not waiting:
            return
        one, depth = waiting.popleft()
        if depth > MAX_DEPTH:
            continue
        if isinstance(one, list):
            waiting += [(part, depth + 1) for part in one[:MOST_NODES]]
        elif isinstance(one, dict):
            yield one
            waiting += [(one[name], depth + 1) for name in ("@graph", "mainEntity") if name in one]


def _work(node: dict[str, Any], kind: str) -> dict[str, Any]:
    csl: dict[str, Any] = {
        "type": kind, "title": _text(node.get("headline") or node.get("name")),
        "author": _names(node.get("author") or node.get("creator")), "editor": _names(node.get("editor")),
        "issued": read_date(_text(node.get("datePublished") or node.get("dateCreated"))),
        "abstract": _text(node.get("abstract") or node.get("description")),
        "publisher": _text(node.get("publisher")), "language": _text(node.get("inLanguage")),
        "ISBN": _text(node.get("isbn")), "version": _text(node.get("version") or node.get("softwareVersion")),
        "keyword": ", ".join(filter(None, map(_text, _listed(node.get("keywords"))[:100]))),
        "page": page_range(_text(node.get("pagination")) or _pages(node)), "DOI": _doi(node),
    }  # fmt: skip
    part = node.get("isPartOf")
    for _ in range(4):
        part = next((one for one in _listed(part) if isinstance(one, dict)), None)
        if part is None:
            break
        csl["issue"] = csl.get("issue") or _text(part.get("issueNumber"))
        csl["volume"] = csl.get("volume") or _text(part.get("volumeNumber"))
        csl["ISSN"] = csl.get("ISSN") or _text(part.get("issn"))
        if not {"PublicationIssue", "PublicationVolume"} & {str(one) for one in _listed(part.get("@type"))}:
            csl["container-title"] = csl.get("container-title") or _text(part.get("name"))
        part = part.get("isPartOf")
    if kind == "article-newspaper" and not csl.get("container-title"):
        csl["container-title"] = csl["publisher"]
    return {name: value for name, value in csl.items() if value}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    """Words of a value in any of the forms that JSON-LD has for them."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = next((value[name] for name in ("@value", "name", "value", "@id") if name in value), "")
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return " ".join(str(value).split()) if plain else ""


def _names(value: Any) -> list[Name]:
    names: list[Name] = []
    for one in _listed(value):
        if isinstance(one, dict) and isinstance(one.get("familyName"), str):
            given = _text(one.get("givenName"))
            names.append({"family": _text(one["familyName"])} | ({"given": given} if given else {}))
        elif text := _text(one):
            body = isinstance(one, dict) and "Organization" in {str(kind) for kind in _listed(one.get("@type"))}
            names.append({"literal": text} if body else read_name(text))
    return [name for name in names if name]


def _pages(node: dict[str, Any]) -> str:
    return "-".join(filter(None, (_text(node.get("pageStart")), _text(node.get("pageEnd")))))


def _doi(node: dict[str, Any]) -> str | None:
    for one in [*_listed(node.get("identifier")), *_listed(node.get("sameAs")), node.get("@id"), node.get("doi")]:
        if (text := _text(one)) and (doi := doi_in(text)):
            return doi
    return None

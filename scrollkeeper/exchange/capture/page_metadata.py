"""What a web page says of the work it shows, as CSL-JSON. Pure.

Sources: Google Scholar's inclusion guidelines (Highwire's `citation_…`), PRISM 2.0, EPrints, bepress, Dublin Core,
schema.org and COinS. Where a page has several, the more exact one wins field by field.
"""

import re
from collections.abc import Mapping
from typing import Any

from scrollkeeper.exchange.capture.coins import read_coins
from scrollkeeper.exchange.capture.page_parts import PageParts, read_parts
from scrollkeeper.exchange.capture.schema_org import read_schema_org
from scrollkeeper.exchange.formats.dates import read_date
from scrollkeeper.exchange.formats.entries import Entry, finish
from scrollkeeper.exchange.formats.identifiers import arxiv_id, doi_in, page_range, pmcid, pmid
from scrollkeeper.exchange.formats.names import Name, read_name

MOST_WORKS = 200
_EPRINTS_TYPES = {
    "article": "article-journal", "book": "book", "book_section": "chapter", "conference_item": "paper-conference",
    "monograph": "report", "patent": "patent", "thesis": "thesis", "dataset": "dataset",
}  # fmt: skip


def read_page(url: str, page: str, *, today: str) -> list[Entry]:
    """The work that the page is about, or the works of a list; a page that names none is one itself."""
    parts = read_parts(page)
    exact = _merged(_highwire(parts), _eprints(parts), _prism(parts))
    described = read_schema_org(parts.scripts)
    coins = [found for one in parts.coins[:MOST_WORKS] if (found := read_coins(one))]
    if not exact.get("title") and not described and len(coins) > 1:
        return [finish(one, line=number) for number, one in enumerate(coins, 1)]
    single = coins[0] if len(coins) == 1 else {}
    dublin = _dublin_core(parts)
    if exact.get("title") and dublin.get("title"):
        dublin.pop("type", None)
    work = _merged(exact, described, single, dublin)
    if not work.get("title"):
        work |= {"title": parts.first("og.title") or parts.title, "type": work.get("type") or "webpage"}
    if not (exact or described or single or dublin):
        work |= {
            "container-title": parts.first("og.site_name"), "abstract": parts.first("og.description", "description"),
            "accessed": read_date(today),
        }  # fmt: skip
    work["type"] = work.get("type") or "webpage"
    work["URL"] = url
    if not work.get("arxiv") and "arxiv.org/" in url:
        work["arxiv"] = _arxiv(url)
    return [finish(work, line=1)]


def _arxiv(text: str) -> str | None:
    """The number without its version."""
    return re.sub(r"v\d+$", "", arxiv_id(text) or "") or None


def _merged(*sources: Mapping[str, Any]) -> dict[str, Any]:
    work: dict[str, Any] = {}
    for source in sources:
        for name, value in source.items():
            if value and not work.get(name):
                work[name] = value
    return work


def _names(values: list[str]) -> list[Name]:
    split = [part for value in values for part in (value.split(";") if ";" in value else [value])]
    return [name for one in split if (name := read_name(one))]


def _highwire(parts: PageParts) -> dict[str, Any]:
    def first(*names: str) -> str:
        return parts.first(*(f"{prefix}{name}" for name in names for prefix in ("citation_", "bepress_citation_")))

    def every(*names: str) -> list[str]:
        return parts.all(*(f"{prefix}{name}" for name in names for prefix in ("citation_", "bepress_citation_")))

    journal, book = first("journal_title"), first("book_title", "inbook_title")
    conference, school = first("conference_title", "conference"), first("dissertation_institution")
    report = first("technical_report_institution")
    if not any(name.startswith(("citation_", "bepress_citation_")) for name in parts.meta):
        return {}
    arxiv = _arxiv(first("arxiv_id"))
    kind = (
        "thesis" if school else "report" if report else "paper-conference" if conference else "chapter" if book
        else "article-journal" if journal else "article" if arxiv
        else "book" if first("isbn") else "article-journal" if first("volume", "issn") else "document"
    )  # fmt: skip
    pages = first("pages") or "-".join(filter(None, (first("firstpage"), first("lastpage"))))
    return {
        "type": kind, "title": first("title"), "author": _names(every("author", "authors")),
        "editor": _names(every("editor")), "container-title": journal or book or (conference if not journal else ""),
        "container-title-short": first("journal_abbrev"), "event-title": conference,
        "issued": read_date(first("publication_date", "date", "cover_date", "online_date", "year")),
        "volume": first("volume"), "issue": first("issue"), "page": page_range(pages),
        "publisher": school or report or first("publisher"), "number": first("technical_report_number"),
        "DOI": doi_in(first("doi")), "PMID": pmid(first("pmid")), "PMCID": pmcid(first("pmcid")), "arxiv": arxiv,
        "ISSN": first("issn"), "ISBN": first("isbn"), "language": first("language"), "abstract": first("abstract"),
        "keyword": ", ".join(every("keywords", "keyword")[:100]).replace(";", ","),
    }  # fmt: skip


def _eprints(parts: PageParts) -> dict[str, Any]:
    def first(name: str) -> str:
        return parts.first(f"eprints.{name}")

    if not first("title"):
        return {}
    return {
        "type": _EPRINTS_TYPES.get(first("type"), "document"), "title": first("title"),
        "author": _names(parts.all("eprints.creators_name")), "editor": _names(parts.all("eprints.editors_name")),
        "container-title": first("publication") or first("book_title"), "event-title": first("event_title"),
        "issued": read_date(first("date")), "volume": first("volume"), "issue": first("number"),
        "page": page_range(first("pagerange")), "publisher": first("publisher") or first("institution"),
        "ISSN": first("issn"), "ISBN": first("isbn"), "DOI": doi_in(first("id_number")), "abstract": first("abstract"),
    }  # fmt: skip


def _prism(parts: PageParts) -> dict[str, Any]:
    def first(*names: str) -> str:
        return parts.first(*(f"prism.{name}" for name in names))

    journal = first("publicationname")
    if not journal and not first("doi"):
        return {}
    pages = first("pagerange") or "-".join(filter(None, (first("startingpage"), first("endingpage"))))
    return {
        "type": "article-journal" if journal else "", "title": first("title"), "container-title": journal,
        "issued": read_date(first("publicationdate", "coverdate")), "volume": first("volume"),
        "issue": first("number", "issueidentifier"), "page": page_range(pages), "ISSN": first("issn", "eissn"),
        "DOI": doi_in(first("doi")), "publisher": first("distributor"),
    }  # fmt: skip


def _dublin_core(parts: PageParts) -> dict[str, Any]:
    def first(*names: str) -> str:
        return parts.first(*(f"{prefix}.{name}" for name in names for prefix in ("dc", "dcterms")))

    def every(*names: str) -> list[str]:
        return parts.all(*(f"{prefix}.{name}" for name in names for prefix in ("dc", "dcterms")))

    if not first("title"):
        return {}
    identifiers = " ".join(every("identifier", "identifier.doi", "identifier.uri"))
    said = first("type").lower()
    kinds = {"article": "article-journal", "thesis": "thesis", "dissertation": "thesis", "book": "book",
             "dataset": "dataset", "report": "report", "conference": "paper-conference"}  # fmt: skip
    return {
        "type": next((kind for word, kind in kinds.items() if word in said), "document"), "title": first("title"),
        "author": _names(every("creator", "creator.personalname", "contributor.author")),
        "issued": read_date(first("issued", "date.issued", "date", "created")), "publisher": first("publisher"),
        "language": first("language"), "abstract": first("abstract", "description.abstract", "description"),
        "DOI": doi_in(identifiers), "container-title": first("ispartof", "relation.ispartof", "source"),
    }  # fmt: skip

"""PubMed's XML read into CSL-JSON: articles, book chapters and books of NCBI's Bookshelf."""

import re
from typing import Any

from scrollkeeper.exchange.formats.dates import Date, from_parts, month_number, read_date
from scrollkeeper.exchange.formats.entries import Entry, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import doi_in, pmcid
from scrollkeeper.exchange.formats.names import Name
from scrollkeeper.exchange.formats.nbib import full_pages
from scrollkeeper.exchange.formats.tagged import unique
from scrollkeeper.exchange.formats.xml_tree import Node, parse

_PMIDS = ("MedlineCitation/PMID", "PMID", "BookDocument/PMID")


def read(text: str) -> list[Entry]:
    found = list(parse(text).descendants("PubmedArticle", "PubmedBookArticle", "MedlineCitation", "BookDocument"))
    count_entries(len(found))
    return [_read(node) for node in found]


def _read(node: Node) -> Entry:
    book = node if node.name == "BookDocument" else node.find("BookDocument")
    if book is not None:
        return finish(_book(book) | _ids(node, book), line=node.line)
    citation = node if node.name == "MedlineCitation" else node.find("MedlineCitation") or node
    article = citation.find("Article") or Node("", {})
    journal = article.find("Journal") or Node("", {})
    title = article.text("ArticleTitle", markup=True) or article.text("VernacularTitle", markup=True)
    if title.startswith("[") and title.rstrip(".").endswith("]"):
        title = title.rstrip(".")[1:-1]
    short = journal.text("ISOAbbreviation") or citation.text("MedlineJournalInfo/MedlineTA")
    pages = full_pages(article.text("Pagination/MedlinePgn"))
    if not pages and (first := article.text("Pagination/StartPage")):
        last = article.text("Pagination/EndPage")
        pages = f"{first}-{last}" if last and last != first else first
    if not pages:
        # Journals without pages number their articles.
        numbers = (one.text() for one in article.children("ELocationID") if one.attributes.get("EIdType") == "pii")
        pages = next((one for one in numbers if re.fullmatch(r"[A-Za-z]{1,4}\d{0,8}", one)), "")
    preprint = "preprint" in [one.lower() for one in article.texts("PublicationTypeList/PublicationType")]
    name = journal.text("Title") or short
    csl: dict[str, Any] = {
        "type": "article" if preprint else "article-journal", "title": _without_stop(title),
        "container-title": "" if preprint else name, "container-title-short": "" if preprint else short,
        "publisher": name if preprint else "",
        "author": _names(article.all("AuthorList/Author")), "volume": journal.text("JournalIssue/Volume"),
        "issue": journal.text("JournalIssue/Issue"), "page": pages,
        "ISSN": journal.text("ISSN") or citation.text("MedlineJournalInfo/ISSNLinking"),
        "issued": _date(journal.find("JournalIssue/PubDate")) or _date(article.find("ArticleDate")),
        "abstract": _abstract(article.find("Abstract")), "language": article.text("Language"),
        "keyword": ", ".join(unique(citation.texts("MeshHeadingList/MeshHeading/DescriptorName")
                                    + citation.texts("KeywordList/Keyword"))),
    }  # fmt: skip
    return finish(csl | _ids(node, article), line=node.line)


def _book(node: Node) -> dict[str, Any]:
    book = node.find("Book") or Node("", {})
    title, book_title = node.text("ArticleTitle", markup=True), book.text("BookTitle", markup=True)
    authors = node.all("AuthorList/Author")
    of_book = book.children("AuthorList")
    editors = [
        one for list_ in of_book if "editor" in list_.attributes.get("Type", "").lower() for one in list_.children()
    ]
    others = [
        one for list_ in of_book if "editor" not in list_.attributes.get("Type", "").lower() for one in list_.children()
    ]
    return {
        "type": "chapter" if title else "book", "title": _without_stop(title or book_title),
        "container-title": book_title if title else "", "author": _names(authors or others),
        "editor": _names(editors), "publisher": book.text("Publisher/PublisherName"),
        "publisher-place": book.text("Publisher/PublisherLocation"), "volume": book.text("Volume"),
        "edition": book.text("Edition"), "ISBN": " ".join(book.texts("Isbn")),
        "page": node.text("Pagination/MedlinePgn"),
        "issued": _date(book.find("PubDate")), "abstract": _abstract(node.find("Abstract")),
        "language": node.text("Language"), "collection-title": book.text("CollectionTitle"),
        "keyword": ", ".join(unique(node.texts("KeywordList/Keyword"))),
    }  # fmt: skip


def _without_stop(title: str) -> str:
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title


def _names(nodes: list[Node]) -> list[Name]:
    found: list[Name] = []
    for node in nodes:
        given = node.text("ForeName") or node.text("FirstName") or node.text("Initials")
        name = {"family": node.text("LastName"), "given": given, "suffix": node.text("Suffix")}
        if name["family"]:
            found.append({part: text for part, text in name.items() if text})
        elif body := node.text("CollectiveName"):
            found.append({"literal": body})
    return found


def _date(node: Node | None) -> Date:
    if node is None:
        return {}
    if stated := node.text("MedlineDate"):
        return read_date(stated)
    month = node.text("Month")
    date = from_parts(node.text("Year") or None, month_number(month) if month else None, node.text("Day") or None)
    return date | ({"season": node.text("Season")} if date and node.text("Season") else {})


def _abstract(node: Node | None) -> str:
    if node is None:
        return ""
    parts = [(one.attributes.get("Label", ""), one.text(markup=True)) for one in node.children("AbstractText")]
    return "\n".join(f"{label}: {text}" if label else text for label, text in parts if text)


def _ids(node: Node, article: Node) -> dict[str, Any]:
    stated = node.all("PubmedData/ArticleIdList/ArticleId") + node.all("PubmedBookData/ArticleIdList/ArticleId")
    stated += article.all("ArticleIdList/ArticleId")
    by_type = {one.attributes.get("IdType", ""): one.text() for one in reversed(stated)}
    doi = next((one.text() for one in article.children("ELocationID") if one.attributes.get("EIdType") == "doi"), "")
    return {
        # The last of several versions.
        "PMID": next((all_[-1] for path in _PMIDS if (all_ := node.texts(path))), by_type.get("pubmed")),
        "DOI": doi_in(doi or by_type.get("doi", "")),
        "PMCID": pmcid(by_type["pmc"]) if by_type.get("pmc") else None,
    }  # fmt: skip

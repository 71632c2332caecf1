"""Whom to ask for an identifier, at which address, and how often each may be asked. Pure.

Sources: the pages of Crossref, DataCite, arXiv, NCBI and Open Library on using their APIs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from scrollkeeper.exchange.lookup.identifiers import Kind


@dataclass(frozen=True, slots=True)
class Provider:
    """`seconds` lie between two questions, unless its answers allow or ask for something else."""

    name: str
    title: str
    seconds: float
    address: Callable[[str, str], str]


def _query(base: str, contact: str, name: str, **values: str) -> str:
    return f"{base}?{urlencode(values | ({name: contact} if contact else {}))}"


CROSSREF = Provider(
    "crossref", "Crossref", 1.0,
    lambda value, contact: f"https://api.crossref.org/works/{quote(value, safe='')}"
    + (f"?{urlencode({'mailto': contact})}" if contact else ""),
)  # fmt: skip
DATACITE = Provider(
    "datacite", "DataCite", 0.5, lambda value, contact: f"https://api.datacite.org/dois/{quote(value, safe='')}"
)
ARXIV = Provider(
    "arxiv", "arXiv", 3.0,
    lambda value, contact: f"https://export.arxiv.org/api/query?{urlencode({'id_list': value})}",
)  # fmt: skip
PUBMED = Provider(
    "pubmed", "PubMed", 0.4,
    lambda value, contact: _query(
        "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi", contact, "email",
        db="pubmed", id=value, retmode="xml", tool="scrollkeeper",
    ),
)  # fmt: skip
# Gives the PMID of an article in PubMed Central.
PMC = Provider(
    "pubmed", "PubMed Central", 0.4,
    lambda value, contact: _query(
        "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/", contact, "email",
        ids=value, format="json", tool="scrollkeeper",
    ),
)  # fmt: skip
OPEN_LIBRARY = Provider(
    "openlibrary", "Open Library", 1.0,
    lambda value, contact: "https://openlibrary.org/api/books?"
    + urlencode({"bibkeys": f"ISBN:{value}", "jscmd": "data", "format": "json"}),
)  # fmt: skip
# The next is asked where the one before does not know the work.
ASKED: dict[Kind, tuple[Provider, ...]] = {
    "doi": (CROSSREF, DATACITE), "arxiv": (ARXIV,), "pmid": (PUBMED,), "isbn": (OPEN_LIBRARY,),
}  # fmt: skip

"""Identifiers as references write them, each in the field that CSL-JSON has for it."""

import re
from typing import Any

from scrollkeeper.library.duplicates import normal_doi

_ARXIV = re.compile(
    r"(?:arxiv[:./ ]*|abs/|pdf/)?((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?)", re.IGNORECASE
)
_PMCID = re.compile(r"(?:PMC)?(\d{3,9})", re.IGNORECASE)
_ISBN = re.compile(r"(?:97[89][-\s]?)?(?:\d[-\s]?){9}[\dXx]")
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")
# As Zotero keeps what it has no field for.
_EXTRA = re.compile(r"^\s*(PMID|PMCID|DOI|arXiv|ISBN|ISSN)\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def doi_in(text: str) -> str | None:
    """The DOI, where there is one."""
    return normal_doi(text.replace("\\_", "_")) if "10." in text else None


def arxiv_id(text: str) -> str | None:
    found = _ARXIV.search(text.strip())
    return found[1] if found else None


def pmid(text: str) -> str | None:
    found = re.search(r"\d{1,9}", text)
    return found[0] if found else None


def pmcid(text: str) -> str | None:
    found = _PMCID.search(text)
    return f"PMC{found[1]}" if found else None


def isbns(text: str) -> str:
    """Every ISBN in it, as it is written, after a space each."""
    return " ".join(dict.fromkeys(one.strip().replace(" ", "-") for one in _ISBN.findall(text)))


def issns(text: str) -> str:
    return ", ".join(dict.fromkeys(_ISSN.findall(text)))


def serial_number(text: str) -> dict[str, str]:
    """ISSN or ISBN of a field that may hold either, as in RIS and EndNote."""
    found = {"ISBN": isbns(text)}
    if not found["ISBN"]:
        found["ISSN"] = issns(text)
    return {name: value for name, value in found.items() if value}


def from_extra(text: str) -> dict[str, Any]:
    """Identifiers that stand line by line in a note."""
    names = {"pmid": ("PMID", pmid), "pmcid": ("PMCID", pmcid), "doi": ("DOI", doi_in), "arxiv": ("arxiv", arxiv_id)}
    found: dict[str, Any] = {}
    for name, value in _EXTRA.findall(text[:5_000]):
        field, read = names.get(name.lower(), (name.upper(), str))
        if one := read(value):
            found.setdefault(field, one)
    return found


def page_range(text: str) -> str:
    """Pages with one hyphen between first and last."""
    return re.sub(r"\s*(?:-{1,3}|[\u2010-\u2015\u2212])\s*", "-", " ".join(text.split())).strip("- ")

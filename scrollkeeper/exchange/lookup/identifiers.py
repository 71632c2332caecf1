"""Identifiers in a text that somebody pastes: DOI, arXiv, PMID, PMCID and ISBN, one or many. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from scrollkeeper.library.duplicates import normal_doi

Kind = Literal["doi", "arxiv", "pmid", "pmcid", "isbn"]
MOST = 50
_ARXIV = re.compile(r"(?:arxiv:|https?://arxiv\.org/(?:abs|pdf)/)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(v\d+)?(?:\.pdf)?",
                    re.IGNORECASE)  # fmt: skip
_PMID = re.compile(r"(?:pmid:?|https?://(?:www\.)?pubmed\.ncbi\.nlm\.nih\.gov/)?(\d{1,8})/?", re.IGNORECASE)
_PMCID = re.compile(r"(?:https?://\S{0,80}/)?(?:pmcid:?)?(PMC\d{3,9})/?", re.IGNORECASE)
_LABEL = re.compile(r"\b(doi|pmid|pmcid|isbn(?:-1[03])?|arxiv)\s*:?\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Identifier:
    """One of a kind, as its registry writes it; None where it is of no kind that is known."""

    text: str
    kind: Kind | None
    value: str = ""
    line: int = 1


def read_identifiers(text: str) -> list[Identifier]:
    """Each that stands in the text, once, in their order; what is none of them keeps its words."""
    found: dict[tuple[Kind | None, str], Identifier] = {}
    for number, line in enumerate(text.split("\n"), 1):
        joined = _LABEL.sub(lambda label: f"{label[1]}:", line)
        whole = _isbn(joined.partition(":")[2] if joined.lower().startswith("isbn") else joined)
        words = [f"isbn:{whole}"] if whole else re.split(r"[\s,;]+", joined)
        for word in words:
            if word := word.strip("<>()[]\"'“”"):
                one = _read(word, number)
                found.setdefault((one.kind, one.value or one.text), one)
    return list(found.values())


def _read(word: str, line: int) -> Identifier:
    plain = word.rstrip(".,;")
    if "10." in plain and (doi := normal_doi(plain)):
        return Identifier(word, "doi", doi, line)
    if match := _ARXIV.fullmatch(plain):
        return Identifier(word, "arxiv", match[1].lower(), line)
    if match := _PMCID.fullmatch(plain):
        return Identifier(word, "pmcid", match[1].upper(), line)
    if isbn := _isbn(re.sub(r"^isbn(-1[03])?:?", "", plain, flags=re.IGNORECASE)):
        return Identifier(word, "isbn", isbn, line)
    if match := _PMID.fullmatch(plain):
        return Identifier(word, "pmid", match[1].lstrip("0") or "0", line)
    return Identifier(word, None, "", line)


def _isbn(text: str) -> str:
    """The ISBN with its thirteen digits, where its check digit is right."""
    digits = re.sub(r"[\s-]", "", text).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        total = sum((10 - at) * (10 if digit == "X" else int(digit)) for at, digit in enumerate(digits))
        return _with_check("978" + digits[:9]) if total % 11 == 0 else ""
    return digits if re.fullmatch(r"97[89]\d{10}", digits) and digits == _with_check(digits[:12]) else ""


def _with_check(twelve: str) -> str:
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(twelve))
    return twelve + str(-total % 10)

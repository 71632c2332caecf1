"""A printed reference to CSL-JSON, by its punctuation: identifiers and year surely, authors and title mostly."""

import re
from typing import Any

DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+", re.IGNORECASE)
URL = re.compile(r"https?://[^\s<>\"]+")
ARXIV = re.compile(r"arXiv[:\s]+(\d{4}\.\d{4,5}|[a-z-]+/\d{7})", re.IGNORECASE)
YEAR = re.compile(r"\(?\b(1[89]\d\d|20[0-4]\d)[a-z]?\b\)?")
QUOTED = re.compile(r"[“\"„‘']([^”\"“]{12,300})[”\"’']")
PAGES = re.compile(r"\b(\d{1,5})\s?[–—-]\s?(\d{1,5})\b")
VOLUME = re.compile(r"\b(\d{1,4})\s?\((\d{1,4})\)")


def read_fields(raw: str) -> dict[str, Any]:
    """Fields that can be told; at least {} and never an error."""
    csl: dict[str, Any] = {"type": "article-journal"}
    doi, arxiv, url = DOI.search(raw), ARXIV.search(raw), URL.search(raw)
    if doi:
        csl["DOI"] = doi.group().rstrip(".,;)]").lower()
    if arxiv:
        csl["arxiv"] = arxiv.group(1)
    if url and not doi:
        csl["URL"] = url.group().rstrip(".,;)]")
    body = URL.sub(" ", DOI.sub(" ", raw))
    years = list(YEAR.finditer(body))
    year = next((one for one in years if one.group().startswith("(")), years[-1] if years else None)
    if year:
        csl["issued"] = {"date-parts": [[int(year.group(1))]]}
    title, before, after = _title(body, year)
    if title:
        csl["title"] = title
    authors = _authors(before)
    if authors:
        csl["author"] = authors
    _details(csl, after)
    return csl


def _title(body: str, year: re.Match[str] | None) -> tuple[str, str, str]:
    """(title, what stands before it, what stands after it)."""
    quoted = QUOTED.search(body)
    if quoted:
        return quoted.group(1).strip(" ,."), body[: quoted.start()], body[quoted.end() :]
    if year and year.group().startswith("(") and year.start() < len(body) * 0.6:
        rest = body[year.end() :].lstrip(" .,:")
        title, after = _first_sentence(rest)
        return title, body[: year.start()], after
    parts = re.split(r"(?<=[a-zé\d)])\.\s+(?=[A-ZÄÖÜ\"“])", body, maxsplit=2)
    if len(parts) >= 2:
        return parts[1].strip(" ."), parts[0], parts[2] if len(parts) > 2 else ""
    return "", body, ""


def _first_sentence(text: str) -> tuple[str, str]:
    end = re.search(r"(?<=[a-zé\d)?!])[.?!]\s+(?=[A-ZÄÖÜ])", text)
    return (text[: end.start() + 1].strip(" ."), text[end.end() :]) if end else (text.strip(" ."), "")


def _authors(text: str) -> list[dict[str, str]]:
    text = re.sub(r"\bet al\.?|\(?\b[Ee]ds?\.?\)?", " ", YEAR.sub(" ", text))
    names: list[dict[str, str]] = []
    initials = r"(?:[A-ZÄÖÜ]\.?[-\s]?){1,4}"
    family = r"(?:(?:van|von|de|der|den|di|da|del|la|le|ten|zu)\s+){0,2}[A-ZÄÖÜÉØÅ][\w’'‐-]+(?:[ -][A-ZÄÖÜ][\w’'-]+)?"
    for found in re.finditer(rf"({family}),?\s+({initials})(?=,|;|$|\s|&|\.)|({initials})\s*({family})", text):
        last, first = (found.group(1), found.group(2)) if found.group(1) else (found.group(4), found.group(3))
        names.append({"family": last.strip(), "given": first.strip(" ,")})
    return names[:100]


def _details(csl: dict[str, Any], after: str) -> None:
    pages, volume = PAGES.search(after), VOLUME.search(after)
    if pages:
        csl["page"] = f"{pages.group(1)}-{pages.group(2)}"
    if volume:
        csl["volume"], csl["issue"] = volume.groups()
    venue = re.match(r"^[\s.,]*(?:In:?\s+)?([A-ZÄÖÜ][^.,\d]{3,120})", after)
    if venue:
        csl["container-title"] = venue.group(1).strip()

"""Title, authors, abstract and identifiers from the first pages, by size, position and a few words of many languages."""

import re
from typing import Any

from scrollkeeper.parsing.document import Line

DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+", re.IGNORECASE)
ARXIV = re.compile(r"arXiv:\s*(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", re.IGNORECASE)
YEAR = re.compile(r"\b(19[5-9]\d|20[0-4]\d)\b")
ABSTRACT = re.compile(
    r"^(abstract|summary|zusammenfassung|résumé|resumen|riassunto|abstrakt)\b[\s.:—–-]*", re.IGNORECASE
)
AFTER_ABSTRACT = re.compile(
    r"^((\d+|[IVX]+)[.\s]*)?(introduction|background|einleitung|keywords?|key words|index terms|schlüsselwörter|"
    r"categories and subject|ccs concepts|jel class|1\s+intro|contents|©|copyright|citation:)",
    re.IGNORECASE,
)
KEYWORDS = re.compile(r"^(keywords?|key words|index terms|schlüsselwörter|mots-clés)\b[\s.:—–-]*", re.IGNORECASE)
NOT_A_NAME = re.compile(
    r"@|\d{3}|universi|institut|department|school|college|laborator|hospital|centre|center|faculty|abstract|http|"
    r"received|accepted|published|journal|volume|edited|correspond",
    re.IGNORECASE,
)
TITLE_LINES, TITLE_SHARE = 6, 0.62


def read_header(lines: list[Line], page_height: float) -> dict[str, Any]:
    """CSL-JSON of what the first page prints; fields that are not found are left out."""
    first = [line for line in lines if line.page == 1 and line.zone != "margin"]
    title_at, title_end = _find_title(first, page_height)
    metadata: dict[str, Any] = {"type": "article-journal"}
    if title_end > title_at:
        metadata["title"] = _sentence(first[title_at:title_end])
        authors = _authors(first[title_end : title_end + 14])
        if authors:
            metadata["author"] = authors
    abstract, keywords = _abstract([line for line in lines if line.page <= 2 and line.zone != "margin"])
    metadata |= {name: value for name, value in (("abstract", abstract), ("keyword", keywords)) if value}
    return metadata | _identifiers(lines)


def _find_title(lines: list[Line], height: float) -> tuple[int, int]:
    """The run of lines in the largest type of the upper page that holds more than two words."""
    upper = [
        (position, line) for position, line in enumerate(lines)
        if line.rect[1] < height * TITLE_SHARE and sum(map(str.isalpha, line.text)) > 3
    ]  # fmt: skip
    best, best_score = (0, 0), 0.0
    position = 0
    while position < len(upper):
        start, line = upper[position]
        run = [start]
        for following, other in upper[position + 1 : position + TITLE_LINES]:
            close = other.rect[1] - lines[run[-1]].rect[3] < 1.2 * line.size
            if following != run[-1] + 1 or abs(other.size - line.size) > 0.06 * line.size or not close:
                break
            run.append(following)
        words = len(_sentence([lines[one] for one in run]).split())
        score = line.size * (1.0 if words > 3 else 0.55 if words > 1 else 0.3) + (0.5 if line.bold else 0)
        if score > best_score and words < 50:
            best, best_score = (run[0], run[-1] + 1), score
        position += len(run)
    return best


def _authors(lines: list[Line]) -> list[dict[str, str]]:
    names: list[dict[str, str]] = []
    for line in lines:
        if ABSTRACT.match(line.text) or AFTER_ABSTRACT.match(line.text) or (names and NOT_A_NAME.search(line.text)):
            break
        if NOT_A_NAME.search(line.text):
            continue
        size = max(piece.size for piece in line.pieces)
        kept = [piece.text for piece in line.pieces if piece.size > 0.8 * size and not piece.text.isdigit()]
        for part in re.split(r",|;|\band\b|\bund\b|&|·|•|\s\*", " ".join(kept)):
            name = _name(part)
            if name:
                names.append(name)
            elif names and len(part.split()) > 5:
                return names
    return names[:200]


def _name(text: str) -> dict[str, str] | None:
    text = re.sub(r"[\d*†‡§¶∗()\[\]]|\b(PhD|MD|Ph\.D\.|M\.D\.|Dr|Prof)\b\.?", " ", text)
    parts = [part for part in text.split() if part.strip(".")]
    capitals = sum(part[0].isupper() for part in parts)
    if not 2 <= len(parts) <= 5 or capitals < 2 or any(len(part) > 25 for part in parts):
        return None
    tail = 1
    while tail < len(parts) - 1 and parts[-tail - 1].islower():
        tail += 1
    family = " ".join(parts[-tail:])
    return {"family": family.title() if family.isupper() else family, "given": " ".join(parts[:-tail])}


def _abstract(lines: list[Line]) -> tuple[str, str]:
    for position, line in enumerate(lines):
        found = ABSTRACT.match(line.text)
        if not found:
            continue
        taken: list[Line] = []
        keywords = ""
        for other in lines[position + 1 : position + 70]:
            if other.page != line.page and taken and len(taken) > 25:
                break
            match = KEYWORDS.match(other.text)
            if match:
                keywords = other.text[match.end() :].strip(" .")
                break
            if AFTER_ABSTRACT.match(other.text):
                break
            taken.append(other)
        text = (line.text[found.end() :] + " " + _sentence(taken)).strip()
        if len(text) > 80:
            return text[:8000], keywords
    return "", ""


def _identifiers(lines: list[Line]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    front = " \n".join(line.text for line in lines if line.page == 1)
    for text in (front, " \n".join(line.text for line in lines if line.page == 2)):
        doi = DOI.search(text)
        if doi and "DOI" not in found:
            found["DOI"] = doi.group().rstrip(".,;)]")
    arxiv = ARXIV.search(front)
    if arxiv:
        found["arxiv"] = arxiv.group(1)
    years = [int(year) for year in YEAR.findall(front)]
    if years:
        found["issued"] = {"date-parts": [[max(years, key=years.count)]]}
    return found


def _sentence(lines: list[Line]) -> str:
    """Lines joined to running text, hyphens at their ends resolved."""
    text = ""
    for line in lines:
        if text.endswith("-") and line.text[:1].islower():
            text = text[:-1] + line.text
        else:
            text = f"{text} {line.text}" if text else line.text
    return " ".join(text.split())

"""A printed reference to CSL-JSON: a conditional random field says which token is of which field, rules do the rest.

Labels of tokens: A author, E editor, T title, J container (journal, book, proceedings), S series, D date, V volume,
I issue, P pages, U publisher or institution, L place, O anything else. Peng and McCallum (Information extraction from
research papers using conditional random fields, 2006) is where this way of reading references comes from.
"""

import re
from typing import Any

from scrollkeeper.parsing import tagger
from scrollkeeper.parsing.references.mend import YEAR, mend
from scrollkeeper.parsing.references.people import read_people
from scrollkeeper.parsing.references.tokens import ARXIV, DOI, URL, Token, features_of, tokenise

DASHES = re.compile(r"\s*[‐‑–—−-]+\s*")
SOFTWARE = re.compile(r"[”\"'’]?[.,:;”\"’ ]\s*(?:\w+ )?(?:package |software )?[Vv]ersion\b[\d .-]*\W*$")
AFTER_YEAR = re.compile(
    r"^[^(]{2,400}\((?:1[5-9]\d\d|20\d\d|n\. ?d\.)[a-z]?[^)]{0,12}\)[.:,]?\s+"
    r"([^\W_].{2,250}?)(?:\.\s|\.?\s*(?:https?:|doi|\[|\((?:[Vv]er|[Vv]ol)|$))"
)
ACCESSED = re.compile(
    r"\b(?:accessed|retrieved|cited|viewed|visited|consult(?:ed|é\w*|ado)|abgerufen|aufgerufen|zugriff|stand)\b[^;)\]\d]{0,20}"
    r"(?:\d{1,2}\b[^;)\]\d]{0,15}){0,2}((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
INSIDE = re.compile(r"[.,;?!”»] (?:[Ii]n|[Dd]ans|[Ee]n)\b:? ")
HALF_YEAR = re.compile(r"\d/((?:19|20)\d\d)(?!\d)")
IN_BOOK = re.compile(r"(?<=[^\W_]{3})[.?!,”\"]{1,2} In:?\s+(?=[“\"A-Z])")
EDITION = re.compile(
    r"[.,;]\s+\(?(?:\d+\s?(?:st|nd|rd|th|\.)|[Ss]econd|[Tt]hird|[Rr]evised|[Ff]irst)\s+(?:ed|[Ee]dition|[Aa]ufl\w*)\b\W*$"
)
PUBLISHER = re.compile(r"\.\s+([A-Z][^.]{0,40}\b(?:Foundation|Press|Verlag|Publish(?:ers|ing)|Books)\b[^.]{0,30})\W*$")
MEDIUM = re.compile(r"\s?\[[A-Z]{1,2}(?:/[A-Z]{2})?\](?:[./\s]*)")
LEAD = re.compile(r"^In:?\s+(?=[A-Z\d])|^[A-Z]{1,2}(?:/[A-Z]{2})?\]\W*|[\s,]+(?:Bd|Vol|vol|Jg|t|v)\.?$")
REPEATED = re.compile(r"^\W*(?:[-–—_―‒]\s?){2,}[.,:]?\s*")
CLOSING = {"“": "”", "„": "“”", "«": "»", "»": "«", "‟": "”"}
BREAKS = re.compile(r"[.;:?!”»\"“«]|\(?(?:19|20)\d\d\)?")
EDGES = ' \t,;:.([<>{“„”"‘«»–—-/|'
MAX_TOKENS = 500


def read_fields(raw: str) -> dict[str, Any]:
    """CSL-JSON of what can be told; at least {"type": …} and never an error."""
    tokens = tokenise(raw)[:MAX_TOKENS]
    labels = tagger.label("references", features_of(raw, tokens)) if tokens else []
    csl: dict[str, Any] = {"type": "article-journal"}
    spans = _spans(raw, tokens, labels)
    _read_identifiers(csl, tokens)
    authors, editors = _people(raw, spans)
    if authors:
        csl["author"] = authors
    if editors:
        csl["editor"] = editors
    looked_up = ACCESSED.search(raw) if "http" in raw or "www." in raw else None
    if looked_up:
        csl["accessed"] = {"date-parts": [[int(looked_up.group(1))]]}
    year = _year(raw, spans, looked_up.start(1) if looked_up else len(raw))
    if year:
        csl["issued"] = {"date-parts": [[year]]}
    _read_titles(csl, raw, spans)
    for label, field in (("V", "volume"), ("I", "issue"), ("P", "page"), ("U", "publisher"), ("L", "publisher-place")):
        if label in spans:
            start, end = spans[label][0]
            value = raw[start:end]
            csl[field] = DASHES.sub("-", value) if label in "IP" else _clean(value)
    mend(csl, raw)
    return csl


def _spans(raw: str, tokens: list[Token], labels: list[str]) -> dict[str, list[tuple[int, int]]]:
    """Runs of tokens with one label: label -> (start, end) in `raw`; a title keeps the mark it ends with."""
    runs: list[tuple[str, int, int]] = []
    for token, label in zip(tokens, labels, strict=True):
        if runs and runs[-1][0] == label:
            runs[-1] = (label, runs[-1][1], token.end)
        else:
            runs.append((label, token.start, token.end))
    spans: dict[str, list[tuple[int, int]]] = {}
    for label, start, end in runs:
        if label == "T" and raw[end : end + 1] in ("?", "!", ")", "]"):
            end += 1
        if label == "A" and raw[end : end + 1] == ".":
            end += 1
        spans.setdefault(label, []).append((start, end))
    return spans


def _people(raw: str, spans: dict[str, list[tuple[int, int]]]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """(authors, editors): people named after the title are its authors only if there are none before it."""
    named, edited = spans.get("A", []), spans.get("E", [])[:2]
    title = min((start for start, _ in spans.get("T", [])), default=len(raw))
    if not named and edited and edited[0][0] < title and not any(_says_editor(raw, span) for span in edited):
        named, edited = edited, []
    before = [span for span in named if span[0] < title]
    if before:
        named, edited = before[:3], edited or [span for span in named if span[0] > title and _says_editor(raw, span)]
    return _names(raw, named[:3]), _names(raw, edited)


def _says_editor(raw: str, span: tuple[int, int]) -> bool:
    return re.search(r"\b[Ee]d(s|itors?)?\b|[Hh]rsg", raw[max(span[0] - 8, 0) : span[1] + 8]) is not None


def _names(raw: str, spans: list[tuple[int, int]]) -> list[dict[str, str]]:
    return [name for start, end in spans for name in read_people(raw[start:end])]


def _read_identifiers(csl: dict[str, Any], tokens: list[Token]) -> None:
    for token in tokens:
        if not token.kind:
            continue
        doi, arxiv, url = DOI.search(token.text), ARXIV.search(token.text), URL.search(token.text)
        if doi:
            csl.setdefault("DOI", doi.group(1).rstrip(".,;:)]}").lower())
        if arxiv:
            csl.setdefault("arxiv", arxiv.group(1) or arxiv.group(2))
        if url and "doi.org" not in url.group():
            csl.setdefault("URL", re.sub(r"\s", "", url.group()).rstrip(".,;)]"))


def _year(raw: str, spans: dict[str, list[tuple[int, int]]], accessed: int) -> int | None:
    """The year it appeared; at `accessed` stands the one in which it was looked up."""
    for start, end in spans.get("D", []):
        found = YEAR.search(raw, start, min(end + 1, len(raw)))
        if found and found.start() != accessed:
            return int(found.group(1))
    taken = [span for label in "TJPV" for span in spans.get(label, [])]
    free = [
        one
        for one in YEAR.finditer(raw)
        if one.start() != accessed and not any(start < one.end() and one.start() < end for start, end in taken)
    ]
    bracketed = [one for one in free if raw[one.start() - 1 : one.start()] == "("]
    if not free:
        issue = HALF_YEAR.search(raw)  # "Heft 3/2015"
        return int(issue.group(1)) if issue and "http" not in raw else None
    return int((bracketed or free)[-1].group(1))


def _read_titles(csl: dict[str, Any], raw: str, spans: dict[str, list[tuple[int, int]]]) -> None:
    titles = _merged(raw, spans.get("T", []))
    containers = _merged(raw, spans.get("J", []))
    if titles:
        if not containers and len(titles) > 1 and INSIDE.search(raw, titles[0][1], titles[1][0]):
            containers, titles = titles[1:], titles[:1]
        quoted = [span for span in titles if raw[max(span[0] - 2, 0) : span[0]].strip()[-1:] in CLOSING]
        best = max(quoted or titles, key=lambda span: span[1] - span[0])
        best = _before_container(csl, raw, best)
        title = _clean(_inside_quotes(raw, *best))
        csl["title"] = SOFTWARE.sub("", title) if "ersion" in title else title
    if containers:
        best = max(containers, key=lambda span: span[1] - span[0])
        csl["container-title"] = LEAD.sub("", _clean(raw[best[0] : best[1]], keep="."))
    if not titles and "V" not in spans:
        after_year = AFTER_YEAR.search(raw)
        if after_year:
            csl["title"] = _clean(after_year.group(1))
        elif containers and ("U" in spans or "P" not in spans):
            csl["title"] = csl.pop("container-title")
    if "S" in spans:
        csl["collection-title"] = _clean(raw[spans["S"][0][0] : spans["S"][0][1]])


def _before_container(csl: dict[str, Any], raw: str, span: tuple[int, int]) -> tuple[int, int]:
    """The part of a title before "In Container", an edition or a publisher that was taken for its last sentence."""
    inside = IN_BOOK.search(raw, span[0] + 10, span[1])
    if inside:
        csl["container-title"] = _clean(raw[inside.end() : span[1]], keep=".")
        return span[0], inside.start()
    medium = MEDIUM.search(raw, span[0] + 10, span[1])
    if medium:
        if "//" in medium.group():
            csl["container-title"] = _clean(raw[medium.end() : span[1]], keep=".")
        return span[0], medium.start()
    edition = EDITION.search(raw[: span[1]], span[0] + 10)
    if edition:
        return span[0], edition.start()
    publisher = PUBLISHER.search(raw[: span[1]], span[0] + 10)
    if publisher:
        csl.setdefault("publisher", _clean(publisher.group(1)))
        return span[0], publisher.start()
    return span


def _inside_quotes(raw: str, start: int, end: int) -> str:
    """The span up to the mark that closes the quotation it stands in."""
    opening = raw[max(start - 2, 0) : start].strip()[-1:]
    closing = CLOSING.get(opening, "")
    stop = next((at for at in range(start + 10, end) if raw[at] in closing), end)
    return raw[start:stop]


def _merged(raw: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans with next to nothing between them are one."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        between = raw[merged[-1][1] : start] if merged else ""
        if merged and len(between) <= 14 and not BREAKS.search(between):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _clean(text: str, keep: str = "") -> str:
    text = " ".join(text.split()).lstrip(EDGES).rstrip(' ,;:([“„"‘«–—-/|' + ("" if keep else "."))
    return (
        text + ")"
        if text.count("(") == text.count(")") + 1
        else text.rstrip(")")
        if ")" in text and "(" not in text
        else text
    )

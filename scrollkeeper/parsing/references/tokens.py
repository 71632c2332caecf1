"""A printed reference as tokens, and the few features the field model needs of each.

A token is a run of letters or of digits; punctuation is no token of its own but the *gap* between two tokens. That
halves the length of the sequence, and a gap such as `. ` or `, ` beside the shapes of its neighbours is what tells
fields apart (Councill, Giles and Kan, ParsCit, 2008, use the same kind of features on words parted by spaces).
Identifiers (DOI, URL, arXiv number) are found by their form first and stand as one token each.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

DOI = re.compile(r"(?:https?://)?(?:dx\.)?(?:doi\.org/|doi:?\s*)*(10\.\d{4,9}/[^\s\"<>\]|]+)", re.IGNORECASE)
ARXIV = re.compile(
    r"arXiv\s?(?:preprint)?\s?(?:arXiv)?[:\s]\s?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?"
    r"|\b((?:hep|astro|cond|gr|quant|math|nucl)-?[a-z]*/\d{7})\b",
    re.IGNORECASE,
)
URL = re.compile(r"(?:https?\s?:\s?//\s?|ftp://|www\.)[^\s<>\"\]]+", re.IGNORECASE)
PUBMED = re.compile(r"\b(?:PMID|PMCID|PubMed|ISBN|ISSN)\b:?\s*[\dXPMC-]+", re.IGNORECASE)
IDENTIFIER = re.compile("|".join(f"(?:{one.pattern})" for one in (DOI, ARXIV, URL, PUBMED)), re.IGNORECASE)
TOKEN = re.compile(r"[^\W\d_]+(?:['’‘`´-][^\W\d_]+)*['’]?|\d+|[^\W_]")
OPENING, CLOSING = "“„«‟‚‹", "”»›"
DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "’": "'", "‘": "'", "`": "'", "´": "'"})
QUOTES = str.maketrans(dict.fromkeys('“”„«»‟‹›"', '"'))


@dataclass(slots=True, frozen=True)
class Token:
    """`text == raw[start:end]`; `kind` is "id" for an identifier, else ""."""

    text: str
    start: int
    end: int
    kind: str = ""


def tokenise(raw: str) -> list[Token]:
    """Tokens in printed order."""
    tokens: list[Token] = []
    at = 0
    for found in IDENTIFIER.finditer(raw) if _may_hold_identifier(raw) else ():
        tokens += [Token(one.group(), one.start(), one.end()) for one in TOKEN.finditer(raw, at, found.start())]
        tokens.append(Token(found.group(), found.start(), found.end(), "id"))
        at = found.end()
    tokens += [Token(one.group(), one.start(), one.end()) for one in TOKEN.finditer(raw, at)]
    return tokens


def _may_hold_identifier(raw: str) -> bool:
    return "/" in raw or "arxiv" in raw.lower() or re.search(r"www\.|PMID|PMC|PubMed|ISBN|ISSN", raw) is not None


def features_of(raw: str, tokens: list[Token]) -> list[list[str]]:
    """One list of features a token; no more than are worth their time, for their strings are what tagging costs."""
    gaps = _gaps(raw, tokens)
    words = [_word(token) for token in tokens]
    shapes = [_shape(token) for token in tokens]
    style = _style(raw, tokens, gaps)
    count = len(tokens)
    quoted = depth = 0
    initials_seen = year_seen = 0
    rows: list[list[str]] = []
    for index in range(count):
        before, after = gaps[index], gaps[index + 1]
        if '"' in before:
            quoted = _quoted(raw, tokens, index, quoted)
        depth += before.count("(") + before.count("[") - before.count(")") - before.count("]")
        word, shape = words[index], shapes[index]
        if shape == "Y":
            year_seen = 1
        if shape == "X":
            initials_seen = min(initials_seen + 1, 2)
        previous = shapes[index - 1] if index else "^"
        following = shapes[index + 1] if index + 1 < count else "$"
        place = min(index, 3) if index < 4 else 4 + 5 * index // count
        state = f"{'q' if quoted else ''}{'p' if depth > 0 else ''}{year_seen}{initials_seen}"
        rows.append(
            [
                "w=" + word,
                "-w=" + (words[index - 1] if index else "^") + before,
                "+w=" + (words[index + 1] if index + 1 < count else "$") + after,
                f"s={shape}{after}",
                f"b={before}{shape}",
                f"c={previous}{before}{shape}{after}{following}",
                f"p={place}",
                f"g={style}{state}",
                f"gs={state}{shape}{before}",
                f"ba={before}_{after}{style}",
                "x=" + word[-3:],
            ]
        )
    return rows


def _gaps(raw: str, tokens: list[Token]) -> list[str]:
    """What stands before each token and after the last one, in a few characters."""
    ends = [0, *(token.end for token in tokens)]
    starts = [*(token.start for token in tokens), len(raw)]
    return [_gap(raw[end:start]) for end, start in zip(ends, starts, strict=True)]


@lru_cache(maxsize=4096)
def _gap(text: str) -> str:
    text = text.translate(DASHES).translate(QUOTES)
    return re.sub(r"\s+", " ", text)[:4]


@lru_cache(maxsize=16384)
def _lower(text: str) -> str:
    return text.lower().translate(DASHES)


def _word(token: Token) -> str:
    if token.kind:
        return "<id>"
    text = token.text
    return "#" * len(text) if text[0].isdigit() else _lower(text)


def _shape(token: Token) -> str:
    """Y: a year, 1 to 5: digits, X: an initial, XX: two or three capitals, A: capitals, Xx: a name, x: small."""
    text = token.text
    if token.kind:
        return "id"
    if text[0].isdigit():
        year = len(text) == 4 and text[0] in "12" and text[:2] in ("15", "16", "17", "18", "19", "20")
        return "Y" if year else str(min(len(text), 5))
    if text[0].isupper():
        if len(text) == 1:
            return "X"
        if text.isupper():
            return "XX" if len(text) <= 3 else "A"
        return "Xx"
    return "x"


def _style(raw: str, tokens: list[Token], gaps: list[str]) -> str:
    """How the whole reference is set: where its year is, whether something is quoted, how it begins."""
    year = next((index for index, token in enumerate(tokens) if _shape(token) == "Y"), None)
    where = "-" if year is None else "(" if "(" in gaps[year] else "y"
    early = "" if year is None else str(3 * year // max(len(tokens), 1))
    quoted = "q" if any('"' in gap for gap in gaps) else ""
    colon = ":" if any(gap.startswith((":", ".:", ".,:")) for gap in gaps[2:12]) else ""
    first = _shape(tokens[0]) if tokens else ""
    return f"{where}{early}{quoted}{colon}{first[:1]}"


def _quoted(raw: str, tokens: list[Token], index: int, quoted: int) -> int:
    """Whether the token at `index`, with a quotation mark before it, is inside quotation marks."""
    gap = raw[tokens[index - 1].end if index else 0 : tokens[index].start]
    for char in gap:
        if char in "“„«‟‹":
            quoted = 1
        elif char in "”»›":
            quoted = 0
        elif char == '"':
            quoted = 1 - quoted
    return quoted

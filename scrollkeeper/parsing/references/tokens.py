"""A printed reference as tokens, and the few features the field model needs of each.

A token is a run of letters or of digits; punctuation is no token of its own but the *gap* between two tokens. That
halves the length of the sequence, and a gap such as `. ` or `, ` beside the shapes of its neighbours is what tells
fields apart (Councill, Giles and Kan, ParsCit, 2008, use the same kind of features on words parted by spaces).
Identifiers (DOI, URL, arXiv number) are found by their form first and stand as one token each.
"""

import re
from functools import lru_cache

import msgspec

DOI = re.compile(r"(?:https?://)?(?:dx\.)?(?:doi\.org/|doi:?\s*)*(10\.\d{4,9}/[^\s\"<>\]|]+)", re.IGNORECASE)
ARXIV = re.compile(
    r"arXiv\s?(?:preprint)?\s?(?:arXiv)?[:\s]\s?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?"
    r"|\b((?:hep|astro|cond|gr|quant|math|nucl)-?[a-z]*/\d{7})\b",
    re.IGNORECASE,
)
URL = re.compile(r"(?:https?\s?:\s?//\s?|ftp://|www\.)[^\s<>\"\]]+", re.IGNORECASE)
PUBMED = re.compile(r"\b(?:PMID|PMCID|PubMed|ISBN|ISSN)\b:?\s*[\dXPMC-]+", re.IGNORECASE)
SIGNS = (
    (DOI, ("10.",)), (URL, ("http", "www.", "ftp:")),
    (ARXIV, ("arxiv", "hep-", "cond-", "astro-", "gr-qc", "math", "nucl")),
    (PUBMED, ("pmid", "pmc", "pubmed", "isbn", "issn")),
)  # fmt: skip
TOKEN = re.compile(r"[^\W\d_]+(?:['’‘`´-][^\W\d_]+)*['’]?|\d+|[^\W_]")
PLAIN_GAPS = frozenset((" ", ", ", ". ", "", "-", ".", ": ", "; ", ","))
DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "’": "'", "‘": "'", "`": "'", "´": "'"})
QUOTES = str.maketrans(dict.fromkeys('“”„«»‟‹›"', '"'))


class Token(msgspec.Struct, gc=False):
    """`text == raw[start:end]`; `kind` is "id" for an identifier, else ""."""

    text: str
    start: int
    end: int
    kind: str = ""


def tokenise(raw: str) -> list[Token]:
    """Tokens in printed order."""
    tokens: list[Token] = []
    at = 0
    for start, end in _identifiers(raw):
        tokens += [Token(one[0], *one.span()) for one in TOKEN.finditer(raw, at, start)]
        tokens.append(Token(raw[start:end], start, end, "id"))
        at = end
    tokens += [Token(one[0], *one.span()) for one in TOKEN.finditer(raw, at)]
    return tokens


def _identifiers(raw: str) -> list[tuple[int, int]]:
    """Places of identifiers, none inside of another; each kind is looked for only where its cheap sign is seen."""
    low = raw.lower()
    kinds = [pattern for pattern, signs in SIGNS if any(sign in low for sign in signs)]
    found = sorted(match.span() for pattern in kinds for match in pattern.finditer(raw))
    return [span for number, span in enumerate(found) if all(span[0] >= end for _, end in found[:number])]


def features_of(raw: str, tokens: list[Token]) -> list[list[str]]:
    """One list of features a token; no more than are worth their time, for their strings are what tagging costs."""
    gaps = _gaps(raw, tokens)
    words = ["<id>" if token.kind else _word(token.text) for token in tokens]
    shapes = ["id" if token.kind else _shape(token.text) for token in tokens]
    style = _style(shapes, gaps)
    count = len(tokens)
    quoted = depth = 0
    initials_seen = year_seen = 0
    rows: list[list[str]] = []
    for index in range(count):
        before, after = gaps[index], gaps[index + 1]
        if '"' in before:
            quoted = _quoted(raw, tokens, index, quoted)
        if before not in PLAIN_GAPS:
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
def _word(text: str) -> str:
    return "#" * len(text) if text[0].isdigit() else text.lower().translate(DASHES)


@lru_cache(maxsize=16384)
def _shape(text: str) -> str:
    """Y: a year, 1 to 5: digits, X: an initial, XX: two or three capitals, A: capitals, Xx: a name, x: small."""
    if text[0].isdigit():
        return "Y" if len(text) == 4 and text[:2] in ("15", "16", "17", "18", "19", "20") else str(min(len(text), 5))
    if not text[0].isupper():
        return "x"
    if len(text) == 1:
        return "X"
    if text.isupper():
        return "XX" if len(text) <= 3 else "A"
    return "Xx"


def _style(shapes: list[str], gaps: list[str]) -> str:
    """How the whole reference is set: where its year is, whether something is quoted, how it begins."""
    year = shapes.index("Y") if "Y" in shapes else None
    where = "-" if year is None else "(" if "(" in gaps[year] else "y"
    early = "" if year is None else str(3 * year // len(shapes))
    quoted = "q" if any('"' in gap for gap in gaps) else ""
    colon = ":" if any(gap.startswith((":", ".:", ".,:")) for gap in gaps[2:12]) else ""
    return f"{where}{early}{quoted}{colon}{shapes[0][:1] if shapes else ''}"


def _quoted(raw: str, tokens: list[Token], index: int, quoted: int) -> int:
    """Whether the token at `index`, with a quotation mark before it, is inside quotation marks."""
    gap = raw[tokens[index - 1].end if index else 0 : tokens[index].start]
    for char in gap:
        if char in "„‟‹":
            quoted = 1
        elif char in "”›":
            quoted = 0
        elif char in '“"«»':  # These open in one language and close in another.
            quoted = 1 - quoted
    return quoted

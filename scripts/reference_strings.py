"""Labelled reference strings: from ../training, and from the corpus by matching its gold to what is printed.

Everything comes as (raw string, tokens, one label a token); labels are those of parsing/references/fields.py.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from scrollkeeper.parsing.references.tokens import Token, tokenise

Labelled = tuple[str, list[Token], list[str]]
FIELDS = {
    "author": "A", "authors": "A", "director": "A", "producer": "A", "title": "T", "title_a": "T", "title_j": "J",
    "journal": "J", "container-title": "J", "title_s": "S", "collection-title": "S", "date": "D", "scope_vol": "V",
    "scope_volume": "V", "volume": "V", "volumes": "V", "scope_issue": "I", "scope_pp": "P", "scope_page": "P",
    "scope_pages": "P", "pages": "P", "page": "P", "pubPlace": "L", "pubplace": "L", "location": "L",
    "publisher": "U", "publishe": "U", "orgName": "U", "editor": "E", "translator": "E",
}  # fmt: skip
CUE = re.compile(
    r"(in|p|pp|pages|seiten|s|vol|vols|volume|v|no|nr|num|number|issue|heft|iss|bd|band|ed|eds|edited|by|hrsg|trans|translated)$",
    re.IGNORECASE,
)
ISSUE = re.compile(r"(no|nr|num|number|issue|heft|iss)$", re.IGNORECASE)
YEAR, PAGE = r"\b(?P<D>(?:1[5-9]|20)\d\d)[a-z]?\b", r"(?P<P>[A-Za-z]{0,2}\d+(?:\s?[–‒—-]\s?[A-Za-z]{0,2}\d+)?)"
COMPACT = (
    re.compile(
        rf"{YEAR}[^;:()\d]{{0,12}}(?:\d\d?)?;\s?(?P<V>[A-Za-z]?\d+)?\s?(?:\((?P<I>[^)]{{1,14}})\))?(?:\s?[:;]\s?{PAGE})?"
    ),
    re.compile(rf"(?P<V>\b\d+)\s?\((?P<I>[^)]{{1,14}})\)\s?[:,]\s?(?:pp?\.\s?)?{PAGE}"),
    re.compile(rf"(?P<V>\b\d+)\s?:\s?{PAGE}"),
)
PLAIN = ("anystyle_core", "anystyle_gold", "anystyle_good", "anystyle_ugly", "anystyle_bad", "grobid_citation_corpus")


def read_strings(training: Path) -> Iterator[Labelled]:
    """Every labelled string of GROBID and AnyStyle whose fields can be found in it again."""
    for name in PLAIN:
        for row in map(json.loads, (training / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()):
            labelled = label_row(row["raw"], row["fields"])
            if labelled:
                yield labelled


def label_row(raw: str, fields: dict[str, list[str]]) -> Labelled | None:
    spans: list[tuple[int, int, str]] = []
    number = (fields.get("citation-number") or [""])[0]
    whole = "title" in fields or "title_a" in fields
    for field, values in fields.items():
        label = FIELDS.get(field) or (("J" if whole else "T") if field == "title_m" else None)
        at = 0
        for value in values:
            start = _find_free(raw, value, at, spans)
            if start < 0:
                if label in ("A", "T", "J", "D"):
                    return None
                continue
            at = start + len(value)
            spans.append((start, at, label or "O"))
    cut = raw.find(number) + len(number) if number and raw.find(number) in (0, 1, 2) else 0
    tokens = [token for token in tokenise(raw) if token.start >= cut]
    labels = []
    for token in tokens:
        label = next((one for start, end, one in spans if start < token.end and token.start < end), "O")
        labels.append("O" if token.kind else label)
    _without_cues(tokens, labels)
    _issues(raw, tokens, labels)
    if cut:
        tokens = [Token(one.text, one.start - cut, one.end - cut, one.kind) for one in tokens]
        raw = raw[cut:]
    return (raw, tokens, labels) if tokens and len(tokens) < 400 else None


def _find_free(raw: str, value: str, at: int, spans: list[tuple[int, int, str]]) -> int:
    """Where `value` stands in `raw` outside of what is taken, after `at` if it can be."""
    if not value.strip():
        return -1
    for first in (at, 0):
        start = raw.find(value, first)
        while start >= 0:
            if not any(start < taken_end and taken < start + len(value) for taken, taken_end, _ in spans):
                return start
            start = raw.find(value, start + 1)
    return -1


def _without_cues(tokens: list[Token], labels: list[str]) -> None:
    """ "In", "pp.", "vol." and the like announce a field and are no part of it, whatever the data say."""
    for index, label in enumerate(labels):
        begins = index == 0 or labels[index - 1] != label
        if label in "JEVIP" and begins and CUE.match(tokens[index].text):
            labels[index] = "O"
        if label in "VIP" and CUE.match(tokens[index].text):
            labels[index] = "O"
        if label == "E" and re.match(r"(ed|eds|hrsg|editors?)$", tokens[index].text, re.IGNORECASE):
            labels[index] = "O"


def _issues(raw: str, tokens: list[Token], labels: list[str]) -> None:
    """Some data label words parted by spaces, so that "2003;74(2):61-9" or "80 (3)" is one field: it is several."""
    for pattern in COMPACT:
        for found in pattern.finditer(raw):
            inside = [index for index, token in enumerate(tokens) if found.start() <= token.start < found.end()]
            if not inside or any(labels[index] not in "DVIPO" for index in inside):
                continue
            if found.groupdict().get("V") and len(found["V"]) == 4 and found["V"][:2] in ("19", "20"):
                continue
            issue = found.groupdict().get("I")
            if issue and re.search(r"(?:19|20)\d\d$", issue):  # "188.1 (May 2007)" ends with a date.
                continue
            for field, value in found.groupdict().items():
                for index in inside if value else ():
                    if found.start(field) <= tokens[index].start < found.end(field) and not tokens[index].kind:
                        labels[index] = field
    for index in range(1, len(tokens)):
        gap = raw[tokens[index - 1].end : tokens[index].start]
        announced = labels[index - 1] == "O" and ISSUE.match(tokens[index - 1].text)
        if labels[index] == "V" and (announced or (labels[index - 1] == "V" and "(" in gap)):
            labels[index] = "I"


def soft(text: Any) -> str:
    text = unicodedata.normalize("NFKD", str(text or ""))
    text = "".join(char for char in text if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", "", text).casefold()


def label_by_gold(raw: str, gold: dict[str, Any], guess: list[str]) -> Labelled | None:
    """Labels of title, authors, year and venue where gold names them; `guess` is a model's for all other tokens.

    None where the title or an author cannot be found, for then gold and print are not the same.
    """
    tokens = tokenise(raw)
    words = [soft(token.text) for token in tokens]
    labels: list[str | None] = [None] * len(tokens)
    title = _place(words, gold.get("title"))
    if gold.get("title") and not title:
        return None
    if title:
        labels[title[0] : title[1]] = ["T"] * (title[1] - title[0])
    venue = _place(words, gold.get("venue"), labels)
    if venue and (gold.get("title") is not None):
        labels[venue[0] : venue[1]] = ["J"] * (venue[1] - venue[0])
    people = _people(words, labels, gold.get("authors") or [])
    if people is None:
        return None
    if people[1]:
        labels[people[0] : people[1]] = [label or "A" for label in labels[people[0] : people[1]]]
    year = str(gold.get("year") or "")
    if year:
        years = [index for index, word in enumerate(words) if word == year and labels[index] in (None, "A")]
        if not years:
            return None
        best = next((index for index in years if guess[index] == "D"), years[-1])
        labels[best] = "D"
    known = {label for label in labels if label}
    final: list[str] = []
    for label, other in zip(labels, guess, strict=True):
        final.append(label or ("O" if other in ("T", "A", "J") and other in known else other))
    _without_cues(tokens, final)
    _issues(raw, tokens, final)
    return raw, tokens, final


def _place(words: list[str], text: Any, taken: list[str | None] | None = None) -> tuple[int, int] | None:
    """First and last token (exclusive) of the printed text most like `text`, where it is like enough."""
    wanted = [word for word in map(soft, re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+", str(text or ""))) if word]
    if not wanted:
        return None
    matcher = SequenceMatcher(None, words, wanted, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return None
    start = max(blocks[0].a - blocks[0].b, 0)
    end = min(blocks[-1].a + blocks[-1].size + len(wanted) - blocks[-1].b - blocks[-1].size, len(words))
    a, b = "".join(words[start:end]), "".join(wanted)
    if SequenceMatcher(None, a, b, autojunk=False).ratio() < 0.85:
        return None
    if taken and any(taken[start:end]):
        return None
    return start, end


def _people(words: list[str], labels: list[str | None], authors: list[str]) -> tuple[int, int] | None:
    """First and last token (exclusive) of the authors' names; (0, 0) where gold has none."""
    names = [soft(part) for author in authors if author != "others" for part in author.replace(".", " ").split()]
    full = {name for name in names if len(name) > 2}
    if not full:
        return (0, 0)
    titled = [index for index, label in enumerate(labels) if label == "T"]
    limit = titled[0] if titled and titled[0] > 0 else len(words)
    hits = [index for index, word in enumerate(words[:limit]) if word in full and labels[index] is None]
    if not hits or len({words[index] for index in hits}) < 0.6 * len(full):
        return None
    low, high = hits[0], hits[-1] + 1
    if not any(labels[:low]) and low < 40:
        low = 0  # What stands before a known author is authors too: names of two letters, or more than gold names.
    short = {name[:1] for name in names} | {"et", "al", "jr"}
    while low > 0 and labels[low - 1] is None and (len(words[low - 1]) <= 2 or words[low - 1] in short):
        low -= 1
    while (
        high < limit
        and labels[high] is None
        and (words[high] in short or (len(words[high]) <= 3 and words[high].isalpha()))
    ):
        high += 1
    return low, high

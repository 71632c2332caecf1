"""Citations by author and year: (Curie, 1898; Joliot and Curie 1934a, b), Curie et al. (1898), Weber [1922]."""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scrollkeeper.parsing.citations.text import RunningText
from scrollkeeper.parsing.document import Citation, Line, Reference

YEAR = re.compile(
    r"(?<![\d./-])(?P<year>(?:1[5-9]|20)\d\d)(?P<suffix>[a-z](?:\s?[,/&–-]\s?[a-z])*)?(?![\d\w/]|[.–-]\d)"
    r"|(?<![\w.])(?P<undated>n\.\s?d\.|o\.\s?J\.|in press|forthcoming|im Erscheinen)"
)
# Where a year or one of the words for none may stand: found sooner.
FIGURES = re.compile(r"[12]\d\d\d")
WORDS = re.compile(r"n\.\s?d\.|o\.\s?J\.|in press|forthcoming|im Erscheinen")
TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
LINKS = frozenset(
    ["van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "ten", "ter", "zu", "zur",
     "vom", "el", "al", "bin", "ibn", "et", "and", "und", "y", "e", "og", "och", "for", "of", "the", "s", "on", "in",
     "u", "a", "others", "colleagues", "coworkers", "workers", "co"]
)  # fmt: skip
MARKS = frozenset(",.&:()[]'’´/+-‐–*")
OWN = re.compile(r"\b(?:citation:|cite this|how to cite|to cite:|zitier\w+:)", re.IGNORECASE)
"""Says how the paper itself is to be cited."""
WINDOW = 170
# Type that differs by more than this part of its size is another.
OTHER_SIZE = 0.06
SUFFIX = re.compile(r"\b(?:1[5-9]|20)\d\d([a-z])\b")
ETAL = re.compile(r"\bet\.? al|\bu\. ?a\.|\bund andere|\band (?:others|colleagues|co-?workers)", re.IGNORECASE)


@dataclass(slots=True)
class Source:
    """What a reference can be named by."""

    index: int
    names: list[tuple[str, ...]]
    count: int
    year: str
    suffix: str


def words_of(text: str) -> tuple[str, ...]:
    """Words without accents and case."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in text if not unicodedata.combining(char))
    return tuple(re.findall(r"[^\W\d_]+", re.sub(r"['’]s\b|['’´]", "", text.casefold())))


def sources_of(references: Sequence[Reference]) -> list[Source]:
    sources = []
    for index, reference in enumerate(references):
        people = reference.csl.get("author") or reference.csl.get("editor") or []
        names = [words_of(str(person.get("family") or person.get("literal") or "")) for person in people[:8]]
        names = [name for name in names if name]
        if not names:
            opening = words_of(str(reference.csl.get("title") or reference.raw[:60]))[:3]
            names = [opening] if opening else []
        try:
            year = str(reference.csl["issued"]["date-parts"][0][0])
        except (KeyError, IndexError, TypeError):
            year = ""
        letter = SUFFIX.search(reference.raw)
        sources.append(Source(index, names, len(people), year, letter.group(1) if letter else ""))
    return sources


def by_name(text: RunningText, references: Sequence[Reference]) -> list[Citation]:
    """Citations whose year and first author are those of a reference, in the order they stand in."""
    of_year: defaultdict[str, list[Source]] = defaultdict(list)
    for source in sources_of(references):
        if source.names:
            of_year[source.year].append(source)
    found: list[Citation] = []
    last_end, last_run = 0, ""
    passages = passages_of(text)
    for match in _years(text.text):
        year = match["year"] or ""
        candidates = of_year.get(year)
        if not candidates:
            last_end = match.end()
            continue
        at = bisect_right(text.starts, match.start()) - 1
        window_start = max(last_end, match.start() - WINDOW, text.starts[passages[at]])
        window = text.text[window_start : match.start()]
        if OWN.search(window):
            continue
        run, run_at = _authors_before(window)
        if not any(map(str.isupper, run)) and last_run and len(window) <= 12:
            run, run_at = last_run, len(window)  # "Curie 1898, 1903": the year alone stands for the same authors.
        else:
            last_run = run
        last_end = match.end()
        if text.lines[at].zone == "header" and not _in_brackets(text.text, window_start + run_at, match.end()):
            continue  # A name and a year in the head of the paper are its own.
        for suffix in re.findall("[a-z]", match["suffix"] or "") or [""]:
            meant = _best(candidates, run, suffix)
            if meant is not None:
                start = window_start + run_at
                end = match.end() + (
                    text.text[start : match.end()].count("(") > 0 and text.text.startswith(")", match.end())
                )
                page, rects = text.place(start, end)
                found.append(Citation(text.text[start:end], page, rects, meant.index))
    return found


def _in_brackets(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] holds a bracket or stands in one that was opened before it."""
    before = text[max(start - 2 * WINDOW, 0) : start]
    opened = max(before.rfind(sign) for sign in "([")
    return opened > max(before.rfind(sign) for sign in ")]") or "(" in text[start:end] or "[" in text[start:end]


def passages_of(text: RunningText) -> list[int]:
    """For each line the first of the lines it goes on from: no names are read over the end of a passage.

    A passage ends where the type changes, as it does after a title, the authors or a heading, or where a gap follows.
    """
    firsts: list[int] = []
    above: Line | None = None
    for position, line in enumerate(text.lines):
        goes_on = (
            above is not None
            and above.zone == line.zone
            and above.bold == line.bold
            and abs(above.size - line.size) <= OTHER_SIZE * max(above.size, line.size)
            and not (above.page == line.page and above.block != line.block and line.rect[1] >= above.rect[3])
        )
        firsts.append(firsts[-1] if goes_on else position)
        above = line
    return firsts


def _years(text: str) -> Iterator[re.Match[str]]:
    """What YEAR.finditer finds."""
    starts = [one.start() for pattern in (FIGURES, WORDS) for one in pattern.finditer(text)]
    return (match for start in sorted(starts) if (match := YEAR.match(text, start)))


def _authors_before(window: str) -> tuple[str, int]:
    """The names that end `window`, with where they begin in it: back to the first word that can be part of none."""
    start = len(window)
    for token in reversed(list(TOKEN.finditer(window, window.rfind(";") + 1))):
        word = token.group()
        if not (word[0].isupper() or word in LINKS or word in MARKS):
            break
        if word[0].isupper():
            start = token.start()
    inner = window.rfind("(", start)
    if inner >= 0 and any(map(str.isupper, window[inner:])):
        start = inner + 1  # What stands before the bracket is not what is cited in it.
    particles = re.search(r"(?:\b(?:van|von|de|der|den|del|di|da|la|le|ten|zu)\s+)+$", window[:start])
    return window[start:], particles.start() if particles else start


def _best(candidates: Sequence[Source], run: str, suffix: str) -> Source | None:
    words = words_of(run)
    if not words:
        return None
    many = ETAL.search(run) is not None
    best: tuple[float, Source] | None = None
    for source in candidates:
        first = source.names[0]
        at = _position(words, first)
        if at is None:
            continue
        score = 2.0 - 0.2 * at
        others = sum(_position(words, name) is not None for name in source.names[1:])
        score += 0.7 * others
        score += 0.5 if many == (source.count > 2) else -0.5
        score += -0.6 if not many and source.count == 2 and not others else 0.0
        score += 0.6 if not many and source.count == 1 and len(words) == len(first) else 0.0
        score += 1.5 if suffix == source.suffix else -0.5 if not (suffix and source.suffix) else -3.0
        if best is None or score > best[0] + 1e-9:
            best = (score, source)
    return best[1] if best else None


def _position(words: tuple[str, ...], name: tuple[str, ...]) -> int | None:
    for at in range(len(words) - len(name) + 1):
        if words[at : at + len(name)] == name:
            return at
    return None

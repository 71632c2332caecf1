"""What the header model looks at: each line of the first pages as features of words, shape, type and place."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.pieces import is_uniform

AFFILIATION = re.compile(
    r"universi|institut|departm|faculty|fakultät|school of|college|laborator|hospital|klinik|centre|center for|academy|"
    r"\binc\b|gmbh|\bltd\b|\busa\b|\buk\b|street|avenue|road|p\.?\s?o\.? box",
    re.IGNORECASE,
)
CUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"\S+@\S+|e-?mails?\b", re.IGNORECASE)),
    ("url", re.compile(r"https?:|www\.", re.IGNORECASE)),
    ("doi", re.compile(r"\bdoi\b|10\.\d{4,}/", re.IGNORECASE)),
    ("year", re.compile(r"\b(19|20)\d\d\b")),
    ("affiliation", AFFILIATION),
    ("copyright", re.compile(r"©|copyright|licen[sc]e|creative commons|all rights|open access", re.IGNORECASE)),
    ("dates", re.compile(r"^\W*(received|revised|accepted|published|submitted|available|eingegangen)", re.IGNORECASE)),
    ("abstract", re.compile(r"^\W*(a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|summary|zusammenfassung|résumé|resumen|kurzfassung)\b",
                            re.IGNORECASE)),
    ("keywords", re.compile(r"^\W*(key\s?-?words?|index terms|schlüssel|mots|palabras|subject)", re.IGNORECASE)),
    ("introduction", re.compile(r"^\W*([1I]\W+)?(introduction|background|einleitung|einführung)\W*$", re.IGNORECASE)),
    ("correspondence", re.compile(r"correspond|address(ed)? (to|for)|reprint", re.IGNORECASE)),
    ("kind", re.compile(r"^\W*(original|research|review|case|short|brief|clinical|invited|regular|technical)?\W*"
                        r"(article|paper|report|communication|letter|study|commentary|editorial|review|research)s?\W*$",
                        re.IGNORECASE)),
    ("journal", re.compile(r"\bvol(ume|\.)|\bissn\b|journal|proceedings|\bpp\.|\bno\.\s?\d", re.IGNORECASE)),
    ("editor", re.compile(r"^\W*((academic |guest |handling )?editors?|(edited|reviewed|communicated) by)\b",
                          re.IGNORECASE)),
    ("degree", re.compile(r"\b(ph\.?d|m\.?d|m\.?sc|dr|prof)\b\.?", re.IGNORECASE)),
)  # fmt: skip
CUE = dict(CUES)
FIRST_SECTION = re.compile(r"^\W*[1I][.\s]+[A-ZÄÖÜ]\D{4,60}$")
INITIAL = re.compile(r"\b[A-Z]\.")
TOKEN = re.compile(r"\w+|[^\w\s]")
WORD = re.compile(r"[^\W\d_]{3,}")
MAX_SURROUNDINGS = 1500


@dataclass(slots=True)
class HeaderLine:
    """A line as the model sees it; what a source of training data does not tell is None."""

    text: str
    bold: bool | None = None
    italic: bool | None = None
    step: int | None = None
    """Type larger (1), smaller (-1) or the same (0) as in the line before."""
    block_start: bool | None = None
    relative_size: float | None = None
    """Size of the type in parts of the text's most frequent one."""
    rank: int | None = None
    """0 for the largest type of the first page, 1 for the next."""
    place: tuple[float, float, float, float] | None = None
    """Left, top, right, bottom in parts of the page."""
    page: int | None = None
    gap: float | None = None
    """Distance from the line above in parts of the type size."""
    superscripts: int | None = None
    common: float | None = None
    """Share of its words that the document also prints in small letters: few of a name, most of a title."""
    in_margin: float | None = None
    """Share of its words that stand in running heads."""
    in_address: float | None = None
    """Share of its words that an e-mail address of the first pages contains."""
    like_first: bool | None = None
    """In the type of the first line after those in the largest type."""
    alike: int | None = None
    """How many of the lines are set in the same type."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Words of the document, in lower case, that tell what a line of its header is."""

    common: frozenset[str]
    margin: frozenset[str]
    addresses: str


def surroundings_of(lines: Sequence[Line]) -> Surroundings:
    """From the first lines of a document; enough to know the words of its subject."""
    common: set[str] = set()
    margin: set[str] = set()
    addresses: list[str] = []
    for line in lines[:MAX_SURROUNDINGS]:
        if line.zone == "margin":
            margin.update(WORD.findall(line.text.lower()))
            continue
        common.update(word for word in WORD.findall(line.text) if word.islower())
        if "@" in line.text:
            addresses += [piece.text.lower() for piece in line.pieces if "@" in piece.text]
    return Surroundings(frozenset(common), frozenset(margin), " ".join(addresses))


def header_lines(
    lines: Sequence[Line], body_size: float, sizes: tuple[float, float], around: Surroundings
) -> list[HeaderLine]:
    """From printed lines; `sizes` are width and height of the page in points."""
    largest = sorted({round(line.size) for line in lines if len(line.text) > 3}, reverse=True)
    ranks = {size: min(rank, 5) for rank, size in enumerate(largest)}
    found: list[HeaderLine] = []
    previous: Line | None = None
    styles = Counter(map(_style, lines))
    first = _style_after_title(lines, ranks)
    width, height = max(sizes[0], 1.0), max(sizes[1], 1.0)
    for line in lines:
        step, gap = 0, None
        if previous is not None:
            step = (line.size > previous.size * 1.04) - (line.size < previous.size * 0.96)
            gap = (line.rect[1] - previous.rect[3]) / max(line.size, 1.0)
        place = (line.rect[0] / width, line.rect[1] / height, line.rect[2] / width, line.rect[3] / height)
        found.append(
            HeaderLine(
                line.text, line.bold, line.italic, step, previous is None or previous.block != line.block,
                line.size / max(body_size, 1.0), ranks.get(round(line.size), 5), place, line.page, gap,
                _superscripts(line), **_known(line.text, around),
                like_first=_style(line) == first, alike=styles[_style(line)],
            )
        )  # fmt: skip
        previous = line
    return found


def _superscripts(line: Line) -> int:
    return 0 if is_uniform(line.pieces) else sum(piece.size < 0.8 * line.size for piece in line.pieces)


def _style(line: Line) -> tuple[str, int]:
    return line.font, round(2 * line.size)


def _style_after_title(lines: Sequence[Line], ranks: dict[int, int]) -> tuple[str, int] | None:
    largest = [position for position, line in enumerate(lines[:40]) if ranks.get(round(line.size)) == 0]
    position = largest[-1] + 1 if largest else len(lines)
    return _style(lines[position]) if position < len(lines) else None


def _known(text: str, around: Surroundings) -> dict[str, float]:
    words = WORD.findall(text.lower())
    if not words:
        return {}
    return {
        "common": sum(word in around.common for word in words) / len(words),
        "in_margin": sum(word in around.margin for word in words) / len(words),
        "in_address": sum(word in around.addresses for word in words) / len(words),
    }


def features_of(lines: Sequence[HeaderLine]) -> list[list[str]]:
    """For python-crfsuite: one list of features a line, with the strongest ones of its neighbours."""
    own = [_features(line, position) for position, line in enumerate(lines)]
    strong = [[name for name in found if name[0] in "cz"] for found in own]
    for found, passed in zip(own, _passed(lines), strict=True):
        found += passed
    features = []
    for position, found in enumerate(own):
        before = [f"-{name}" for name in strong[position - 1]] if position else ["-start"]
        after = [f"+{name}" for name in strong[position + 1]] if position + 1 < len(own) else ["+end"]
        features.append(found + before + after)
    return features


def _passed(lines: Sequence[HeaderLine]) -> list[list[str]]:
    """What stands above each line: a heading of the abstract, keywords, the first section."""
    seen: set[str] = set()
    passed = []
    for line in lines:
        passed.append([f"passed={name}" for name in sorted(seen)] + ["passed=" + "+".join(sorted(seen))])
        seen.update(name for name in ("abstract", "keywords", "introduction") if CUE[name].search(line.text))
        if FIRST_SECTION.match(line.text) and (line.bold or (line.relative_size or 1) > 1.04 or line.text.isupper()):
            seen.add("introduction")
    return passed


def _features(line: HeaderLine, position: int) -> list[str]:
    words = TOKEN.findall(line.text)
    lower = [word.lower() for word in words]
    found = [f"w0={lower[0]}", f"w9={lower[-1]}"] if lower else ["empty"]
    found += [f"w{index}={word}" for index, word in enumerate(lower[1:3], 1)]
    found += {f"t={word}" for word in lower[:24] if len(word) > 2 and word.isalpha()}
    found += [f"c={name}" for name, pattern in CUES if pattern.search(line.text)]
    found += _shape(line.text, words)
    if line.bold is not None:
        found.append(f"z=bold{line.bold:d}italic{line.italic:d}")
    if line.step is not None:
        found.append(f"z=step{line.step}")
    if line.block_start is not None:
        found.append(f"z=block{line.block_start:d}")
    for name, value in (("common", line.common), ("margin", line.in_margin), ("address", line.in_address)):
        if value is not None:
            found.append(f"z={name}{round(3 * value)}")
            if name == "common" and line.in_address is not None:
                found.append(f"names={round(3 * value)},{line.in_address > 0},{bool(line.superscripts)}")
    if line.like_first is not None:
        found.append(f"z=first{line.like_first:d}")
        found.append(f"alike={min((line.alike or 0).bit_length(), 5)}first{line.like_first:d}")
    if line.relative_size is not None and line.place is not None:
        found += _place(line, line.place, line.relative_size)
    found.append(f"n={min(position, 4) if position < 5 else 5 + min(position // 10, 5)}")
    return found


def _shape(text: str, words: list[str]) -> list[str]:
    letters = [word for word in words if word[0].isalpha()]
    capital = sum(word[0].isupper() for word in letters)
    digits = sum(char.isdigit() for char in text)
    first = "empty" if not words else "A" if words[0][0].isupper() else "a" if words[0][0].islower() else words[0][0]
    first = "0" if first.isdigit() else first
    return [
        f"words={min(len(letters), 16) // 2}",
        f"z=capital{round(4 * capital / len(letters)) if letters else 9}",
        f"digits={min(round(10 * digits / max(len(text), 1)), 5)}",
        f"first={first}",
        f"end={text[-1:] if not text[-1:].isalnum() else ''}",
        f"commas={min(text.count(','), 6)}",
        f"initials={min(len(INITIAL.findall(text)), 4)}",
        f"upper={text.isupper() and len(text) > 4}",
    ]


def _place(line: HeaderLine, place: tuple[float, float, float, float], size: float) -> list[str]:
    left, top, right, _ = place
    bands = {"big": 1.7, "large": 1.25, "more": 1.05, "same": 0.95}
    band = next((name for name, least in bands.items() if size > least), "small")
    gap = "none" if line.gap is None or not -3 < line.gap < 12 else str(round(min(line.gap, 4)))
    return [
        f"z=size{band}", f"size={band}bold{line.bold}", f"rank={line.rank}", f"top={int(top * 10)}p{line.page}",
        f"left={int(left * 8)}", f"wide={int((right - left) * 6)}", f"centred={abs(left + right - 1) < 0.06}",
        f"gap={gap}", f"superscripts={min(line.superscripts or 0, 4)}", f"rank={line.rank}p{line.page}{top < 0.5}",
    ]  # fmt: skip

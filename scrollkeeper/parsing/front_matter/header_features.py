"""What the header model looks at: each line of the first pages as features of words, shape, type and place."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.front_matter.cues import cues_in
from scrollkeeper.parsing.front_matter.name_words import kind_of
from scrollkeeper.parsing.glyphs.pieces import is_uniform

FIRST_SECTION = re.compile(r"^\W*[1I][.\s]+[A-ZÄÖÜ]\D{4,60}$")
INITIAL = re.compile(r"\b[A-Z]\.")
TOKEN = re.compile(r"\w+|[^\w\s]")
WORD = re.compile(r"[^\W\d_]{3,}")
MAX_SURROUNDINGS = 400
BANDS = (("big", 1.7), ("large", 1.25), ("more", 1.05), ("same", 0.95))
FACES = {(bold, italic): f"z=bold{bold:d}italic{italic:d}" for bold in (False, True) for italic in (False, True)}


class _Prefixed(dict[str, str]):
    """Names with a sign before them, each put together once: there are few of the strong ones."""

    def __init__(self, sign: str) -> None:
        self.sign = sign

    def __missing__(self, name: str) -> str:
        return self.setdefault(name, self.sign + name)


BEFORE, AFTER = _Prefixed("-"), _Prefixed("+")


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
    margin: list[str] = []
    flow: list[str] = []
    addresses: list[str] = []
    for line in lines[:MAX_SURROUNDINGS]:
        (margin if line.zone == "margin" else flow).append(line.text)
        if "@" in line.text and line.zone != "margin":
            addresses += [piece.text.lower() for piece in line.pieces if "@" in piece.text]
    common = frozenset(filter(str.islower, _words(" ".join(flow))))
    return Surroundings(common, frozenset(_words(" ".join(margin).lower())), " ".join(addresses))


def _words(text: str) -> set[str]:
    """Different words; most are met many times, so that the pattern sees each printed form only once."""
    printed = set(text.split())
    whole = set(filter(str.isalpha, printed))
    return {word for word in whole if len(word) > 2}.union(WORD.findall(" ".join(printed - whole)))


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
                line.text,
                line.bold,
                line.italic,
                step,
                previous is None or previous.block != line.block,
                line.size / max(body_size, 1.0),
                ranks.get(round(line.size), 5),
                place,
                line.page,
                gap,
                _superscripts(line),
                **_known(line.text, around),
                like_first=_style(line) == first,
                alike=styles[_style(line)],
            )
        )
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
        "common": sum(map(around.common.__contains__, words)) / len(words),
        "in_margin": sum(map(around.margin.__contains__, words)) / len(words),
        "in_address": sum(map(around.addresses.__contains__, words)) / len(words) if around.addresses else 0.0,
    }


def features_of(lines: Sequence[HeaderLine]) -> list[list[str]]:
    """For python-crfsuite: one list of features a line, with the strongest ones of its neighbours."""
    features: list[list[str]] = []
    strong: list[list[str]] = []
    passed, above = _passed(set()), set[str]()
    for position, line in enumerate(lines):
        cues = cues_in(line.text)
        telling, other = _features(line, position, cues)
        features.append(telling + other + passed)
        strong.append(telling)
        met = above.union(_met(line, cues))
        if met != above:
            above, passed = met, _passed(met)
    for before, after in itertools.pairwise(range(len(lines))):
        features[after] += map(BEFORE.__getitem__, strong[before])
        features[before] += map(AFTER.__getitem__, strong[after])
    if features:
        features[0].append("-start")
        features[-1].append("+end")
    return features


def _met(line: HeaderLine, cues: Sequence[str]) -> list[str]:
    """Which of the headings that part a first page this line is: of the abstract, keywords, the first section."""
    met = [name for name in ("abstract", "keywords", "introduction") if name in cues]
    if FIRST_SECTION.match(line.text) and (line.bold or (line.relative_size or 1) > 1.04 or line.text.isupper()):
        met.append("introduction")
    return met


def _passed(above: set[str]) -> list[str]:
    return [f"passed={name}" for name in sorted(above)] + ["passed=" + "+".join(sorted(above))]


def _features(line: HeaderLine, position: int, cues: Sequence[str]) -> tuple[list[str], list[str]]:
    """The strong features, which the neighbours get too, and the others."""
    words = TOKEN.findall(line.text)
    lower = TOKEN.findall(line.text.lower())
    strong = [f"c={name}" for name in cues]
    found = [f"w0={lower[0]}", f"w9={lower[-1]}"] if lower else ["empty"]
    found += [f"w{index}={word}" for index, word in enumerate(lower[1:3], 1)]
    found += [f"t={word}" for word in dict.fromkeys(lower[:24]) if len(word) > 2 and word.isalpha()]
    letters = list(filter(str.isalpha, map(itemgetter(0), words)))
    strong += _look(line.text, letters)
    strong += _names(words, letters)
    found += _shape(line.text, words, len(letters))
    if line.bold is not None:
        strong.append(FACES[line.bold, bool(line.italic)])
    if line.step is not None:
        strong.append(f"z=step{line.step}")
    if line.block_start is not None:
        strong.append("z=block1" if line.block_start else "z=block0")
    if line.common is not None:
        strong.append(f"z=common{round(3 * line.common)}")
        if line.in_address is not None:
            found.append(f"names={round(3 * line.common)},{line.in_address > 0},{bool(line.superscripts)}")
    if line.in_margin is not None:
        strong.append(f"z=margin{round(3 * line.in_margin)}")
    if line.in_address is not None:
        strong.append(f"z=address{round(3 * line.in_address)}")
    if line.like_first is not None:
        strong.append("z=first1" if line.like_first else "z=first0")
        found.append(f"alike={min((line.alike or 0).bit_length(), 5)}first{1 if line.like_first else 0}")
    if line.relative_size is not None and line.place is not None:
        band = next((name for name, least in BANDS if line.relative_size > least), "small")
        strong += [f"z=size{band}", f"centred={abs(line.place[0] + line.place[2] - 1) < 0.06}"]
        found += _place(line, line.place, band)
    found.append(f"n={position if position < 5 else 5 + min(position // 10, 5)}")
    return strong, found


def _look(text: str, letters: list[str]) -> list[str]:
    """How many of the words, told by their first `letters`, have a capital, and how many commas part them."""
    capital = round(4 * sum(map(str.isupper, letters)) / len(letters)) if letters else 9
    return [f"z=capital{capital}", f"commas={min(text.count(','), 6)}"]


def _names(words: list[str], letters: list[str]) -> list[str]:
    """How many of the words are known from names, where most words have a capital; the kinds of the first two."""
    if 2 * sum(map(str.isupper, letters)) < len(letters):
        return []
    kinds = [kind_of(word) for word in words[:24] if len(word) > 1 and word[0].isalpha()]
    known = sum(kind in ("given", "family", "either") for kind in kinds)
    share = round(3 * known / len(kinds)) if kinds else 9
    return [f"z=named{share}", f"kinds={'+'.join(kinds[:2])}"]


def _shape(text: str, words: list[str], letters: int) -> list[str]:
    digits = sum(map(str.isdigit, text))
    first = words[0][0] if words else ""
    first = "empty" if not words else "A" if first.isupper() else "a" if first.islower() else first
    end = text[-1:]
    return [
        f"words={min(letters, 16) // 2}",
        f"digits={min(round(10 * digits / len(text)), 5)}" if digits else "digits=0",
        "first=0" if first.isdigit() else f"first={first}",
        "end=" if end.isalnum() else f"end={end}",
        f"initials={min(len(INITIAL.findall(text)), 4)}" if "." in text else "initials=0",
        "upper=True" if len(text) > 4 and text.isupper() else "upper=False",
    ]


def _place(line: HeaderLine, place: tuple[float, float, float, float], band: str) -> list[str]:
    left, top, right, _ = place
    gap = "none" if line.gap is None or not -3 < line.gap < 12 else str(round(min(line.gap, 4)))
    return [
        f"size={band}bold{line.bold}", f"rank={line.rank}", f"top={int(top * 10)}p{line.page}",
        f"left={int(left * 8)}", f"wide={int((right - left) * 6)}",
        f"gap={gap}", f"superscripts={min(line.superscripts or 0, 4)}", f"rank={line.rank}p{line.page}{top < 0.5}",
    ]  # fmt: skip

"""Subscripts and superscripts that are part of a word (CO2, SO42−, 18O, 106, x2) joined to it without a space.

A raised figure may as well call out a reference, a footnote or an affiliation; those stay pieces of their own, since
citations and authors are read by them. Lowered type is always part of its word. Raised type is one where it reads as a
charge, a power of ten, of a unit or of a variable, an ordinal, or the mass number of an isotope.
"""

import re
from dataclasses import dataclass

import numpy as np

from scrollkeeper.parsing.glyphs import helper
from scrollkeeper.parsing.glyphs.pieces import MergedPiece, PieceTable, merge_pieces

# Sizes of scripts in parts of their word's size, and how far their baseline is from the word's.
SMALLEST, LARGEST = 0.4, 0.85
LOWERED, RAISED = 0.04, 0.12
FARTHEST = 0.75
# The widest gap inside a word, in parts of the type size; a thin space is 0.17.
GAP, LEVEL_GAP = 0.15, 0.1

ELEMENTS = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb "
    "Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au "
    "Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm"
)
ATOMIC_NUMBER = {symbol: number for number, symbol in enumerate(ELEMENTS.split(" "), 1)}
ISOTOPE = re.compile(r"\W?([A-Z][a-z]?)(?![a-z])(?P<stop>\.$)?")
MASS = re.compile(r"(\d{1,3})m?")
SIGNED = re.compile(r"[+−–-]\d{1,3}(?:[.,/]\d{1,3})?|\d{0,2}[+−–-]|′{1,3}")
ORDINAL = re.compile(r"(?:st|nd|rd|th|er|ère|ème)[.,;:)]?")
FIGURES = re.compile(r"\d{1,3}")
POWER_OF_TEN = re.compile(r"(?:^|[^\w.,]|[x\d][×·])10$")
POWER_OF_UNIT = re.compile(r"(?:^|[/·×⋅(\d])(?:[cmkµμnd]?m|s|ft|Å|[kM]?pc|[kMGT]?eV|fm|ppm|px)$")
VARIABLE = re.compile(r"(?:^|[^\w’'.])([^\W\d_])$")
DEGREES = ("o", "∘", "◦", "°")
SMALL_WORD = re.compile(r"[^\W\d_A-Z]{4,}[.,;:)]?$")
TEMPERATURE = re.compile(r"[CF]\b")
# Signs after which no subscript is one of the word.
APART = '.,;:!?“”‘’"([{=<>≤≥'
EXPONENT = re.compile(r"[\w∗*′+−–()/,=<>≤≥∞⊤†-]{1,6}")


@dataclass(slots=True)
class _Word:
    """A word that is being put together from the pieces `first` to `end`; `base` is the first in full size."""

    first: int
    base: int
    end: int
    text: str
    right: float
    script: tuple[float, str] | None = None
    """Left edge and text of the last piece where it is a script; no text where it is lowered."""


class _Columns:
    """Those of a table as lists, which are quicker to look at one by one."""

    __slots__ = ("baselines", "lefts", "rights", "sizes", "table", "texts")

    def __init__(self, table: PieceTable) -> None:
        self.table, self.texts = table, table.texts
        self.sizes: list[float] = table.sizes.tolist()
        self.baselines: list[float] = table.baselines.tolist()
        self.lefts: list[float] = table.rects[:, 0].tolist()
        self.rights: list[float] = table.rects[:, 2].tolist()


def attach_scripts(table: PieceTable) -> PieceTable:
    """The table with each word and its scripts as one piece, of the word's own type."""
    junctions = _junctions(table)
    if not junctions:
        return table
    columns = _Columns(table)
    merged: list[MergedPiece] = []
    end = 0
    for junction in junctions:
        if junction < end:
            continue
        word = _read_word(columns, junction)
        if word is not None and word.end - word.first > 1 and word.first >= end:
            merged.append(MergedPiece(word.first, word.end, word.base, word.text))
            end = word.end
    return merge_pieces(table, merged) if merged else table


def _junctions(table: PieceTable) -> list[int]:
    """Indexes of pieces that stand close to the one before, on another baseline and in another size."""
    if helper.LIBRARY is not None:
        columns = (table.lengths, table.rects, table.sizes, table.baselines, table.font)
        return helper.junctions(columns, (1 - LARGEST, GAP, FARTHEST, LOWERED))
    sizes, rects = table.sizes, table.rects
    larger = np.maximum(sizes[1:], sizes[:-1])
    resized = np.flatnonzero(np.abs(np.diff(sizes)) > (1 - LARGEST) * larger)
    if not len(resized):
        return []
    size = larger[resized]
    gap = rects[resized + 1, 0] - rects[resized, 2]
    drop = np.abs(table.baselines[resized + 1] - table.baselines[resized])
    close = (gap < GAP * size) & (gap > -FARTHEST * size) & (drop > LOWERED * size) & (drop < FARTHEST * size)
    found: list[int] = (resized[close] + 1).tolist()
    return found


def _read_word(columns: _Columns, junction: int) -> _Word | None:
    before, after = junction - 1, junction
    texts, rights = columns.texts, columns.rights
    if columns.sizes[before] < columns.sizes[after]:
        if not _begins_word(texts[before], texts[after]) or _kind(columns, after, before) != "raised":
            return None
        word = _Word(before, after, after + 1, texts[before] + texts[after], rights[after])
    else:
        word = _Word(before, before, after, texts[before], rights[before])
    while word.end < len(texts) and _goes_on(columns, word):
        pass
    return word


def _goes_on(columns: _Columns, word: _Word) -> bool:
    """Whether the next piece is part of the word, which then has it."""
    at, size = word.end, columns.sizes[word.base] or 1.0
    left, script = columns.lefts[at], word.script
    gap = (left - word.right) / size
    if gap > GAP:
        return False
    kind = _kind(columns, word.base, at)
    stacked = script is not None and kind != "level" and gap < -0.05 and left > script[0] - GAP * size
    if not kind or (gap < -0.3 and not stacked):
        return False
    text = columns.texts[at]
    if kind == "level":
        if gap > LEVEL_GAP or (script is None and word.first == word.base):
            return False
        word.text, word.script = word.text + text, None
    elif kind == "lowered":
        if not stacked and not _has_subscript(word.text, text):
            return False
        # Of two scripts above each other, the lowered one comes first.
        raised = script[1] if stacked and script is not None else ""
        word.text = word.text[: len(word.text) - len(raised)] + text + raised
        word.script = (left, "")
    else:
        if not stacked and not _is_part(columns, word, text):
            return False
        word.text, word.script = word.text + text, (left, text)
    word.right = max(word.right, columns.rights[at])
    word.end += 1
    return True


def _kind(columns: _Columns, base: int, other: int) -> str:
    """Where `other` stands beside `base`: level, lowered or raised; nothing where it can be no part of its word."""
    size = columns.sizes[base] or 1.0
    part = columns.sizes[other] / size
    drop = (columns.baselines[other] - columns.baselines[base]) / size
    if -LOWERED < drop < LOWERED and LARGEST < part < 1 / LARGEST:
        return "level"
    if not (SMALLEST < part < LARGEST and -FARTHEST < drop < FARTHEST):
        return ""
    if drop > LOWERED:
        return "lowered"
    return "raised" if drop < -RAISED else ""


def _has_subscript(word: str, lowered: str) -> bool:
    if word[-1] in APART:
        return False
    # Two words in types that hardly differ, as in a poor scan, are no word with its subscript.
    return SMALL_WORD.fullmatch(lowered) is None or SMALL_WORD.search(word) is None


def _is_part(columns: _Columns, word: _Word, raised: str) -> bool:
    """Whether raised type belongs to the word before it rather than to what it calls out."""
    text = word.text
    last = text[-1]
    if (last.isalnum() or last in ")]}") and SIGNED.fullmatch(raised):
        return True
    if last.isdigit() and (ORDINAL.fullmatch(raised) or raised in DEGREES):
        return True
    if last in "δΔεαβγ[(/-–" and MASS.fullmatch(raised):
        following = columns.texts[word.end + 1] if word.end + 1 < len(columns.texts) else ""
        if _is_isotope(raised, following):
            return True
    if POWER_OF_TEN.search(text):
        return FIGURES.fullmatch(raised) is not None
    if POWER_OF_UNIT.search(text):
        return raised.rstrip(".,;:)") in ("2", "3", "4")
    return EXPONENT.fullmatch(raised) is not None and _is_variable(columns, word)


def _is_variable(columns: _Columns, word: _Word) -> bool:
    """Whether the word is one letter that may have an exponent: not the initial of a name before its mark."""
    match = VARIABLE.search(word.text)
    if match is None:
        return False
    letter, table = match[1], columns.table
    if "Ͱ" <= letter <= "Ͽ" or table.fonts.listed()[int(table.font[word.base])].italic:
        return True
    earlier = columns.texts[word.first - 1] if word.first else ""
    return letter.islower() or match.start() > 0 or earlier[:1].islower() or earlier[-1:] in ("=", "<", ">", "+", "×")


def _begins_word(raised: str, text: str) -> bool:
    return _is_isotope(raised, text) or (raised in DEGREES and TEMPERATURE.match(text) is not None)


def _is_isotope(mass: str, text: str) -> bool:
    """Whether `text` begins with the symbol of an element that may weigh so much."""
    figures, symbol = MASS.fullmatch(mass), ISOTOPE.match(text)
    if figures is None or symbol is None or symbol[1] not in ATOMIC_NUMBER:
        return False
    weight, number = int(figures[1]), ATOMIC_NUMBER[symbol[1]]
    if weight < 10 and symbol["stop"]:
        return False  # The initial of a name after a mark.
    return max(1.7 * number, number + 1) <= weight <= 2.7 * number + 2 or (symbol[1], weight) == ("H", 1)

"""Subscripts and superscripts that are part of a word (CO2, SO42−, 18O, 106, x2) joined to it without a space.

A raised figure may as well call out a reference, a footnote or an affiliation; those stay pieces of their own, since
citations and authors are read by them. Lowered type is always part of its word. Raised type is one where it reads as a
charge, a power of ten, of a unit or of a variable, an ordinal, or the mass number of an isotope.
"""

import re
from dataclasses import dataclass

import numpy as np

from scrollkeeper.parsing.pieces import MergedPiece, PieceTable, merge_pieces

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
    """Left edge and text of the last piece where it is a script."""


def attach_scripts(table: PieceTable) -> PieceTable:
    """The table with each word and its scripts as one piece, of the word's own type."""
    words: list[_Word] = []
    for junction in _junctions(table):
        if words and junction < words[-1].end:
            continue
        word = _read_word(table, junction)
        if word is not None and word.end - word.first > 1:
            if words and word.first < words[-1].end:
                continue
            words.append(word)
    merged = [MergedPiece(word.first, word.end, word.base, word.text) for word in words]
    return merge_pieces(table, merged) if merged else table


def _junctions(table: PieceTable) -> list[int]:
    """Indexes of pieces that stand close to the one before, on another baseline and in another size."""
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


def _read_word(table: PieceTable, junction: int) -> _Word | None:
    before, after = junction - 1, junction
    if table.sizes[before] < table.sizes[after]:
        if _kind(table, after, before) != "raised" or not _begins_word(table.texts[before], table.texts[after]):
            return None
        text = table.texts[before] + table.texts[after]
        word = _Word(before, after, after + 1, text, float(table.rects[after, 2]))
    else:
        word = _Word(before, before, after, table.texts[before], float(table.rects[before, 2]))
    while word.end < len(table) and _goes_on(table, word):
        pass
    return word


def _goes_on(table: PieceTable, word: _Word) -> bool:
    """Whether the next piece is part of the word, which then has it."""
    at, size = word.end, float(table.sizes[word.base])
    left, text = float(table.rects[at, 0]), table.texts[at]
    kind = _kind(table, word.base, at)
    gap = (left - word.right) / size
    stacked = word.script is not None and kind != "level" and gap < -0.05 and left > word.script[0] - GAP * size
    if not kind or not (stacked or -0.3 < gap < GAP):
        return False
    if kind == "level":
        if gap > LEVEL_GAP or (word.script is None and word.end - word.base == 1 and word.first == word.base):
            return False
        word.text, word.script = word.text + text, None
    elif kind == "lowered":
        if word.text[-1] in APART and not stacked:
            return False
        if SMALL_WORD.fullmatch(text) and SMALL_WORD.search(word.text):
            return False  # Two words in types that hardly differ, as in a list of a poor scan.
        if stacked and word.script is not None and word.script[1]:
            raised = word.script[1]
            word.text = word.text[: -len(raised)] + text + raised
        else:
            word.text += text
        word.script = (left, "")
    else:
        if not (stacked or _is_part(table, word, text)):
            return False
        word.text, word.script = word.text + text, (left, text)
    word.right = max(word.right, float(table.rects[at, 2]))
    word.end += 1
    return True


def _kind(table: PieceTable, base: int, other: int) -> str:
    """Where `other` stands beside `base`: level, lowered or raised; nothing where it can be no part of its word."""
    size, part = float(table.sizes[base]), float(table.sizes[other]) / max(float(table.sizes[base]), 0.1)
    drop = float(table.baselines[other] - table.baselines[base]) / max(size, 0.1)
    if abs(drop) < LOWERED and LARGEST < part < 1 / LARGEST:
        return "level"
    if not SMALLEST < part < LARGEST or abs(drop) > FARTHEST:
        return ""
    if drop > LOWERED:
        return "lowered"
    return "raised" if drop < -RAISED else ""


def _is_part(table: PieceTable, word: _Word, raised: str) -> bool:
    """Whether raised type belongs to the word before it rather than to what it calls out."""
    text = word.text
    last = text[-1]
    following = table.texts[word.end + 1] if word.end + 1 < len(table) else ""
    if (last.isalnum() or last in ")]}") and SIGNED.fullmatch(raised):
        return True
    if last.isdigit() and (ORDINAL.fullmatch(raised) or raised in DEGREES):
        return True
    if MASS.fullmatch(raised) and last in "δΔεαβγ[(/-–" and _is_isotope(raised, following):
        return True
    if POWER_OF_TEN.search(text):
        return FIGURES.fullmatch(raised) is not None
    if POWER_OF_UNIT.search(text):
        return raised.rstrip(".,;:)") in ("2", "3", "4")
    return _is_variable(table, word) and EXPONENT.fullmatch(raised) is not None


def _is_variable(table: PieceTable, word: _Word) -> bool:
    """Whether the word is one letter that may have an exponent: not the initial of a name before its mark."""
    match = VARIABLE.search(word.text)
    if match is None:
        return False
    letter = match[1]
    if "Ͱ" <= letter <= "Ͽ" or table.fonts.listed()[int(table.font[word.base])].italic:
        return True
    earlier = table.texts[word.first - 1] if word.first else ""
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

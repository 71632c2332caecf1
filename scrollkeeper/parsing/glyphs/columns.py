"""Glyphs of a page as columns: in one call of the C helper, or one by one where it was not compiled."""

import ctypes
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from scrollkeeper.parsing.glyphs import helper

MAX_FONTS = 2048
# A page may claim any number of characters; more than this no reader of the structure needs.
MAX_GLYPHS = 400_000
BOLD_FLAG, ITALIC_FLAG = 1 << 18, 1 << 6
# Fonts rarely set their flags; their names tell, in the foundries' abbreviations.
BOLD_NAME = re.compile(r"bold|black|heavy|demi|cmbx|cmb\d|[-.]b(d|f)?$|[-_]hv|-medi(um)?(ital)?$|semibd", re.IGNORECASE)
ITALIC_NAME = re.compile(r"ital|obli|slant|cmti|cmmi|cmsl|[-.]i(t|f)?$|[-_](bd)?it\b|kursiv", re.IGNORECASE)


def code_table(codes: Iterable[int]) -> np.ndarray:
    """65,536 truth values: table[code] is quicker than a search for each character of a page."""
    table = np.zeros(0x10000, bool)
    table[list(codes)] = True
    return table


# pdfium marks a hyphen at a line's end with one of the first two; the third is the soft hyphen.
LINE_END_HYPHENS = (0x02, 0xFFFE, 0xAD)
INVISIBLE = code_table(
    {*range(0x21), 0x7F, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF}
    - {*LINE_END_HYPHENS}
)
# Accents that a PDF may draw as glyphs of their own, with the combining sign for each.
ACCENTS = {
    0x60: 0x300, 0xB4: 0x301, 0x2C6: 0x302, 0x5E: 0x302, 0x2DC: 0x303, 0xAF: 0x304, 0x2C9: 0x304, 0x2D8: 0x306,
    0x2D9: 0x307, 0xA8: 0x308, 0x2DA: 0x30A, 0x2DD: 0x30B, 0x2C7: 0x30C, 0xB8: 0x327, 0x2DB: 0x328,
} | {code: code for code in range(0x300, 0x330)}  # fmt: skip
IS_ACCENT = code_table(ACCENTS)
KINDS = INVISIBLE.astype(np.uint8) + 2 * IS_ACCENT.astype(np.uint8)


@dataclass(slots=True)
class Glyphs:
    """The visible characters of a page as columns, in content-stream order.

    `font` indexes a FontTable, -1 where it is unknown; `run` counts the spaces and line ends before each glyph.
    """

    code: np.ndarray
    font: np.ndarray
    run: np.ndarray
    x0: np.ndarray
    y0: np.ndarray
    x1: np.ndarray
    y1: np.ndarray
    origin_x: np.ndarray
    origin_y: np.ndarray
    size: np.ndarray
    angle: np.ndarray
    accents: bool = field(default=True, kw_only=True)
    """Whether some may be accents without their letters."""

    def __len__(self) -> int:
        return len(self.code)

    def columns(self) -> list[np.ndarray]:
        return [getattr(self, name) for name in self.__slots__[:-1]]

    def take(self, indexes: np.ndarray | slice) -> "Glyphs":
        """Those glyphs only, by their positions, by truth values or from one to another."""
        return Glyphs(*(column[indexes] for column in self.columns()), accents=self.accents)


def room_for(count: int) -> Glyphs:
    """Columns for so many glyphs, not filled yet."""
    return _in_block(np.empty((11, count), "<i4"))


def _in_block(block: np.ndarray, *, accents: bool = True) -> Glyphs:
    """The rows of a block of 32-bit values as columns."""
    return Glyphs(block[0].view("<u4"), block[1], block[2], *block[3:].view("<f4"), accents=accents)


@dataclass(frozen=True, slots=True)
class Font:
    """A font by its name without subset prefix."""

    name: str
    bold: bool
    italic: bool


UNKNOWN_FONT = Font("", False, False)


def read_glyphs(text_page: Any, fonts: "FontTable") -> Glyphs:
    """All visible characters in PDF user space (y upwards)."""
    count = min(max(pdfium.FPDFText_CountChars(text_page), 0), MAX_GLYPHS)
    if not count:
        return room_for(0)
    if helper.LIBRARY is None:
        from scrollkeeper.parsing.glyphs.plain import read_plainly

        return read_plainly(text_page, count, fonts)
    block = np.empty((11, count), "<i4")
    visible, accents = helper.visible_glyphs(text_page, count, KINDS, block, fonts.pointers, fonts.number)
    for at in range(len(fonts.fonts), fonts.number.value):
        fonts.index(fonts.pointers[at])
    return _in_block(block[:, :visible], accents=accents > 0)


class FontTable:
    """Fonts of a document by pdfium's pointer, each asked for its name once."""

    def __init__(self) -> None:
        self.fonts: list[Font] = []
        self.pointers = (ctypes.c_void_p * MAX_FONTS)()
        self.number = ctypes.c_int(0)
        """How many pointers there are of fonts that the helper has met, in its order."""
        self._indexes: dict[int | None, int] = {}
        self._listed: list[Font] = []
        self._bits = np.zeros(0, np.uint8)
        self.faces: Any = None
        """What plain_glyphs.py knows of their letters."""

    def index(self, pointer: int | None) -> int:
        if pointer not in self._indexes:
            self._indexes[pointer] = len(self.fonts)
            self.fonts.append(_describe(pointer) if pointer else UNKNOWN_FONT)
        return self._indexes[pointer]

    def listed(self) -> list[Font]:
        """By index; -1 gives the last, which is unknown."""
        if len(self._listed) != len(self.fonts) + 1:
            self._listed = [*self.fonts, UNKNOWN_FONT]
            self._bits = np.array([font.bold + 2 * font.italic for font in self._listed], np.uint8)
        return self._listed

    def bits(self) -> np.ndarray:
        """In the same order: 1 for bold, 2 for italic, 3 for both."""
        self.listed()
        return self._bits


def _describe(pointer: int) -> Font:
    font = ctypes.cast(pointer, pdfium.FPDF_FONT)
    buffer = ctypes.create_string_buffer(256)
    length = pdfium.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    raw = buffer.raw[: max(0, min(length, len(buffer)) - 1)].decode("utf-8", "replace")
    name = raw.split("+", 1)[1] if len(raw) > 7 and raw[6] == "+" else raw
    flags = max(pdfium.FPDFFont_GetFlags(font), 0)
    bold = bool(flags & BOLD_FLAG) or BOLD_NAME.search(name) is not None
    italic = bool(flags & ITALIC_FLAG) or ITALIC_NAME.search(name) is not None
    return Font(name, bold, italic)

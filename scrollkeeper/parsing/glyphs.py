"""Glyphs of a page as one numpy array: in one call of the C helper, or one by one where it was not compiled."""

import ctypes
import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

GLYPH = np.dtype(
    [("code", "<u4"), ("font", "<i4"), ("x0", "<f4"), ("y0", "<f4"), ("x1", "<f4"), ("y1", "<f4"),
     ("origin_x", "<f4"), ("origin_y", "<f4"), ("size", "<f4"), ("angle", "<f4"), ("flags", "<u4")]
)  # fmt: skip
GENERATED, HYPHEN = 1, 2
MAYBE_HYPHENS = (0x02, 0x2D, 0xAD, 0x2010, 0xFFFE)
MAX_FONTS = 512
# A page may claim any number of characters; more than this no reader of the structure needs.
MAX_GLYPHS = 400_000
BOLD_FLAG, ITALIC_FLAG = 1 << 18, 1 << 6
# Fonts rarely set their flags; their names tell, in the foundries' abbreviations.
BOLD_NAME = re.compile(r"bold|black|heavy|demi|cmbx|cmb\d|[-.]b(d|f)?$|[-_]hv|-medi(um)?(ital)?$|semibd", re.IGNORECASE)
ITALIC_NAME = re.compile(r"ital|obli|slant|cmti|cmmi|cmsl|[-.]i(t|f)?$|[-_](bd)?it\b|kursiv", re.IGNORECASE)

_FUNCTIONS = (
    "FPDFText_GetUnicode", "FPDFText_GetLooseCharBox", "FPDFText_GetCharOrigin", "FPDFText_IsGenerated",
    "FPDFText_IsHyphen", "FPDFText_GetTextObject", "FPDFTextObj_GetFont", "FPDFTextObj_GetFontSize",
    "FPDFText_GetMatrix",
)  # fmt: skip


def code_table(codes: Iterable[int]) -> np.ndarray:
    """65,536 truth values: table[code] is quicker than a search for each character of a page."""
    table = np.zeros(0x10000, bool)
    table[list(codes)] = True
    return table


def take(glyphs: np.ndarray, indexes: np.ndarray) -> np.ndarray:
    """glyphs[indexes], as rows of 32-bit words: numpy picks those ten times quicker than records."""
    rows = np.ascontiguousarray(glyphs).view("<u4").reshape(len(glyphs), -1)
    return rows[indexes].view(GLYPH).ravel()


@dataclass(frozen=True, slots=True)
class Font:
    """A font by its name without subset prefix."""

    name: str
    bold: bool
    italic: bool


UNKNOWN_FONT = Font("", False, False)


def _load_helper() -> Any:
    for path in sorted(Path(__file__).parent.glob("_glyphs*.so")):
        try:
            return ctypes.CDLL(str(path)).scrollkeeper_glyphs
        except (OSError, AttributeError):
            continue
    return None


HELPER = _load_helper()
_TABLE = (ctypes.c_void_p * len(_FUNCTIONS))(
    *(ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value for name in _FUNCTIONS)
)


def read_glyphs(text_page: Any, fonts: "FontTable") -> np.ndarray:
    """All characters in content-stream order, in PDF user space (y upwards); `font` indexes `fonts`."""
    count = min(max(pdfium.FPDFText_CountChars(text_page), 0), MAX_GLYPHS)
    out = np.zeros(count, GLYPH)
    if not count:
        return out
    pointers = (ctypes.c_void_p * MAX_FONTS)()
    number = ctypes.c_int(0)
    if HELPER is not None:
        HELPER(
            ctypes.byref(_TABLE), text_page, ctypes.c_int(count), out.ctypes.data_as(ctypes.c_void_p),
            pointers, ctypes.c_int(MAX_FONTS), ctypes.byref(number),
        )  # fmt: skip
        local = [fonts.index(pointers[position]) for position in range(number.value)]
    else:
        local = _read_one_by_one(text_page, out, fonts)
    if local:
        known = out["font"] >= 0
        out["font"][known] = np.array(local, "<i4")[out["font"][known]]
    return out


def _read_one_by_one(text_page: Any, out: np.ndarray, fonts: "FontTable") -> list[int]:
    """The same by ctypes, for machines without a compiler: `map` calls pdfium for each character, which writes into
    numpy's memory, so that Python itself does nothing for a single one."""
    page, count = ctypes.cast(text_page, ctypes.c_void_p).value, len(out)
    numbers = range(count)
    boxes, origins = np.zeros((count, 4), "<f4"), np.zeros((count, 2), "<f8")
    out["code"] = list(map(_CODE, repeat(page), numbers))
    _run(map(_BOX, repeat(page), numbers, _addresses(boxes, 0)))
    _run(map(_ORIGIN, repeat(page), numbers, _addresses(origins, 0), _addresses(origins, 8)))
    out["x0"], out["y1"], out["x1"], out["y0"] = boxes.T  # FS_RECTF is left, top, right, bottom.
    out["origin_x"], out["origin_y"] = origins.T
    objects = np.array(list(map(_OBJECT, repeat(page), numbers)), dtype=object)
    objects[objects == None] = 0  # noqa: E711
    objects = objects.astype(np.int64)
    # What pdfium adds itself are spaces and line ends only.
    spaces = np.flatnonzero((out["code"] == 0x20) | (out["code"] == 0x0D) | (out["code"] == 0x0A))
    out["flags"][spaces] = np.fromiter(map(_GENERATED, repeat(page), spaces.tolist()), np.int64, len(spaces)) == 1
    for position in np.flatnonzero(np.isin(out["code"], MAYBE_HYPHENS)).tolist():
        out["flags"][position] |= HYPHEN * (pdfium.FPDFText_IsHyphen(text_page, position) == 1)
    return _read_fonts(text_page, out, objects, fonts)


def _read_fonts(text_page: Any, out: np.ndarray, objects: np.ndarray, fonts: "FontTable") -> list[int]:
    """Font, size and angle, asked for once for each run of characters of one text object."""
    known = np.flatnonzero(objects)
    if not len(known):
        out["font"] = -1
        return []
    begins = known[np.append(True, np.diff(objects[known]) != 0)].tolist()
    matrix, declared = pdfium.FS_MATRIX(), ctypes.c_float()
    order: dict[int | None, int] = {}
    for begin, end in zip(begins, [*begins[1:], len(out)], strict=True):
        found = pdfium.FPDFText_GetTextObject(text_page, begin)
        pdfium.FPDFTextObj_GetFontSize(found, declared)
        pdfium.FPDFText_GetMatrix(text_page, begin, matrix)
        pointer = ctypes.cast(pdfium.FPDFTextObj_GetFont(found), ctypes.c_void_p).value
        out["font"][begin:end] = order.setdefault(pointer, len(order))
        out["size"][begin:end] = declared.value * float(np.hypot(matrix.c, matrix.d))
        out["angle"][begin:end] = float(np.arctan2(matrix.b, matrix.a))
    out["font"][objects == 0] = -1
    return [fonts.index(pointer) for pointer in order]


def _addresses(array: np.ndarray, offset: int) -> range:
    """Of each row of an array, as numbers."""
    start, step = array.ctypes.data + offset, array.strides[0]
    return range(start, start + step * len(array), step)


def _run(calls: Iterable[Any]) -> None:
    """Makes all the calls and forgets what they give."""
    deque(calls, maxlen=0)


def _prototype(result: Any, name: str, *arguments: Any) -> Any:
    """A function of pdfium that takes addresses as plain numbers."""
    address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value
    assert address is not None
    return ctypes.CFUNCTYPE(result, *arguments)(address)


_AT = (ctypes.c_void_p, ctypes.c_int)
_CODE = _prototype(ctypes.c_uint, "FPDFText_GetUnicode", *_AT)
_BOX = _prototype(ctypes.c_int, "FPDFText_GetLooseCharBox", *_AT, ctypes.c_void_p)
_ORIGIN = _prototype(ctypes.c_int, "FPDFText_GetCharOrigin", *_AT, ctypes.c_void_p, ctypes.c_void_p)
_GENERATED = _prototype(ctypes.c_int, "FPDFText_IsGenerated", *_AT)
_OBJECT = _prototype(ctypes.c_void_p, "FPDFText_GetTextObject", *_AT)


class FontTable:
    """Fonts of a document by pdfium's pointer, each asked for its name once."""

    def __init__(self) -> None:
        self.fonts: list[Font] = []
        self._indexes: dict[int | None, int] = {}

    def index(self, pointer: int | None) -> int:
        if pointer not in self._indexes:
            self._indexes[pointer] = len(self.fonts)
            self.fonts.append(_describe(pointer) if pointer else UNKNOWN_FONT)
        return self._indexes[pointer]

    def __getitem__(self, index: int) -> Font:
        return self.fonts[index] if 0 <= index < len(self.fonts) else UNKNOWN_FONT


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

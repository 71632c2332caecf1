"""The compiled helper (glyphs.c), called through ctypes; LIBRARY is None where it was not compiled."""

import ctypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

_PDFIUM = (
    "FPDFText_GetUnicode", "FPDFText_GetLooseCharBox", "FPDFText_GetCharOrigin", "FPDFText_GetTextObject",
    "FPDFTextObj_GetFont", "FPDFTextObj_GetFontSize", "FPDFText_GetMatrix",
    "FPDFPage_CountObjects", "FPDFPage_GetObject", "FPDFPageObj_GetType",
    "FPDFPage_GetAnnotCount", "FPDFPage_GetAnnot", "FPDFAnnot_GetSubtype", "FPDFPage_CloseAnnot",
)  # fmt: skip
_TABLE = (ctypes.c_void_p * len(_PDFIUM))(
    *(ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value for name in _PDFIUM)
)
_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
_ARGUMENTS = {
    "scrollkeeper_forms": (_POINTER, _POINTER, _POINTER, _INT),
    "scrollkeeper_has_marks": (_POINTER, _POINTER, _INT, ctypes.c_uint32),
    "scrollkeeper_visible_glyphs": (_POINTER, _POINTER, _INT, *[_POINTER] * 3, _INT, _POINTER, _POINTER),
    "scrollkeeper_word_starts": (_POINTER, _INT, *[_POINTER] * 3),
    "scrollkeeper_pieces": (_POINTER, _INT, _POINTER, _INT, _POINTER, _POINTER),
    "scrollkeeper_junctions": (_POINTER, _INT, _POINTER, _POINTER),
    "scrollkeeper_lines": (_POINTER, _INT, ctypes.c_double, _POINTER, _INT, _INT, _POINTER),
}


def _load() -> Any:
    for path in sorted(Path(__file__).parent.glob("_glyphs*.so")):
        try:
            library = ctypes.CDLL(str(path))
            for name, arguments in _ARGUMENTS.items():
                getattr(library, name).argtypes = arguments
        except (OSError, AttributeError):
            continue
        return library
    return None


LIBRARY = _load()


def addresses(columns: Sequence[np.ndarray]) -> Any:
    """A table of pointers to the columns, which must be contiguous and stay alive during the call."""
    return (ctypes.c_void_p * len(columns))(*map(_address, columns))


def _address(column: np.ndarray) -> int:
    """Of the first byte of a column that is not empty; numpy's own ways of telling take six times as long."""
    return ctypes.addressof(ctypes.c_char.from_buffer(column.data))


def forms(page: Any, most: int) -> list[int]:
    """The first form XObjects of the page, which may be a pointer or its address."""
    found = (ctypes.c_void_p * most)()
    number = LIBRARY.scrollkeeper_forms(_TABLE, page, found, most)
    return [pointer or 0 for pointer in found[:number]]


def has_marks(page: Any, most: int, plain: int) -> bool:
    """Whether one of the first annotations of the page is of a kind whose bit is not set in `plain`."""
    return bool(LIBRARY.scrollkeeper_has_marks(_TABLE, page, most, plain))


def visible_glyphs(
    text_page: Any, count: int, kinds: np.ndarray, block: np.ndarray, fonts: Any, number: ctypes.c_int
) -> tuple[int, int]:
    """Fills the columns of glyphs, in one block; how many there are, and how many of them are accents.

    `kinds` tells of each code whether it is invisible (1) or an accent (2); to the `number` of pointers in `fonts`, an
    array of ctypes, those are added that are new.
    """
    accents = ctypes.c_int(0)
    visible = LIBRARY.scrollkeeper_visible_glyphs(
        _TABLE,
        text_page,
        count,
        _address(kinds),
        _address(block),
        fonts,
        len(fonts),
        ctypes.byref(number),
        ctypes.byref(accents),
    )
    return visible, accents.value


def pieces(
    glyphs: Sequence[np.ndarray], gaps: Sequence[float], sides: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, str]:
    """Columns of pieces from those of one or more glyphs: lengths, rectangles, sizes, baselines, fonts, whether each
    ends with a hyphen and whether it may need tidying; and their characters, a space between two pieces.

    `gaps` are the widths that part words, and `sides` a table of codes (pieces.py)."""
    count = len(glyphs[0])
    glyphs = [column if column.flags.c_contiguous else column.copy() for column in glyphs]
    columns, starts = addresses(glyphs), np.empty(count, "<i4")
    number = LIBRARY.scrollkeeper_word_starts(
        columns, count, (ctypes.c_float * len(gaps))(*gaps), _address(sides), _address(starts)
    )
    lengths, font = np.empty(number, np.int64), np.empty(number, "<i4")
    rects, (sizes, baselines), (hyphenated, odd) = (
        np.empty((number, 4)),
        np.empty((2, number)),
        np.empty((2, number), bool),
    )
    text = np.empty(4 * count + number, np.uint8)
    out = addresses((lengths, rects, sizes, baselines, font, hyphenated, odd))
    length = LIBRARY.scrollkeeper_pieces(columns, count, _address(starts), number, out, _address(text))
    spaced = str(text.data[:length], "utf-8", "surrogatepass")
    return lengths, rects, sizes, baselines, font, hyphenated, odd, spaced


def junctions(pieces: Sequence[np.ndarray], limits: Sequence[float]) -> list[int]:
    """Indexes of pieces that stand close to the one before, on another baseline and in another size (scripts.py)."""
    count = len(pieces[0])
    found = np.empty(count, "<i4")
    number = LIBRARY.scrollkeeper_junctions(
        addresses(pieces), count, (ctypes.c_double * len(limits))(*limits), _address(found)
    )
    indexes: list[int] = found[:number].tolist()
    return indexes


def lines(
    pieces: Sequence[np.ndarray], column_gap: float, faces: np.ndarray, most_types: int
) -> tuple[list[int], list[list[float]], list[float], list[int], list[bool], list[bool], list[bool], list[bool]]:
    """Lines from columns of pieces (lengths, rectangles, sizes, baselines, fonts): the first piece of each, rectangles,
    sizes, fonts, whether bold, italic, of one type throughout, and of another font at one end."""
    count = len(pieces[0])
    start, font = np.empty((2, count), "<i4")
    rects, sizes, marks = np.empty((count, 4)), np.empty(count), np.empty((4, count), bool)
    number = LIBRARY.scrollkeeper_lines(
        addresses([*pieces, start, start]), count, column_gap, _address(faces), len(faces), most_types,
        addresses((start, rects, sizes, font, *marks)),
    )  # fmt: skip
    bold, italic, uniform, apart = marks[:, :number].tolist()
    return (
        start[:number].tolist(), rects[:number].tolist(), sizes[:number].tolist(), font[:number].tolist(),
        bold, italic, uniform, apart,
    )  # fmt: skip

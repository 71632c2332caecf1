"""Glyphs of a page by ctypes alone, for machines without a compiler."""

import ctypes
from collections import deque
from collections.abc import Iterable
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from scrollkeeper.parsing.glyphs import INVISIBLE, FontTable, Glyphs, room_for


def read_plainly(text_page: Any, count: int, fonts: FontTable) -> Glyphs:
    """What the C helper gives: `map` calls pdfium for each character, which writes into numpy's memory, so that
    Python itself does nothing for a single one."""
    page = ctypes.cast(text_page, ctypes.c_void_p).value
    codes = np.fromiter(map(_CODE, repeat(page), range(count)), "<u4", count)
    invisible = INVISIBLE[np.minimum(codes, 0xFFFF)]
    shown = np.flatnonzero(~invisible)
    numbers = shown.tolist()
    glyphs = room_for(len(shown))
    glyphs.code[:], glyphs.run[:] = codes[shown], np.cumsum(invisible)[shown]
    boxes, origins = np.zeros((len(shown), 4), "<f4"), np.zeros((len(shown), 2), "<f8")
    _run(map(_BOX, repeat(page), numbers, _addresses(boxes, 0)))
    _run(map(_ORIGIN, repeat(page), numbers, _addresses(origins, 0), _addresses(origins, 8)))
    glyphs.x0[:], glyphs.y1[:], glyphs.x1[:], glyphs.y0[:] = boxes.T  # FS_RECTF is left, top, right, bottom.
    glyphs.origin_x[:], glyphs.origin_y[:] = origins.T
    objects = [found or 0 for found in map(_OBJECT, repeat(page), numbers)]
    _read_fonts(text_page, numbers, objects, fonts, glyphs)
    return glyphs


def _read_fonts(text_page: Any, numbers: list[int], objects: list[int], fonts: FontTable, glyphs: Glyphs) -> None:
    """Font, size and angle, asked for once for each run of characters of one text object."""
    matrix, declared = pdfium.FS_MATRIX(), ctypes.c_float()
    glyphs.font[:], glyphs.size[:], glyphs.angle[:] = -1, 0, 0
    known = np.flatnonzero(np.array(objects, np.int64))
    begins = known[np.append(True, np.diff(np.array(objects, np.int64)[known]) != 0)].tolist() if len(known) else []
    for begin, end in zip(begins, [*begins[1:], len(numbers)], strict=True):
        found = pdfium.FPDFText_GetTextObject(text_page, numbers[begin])
        pdfium.FPDFTextObj_GetFontSize(found, declared)
        pdfium.FPDFText_GetMatrix(text_page, numbers[begin], matrix)
        pointer = ctypes.cast(pdfium.FPDFTextObj_GetFont(found), ctypes.c_void_p).value
        glyphs.font[begin:end] = fonts.index(pointer)
        glyphs.size[begin:end] = declared.value * float(np.hypot(matrix.c, matrix.d))
        glyphs.angle[begin:end] = float(np.arctan2(matrix.b, matrix.a))
    glyphs.font[[position for position, found in enumerate(objects) if not found]] = -1


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
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_AT = (ctypes.c_void_p, ctypes.c_int)
_CODE = _prototype(ctypes.c_uint, "FPDFText_GetUnicode", *_AT)
_BOX = _prototype(ctypes.c_int, "FPDFText_GetLooseCharBox", *_AT, ctypes.c_void_p)
_ORIGIN = _prototype(ctypes.c_int, "FPDFText_GetCharOrigin", *_AT, ctypes.c_void_p, ctypes.c_void_p)
_OBJECT = _prototype(ctypes.c_void_p, "FPDFText_GetTextObject", *_AT)

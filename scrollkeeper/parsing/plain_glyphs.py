"""Glyphs of a page by ctypes alone, for machines without a compiler.

A call from Python costs more than what pdfium does in it, so that only the ends of each word are asked for. What lies
between follows from how wide each letter of a face is, which is asked once a document; where that does not lead to the
word's other end (kerning like a gap, ligatures), and where text is not level, every glyph is asked for.
"""

import ctypes
import math
from collections import deque
from collections.abc import Iterable
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from scrollkeeper.parsing.glyphs import INVISIBLE, IS_ACCENT, FontTable, Glyphs, room_for

# How far, in parts of the type size, the letters of a word may lead from its real end: less than half of a gap.
TOLERANCE = 0.1
# Letters that are looked up in a table, by their code: those of Latin, Greek and Cyrillic scripts.
OFTEN = 0x500
# Faces that have such a table, of 5 KB each.
MOST_TABLED = 1000
FaceKey = tuple[int | None, float, float, float, float, float]
"""Font, its size, and the first four numbers of the matrix it is set with."""


class Faces:
    """Faces of a document (font, size and matrix) and how far the box of each letter reaches from its origin."""

    def __init__(self, fonts: FontTable) -> None:
        self.fonts = fonts
        self.described: list[tuple[int, float, float]] = [(-1, 0.0, 0.0)]
        """Font, size and angle; the first is that of characters of no text object."""
        self._numbers: dict[FaceKey, int] = {}
        self.places = np.zeros((1, OFTEN), np.int32)
        self.others: dict[int, int] = {}
        """Where each letter of each face stands in `reach`, the first OFTEN letters in a table; 0 for nowhere."""
        self.reach = np.zeros((1, 3), "<f4")
        """Width of the box, and its bottom and top above the baseline."""

    def numbers(self, page: int, positions: np.ndarray, objects: np.ndarray) -> list[int]:
        """The face of each text object, of which one of the characters is given too."""
        matrices, sizes = np.zeros((len(objects), 6), "<f4"), np.zeros((len(objects), 1), "<f4")
        found = objects.tolist()
        _run(map(_MATRIX, repeat(page), positions.tolist(), _addresses(matrices, 0)))
        _run(map(_FONT_SIZE, found, _addresses(sizes, 0)))
        columns = (map(_FONT, found), sizes[:, 0].tolist(), *matrices[:, :4].T.tolist())
        return [self._number(key) for key in zip(*columns, strict=True)]

    def _number(self, key: FaceKey) -> int:
        number = self._numbers.get(key)
        if number is None:
            font, size, a, b, c, d = key
            number = self._numbers[key] = len(self.described)
            self.described.append((self.fonts.index(font), size * math.hypot(c, d), math.atan2(b, a)))
        return number

    def find(self, face: np.ndarray, codes: np.ndarray) -> np.ndarray:
        """Where each letter stands in `reach`, 0 where it is not there."""
        faces = min(len(self.described), MOST_TABLED)
        if faces > len(self.places):
            self.places = np.concatenate((self.places, np.zeros((2 * faces - len(self.places), OFTEN), np.int32)))
        found = self.places[np.minimum(face, len(self.places) - 1), np.minimum(codes, OFTEN - 1)]
        seldom = np.flatnonzero((codes >= OFTEN) | (face >= MOST_TABLED))
        if len(seldom):
            keys = (face[seldom].astype(np.int64) << 32 | codes[seldom]).tolist()
            found[seldom] = [self.others.get(key, 0) for key in keys]
        return found

    def add(self, face: np.ndarray, codes: np.ndarray, reach: np.ndarray) -> None:
        start = len(self.reach)
        self.reach = np.concatenate((self.reach, reach))
        for place, (number, code) in enumerate(zip(face.tolist(), codes.tolist(), strict=True), start):
            if code < OFTEN and number < MOST_TABLED:
                self.places[number, code] = place
            else:
                self.others[number << 32 | code] = place


def read_plainly(text_page: Any, count: int, fonts: FontTable) -> Glyphs:
    """What the C helper gives, but for the last bits of places within words."""
    page = ctypes.cast(text_page, ctypes.c_void_p).value or 0
    codes = _codes(text_page, page, count)
    invisible = INVISIBLE[np.minimum(codes, 0xFFFF)]
    shown = np.flatnonzero(~invisible)
    glyphs = room_for(len(shown))
    if not len(shown):
        return glyphs
    glyphs.code[:], glyphs.run[:] = codes[shown], np.cumsum(invisible)[shown]
    begins, objects = _stretches(page, shown, glyphs.run)
    fonts.faces = faces = fonts.faces or Faces(fonts)
    stretch = np.cumsum(begins) - 1
    starts = np.flatnonzero(begins)
    numbers, baselines = _faces(page, shown[starts], objects, faces)
    described = np.array(faces.described)[numbers[stretch]].T
    glyphs.font[:], glyphs.size[:], glyphs.angle[:] = described
    glyphs.origin_y[:] = baselines[stretch]
    # Halves of a letter beyond 16 bits stand in one place, and accents must be over their letters.
    odd = ((glyphs.code & 0xF800) == 0xD800) | IS_ACCENT[np.minimum(glyphs.code, 0xFFFF)]
    exact = (objects == 0)[stretch] | (glyphs.angle != 0) | odd
    exact = np.logical_or.reduceat(exact, starts)
    exact = _place_level(page, shown, starts, numbers[stretch], exact, faces, glyphs)[stretch]
    positions = np.flatnonzero(exact)
    boxes = _boxes(page, shown[positions])
    glyphs.x0[positions], glyphs.y1[positions], glyphs.x1[positions], glyphs.y0[positions] = boxes.T
    glyphs.origin_x[positions] = boxes[:, 0]
    # All of a level stretch stand on the line that its first glyph does.
    positions = positions[(glyphs.angle[positions] != 0) | (glyphs.font[positions] < 0)]
    glyphs.origin_x[positions], glyphs.origin_y[positions] = _origins(page, shown[positions]).T
    return glyphs


def _codes(text_page: Any, page: int, count: int) -> np.ndarray:
    """Unicode of every character: in one call where each is one UTF-16 unit of the page's text, or half of a letter."""
    buffer = np.zeros(2 * count + 2, "<u2")
    address = buffer.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort))
    written = pdfium.FPDFText_GetText(text_page, 0, count, address) - 1
    codes = buffer[:count].astype("<u4")
    if written == count and codes.all():
        return codes
    return np.fromiter(map(_CODE, repeat(page), range(count)), "<u4", count)


def _stretches(page: int, shown: np.ndarray, run: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which glyphs begin a stretch of one word and one text object, and the object of each stretch, 0 for none."""
    begins = np.append(True, np.diff(run) > 0)
    starts = np.flatnonzero(begins)
    objects = _objects(page, shown[starts])
    # Where the next word begins in the same object, all between is of it.
    unsure = np.flatnonzero(np.append(objects[1:] != objects[:-1], True))
    lasts = np.append(starts[1:], len(shown))[unsure] - 1
    mixed = np.zeros(len(starts), bool)
    mixed[unsure] = _objects(page, shown[lasts]) != objects[unsure]
    if not mixed.any():
        return begins, objects
    single = mixed[np.cumsum(begins) - 1]
    known = np.zeros(len(shown), np.int64)
    known[starts] = objects
    known[single] = _objects(page, shown[single])
    begins |= single
    return begins, known[begins]


def _faces(page: int, firsts: np.ndarray, objects: np.ndarray, faces: Faces) -> tuple[np.ndarray, np.ndarray]:
    """Number of the face and height of the baseline of each stretch, asked for once for each text object."""
    changes = np.flatnonzero(np.append(True, np.diff(objects) != 0))
    numbers = np.zeros(len(changes), np.int64)
    known = objects[changes] != 0
    numbers[known] = faces.numbers(page, firsts[changes][known], objects[changes][known])
    times = np.diff(np.append(changes, len(objects)))
    return np.repeat(numbers, times), np.repeat(_origins(page, firsts[changes])[:, 1], times)


def _place_level(
    page: int, shown: np.ndarray, starts: np.ndarray, face: np.ndarray, exact: np.ndarray, faces: Faces, glyphs: Glyphs
) -> np.ndarray:
    """Boxes of the glyphs in level stretches from those of their ends; which stretches must be asked for instead."""
    places = faces.find(face, glyphs.code)
    missing = np.flatnonzero(places == 0)
    if len(missing):
        _, first = np.unique(face[missing].astype(np.int64) << 32 | glyphs.code[missing], return_index=True)
        at = missing[first]
        left, top, right, bottom = _boxes(page, shown[at]).T
        baseline = _origins(page, shown[at])[:, 1]
        reach = np.column_stack((right - left, bottom - baseline, top - baseline)).astype("<f4")
        faces.add(face[at], glyphs.code[at], reach)
        places = faces.find(face, glyphs.code)
    width, low, high = faces.reach[places].T
    lasts = np.append(starts[1:], len(shown)) - 1
    first_boxes = _boxes(page, shown[starts])
    last_boxes = first_boxes.copy()
    last_boxes[lasts > starts] = _boxes(page, shown[lasts[lasts > starts]])
    ends = np.cumsum(width, dtype=float)
    before = ends - width
    steps = np.maximum(lasts - starts, 1)
    led = first_boxes[:, 0] + ends[lasts] - before[starts]
    error = last_boxes[:, 2] - led
    times = lasts - starts + 1
    inside = np.arange(len(shown)) - np.repeat(starts, times)
    glyphs.x0[:] = (
        before + np.repeat(first_boxes[:, 0] - before[starts], times) + inside * np.repeat(error / steps, times)
    )
    glyphs.x1[:], glyphs.y0[:], glyphs.y1[:] = glyphs.x0 + width, glyphs.origin_y + low, glyphs.origin_y + high
    for at, boxes in ((starts, first_boxes), (lasts, last_boxes)):
        glyphs.x0[at], glyphs.y1[at], glyphs.x1[at], glyphs.y0[at] = boxes.T  # FS_RECTF: left, top, right, bottom.
    glyphs.origin_x[:] = glyphs.x0
    return exact | (np.abs(error) > TOLERANCE * glyphs.size[starts])


def _boxes(page: int, numbers: np.ndarray) -> np.ndarray:
    boxes = np.zeros((len(numbers), 4), "<f4")
    _run(map(_BOX, repeat(page), numbers.tolist(), _addresses(boxes, 0)))
    return boxes


def _origins(page: int, numbers: np.ndarray) -> np.ndarray:
    origins = np.zeros((len(numbers), 2), "<f8")
    _run(map(_ORIGIN, repeat(page), numbers.tolist(), _addresses(origins, 0), _addresses(origins, 8)))
    return origins


def _objects(page: int, numbers: np.ndarray) -> np.ndarray:
    return np.fromiter(map(_OBJECT, repeat(page), numbers.tolist()), np.int64, len(numbers))


def _addresses(array: np.ndarray, offset: int) -> range:
    """Of each row of an array, as numbers."""
    start, step = array.ctypes.data + offset, array.itemsize * array.shape[1]
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
_MATRIX = _prototype(ctypes.c_int, "FPDFText_GetMatrix", *_AT, ctypes.c_void_p)
_FONT = _prototype(ctypes.c_void_p, "FPDFTextObj_GetFont", ctypes.c_void_p)
_FONT_SIZE = _prototype(ctypes.c_int, "FPDFTextObj_GetFontSize", ctypes.c_void_p, ctypes.c_void_p)
_OBJECT = _prototype(ctypes.c_ssize_t, "FPDFText_GetTextObject", *_AT)

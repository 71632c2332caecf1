"""Glyphs of a page by ctypes alone, for machines without a compiler.

A call from Python costs more than what pdfium does in it, so that only the ends of each word are asked for. What lies
between follows from how wide each letter of a type is, which is asked once a document; where that does not lead to the
word's other end (kerning like a gap, ligatures), where a narrow space may be in it (pieces.py), and where text is not
level, every glyph is asked for.
"""

import ctypes
import math
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from scrollkeeper.parsing.glyphs.columns import INVISIBLE, IS_ACCENT, FontTable, Glyphs, room_for
from scrollkeeper.parsing.glyphs.pieces import may_be_narrow
from scrollkeeper.parsing.glyphs.quick_calls import prototype, run
from scrollkeeper.parsing.glyphs.rtl import IS_RTL

# How far, in parts of the type size, the letters of a word may lead from its real end: less than half of a gap.
TOLERANCE = 0.1
# How far boxes of one height may seem to differ by the last bits of their places, in points or parts of the type size.
SAME = 0.001
# Letters that are looked up in a table, by their code: those of Latin, Greek and Cyrillic scripts.
OFTEN = 0x500
# Types that have such a table, of 5 KB each.
MOST_TABLED = 1000


class Faces:
    """Faces of a document (font, size and matrix) and how far the box of each letter reaches from its origin.

    Faces that differ in nothing but how large they are set are of one type, whose letters are asked for once.
    """

    def __init__(self, fonts: FontTable) -> None:
        self.fonts = fonts
        self._numbers: dict[bytes, int] = {}
        self._types: dict[tuple[float, ...], int] = {}
        self._described = [(-1, 0.0, 0.0, 0, 1.0)]
        """Font, size, angle, type and scale of each face; the first is that of characters of no text object."""
        self._set_columns()
        self.places = np.zeros((1, OFTEN), np.int32)
        self.others: dict[int, int] = {}
        """Where each letter of each type stands in `reach`, the first OFTEN letters in a table; 0 for nowhere."""
        self.reach = np.zeros((3, 1), "<f4")
        """Width of the box, and its bottom and top above the baseline, at a scale of 1."""

    def _set_columns(self) -> None:
        font, size, angle, kind, scale = zip(*self._described, strict=True)
        self.font, self.type = np.array(font, "<i4"), np.array(kind, np.int64)
        self.size, self.angle, self.scale = np.array((size, angle, scale), "<f4")

    def numbers(self, page: int, positions: np.ndarray, objects: np.ndarray) -> np.ndarray:
        """The face of each text object, of which one of the characters is given too."""
        found = objects.tolist()
        # Font (8 bytes), size, nothing, and a matrix whose last two numbers are a place.
        asked = np.zeros((len(found), 10), "<f4")
        asked.view("<i8")[:, 0] = np.fromiter(map(_FONT, found), np.int64, len(found))
        run(map(_FONT_SIZE, found, _addresses(asked, 8)))
        run(map(_MATRIX, repeat(page), positions.tolist(), _addresses(asked, 16)))
        asked[:, 8:] = 0
        keys = asked.view("V40")[:, 0].tolist()
        known = self._numbers
        new = [at for at, key in enumerate(keys) if key not in known]
        for at in new:
            if keys[at] not in known:
                known[keys[at]] = len(self._described)
                self._described.append(
                    self._describe(int(asked.view("<i8")[at, 0]), *asked[at, [2, 4, 5, 6, 7]].tolist())
                )
        if new:
            self._set_columns()
        return np.fromiter(map(known.__getitem__, keys), np.int64, len(keys))

    def _describe(
        self, font: int, size: float, a: float, b: float, c: float, d: float
    ) -> tuple[int, float, float, int, float]:
        scale = size * a
        shape = (font, c / a, d / a) if scale and math.isfinite(scale) else (font, size, a, c, d)
        kind = self._types.setdefault(shape, len(self._types) + 1)
        return (
            self.fonts.index(font),
            size * math.hypot(c, d),
            math.atan2(b, a),
            kind,
            scale if len(shape) == 3 else 1.0,
        )

    def find(self, types: np.ndarray, codes: np.ndarray) -> np.ndarray:
        """Where each letter stands in `reach`, 0 where it is not there."""
        tabled = min(len(self._types) + 1, MOST_TABLED)
        if tabled > len(self.places):
            self.places = np.concatenate((self.places, np.zeros((2 * tabled - len(self.places), OFTEN), np.int32)))
        found: np.ndarray = self.places.ravel().take(types * OFTEN + codes, mode="clip")
        if codes.max() >= OFTEN or len(self._types) >= MOST_TABLED:
            seldom = np.flatnonzero((codes >= OFTEN) | (types >= MOST_TABLED))
            keys = (types[seldom] << 32 | codes[seldom]).tolist()
            found[seldom] = [self.others.get(key, 0) for key in keys]
        return found

    def add(self, types: np.ndarray, codes: np.ndarray, reach: np.ndarray) -> None:
        start = self.reach.shape[1]
        self.reach = np.concatenate((self.reach, reach), axis=1)
        for place, (kind, code) in enumerate(zip(types.tolist(), codes.tolist(), strict=True), start):
            if code < OFTEN and kind < MOST_TABLED:
                self.places[kind, code] = place
            else:
                self.others[kind << 32 | code] = place


def read_plainly(text_page: Any, count: int, fonts: FontTable) -> Glyphs:
    """What the C helper gives, but for the last bits of places."""
    page = ctypes.cast(text_page, ctypes.c_void_p).value or 0
    codes = _codes(text_page, page, count)
    short = np.minimum(codes, 0xFFFF)
    invisible = INVISIBLE[short]
    shown = np.flatnonzero(~invisible)
    glyphs = room_for(len(shown))
    if not len(shown):
        return glyphs
    glyphs.code[:], glyphs.run[:] = codes[shown], np.cumsum(invisible)[shown]
    fonts.faces = faces = fonts.faces or Faces(fonts)
    starts, objects = _stretches(page, shown, glyphs.run)
    times = np.diff(starts, append=len(shown))
    numbers = _faces(page, shown[starts], objects, faces)
    columns = (glyphs.font, faces.font), (glyphs.size, faces.size), (glyphs.angle, faces.angle)
    for column, of_face in columns:
        column[:] = np.repeat(of_face[numbers], times)
    # Halves of a letter beyond 16 bits stand in one place, accents must be over their letters, and right-to-left
    # letters go the other way.
    accents = IS_ACCENT[short[shown]]
    glyphs.accents = bool(accents.any())
    odd = accents | ((glyphs.code & 0xF800) == 0xD800) | IS_RTL[short[shown]]
    whole = (objects == 0) | (faces.angle[numbers] != 0)
    if odd.any():
        whole |= np.logical_or.reduceat(odd, starts)
    astray = _place_level(page, shown, starts, times, numbers, whole, faces, glyphs)
    narrow = np.append(False, may_be_narrow(glyphs.code))
    narrow[starts] = False
    astray |= np.logical_or.reduceat(narrow, starts)
    positions = np.flatnonzero(np.repeat(whole | astray, times))
    if len(positions):
        boxes = _boxes(page, shown[positions])
        glyphs.x0[positions], glyphs.y1[positions], glyphs.x1[positions], glyphs.y0[positions] = boxes
        glyphs.origin_x[positions] = boxes[0]
        # All of a level stretch stand on the line that its first glyph does.
        positions = np.flatnonzero(np.repeat(whole, times))
        glyphs.origin_x[positions], glyphs.origin_y[positions] = _origins(page, shown[positions])
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
    begins = np.append(True, run[1:] > run[:-1])
    starts = np.flatnonzero(begins)
    objects = _objects(page, shown[starts])
    # Where the next word begins in the same object, all between is of it.
    unsure = np.flatnonzero(np.append(objects[1:] != objects[:-1], True))
    lasts = np.append(starts[1:], len(shown))[unsure] - 1
    mixed = unsure[_objects(page, shown[lasts]) != objects[unsure]]
    if not len(mixed):
        return starts, objects
    known = np.zeros(len(shown), np.int64)
    known[starts] = objects
    is_mixed = np.zeros(len(starts), bool)
    is_mixed[mixed] = True
    single = np.flatnonzero(is_mixed[np.cumsum(begins) - 1])
    known[single] = found = _objects(page, shown[single])
    begins[single[1:]] |= found[1:] != found[:-1]
    starts = np.flatnonzero(begins)
    return starts, known[starts]


def _faces(page: int, firsts: np.ndarray, objects: np.ndarray, faces: Faces) -> np.ndarray:
    """Number of the face of each stretch, asked for once for each text object."""
    changes = np.flatnonzero(np.append(True, objects[1:] != objects[:-1]))
    numbers = np.zeros(len(changes), np.int64)
    known = objects[changes] != 0
    numbers[known] = faces.numbers(page, firsts[changes][known], objects[changes][known])
    return np.repeat(numbers, np.diff(changes, append=len(objects)))


def _place_level(
    page: int,
    shown: np.ndarray,
    starts: np.ndarray,
    times: np.ndarray,
    numbers: np.ndarray,
    whole: np.ndarray,
    faces: Faces,
    glyphs: Glyphs,
) -> np.ndarray:
    """Boxes of the glyphs in level stretches from those of their ends; which stretches must be asked for instead.

    Nothing is asked of the stretches that are asked for as a `whole`; those that turn out to be odd are added to them.
    """
    kinds, scale = np.repeat(faces.type[numbers], times), np.repeat(faces.scale[numbers], times)
    places = faces.find(kinds, glyphs.code)
    missing = np.flatnonzero((places == 0) & ~np.repeat(whole, times))
    if len(missing):
        _, first = np.unique(kinds[missing] << 32 | glyphs.code[missing], return_index=True)
        at = missing[first]
        left, top, right, bottom = _boxes(page, shown[at])
        _, baseline = _origins(page, shown[at])
        faces.add(kinds[at], glyphs.code[at], np.stack((right - left, bottom - baseline, top - baseline)) / scale[at])
        places = faces.find(kinds, glyphs.code)
    width, low, high = faces.reach.take(places, axis=1) * scale
    level = np.flatnonzero(~whole)
    several = level[times[level] > 1]
    left, top, right, bottom = np.zeros((4, len(starts)))
    left[level], top[level], right[level], bottom[level] = _boxes(page, shown[starts[level]])
    right[several] = _boxes(page, shown[starts[several] + times[several] - 1])[2]
    ends = np.cumsum(width, dtype=float)
    before = ends - width
    shift = left - before[starts]
    error = right - ends[starts + times - 1] - shift
    # What the letters are led astray is shared among the gaps between them.
    slope = error / np.maximum(times - 1, 1)
    before += np.repeat(shift - starts * slope, times) + np.arange(len(shown)) * np.repeat(slope, times)
    glyphs.x0[:] = glyphs.origin_x[:] = before
    glyphs.x1[:] = before + width
    glyphs.origin_y[:] = np.repeat(bottom - low[starts], times)
    # To the last bit, for what stands side by side is read in another order than what does not.
    for column, ends_at, reach in ((glyphs.y0, bottom, low), (glyphs.y1, top, high)):
        beyond = reach - np.repeat(reach[starts], times)
        beyond[np.abs(beyond) < SAME] = 0
        column[:] = np.repeat(ends_at, times) + beyond
    # A glyph that is not as large as its letter was elsewhere is another one of the same meaning.
    size = faces.size[numbers]
    other = np.abs(top - bottom - (high - low)[starts]) + np.where(times == 1, np.abs(error), 0.0)
    whole |= ~whole & (other > SAME * size)
    wrong: np.ndarray = np.abs(error) > TOLERANCE * size
    return wrong


def _boxes(page: int, numbers: np.ndarray) -> np.ndarray:
    """Rows of left, top, right and bottom."""
    boxes = np.zeros((len(numbers), 4), "<f4")
    run(map(_BOX, repeat(page), numbers.tolist(), _addresses(boxes, 0)))
    return boxes.T


def _origins(page: int, numbers: np.ndarray) -> np.ndarray:
    """Rows of x and y."""
    origins = np.zeros((len(numbers), 2), "<f8")
    run(map(_ORIGIN, repeat(page), numbers.tolist(), _addresses(origins, 0), _addresses(origins, 8)))
    return origins.T


def _objects(page: int, numbers: np.ndarray) -> np.ndarray:
    return np.fromiter(map(_OBJECT, repeat(page), numbers.tolist()), np.int64, len(numbers))


def _addresses(array: np.ndarray, offset: int) -> range:
    """Of each row of an array, as numbers."""
    start, step = array.ctypes.data + offset, array.itemsize * array.shape[1]
    return range(start, start + step * len(array), step)


# Positions are ints, which stand in registers as wide as a pointer's; ctypes passes pointers a quarter faster. What a
# call gives that fills a place in memory is not looked at, which saves as much again.
_AT = (ctypes.c_void_p, ctypes.c_void_p)
_CODE = prototype(ctypes.c_uint, "FPDFText_GetUnicode", *_AT)
_BOX = prototype(None, "FPDFText_GetLooseCharBox", *_AT, ctypes.c_void_p)
_ORIGIN = prototype(None, "FPDFText_GetCharOrigin", *_AT, ctypes.c_void_p, ctypes.c_void_p)
_MATRIX = prototype(None, "FPDFText_GetMatrix", *_AT, ctypes.c_void_p)
_FONT = prototype(ctypes.c_ssize_t, "FPDFTextObj_GetFont", ctypes.c_void_p)
_FONT_SIZE = prototype(None, "FPDFTextObj_GetFontSize", ctypes.c_void_p, ctypes.c_void_p)
_OBJECT = prototype(ctypes.c_ssize_t, "FPDFText_GetTextObject", *_AT)

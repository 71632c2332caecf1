"""Takes off a page the text that nobody sees because it is clipped away.

A figure that was cut out of a whole page of another PDF, as TeX does with `\\includegraphics[trim=…, clip]`, brings
all the text of that page along in its form XObject (ISO 32000-1, 8.10) and shows none of it (8.5.4, clipping paths).
To pdfium, as to most programs that read text, it is text like any other, and lies across the printed lines.
"""

import ctypes
import math
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

from scrollkeeper.parsing.glyphs import helper
from scrollkeeper.parsing.glyphs.quick_calls import prototype

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]

EVERYWHERE: Box = (-math.inf, -math.inf, math.inf, math.inf)
# Of a page, within each other, and points of a path: a file may hold any number of each.
MAX_FORMS, MAX_DEPTH, MAX_POINTS = 200, 4, 500
# Of a form; pdfium looks for each among all that stand before it.
MAX_DROPPED = 20_000


def drop_clipped_text(page: Any) -> int:
    """Removes from a loaded page, not from its file, the text in forms that lies wholly outside its clipping path.

    Gives the number of text objects that went. Text that shows in the least stays whole.
    """
    forms = _forms_plainly(page) if helper.LIBRARY is None else helper.forms(page, MAX_FORMS)
    if not forms:  # As on most pages.
        return 0
    return sum(_drop_in(form, _matrix_of(form), _clip_of(form, None), MAX_DEPTH) for form in forms)


def _forms_plainly(page: Any) -> list[int]:
    address = ctypes.cast(page, ctypes.c_void_p).value or 0
    objects = list(map(_OBJECT, repeat(address), range(_COUNT(address))))
    kinds = list(map(_KIND, objects))
    # Most pages have none.
    if pdfium.FPDF_PAGEOBJ_FORM not in kinds:
        return []
    forms = [one for one, kind in zip(objects, kinds, strict=True) if kind == pdfium.FPDF_PAGEOBJ_FORM]
    return forms[:MAX_FORMS]


def _drop_in(form: int, matrix: Matrix, clip: Box, depth: int) -> int:
    """`matrix` leads from the form's own coordinates to the page's, in which `clip` is given."""
    dropped = 0
    inside = list(map(_OBJECT_IN, repeat(form), range(max(_COUNT_IN(form), 0))))
    for inner, kind in zip(inside, map(_KIND, inside), strict=True):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT and dropped < MAX_DROPPED:
            shown = _both(clip, _clip_of(inner, matrix))
            if _are_apart(_moved(_bounds(inner), matrix), shown) and _REMOVE(form, inner):
                _DESTROY(inner)
                dropped += 1
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth > 1:
            within = _both(clip, _clip_of(inner, matrix))
            dropped += _drop_in(inner, _product(_matrix_of(inner), matrix), within, depth - 1)
    return dropped


def _clip_of(thing: int, matrix: Matrix | None) -> Box:
    """The box around what an object's clipping path leaves of it; EVERYWHERE where nothing is known."""
    path, box = _CLIP(thing), EVERYWHERE
    for number in range(max(_PATHS(path), 0) if path else 0):
        count = _POINTS(path, number)
        if not 0 < count <= MAX_POINTS:
            continue
        xs, ys = zip(*(_point(_POINT(path, number, at)) for at in range(count)), strict=True)
        around = (min(xs), min(ys), max(xs), max(ys))
        box = _both(box, _moved(around, matrix) if matrix else around)
    return box


def _point(segment: int) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    _PLACE(segment, ctypes.byref(x), ctypes.byref(y))
    return x.value, y.value


def _bounds(thing: int) -> Box:
    sides = [ctypes.c_float() for _ in range(4)]
    _BOUNDS(thing, *map(ctypes.byref, sides))
    x0, y0, x1, y1 = (side.value for side in sides)
    return x0, y0, x1, y1


def _matrix_of(thing: int) -> Matrix:
    found = pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
    _MATRIX(thing, ctypes.byref(found))
    return found.a, found.b, found.c, found.d, found.e, found.f


def _product(first: Matrix, then: Matrix) -> Matrix:
    """What leads through both, in this order (8.3.4)."""
    a, b, c, d, e, f = first
    (x0, y0), (x1, y1), (x2, y2) = (_through(then, *point) for point in ((a, b), (c, d), (e, f)))
    return x0 - then[4], y0 - then[5], x1 - then[4], y1 - then[5], x2, y2


def _through(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _moved(box: Box, matrix: Matrix) -> Box:
    """The box around a box that was turned and scaled."""
    x0, y0, x1, y1 = box
    xs, ys = zip(*(_through(matrix, x, y) for x, y in ((x0, y0), (x0, y1), (x1, y0), (x1, y1))), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _both(one: Box, other: Box) -> Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _are_apart(one: Box, other: Box) -> bool:
    """False too where a place is no number."""
    return one[2] < other[0] or one[0] > other[2] or one[3] < other[1] or one[1] > other[3]


_P, _I = ctypes.c_void_p, ctypes.c_int
_COUNT = prototype(_I, "FPDFPage_CountObjects", _P)
_OBJECT = prototype(ctypes.c_ssize_t, "FPDFPage_GetObject", _P, _P)
_COUNT_IN = prototype(_I, "FPDFFormObj_CountObjects", _P)
_OBJECT_IN = prototype(ctypes.c_ssize_t, "FPDFFormObj_GetObject", _P, _P)
_KIND = prototype(_I, "FPDFPageObj_GetType", _P)
_REMOVE = prototype(_I, "FPDFFormObj_RemoveObject", _P, _P)
_DESTROY = prototype(None, "FPDFPageObj_Destroy", _P)
_BOUNDS = prototype(_I, "FPDFPageObj_GetBounds", _P, _P, _P, _P, _P)
_MATRIX = prototype(_I, "FPDFPageObj_GetMatrix", _P, _P)
_CLIP = prototype(ctypes.c_ssize_t, "FPDFPageObj_GetClipPath", _P)
_PATHS = prototype(_I, "FPDFClipPath_CountPaths", _P)
_POINTS = prototype(_I, "FPDFClipPath_CountPathSegments", _P, _P)
_POINT = prototype(ctypes.c_ssize_t, "FPDFClipPath_GetPathSegment", _P, _P, _P)
_PLACE = prototype(_I, "FPDFPathSegment_GetPoint", _P, _P, _P)

"""Reading order of the lines of a page: the file's own order, unless geometry says that it cannot be right.

Blocks are runs of lines that follow each other in the file and on paper. Where too many stand in the file before
what is printed above them in the same column, they are sorted topologically (Breuel, High Performance Document Layout
Analysis, 2003): above before below where they overlap sideways, left before right where nothing spans both.
"""

import math

import numpy as np

from scrollkeeper.parsing.document import Line, Rect

# Share of the lines that may stand too early in the file (a caption or a running head drawn last is usual).
TOLERATED_DISORDER = 0.15
MAX_BLOCKS = 400
# Pairs of so many blocks are looked at sooner one by one than by matrices.
FEW_BLOCKS = 16


def in_reading_order(lines: list[Line]) -> list[Line]:
    """The lines of one page sorted for reading; gives each its `block`, counted from 0 in that order."""
    blocks = _blocks(lines)
    if 2 < len(blocks) <= MAX_BLOCKS:
        bounds = [_bounds(block) for block in blocks]
        if not _is_surely_ordered(bounds) and _is_disordered(blocks, rects := np.array(bounds)):
            blocks = [blocks[index] for index in _sorted_topologically(rects)]
    for number, block in enumerate(blocks):
        for line in block:
            line.block = number
    return [line for block in blocks for line in block]


def _is_surely_ordered(bounds: list[Rect]) -> bool:
    """Whether no block overlaps sideways with an earlier one whose middle is below its own; told of few blocks only."""
    if len(bounds) > FEW_BLOCKS:
        return False
    for position, (x0, y0, x1, y1) in enumerate(bounds):
        middle = y0 + y1
        for left, top, right, bottom in bounds[:position]:
            if not (middle >= top + bottom or x0 >= right or x1 <= left):
                return False
    return True


def _is_disordered(blocks: list[list[Line]], rects: np.ndarray) -> bool:
    weights = np.array([_letters(block) for block in blocks], float)
    late = np.tril(_must_precede(rects), -1)  # Rows come later in the file than the columns they stand above.
    disorder = min(weights[late.any(axis=1)].sum(), weights[late.any(axis=0)].sum())
    return bool(disorder > TOLERATED_DISORDER * weights.sum())


def _letters(block: list[Line]) -> int:
    """How much a block matters to the order: the figures and labels in drawings do not."""
    return sum(len(line.text) for line in block if line.zone != "margin" and len(line.text) > 25)


def _blocks(lines: list[Line]) -> list[list[Line]]:
    """Runs of lines each of which stands below the one before, or beside it in the same row."""
    blocks: list[list[Line]] = []
    if not lines:
        return blocks
    a, above, zone = (math.nan,) * 4, math.nan, ""
    for line in lines:  # All in one loop, for it sees every line of every page.
        b, below = line.rect, line.size
        size = max(above, below, 1.0)
        follows = False
        if zone == line.zone and not abs(above - below) > 0.12 * size:
            down = b[1] - a[1]
            if abs(down) < 0.5 * size:  # The same printed row.
                follows = 0 <= b[0] - a[2] < 6 * size
            else:
                follows = down > 0 and b[0] < a[2] and b[2] > a[0] and b[1] - a[3] < 0.9 * size
        if follows:
            blocks[-1].append(line)
        else:
            blocks.append([line])
        a, above, zone = b, below, line.zone
    return blocks


def _bounds(block: list[Line]) -> Rect:
    if len(block) == 1:
        return block[0].rect
    x0, y0, x1, y1 = zip(*[line.rect for line in block], strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def _must_precede(rects: np.ndarray) -> np.ndarray:
    """matrix[a, b]: a overlaps b sideways and stands above it."""
    x0, y0, x1, y1 = rects.T
    width = np.minimum.outer(x1 - x0, x1 - x0)
    overlap = np.minimum.outer(x1, x1) - np.maximum.outer(x0, x0)
    middle = (y0 + y1) / 2
    above = (middle[:, None] < middle[None, :]) & (y1[:, None] <= y0[None, :] + 0.4 * (y1 - y0)[None, :])
    beside: np.ndarray = (overlap > 0.2 * np.maximum(width, 1.0)) & above
    return beside


def _sorted_topologically(rects: np.ndarray) -> list[int]:
    before = _must_precede(rects)
    _add_columns(before, rects)
    order: list[int] = []
    waiting = np.ones(len(rects), bool)
    missing = before.sum(axis=0)  # How many must still be read before each.
    places = rects.tolist()
    while len(order) < len(rects):
        free = np.flatnonzero(waiting & (missing == 0)).tolist()
        if free:
            chosen = _next(free, order, places)
        else:
            chosen = min(np.flatnonzero(waiting).tolist(), key=lambda index: (places[index][1], places[index][0]))
        order.append(chosen)
        waiting[chosen] = False
        missing -= before[chosen]
    return order


def _add_columns(before: np.ndarray, rects: np.ndarray) -> None:
    """Left before right, where no block between the two in height overlaps both sideways."""
    x0, y0, x1, y1 = rects.T
    left = x1[:, None] <= x0[None, :] + 2.0
    sideways = np.minimum.outer(x1, x1) - np.maximum.outer(x0, x0) > 1.0
    middle = (y0 + y1) / 2
    for a in range(len(rects)):
        right = np.flatnonzero(left[a] & ~before[:, a])
        spanning = np.flatnonzero(sideways[a])
        low, high = np.minimum(middle[a], middle[right]), np.maximum(middle[a], middle[right])
        inside = (y0[spanning] > low[:, None]) & (y1[spanning] < high[:, None])
        parted = (inside & sideways[right][:, spanning]).any(axis=1)
        before[a, right[~parted]] = True


def _next(candidates: list[int], order: list[int], places: list[list[float]]) -> int:
    """Of the blocks that may come next, the one below the last block, else the leftmost of the highest."""
    if order:
        x0, y0, x1, _ = places[order[-1]]
        below = [
            index for index in candidates if places[index][0] < x1 and places[index][2] > x0 and places[index][1] >= y0
        ]
        if below:
            return min(below, key=lambda index: places[index][1])
    return min(candidates, key=lambda index: (round(places[index][0] / 40), places[index][1]))

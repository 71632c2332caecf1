"""Keeps out of the flow what belongs to the paper and not to the text: running heads, page and line numbers, stamps."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence

from scrollkeeper.parsing.document import Line

TOP, BOTTOM = 0.115, 0.90
SAME_HEIGHT = 4.0
MIN_LINE_NUMBERS = 12


def mark_margins(lines: Sequence[Line], heights: Sequence[float]) -> None:
    """Gives such lines the zone "margin". `heights` are those of the pages, in points."""
    _mark_running_heads(lines, heights)
    pages: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    for found in pages.values():
        _mark_line_numbers(found)


def _mark_running_heads(lines: Sequence[Line], heights: Sequence[float]) -> None:
    """What stands at the same height at the edge of several pages, but for its numbers."""
    edge: list[tuple[Line, tuple[str, int]]] = []
    pages_of: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    extent: dict[int, tuple[float, float]] = {}
    for line in lines:
        low, high = extent.get(line.page, (1e9, 0.0))
        extent[line.page] = (min(low, line.rect[1]), max(high, line.rect[3]))
    for line in lines:
        height = heights[line.page - 1] if line.page <= len(heights) else 0.0
        if not height or not (line.rect[3] < TOP * height or line.rect[1] > BOTTOM * height):
            continue
        key = "".join(filter(str.isalpha, line.text)).lower()
        place = round(line.rect[1] / SAME_HEIGHT)
        edge.append((line, (key, place)))
        for near in (place - 1, place, place + 1):
            pages_of[key, near].add(line.page)
    for line, (key, place) in edge:
        low, high = extent[line.page]
        outermost = line.rect[1] - low < 3 or high - line.rect[3] < 3
        number = not key and len(line.text) < 8
        if (len(pages_of[key, place]) >= 2 and (key or outermost or number)) or (number and outermost):
            line.zone = "margin"


def _mark_line_numbers(lines: list[Line]) -> None:
    """Numbers that count up in a column of their own, as manuscripts for review have them."""
    columns: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.text.isdigit() and len(line.text) < 5:
            columns[round(line.rect[2] / 3)].append(line)
            columns[round(line.rect[2] / 3) + 1].append(line)
    for found in columns.values():
        numbers = [int(line.text) for line in sorted(found, key=lambda line: line.rect[1])]
        steps = Counter(after - before for before, after in itertools.pairwise(numbers))
        step, times = steps.most_common(1)[0] if steps else (0, 0)
        if step in (1, 5) and times + 1 >= MIN_LINE_NUMBERS:
            for line in found:
                line.zone = "margin"

"""The running text that citations stand in, with the way back from a place in it to rectangles on the page."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from scrollkeeper.parsing.document import Line, Piece, Rect
from scrollkeeper.parsing.glyphs.pieces import PieceRun

HYPHENS = ("-", "\u2010", "\u00ad")


@dataclass(slots=True)
class RunningText:
    """`text` is made of the lines' texts; `starts[i]` is where that of `lines[i]` begins in it."""

    text: str
    lines: list[Line]
    starts: list[int] = field(repr=False)

    def place(self, start: int, end: int) -> tuple[int, list[Rect]]:
        """Page and rectangles (one a line) of text[start:end]; the page is that of its first character."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        rects: list[Rect] = []
        for index in range(first, len(self.lines)):
            if index > first and self.starts[index] >= end:
                break
            line, offset = self.lines[index], self.starts[index]
            rect = rect_within(line, max(start - offset, 0), min(end - offset, len(line.text)))
            if rect is not None and line.page == self.lines[first].page:
                rects.append(rect)
        return self.lines[first].page, rects


def running_text(lines: Sequence[Line]) -> RunningText:
    """Lines joined by spaces; a hyphen that parts a word at a line's end goes with the break."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for index, line in enumerate(lines):
        starts.append(length)
        text = line.text
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        if text.endswith(HYPHENS) and following[:1].islower() and text[-2:-1].isalpha():
            text = text[:-1]
        else:
            text += " "
        parts.append(text)
        length += len(text)
    return RunningText("".join(parts), list(lines), starts)


def rect_within(line: Line, start: int, end: int) -> Rect | None:
    """The rectangle of line.text[start:end]; inside a piece, letters are taken to be equally wide."""
    if end <= start:
        return None
    found: list[Rect] = []
    pieces, at = line.pieces.around(start, end) if isinstance(line.pieces, PieceRun) else (line.pieces, 0)
    for piece in pieces:
        stop = at + len(piece.text)
        if at < end and start < stop:
            found.append(_part(piece, max(start - at, 0), min(end - at, len(piece.text))))
        at = stop + 1
        if at >= end:
            break
    if not found:
        return None
    return (
        min(rect[0] for rect in found), min(rect[1] for rect in found),
        max(rect[2] for rect in found), max(rect[3] for rect in found),
    )  # fmt: skip


def _part(piece: Piece, start: int, end: int) -> Rect:
    x0, y0, x1, y1 = piece.rect
    width = (x1 - x0) / max(len(piece.text), 1)
    return (round(x0 + start * width, 2), y0, round(x0 + end * width, 2), y1)

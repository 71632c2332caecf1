"""Words that OCR has read as lines, so that a scanned paper gets its structure from the same rules as any other."""

from collections.abc import Sequence

from scrollkeeper.parsing.document import Line, Piece, Rect

RecognisedWord = tuple[str, Rect]


def lines_of_recognised(page: int, printed: Sequence[Sequence[RecognisedWord]]) -> list[Line]:
    """Lines of page `page` from the words of each printed line, places in points.

    Of the font only the size is known: the tallest word of a line, which has most likely both a capital and a
    descender, is about as tall as the font is large.
    """
    return [_line(page, words) for words in printed if words]


def _line(page: int, words: Sequence[RecognisedWord]) -> Line:
    rects = [rect for _, rect in words]
    rect = (min(r[0] for r in rects), min(r[1] for r in rects), max(r[2] for r in rects), max(r[3] for r in rects))
    size = max(r[3] - r[1] for r in rects)
    pieces = [Piece(text, one, size, one[3], False, False, 0) for text, one in words]
    return Line(page, " ".join(text for text, _ in words), rect, size, "", False, False, pieces)

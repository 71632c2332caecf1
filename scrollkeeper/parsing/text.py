"""Lines to the text of a page: words with their places, hyphens at line ends joined."""

from collections.abc import Iterable

from scrollkeeper.parsing.document import Line, Page, Piece, Word
from scrollkeeper.parsing.pdf import GlyphPage

# A page with fewer letters than this and a picture on it is a scan; without a picture it is just empty.
MIN_LETTERS = 30


def page_of(page: GlyphPage, lines: list[Line], vocabulary: frozenset[str] | set[str] = frozenset()) -> Page:
    """The page's text: words parted by spaces, lines by newlines. `vocabulary` (lower case) decides on hyphens."""
    text: list[str] = []
    words: list[Word] = []
    length = 0
    pending: Word | None = None
    for line in lines:
        for position, piece in enumerate(line.pieces):
            if pending is not None:
                _extend(pending, piece, vocabulary)
                words.append(pending)
                text.append(pending.text)
                length += len(pending.text)
                pending.end = length
                pending = None
            elif position == len(line.pieces) - 1 and piece.hyphenated and len(piece.text) > 2:
                pending = Word(piece.text, length, 0, [piece.rect])
                continue
            else:
                words.append(Word(piece.text, length, length + len(piece.text), [piece.rect]))
                text.append(piece.text)
                length += len(piece.text)
            text.append("\n" if position == len(line.pieces) - 1 else " ")
            length += 1
    if pending is not None:
        pending.end = length + len(pending.text)
        words.append(pending)
        text.append(pending.text)
    joined = "".join(text).rstrip("\n")
    scanned = page.has_images and sum(map(str.isalnum, joined)) < MIN_LETTERS
    return Page(page.number, page.width, page.height, joined, words, not scanned, _quality(joined))


def _extend(word: Word, piece: Piece, vocabulary: Iterable[str]) -> None:
    """Join a word over the end of a line; the hyphen stays where the parts are words or numbers of their own."""
    head, tail = word.text[:-1], piece.text
    bare = tail.rstrip(".,;:!?)]”’\"'").lower()
    joined = (head + bare).lower()
    keep = not tail[:1].islower() or (
        joined not in vocabulary and f"{head.lower()}-{bare}" in vocabulary
    )  # fmt: skip
    word.text = (word.text if keep else head) + tail
    word.rects.append(piece.rect)


def vocabulary_of(lines: Iterable[Line]) -> set[str]:
    """Words that stand whole in some line, in lower case: what a broken word may be joined to."""
    found: set[str] = set()
    for line in lines:
        for piece in line.pieces:
            if not piece.hyphenated:
                found.add(piece.text.strip(".,;:!?()[]“”‘’\"'").lower())
    return found


def _quality(text: str) -> float:
    """Part of the characters that text is made of: 1.0 is fine, below 0.7 the fonts have no usable encoding."""
    if not text:
        return 1.0
    bad = sum(1 for char in text if char == "\ufffd" or "\ue000" <= char <= "\uf8ff")
    return round(1 - bad / len(text), 3)

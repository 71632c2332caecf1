"""The outline of a PDF against its printed lines: which line an entry names."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from scrollkeeper.parsing.document import Bookmark, Line
from scrollkeeper.parsing.layout.numbering import NUMBER

# Entries shorter than this, in letters, name anything that begins alike.
MIN_LETTERS = 4
# Entries that a paragraph begins with have at least so many letters.
MIN_BEGINNING = 7
# Signs of a line that are looked at first.
GLANCE = 24


class Bookmarks:
    """Finds the entry that a line spells; without an outline it finds nothing."""

    def __init__(self, outline: Sequence[Bookmark]) -> None:
        self.by_key: defaultdict[str, list[Bookmark]] = defaultdict(list)
        self.by_page: defaultdict[int | None, list[tuple[str, Bookmark]]] = defaultdict(list)
        for bookmark in outline:
            key = key_of(bookmark.title)
            if len(key) >= MIN_LETTERS:
                self.by_key[key].append(bookmark)
                self.by_page[bookmark.page].append((key, bookmark))
        # A file's own outline names its sections; one or two entries are often the publisher's cover sheet.
        self.useful = len(self.by_key) > 2
        self.spelled = "\n".join(self.by_key)
        self.beginnings = frozenset(key[:MIN_BEGINNING] for key in self.by_key)

    def may_name(self, text: str) -> bool:
        """Whether an entry may be spelled or begun by these words, told from the first of them: few are."""
        glance = _glance(text)
        return glance in self.spelled or glance[:MIN_BEGINNING] in self.beginnings

    def find(self, text: str, page: int) -> Bookmark | None:
        """The entry that is spelled by `text`, or begins or ends with it when that is long enough."""
        if not self.useful:
            return None
        if _glance(text) not in self.spelled:
            return None  # As nearly all lines are, told from their first words.
        key = key_of(text)
        exact = next((one for one in self.by_key.get(key, ()) if _near(one, page)), None)
        if exact or len(key) < 12:
            return exact
        for near in (page, page - 1, page + 1, None):
            for other, bookmark in self.by_page.get(near, ()):
                if other.startswith(key) or other.endswith(key):
                    return bookmark
        return None

    def find_beginning(self, line: Line) -> tuple[Bookmark | None, str]:
        """The entry that a paragraph begins with in the same type, and the words that spell it."""
        if not self.useful or len(line.pieces) < 3:
            return None, ""
        if _glance(line.text)[:MIN_BEGINNING] not in self.beginnings:
            return None, ""
        start = key_of(line.text)
        for near in (line.page, None):
            for key, bookmark in self.by_page.get(near, ()):
                if len(key) >= MIN_BEGINNING and start.startswith(key) and len(start) > len(key) + 8:
                    text = _spelling(line, key)
                    if text.endswith((".", ":")):
                        return bookmark, text
        return None, ""

    def features(self, bookmark: Bookmark | None, text: str) -> list[str]:
        """For the model of headings: whether the file has an outline, and whether it names this line."""
        if not self.useful:
            return ["outline=none"]
        if bookmark is None:
            return ["outline=other"]
        title, key = key_of(bookmark.title), key_of(text)
        part = "whole" if title == key else "begin" if title.startswith(key) else "rest"
        return ["outline=named", f"outline={part}"]


def key_of(text: str) -> str:
    """Letters and digits only, in lower case, without a number before them."""
    text = text.strip()
    if not text[:1].islower():
        text = NUMBER.sub("", text)
    return "".join(filter(str.isalnum, text.lower()))


@lru_cache(maxsize=64)
def _glance(text: str) -> str:
    """The key of the first signs of a line, which is asked for up to three times in a row."""
    return key_of(text[:GLANCE])


def _near(bookmark: Bookmark, page: int) -> bool:
    return bookmark.page is None or abs(bookmark.page - page) <= 1


def _spelling(line: Line, key: str) -> str:
    for count in range(1, len(line.pieces)):
        text = " ".join(piece.text for piece in line.pieces[:count])
        if key_of(text) == key:
            return text
    return ""

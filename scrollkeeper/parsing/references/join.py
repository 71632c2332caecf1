"""The lines of a reference as one string: hyphens at line ends resolved, broken addresses made whole."""

import re
from collections.abc import Container, Iterable

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.layout.hyphens import keeps_hyphen

ADDRESS = re.compile(r"(?:https?:|www\.|ftp:|doi:|doi\.org|\b10\.\d{4,9}/)\S*$", re.IGNORECASE)
NEXT_PART = re.compile(r"^(?:[/.?=&#%_~-]|[\w-]*[./=_\d][\w./=&?%#~-]*(?:\s|$|[,;)\]])|[a-z-]+/)")
MAX_LETTERS = 3000
HYPHENS = ("-", "\u2010", "\u00ad")


def join_reference(lines: Iterable[Line], vocabulary: Container[str] = frozenset()) -> str:
    """`vocabulary` holds words in small letters that stand whole in some line: it knows "self-made" from "selfmade"."""
    text = ""
    for line in lines:
        part = line.text.strip()
        if len(text) > MAX_LETTERS:
            break
        text = f"{text}{_glue(text, part)}{part}" if text else part
        if _drops_hyphen(text, part, vocabulary):
            text = text[: -len(part) - 1] + part
    return " ".join(text[:MAX_LETTERS].split())


def _glue(text: str, part: str) -> str:
    """What stands between the end of one line and the beginning of the next."""
    if _ends_in_address(text) and (
        text.endswith(("/", "_", "=", "&", "?", "-", ":", ".", "10")) or part.startswith(("/", ".", "?", "="))
    ):
        return "" if NEXT_PART.match(part) or text.endswith(("/", "_", "=", "-")) else " "
    if text.endswith(HYPHENS) and not text.endswith(tuple(f" {hyphen}" for hyphen in HYPHENS)):
        return ""
    return " "


def _ends_in_address(text: str) -> bool:
    """Whether the last word, or the last 200 signs of it, is part of an address."""
    last = text[max(text.rfind(" ") + 1, len(text) - 200) :]
    return ADDRESS.search(last) is not None


def _drops_hyphen(text: str, part: str, vocabulary: Container[str]) -> bool:
    """A hyphen before a small letter was put there by the line's end, unless it is part of an address."""
    at = len(text) - len(part)
    if at < 2 or text[at - 1] not in HYPHENS or not part[:1].islower():
        return False
    if not text[at - 2].isalpha() or _ends_in_address(text[:at]):
        return False
    return not keeps_hyphen(text[max(at - 60, 0) : at - 1].split()[-1], part.split()[0], vocabulary)

"""Kinds of text that people type, bounded and clean, for the `…In` models of every context."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

MAX_LINE = 200
MAX_TEXT = 50_000


def _printable(value: str) -> str:
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in value):
        raise ValueError("holds control characters")
    return value


def _one_line(value: str) -> str:
    if "\n" in value:
        raise ValueError("must be one line")
    return _printable(value)


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_LINE), AfterValidator(_one_line)
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_TEXT), AfterValidator(_printable)]
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]{1,189}$"),
    AfterValidator(_one_line),
]
Password = Annotated[str, StringConstraints(min_length=10, max_length=1024)]
EnteredPassword = Annotated[str, StringConstraints(max_length=1024)]

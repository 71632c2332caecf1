"""How a format writes references: what comes before, each of them, and what comes after."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Metadata = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Writer:
    """`write` makes the text of one reference of its CSL-JSON and its citation key.

    Custom fields are in `custom` of the CSL-JSON, text by their name.
    """

    write: Callable[[Metadata, str], str]
    begin: str = ""
    between: str = "\n"
    end: str = ""
    # The same with a column for each custom field; without it, those that the format has no place for are left out.
    with_columns: Callable[[Sequence[str]], "Writer"] | None = None

"""How a format writes references: what comes before, each of them, and what comes after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Metadata = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Writer:
    """`write` makes the text of one reference of its CSL-JSON and its citation key."""

    write: Callable[[Metadata, str], str]
    begin: str = ""
    between: str = "\n"
    end: str = ""

"""What a sandboxed process does with Zotero's database: read all of one library."""

from collections.abc import Callable, Iterator
from typing import Any

from scrollkeeper.exchange.zotero.csl import read_item
from scrollkeeper.exchange.zotero.database import Reader, open_database


def read(task: Any, library: str) -> Iterator[dict[str, Any]]:
    """The parts of a library; each item with its reference, or with why it is none."""
    content, task.document = bytearray(task.document), b""
    for part in Reader(open_database(content), library).parts():
        if part["part"] == "item":
            entry = read_item(part)
            part["csl"], part["reason"] = entry.metadata, entry.reason
        yield part


def warm_up() -> None:
    """Nothing is loaded late."""


VERBS: dict[str, Callable[..., Any]] = {"read": read}

"""What a sandboxed process does with a bibliography that somebody sent: decode it, tell its format, read all of it."""

from collections.abc import Callable
from typing import Any

from scrollkeeper.exchange.formats import catalogue
from scrollkeeper.exchange.formats.decoding import decode
from scrollkeeper.exchange.formats.entries import Entry


def read(_: Any, content: bytes) -> dict[str, Any]:
    """The name of the format, and of each entry its metadata, line, reason and key."""
    found, entries = catalogue.read(decode(content))
    return {"format": found.name, "entries": [_packed(entry) for entry in entries]}


def _packed(entry: Entry) -> list[Any]:
    return [entry.metadata, entry.line, entry.reason, entry.key]


def warm_up() -> None:
    """Read a little, so that all that is loaded late is there in every child."""
    read(None, b"@article{a, title = {A \\'e}, author = {Curie, Marie and others}}")


VERBS: dict[str, Callable[..., Any]] = {"read": read}

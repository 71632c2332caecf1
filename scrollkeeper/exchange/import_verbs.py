"""What a sandboxed process does with what somebody sent: a bibliography in any format, or a web page."""

from collections.abc import Callable
from typing import Any

from scrollkeeper.exchange.capture.page_metadata import read_page
from scrollkeeper.exchange.formats import catalogue
from scrollkeeper.exchange.formats.decoding import decode
from scrollkeeper.exchange.formats.entries import Entry


def read(_: Any, content: bytes) -> dict[str, Any]:
    """The name of the format, and of each entry its metadata, line, reason and key."""
    found, entries = catalogue.read(decode(content))
    return {"format": found.name, "entries": [_packed(entry) for entry in entries]}


def read_captured(_: Any, url: str, page: str, today: str) -> dict[str, Any]:
    """The work or works that a web page describes, like those of a bibliography."""
    return {"format": "web-page", "entries": [_packed(entry) for entry in read_page(url, page, today=today)]}


def _packed(entry: Entry) -> list[Any]:
    return [entry.metadata, entry.line, entry.reason, entry.key]


def warm_up() -> None:
    """Read a little, so that all that is loaded late is there in every child."""
    read(None, b"@article{a, title = {A \\'e}, author = {Curie, Marie and others}}")
    read_page("https://example.org/", "<title>A page</title>", today="2000-01-01")


VERBS: dict[str, Callable[..., Any]] = {"read": read, "read_captured": read_captured}

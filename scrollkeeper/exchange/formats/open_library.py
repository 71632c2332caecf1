"""Answers of Open Library's books API (JSON, `jscmd=data`) read into CSL-JSON."""

from typing import Any

from scrollkeeper.exchange.formats.csl_json import load
from scrollkeeper.exchange.formats.dates import read_date
from scrollkeeper.exchange.formats.entries import Entry, Unreadable, count_entries, finish
from scrollkeeper.exchange.formats.names import read_name


def read(text: str) -> list[Entry]:
    found = load(text)
    if not isinstance(found, dict):
        raise Unreadable("The JSON is no answer of Open Library.")
    books = [(key, one) for key, one in found.items() if isinstance(one, dict)]
    count_entries(len(books))
    return [finish(_book(key, one), line=number) for number, (key, one) in enumerate(books, 1)]


def _book(key: str, book: dict[str, Any]) -> dict[str, Any]:
    title, subtitle = str(book.get("title") or ""), str(book.get("subtitle") or "")
    numbers = book.get("identifiers") if isinstance(book.get("identifiers"), dict) else {}
    isbns = [str(one) for name in ("isbn_13", "isbn_10") for one in _list((numbers or {}).get(name))]
    return {
        "type": "book", "title": f"{title}: {subtitle}" if subtitle else title,
        "author": [read_name(name) for name in _names(book.get("authors"))],
        "publisher": "; ".join(_names(book.get("publishers"))[:1]),
        "publisher-place": "; ".join(_names(book.get("publish_places"))[:1]),
        "issued": read_date(str(book.get("publish_date") or "")),
        "number-of-pages": str(book.get("number_of_pages") or ""),
        "ISBN": isbns[0] if isbns else key.removeprefix("ISBN:"), "URL": str(book.get("url") or ""),
    }  # fmt: skip


def _names(value: Any) -> list[str]:
    return [str(one.get("name")) for one in _list(value) if isinstance(one, dict) and one.get("name")]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

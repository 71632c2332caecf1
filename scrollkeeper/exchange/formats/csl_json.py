"""CSL-JSON, as Zotero and others write it: our own form of metadata but for a few names of fields."""

import json
from typing import Any

from scrollkeeper.exchange.formats.entries import Entry, Unreadable, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import from_extra
from scrollkeeper.library.csl import FIELDS, NAME_FIELDS, NAME_PARTS

_RENAMED = {
    "shortTitle": "title-short", "journalAbbreviation": "container-title-short", "event": "event-title",
    "doi": "DOI", "url": "URL", "isbn": "ISBN", "issn": "ISSN", "pmid": "PMID", "pmcid": "PMCID",
}  # fmt: skip


def load(text: str) -> Any:
    """What the JSON says; raises Unreadable with its line."""
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise Unreadable(f"The file is not JSON: line {error.lineno} is damaged.") from None
    except (RecursionError, ValueError):
        raise Unreadable("The JSON is nested too deep or holds a number that is too long.") from None


def read(text: str) -> list[Entry]:
    found = load(text)
    items = found.get("items", [found]) if isinstance(found, dict) else found
    if not isinstance(items, list):
        raise Unreadable("The JSON is no list of references.")
    count_entries(len(items))
    return [_read_item(item, number) for number, item in enumerate(items, 1)]


def _read_item(item: Any, number: int) -> Entry:
    if not isinstance(item, dict):
        return Entry(line=number, reason="This is not a reference of CSL-JSON.")
    csl: dict[str, Any] = {}
    for name, value in item.items():
        field = _RENAMED.get(name, name)
        if field in NAME_FIELDS and isinstance(value, list):
            csl[field] = [_name(one) for one in value if one]
        elif field in FIELDS:
            csl[field] = value
    if isinstance(note := csl.get("note"), str):
        for name, value in from_extra(note).items():
            csl.setdefault(name, value)
    return finish(csl, line=number, key=str(item.get("citation-key") or item.get("id") or "")[:200])


def _name(name: Any) -> Any:
    """A name with the parts that we keep; a person of whom only the given name is known is literal."""
    if not isinstance(name, dict):
        return {"literal": name} if isinstance(name, str) else name
    kept = {part: value for part, value in name.items() if part in NAME_PARTS and value not in ("", None)}
    if "family" not in kept and "literal" not in kept and "given" in kept:
        return {"literal": kept["given"]}
    return kept

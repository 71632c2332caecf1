"""What a format reads out of a file, entry by entry, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scrollkeeper.library.csl import MAX_NAME, MAX_NAMES, MAX_TEXT, NAME_FIELDS, TYPES, BadField, check_field
from scrollkeeper.sandbox.refusals import Refusal

MAX_ENTRIES = 10_000
# Of one file; more than the library of most people as text.
MAX_BYTES = 32 << 20
MAX_REASON = 300
# The largest collaborations sign with some thousand names.
MOST_NAMES_READ = 20_000
# What all entries of a file together may take from others: some hundred characters each are usual.
MOST_SHARED = 32 << 20


class Unreadable(Refusal):
    """This file cannot be read as a bibliography."""


@dataclass(slots=True)
class Entry:
    """One reference of a file. Without metadata it could not be read, and `reason` says why.

    `line` is where it begins, counted from one; of formats without lines it is the number of the entry. A reason beside
    metadata says what was left out. `source` is the registry that gave it.
    """

    metadata: dict[str, Any] = field(default_factory=dict)
    line: int = 1
    reason: str = ""
    key: str = ""
    source: str = ""


def finish(read: Mapping[str, Any], *, line: int, key: str = "", reason: str = "") -> Entry:
    """An entry with the fields that are CSL-JSON; what is not is left out and named in the reason."""
    metadata: dict[str, Any] = {}
    problems = [reason] if reason else []
    for name, value in read.items():
        if value in (None, "", [], {}):
            continue
        if name in NAME_FIELDS and isinstance(value, list):
            if len(value) > MOST_NAMES_READ:
                return Entry(line=line, key=key, reason=f"It has {len(value):,} names as {name}; no work has so many.")
            value, problem = _fitting(name, value)
            problems += problem
        try:
            checked = check_field(name, value)
        except BadField as error:
            if name not in ("id", "citation-key"):
                problems.append(_left_out(name, value, error))
            continue
        if checked:
            metadata[name] = checked
    if not metadata.get("title") and not _identifies(metadata):
        return Entry(
            line=line, key=key, reason=" ".join(["It has no title and no identifier.", *problems])[:MAX_REASON]
        )
    if metadata.get("type") not in TYPES:
        metadata["type"] = "document"
    if not metadata.get("title"):
        problems.append("It has no title.")
    return Entry(metadata, line, " ".join(problems)[:MAX_REASON], key)


def _fitting(field: str, names: list[Any]) -> tuple[list[Any], list[str]]:
    """As many names as are kept of one work, and those that are not too long to be one."""
    problems = []
    good = [
        name for name in names if not isinstance(name, dict) or all(len(str(one)) <= MAX_NAME for one in name.values())
    ]
    if len(good) < len(names):
        problems.append(f"Left out: a name of more than {MAX_NAME} characters as {field}.")
    if len(good) > MAX_NAMES:
        problems.append(f"Of {len(good):,} names as {field} the first {MAX_NAMES:,} are kept.")
    return good[:MAX_NAMES], problems


def _left_out(name: str, value: Any, error: BadField) -> str:
    if isinstance(value, str) and len(value) > MAX_TEXT:
        return f"Its {name} is longer than {MAX_TEXT:,} characters and was left out."
    return f"Left out: {error}"


def _identifies(metadata: Mapping[str, Any]) -> bool:
    """Whether somebody could find the work without its title."""
    if any(metadata.get(name) for name in ("DOI", "PMID", "PMCID", "arxiv", "ISBN", "URL", "container-title")):
        return True
    return any(metadata.get(name) for name in NAME_FIELDS)


def count_entries(number: int) -> None:
    """Raise Unreadable where a file has more entries than are read at once."""
    if number > MAX_ENTRIES:
        raise Unreadable(f"The file has more than {MAX_ENTRIES:,} references. Import it in parts.")


class Shared:
    """Counts what entries take from parts that many of them refer to, which a file says only once."""

    def __init__(self, most: int = MOST_SHARED) -> None:
        self._left = most

    def take(self, characters: int) -> None:
        """Raise Unreadable where the whole would be far longer than any bibliography."""
        self._left -= characters
        if self._left < 0:
            raise Unreadable("Its references take far more from each other than those of any bibliography.")

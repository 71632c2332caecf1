"""The fields of a merged paper: its own, those it lacked, and those that were chosen of the others. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from scrollkeeper.library.descriptions import Description, assign

PARTS = ("metadata", "parsed", "provenance", "confidence")


def combine(kept: Description, others: Sequence[tuple[UUID, Description]], chosen: Mapping[str, UUID]) -> Description:
    """`kept` with the fields it lacks from the first of the others that has them.

    A field in `chosen` is taken as the paper named there has it, with where it comes from; if that paper lacks the
    field, the merged one lacks it too. A paper that is not among the others means the kept one.
    """
    parts: dict[str, dict[str, Any]] = {part: dict(getattr(kept, part)) for part in PARTS}
    by_id = dict(others)
    for _, other in others:
        for name in other.metadata:
            if name not in parts["metadata"] and name not in chosen:
                _take(parts, other, name)
    for name, paper_id in chosen.items():
        if paper_id in by_id:
            _take(parts, by_id[paper_id], name)
    return Description(**parts)


def _take(parts: dict[str, dict[str, Any]], other: Description, name: str) -> None:
    for part in PARTS:
        assign(parts[part], name, getattr(other, part).get(name))


def separate(now: Description, before: Description, after: Description) -> Description:
    """Take back what the merge changed (`before` → `after`), field by field; what was edited since stays."""
    parts: dict[str, dict[str, Any]] = {part: dict(getattr(now, part)) for part in PARTS}
    for name in {name for part in PARTS for one in (before, after) for name in getattr(one, part)}:
        if all(getattr(now, part).get(name) == getattr(after, part).get(name) for part in PARTS):
            for part in PARTS:
                assign(parts[part], name, getattr(before, part).get(name))
    return Description(**parts)

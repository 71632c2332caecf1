"""Where collections stand in their tree: paths, depth and order. Pure.

A path is the list of ids from the top level down to the collection itself, so that a collection lies within another
exactly where the other's id is in its path.
"""

from collections.abc import Sequence
from uuid import UUID

from scrollkeeper.core.errors import Conflict

MAX_DEPTH = 20


class TooDeep(Conflict):
    """Collections can be nested 20 levels deep at most. Choose a place higher up."""


class WithinItself(Conflict):
    """A collection cannot be moved into itself or into a collection that it contains."""


def path_below(parent: Sequence[UUID], collection_id: UUID, *, levels: int = 1) -> list[UUID]:
    """The path of a collection placed in the one with the path `parent`; empty means the top level.

    `levels` is how deep the moved branch is, itself included. Raises WithinItself and TooDeep.
    """
    if collection_id in parent:
        raise WithinItself
    if len(parent) + levels > MAX_DEPTH:
        raise TooDeep
    return [*parent, collection_id]


def reorder(siblings: Sequence[UUID], collection_id: UUID, position: int | None) -> list[UUID]:
    """Siblings with the collection at this place among the others; None, or a place past the end, puts it last."""
    others = [one for one in siblings if one != collection_id]
    at = len(others) if position is None else min(position, len(others))
    return [*others[:at], collection_id, *others[at:]]

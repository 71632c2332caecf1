"""Who may write and change annotations, threads and comments: pure, from a scope and the author."""

from uuid import UUID

from scrollkeeper.annotations.policy import can_annotate, can_edit, can_hide
from scrollkeeper.teams.scope import Scope


def comment_abilities(scope: Scope, author_id: UUID | None, *, hidden: bool = False) -> list[str]:
    """What `can` says of a comment; one's own is deleted rather than hidden."""
    mine = can_edit(scope, author_id)
    rules = {
        "edit": mine, "delete": mine, "hide": can_hide(scope) and not hidden and not mine,
        "unhide": can_hide(scope) and hidden,
    }  # fmt: skip
    return [name for name, allowed in rules.items() if allowed]


def thread_abilities(scope: Scope) -> list[str]:
    return ["reply", "resolve", "assign"] if can_annotate(scope) else []

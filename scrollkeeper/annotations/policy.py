"""Who may write, change and hide annotations: pure, from a scope and the author."""

from uuid import UUID

from scrollkeeper.teams.roles import Role
from scrollkeeper.teams.scope import Scope


def _writes_as(scope: Scope, least: Role) -> bool:
    """What is written is always written by a person."""
    return scope.role != Role.SYSTEM and scope.at_least(least)


def can_annotate(scope: Scope) -> bool:
    """Write annotations and comments, resolve threads and open them again."""
    return _writes_as(scope, Role.COMMENTER)


def can_edit(scope: Scope, author_id: UUID | None) -> bool:
    """Change and delete an annotation or a comment: only who wrote it, and only while they may write."""
    return can_annotate(scope) and author_id is not None and author_id == scope.person_id


def can_hide(scope: Scope) -> bool:
    """Hide what somebody wrote from everybody else, with a reason, and show it again."""
    return _writes_as(scope, Role.ADMIN)


def can_read_hidden(scope: Scope, author_id: UUID | None) -> bool:
    """Read what was hidden, with the reason: who wrote it, and who may hide."""
    return can_hide(scope) or (author_id is not None and author_id == scope.person_id)


def can_name_colors(scope: Scope) -> bool:
    """Say what the colours mean in the team."""
    return _writes_as(scope, Role.EDITOR)


def can_place(scope: Scope, author_id: UUID | None) -> bool:
    """Say where an annotation belongs in another version of the file: its author, and who cares for the library."""
    return _writes_as(scope, Role.EDITOR) or can_edit(scope, author_id)


def discussion_abilities(scope: Scope) -> list[str]:
    """What `can` says beside a list of annotations or threads."""
    rules = {"annotate": can_annotate(scope), "name_colors": can_name_colors(scope)}
    return [name for name, allowed in rules.items() if allowed]


def annotation_abilities(scope: Scope, author_id: UUID | None, *, hidden: bool = False) -> list[str]:
    """What `can` says of an annotation."""
    mine = can_edit(scope, author_id)
    rules = {
        "edit": mine, "delete": mine, "reply": can_annotate(scope), "place": can_place(scope, author_id),
        "hide": can_hide(scope) and not hidden, "unhide": can_hide(scope) and hidden,
    }  # fmt: skip
    return [name for name, allowed in rules.items() if allowed]

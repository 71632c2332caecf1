"""Who may write and change annotations, threads and comments: pure, from a scope and the author."""

from uuid import UUID

from scrollkeeper.teams.scope import Scope

COMMENTERS = ("owner", "admin", "editor", "commenter")


def can_annotate(scope: Scope) -> bool:
    """Write annotations and comments, resolve threads and open them again."""
    return scope.role in COMMENTERS


def can_edit(scope: Scope, author_id: UUID | None) -> bool:
    """Change and delete an annotation or a comment: only who wrote it, and only while they may write."""
    return can_annotate(scope) and author_id is not None and author_id == scope.person_id


def discussion_abilities(scope: Scope) -> list[str]:
    """What `can` says beside a list of annotations or threads."""
    return ["annotate"] if can_annotate(scope) else []


def annotation_abilities(scope: Scope, author_id: UUID | None) -> list[str]:
    """What `can` says of an annotation."""
    rules = {"edit": can_edit(scope, author_id), "delete": can_edit(scope, author_id), "reply": can_annotate(scope)}
    return [name for name, allowed in rules.items() if allowed]


def comment_abilities(scope: Scope, author_id: UUID | None) -> list[str]:
    rules = {"edit": can_edit(scope, author_id), "delete": can_edit(scope, author_id)}
    return [name for name, allowed in rules.items() if allowed]


def thread_abilities(scope: Scope) -> list[str]:
    return ["reply", "resolve"] if can_annotate(scope) else []

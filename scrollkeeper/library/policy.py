"""Who may do what with papers."""

from scrollkeeper.teams.policy import can_edit_library
from scrollkeeper.teams.scope import Scope


def can_add_paper(scope: Scope) -> bool:
    """Add papers."""
    return can_edit_library(scope)


def can_edit_paper(scope: Scope) -> bool:
    """Change what is said of a paper, and have it parsed again."""
    return can_edit_library(scope)


def can_delete_paper(scope: Scope) -> bool:
    """Put papers into the bin and take them out again."""
    return can_edit_library(scope)


def can_edit_tags(scope: Scope) -> bool:
    """Put tags on papers and take them off; rename, colour, merge and delete tags."""
    return can_edit_library(scope)


def can_edit_fields(scope: Scope) -> bool:
    """Add, change and delete custom fields, and restore deleted ones."""
    return can_edit_library(scope)


def paper_abilities(scope: Scope) -> list[str]:
    """What `can` says of a paper."""
    rules = {"edit": can_edit_paper(scope), "delete": can_delete_paper(scope), "parse": can_edit_paper(scope)}
    return [name for name, allowed in rules.items() if allowed]

"""Who may merge papers: pure."""

from scrollkeeper.teams.policy import can_edit_library
from scrollkeeper.teams.scope import Scope


def can_merge_papers(scope: Scope) -> bool:
    """Merge papers, and undo merges."""
    return can_edit_library(scope)

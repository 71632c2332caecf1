"""Who may bring styles: pure."""

from scrollkeeper.teams.roles import Role
from scrollkeeper.teams.scope import Scope


def can_edit_styles(scope: Scope) -> bool:
    """Add and remove the team’s own citation styles."""
    return scope.at_least(Role.EDITOR)

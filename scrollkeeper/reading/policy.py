"""Who may ask whom to read something: pure."""

from scrollkeeper.teams.roles import Role
from scrollkeeper.teams.scope import Scope


def can_assign_reading(scope: Scope) -> bool:
    """Put a paper on somebody else's list."""
    return scope.at_least(Role.COMMENTER)

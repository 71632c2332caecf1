"""Who may ask whom to read something: pure."""

from scrollkeeper.teams.scope import Scope

ASSIGNERS = ("owner", "admin", "editor", "commenter")


def can_assign_reading(scope: Scope) -> bool:
    """Put a paper on somebody else's list."""
    return scope.role in ASSIGNERS

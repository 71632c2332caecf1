"""Who may do what with collections: pure."""

from scrollkeeper.teams.policy import can_edit_library
from scrollkeeper.teams.roles import Role
from scrollkeeper.teams.scope import Scope


def can_edit_collections(scope: Scope) -> bool:
    """Add, change and delete the team's collections, and put papers into them."""
    return can_edit_library(scope)


def can_keep_personal_collections(scope: Scope) -> bool:
    """Keep personal collections, which nobody else sees."""
    return scope.at_least(Role.READER) and scope.resting_role is None

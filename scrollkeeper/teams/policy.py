"""Who may do what in a team."""

from scrollkeeper.teams.scope import Scope

EDITORS = ("owner", "admin", "editor", "system")
ADMINS = ("owner", "admin", "system")


def can_edit_library(scope: Scope) -> bool:
    """Add, change and delete papers."""
    return scope.role in EDITORS


def can_manage_team(scope: Scope) -> bool:
    """Change the team's name and settings."""
    return scope.role in ADMINS


def team_abilities(scope: Scope) -> list[str]:
    """What `can` says of a team."""
    rules = {"upload": can_edit_library(scope), "edit": can_manage_team(scope)}
    return [name for name, allowed in rules.items() if allowed]

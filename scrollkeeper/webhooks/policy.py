"""Who may have other systems told of a team's events."""

from scrollkeeper.teams.policy import can_manage_team
from scrollkeeper.teams.scope import Scope


def can_manage_webhooks(scope: Scope) -> bool:
    """See, add and change the team's webhooks."""
    return can_manage_team(scope)


def feed_abilities(scope: Scope) -> list[str]:
    """What `can` says beside the feed."""
    return ["webhooks"] if can_manage_webhooks(scope) else []

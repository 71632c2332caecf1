"""Who may do what in a team. The first lines of the docstrings are the rows of docs/permissions.md."""

from uuid import UUID

from scrollkeeper.teams.models import Team
from scrollkeeper.teams.roles import Role
from scrollkeeper.teams.scope import Scope


def can_see_library(scope: Scope) -> bool:
    """See the whole library, its activity and its uploads."""
    return not scope.is_guest


def can_edit_library(scope: Scope) -> bool:
    """Add, change and delete papers."""
    return scope.at_least(Role.EDITOR)


def can_see_members(scope: Scope) -> bool:
    """See who is in the team."""
    return not scope.is_guest


def can_manage_team(scope: Scope) -> bool:
    """Change the team's name, address, picture and settings."""
    return scope.at_least(Role.ADMIN)


def can_see_audit(scope: Scope) -> bool:
    """Read and export the audit log."""
    return Role(rank(scope)).at_least(Role.ADMIN)


def can_archive_team(scope: Scope) -> bool:
    """Archive the team and open it again."""
    return Role(rank(scope)).at_least(Role.ADMIN)


def can_delete_team(scope: Scope) -> bool:
    """Delete the team, and restore it within 30 days."""
    return rank(scope) == Role.OWNER


def can_invite(scope: Scope, team: Team) -> bool:
    """Invite people, as far as the team's settings let them."""
    least = {"admins": Role.ADMIN, "editors": Role.EDITOR, "members": Role.READER}[team.inviters]
    return scope.at_least(least) and scope.resting_role is None


def can_give_role(scope: Scope, role: str) -> bool:
    """Give a role to somebody: nobody gives a higher one than their own, and only owners make owners."""
    if scope.at_least(Role.OWNER):
        return True
    return not scope.is_guest and role != Role.OWNER and Role(scope.role).at_least(Role(role))


def can_change_member(scope: Scope, role: str) -> bool:
    """Change the role of a member who has this role."""
    return scope.at_least(Role.OWNER) or (scope.role == Role.ADMIN and role != Role.OWNER)


def can_remove_member(scope: Scope, role: str) -> bool:
    """Remove a member who has this role."""
    return can_change_member(scope, role)


def can_transfer_ownership(scope: Scope) -> bool:
    """Make another member the owner in one's own stead."""
    return scope.role == Role.OWNER


def can_change_invitation(scope: Scope, author_id: UUID | None) -> bool:
    """Send an invitation again, and revoke it."""
    if scope.is_guest or scope.resting_role is not None:
        return False
    return can_manage_team(scope) or (author_id is not None and author_id == scope.person_id)


def can_answer_requests(scope: Scope) -> bool:
    """See requests to join, accept and refuse them."""
    return scope.at_least(Role.ADMIN)


def can_invite_guests(scope: Scope) -> bool:
    """Open a single paper or collection to a guest, and close it again."""
    return scope.at_least(Role.ADMIN)


def member_abilities(scope: Scope, role: str, *, mine: bool) -> list[str]:
    """What `can` says of a member with this role."""
    rules = {
        "change": can_change_member(scope, role),
        "remove": can_remove_member(scope, role) and not mine,
        "leave": mine,
        "hand_over": can_transfer_ownership(scope) and not mine and role != "guest",
    }
    return [name for name, allowed in rules.items() if allowed]


def rank(scope: Scope) -> str:
    """The role that the person has whether or not the team is archived."""
    return scope.resting_role or scope.role


def team_abilities(scope: Scope, team: Team) -> list[str]:
    """What `can` says of a team."""
    shared = team.kind == "team"
    rules = {
        "see": can_see_library(scope),
        "upload": can_edit_library(scope),
        "edit": can_manage_team(scope),
        "members": can_see_members(scope),
        "invite": can_invite(scope, team),
        "invite_guests": can_invite_guests(scope),
        "answer_requests": can_answer_requests(scope),
        "audit": can_see_audit(scope),
        "archive": can_archive_team(scope) and shared,
        "delete": can_delete_team(scope) and shared,
    }
    return [name for name, allowed in rules.items() if allowed]

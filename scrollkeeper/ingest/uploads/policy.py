"""Who may upload, and who may do what with an upload."""

from scrollkeeper.ingest.uploads.models import Upload
from scrollkeeper.teams import policy as teams_policy
from scrollkeeper.teams.roles import Role
from scrollkeeper.teams.scope import Scope


def can_see_uploads(scope: Scope) -> bool:
    """See what is being uploaded into the team's library, and what was."""
    return teams_policy.can_see_library(scope)


def can_upload(scope: Scope) -> bool:
    """Begin an upload into the team's library."""
    return teams_policy.can_edit_library(scope)


def can_continue_upload(scope: Scope, upload: Upload) -> bool:
    """Send bytes: only the one who began it, as long as they may still add papers."""
    return can_upload(scope) and (scope.role == Role.SYSTEM or upload.person_id == scope.person_id)


def can_cancel_upload(scope: Scope, upload: Upload) -> bool:
    """End it before it is finished: the one who began it, or who manages the team."""
    return upload.person_id == scope.person_id or teams_policy.can_manage_team(scope)

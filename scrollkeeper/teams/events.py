"""What happens in teams, as the event log names it."""

from scrollkeeper.core.events import Event

TEAM_CHANGED = Event("team.changed", "Name or settings of the team changed.")
MEMBER_ADDED = Event("member.added", "A person joined the team.")
MEMBER_CHANGED = Event("member.changed", "A member has another role.")
MEMBER_REMOVED = Event("member.removed", "A person left the team, or was removed.")
INVITATION_CHANGED = Event("invitation.changed", "Invitations or requests to join changed.")

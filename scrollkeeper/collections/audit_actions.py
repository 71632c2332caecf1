"""What the audit log keeps of collections."""

from scrollkeeper.audit.service import Action

GUEST_SHOWN = Action("guest.shown", "added papers to a collection shared with guests")

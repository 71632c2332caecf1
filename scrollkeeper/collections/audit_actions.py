"""What the audit log keeps of collections."""

from scrollkeeper.audit.service import Action

GUEST_SHOWN = Action("guest.shown", "put papers into a collection that guests see")

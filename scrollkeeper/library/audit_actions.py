"""What the audit log keeps of the library."""

from scrollkeeper.audit.service import Action

FIELD_ADDED = Action("field.added", "added a custom field")
FIELD_CHANGED = Action("field.changed", "changed a custom field")
FIELD_DELETED = Action("field.deleted", "deleted a custom field")
FIELD_RESTORED = Action("field.restored", "restored a custom field")

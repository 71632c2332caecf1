"""What the audit log keeps of annotations."""

from scrollkeeper.audit.service import Action

ANNOTATION_HIDDEN = Action("annotation.hidden", "hid an annotation")
ANNOTATION_SHOWN = Action("annotation.shown", "unhid an annotation")

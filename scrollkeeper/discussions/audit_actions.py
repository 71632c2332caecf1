"""What the audit log keeps of discussions."""

from scrollkeeper.audit.service import Action

COMMENT_HIDDEN = Action("comment.hidden", "hid a comment")
COMMENT_SHOWN = Action("comment.shown", "unhid a comment")

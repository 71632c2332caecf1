"""What happens in discussions, as the event log names it."""

from scrollkeeper.core.events import Event

COMMENT_ADDED = Event("comment.added", "Somebody wrote in a thread.")
COMMENT_CHANGED = Event("comment.changed", "A comment was edited.")
COMMENT_REACTED = Event("comment.reacted", "Somebody put a sign under a comment, or took it away.")
COMMENT_DELETED = Event("comment.deleted", "A comment was deleted; its place stays.")
THREAD_RESOLVED = Event("thread.resolved", "There is nothing left to discuss in a thread.")
THREAD_REOPENED = Event("thread.reopened", "A resolved thread was opened again.")
THREAD_ASSIGNED = Event("thread.assigned", "A thread was given to somebody or to nobody, or is due on another day.")

"""What happens in annotations, as the event log names it."""

from scrollkeeper.core.events import Event

ANNOTATION_IMPORTED = Event(
    "annotation.imported", "Annotations made elsewhere came in: from inside a PDF, or as W3C JSON-LD."
)
ANNOTATION_REANCHORED = Event(
    "annotation.carried", "Annotations were found again in another version of their file, or not."
)
ANNOTATION_ADDED = Event("annotation.added", "An annotation was made, came back, or was shown to the team.")
ANNOTATION_CHANGED = Event("annotation.changed", "Comment, colour or kind of an annotation changed.")
ANNOTATION_DELETED = Event("annotation.deleted", "An annotation was deleted, or hidden from the team.")

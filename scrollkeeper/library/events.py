"""What happens in library, as the event log names it."""

from scrollkeeper.core.events import Event

PAPER_ADDED = Event("paper.added", "A paper came into the library.")
PAPER_CHANGED = Event("paper.changed", "Metadata of a paper changed.")
PAPER_DELETED = Event("paper.deleted", "A paper was moved to the trash.")
PAPER_RESTORED = Event("paper.restored", "A paper was restored from the trash.")
PAPER_MERGED = Event("paper.merged", "Another paper became part of this one; `merged` in the subject names it.")
PAPER_UNMERGED = Event("paper.unmerged", "A merge was undone: `merged` in the subject is a paper of its own again.")
FILE_ADDED = Event("file.added", "A paper got another version of its file.")
FILE_CHANGED = Event("file.changed", "A file is something else to its paper now, or its main file.")
TAG_CHANGED = Event(
    "tag.changed", "A tag was put on papers or taken off, renamed, coloured, merged, deleted or restored."
)
DUPLICATES_CHANGED = Event("duplicates.changed", "Somebody said which papers are no duplicates, or took it back.")
FIELDS_CHANGED = Event("fields.changed", "A custom field of the team was added, changed, deleted or restored.")

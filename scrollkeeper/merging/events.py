"""What happens in merging, as the event log names it."""

from scrollkeeper.core.events import Event

PAPER_MERGED = Event("paper.merged", "Another paper became part of this one; `merged` in the subject names it.")
PAPER_UNMERGED = Event("paper.unmerged", "A merge was undone: `merged` in the subject is a paper of its own again.")

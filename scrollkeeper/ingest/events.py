"""What happens in ingest, as the event log names it."""

from scrollkeeper.core.events import Event

PAPER_STATUS = Event("paper.status", "Parsing of a paper got on: queued, parsing, ready, failed or parked.")
UPLOAD_FINISHED = Event("upload.finished", "An upload ended as a file.")

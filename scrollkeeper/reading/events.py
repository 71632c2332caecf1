"""What happens in reading, as the event log names it."""

from scrollkeeper.core.events import Event

READING_ASSIGNED = Event("reading.assigned", "Somebody was asked to read a paper.")
READING_CHANGED = Event("reading.changed", "A person is on with a paper, has read it, or took it off their list.")

"""What happens in notes, as the event log names it."""

from scrollkeeper.core.events import Event

NOTE_ADDED = Event("note.added", "A shared note was begun.")
NOTE_CHANGED = Event("note.changed", "A shared note was named, or somebody writes in it.")
NOTE_DELETED = Event("note.deleted", "A shared note was moved to the trash.")
NOTE_RESTORED = Event("note.restored", "A shared note was restored from the trash.")

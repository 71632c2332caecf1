"""What happens in exchange, as the event log names it."""

from scrollkeeper.core.events import Event

REFERENCES_IMPORTED = Event("references.imported", "References of a file were added to the library.")
IMPORT_UNDONE = Event("import.undone", "An import of references was undone.")

"""What happens to collections, as the event log names it."""

from scrollkeeper.core.events import Event

COLLECTION_ADDED = Event("collection.added", "A collection was added.")
COLLECTION_CHANGED = Event(
    "collection.changed", "A collection has another name, place, colour or description, or other papers in it."
)
COLLECTION_DELETED = Event("collection.deleted", "A collection was deleted, with those within it.")
COLLECTION_RESTORED = Event("collection.restored", "A deleted collection came back, with those within it.")
SEARCH_ADDED = Event("search.added", "A search was saved.")
SEARCH_CHANGED = Event("search.changed", "A saved search has another name, or looks for something else.")
SEARCH_DELETED = Event("search.deleted", "A saved search was deleted.")
SEARCH_RESTORED = Event("search.restored", "A deleted search came back.")

"""Who may write notes: pure, from a scope."""

from scrollkeeper.annotations.policy import can_annotate
from scrollkeeper.teams.scope import Scope


def can_write_note(scope: Scope) -> bool:
    """Begin a note, write in it, name it and put it into the bin: whoever may comment."""
    return can_annotate(scope)


def note_abilities(scope: Scope) -> list[str]:
    """What `can` says of a note, and of a list of notes."""
    return ["edit", "delete"] if can_write_note(scope) else []

"""The condition that a person has not read a paper yet."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, not_, select

from scrollkeeper.library.models import File, Paper
from scrollkeeper.reading.models import Position, ReadingEntry
from scrollkeeper.teams.scope import Scope


def is_marked_read(scope: Scope) -> ColumnElement[bool]:
    return exists(_entry_of(scope).where(ReadingEntry.status == "read"))


def is_unread(scope: Scope) -> ColumnElement[bool]:
    """The condition, over papers, that one has neither opened a file of it nor marked it as begun or read."""
    opened = (
        select(Position.file_id)
        .join(File, File.id == Position.file_id)
        .where(Position.team_id == scope.team_id, Position.person_id == scope.person_id, File.paper_id == Paper.id)
    )
    return not_(exists(_entry_of(scope).where(ReadingEntry.status != "to_read"))) & not_(exists(opened))


def _entry_of(scope: Scope) -> Select[UUID]:
    return select(ReadingEntry.paper_id).where(
        ReadingEntry.team_id == scope.team_id,
        ReadingEntry.person_id == scope.person_id,
        ReadingEntry.paper_id == Paper.id,
    )

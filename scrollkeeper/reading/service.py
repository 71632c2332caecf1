"""Where a person stopped reading a file: remembered for that person alone."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.errors import Invalid
from scrollkeeper.library import service as library
from scrollkeeper.reading.models import Position
from scrollkeeper.teams.scope import Scope


async def find_position(db: AsyncSession, scope: Scope, file_id: UUID) -> Position | None:
    """Where the person was; None before the first time."""
    file = await library.get_file(db, scope, file_id)
    query = select(Position).where(Position.file_id == file.id, Position.person_id == scope.person_id)
    return (await db.execute(query)).scalar_one_or_none()


async def remember_position(
    db: AsyncSession, scope: Scope, file_id: UUID, *, page: int, y: float, zoom: float | None, rotation: int
) -> None:
    """Raises Invalid for a page that the file does not have; before it is parsed nobody knows how many there are."""
    file = await library.get_file(db, scope, file_id)
    if file.pages is not None and page > file.pages:
        detail = f"The document has {file.pages} pages."
        raise Invalid(detail, errors=[{"field": "page", "detail": detail}])
    place = {"page": page, "y": y, "zoom": zoom, "rotation": rotation}
    statement = insert(Position).values(person_id=scope.person_id, file_id=file.id, team_id=scope.team_id, **place)
    update = place | {"updated_at": func.now()}
    await db.execute(statement.on_conflict_do_update(index_elements=["person_id", "file_id"], set_=update))

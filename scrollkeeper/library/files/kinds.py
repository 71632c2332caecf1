"""What a file is to its paper, and which one is shown first."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import events
from scrollkeeper.core.errors import require
from scrollkeeper.library import policy, service
from scrollkeeper.library.events import FILE_CHANGED
from scrollkeeper.library.models import File
from scrollkeeper.teams.scope import Scope


async def edit_file(
    db: AsyncSession, scope: Scope, file_id: UUID, *, kind: str | None = None, main: bool | None = None
) -> File:
    """Say what a file is, or make it the main one, which takes that from the others."""
    require(policy.can_edit_paper(scope))
    file = await service.get_file(db, scope, file_id)
    paper = await service.get_paper(db, scope, file.paper_id, for_update=True)
    if kind is not None:
        file.kind = kind
    if main:
        others = update(File).where(File.team_id == scope.team_id, File.paper_id == paper.id, File.id != file.id)
        await db.execute(others.values(main=False).execution_options(synchronize_session="fetch"))
    if main is not None:
        file.main = main
    await db.flush()
    await service.derive_again(db, [paper])
    paper.clock = await events.publish(
        db, scope.team_id, FILE_CHANGED, person_id=scope.person_id, paper=paper.id, file=file.id
    )
    return file

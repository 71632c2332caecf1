"""The pages of a file as the parser left them: text, and where each word stands."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from scrollkeeper.core.errors import NotFound
from scrollkeeper.library.models import FilePage
from scrollkeeper.library.service import seen_by
from scrollkeeper.teams.scope import Scope


async def get_page(db: AsyncSession, scope: Scope, file_id: UUID, number: int) -> FilePage:
    """A page with its word boxes; NotFound also for one that the parser has not come to."""
    query = (
        select(FilePage)
        .where(FilePage.team_id == scope.team_id, FilePage.file_id == file_id, FilePage.number == number)
        .where(seen_by(scope, FilePage.paper_id))
        .options(undefer(FilePage.word_boxes))
    )
    page = (await db.execute(query)).scalar_one_or_none()
    if page is None:
        raise NotFound("There is no such page, or it has not been read yet.")
    return page

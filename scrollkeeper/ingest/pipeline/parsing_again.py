"""Many papers parsed again at once."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import select_ids
from scrollkeeper.core.errors import require
from scrollkeeper.ingest.pipeline.status import queue_file
from scrollkeeper.library import policy
from scrollkeeper.library import service as library
from scrollkeeper.library.models import File, Paper
from scrollkeeper.teams.scope import Scope


async def parse_papers(db: AsyncSession, scope: Scope, paper_ids: Sequence[UUID]) -> list[UUID]:
    """Queue the files of papers, but for those that are being parsed; gives the papers that have such a file."""
    require(policy.can_edit_paper(scope))
    papers = library.select_papers(scope).where(Paper.id.in_(select_ids(paper_ids))).with_only_columns(Paper.id)
    # Papers, then files, then the team's clock, as in status.py.
    found = (await db.scalars(papers.order_by(Paper.id).with_for_update(key_share=True))).all()
    query = select(File).where(File.team_id == scope.team_id, File.paper_id.in_(select_ids(found)))
    locked = query.where(File.status != "parsing").order_by(File.id).with_for_update(key_share=True)
    files = (await db.scalars(locked)).all()
    for file in files:
        await queue_file(db, file)
    return sorted({file.paper_id for file in files})


def select_parsable(scope: Scope, chosen: Select[Paper]) -> Select[UUID]:
    """Ids of the papers among the chosen that have a file."""
    having = select(File.paper_id).where(File.team_id == scope.team_id)
    return chosen.where(Paper.id.in_(having)).with_only_columns(Paper.id)

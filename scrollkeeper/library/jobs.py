"""The jobs of this context. Whoever defers one needs only its name."""

from typing import Any
from uuid import UUID

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.library import duplicates_search
from scrollkeeper.library.citation_keys.service import assign_keys


@jobs.job("library.compare_papers", in_queue=jobs.HOUSEKEEPING, retry=jobs.AGAIN)
async def compare_papers(team_id: str, papers: list[str], **_: Any) -> None:
    """After what is said of papers has changed."""
    async with open_system_session.begin() as db:
        await duplicates_search.compare_papers(db, UUID(team_id), [UUID(one) for one in papers])
    async with open_system_session.begin() as db:
        await assign_keys(db, UUID(team_id), [UUID(one) for one in papers])


@jobs.job("library.find_duplicates", in_queue=jobs.HOUSEKEEPING, retry=jobs.AGAIN)
async def find_duplicates(team_id: str, after: str | None = None, **_: Any) -> None:
    """Compare all papers of a team, some thousand in a job."""
    last = UUID(after) if after else None
    for _number in range(duplicates_search.PER_JOB // duplicates_search.AT_ONCE):
        async with open_system_session.begin() as db:
            last = await duplicates_search.continue_search(db, UUID(team_id), last)
        if last is None:
            return
    async with open_system_session.begin() as db:
        await duplicates_search.defer_rest(db, UUID(team_id), last)

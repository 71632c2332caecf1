"""The jobs of this context. Whoever defers one needs only its name."""

from typing import Any
from uuid import UUID

from scrollkeeper.citations import service
from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session


@jobs.job("citations.read_references", retry=jobs.AGAIN)
async def read_references(file_id: str, **_: Any) -> None:
    """After the parser has read a file."""
    async with open_system_session.begin() as db:
        await service.read_references(db, UUID(file_id))


@jobs.job("citations.link_paper", retry=jobs.AGAIN)
async def link_paper(paper_id: str, **_: Any) -> None:
    """After title, year or identifiers of a paper have changed."""
    async with open_system_session.begin() as db:
        await service.link_paper(db, UUID(paper_id))


@jobs.job("citations.link_papers", retry=jobs.AGAIN)
async def link_papers(paper_ids: list[str], **_: Any) -> None:
    """After many papers were added at once."""
    for paper_id in paper_ids:
        async with open_system_session.begin() as db:
            await service.link_paper(db, UUID(paper_id))

"""Upload a PDF and have it parsed at once, as the worker would, and look at what came of it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from scrollkeeper.core.db import open_system_session
from scrollkeeper.ingest.pipeline import run as pipeline
from scrollkeeper.library.models import File, FilePage, FileStructure
from tests import make


async def upload(who: make.Member, data: bytes, name: str = "paper.pdf") -> dict[str, Any]:
    """The paper as the API shows it, still queued."""
    answer = await who.http.post(who.url("/papers"), files={"file": (name, data, "application/pdf")})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def parsed(who: make.Member, data: bytes, name: str = "paper.pdf") -> dict[str, Any]:
    """The paper after one run of the pipeline."""
    paper = await upload(who, data, name)
    await pipeline.parse_file(UUID(paper["files"][0]["id"]))
    return await look(who, paper["id"])


async def look(who: make.Member, paper_id: str) -> dict[str, Any]:
    answer = await who.http.get(who.url(f"/papers/{paper_id}"))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def file_row(file_id: str) -> File:
    async with open_system_session.begin() as db:
        return (await db.execute(select(File).where(File.id == UUID(file_id)))).scalar_one()


async def rows_of(file_id: str) -> dict[str, Any]:
    """All that the parser wrote for a file, to be compared with itself."""
    columns = (FilePage.number, FilePage.width, FilePage.height, FilePage.has_text_layer, FilePage.text)
    async with open_system_session.begin() as db:
        pages = await db.execute(
            select(*columns, FilePage.word_boxes).where(FilePage.file_id == UUID(file_id)).order_by(FilePage.number)
        )
        structures = await db.execute(
            select(FileStructure.parser, FileStructure.structure).where(FileStructure.file_id == UUID(file_id))
        )
        return {"pages": [tuple(row) for row in pages], "structures": [tuple(row) for row in structures]}


async def events_of(who: make.Member, paper_id: str) -> list[dict[str, Any]]:
    """What the team's log says of a paper, oldest first."""
    answer = await who.http.get(who.url("/events?since=0&limit=200"))
    return [event for event in answer.json()["items"] if event["subject"].get("paper") == paper_id]

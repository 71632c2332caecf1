"""The one way in which the status of a file, and with it of its paper, changes and is told."""

import asyncio
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import events, jobs
from scrollkeeper.ingest.events import PAPER_STATUS
from scrollkeeper.library.models import File, Paper

# A paper with several files shows what still happens first, then what it is good for.
PRECEDENCE = ("parsing", "queued", "ready", "failed", "parked")


async def lock_file(db: AsyncSession, file_id: UUID) -> File | None:
    """The file, its paper's row locked until the transaction ends; None when it is gone."""
    # Paper, then file, then the team's clock: everybody takes them in this order, so nobody waits in a circle.
    of_file = select(File.paper_id).where(File.id == file_id).scalar_subquery()
    await db.execute(select(Paper.id).where(Paper.id == of_file).with_for_update(key_share=True))
    return (
        await db.execute(select(File).where(File.id == file_id).with_for_update(key_share=True))
    ).scalar_one_or_none()


async def set_status(db: AsyncSession, file: File, status: str, reason: str | None = None, **columns: Any) -> None:
    """Give a locked file its status with the reason in a sentence, other columns with it, and tell the team."""
    for column, value in columns.items():
        setattr(file, column, value)
    file.status, file.reason = status, reason
    if status != "parsing":
        file.progress = None
    await db.flush()
    rows = (await db.execute(select(File.status, File.reason).where(File.paper_id == file.paper_id))).all()
    foremost = min(rows, key=lambda row: PRECEDENCE.index(row.status))
    clock = await events.tick(db, file.team_id)
    shown = {"status": foremost.status, "reason": foremost.reason}
    await db.execute(update(Paper).where(Paper.id == file.paper_id).values(clock=clock, **shown))
    await events.publish(db, file.team_id, PAPER_STATUS, clock=clock, paper=file.paper_id, file=file.id, data=shown)


async def queue_file(db: AsyncSession, file: File, **columns: Any) -> None:
    """Have a locked file parsed, as if it had come just now: earlier deaths are forgotten."""
    if file.status != "queued" or file.attempts or file.reason or columns:
        await set_status(db, file, "queued", attempts=0, **columns)
    await jobs.defer(db, "ingest.parse_file", in_queue=jobs.PARSING, only_once=f"parse:{file.id}", file_id=str(file.id))


def is_cancelled() -> bool:
    """Whether the worker is ending this job: what was under way may have made an error of its own of that."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0

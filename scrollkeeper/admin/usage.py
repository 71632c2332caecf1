"""How much there is of everything on the instance, and how it grows."""

import asyncio
import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person, Session
from scrollkeeper.core.settings import settings
from scrollkeeper.library.models import File, Paper
from scrollkeeper.teams.models import Team

MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Growth:
    """What came within 30 days."""

    people: int
    papers: int
    bytes: int


@dataclass(frozen=True, slots=True)
class InstanceUsage:
    """`bytes` are those of the teams' files; one that several teams have is stored once. The disk is null with S3.

    `active` are people of the last 30 days; `month` and `month_before` are what came in those and in the 30 before.
    """

    people: int
    active: int
    disabled: int
    teams: int
    papers: int
    files: int
    bytes: int
    database_bytes: int
    disk_bytes: int | None
    disk_free_bytes: int | None
    month: Growth
    month_before: Growth


async def measure(db: AsyncSession) -> InstanceUsage:
    """Counted now; nobody looks so often that it had to be kept."""
    people = await _one(
        db,
        select(
            func.count().label("people"),
            func.count().filter(Person.disabled_at.is_not(None)).label("disabled"),
            *_by_month(Person.created_at, func.count()),
        ),
    )
    seen = select(func.count(Session.person_id.distinct())).where(Session.last_seen_at > func.now() - MONTH)
    teams = select(func.count()).where(Team.kind == "team", Team.deleted_at.is_(None))
    papers = await _one(
        db,
        select(func.count().label("papers"), *_by_month(Paper.added_at, func.count())).where(
            Paper.deleted_at.is_(None), Paper.team_id.is_not(None)
        ),
    )
    size = func.coalesce(func.sum(File.size), 0)
    files = await _one(
        db,
        select(func.count().label("files"), size.label("bytes"), *_by_month(File.added_at, func.sum(File.size))).where(
            File.team_id.is_not(None)
        ),
    )
    disk = None if settings().storage_url else await asyncio.to_thread(shutil.disk_usage, settings().data_dir)
    return InstanceUsage(
        people=people.people,
        active=await _number(db, seen),
        disabled=people.disabled,
        teams=await _number(db, teams),
        papers=papers.papers,
        files=files.files,
        bytes=int(files.bytes),
        database_bytes=await _number(db, text("select pg_database_size(current_database())")),
        disk_bytes=disk.total if disk else None,
        disk_free_bytes=disk.free if disk else None,
        month=Growth(people.month, papers.month, int(files.month)),
        month_before=Growth(people.month_before, papers.month_before, int(files.month_before)),
    )


def _by_month(column: Any, counted: Any) -> tuple[Any, Any]:
    """Two columns: what came within the last 30 days, and within the 30 before."""
    now = func.now()
    last = counted.filter(column > now - MONTH)
    before = counted.filter(column > now - 2 * MONTH, column <= now - MONTH)
    return func.coalesce(last, 0).label("month"), func.coalesce(before, 0).label("month_before")


async def _one(db: AsyncSession, statement: Any) -> Row[Any]:
    return (await db.execute(statement)).one()


async def _number(db: AsyncSession, statement: Any) -> int:
    return int((await db.execute(statement)).scalar_one())

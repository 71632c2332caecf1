"""How much room a team's files take, and who takes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.core.errors import require
from scrollkeeper.library import service
from scrollkeeper.library.models import File, Paper
from scrollkeeper.teams.policy import can_see_library
from scrollkeeper.teams.scope import Scope

MOST_PEOPLE, MOST_FILES = 50, 20


class PersonShare(NamedTuple):
    id: UUID | None
    name: str | None
    bytes: int
    files: int


class LargeFile(NamedTuple):
    id: UUID
    name: str
    size: int
    paper_id: UUID
    title: str
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Share:
    """How much of its quota a team uses: by whom, and its largest files."""

    used: int
    quota: int
    people: list[PersonShare]
    largest: list[LargeFile]


def warning(used: int, quota: int) -> Literal[80, 95] | None:
    """The mark in percent that has been passed, if any."""
    return 95 if used * 100 >= quota * 95 else 80 if used * 100 >= quota * 80 else None


async def measure(db: AsyncSession, scope: Scope) -> Share:
    require(can_see_library(scope))
    _, used, quota = await service.get_usage(db, scope)
    total = func.sum(File.size)
    people = (
        select(Person.id, Person.name, total.label("bytes"), func.count().label("files"))
        .select_from(File)
        .join(Paper, Paper.id == File.paper_id)
        .outerjoin(Person, Person.id == Paper.added_by_id)
        .where(File.team_id == scope.team_id)
        .group_by(Person.id)
        .order_by(total.desc())
        .limit(MOST_PEOPLE)
    )
    largest = (
        select(File.id, File.name, File.size, Paper.id.label("paper_id"), Paper.title, Paper.deleted_at)
        .join(Paper, Paper.id == File.paper_id)
        .where(File.team_id == scope.team_id)
        .order_by(File.size.desc(), File.id)
        .limit(MOST_FILES)
    )
    shares = [PersonShare(*row) for row in await db.execute(people)]
    files = [LargeFile(*row) for row in await db.execute(largest)]
    return Share(used, quota, shares, files)

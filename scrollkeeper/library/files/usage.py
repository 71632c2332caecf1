"""How much room a team's files take, and who takes it."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.core.errors import require
from scrollkeeper.library import service
from scrollkeeper.library.models import File, Paper
from scrollkeeper.teams.policy import can_see_library
from scrollkeeper.teams.scope import Scope

MOST_PEOPLE, MOST_FILES = 50, 20


@dataclass(frozen=True, slots=True)
class Share:
    """`people`: id, name, bytes, files. `largest`: id, name, size, paper_id, title, deleted_at."""

    used: int
    quota: int
    people: list[Row[Any]]
    largest: list[Row[Any]]


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
    shares: list[Row[Any]] = list((await db.execute(people)).all())  # type: ignore[arg-type]
    files: list[Row[Any]] = list((await db.execute(largest)).all())  # type: ignore[arg-type]
    return Share(used, quota, shares, files)

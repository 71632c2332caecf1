"""Changes of a paper's metadata: listed, and set back."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.core.errors import Invalid, NotFound, require
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.library import policy
from scrollkeeper.library import service as library
from scrollkeeper.library.history.models import MetadataChange
from scrollkeeper.library.models import Paper
from scrollkeeper.teams.scope import Scope


class ChangeRow(NamedTuple):
    """A change, and the name of the person who made it."""

    change: MetadataChange
    person_name: str | None


async def list_changes(
    db: AsyncSession, scope: Scope, paper_id: UUID, *, limit: int, cursor: str | None
) -> tuple[list[ChangeRow], str | None]:
    """The newest first; the first reading of a paper is none."""
    await library.get_paper(db, scope, paper_id)
    query = (
        select(MetadataChange, Person.name)
        .outerjoin(Person, Person.id == MetadataChange.person_id)
        .where(MetadataChange.team_id == scope.team_id, MetadataChange.paper_id == paper_id)
        .order_by(MetadataChange.id.desc())
        .limit(limit + 1)
    )
    if cursor:
        query = query.where(MetadataChange.id < read_cursor(cursor, UUID)[0])
    rows = [ChangeRow(*row) for row in await db.execute(query)]
    return cut_page(rows, limit, lambda row: (row.change.id,))


async def set_back(
    db: AsyncSession, scope: Scope, paper_id: UUID, change_id: UUID, *, fields: Sequence[str] | None
) -> Paper:
    """Give the fields of a change, all or some, the values that they had before it; raises Invalid for other fields."""
    require(policy.can_edit_paper(scope))
    paper = await library.get_paper(db, scope, paper_id, for_update=True)
    found = select(MetadataChange).where(
        MetadataChange.team_id == scope.team_id, MetadataChange.paper_id == paper_id, MetadataChange.id == change_id
    )
    change = (await db.execute(found)).scalar_one_or_none()
    if change is None:
        raise NotFound("This change doesn’t exist.")
    touched = set(change.before) | set(change.after)
    if fields is not None and not set(fields) <= touched:
        raise Invalid("This change did not touch all of these fields.")
    names = touched if fields is None else set(fields)
    at, person = datetime.now(UTC).isoformat(), str(scope.person_id)
    earlier = library.description_of(paper).set_back(change.before, names, person=person, at=at)
    await library.describe_papers(db, scope.team_id, [(paper, earlier)], person_id=scope.person_id)
    return paper

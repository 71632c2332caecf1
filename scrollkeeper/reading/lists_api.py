"""Reading lists over HTTP."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Day
from scrollkeeper.core.paging import Cursor, Limit
from scrollkeeper.reading import lists, policy
from scrollkeeper.reading.lists import ReadingRow
from scrollkeeper.teams.schemas import PersonRef
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["reading"])
Status = Literal["to_read", "reading", "read"]


class ReadingIn(BaseModel):
    """Null takes the paper off one's list."""

    status: Status | None


class AssignIn(BaseModel):
    person: UUID
    due: Day | None = None


class ReadingOut(BaseModel):
    paper: UUID
    title: str
    authors: str
    year: int | None
    person: PersonRef
    status: Status
    due: date | None
    assigned_by: PersonRef | None
    changed_at: datetime


class ReadingPage(BaseModel):
    items: list[ReadingOut]
    next: str | None
    can: list[str]


def _page(scope: InTeam, rows: list[ReadingRow], following: str | None) -> ReadingPage:
    items = [
        ReadingOut.model_validate(
            {
                "paper": row.entry.paper_id,
                "title": row.title,
                "authors": row.authors,
                "year": row.year,
                "status": row.entry.status,
                "person": {"id": row.entry.person_id, "name": row.reader},
                "assigned_by": {"id": row.entry.assigned_by_id, "name": row.asker} if row.asker else None,
                "due": row.entry.due,
                "changed_at": row.entry.changed_at,
            }
        )
        for row in rows
    ]
    return ReadingPage(items=items, next=following, can=["assign"] if policy.can_assign_reading(scope) else [])


@router.get("/reading")
async def list_reading(
    db: Db,
    scope: InTeam,
    of: Literal["mine", "assigned", "asked"] = "mine",
    status: Status | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ReadingPage:
    """One's own list in this team, what others ask one to read (what is due first), or what one asked of others."""
    return _page(scope, *await lists.list_entries(db, scope, of=of, status=status, limit=limit, cursor=cursor))


@router.get("/papers/{paper_id}/reading")
async def list_readers(db: Db, scope: InTeam, paper_id: UUID, limit: Limit = 50, cursor: Cursor = None) -> ReadingPage:
    """How far one is oneself, and those who were asked to read it."""
    return _page(scope, *await lists.list_readers(db, scope, paper_id, limit=limit, cursor=cursor))


@router.put("/papers/{paper_id}/reading")
async def set_status(db: Db, scope: InTeam, paper_id: UUID, body: ReadingIn) -> ReadingPage:
    """Put a paper on one's reading list, or take it off."""
    await lists.set_status(db, scope, paper_id, body.status)
    return await list_readers(db, scope, paper_id)


@router.post("/papers/{paper_id}/reading/assign")
async def assign_reading(db: Db, scope: InTeam, paper_id: UUID, body: AssignIn) -> ReadingPage:
    """Ask a member to read a paper."""
    await lists.assign(db, scope, paper_id, person_id=body.person, due=body.due)
    return await list_readers(db, scope, paper_id)

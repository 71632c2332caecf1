"""The event log over HTTP: for scripts, for catching up, and as the history of a paper."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from scrollkeeper.activity import log as event_log
from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import EXACT, Cursor, Int8, Limit, Page, cut_page, read_cursor
from scrollkeeper.library import service as library
from scrollkeeper.teams.schemas import PersonRef
from scrollkeeper.teams.scope import InTeam

router = APIRouter(tags=["live"])
Since = Annotated[int, Query(ge=0, le=EXACT, description="Number of the team's clock after which to begin.")]


class EventOut(BaseModel):
    clock: int
    name: str
    subject: dict[str, str]
    person: PersonRef | None
    at: datetime
    data: dict[str, Any]


class EventPage(BaseModel):
    """`clock` is where the team's clock stood; whoever has read all pages asks `since` it the next time."""

    items: list[EventOut]
    next: str | None
    clock: int


@router.get("/teams/{team}/events")
async def list_events(db: Db, scope: InTeam, since: Since = 0, limit: Limit = 50, cursor: Cursor = None) -> EventPage:
    """Events of the team since a number of its clock."""
    if cursor:
        since = read_cursor(cursor, Int8)[0]
    guest = scope if scope.is_guest else None
    # The clock comes first: an event that is written between the two is left for the next time.
    clock = await event_log.read_clock(db, scope.team_id)
    rows = await event_log.read_on(
        db, scope.team_id, after=since, upto=clock, limit=limit + 1, person_id=scope.person_id, guest=guest
    )
    page, following = cut_page(rows, limit, lambda row: (row.clock,))
    return EventPage.model_validate(
        {"items": [event_log.event_json(row) for row in page], "next": following, "clock": clock}
    )


@router.get("/teams/{team}/papers/{paper_id}/activity")
async def list_activity(
    db: Db, scope: InTeam, paper_id: UUID, limit: Limit = 50, cursor: Cursor = None
) -> Page[EventOut]:
    """Events of a paper, the newest first."""
    paper = await library.get_paper(db, scope, paper_id)
    before = read_cursor(cursor, Int8)[0] if cursor else None
    assert scope.person_id is not None
    rows = await event_log.read_back(
        db, scope.team_id, before=before, paper_id=paper.id, limit=limit + 1, person_id=scope.person_id
    )
    page, following = cut_page(rows, limit, lambda row: (row.clock,))
    return Page(items=[EventOut.model_validate(event_log.event_json(row)) for row in page], next=following)

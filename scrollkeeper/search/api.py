"""Search over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor
from scrollkeeper.library.models import LISTED
from scrollkeeper.rate_limits import limiter
from scrollkeeper.search import service
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["search"])

Limit = Annotated[int, Query(ge=1, le=50, description="How many passages to answer at the most.")]
# Its length is looked at by the service, which says what to do about it.
Typed = Annotated[
    str,
    Query(
        description='Words, "phrases", -exclusions, author:, title:, year:2015..2020; at most '
        f"{service.MOST_TERMS} of them.",
        json_schema_extra={"maxLength": service.LONGEST_QUERY},
    ),
]
Rect = tuple[float, float, float, float]


class FoundPaper(BaseModel):
    id: UUID
    title: str = Field(description="Its beginning, as of the authors: at most 1,000 characters.")
    authors: str
    year: int | None


class PassageOut(BaseModel):
    paper: FoundPaper
    where: service.Where
    file: UUID | None
    page: int | None = Field(description="Null where the title, the authors or the abstract matched.")
    snippet: str = Field(description="HTML whose only tag is <mark>; everything else is escaped.")
    rects: list[Rect] = Field(description="Places of the matched words on the page.")
    words: list[int] = Field(description="Numbers of the matched words on the page, from 0.")
    more: int = Field(description="At least so many further pages of this paper match; ask for them with `paper`.")


class ResultsOut(BaseModel):
    items: list[PassageOut]
    count: int = Field(description="How many passages there are; at least so many where `capped`.")
    capped: bool
    next: str | None


@router.get("/search")
async def search_papers(
    db: Db,
    scope: InTeam,
    q: Typed = "",
    limit: Limit = 20,
    cursor: Cursor = None,
    paper: Annotated[UUID | None, Query(description="Only this paper: all its matching pages, in order.")] = None,
) -> ResultsOut:
    """Passages where a query matches, grouped by paper, with what to show and where it is on the page."""
    await limiter.acquire("search", scope.person_id)
    found = await service.search(db, scope, q, limit=limit, cursor=cursor, paper_id=paper)
    items = [_passage_out(passage) for passage in found.items]
    return ResultsOut(items=items, count=found.count, capped=found.capped, next=found.next)


def _passage_out(one: service.Passage) -> PassageOut:
    title, authors = one.paper.title[:LISTED], one.paper.authors[:LISTED]
    paper = FoundPaper(id=one.paper.id, title=title, authors=authors, year=one.paper.year)
    return PassageOut(
        paper=paper,
        where=one.where,
        file=one.file,
        page=one.page,
        snippet=one.snippet,
        rects=one.rects,
        words=one.words,
        more=one.more,
    )

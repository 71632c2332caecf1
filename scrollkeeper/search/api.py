"""Search over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor
from scrollkeeper.library.models import LISTED
from scrollkeeper.rate_limits import limiter
from scrollkeeper.search import prepared, sections, service, written
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["search"])

Limit = Annotated[int, Query(ge=1, le=50, description="How many passages to answer at the most.")]
# Its length is looked at by the service, which says what to do about it.
Typed = Annotated[
    str,
    Query(
        description='Words, "phrases", -exclusions, author:, title:, year:2015..2020; at most '
        f"{prepared.MOST_TERMS} of them.",
        json_schema_extra={"maxLength": prepared.LONGEST_QUERY},
    ),
]
In = Annotated[
    str,
    Query(
        alias="in",
        pattern=f"^(?:{'|'.join(sections.SECTIONS)})(?:,(?:{'|'.join(sections.SECTIONS)})){{0,2}}$",
        description="Where to search, with commas between: `papers` (titles, authors, abstracts, pages, file names), "
        "`notes`, `discussion` (annotations and comments). What is found comes in this order.",
    ),
]
Rect = tuple[float, float, float, float]


class FoundPaper(BaseModel):
    id: UUID
    title: str = Field(description="Its beginning, as of the authors: at most 1,000 characters.")
    authors: str
    year: int | None


class PassageOut(BaseModel):
    kind: Literal["paper"] = "paper"
    paper: FoundPaper
    where: service.Where
    file: UUID | None
    page: int | None = Field(description="Null where something else of the paper matched.")
    snippet: str = Field(description="HTML whose only tag is <mark>; everything else is escaped.")
    rects: list[Rect] = Field(description="Places of the matched words on the page.")
    words: list[int] = Field(description="Numbers of the matched words on the page, from 0.")
    more: int = Field(description="At least so many further pages of this paper match; ask for them with `paper`.")


class HitOut(BaseModel):
    """An annotation, a comment or a note in which the words stand."""

    kind: written.Kind
    id: UUID
    paper: FoundPaper | None = Field(description="The paper that it is about; null for a note of the team.")
    title: str | None = Field(description="Of a note.")
    where: written.Where
    snippet: str = Field(description="HTML whose only tag is <mark>; everything else is escaped.")
    file: UUID | None = Field(description="Where to open it; the first one of the paper where it is about no file.")
    page: int | None
    annotation: UUID | None
    thread: UUID | None
    person: UUID | None
    author: str | None = Field(description="Name of who wrote it; as stated where it came from, if it was imported.")
    at: datetime = Field(description="When it was made; of a note, when it was last written in.")


class ResultsOut(BaseModel):
    items: list[PassageOut | HitOut]
    count: int = Field(description="How many passages there are; at least so many where `capped`.")
    capped: bool
    next: str | None


@router.get("/search")
async def search(
    db: Db,
    scope: InTeam,
    q: Typed = "",
    where: In = "papers",
    limit: Limit = 20,
    cursor: Cursor = None,
    paper: Annotated[UUID | None, Query(description="Only this paper: all its matching pages, in order.")] = None,
) -> ResultsOut:
    """Passages of papers, grouped by paper, and what people wrote, the newest first; each with its place."""
    await limiter.acquire("search", scope.person_id)
    chosen = [section for section in sections.SECTIONS if section in where.split(",")]
    found = await sections.search(db, scope, q, chosen=chosen, limit=limit, cursor=cursor, paper_id=paper)
    items = [_passage_out(one) if isinstance(one, service.Passage) else _written_out(one) for one in found.items]
    return ResultsOut(items=items, count=found.count, capped=found.capped, next=found.next)


def _paper_out(paper: Any) -> FoundPaper:
    return FoundPaper(id=paper.id, title=paper.title[:LISTED], authors=paper.authors[:LISTED], year=paper.year)


def _passage_out(one: service.Passage) -> PassageOut:
    return PassageOut(
        paper=_paper_out(one.paper),
        where=one.where,
        file=one.file,
        page=one.page,
        snippet=one.snippet,
        rects=one.rects,
        words=one.words,
        more=one.more,
    )


def _written_out(one: written.Written) -> HitOut:
    row = one.row
    return HitOut(
        kind=row.kind,
        id=row.id,
        paper=None if one.paper is None else _paper_out(one.paper),
        title=row.head[:LISTED] if row.kind == "note" else None,
        where=one.where,
        snippet=one.snippet,
        file=row.file_id,
        page=row.page or None,
        annotation=row.annotation_id,
        thread=row.thread_id,
        person=row.person_id,
        author=row.imported_author or one.author,
        at=row.created_at,
    )

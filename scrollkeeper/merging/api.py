"""Merging papers over HTTP, the merges of late, and undoing one."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, BeforeValidator, Field

from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor, Limit, Page
from scrollkeeper.library.schemas import PaperOut, paper_out
from scrollkeeper.merging import policy, service
from scrollkeeper.teams.schemas import PersonRef
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["library"])

MOST_FIELDS = 100


def _few(value: Any) -> Any:
    """Before each of them is looked at, and described if it is wrong."""
    if isinstance(value, dict) and len(value) > MOST_FIELDS:
        raise ValueError(f"At most {MOST_FIELDS} fields can be chosen.")
    return value


SourceIds = Annotated[list[UUID], Field(min_length=1, max_length=service.MOST_AT_ONCE)]
Chosen = Annotated[dict[str, UUID], BeforeValidator(_few), Field(max_length=MOST_FIELDS)]


class MergePapersIn(BaseModel):
    into: UUID = Field(description="The paper that stays.")
    from_: SourceIds = Field(alias="from", description="Those that become part of it.")
    metadata: Chosen = Field(
        {},
        description="Field of the metadata → the paper whose value is kept. Otherwise the paper that stays keeps its "
        "own, and gets those that it lacks.",
    )


class PapersMergedOut(BaseModel):
    id: UUID = Field(description="Of the merge, with which it can be undone.")
    paper: PaperOut


class MergeOut(BaseModel):
    id: UUID
    paper: UUID
    title: str
    merged: int = Field(description="How many papers became part of this one.")
    person: PersonRef | None
    at: datetime
    can: list[str]


class UnmergedOut(BaseModel):
    papers: list[UUID] = Field(description="Those that are papers of their own again.")


@router.post("/papers/merge")
async def merge_papers(db: Db, scope: InTeam, body: MergePapersIn) -> PapersMergedOut:
    """Merge papers: one stays, with all that was the others’, and their addresses lead to it."""
    merge, paper = await service.merge_papers(db, scope, body.into, from_ids=body.from_, chosen=body.metadata)
    return PapersMergedOut(id=merge.id, paper=await paper_out(db, scope, paper))


@router.get("/merges")
async def list_merges(db: Db, scope: InTeam, limit: Limit = 50, cursor: Cursor = None) -> Page[MergeOut]:
    """Merges of the last 30 days that can be undone, the newest first."""
    rows, following = await service.list_merges(db, scope, limit=limit, cursor=cursor)
    can = ["undo"] if policy.can_merge_papers(scope) else []
    items = [
        MergeOut(
            id=row.id,
            paper=row.into_id,
            title=row.title,
            merged=row.merged,
            person=PersonRef(id=row.person_id, name=row.person_name or "") if row.person_id else None,
            at=row.at,
            can=can,
        )
        for row in rows
    ]
    return Page(items=items, next=following)


@router.post("/merges/{merge_id}/undo")
async def undo_merge(db: Db, scope: InTeam, merge_id: UUID) -> UnmergedOut:
    """Undo a merge, for 30 days: each paper has again what it had."""
    _, papers = await service.undo_merge(db, scope, merge_id)
    return UnmergedOut(papers=[paper.id for paper in papers])

"""Papers over HTTP: the list, one, its metadata, the bin."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, WithJsonSchema

from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor, Limit
from scrollkeeper.library import policy, queries, service
from scrollkeeper.library.csl_schema import EDIT_SCHEMA
from scrollkeeper.library.files.usage import warning
from scrollkeeper.library.schemas import PaperOut, PaperPage, Status, paper_out, row_out
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["library"])


class MetadataIn(BaseModel):
    metadata: Annotated[dict[str, Any], Field(max_length=100), WithJsonSchema(EDIT_SCHEMA)]


class IdsIn(BaseModel):
    ids: list[UUID] = Field(min_length=1, max_length=500)


class DoneOut(BaseModel):
    done: int


class UsageOut(BaseModel):
    papers: int
    bytes: int
    quota: int
    warning: Literal[80, 95] | None = Field(description="Percent of the quota that have been passed.")


@router.get("/papers", response_model=PaperPage)
async def list_papers(
    db: Db,
    scope: InTeam,
    limit: Limit = 50,
    cursor: Cursor = None,
    sort: queries.Sort = "-added",
    filter: Annotated[str, Query(max_length=300)] = "",
    status: Status | None = None,
    deleted: bool = False,
    needs_checking: Annotated[bool, Query(description="Only papers with a field that somebody should check.")] = False,
) -> Response:
    """The team's papers, sorted and filtered."""
    chosen = queries.PaperFilter(words=filter, status=status, deleted=deleted, needs_checking=needs_checking)
    rows, following = await queries.list_papers(db, scope, sort=sort, chosen=chosen, limit=limit, cursor=cursor)
    total = await queries.count_papers(db, scope, chosen)
    can = policy.paper_abilities(scope)
    items = [row_out(row, scope.team_id, can) for row in rows]
    body = msgspec.json.encode({"items": items, "next": following, "total": total})
    return Response(body, media_type="application/json")


@router.get("/papers/{paper_id}")
async def get_paper(db: Db, scope: InTeam, paper_id: UUID) -> PaperOut:
    """A paper with its metadata and files."""
    return await paper_out(db, scope, await service.get_paper(db, scope, paper_id))


@router.patch("/papers/{paper_id}")
async def edit_paper(db: Db, scope: InTeam, paper_id: UUID, body: MetadataIn) -> PaperOut:
    """Change fields of a paper's metadata."""
    return await paper_out(db, scope, await service.edit_metadata(db, scope, paper_id, body.metadata))


@router.delete("/papers/{paper_id}", status_code=204)
async def delete_paper(db: Db, scope: InTeam, paper_id: UUID) -> None:
    """Move a paper to the bin."""
    await service.get_paper(db, scope, paper_id)
    await service.delete_papers(db, scope, [paper_id])


@router.post("/papers/{paper_id}/restore")
async def restore_paper(db: Db, scope: InTeam, paper_id: UUID) -> PaperOut:
    """Restore a paper from the bin."""
    await service.restore_papers(db, scope, [paper_id])
    return await paper_out(db, scope, await service.get_paper(db, scope, paper_id))


@router.post("/papers/delete")
async def delete_papers(db: Db, scope: InTeam, body: IdsIn) -> DoneOut:
    """Move papers to the bin."""
    return DoneOut(done=await service.delete_papers(db, scope, body.ids))


@router.post("/papers/restore")
async def restore_papers(db: Db, scope: InTeam, body: IdsIn) -> DoneOut:
    """Restore papers from the bin."""
    return DoneOut(done=await service.restore_papers(db, scope, body.ids))


@router.get("/usage")
async def get_usage(db: Db, scope: InTeam) -> UsageOut:
    """How much the team stores, and how much it may."""
    papers, used, quota = await service.get_usage(db, scope)
    return UsageOut(papers=papers, bytes=used, quota=quota, warning=warning(used, quota))

"""Papers over HTTP: one, its metadata, the bin. The list is in collections/papers_api.py, since it filters by them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, WithJsonSchema

from scrollkeeper.core.db import Db
from scrollkeeper.core.errors import require
from scrollkeeper.library import policy, service
from scrollkeeper.library.citation_keys import service as keys
from scrollkeeper.library.csl_schema import EDIT_SCHEMA
from scrollkeeper.library.custom_fields import service as custom_fields
from scrollkeeper.library.custom_fields.schemas import CustomValuesIn
from scrollkeeper.library.files.usage import warning
from scrollkeeper.library.schemas import PaperOut, paper_out
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["library"])


class MetadataIn(BaseModel):
    metadata: Annotated[dict[str, Any], Field(max_length=100), WithJsonSchema(EDIT_SCHEMA)] = {}
    fields: CustomValuesIn = {}
    citation_key: str | None = Field("", max_length=200, description="Pinned; null has the key made again.")


class IdsIn(BaseModel):
    ids: list[UUID] = Field(min_length=1, max_length=500)


class DoneOut(BaseModel):
    done: int


class UsageOut(BaseModel):
    papers: int
    bytes: int
    quota: int
    warning: Literal[80, 95] | None = Field(description="Percent of the quota that have been passed.")


@router.get("/papers/{paper_id}")
async def get_paper(db: Db, scope: InTeam, paper_id: UUID) -> PaperOut:
    """A paper with its metadata and files."""
    paper = await service.get_paper(db, scope, paper_id)
    if paper.citation_key is None and paper.metadata_ and not scope.is_guest and paper.deleted_at is None:
        # Added before papers had keys, or so lately that the job has not come to it.
        await keys.assign_keys(db, scope.team_id, [paper.id])
        await db.refresh(paper, ["citation_key"])
    return await paper_out(db, scope, paper)


@router.patch("/papers/{paper_id}")
async def edit_paper(db: Db, scope: InTeam, paper_id: UUID, body: MetadataIn) -> PaperOut:
    """Change fields of a paper's metadata, its custom fields and its citation key."""
    require(policy.can_edit_paper(scope))
    if body.citation_key != "":
        await keys.pin_key(db, scope, paper_id, body.citation_key)
    custom = await custom_fields.check_values(db, scope, body.fields)
    return await paper_out(db, scope, await service.edit_metadata(db, scope, paper_id, body.metadata, custom=custom))


@router.delete("/papers/{paper_id}", status_code=204)
async def delete_paper(db: Db, scope: InTeam, paper_id: UUID) -> None:
    """Move a paper to the trash."""
    await service.get_paper(db, scope, paper_id)
    await service.delete_papers(db, scope, [paper_id])


@router.post("/papers/{paper_id}/restore")
async def restore_paper(db: Db, scope: InTeam, paper_id: UUID) -> PaperOut:
    """Restore a paper from the trash."""
    await service.restore_papers(db, scope, [paper_id])
    return await paper_out(db, scope, await service.get_paper(db, scope, paper_id))


@router.post("/papers/delete")
async def delete_papers(db: Db, scope: InTeam, body: IdsIn) -> DoneOut:
    """Move papers to the trash."""
    return DoneOut(done=len(await service.delete_papers(db, scope, body.ids)))


@router.post("/papers/restore")
async def restore_papers(db: Db, scope: InTeam, body: IdsIn) -> DoneOut:
    """Restore papers from the trash."""
    return DoneOut(done=len(await service.restore_papers(db, scope, body.ids)))


@router.get("/usage")
async def get_usage(db: Db, scope: InTeam) -> UsageOut:
    """How much the team stores, and how much it may."""
    papers, used, quota = await service.get_usage(db, scope)
    return UsageOut(papers=papers, bytes=used, quota=quota, warning=warning(used, quota))

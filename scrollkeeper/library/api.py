"""Papers over HTTP: the list, one, its metadata, the bin."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, WithJsonSchema
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor, Limit
from scrollkeeper.library import policy, queries, service
from scrollkeeper.library.csl_schema import EDIT_SCHEMA
from scrollkeeper.library.files.usage import warning
from scrollkeeper.library.models import File, Paper
from scrollkeeper.teams.api import PersonRef
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams/{team}", tags=["library"])
Status = Literal["queued", "parsing", "ready", "failed", "parked"]


class Progress(BaseModel):
    page: int
    pages: int


class PaperRow(BaseModel):
    id: UUID
    title: str = Field(description="Its beginning, as of authors and venue: at most 1,000 characters.")
    authors: str
    year: int | None
    venue: str
    doi: str | None
    type: str | None
    status: Status
    reason: str | None
    added_by: PersonRef | None
    added_at: datetime
    deleted_at: datetime | None
    clock: int
    progress: Progress | None
    pages: int | None
    file: UUID | None
    file_name: str | None
    thumbnail: str | None
    duplicates: int
    can: list[str]


class PaperPage(BaseModel):
    items: list[PaperRow]
    next: str | None
    total: int


class FileOut(BaseModel):
    id: UUID
    name: str
    sha256: str
    size: int
    pages: int | None
    status: Status
    reason: str | None
    encrypted: bool
    needs_password: bool
    scanned_pages: list[int]
    parser: str | None
    thumbnail: str | None
    content: str


class FieldSource(BaseModel):
    by: Literal["parser", "person"]
    person: PersonRef | None
    at: datetime
    confidence: float | None = Field(description="How sure the parser is of the field, from 0 to 1, where it says so.")
    doubtful: bool = Field(description="Somebody should check the field; setting it, to the same value too, ends that.")


class DuplicateOut(BaseModel):
    paper: UUID
    title: str
    because: str


class PaperOut(BaseModel):
    id: UUID
    team_id: UUID
    status: Status
    reason: str | None
    metadata: dict[str, Any] = Field(description="CSL-JSON")
    provenance: dict[str, FieldSource]
    files: list[FileOut]
    duplicates: list[DuplicateOut]
    added_by: PersonRef | None
    added_at: datetime
    deleted_at: datetime | None
    clock: int
    progress: Progress | None
    can: list[str]


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


def row_out(row: Row[Any], team_id: UUID, can: list[str]) -> dict[str, Any]:
    """A row of the list, as plain values: this runs for every paper of every page."""
    return {
        "id": row.id, "title": row.title, "authors": row.authors, "year": row.year, "venue": row.venue, "doi": row.doi,
        "type": row.type, "status": row.status, "reason": row.reason, "added_at": row.added_at,
        "deleted_at": row.deleted_at, "clock": row.clock, "pages": row.pages, "file": row.file_id,
        "file_name": row.file_name, "duplicates": row.duplicates, "can": can,
        "added_by": {"id": row.person_id, "name": row.person_name} if row.person_id else None,
        "progress": {"page": row.progress, "pages": row.pages} if row.progress is not None and row.pages else None,
        "thumbnail": f"/api/teams/{team_id}/files/{row.file_id}/thumbnail" if row.thumbnail_key else None,
    }  # fmt: skip


def file_out(file: File) -> FileOut:
    address = f"/api/teams/{file.team_id}/files/{file.id}"
    return FileOut.model_validate(
        {
            "id": file.id, "name": file.name, "sha256": file.sha256, "size": file.size, "pages": file.pages,
            "status": file.status, "reason": file.reason, "encrypted": file.encrypted,
            "needs_password": file.needs_password, "scanned_pages": file.scanned_pages, "parser": file.parser,
            "thumbnail": f"{address}/thumbnail" if file.thumbnail_key else None, "content": f"{address}/content",
        }
    )  # fmt: skip


async def paper_out(db: AsyncSession, scope: Scope, paper: Paper) -> PaperOut:
    files = await service.list_files(db, scope, paper.id)
    duplicates = await queries.list_duplicates(db, scope, paper.id)
    setters = {UUID(source["person"]) for source in paper.provenance.values() if source.get("person")}
    names = await queries.people_names(db, setters | ({paper.added_by_id} if paper.added_by_id else set()))
    people = {str(person_id): PersonRef(id=person_id, name=name) for person_id, name in names.items()}
    doubtful = service.description_of(paper).doubtful()
    busy = next((file for file in files if file.progress is not None and file.pages), None)
    return PaperOut.model_validate(
        {
            "id": paper.id, "team_id": paper.team_id, "status": paper.status, "reason": paper.reason,
            "metadata": paper.metadata_, "files": [file_out(file) for file in files],
            "provenance": {
                field: {
                    "by": source["by"], "person": people.get(str(source.get("person"))), "at": source["at"],
                    "confidence": paper.confidence.get(field) if source["by"] == "parser" else None,
                    "doubtful": field in doubtful,
                }
                for field, source in paper.provenance.items()
            },
            "duplicates": [{"paper": row.id, "title": row.title, "because": row.because} for row in duplicates],
            "added_by": people.get(str(paper.added_by_id)), "added_at": paper.added_at, "deleted_at": paper.deleted_at,
            "clock": paper.clock, "progress": {"page": busy.progress, "pages": busy.pages} if busy else None,
            "can": policy.paper_abilities(scope),
        }
    )  # fmt: skip


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

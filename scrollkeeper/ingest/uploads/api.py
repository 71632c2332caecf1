"""Uploads over HTTP: the tus routes, the list of a team's uploads, and a whole file in one request."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import Db, open_team_session
from scrollkeeper.core.errors import require
from scrollkeeper.core.paging import Cursor, Limit, Page
from scrollkeeper.core.settings import settings
from scrollkeeper.ingest.uploads import form, receive, service, tus, tus_api
from scrollkeeper.ingest.uploads.body import body_chunks
from scrollkeeper.ingest.uploads.metadata_body import read_metadata
from scrollkeeper.library import service as library
from scrollkeeper.library.csl_schema import NEW_SCHEMA
from scrollkeeper.library.models import Paper
from scrollkeeper.library.policy import can_add_paper
from scrollkeeper.library.schemas import FileKind, PaperOut, TagName, paper_out
from scrollkeeper.library.tags.service import tag_papers
from scrollkeeper.rate_limits import limiter
from scrollkeeper.teams.schemas import PersonRef
from scrollkeeper.teams.scope import InTeam, Scope, Streaming

router = APIRouter(prefix="/teams/{team}", tags=["uploads"])
router.include_router(tus_api.router)
Tags = Annotated[list[TagName], Query(max_length=20, description="Tags that the paper gets.")]
Status = Literal["open", "finished", "refused", "expired", "cancelled"]
# The form around a file: boundaries and headers.
ENVELOPE_BYTES = 64 << 10
_FILE = form.describe_form()
_METADATA: dict[str, Any] = {
    "application/json": {
        "schema": {
            "type": "object",
            "required": ["metadata"],
            "additionalProperties": False,
            "properties": {"metadata": NEW_SCHEMA},
        }
    }
}
FORM = {"requestBody": {"required": True, "content": _FILE}}
FORM_OR_METADATA = {"requestBody": {"required": True, "content": _FILE | _METADATA}}
REFUSED: dict[int | str, dict[str, Any]] = {
    200: {"description": "The team has these bytes already: their paper.", "model": PaperOut}
}


class UploadOut(BaseModel):
    id: UUID
    name: str
    size: int
    offset: int
    status: Status
    reason: str | None
    sha256: str | None
    paper: UUID | None
    file: UUID | None
    already_here: bool
    created_at: datetime
    expires_at: datetime
    person: PersonRef | None


def upload_out(row: service.UploadRow) -> UploadOut:
    upload = row.upload
    return UploadOut.model_validate(
        {
            "id": upload.id, "name": upload.name, "size": upload.size, "offset": upload.offset,
            "status": upload.status, "reason": upload.reason, "sha256": upload.sha256, "paper": upload.paper_id,
            "file": upload.file_id, "already_here": upload.already_here, "created_at": upload.created_at,
            "expires_at": upload.expires_at,
            "person": {"id": upload.person_id, "name": row.person_name} if upload.person_id else None,
        }
    )  # fmt: skip


@router.get("/uploads")
async def list_uploads(
    db: Db, scope: InTeam, limit: Limit = 50, cursor: Cursor = None, status: Status | None = None
) -> Page[UploadOut]:
    """The team's uploads, newest first."""
    rows, following = await service.list_uploads(db, scope, status=status, limit=limit, cursor=cursor)
    return Page(items=[upload_out(row) for row in rows], next=following)


@router.get("/uploads/{upload_id}")
async def get_upload(db: Db, scope: InTeam, upload_id: UUID) -> UploadOut:
    """An upload and how far it is."""
    return upload_out(await service.describe_upload(db, scope, upload_id))


@router.post("/papers", status_code=201, responses=REFUSED, openapi_extra=FORM_OR_METADATA)
async def add_paper(request: Request, response: Response, scope: Streaming, tag: Tags = []) -> PaperOut:  # noqa: B006
    """One PDF in a form, as `curl -F file=@paper.pdf` sends it, or as JSON a paper without a file.

    For large files and weak lines use uploads.
    """
    if form.media_type(request.headers.get("content-type")) == "application/json":
        await limiter.acquire("upload", scope.person_id)
        require(can_add_paper(scope))
        metadata = await read_metadata(body_chunks(request))
        async with open_team_session(scope.team_id) as db:
            [paper] = await library.create_papers(db, scope, [metadata])
            return await _tagged(db, scope, paper, tag)
    return await _receive_form(request, response, scope, None, tags=tag)


@router.post("/papers/{paper_id}/files", status_code=201, responses=REFUSED, openapi_extra=FORM)
async def add_version(
    request: Request, response: Response, scope: Streaming, paper_id: UUID, kind: FileKind = "article"
) -> PaperOut:
    """Another file of a paper.

    A version of the article (preprint, then published; a better scan): annotations follow to it. Of a supplement, a
    translation or another file nothing is read into the paper's metadata.
    """
    return await _receive_form(request, response, scope, paper_id, kind=kind)


async def _receive_form(
    request: Request,
    response: Response,
    scope: Scope,
    version_of: UUID | None,
    *,
    tags: Sequence[str] = (),
    kind: FileKind = "article",
) -> PaperOut:
    await limiter.acquire("upload", scope.person_id)
    length = tus.parse_content_length(request.headers.get("content-length"))
    if length is not None and length > settings().max_upload_bytes + ENVELOPE_BYTES:
        service.check_size(length)
    name, chunks = await form.open_file(request.headers.get("content-type"), body_chunks(request))
    added = await receive.receive_whole(
        scope, name=name, chunks=chunks, length=length, version_of=version_of, kind=kind
    )
    if added.upload.already_here:
        response.status_code = 200
    async with open_team_session(scope.team_id) as db:
        assert added.upload.paper_id is not None
        return await _tagged(db, scope, await library.get_paper(db, scope, added.upload.paper_id), tags)


async def _tagged(db: AsyncSession, scope: Scope, paper: Paper, tags: Sequence[str]) -> PaperOut:
    if tags:
        await tag_papers(db, scope, [paper.id], add=tags, remove=())
    return await paper_out(db, scope, paper)

"""A Zotero library brought in over HTTP: a ZIP of its data folder, and the report of what came."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from scrollkeeper.core.db import Db
from scrollkeeper.core.errors import require
from scrollkeeper.exchange.models import Import
from scrollkeeper.exchange.zotero import moves
from scrollkeeper.ingest.uploads.body import body_chunks
from scrollkeeper.ingest.uploads.form import describe_form, open_file
from scrollkeeper.library.policy import can_add_paper
from scrollkeeper.rate_limits import limiter
from scrollkeeper.teams.scope import InTeam, Streaming

router = APIRouter(prefix="/teams/{team}", tags=["exchange"])
FORM = {"requestBody": {"required": True, "content": describe_form()}}


class LeftOutOut(BaseModel):
    """Something of the library that did not come."""

    what: str = Field(description="item, fields, note, file, annotation, collection, tag, search or group")
    title: str
    reason: str


class MoveOut(BaseModel):
    id: UUID
    name: str = Field(description="Of the file.")
    format: str
    status: str = Field(description="waiting, running, done or failed")
    reason: str | None = Field(description="Why it failed.")
    counts: dict[str, int] = Field(
        description="How many items are new, known, changed and unchanged; collections, searches, tags, notes, files, "
        "files_known and annotations that came; related that have no place here; and what was left_out."
    )
    left_out: list[LeftOutOut] = Field(description="The first 2,000.")
    created_at: datetime
    undone_at: datetime | None


def _move_out(made: Import) -> MoveOut:
    counts = {name: count for name, count in made.counts.items() if isinstance(count, int)}
    return MoveOut(
        id=made.id, name=made.name, format=made.format, status=made.status, reason=made.reason, counts=counts,
        left_out=[LeftOutOut(**one) for one in made.left_out], created_at=made.created_at, undone_at=made.undone_at,
    )  # fmt: skip


@router.post("/imports/zotero", status_code=202, openapi_extra=FORM)
async def move_in_zotero(
    request: Request,
    scope: Streaming,
    collection: Annotated[UUID | None, Query(description="Into which everything goes.")] = None,
    group: Annotated[str, Query(max_length=200, description="A group of the library, by name or number.")] = "",
) -> MoveOut:
    """A ZIP of a Zotero data folder (zotero.sqlite, and storage with the files): brought in by a job.

    Bring in the same library again at any time: only what is new or changed comes.
    """
    require(can_add_paper(scope))
    await limiter.acquire("bulk", scope.person_id)
    length = request.headers.get("content-length", "")
    name, chunks = await open_file(request.headers.get("content-type"), body_chunks(request))
    return _move_out(
        await moves.receive_move(
            scope, chunks, name=name, collection_id=collection, wanted=group.strip(),
            length=int(length) if length.isascii() and length.isdigit() else 0,
        )
    )  # fmt: skip


@router.get("/imports/{import_id}")
async def get_import(db: Db, scope: InTeam, import_id: UUID) -> MoveOut:
    """How far an import has come, and what it left out and why."""
    return _move_out(await moves.get_import(db, scope, import_id))

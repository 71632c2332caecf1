"""References brought in over HTTP: a file is looked at or imported, and an import undone."""

import asyncio
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from scrollkeeper.core.db import Db
from scrollkeeper.core.errors import Invalid, require
from scrollkeeper.exchange import imports
from scrollkeeper.exchange.formats.entries import MAX_BYTES
from scrollkeeper.exchange.import_files import read_bibliography
from scrollkeeper.ingest.uploads.body import body_chunks
from scrollkeeper.ingest.uploads.form import describe_form, read_form
from scrollkeeper.library.policy import can_add_paper
from scrollkeeper.rate_limits import limiter
from scrollkeeper.teams.scope import InTeam, Streaming

router = APIRouter(prefix="/teams/{team}", tags=["exchange"])
_FIELDS = {"collection": {"type": "string", "format": "uuid"}, "dry_run": {"type": "boolean"}}
FORM = {"requestBody": {"required": True, "content": describe_form(**_FIELDS)}}


class ImportedItem(BaseModel):
    status: Literal["new", "known", "doubtful", "refused"]
    paper: UUID | None = Field(description="The paper that it became, or that it is or may be.")
    metadata: dict[str, Any] = Field(description="CSL-JSON")
    line: int = Field(description="Where it begins in the file; of formats without lines its number.")
    reason: str | None


class ImportCounts(BaseModel):
    new: int
    known: int
    doubtful: int
    refused: int


class ImportOut(BaseModel):
    id: UUID | None = Field(description="Of an import that can be undone; null of a dry run.")
    format: str
    items: list[ImportedItem]
    counts: ImportCounts


class UndoneOut(BaseModel):
    papers: int = Field(description="How many were moved to the trash.")


@router.post("/imports", response_model=ImportOut, status_code=201, openapi_extra=FORM,
             responses={200: {"description": "What an import would do (dry_run)", "model": ImportOut}})  # fmt: skip
async def import_references(
    request: Request,
    scope: Streaming,
    collection: Annotated[
        UUID | None, Query(description="Into which its papers go. May be a part of the form.")
    ] = None,
    dry_run: Annotated[bool, Query(description="Only look. May be a part of the form.")] = False,
) -> Response:
    """A file of references in a form: new ones become papers, and those that are here already are left alone."""
    require(can_add_paper(scope))
    await limiter.acquire("bulk", scope.person_id)
    name, content, fields = await read_form(
        request.headers.get("content-type"), body_chunks(request), fields=frozenset(_FIELDS), most_bytes=MAX_BYTES
    )
    collection_id = _collection(fields.get("collection")) or collection
    only_look = _is_true(fields["dry_run"]) if "dry_run" in fields else dry_run
    found = await read_bibliography(content)
    if only_look:
        result = await imports.preview(scope, found, collection_id=collection_id)
    else:
        result = await imports.import_bibliography(scope, found, name=name, collection_id=collection_id)
    body = await asyncio.to_thread(encode_result, result)
    return Response(body, 200 if only_look else 201, media_type="application/json")


def _collection(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        detail = "This is not the id of a collection."
        raise Invalid(detail, errors=[{"field": "collection", "detail": detail}]) from None


def _is_true(text: str) -> bool:
    if text.lower() not in ("true", "false", "1", "0", "on", "off", "yes", "no", ""):
        detail = "dry_run is true or false."
        raise Invalid(detail, errors=[{"field": "dry_run", "detail": detail}])
    return text.lower() in ("true", "1", "on", "yes")


def encode_result(result: imports.ImportResult) -> bytes:
    """An import as it is answered."""
    items = [
        {
            "status": one.status, "paper": one.paper, "metadata": one.entry.metadata, "line": one.entry.line,
            "reason": one.reason or None,
        }
        for one in result.items
    ]  # fmt: skip
    return msgspec.json.encode({"id": result.id, "format": result.format, "items": items, "counts": result.counts})


@router.delete("/imports/{import_id}")
async def undo_import(db: Db, scope: InTeam, import_id: UUID) -> UndoneOut:
    """Undo an import: the papers that it made go to the trash, from where they can be restored."""
    return UndoneOut(papers=await imports.undo_import(db, scope, import_id))

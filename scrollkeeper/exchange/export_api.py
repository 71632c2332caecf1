"""References to take away over HTTP, in the formats that formats/catalogue.py can write."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.collections import papers as collected
from scrollkeeper.collections import service as collections
from scrollkeeper.collections.filters import list_named_fields, read_filter
from scrollkeeper.core.closing import ClosingResponse
from scrollkeeper.core.db import Db, select_ids
from scrollkeeper.core.errors import Invalid
from scrollkeeper.core.methods import is_head, only_headers
from scrollkeeper.exchange.export_references import write_references
from scrollkeeper.exchange.formats import catalogue
from scrollkeeper.library.files.content import HARMLESS
from scrollkeeper.library.files.dispositions import content_disposition
from scrollkeeper.library.models import Paper
from scrollkeeper.library.queries import PaperFilter
from scrollkeeper.rate_limits import limiter
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams/{team}", tags=["exchange"])
MOST_PAPERS = 500
ExportFormat = StrEnum("ExportFormat", [one.name for one in catalogue.WRITABLE])  # type: ignore[misc]
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {media_type: {} for media_type in dict.fromkeys(one.media_type for one in catalogue.WRITABLE)},
        "description": "The references as a file",
    }
}


@router.get("/export", response_class=Response, responses=RESPONSES)
async def export_references(
    request: Request,
    db: Db,
    scope: InTeam,
    format: ExportFormat,
    collection: Annotated[UUID | None, Query(description="Only papers in this collection and within it.")] = None,
    papers: Annotated[list[UUID], Query(max_length=MOST_PAPERS, description="Only these papers.")] = [],  # noqa: B006
    search: Annotated[str, Query(max_length=300, description="Only papers that the filter box would show.")] = "",
) -> Response:
    """References of the papers that one sees, to take away."""
    kind = catalogue.BY_NAME[format.value]
    assert kind.write is not None
    chosen, label = await _chosen(db, scope, collection, papers, search)
    headers = HARMLESS | {"Content-Disposition": content_disposition(f"{label[:120]}.{kind.ending}", attachment=True)}
    media_type = f"{kind.media_type}; charset=utf-8"
    if is_head(request.scope):
        return only_headers(media_type, headers)
    await limiter.acquire("bulk", scope.person_id)
    return ClosingResponse(write_references(scope, chosen, kind.write), media_type=media_type, headers=headers)


async def _chosen(
    db: AsyncSession, scope: Scope, collection_id: UUID | None, papers: list[UUID], search: str
) -> tuple[PaperFilter, str]:
    """The papers that are meant, and what the file is called after."""
    if (collection_id is not None) + bool(papers) + bool(search.strip()) > 1:
        raise Invalid("Choose papers by one of collection, papers and search.")
    conditions: list[ColumnElement[bool]] = []
    label = "References"
    if collection_id is not None:
        collection = await collections.get_collection(db, scope, collection_id)
        conditions.append(collected.is_in(scope, collection, within=True))
        label = collection.name
    elif papers:
        conditions.append(Paper.id.in_(select_ids(papers)))
    else:
        return read_filter(scope, search, await list_named_fields(db, scope, search)), label
    return PaperFilter(conditions=tuple(conditions)), label

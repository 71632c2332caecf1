"""Annotations and other versions of their file, over HTTP: which are orphaned there, and where they belong."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from scrollkeeper.annotations import service, versions
from scrollkeeper.annotations.schemas import AnnotationOut, ReanchoredOut, annotation_out, reanchored_out
from scrollkeeper.annotations.selectors import Selector
from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor, Limit
from scrollkeeper.core.preconditions import etag
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["discussions"])


class WaitingOut(BaseModel):
    """An annotation as it stands where it was made, and where it may belong here."""

    annotation: AnnotationOut
    carried: ReanchoredOut


class OrphanedPage(BaseModel):
    items: list[WaitingOut]
    next: str | None


class PlaceIn(BaseModel):
    file: UUID = Field(description="The version in which it is placed.")
    selectors: list[Selector] = Field(min_length=1, max_length=8)


@router.get("/papers/{paper_id}/files/{file_id}/tray")
async def list_orphaned(
    db: Db, scope: InTeam, paper_id: UUID, file_id: UUID, limit: Limit = 50, cursor: Cursor = None
) -> OrphanedPage:
    """Annotations of older versions that could not follow to this file with enough confidence."""
    rows, following = await versions.list_orphaned(db, scope, paper_id, file_id, limit=limit, cursor=cursor)
    items = [
        WaitingOut.model_validate(
            {"annotation": annotation_out(scope, read), "carried": reanchored_out(read.annotation, carried)}
        )
        for read, carried in rows
    ]
    return OrphanedPage(items=items, next=following)


@router.post("/papers/{paper_id}/annotations/{annotation_id}/place")
async def place_annotation(
    db: Db, scope: InTeam, paper_id: UUID, annotation_id: UUID, body: PlaceIn, response: Response
) -> AnnotationOut:
    """Take a suggestion, or any other place, for an annotation in another version of its file."""
    annotation = await versions.place_annotation(
        db, scope, annotation_id, paper_id=paper_id, file_id=body.file, selectors=body.selectors
    )
    response.headers["ETag"] = etag(annotation.clock)
    return annotation_out(scope, await service.read_around(db, scope, annotation, file_id=body.file))

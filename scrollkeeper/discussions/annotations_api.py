"""Changing annotations over HTTP, with regard to who has replied."""

from uuid import UUID

from fastapi import APIRouter, Response

from scrollkeeper.annotations import service as annotations
from scrollkeeper.annotations.schemas import AnnotationEdit, AnnotationOut, annotation_out
from scrollkeeper.core.db import Db
from scrollkeeper.core.preconditions import PRECONDITIONS, IfMatch, etag
from scrollkeeper.discussions import annotation_edits
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["discussions"])


@router.patch("/papers/{paper_id}/annotations/{annotation_id}", responses=PRECONDITIONS)
async def edit_annotation(
    db: Db,
    scope: InTeam,
    paper_id: UUID,
    annotation_id: UUID,
    body: AnnotationEdit,
    response: Response,
    if_match: IfMatch = None,
) -> AnnotationOut:
    """Change one's annotation."""
    changes = body.model_dump(exclude_none=True)
    annotation = await annotation_edits.edit_annotation(
        db, scope, annotation_id, changes, paper_id=paper_id, if_match=if_match
    )
    response.headers["ETag"] = etag(annotation.clock)
    return annotation_out(scope, await annotations.read_around(db, scope, annotation))

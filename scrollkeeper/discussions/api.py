"""Annotations over HTTP."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Text
from scrollkeeper.core.paging import Cursor, Limit
from scrollkeeper.core.preconditions import PRECONDITIONS, IfMatch, etag
from scrollkeeper.discussions import policy, service, threads_api
from scrollkeeper.discussions.models import Annotation
from scrollkeeper.discussions.selectors import (
    PDF_FRAGMENTS,
    FragmentSelector,
    PageSelector,
    Selector,
    TextPositionSelector,
    TextQuoteSelector,
    write_fragment,
)
from scrollkeeper.teams.api import PersonRef
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams/{team}", tags=["discussions"])
router.include_router(threads_api.router)

Kind = Literal["highlight", "underline", "note", "area"]
Color = Literal["yellow", "green", "blue", "pink"]
Visibility = Literal["me", "team"]


class AnnotationIn(BaseModel):
    file: UUID
    kind: Kind = "highlight"
    selectors: list[Selector] = Field(default_factory=list, max_length=8)
    comment: Text = ""
    color: Color = "yellow"
    visibility: Visibility = "team"


class AnnotationEdit(BaseModel):
    """What is left out stays as it is."""

    kind: Literal["highlight", "underline"] | None = None
    comment: Text | None = None
    color: Color | None = None
    visibility: Visibility | None = None


class PlaceOut(BaseModel):
    page: int
    rects: list[list[float]] = Field(description="x0, y0, x1, y1 in points, one for each line")


class AnnotationOut(BaseModel):
    id: UUID
    paper: UUID
    file: UUID
    kind: Kind
    color: Color
    visibility: Visibility
    comment: str
    selectors: list[Selector]
    page: int | None = Field(description="The first page; null for a note on the whole file.")
    rects: list[list[float]] = Field(description="On the first page.")
    places: list[PlaceOut] = Field(description="All pages that it touches.")
    score: float = Field(description="How sure the place is: 1 where the words stand as they were quoted.")
    thread: UUID | None
    person: PersonRef | None
    created_at: datetime
    changed_at: datetime | None
    clock: int
    can: list[str]


class AnnotationPage(BaseModel):
    items: list[AnnotationOut]
    next: str | None
    can: list[str]


def _selectors(annotation: Annotation) -> list[Selector]:
    found: list[Selector] = []
    if annotation.exact is not None and annotation.start is not None and annotation.end is not None:
        found += [
            TextQuoteSelector(
                type="TextQuoteSelector", exact=annotation.exact, prefix=annotation.prefix, suffix=annotation.suffix
            ),
            TextPositionSelector(type="TextPositionSelector", start=annotation.start, end=annotation.end),
        ]
    if annotation.page:
        value = write_fragment(annotation.page, annotation.places[0]["rects"])
        found += [
            PageSelector(type="PageSelector", index=annotation.page - 1, label=None),
            FragmentSelector(type="FragmentSelector", value=value, conformsTo=PDF_FRAGMENTS),
        ]
    return found


def _annotation_out(scope: Scope, annotation: Annotation, author: str | None, thread_id: UUID | None) -> AnnotationOut:
    person = PersonRef(id=annotation.person_id, name=author) if annotation.person_id and author else None
    return AnnotationOut.model_validate(
        {
            "id": annotation.id, "paper": annotation.paper_id, "file": annotation.file_id, "kind": annotation.kind,
            "color": annotation.color, "visibility": annotation.visibility, "comment": annotation.comment,
            "selectors": _selectors(annotation), "page": annotation.page or None, "places": annotation.places,
            "rects": annotation.places[0]["rects"] if annotation.places else [], "score": annotation.score,
            "thread": thread_id, "person": person, "created_at": annotation.created_at,
            "changed_at": annotation.changed_at, "clock": annotation.clock,
            "can": policy.annotation_abilities(scope, annotation.person_id),
        }
    )  # fmt: skip


async def _answer(db: Db, scope: Scope, annotation: Annotation, response: Response) -> AnnotationOut:
    response.headers["ETag"] = etag(annotation.clock)
    author, thread_id = await service.read_author_and_thread(db, scope, annotation)
    return _annotation_out(scope, annotation, author, thread_id)


@router.get("/papers/{paper_id}/annotations")
async def list_annotations(
    db: Db, scope: InTeam, paper_id: UUID, limit: Limit = 50, cursor: Cursor = None,
    file: Annotated[UUID | None, Query(description="Only those on this file.")] = None,
) -> AnnotationPage:  # fmt: skip
    rows, following = await service.list_annotations(
        db, scope, paper_id, file_id=file, limit=limit, cursor=cursor
    )  # fmt: skip
    items = [_annotation_out(scope, row.Annotation, row.author, row.thread_id) for row in rows]
    return AnnotationPage(items=items, next=following, can=policy.discussion_abilities(scope))


@router.post("/papers/{paper_id}/annotations", status_code=201)
async def add_annotation(
    db: Db, scope: InTeam, paper_id: UUID, body: AnnotationIn, response: Response
) -> AnnotationOut:
    annotation = await service.add_annotation(
        db, scope, paper_id, file_id=body.file, kind=body.kind, selectors=body.selectors, comment=body.comment,
        color=body.color, visibility=body.visibility,
    )  # fmt: skip
    return await _answer(db, scope, annotation, response)


@router.get("/papers/{paper_id}/annotations/{annotation_id}")
async def get_annotation(
    db: Db, scope: InTeam, paper_id: UUID, annotation_id: UUID, response: Response
) -> AnnotationOut:
    annotation = await service.get_annotation(db, scope, annotation_id, paper_id=paper_id)
    return await _answer(db, scope, annotation, response)


@router.patch("/papers/{paper_id}/annotations/{annotation_id}", responses=PRECONDITIONS)
async def edit_annotation(
    db: Db, scope: InTeam, paper_id: UUID, annotation_id: UUID, body: AnnotationEdit, response: Response,
    if_match: IfMatch = None,
) -> AnnotationOut:  # fmt: skip
    changes = body.model_dump(exclude_none=True)
    annotation = await service.edit_annotation(
        db, scope, annotation_id, changes, paper_id=paper_id, if_match=if_match
    )  # fmt: skip
    return await _answer(db, scope, annotation, response)


@router.delete("/papers/{paper_id}/annotations/{annotation_id}", status_code=204, responses=PRECONDITIONS)
async def delete_annotation(
    db: Db, scope: InTeam, paper_id: UUID, annotation_id: UUID, if_match: IfMatch = None
) -> None:
    await service.delete_annotation(db, scope, annotation_id, paper_id=paper_id, if_match=if_match)


@router.post("/papers/{paper_id}/annotations/{annotation_id}/restore")
async def restore_annotation(
    db: Db, scope: InTeam, paper_id: UUID, annotation_id: UUID, response: Response
) -> AnnotationOut:
    annotation = await service.restore_annotation(db, scope, annotation_id, paper_id=paper_id)
    return await _answer(db, scope, annotation, response)

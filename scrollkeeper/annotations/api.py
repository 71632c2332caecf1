"""Annotations over HTTP."""

from dataclasses import replace
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, BaseModel, BeforeValidator, FailFast, Field, field_validator

from scrollkeeper.annotations import colors, service, versions_api
from scrollkeeper.annotations.schemas import AnnotationOut, Color, HideIn, Kind, Visibility, annotation_out
from scrollkeeper.annotations.selectors import Selector
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Name, Text
from scrollkeeper.core.names import normalise_name
from scrollkeeper.core.paging import Cursor, Limit
from scrollkeeper.core.preconditions import PRECONDITIONS, IfMatch, etag
from scrollkeeper.discussions import policy, threads_api
from scrollkeeper.discussions.models import Annotation
from scrollkeeper.exchange import api as exports_api
from scrollkeeper.exchange.annotation_formats import MARKDOWN
from scrollkeeper.library import service as library
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams/{team}", tags=["discussions"])
router.include_router(threads_api.router)
router.include_router(versions_api.router)
router.include_router(exports_api.router)

Coordinate = Annotated[float, Field(ge=-1, le=20_000, allow_inf_nan=False)]
# One mistake is enough: describing a million takes longer than finding them.
Stroke = Annotated[
    list[Coordinate], FailFast(), Field(min_length=2, max_length=4_000, description="x, y, x, y, … in points")
]
Meaning = Annotated[Text, Field(max_length=60), AfterValidator(lambda text: normalise_name(text) if text else "")]
MOST_MEANINGS = 20
Tags = Annotated[list[Name], Field(max_length=20), AfterValidator(lambda tags: sorted(set(tags)))]
People = Annotated[list[UUID], Field(max_length=200)]


class AnnotationIn(BaseModel):
    file: UUID
    kind: Kind = "highlight"
    selectors: list[Selector] = Field(default_factory=list, max_length=8)
    comment: Text = ""
    color: Color = "yellow"
    visibility: Visibility = "team"
    people: People = Field(default_factory=list, description="Who sees it beside the author, where visible to people.")
    tags: Tags = Field(default_factory=list)
    alt: Text = Field("", description="What an area shows, in words.")
    strokes: Annotated[list[Stroke], FailFast()] = Field(default_factory=list, max_length=500, description="Of ink.")

    @field_validator("strokes")
    @classmethod
    def _pairs(cls, strokes: list[list[float]]) -> list[list[float]]:
        if any(len(stroke) % 2 for stroke in strokes) or sum(map(len, strokes)) > 20_000:
            raise ValueError("Strokes are pairs of x and y, 10,000 at the most.")
        return strokes


class AnnotationEdit(BaseModel):
    """What is left out stays as it is."""

    kind: Literal["highlight", "underline"] | None = None
    comment: Text | None = None
    color: Color | None = None
    visibility: Visibility | None = None
    people: People | None = None
    tags: Tags | None = None
    alt: Text | None = None


class AnnotationPage(BaseModel):
    items: list[AnnotationOut]
    next: str | None
    can: list[str]


async def _answer(db: Db, scope: Scope, annotation: Annotation, response: Response) -> AnnotationOut:
    response.headers["ETag"] = etag(annotation.clock)
    return annotation_out(scope, await service.read_around(db, scope, annotation))


@router.get("/papers/{paper_id}/annotations", response_model=AnnotationPage, responses=exports_api.FORMATS)
async def list_annotations(
    db: Db, scope: InTeam, paper_id: UUID, chosen: exports_api.ChosenIn, limit: Limit = 50, cursor: Cursor = None,
    file: Annotated[UUID | None, Query(description="Those that stand on this file.")] = None,
    format: Annotated[exports_api.Format | None, Query(description="All of them, to take away.")] = None,
    template: exports_api.Template = MARKDOWN,
) -> AnnotationPage | Response:  # fmt: skip
    """Annotations of a paper in the order of reading, or all of them as an export."""
    wanted = replace(chosen, paper=paper_id, file=file)
    if format is not None:
        paper = await library.get_paper(db, scope, paper_id)
        return await exports_api.write(db, scope, wanted, format, template, label=paper.title)
    rows, following = await service.list_annotations(db, scope, paper_id, wanted, limit=limit, cursor=cursor)
    items = [annotation_out(scope, row) for row in rows]
    return AnnotationPage(items=items, next=following, can=policy.discussion_abilities(scope))


@router.post("/papers/{paper_id}/annotations", status_code=201)
async def add_annotation(
    db: Db, scope: InTeam, paper_id: UUID, body: AnnotationIn, response: Response
) -> AnnotationOut:
    """Annotate a paper."""
    said = body.model_dump(include={"comment", "color", "visibility", "tags", "alt", "people", "strokes"})
    annotation = await service.add_annotation(
        db, scope, paper_id, file_id=body.file, kind=body.kind, selectors=body.selectors, **said
    )
    return await _answer(db, scope, annotation, response)


@router.get("/papers/{paper_id}/annotations/{annotation_id}")
async def get_annotation(
    db: Db, scope: InTeam, paper_id: UUID, annotation_id: UUID, response: Response,
    file: Annotated[UUID | None, Query(description="Where it stands in this version of its file.")] = None,
) -> AnnotationOut:  # fmt: skip
    """A single annotation."""
    annotation = await service.get_annotation(db, scope, annotation_id, paper_id=paper_id)
    response.headers["ETag"] = etag(annotation.clock)
    return annotation_out(scope, await service.read_around(db, scope, annotation, file_id=file))


@router.patch("/papers/{paper_id}/annotations/{annotation_id}", responses=PRECONDITIONS)
async def edit_annotation(
    db: Db, scope: InTeam, paper_id: UUID, annotation_id: UUID, body: AnnotationEdit, response: Response,
    if_match: IfMatch = None,
) -> AnnotationOut:  # fmt: skip
    """Change one's annotation."""
    changes = body.model_dump(exclude_none=True)
    annotation = await service.edit_annotation(
        db, scope, annotation_id, changes, paper_id=paper_id, if_match=if_match
    )  # fmt: skip
    return await _answer(db, scope, annotation, response)


@router.delete("/papers/{paper_id}/annotations/{annotation_id}", status_code=204, responses=PRECONDITIONS)
async def delete_annotation(
    db: Db, scope: InTeam, paper_id: UUID, annotation_id: UUID, if_match: IfMatch = None
) -> None:
    """Delete one's annotation."""
    await service.delete_annotation(db, scope, annotation_id, paper_id=paper_id, if_match=if_match)


@router.post("/papers/{paper_id}/annotations/{annotation_id}/restore")
async def restore_annotation(
    db: Db, scope: InTeam, paper_id: UUID, annotation_id: UUID, response: Response
) -> AnnotationOut:
    """Restore one's deleted annotation."""
    annotation = await service.restore_annotation(db, scope, annotation_id, paper_id=paper_id)
    return await _answer(db, scope, annotation, response)


@router.post("/papers/{paper_id}/annotations/{annotation_id}/hide")
async def hide_annotation(
    db: Db, scope: InTeam, paper_id: UUID, annotation_id: UUID, body: HideIn, response: Response
) -> AnnotationOut:
    """Hide an annotation from the team, with a reason."""
    annotation = await service.hide_annotation(db, scope, annotation_id, paper_id=paper_id, reason=body.reason)
    return await _answer(db, scope, annotation, response)


@router.post("/papers/{paper_id}/annotations/{annotation_id}/unhide")
async def unhide_annotation(
    db: Db, scope: InTeam, paper_id: UUID, annotation_id: UUID, response: Response
) -> AnnotationOut:
    """Show a hidden annotation again."""
    annotation = await service.unhide_annotation(db, scope, annotation_id, paper_id=paper_id)
    return await _answer(db, scope, annotation, response)


def _few(meanings: Any) -> Any:
    """Each wrong name would be a mistake of its own."""
    if isinstance(meanings, dict) and len(meanings) > MOST_MEANINGS:
        raise ValueError("has more colours than there are")
    return meanings


class ColorsIn(BaseModel):
    """What colours mean; an empty one means nothing in particular, and what is left out stays."""

    meanings: Annotated[dict[Color, Meaning], BeforeValidator(_few)]


class ColorsOut(BaseModel):
    meanings: dict[str, str]
    can: list[str]


@router.get("/colors")
async def get_colors(db: Db, scope: InTeam) -> ColorsOut:
    """What the team's colours mean."""
    return ColorsOut(meanings=await colors.get_meanings(db, scope), can=policy.discussion_abilities(scope))


@router.put("/colors")
async def name_colors(db: Db, scope: InTeam, body: ColorsIn) -> ColorsOut:
    """Say what colours mean in this team."""
    await colors.name_colors(db, scope, dict[str, str](body.meanings.items()))
    return await get_colors(db, scope)

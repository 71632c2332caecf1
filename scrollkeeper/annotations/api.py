"""Annotations over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, BaseModel, BeforeValidator, FailFast, Field, field_validator

from scrollkeeper.annotations import colors, policy, service
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.annotations.schemas import (
    AnnotationOut,
    Color,
    HideIn,
    Kind,
    People,
    Tags,
    Visibility,
    annotation_out,
)
from scrollkeeper.annotations.selectors import Selector
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Text
from scrollkeeper.core.names import normalise_name
from scrollkeeper.core.preconditions import PRECONDITIONS, IfMatch, etag
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams/{team}", tags=["discussions"])

Coordinate = Annotated[float, Field(ge=-1, le=20_000, allow_inf_nan=False)]
# One mistake is enough: describing a million takes longer than finding them.
Stroke = Annotated[
    list[Coordinate], FailFast(), Field(min_length=2, max_length=4_000, description="x, y, x, y, … in points")
]
Meaning = Annotated[Text, Field(max_length=60), AfterValidator(lambda text: normalise_name(text) if text else "")]
MOST_MEANINGS = 20


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


async def _answer(db: Db, scope: Scope, annotation: Annotation, response: Response) -> AnnotationOut:
    response.headers["ETag"] = etag(annotation.clock)
    return annotation_out(scope, await service.read_around(db, scope, annotation))


@router.post("/papers/{paper_id}/annotations", status_code=201)
async def add_annotation(
    db: Db, scope: InTeam, paper_id: UUID, body: AnnotationIn, response: Response
) -> AnnotationOut:
    """Annotate a paper."""
    properties = body.model_dump(include={"comment", "color", "visibility", "tags", "alt", "people", "strokes"})
    annotation = await service.add_annotation(
        db, scope, paper_id, file_id=body.file, kind=body.kind, selectors=body.selectors, **properties
    )
    return await _answer(db, scope, annotation, response)


@router.get("/papers/{paper_id}/annotations/{annotation_id}")
async def get_annotation(
    db: Db,
    scope: InTeam,
    paper_id: UUID,
    annotation_id: UUID,
    response: Response,
    file: Annotated[UUID | None, Query(description="Where it stands in this version of its file.")] = None,
) -> AnnotationOut:
    """A single annotation."""
    annotation = await service.get_annotation(db, scope, annotation_id, paper_id=paper_id)
    response.headers["ETag"] = etag(annotation.clock)
    return annotation_out(scope, await service.read_around(db, scope, annotation, file_id=file))


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

"""Annotations as they are answered: with where they stand in the file that is asked about, and what one may do."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from scrollkeeper.annotations import policy, service
from scrollkeeper.annotations.models import Annotation, OtherPlace
from scrollkeeper.annotations.reanchoring import SURE
from scrollkeeper.annotations.selectors import (
    PDF_FRAGMENTS,
    FragmentSelector,
    PageSelector,
    Selector,
    TextPositionSelector,
    TextQuoteSelector,
    write_fragment,
)
from scrollkeeper.core.fields import Name, Text
from scrollkeeper.teams.schemas import PersonRef
from scrollkeeper.teams.scope import Scope

Kind = Literal["highlight", "underline", "note", "area", "ink"]
Color = Literal["yellow", "green", "blue", "pink", "orange", "purple"]
Visibility = Literal["me", "people", "team"]


class HiddenOut(BaseModel):
    """Only its author and admins still see it."""

    reason: str
    at: datetime


class HideIn(BaseModel):
    reason: Annotated[Text, Field(min_length=1, max_length=500)]


class PlaceOut(BaseModel):
    page: int
    rects: list[list[float]] = Field(description="x0, y0, x1, y1 in points, one for each line")


class SuggestionOut(BaseModel):
    """A place that it may have; send its selectors to `place` to take it."""

    page: int
    exact: str
    score: float
    selectors: list[Selector]


class ReanchoredOut(BaseModel):
    """It was made on another version of the file and followed to this one."""

    origin: UUID = Field(description="The file that it was made on.")
    sure: bool
    suggestions: list[SuggestionOut]


class AnnotationOut(BaseModel):
    id: UUID
    paper: UUID
    file: UUID
    kind: Kind
    color: Color
    visibility: Visibility
    people: list[PersonRef] = Field(description="Who sees it beside the author, where it is visible to people.")
    comment: str
    tags: list[str]
    alt: str
    strokes: list[list[float]]
    selectors: list[Selector]
    position: int = Field(description="Character of the file's text that it stands at: the order of reading.")
    page: int | None = Field(description="The first page; null for a note on the whole file.")
    rects: list[list[float]] = Field(description="On the first page.")
    places: list[PlaceOut] = Field(description="All pages that it touches.")
    score: float = Field(description="How sure the place is: 1 where the words stand as they were quoted.")
    carried: ReanchoredOut | None
    thread: UUID | None
    person: PersonRef | None
    imported_author: str | None = Field(
        description="Who made it, as stated where it came from: unverified, whatever the name. `person` imported it."
    )
    hidden: HiddenOut | None
    created_at: datetime
    changed_at: datetime | None
    clock: int
    can: list[str]


def selectors_of(annotation: Annotation | OtherPlace) -> list[Selector]:
    """All that say where it stands."""
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


def annotation_out(scope: Scope, row: service.AnnotationView) -> AnnotationOut:
    annotation, anchor = row.annotation, row.carried or row.annotation
    hidden = annotation.hidden_at is not None
    return AnnotationOut.model_validate(
        {
            "id": annotation.id, "paper": annotation.paper_id, "file": anchor.file_id, "kind": annotation.kind,
            "color": annotation.color, "visibility": annotation.visibility, "people": row.viewers,
            "comment": annotation.comment, "tags": annotation.tags, "alt": annotation.alt,
            "strokes": anchor.strokes, "selectors": selectors_of(anchor), "page": anchor.page or None,
            "position": anchor.position, "places": anchor.places,
            "rects": anchor.places[0]["rects"] if anchor.places else [],
            "score": anchor.score, "carried": reanchored_out(annotation, row.carried) if row.carried else None,
            "thread": row.thread_id, "person": row.author, "imported_author": annotation.imported_author,
            "hidden": {"reason": annotation.hidden_reason, "at": annotation.hidden_at} if hidden else None,
            "created_at": annotation.created_at, "changed_at": annotation.changed_at, "clock": annotation.clock,
            "can": policy.annotation_abilities(scope, annotation.person_id, hidden=hidden),
        }
    )  # fmt: skip


def reanchored_out(annotation: Annotation, carried: OtherPlace) -> dict[str, Any]:
    settled = carried.settled_by_id is not None
    return {
        "origin": annotation.file_id,
        "sure": settled or carried.score >= SURE,
        "suggestions": carried.suggestions,
    }


Tags = Annotated[list[Name], Field(max_length=20), AfterValidator(lambda tags: sorted(set(tags)))]


People = Annotated[list[UUID], Field(max_length=200)]


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

"""Annotations to take away and to bring, over HTTP: as W3C JSON-LD, Markdown, CSV, or inside their PDF."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.annotations import policy
from scrollkeeper.annotations import service as annotations
from scrollkeeper.annotations.schemas import AnnotationPage, Color, annotation_out
from scrollkeeper.annotations.service import AnnotationFilter
from scrollkeeper.core.closing import ClosingResponse
from scrollkeeper.core.db import Db
from scrollkeeper.core.errors import Invalid
from scrollkeeper.core.fields import Name, written_as_date
from scrollkeeper.core.methods import is_head, only_headers
from scrollkeeper.core.paging import Cursor, Limit
from scrollkeeper.core.settings import settings
from scrollkeeper.exchange import exports, w3c_import
from scrollkeeper.exchange.annotation_formats import (
    MARKDOWN,
    MOST_OF_A_FIELD,
    W3C,
    Csv,
    Form,
    Markdown,
    repeated_fields,
)
from scrollkeeper.library import service as library
from scrollkeeper.library.files.content import HARMLESS
from scrollkeeper.library.files.dispositions import content_disposition
from scrollkeeper.rate_limits import limiter
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams/{team}", tags=["discussions"])
Format = Literal["w3c", "markdown", "csv"]
JSON_LD = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
# Type and ending of the file.
KINDS: dict[Format, tuple[str, str]] = {
    "w3c": (JSON_LD, "jsonld"),
    "markdown": ("text/markdown; charset=utf-8", "md"),
    "csv": ("text/csv; charset=utf-8", "csv"),
}
FORMATS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/ld+json": {}, "text/markdown": {}, "text/csv": {}}, "description": "Annotations"}
}
Moment = Annotated[
    datetime,
    BeforeValidator(written_as_date),
    AfterValidator(lambda moment: moment if moment.tzinfo else moment.replace(tzinfo=UTC)),
    Query(description="When it was made; without a zone, UTC."),
]
Template = Annotated[
    str,
    Query(
        max_length=2_000,
        description="Of Markdown: lines with {quote}, {comment}, {author}, {date}, {page}, "
        "{page_label}, {link}, {tags}, {color}, {meaning}, {kind}, {alt}, {replies}, each at most twice.",
    ),
]


def _chosen(
    person: UUID | None = None,
    tag: Annotated[Name | None, Query()] = None,
    color: Color | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
) -> AnnotationFilter:
    return AnnotationFilter(person=person, tag=tag, color=color, since=since, until=until)


ChosenIn = Annotated[AnnotationFilter, Depends(_chosen)]


@router.get("/annotations", response_class=Response, responses=FORMATS)
async def export_annotations(
    request: Request, db: Db, scope: InTeam, chosen: ChosenIn, format: Format = "w3c", template: Template = MARKDOWN
) -> Response:
    """Annotations of all papers of the team that one may see."""
    return await _export(request, db, scope, chosen, format, template, label="Annotations of the library")


async def _export(
    request: Request,
    db: AsyncSession,
    scope: Scope,
    chosen: AnnotationFilter,
    format: Format,
    template: str,
    *,
    label: str,
) -> Response:
    """They leave as a file whose name says of what they are, written while it is sent."""
    if format == "markdown" and (repeated := repeated_fields(template)):
        detail = f"A template may name each field at most {MOST_OF_A_FIELD} times; {repeated[0]} is named more often."
        raise Invalid(detail, errors=[{"field": "template", "detail": detail}])
    kind, ending = KINDS[format]
    headers = HARMLESS | {
        "Content-Disposition": content_disposition(f"{label[:120] or 'Annotations'}.{ending}", attachment=True)
    }
    if is_head(request.scope):
        return only_headers(kind, headers)
    await limiter.acquire("bulk", scope.person_id)
    contents = await exports.list_contents(db, scope, chosen, beside=len(template) if format == "markdown" else 0)
    form: Form
    if format == "w3c":
        of_paper = f"/papers/{chosen.paper}" if chosen.paper else ""
        address = f"{settings().base_url}/api/teams/{scope.team_id}{of_paper}/annotations?format=w3c"
        form = W3C(address=address, label=label, total=contents.annotations + contents.replies)
    else:
        form = Markdown(template) if format == "markdown" else Csv()
    pieces = exports.write_pieces(scope, chosen, contents, form)
    return ClosingResponse(pieces, media_type=kind, headers=headers)


@router.get("/papers/{paper_id}/annotations", response_model=AnnotationPage, responses=FORMATS)
async def list_annotations(
    request: Request,
    db: Db,
    scope: InTeam,
    paper_id: UUID,
    chosen: ChosenIn,
    limit: Limit = 50,
    cursor: Cursor = None,
    file: Annotated[UUID | None, Query(description="Those that stand on this file.")] = None,
    format: Annotated[Format | None, Query(description="All of them, to take away.")] = None,
    template: Template = MARKDOWN,
) -> AnnotationPage | Response:
    """Annotations of a paper in the order of reading, or all of them as an export."""
    wanted = replace(chosen, paper=paper_id, file=file)
    if format is not None:
        paper = await library.get_paper(db, scope, paper_id)
        return await _export(request, db, scope, wanted, format, template, label=paper.title)
    rows, following = await annotations.list_annotations(db, scope, paper_id, wanted, limit=limit, cursor=cursor)
    items = [annotation_out(scope, row) for row in rows]
    return AnnotationPage(items=items, next=following, can=policy.discussion_abilities(scope))


class LeftOut(BaseModel):
    id: str
    reason: str


class TakenOut(BaseModel):
    added: int
    known: int = Field(description="Here already, or deleted here.")
    left_out: list[LeftOut]


@router.post("/papers/{paper_id}/annotations/w3c")
async def take_over_annotations(
    db: Db,
    scope: InTeam,
    paper_id: UUID,
    file: Annotated[UUID, Query(description="The file that they are put on.")],
    sent: Annotated[Any, Body(description="A W3C Annotation, AnnotationPage or AnnotationCollection.")],
    visibility: Literal["team", "me"] = "team",
) -> TakenOut:
    """Take over annotations that were made elsewhere; each comes in once, with its author as stated there."""
    taken = await w3c_import.take_over(db, scope, paper_id, file, sent, visibility=visibility)
    left_out = [LeftOut(id=name, reason=reason) for name, reason in taken.left_out]
    return TakenOut(added=taken.added, known=taken.known, left_out=left_out)

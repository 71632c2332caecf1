"""Annotations to take away and to bring, over HTTP: as W3C JSON-LD, Markdown, CSV, or inside their PDF."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Query, Response
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.concurrency import iterate_in_threadpool

from scrollkeeper.annotations.schemas import Color
from scrollkeeper.annotations.service import Chosen
from scrollkeeper.core.closing import ClosingResponse
from scrollkeeper.core.db import Db
from scrollkeeper.core.errors import Invalid
from scrollkeeper.core.fields import Name, written_as_date
from scrollkeeper.core.methods import only_headers
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
from scrollkeeper.library.files.dispositions import content_disposition, pdf_name
from scrollkeeper.rate_limits import limiter
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter()
Format = Literal["w3c", "markdown", "csv"]
JSON_LD = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
FORMATS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/ld+json": {}, "text/markdown": {}, "text/csv": {}}, "description": "Annotations"}
}
Moment = Annotated[
    datetime, BeforeValidator(written_as_date),
    AfterValidator(lambda moment: moment if moment.tzinfo else moment.replace(tzinfo=UTC)),
    Query(description="When it was made; without a zone, UTC."),
]  # fmt: skip
Template = Annotated[
    str, Query(max_length=2_000, description="Of Markdown: lines with {quote}, {comment}, {author}, {date}, {page}, "
               "{page_label}, {link}, {tags}, {color}, {meaning}, {kind}, {alt}, {replies}, each at most twice.")
]  # fmt: skip


def _chosen(
    person: UUID | None = None, tag: Annotated[Name | None, Query()] = None, color: Color | None = None,
    since: Moment | None = None, until: Moment | None = None,
) -> Chosen:  # fmt: skip
    return Chosen(person=person, tag=tag, color=color, since=since, until=until)


ChosenIn = Annotated[Chosen, Depends(_chosen)]


@router.get("/annotations", response_class=Response, responses=FORMATS)
async def export_annotations(
    db: Db, scope: InTeam, chosen: ChosenIn, format: Format = "w3c", template: Template = MARKDOWN
) -> Response:
    """Annotations of all papers of the team that one may see."""
    return await write(db, scope, chosen, format, template, label="Annotations of the library")


async def write(
    db: AsyncSession, scope: Scope, chosen: Chosen, format: Format, template: str, *, label: str
) -> Response:
    """They leave as a file whose name says of what they are, written while it is sent."""
    if format == "markdown" and (repeated := repeated_fields(template)):
        detail = f"A template may name each field at most {MOST_OF_A_FIELD} times; {repeated[0]} is named more often."
        raise Invalid(detail, errors=[{"field": "template", "detail": detail}])
    await limiter.spend("bulk", scope.person_id)
    contents = await exports.list_contents(db, scope, chosen, beside=len(template) if format == "markdown" else 0)
    of_paper = f"/papers/{chosen.paper}" if chosen.paper else ""
    address = f"{settings().base_url}/api/teams/{scope.team_id}{of_paper}/annotations?format=w3c"
    form: Form
    if format == "w3c":
        total = contents.annotations + contents.replies
        form, kind, ending = W3C(address=address, label=label, total=total), JSON_LD, "jsonld"
    elif format == "markdown":
        form, kind, ending = Markdown(template), "text/markdown; charset=utf-8", "md"
    else:
        form, kind, ending = Csv(), "text/csv; charset=utf-8", "csv"
    headers = HARMLESS | {
        "Content-Disposition": content_disposition(f"{label[:120] or 'Annotations'}.{ending}", attachment=True)
    }
    pieces = exports.write_pieces(scope, chosen, contents, form)
    return ClosingResponse(pieces, media_type=kind, headers=headers)


async def annotated_content(db: AsyncSession, scope: Scope, file_id: UUID, *, attachment: bool, head: bool) -> Response:
    """The PDF with the annotations in it that the person may see; its size is known only once it is made."""
    file = await library.get_file(db, scope, file_id)
    name = pdf_name(file.name)[: -len(".pdf")] + " (annotated).pdf"
    headers = HARMLESS | {
        "Cache-Control": "private, no-store",
        "Content-Disposition": content_disposition(name, attachment=attachment),
    }  # fmt: skip
    if head:
        return only_headers("application/pdf", headers)
    await limiter.spend("bulk", scope.person_id)
    copy = await exports.write_annotated(db, scope, file)
    size = copy.seek(0, 2)
    copy.seek(0)

    async def pieces() -> AsyncIterator[bytes]:
        with copy:
            async for piece in iterate_in_threadpool(iter(lambda: copy.read(exports.PIECE_BYTES), b"")):
                yield piece

    return ClosingResponse(pieces(), headers=headers | {"Content-Length": str(size)}, media_type="application/pdf")


class LeftOut(BaseModel):
    id: str
    reason: str


class TakenOut(BaseModel):
    added: int
    known: int = Field(description="Here already, or deleted here.")
    left_out: list[LeftOut]


@router.post("/papers/{paper_id}/annotations/w3c")
async def take_over_annotations(
    db: Db, scope: InTeam, paper_id: UUID,
    file: Annotated[UUID, Query(description="The file that they are put on.")],
    sent: Annotated[Any, Body(description="A W3C Annotation, AnnotationPage or AnnotationCollection.")],
    visibility: Literal["team", "me"] = "team",
) -> TakenOut:  # fmt: skip
    """Take over annotations that were made elsewhere; each comes in once, with its author as stated there."""
    taken = await w3c_import.take_over(db, scope, paper_id, file, sent, visibility=visibility)
    left_out = [LeftOut(id=name, reason=reason) for name, reason in taken.left_out]
    return TakenOut(added=taken.added, known=taken.known, left_out=left_out)

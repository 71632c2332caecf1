"""Files over HTTP: what they are, a small picture, and the text of a page with the places of its words."""

from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Flag
from scrollkeeper.library import service
from scrollkeeper.library.files import kinds, pages
from scrollkeeper.library.files.content import thumbnail_response
from scrollkeeper.library.schemas import FileKind, FileOut, file_out
from scrollkeeper.parsing.layout.words import unpack_words
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}/files", tags=["files"])
Rect = Annotated[tuple[float, float, float, float], Field(description="x0, y0, x1, y1 in points")]


class WordOut(BaseModel):
    """A word of the page's text, from character `start` up to `end`; with several places where a hyphen split it."""

    text: str
    start: int
    end: int
    rects: list[Rect]


class PageOut(BaseModel):
    number: int
    width: float
    height: float
    text: str
    has_text_layer: bool
    words: list[WordOut]


class FileEdit(BaseModel):
    """What is left out, or null, stays as it is."""

    kind: FileKind | None = None
    main: Flag | None = Field(None, description="Whether it is shown first; true takes that from the others.")


@router.patch("/{file_id}")
async def edit_file(db: Db, scope: InTeam, file_id: UUID, body: FileEdit) -> FileOut:
    """Say what a file is to its paper, or make it the main one."""
    return file_out(await kinds.edit_file(db, scope, file_id, kind=body.kind, main=body.main))


@router.get(
    "/{file_id}/thumbnail",
    response_class=Response,
    responses={
        200: {"content": {"image/webp": {}}, "description": "A picture of the first page"},
        304: {"description": "The client has it already"},
    },
)
async def get_thumbnail(request: Request, db: Db, scope: InTeam, file_id: UUID) -> Response:
    """A small picture of the first page."""
    return thumbnail_response(request, await service.get_file(db, scope, file_id))


@router.get("/{file_id}/pages/{number}", response_model=PageOut)
async def get_page(db: Db, scope: InTeam, file_id: UUID, number: Annotated[int, Path(ge=1, le=1_000_000)]) -> Response:
    """The text of a page, with the places of its words."""
    page = await pages.get_page(db, scope, file_id, number)
    words = unpack_words(page.word_boxes, page.text) if page.word_boxes else []
    body = {
        "number": page.number, "width": page.width, "height": page.height, "text": page.text,
        "has_text_layer": page.has_text_layer, "words": words,
    }  # fmt: skip
    return Response(msgspec.json.encode(body), media_type="application/json")

"""Files over HTTP: their bytes, a small picture, and the text of a page with the places of its words."""

from typing import Annotated, Protocol
from uuid import UUID

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import Db
from scrollkeeper.core.methods import is_head
from scrollkeeper.library import service
from scrollkeeper.library.files import pages
from scrollkeeper.library.files.content import file_response, thumbnail_response, unlocked_size
from scrollkeeper.parsing.layout.words import unpack_words
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams/{team}/files", tags=["files"])
Rect = Annotated[tuple[float, float, float, float], Field(description="x0, y0, x1, y1 in points")]


class Annotate(Protocol):
    """Answers with a copy of the file that has its annotations in it; for HEAD without making it."""

    async def __call__(
        self, db: AsyncSession, scope: Scope, file_id: UUID, *, attachment: bool, head: bool
    ) -> Response: ...


# Annotations are above the library, so the app puts in what writes them.
annotated: Annotate | None = None


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


@router.head("/{file_id}/content", include_in_schema=False)
@router.get(
    "/{file_id}/content",
    response_class=Response,
    responses={
        200: {"content": {"application/pdf": {}}, "description": "The file"},
        206: {"content": {"application/pdf": {}}, "description": "The part that `Range` asks for"},
        304: {"description": "The client has it already"},
        416: {"content": {"application/problem+json": {}}, "description": "The range begins after the end"},
    },
)
async def get_content(
    request: Request,
    db: Db,
    scope: InTeam,
    file_id: UUID,
    download: bool = False,
    unlocked: Annotated[bool, Query(description="Of a locked PDF, the copy that its password has opened.")] = False,
    annotations: Annotated[bool, Query(description="A copy with the annotations in it that you may see.")] = False,
) -> Response:
    """The bytes of a file, whole or the part that `Range` asks for."""
    if annotations:
        assert annotated is not None
        return await annotated(db, scope, file_id, attachment=download, head=is_head(request.scope))
    file = await service.get_file(db, scope, file_id)
    # The session of this request ends when this function returns; the bytes are sent after that.
    return file_response(request, file, attachment=download, unlocked=await unlocked_size(file) if unlocked else None)


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

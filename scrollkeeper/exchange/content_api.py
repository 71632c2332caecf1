"""The bytes of a file over HTTP: as they are stored, opened by a password, or as a copy with annotations in it."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.concurrency import iterate_in_threadpool

from scrollkeeper.core.closing import ClosingResponse
from scrollkeeper.core.db import Db
from scrollkeeper.core.methods import is_head, only_headers
from scrollkeeper.exchange import exports
from scrollkeeper.library import service as library
from scrollkeeper.library.files.content import HARMLESS, file_response, unlocked_size
from scrollkeeper.library.files.dispositions import content_disposition, pdf_name
from scrollkeeper.rate_limits import limiter
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams/{team}/files", tags=["files"])


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
        return await _annotated_content(db, scope, file_id, attachment=download, head=is_head(request.scope))
    file = await library.get_file(db, scope, file_id)
    # The session of this request ends when this function returns; the bytes are sent after that.
    return file_response(request, file, attachment=download, unlocked=await unlocked_size(file) if unlocked else None)


async def _annotated_content(
    db: AsyncSession, scope: Scope, file_id: UUID, *, attachment: bool, head: bool
) -> Response:
    """The PDF with the annotations in it that the person may see; its size is known only once it is made."""
    file = await library.get_file(db, scope, file_id)
    name = pdf_name(file.name)[: -len(".pdf")] + " (annotated).pdf"
    headers = HARMLESS | {
        "Cache-Control": "private, no-store",
        "Content-Disposition": content_disposition(name, attachment=attachment),
    }
    if head:
        return only_headers("application/pdf", headers)
    await limiter.acquire("bulk", scope.person_id)
    copy = await exports.write_annotated(db, scope, file)
    size = copy.seek(0, 2)
    copy.seek(0)

    async def pieces() -> AsyncIterator[bytes]:
        with copy:
            async for piece in iterate_in_threadpool(iter(lambda: copy.read(exports.PIECE_BYTES), b"")):
                yield piece

    return ClosingResponse(pieces(), headers=headers | {"Content-Length": str(size)}, media_type="application/pdf")

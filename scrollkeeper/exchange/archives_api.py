"""Files of many papers over HTTP, as one ZIP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import FailFast

from scrollkeeper.core.closing import ClosingResponse
from scrollkeeper.core.db import Db
from scrollkeeper.core.methods import is_head, only_headers
from scrollkeeper.exchange import archives
from scrollkeeper.library.files.dispositions import content_disposition
from scrollkeeper.rate_limits import limiter
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["files"])
ZIP = "application/zip"


@router.head("/papers/download", include_in_schema=False)
@router.get(
    "/papers/download",
    response_class=Response,
    responses={200: {"content": {ZIP: {}}, "description": "The files"}},
)
async def download_papers(
    request: Request,
    db: Db,
    scope: InTeam,
    paper: Annotated[list[UUID], FailFast(), Query(min_length=1, max_length=archives.MOST_PAPERS)],
) -> Response:
    """The newest files of up to 500 papers as a ZIP, under names of author, year and title."""
    members = await archives.list_members(db, scope, paper)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": content_disposition("papers.zip", attachment=True),
    }
    if is_head(request.scope):
        return only_headers(ZIP, headers)
    await limiter.acquire("bulk", scope.person_id)
    return ClosingResponse(archives.write_archive(members), headers=headers, media_type=ZIP)

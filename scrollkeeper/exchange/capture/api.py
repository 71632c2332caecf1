"""Pages captured from a browser over HTTP."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from scrollkeeper.core.errors import require
from scrollkeeper.core.fields import Flag
from scrollkeeper.exchange.capture.service import capture
from scrollkeeper.exchange.imports_api import ImportOut, encode_result
from scrollkeeper.library.policy import can_add_paper
from scrollkeeper.rate_limits import limiter
from scrollkeeper.teams.scope import Streaming

router = APIRouter(prefix="/teams/{team}", tags=["exchange"])
MAX_PAGE = 2_000_000


class CaptureIn(BaseModel):
    url: Annotated[str, Field(min_length=1, max_length=2_000)] = Field(description="Of the page, with http or https.")
    html: Annotated[str, Field(max_length=MAX_PAGE)] = Field(
        "", description="The page as it is in the browser, or the elements of it that describe works."
    )
    collection: UUID | None = None
    dry_run: Flag = Field(False, description="Only look: nothing is added.")


@router.post("/papers/capture", response_model=ImportOut, status_code=201,
             responses={200: {"description": "Here, or only looked at (dry_run)", "model": ImportOut}})  # fmt: skip
async def capture_page(scope: Streaming, body: CaptureIn) -> Response:
    """Add the work that a web page is about, by what the page says of it; what is here already is left alone."""
    require(can_add_paper(scope))
    await limiter.acquire("capture", scope.person_id)
    result = await capture(scope, body.url, body.html, collection_id=body.collection, dry_run=body.dry_run)
    content = await asyncio.to_thread(encode_result, result)
    return Response(content, 200 if result.id is None else 201, media_type="application/json")

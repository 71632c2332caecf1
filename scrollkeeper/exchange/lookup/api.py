"""Identifiers looked up over HTTP: shown first, or added."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from scrollkeeper.core.db import open_team_session
from scrollkeeper.core.fields import Flag
from scrollkeeper.exchange import imports
from scrollkeeper.exchange.imports_api import ImportOut, encode_result
from scrollkeeper.exchange.lookup.service import check_lookups, look_up
from scrollkeeper.rate_limits import limiter
from scrollkeeper.teams.scope import Streaming

router = APIRouter(prefix="/teams/{team}", tags=["exchange"])


class LookupIn(BaseModel):
    identifier: Annotated[str, Field(min_length=1, max_length=10_000)] = Field(
        description="A DOI, arXiv number, PMID, PMCID or ISBN, or up to 50 with spaces, commas or lines between."
    )
    collection: UUID | None = None
    dry_run: Flag = Field(False, description="Only look: nothing is added.")


@router.post("/papers/lookup", response_model=ImportOut, status_code=201,
             responses={200: {"description": "What would be added (dry_run)", "model": ImportOut}})  # fmt: skip
async def look_up_papers(scope: Streaming, body: LookupIn) -> Response:
    """Look up works by identifiers, and add those that are not here; the whole can be undone like an import."""
    # Registries are slow: no connection is held while they are asked.
    async with open_team_session(scope.team_id) as db:
        await check_lookups(db, scope)
    await limiter.acquire("bulk", scope.person_id)
    found = await look_up(body.identifier)
    if body.dry_run:
        result = await imports.preview(scope, found, collection_id=body.collection)
    else:
        name = f"Look-up of {len(found.entries)}"
        result = await imports.import_bibliography(scope, found, name=name, collection_id=body.collection)
    return Response(
        await asyncio.to_thread(encode_result, result), 200 if body.dry_run else 201, media_type="application/json"
    )

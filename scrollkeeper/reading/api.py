"""One's place in a file over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from scrollkeeper.core.db import Db
from scrollkeeper.reading import service
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}/files", tags=["reading"])
# The largest page that PDF viewers show is 14,400 points high; its top may be scrolled a little below its edge.
Height = Annotated[float, Field(ge=-1_000, le=20_000, allow_inf_nan=False)]
Zoom = Annotated[float, Field(ge=0.05, le=20, allow_inf_nan=False)]


class PositionIn(BaseModel):
    page: int = Field(ge=1, le=1_000_000)
    y: Height = Field(0.0, description="Points from the top of the page.")
    zoom: Zoom | None = Field(None, description="1 is actual size; null fits the page to the window.")
    rotation: Literal[0, 90, 180, 270] = 0


class PositionOut(BaseModel):
    page: int
    y: float
    zoom: float | None
    rotation: int


@router.get("/{file_id}/position")
async def get_position(db: Db, scope: InTeam, file_id: UUID) -> PositionOut:
    """Where one stopped reading this file."""
    position = await service.find_position(db, scope, file_id)
    if position is None:
        return PositionOut(page=1, y=0, zoom=None, rotation=0)
    return PositionOut(page=position.page, y=position.y, zoom=position.zoom, rotation=position.rotation)


@router.put("/{file_id}/position")
async def remember_position(db: Db, scope: InTeam, file_id: UUID, body: PositionIn) -> PositionOut:
    """Remember where one is reading this file."""
    await service.remember_position(db, scope, file_id, **body.model_dump())
    return PositionOut.model_validate(body.model_dump())

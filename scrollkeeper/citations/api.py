"""References and the structure of a paper over HTTP."""

import asyncio
from typing import Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from scrollkeeper.citations import service
from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor, Limit
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}/papers", tags=["citations"])


class CitedPaper(BaseModel):
    id: UUID
    title: str


class ReferenceOut(BaseModel):
    id: UUID
    position: int
    label: str | None
    raw: str
    page: int | None
    metadata: dict[str, Any] = Field(description="CSL-JSON")
    paper: CitedPaper | None


class ReferencePage(BaseModel):
    items: list[ReferenceOut]
    next: str | None


class SectionOut(BaseModel):
    level: int
    label: str | None
    title: str
    page: int


class CaptionOut(BaseModel):
    label: str
    caption: str
    page: int


class CitationOut(BaseModel):
    text: str
    page: int
    rects: list[tuple[float, float, float, float]]
    reference: UUID | None


class StructureOut(BaseModel):
    sections: list[SectionOut]
    figures: list[CaptionOut]
    tables: list[CaptionOut]
    citations: list[CitationOut]


@router.get("/{paper_id}/references", response_model=ReferencePage)
async def list_references(db: Db, scope: InTeam, paper_id: UUID, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """The paper's references, with links to those in the library."""
    rows, following = await service.list_references(db, scope, paper_id, limit=limit, cursor=cursor)
    items = [
        {
            "id": row.id,
            "position": row.position,
            "label": row.label,
            "raw": row.raw,
            "page": row.page,
            "metadata": row.csl,
            "paper": {"id": row.cited_id, "title": row.cited_title} if row.cited_id else None,
        }
        for row in rows
    ]
    return Response(msgspec.json.encode({"items": items, "next": following}), media_type="application/json")


@router.get("/{paper_id}/structure", response_model=StructureOut)
async def get_structure(db: Db, scope: InTeam, paper_id: UUID) -> Response:
    """Sections, figures, tables and citations of a paper."""
    structure, references = await service.get_structure(db, scope, paper_id)
    body = await asyncio.to_thread(_write_structure, structure, references)
    return Response(body, media_type="application/json")


def _write_structure(read: str, references: list[UUID]) -> bytes:
    structure = msgspec.json.decode(read)
    # The parser counts references from 0 within the file; clients know them by id.
    citations = [
        one | {"reference": references[number] if _is_index(number, references) else None}
        for one in structure.get("citations") or []
        for number in [one.get("reference")]
    ]
    parts = {name: structure.get(name) or [] for name in ("sections", "figures", "tables")}
    return msgspec.json.encode(parts | {"citations": citations})


def _is_index(number: Any, items: list[UUID]) -> bool:
    return isinstance(number, int) and 0 <= number < len(items)

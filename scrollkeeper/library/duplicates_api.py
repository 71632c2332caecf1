"""Duplicates over HTTP: groups of papers that look alike, and which are different papers all the same."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor
from scrollkeeper.library import duplicates_service as service
from scrollkeeper.library import policy
from scrollkeeper.library.api import DoneOut
from scrollkeeper.library.duplicates_comparison import Preset, words_of
from scrollkeeper.library.schemas import Status
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}/duplicates", tags=["library"])

PresetName = Literal["strict", "normal", "loose"]


class DifferentIn(BaseModel):
    papers: list[UUID] = Field(min_length=2, max_length=service.MOST_OF_GROUP)


class DuplicatePaper(BaseModel):
    id: UUID
    metadata: dict[str, Any] = Field(description="CSL-JSON; texts beyond 1,000 characters are cut.")
    files: list[str] = Field(description="Names of its files.")
    status: Status
    added_at: datetime


class DuplicateGroup(BaseModel):
    id: UUID
    preset: PresetName = Field(description="The strictest one under which all of them belong together.")
    why: list[str] = Field(description="What they have in common, in words, the best first.")
    differing: list[str] = Field(description="Fields that are not the same in all.")
    papers: list[DuplicatePaper] = Field(description="The oldest first, at most 20.")


class DuplicatePage(BaseModel):
    items: list[DuplicateGroup]
    next: str | None
    total: int = Field(description="Groups in all.")
    searching: bool = Field(description="Papers are still being compared; more may be found.")
    can: list[str]


class CountOut(BaseModel):
    groups: int


@router.get("")
async def list_duplicates(
    db: Db,
    scope: InTeam,
    preset: PresetName = "normal",
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Cursor = None,
) -> DuplicatePage:
    """Groups of papers that look like the same one, and why. The first call has all papers of the team compared."""
    groups, following, total, searching = await service.list_groups(
        db, scope, preset=Preset[preset], limit=limit, cursor=cursor
    )
    return DuplicatePage(
        items=[_group_out(group) for group in groups],
        next=following,
        total=total,
        searching=searching,
        can=["merge"] if policy.can_edit_paper(scope) else [],
    )


def _group_out(group: service.Group) -> DuplicateGroup:
    papers = [
        DuplicatePaper.model_validate(
            {
                "id": one.id, "metadata": one.metadata, "files": one.file_names, "status": one.status,
                "added_at": one.added_at,
            }
        )
        for one in group.papers
    ]  # fmt: skip
    return DuplicateGroup.model_validate(
        {
            "id": group.id, "preset": group.preset.name, "why": words_of(group.reasons),
            "differing": group.differing, "papers": papers,
        }
    )  # fmt: skip


@router.get("/count")
async def count_duplicates(db: Db, scope: InTeam) -> CountOut:
    """How many groups there are under the normal preset."""
    return CountOut(groups=await service.count_groups(db, scope))


@router.post("/different")
async def mark_different(db: Db, scope: InTeam, body: DifferentIn) -> DoneOut:
    """Remember that none of these papers is a duplicate of another of them; gives the number of pairs."""
    return DoneOut(done=await service.mark_different(db, scope, body.papers))


@router.post("/different/undo")
async def unmark_different(db: Db, scope: InTeam, body: DifferentIn) -> DoneOut:
    """Forget it again; gives the number of pairs."""
    return DoneOut(done=await service.unmark_different(db, scope, body.papers))

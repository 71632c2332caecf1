"""Comments and what is unread of papers in a list, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from scrollkeeper.core.db import Db
from scrollkeeper.discussions.paper_counts import count_of_papers
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["discussions"])


class PaperCountsOut(BaseModel):
    paper: UUID
    comments: int
    unread_comments: int = Field(description="Comments of others that the caller has not read.")
    unread: bool = Field(description="The caller has neither opened the paper nor marked it as begun or read.")


class PaperCountsList(BaseModel):
    items: list[PaperCountsOut]


@router.get("/papers/counts")
async def count_papers(
    db: Db, scope: InTeam, paper: Annotated[list[UUID], Query(min_length=1, max_length=100, description="Their ids.")]
) -> PaperCountsList:
    """How many comments these papers have, and what of them is unread; without those that do not exist."""
    counts = await count_of_papers(db, scope, paper)
    return PaperCountsList(items=[PaperCountsOut.model_validate(one._asdict()) for one in counts])

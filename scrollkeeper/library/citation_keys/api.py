"""The pattern of a team's citation keys over HTTP."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from scrollkeeper.core.db import Db
from scrollkeeper.core.errors import require
from scrollkeeper.library.citation_keys import service
from scrollkeeper.library.citation_keys.pattern import MAX_LENGTH
from scrollkeeper.teams.policy import can_manage_team, can_see_library
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}/citation-keys", tags=["library"])


class PatternIn(BaseModel):
    pattern: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_LENGTH)]


class PatternOut(BaseModel):
    pattern: str = Field(description="In the language of Better BibTeX, such as auth.lower + shorttitle(3,3) + year.")
    can: list[str]


@router.get("")
async def get_citation_key_pattern(db: Db, scope: InTeam) -> PatternOut:
    """The pattern by which citation keys are made."""
    require(can_see_library(scope))
    can = ["edit"] if can_manage_team(scope) else []
    return PatternOut(pattern=await service.get_pattern(db, scope.team_id), can=can)


@router.put("")
async def set_citation_key_pattern(db: Db, scope: InTeam, body: PatternIn) -> PatternOut:
    """Make keys by another pattern from now on; those that papers have stay."""
    return PatternOut(pattern=await service.set_pattern(db, scope, body.pattern), can=["edit"])

"""Saved searches over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, model_validator

from scrollkeeper.collections import policy, saved_searches, service
from scrollkeeper.collections.models import SavedSearch
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Flag, LongLine, Name
from scrollkeeper.core.paging import Cursor, Page
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams/{team}/searches", tags=["library"])

Filter = Annotated[LongLine, Field(description="As typed into the filter box: author:curie is:unread")]
# Of each one its papers are counted.
SearchLimit = Annotated[int, Query(ge=1, le=50, description="How many items to answer at the most.")]


class SearchIn(BaseModel):
    name: Name
    filter: Filter
    personal: Flag = Field(False, description="Seen by oneself alone.")


class SearchEdit(BaseModel):
    """What is left out stays as it is."""

    name: Name = ""
    filter: Filter = ""

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value is not None}


class SearchOut(BaseModel):
    id: UUID
    name: str
    filter: str
    personal: bool
    papers: int = Field(description="How many papers it finds now; at least so many where `capped`.")
    capped: bool
    can: list[Literal["edit"]]


class SearchPage(Page[SearchOut]):
    can: list[Literal["add", "add_personal"]]


@router.get("")
async def list_searches(db: Db, scope: InTeam, limit: SearchLimit = 50, cursor: Cursor = None) -> SearchPage:
    """Saved searches of the team and one's own, by name, with how many papers each finds."""
    rows, following = await saved_searches.list_searches(db, scope, limit=limit, cursor=cursor)
    rules = {"add": policy.can_edit_collections(scope), "add_personal": policy.can_keep_personal_collections(scope)}
    can = [name for name, allowed in rules.items() if allowed]
    items = await _searches_out(db, scope, rows)
    return SearchPage.model_validate({"items": items, "next": following, "can": can})


@router.post("", status_code=201)
async def add_search(db: Db, scope: InTeam, body: SearchIn) -> SearchOut:
    """Save a search, for the team or for oneself."""
    search = await saved_searches.add_search(db, scope, name=body.name, filter=body.filter, personal=body.personal)
    return (await _searches_out(db, scope, [search]))[0]


@router.patch("/{search_id}")
async def edit_search(db: Db, scope: InTeam, search_id: UUID, body: SearchEdit) -> SearchOut:
    """Rename a saved search, or change what it looks for."""
    search = await saved_searches.edit_search(db, scope, search_id, body.model_dump(exclude_unset=True))
    return (await _searches_out(db, scope, [search]))[0]


@router.delete("/{search_id}", status_code=204)
async def delete_search(db: Db, scope: InTeam, search_id: UUID) -> None:
    """Delete a saved search. It can be restored for 30 days."""
    await saved_searches.delete_search(db, scope, search_id)


@router.post("/{search_id}/restore")
async def restore_search(db: Db, scope: InTeam, search_id: UUID) -> SearchOut:
    """Restore a deleted search."""
    return (await _searches_out(db, scope, [await saved_searches.restore_search(db, scope, search_id)]))[0]


async def _searches_out(db: Db, scope: Scope, searches: list[SavedSearch]) -> list[SearchOut]:
    counts = await saved_searches.count_papers(db, scope, searches)
    return [
        SearchOut(
            id=search.id,
            name=search.name,
            filter=search.filter,
            personal=search.owner_id is not None,
            papers=min(counts[search.id], saved_searches.MOST_COUNTED),
            capped=counts[search.id] > saved_searches.MOST_COUNTED,
            can=["edit"] if service.may_edit(scope, search.owner_id) else [],
        )
        for search in searches
    ]

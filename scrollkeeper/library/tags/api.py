"""Tags over HTTP: listed, put on papers, changed, merged, deleted."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, FailFast, Field, model_validator

from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor, Limit, Page
from scrollkeeper.library import policy
from scrollkeeper.library.schemas import LabelColor, TagName
from scrollkeeper.library.tags import queries, service
from scrollkeeper.library.tags.models import Tag
from scrollkeeper.library.tags.service import Changes
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["library"])

Names = Annotated[list[TagName], Field(max_length=50)]


class TagsIn(BaseModel):
    papers: Annotated[list[UUID], FailFast()] = Field(min_length=1, max_length=10_000)
    add: Names = []
    remove: Names = []


class TagChange(BaseModel):
    tag: str
    papers: list[UUID]


class TagsChanged(BaseModel):
    """For each tag the papers that got it or lost it: what undoing takes back."""

    added: list[TagChange]
    removed: list[TagChange]


class TagEdit(BaseModel):
    """What is left out stays as it is."""

    name: TagName = ""
    color: LabelColor | None = None
    position: int | None = Field(None, ge=1, le=9, description="The number key that puts it on papers; null for none.")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: object) -> object:
        """Null stands for no colour and no key."""
        if not isinstance(given, dict) or given.get("name", "") is not None:
            return given
        return {name: value for name, value in given.items() if name != "name"}


class TagOut(BaseModel):
    id: UUID
    name: str
    color: LabelColor | None
    position: int | None
    papers: int


class TagPage(Page[TagOut]):
    can: list[Literal["edit"]]


class AutomaticTag(BaseModel):
    name: str
    papers: int


class AutomaticTags(BaseModel):
    items: list[AutomaticTag]


class MergeIn(BaseModel):
    into: UUID


class MergedOut(BaseModel):
    added: list[UUID] = Field(description="Papers that did not have the other tag before.")


def tag_out(tag: Tag, papers: int) -> TagOut:
    return TagOut.model_validate(
        {"id": tag.id, "name": tag.name, "color": tag.color, "position": tag.position, "papers": papers}
    )


@router.get("/tags")
async def list_tags(db: Db, scope: InTeam, limit: Limit = 200, cursor: Cursor = None) -> TagPage:
    """Tags of the team by name, with how many papers have each."""
    rows, following = await queries.list_tags(db, scope, limit=limit, cursor=cursor)
    items = [tag_out(row.tag, row.papers) for row in rows]
    return TagPage(items=items, next=following, can=["edit"] if policy.can_edit_tags(scope) else [])


@router.get("/tags/automatic")
async def list_automatic_tags(
    db: Db, scope: InTeam, q: Annotated[str, Query(max_length=100)] = "", limit: Limit = 50
) -> AutomaticTags:
    """Keywords of papers that are no tags of the team, the most frequent first; `q` is a part of the word."""
    rows = await queries.list_automatic(db, scope, words=q, limit=limit)
    return AutomaticTags(items=[AutomaticTag(name=row.name, papers=row.papers) for row in rows])


@router.post("/papers/tags")
async def tag_papers(db: Db, scope: InTeam, body: TagsIn) -> TagsChanged:
    """Put tags on papers and take others off; a tag that is not there yet is made."""
    added, removed = await service.tag_papers(db, scope, body.papers, add=body.add, remove=body.remove)
    return TagsChanged(added=_changes(added), removed=_changes(removed))


def _changes(changes: Changes) -> list[TagChange]:
    return [TagChange(tag=name, papers=papers) for name, papers in changes.items()]


@router.patch("/tags/{tag_id}")
async def edit_tag(db: Db, scope: InTeam, tag_id: UUID, body: TagEdit) -> TagOut:
    """Rename or colour a tag, or give it a number key."""
    tag = await service.edit_tag(db, scope, tag_id, body.model_dump(exclude_unset=True))
    return tag_out(tag, await queries.count_papers(db, scope, tag.id))


@router.post("/tags/{tag_id}/merge")
async def merge_tags(db: Db, scope: InTeam, tag_id: UUID, body: MergeIn) -> MergedOut:
    """Replace a tag by another one on all papers."""
    return MergedOut(added=await service.merge_tags(db, scope, tag_id, body.into))


@router.delete("/tags/{tag_id}", status_code=204)
async def delete_tag(db: Db, scope: InTeam, tag_id: UUID) -> None:
    """Delete a tag; it can be restored for 30 days."""
    await service.delete_tag(db, scope, tag_id)


@router.post("/tags/{tag_id}/restore")
async def restore_tag(db: Db, scope: InTeam, tag_id: UUID) -> TagOut:
    """Restore a deleted tag on its papers."""
    tag = await service.restore_tag(db, scope, tag_id)
    return tag_out(tag, await queries.count_papers(db, scope, tag.id))

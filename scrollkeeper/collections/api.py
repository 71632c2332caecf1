"""Collections over HTTP: the tree, and which papers lie in each."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, FailFast, Field, model_validator

from scrollkeeper.collections import papers, policy, queries, service
from scrollkeeper.collections.models import Collection
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Flag, Name, Text
from scrollkeeper.core.paging import Cursor, Limit, Page
from scrollkeeper.library.schemas import LabelColor
from scrollkeeper.teams.policy import can_invite_guests
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams/{team}", tags=["library"])

Description = Annotated[Text, Field(max_length=2_000)]
MAX_PAPERS = 10_000
MOST_OF_ONE = 20
# One wrong id is enough to say: describing thousands takes long.
Papers = Annotated[list[UUID], FailFast(), Field(max_length=MAX_PAPERS)]


class CollectionIn(BaseModel):
    name: Name
    parent: UUID | None = None
    personal: Flag = Field(False, description="Seen by oneself alone. What lies in a personal collection is personal.")
    color: LabelColor | None = None
    description: Description = ""


class CollectionEdit(BaseModel):
    """What is left out stays as it is."""

    name: Name = ""
    parent: UUID | None = Field(None, description="The collection that it moves into; null for the top level.")
    position: int = Field(0, ge=0, le=service.MAX_COLLECTIONS, description="Its place there, from 0.")
    color: LabelColor | None = None
    description: Description = ""

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: object) -> object:
        """Null stands for nothing but no parent and no colour."""
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value is not None or name in ("parent", "color")}


class CollectionOut(BaseModel):
    id: UUID
    name: str
    parent: UUID | None
    position: int
    personal: bool
    color: LabelColor | None
    description: str
    papers: int = Field(description="Papers in it, without those of the collections within it.")
    can: list[Literal["edit", "invite_guests"]]


class PapersIn(BaseModel):
    """Papers to put into the collection, and papers to take out of it: together at most 10,000."""

    add: Papers = []
    remove: Papers = []

    @model_validator(mode="after")
    def _not_too_many(self) -> "PapersIn":
        if len(self.add) + len(self.remove) > MAX_PAPERS:
            raise ValueError("At most 10,000 papers can be added and removed at once.")
        return self


class PapersOut(BaseModel):
    """Those that the collection did not have, and those that it had: what undoing takes back."""

    added: list[UUID]
    removed: list[UUID]


class CollectionsOfPaper(BaseModel):
    items: list[UUID]


class PaperCollections(BaseModel):
    paper: UUID
    collections: list[UUID] = Field(description="The first 20 that hold it.")


class CollectionsOfPapers(BaseModel):
    items: list[PaperCollections]


def collection_out(scope: Scope, collection: Collection, count: int, parent: UUID | None) -> CollectionOut:
    edit = service.may_edit(scope, collection.owner_id)
    invite = collection.owner_id is None and can_invite_guests(scope)
    return CollectionOut.model_validate(
        {
            "id": collection.id, "name": collection.name, "parent": parent, "position": collection.position,
            "personal": collection.owner_id is not None, "color": collection.color,
            "description": collection.description, "papers": count,
            "can": [*(["edit"] if edit else []), *(["invite_guests"] if invite else [])],
        }
    )  # fmt: skip


class CollectionPage(Page[CollectionOut]):
    can: list[Literal["add", "add_personal"]]


@router.get("/collections")
async def list_collections(db: Db, scope: InTeam, limit: Limit = 200, cursor: Cursor = None) -> CollectionPage:
    """Collections of the team and one's own, in the order they were made; `parent` and `position` make the tree."""
    rows, following = await queries.list_collections(db, scope, limit=limit, cursor=cursor)
    counts = await papers.count_papers(db, scope, [row.collection.id for row in rows])
    items = [collection_out(scope, row.collection, counts.get(row.collection.id, 0), row.parent) for row in rows]
    rules = {"add": policy.can_edit_collections(scope), "add_personal": policy.can_keep_personal_collections(scope)}
    can = [name for name, allowed in rules.items() if allowed]
    return CollectionPage.model_validate({"items": items, "next": following, "can": can})


@router.post("/collections", status_code=201)
async def add_collection(db: Db, scope: InTeam, body: CollectionIn) -> CollectionOut:
    """Add a collection, of the team or of one's own."""
    collection = await service.add_collection(
        db,
        scope,
        name=body.name,
        parent_id=body.parent,
        personal=body.personal,
        color=body.color,
        description=body.description,
    )
    return collection_out(scope, collection, 0, collection.parent_id)


@router.patch("/collections/{collection_id}")
async def edit_collection(db: Db, scope: InTeam, collection_id: UUID, body: CollectionEdit) -> CollectionOut:
    """Rename, colour, describe or move a collection."""
    collection = await service.edit_collection(db, scope, collection_id, body.model_dump(exclude_unset=True))
    return await _with_count(db, scope, collection)


@router.delete("/collections/{collection_id}", status_code=204)
async def delete_collection(db: Db, scope: InTeam, collection_id: UUID) -> None:
    """Delete a collection with those within it; its papers stay. It can be restored for 30 days."""
    await service.delete_collection(db, scope, collection_id)


@router.post("/collections/{collection_id}/restore")
async def restore_collection(db: Db, scope: InTeam, collection_id: UUID) -> CollectionOut:
    """Restore a deleted collection with those that were deleted with it."""
    return await _with_count(db, scope, await service.restore_collection(db, scope, collection_id))


@router.post("/collections/{collection_id}/papers")
async def change_papers(db: Db, scope: InTeam, collection_id: UUID, body: PapersIn) -> PapersOut:
    """Put papers into a collection and take others out; those that it has, or has not, are passed over."""
    added, removed = await papers.change_papers(db, scope, collection_id, add=body.add, remove=body.remove)
    return PapersOut(added=added, removed=removed)


@router.get("/papers/{paper_id}/collections")
async def list_collections_of_paper(db: Db, scope: InTeam, paper_id: UUID) -> CollectionsOfPaper:
    """Ids of the collections that hold this paper."""
    return CollectionsOfPaper(items=await papers.list_collections_of(db, scope, paper_id))


@router.get("/papers/collections")
async def list_collections_of_papers(
    db: Db, scope: InTeam, paper: Annotated[list[UUID], Query(min_length=1, max_length=100, description="Their ids.")]
) -> CollectionsOfPapers:
    """Ids of the collections that hold these papers; without papers that do not exist."""
    found = await papers.list_collections_of_several(db, scope, paper, most=MOST_OF_ONE)
    items = [PaperCollections(paper=one, collections=collections) for one, collections in found.items()]
    return CollectionsOfPapers(items=items)


async def _with_count(db: Db, scope: Scope, collection: Collection) -> CollectionOut:
    counts = await papers.count_papers(db, scope, [collection.id])
    return collection_out(scope, collection, counts.get(collection.id, 0), collection.parent_id)

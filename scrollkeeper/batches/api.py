"""Batches of papers over HTTP: previewed, started, looked at, undone."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, FailFast, Field, WithJsonSchema, model_validator

from scrollkeeper.batches import service
from scrollkeeper.batches.preview import preview
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Day
from scrollkeeper.library.csl_schema import EDIT_SCHEMA
from scrollkeeper.library.custom_fields.schemas import CustomValuesIn
from scrollkeeper.library.history.models import MetadataBatch
from scrollkeeper.library.schemas import TagName
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["library"])

TagNames = Annotated[list[TagName], Field(max_length=20)]
CollectionIds = Annotated[list[UUID], Field(max_length=20)]


class BatchTagsIn(BaseModel):
    add: TagNames = []
    remove: TagNames = []


class BatchCollectionsIn(BaseModel):
    add: CollectionIds = []
    remove: CollectionIds = []


class BatchAssignIn(BaseModel):
    person: UUID | None = Field(description="Who is asked to read the papers; null: nobody is, any more.")
    due: Day | None = None


class BatchIn(BaseModel):
    papers: Annotated[list[UUID], FailFast()] = Field(min_length=1, max_length=10_000)
    set: Annotated[dict[str, Any], Field(max_length=10), WithJsonSchema(EDIT_SCHEMA)] = {}
    fields: CustomValuesIn = {}
    tags: BatchTagsIn | None = None
    collections: BatchCollectionsIn | None = None
    assign: BatchAssignIn | None = None
    parse: bool = Field(False, description="Have their files parsed again; undoing leaves what was read.")
    delete: bool = Field(False, description="Move them to the trash.")

    @model_validator(mode="after")
    def _something(self) -> "BatchIn":
        if len(self.set) + len(self.fields) > 10:
            raise ValueError("Give at most ten fields to set.")
        if not self.set and not self.fields and not self.actions():
            raise ValueError("Give something to do with the papers, such as one to ten fields to set.")
        return self

    def actions(self) -> dict[str, Any]:
        """What is done beside fields, as a batch keeps it."""
        actions: dict[str, Any] = {}
        for name, labels in (("tags", self.tags), ("collections", self.collections)):
            if labels is not None and (labels.add or labels.remove):
                actions[name] = labels.model_dump(mode="json")
        if self.assign is not None:
            actions["assign"] = self.assign.model_dump(mode="json")
        return actions | {name: True for name in ("parse", "delete") if getattr(self, name)}


class BatchOut(BaseModel):
    id: UUID
    status: Literal["queued", "done", "stopped", "undoing", "undone"]
    total: int = Field(description="Papers that are there to be changed.")
    done: int = Field(description="Papers that have been gone through.")
    changed: int
    kept: int = Field(description="Fields and assignments that undoing left as they are, since they changed meanwhile.")
    reason: str | None = Field(description="Why it stopped; what was done until then can be undone.")


class BatchHeldOut(BaseModel):
    value: str | None = Field(description="As text, cut at 1,000 characters; null where papers say nothing.")
    papers: int


class BatchPreviewField(BaseModel):
    field: str
    values: list[BatchHeldOut] = Field(description="The 20 most frequent.")


class PreviewTag(BaseModel):
    name: str
    add: bool
    papers: int = Field(description="Papers that would get it, or lose it.")


class PreviewCollection(PreviewTag):
    id: UUID


class BatchPreviewOut(BaseModel):
    papers: int
    fields: list[BatchPreviewField]
    tags: list[PreviewTag]
    collections: list[PreviewCollection]
    assign: int | None = Field(description="Papers of which that would change; null where it is not asked.")
    parse: int | None = Field(description="Papers that have a file.")
    delete: int | None


def batch_out(batch: MetadataBatch) -> BatchOut:
    return BatchOut.model_validate(batch, from_attributes=True)


@router.post("/papers/batch/preview")
async def preview_batch(db: Db, scope: InTeam, body: BatchIn) -> BatchPreviewOut:
    """What a batch would change; of fields that are to be set, what papers say now."""
    found = await preview(db, scope, body.papers, actions=body.actions(), fields=body.set, custom=body.fields)
    fields = [{"field": name, "values": rows} for name, rows in found.fields.items()]
    return BatchPreviewOut.model_validate(
        {
            "papers": found.papers, "fields": fields, "tags": found.tags, "collections": found.collections,
            "assign": found.assign, "parse": found.parse, "delete": found.delete,
        },
        from_attributes=True,
    )  # fmt: skip


@router.post("/papers/batch", status_code=202)
async def start_batch(db: Db, scope: InTeam, body: BatchIn) -> BatchOut:
    """Do something with up to 10,000 papers; a job does it, and all of it can be undone at once."""
    return batch_out(
        await service.start_batch(db, scope, body.papers, actions=body.actions(), fields=body.set, custom=body.fields)
    )


@router.get("/batches/{batch_id}")
async def get_batch(db: Db, scope: InTeam, batch_id: UUID) -> BatchOut:
    """How far a batch is."""
    return batch_out(await service.get_batch(db, scope, batch_id))


@router.post("/batches/{batch_id}/undo", status_code=202)
async def undo_batch(db: Db, scope: InTeam, batch_id: UUID) -> BatchOut:
    """Undo a batch; what was edited since stays."""
    return batch_out(await service.undo_batch(db, scope, batch_id))

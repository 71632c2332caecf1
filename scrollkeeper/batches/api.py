"""Batches of papers over HTTP: previewed, started, looked at, undone."""

from collections.abc import Collection
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, FailFast, Field, WithJsonSchema, model_validator

from scrollkeeper.accounts.sessions.caller import Caller, SignedInCaller
from scrollkeeper.batches import service
from scrollkeeper.batches.preview import preview
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Day, Flag
from scrollkeeper.library.csl_schema import EDIT_SCHEMA
from scrollkeeper.library.custom_fields.schemas import CustomValuesIn
from scrollkeeper.library.history.models import MetadataBatch
from scrollkeeper.library.schemas import TagName
from scrollkeeper.library.tags.names import tag_key
from scrollkeeper.teams.scope import InTeam, Scope, find_scope, get_scope

router = APIRouter(prefix="/teams/{team}", tags=["library"])

TagNames = Annotated[list[TagName], Field(max_length=20)]
CollectionIds = Annotated[list[UUID], Field(max_length=20), AfterValidator(lambda ids: list(dict.fromkeys(ids)))]
Labels = TypeVar("Labels", bound=BaseModel)


def _require_either(labels: Labels, both: Collection[object]) -> Labels:
    """Of what is added and removed at once, undoing could not tell how it was."""
    if both:
        raise ValueError("Give a tag or collection either to add or to remove.")
    return labels


class BatchTagsIn(BaseModel):
    add: TagNames = []
    remove: TagNames = []

    @model_validator(mode="after")
    def _either(self) -> "BatchTagsIn":
        return _require_either(self, {tag_key(one) for one in self.add} & {tag_key(one) for one in self.remove})


class BatchCollectionsIn(BaseModel):
    add: CollectionIds = []
    remove: CollectionIds = []

    @model_validator(mode="after")
    def _either(self) -> "BatchCollectionsIn":
        return _require_either(self, {*self.add} & {*self.remove})


class BatchAssignIn(BaseModel):
    person: UUID | None = Field(description="Who is asked to read the papers; null: nobody is, any more.")
    due: Day | None = None


class CopyIn(BaseModel):
    team: UUID = Field(description="Another team, to which one may add papers.")
    annotations: Flag = Field(False, description="The team’s and one’s own.")
    discussions: Flag = Field(False, description="Threads about the papers, and on annotations that go along.")
    notes: Flag = False


class BatchIn(BaseModel):
    papers: Annotated[list[UUID], FailFast()] = Field(min_length=1, max_length=10_000)
    set: Annotated[dict[str, Any], Field(max_length=10), WithJsonSchema(EDIT_SCHEMA)] = {}
    fields: CustomValuesIn = {}
    tags: BatchTagsIn | None = None
    collections: BatchCollectionsIn | None = None
    assign: BatchAssignIn | None = None
    parse: Flag = Field(False, description="Have their files parsed again; undoing leaves what was read.")
    delete: Flag = Field(False, description="Move them to the trash.")
    copy_: CopyIn | None = Field(None, alias="copy", description="Copy them to another team.")
    move: CopyIn | None = Field(None, description="The same, and those that were copied to the trash here.")

    @model_validator(mode="after")
    def _something(self) -> "BatchIn":
        if len(self.set) + len(self.fields) > 10:
            raise ValueError("Give at most ten fields to set.")
        if not self.set and not self.fields and not self.actions():
            raise ValueError("Give something to do with the papers, such as one to ten fields to set.")
        if sum(map(bool, (self.delete, self.copy_, self.move))) > 1:
            raise ValueError("Give one of delete, copy and move.")
        return self

    @property
    def target(self) -> CopyIn | None:
        return self.copy_ or self.move

    def actions(self) -> dict[str, Any]:
        """What is done beside fields, as a batch keeps it."""
        actions: dict[str, Any] = {}
        for name, labels in (("tags", self.tags), ("collections", self.collections)):
            if labels is not None and (labels.add or labels.remove):
                actions[name] = labels.model_dump(mode="json")
        if self.assign is not None:
            actions["assign"] = self.assign.model_dump(mode="json")
        if self.target is not None:
            actions["copy"] = self.target.model_dump(mode="json")
        if self.move is not None:
            actions["remove"] = True
        return actions | {name: True for name in ("parse", "delete") if getattr(self, name)}


class BatchOut(BaseModel):
    id: UUID
    status: Literal["queued", "done", "stopped", "undoing", "undone"]
    total: int = Field(description="Papers that are there to be changed.")
    done: int = Field(description="Papers that have been gone through.")
    changed: int
    kept: int = Field(description="Fields and assignments that undoing left as they are, since they changed meanwhile.")
    reason: str | None = Field(description="Why it stopped; what was done until then can be undone.")
    team: UUID | None = Field(description="Where papers are copied to.")
    already_there: int = Field(description="Papers that were not copied, since the other team has them.")
    restored: int = Field(description="Papers that the other team had in its trash.")
    no_room: int = Field(description="Papers for whose files the other team has no room.")
    lost_fields: list[str] = Field(description="Custom fields with values that the other team cannot take.")
    lost_tags: list[str] = Field(description="Tags for which the other team has no room.")


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


class PreviewCopies(BaseModel):
    papers: int = Field(description="Papers that would be copied.")
    already_there: int
    restored: int = Field(description="Papers that the other team would get out of its trash.")
    bytes: int
    room: int = Field(description="Bytes that are left of the other team’s storage.")
    annotations: int
    threads: int
    notes: int
    lost_fields: list[str]


class BatchPreviewOut(BaseModel):
    papers: int
    fields: list[BatchPreviewField]
    tags: list[PreviewTag]
    collections: list[PreviewCollection]
    assign: int | None = Field(description="Papers of which that would change; null where it is not asked.")
    parse: int | None = Field(description="Papers that have a file.")
    delete: int | None
    copy_: PreviewCopies | None = Field(alias="copy")


def batch_out(batch: MetadataBatch) -> BatchOut:
    report = {"already_there": 0, "restored": 0, "no_room": 0, "lost_fields": [], "lost_tags": []} | batch.report
    shown = ("id", "status", "total", "done", "changed", "kept", "reason")
    return BatchOut.model_validate(
        {name: getattr(batch, name) for name in shown} | {"team": service.other_team(batch)} | report
    )


async def scope_there(db: Db, caller: Caller, team: UUID | None) -> Scope | None:
    """The caller in the team that papers are copied to; one that they are not in does not exist."""
    return None if team is None else await get_scope(db, caller, str(team))


@router.post("/papers/batch/preview")
async def preview_batch(db: Db, scope: InTeam, caller: SignedInCaller, body: BatchIn) -> BatchPreviewOut:
    """What a batch would change; of fields that are to be set, what papers say now."""
    there = await scope_there(db, caller, body.target.team if body.target else None)
    found = await preview(
        db, scope, body.papers, there=there, actions=body.actions(), fields=body.set, custom=body.fields
    )
    fields = [{"field": name, "values": rows} for name, rows in found.fields.items()]
    return BatchPreviewOut.model_validate(
        {
            "papers": found.papers, "fields": fields, "tags": found.tags, "collections": found.collections,
            "assign": found.assign, "parse": found.parse, "delete": found.delete, "copy": found.copy,
        },
        from_attributes=True,
    )  # fmt: skip


@router.post("/papers/batch", status_code=202)
async def start_batch(db: Db, scope: InTeam, caller: SignedInCaller, body: BatchIn) -> BatchOut:
    """Do something with up to 10,000 papers; a job does it, and all of it can be undone at once."""
    there = await scope_there(db, caller, body.target.team if body.target else None)
    batch = await service.start_batch(
        db, scope, body.papers, there=there, actions=body.actions(), fields=body.set, custom=body.fields
    )
    return batch_out(batch)


@router.get("/batches/{batch_id}")
async def get_batch(db: Db, scope: InTeam, batch_id: UUID) -> BatchOut:
    """How far a batch is."""
    return batch_out(await service.get_batch(db, scope, batch_id))


@router.post("/batches/{batch_id}/undo", status_code=202)
async def undo_batch(db: Db, scope: InTeam, caller: SignedInCaller, batch_id: UUID) -> BatchOut:
    """Undo a batch; what was edited since stays."""
    other = service.other_team(await service.get_batch(db, scope, batch_id))
    there = await find_scope(db, caller, str(other)) if other else None
    return batch_out(await service.undo_batch(db, scope, batch_id, there=there))

"""How papers were described before, over HTTP: one paper's changes, and fields set on many papers."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, FailFast, Field, WithJsonSchema, model_validator

from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor, Limit, Page
from scrollkeeper.library.csl_schema import EDIT_SCHEMA
from scrollkeeper.library.custom_fields.queries import show_history
from scrollkeeper.library.custom_fields.schemas import CustomValuesIn
from scrollkeeper.library.custom_fields.values import PREFIX
from scrollkeeper.library.history import batches, service
from scrollkeeper.library.history.models import MetadataBatch
from scrollkeeper.library.schemas import PaperOut, paper_out
from scrollkeeper.teams.schemas import PersonRef
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["library"])


class FieldChange(BaseModel):
    field: str = Field(description="Of CSL-JSON, or `custom:` and the id of a custom field.")
    name: str | None = Field(description="What the team calls it, where it is a custom field.")
    before: Any = Field(description="Its CSL-JSON; null where there was nothing.")
    after: Any


class ChangeOut(BaseModel):
    id: UUID
    at: datetime
    by: Literal["parser", "person"]
    person: PersonRef | None
    batch: UUID | None
    fields: list[FieldChange]


class SetBackIn(BaseModel):
    fields: list[str] | None = Field(None, max_length=100, description="Null for all fields of the change.")


class BatchIn(BaseModel):
    papers: Annotated[list[UUID], FailFast()] = Field(min_length=1, max_length=10_000)
    set: Annotated[dict[str, Any], Field(max_length=10), WithJsonSchema(EDIT_SCHEMA)] = {}
    fields: CustomValuesIn = {}

    @model_validator(mode="after")
    def _something(self) -> "BatchIn":
        if not 1 <= len(self.set) + len(self.fields) <= 10:
            raise ValueError("Give one to ten fields to set.")
        return self


class BatchOut(BaseModel):
    id: UUID
    status: Literal["queued", "done", "undoing", "undone"]
    total: int = Field(description="Papers that are there to be changed.")
    done: int = Field(description="Papers that have been gone through.")
    changed: int
    kept: int = Field(description="Fields that undoing left as they are, since they were edited meanwhile.")


class HeldOut(BaseModel):
    value: str | None = Field(description="As text, cut at 1,000 characters; null where papers say nothing.")
    papers: int


class PreviewField(BaseModel):
    field: str
    values: list[HeldOut] = Field(description="The 20 most frequent.")


class PreviewOut(BaseModel):
    papers: int
    fields: list[PreviewField]


def batch_out(batch: MetadataBatch) -> BatchOut:
    return BatchOut.model_validate(batch, from_attributes=True)


@router.get("/papers/{paper_id}/changes")
async def list_changes(
    db: Db, scope: InTeam, paper_id: UUID, limit: Limit = 50, cursor: Cursor = None
) -> Page[ChangeOut]:
    """How a paper's metadata changed, the newest first, with values before and after."""
    rows, following = await service.list_changes(db, scope, paper_id, limit=limit, cursor=cursor)
    items = [_change_out(row) for row in rows]
    fields = [field for item in items for field in item.fields]
    names, values = await show_history(
        db, scope, [(field.field, value) for field in fields for value in (field.before, field.after)]
    )
    for field, before, after in zip(fields, values[::2], values[1::2], strict=True):
        field.name, field.before, field.after = names.get(field.field), before, after
    for item in items:
        # Those of custom fields that are gone for good.
        item.fields = [one for one in item.fields if one.name or not one.field.startswith(PREFIX)]
    return Page(items=items, next=following)


def _change_out(row: service.ChangeRow) -> ChangeOut:
    change = row.change
    names = sorted(set(change.before) | set(change.after))
    values = [
        (name, change.before.get(name, {}).get("value"), change.after.get(name, {}).get("value")) for name in names
    ]
    return ChangeOut(
        id=change.id,
        at=change.at,
        by="parser" if change.by_parser else "person",
        person=PersonRef(id=change.person_id, name=row.person_name or "") if change.person_id else None,
        batch=change.batch_id,
        fields=[FieldChange(field=name, name=None, before=before, after=after) for name, before, after in values],
    )


@router.post("/papers/{paper_id}/changes/{change_id}/undo")
async def set_back(db: Db, scope: InTeam, paper_id: UUID, change_id: UUID, body: SetBackIn) -> PaperOut:
    """Give fields the values that they had before a change."""
    paper = await service.set_back(db, scope, paper_id, change_id, fields=body.fields)
    return await paper_out(db, scope, paper)


@router.post("/papers/batch/preview")
async def preview_batch(db: Db, scope: InTeam, body: BatchIn) -> PreviewOut:
    """What papers say now in the fields that are to be set."""
    papers, held = await batches.preview(db, scope, body.papers, body.set, custom=body.fields)
    fields = [
        PreviewField.model_validate({"field": name, "values": rows}, from_attributes=True)
        for name, rows in held.items()
    ]
    return PreviewOut(papers=papers, fields=fields)


@router.post("/papers/batch", status_code=202)
async def set_fields(db: Db, scope: InTeam, body: BatchIn) -> BatchOut:
    """Set fields on up to 10,000 papers; a job does it."""
    return batch_out(await batches.start_batch(db, scope, body.papers, body.set, custom=body.fields))


@router.get("/batches/{batch_id}")
async def get_batch(db: Db, scope: InTeam, batch_id: UUID) -> BatchOut:
    """How far a batch is."""
    return batch_out(await batches.get_batch(db, scope, batch_id))


@router.post("/batches/{batch_id}/undo", status_code=202)
async def undo_batch(db: Db, scope: InTeam, batch_id: UUID) -> BatchOut:
    """Undo a batch; fields that were edited since stay."""
    return batch_out(await batches.undo_batch(db, scope, batch_id))

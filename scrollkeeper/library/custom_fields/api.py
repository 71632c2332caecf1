"""Custom fields over HTTP: listed, added, changed, deleted and restored. Their values are in the papers' routes."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints

from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Name
from scrollkeeper.library import policy
from scrollkeeper.library.custom_fields import queries, service
from scrollkeeper.library.custom_fields.models import CustomField
from scrollkeeper.library.custom_fields.values import live
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["library"])

Kind = Literal["text", "number", "date", "choice", "person", "link", "yes_no"]
# In the filter box a name stands in quotes.
FieldName = Annotated[
    Name, StringConstraints(max_length=60, pattern=r'^[^"]*$'), Field(description="Without quotation marks.")
]
OptionName = Annotated[Name, StringConstraints(max_length=100)]


class OptionIn(BaseModel):
    id: UUID | None = Field(None, description="Of an option that is or was there; null for a new one.")
    name: OptionName


class FieldIn(BaseModel):
    name: FieldName
    kind: Kind
    options: list[OptionName] = Field([], max_length=service.MAX_OPTIONS, description="Of a choice, and only of one.")


class FieldEdit(BaseModel):
    """What is left out, or null, stays as it is."""

    name: FieldName | None = None
    position: int | None = Field(None, ge=0, le=service.MAX_FIELDS, description="Its place among the fields, from 0.")
    options: list[OptionIn] | None = Field(
        None, min_length=1, max_length=service.MAX_OPTIONS, description="All options of a choice, in their order."
    )


class OptionOut(BaseModel):
    id: UUID
    name: str


class FieldOut(BaseModel):
    id: UUID
    name: str
    kind: Kind
    options: list[OptionOut]
    papers: int | None = Field(description="How many papers have a value, where it was asked for.")


class FieldsOut(BaseModel):
    items: list[FieldOut]
    can: list[Literal["edit"]]


def _field_out(field: CustomField, papers: int | None = None, seen: set[str] | None = None) -> FieldOut:
    options = [one for one in live(field.options) if seen is None or one["id"] in seen]
    return FieldOut.model_validate(
        {"id": field.id, "name": field.name, "kind": field.kind, "options": options, "papers": papers}
    )


@router.get("/fields")
async def list_fields(
    db: Db,
    scope: InTeam,
    counted: Annotated[bool, Query(description="With how many papers have a value in each.")] = False,
    deleted: Annotated[
        bool, Query(description="Those that were deleted in the last 30 days, the last 50 of them.")
    ] = False,
) -> FieldsOut:
    """Custom fields of the team in their order; there are at most 50."""
    fields = await service.list_fields(db, scope, deleted=deleted)
    counts = await queries.count_papers(db, scope) if counted else None
    seen = await queries.options_seen(db, scope) if scope.is_guest and fields else None
    items = [_field_out(field, counts.get(str(field.id), 0) if counts is not None else None, seen) for field in fields]
    return FieldsOut(items=items, can=["edit"] if policy.can_edit_fields(scope) else [])


@router.post("/fields", status_code=201)
async def add_field(db: Db, scope: InTeam, body: FieldIn) -> FieldOut:
    """Add a custom field. Its kind stays what it is."""
    return _field_out(await service.add_field(db, scope, name=body.name, kind=body.kind, options=body.options))


@router.patch("/fields/{field_id}")
async def edit_field(db: Db, scope: InTeam, field_id: UUID, body: FieldEdit) -> FieldOut:
    """Rename a custom field, move it, or give it other options; papers lose those that are left out."""
    options = None if body.options is None else [(str(one.id) if one.id else None, one.name) for one in body.options]
    field = await service.edit_field(db, scope, field_id, name=body.name, position=body.position, options=options)
    return _field_out(field)


@router.delete("/fields/{field_id}", status_code=204)
async def delete_field(db: Db, scope: InTeam, field_id: UUID) -> None:
    """Delete a custom field with its values; both can be restored for 30 days."""
    await service.delete_field(db, scope, field_id)


@router.post("/fields/{field_id}/restore")
async def restore_field(db: Db, scope: InTeam, field_id: UUID) -> FieldOut:
    """Restore a deleted custom field with its values."""
    return _field_out(await service.restore_field(db, scope, field_id))

"""How papers were described before, over HTTP."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor, Limit, Page
from scrollkeeper.library.custom_fields.queries import show_history
from scrollkeeper.library.custom_fields.values import PREFIX
from scrollkeeper.library.history import service
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

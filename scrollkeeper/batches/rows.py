"""Rows copied within the database as they are, but for some columns."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import Model


async def copy_rows(
    db: AsyncSession, model: type[Model], which: ColumnElement[bool], changed: Mapping[str, Any]
) -> None:
    """Copy rows of a table; `changed` has the columns that all copies have otherwise."""
    table = cast(Table, model.__table__)
    names = [column.name for column in table.columns if column.computed is None]
    columns = [
        literal(changed[name], table.c[name].type).label(name) if name in changed else table.c[name] for name in names
    ]
    await db.execute(insert(table).from_select(names, select(*columns).where(which), include_defaults=False))


async def copy_row(db: AsyncSession, model: Any, row_id: UUID, changed: Mapping[str, Any]) -> None:
    """Copy one row, found by its id."""
    await copy_rows(db, model, model.id == row_id, changed)

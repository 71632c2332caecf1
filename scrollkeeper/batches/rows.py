"""Rows copied within the database as they are, but for some columns."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Insert, Table, bindparam, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import Model


async def copy_rows(
    db: AsyncSession, model: type[Model], which: ColumnElement[bool], changed: Mapping[str, Any]
) -> None:
    """Copy rows of a table; `changed` has the columns that all copies have otherwise."""
    table = cast(Table, model.__table__)
    values = {name: literal(value, table.c[name].type).label(name) for name, value in changed.items()}
    await db.execute(_copying(table, which, values))


async def copy_each(db: AsyncSession, model: Any, changed: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Copy rows found by their ids, which have the same columns otherwise, each with values of its own."""
    if not changed:
        return
    table = cast(Table, model.__table__)
    names = next(iter(changed.values()))
    values = {name: bindparam(f"new_{name}", type_=table.c[name].type).label(name) for name in names}
    statement = _copying(table, table.c.id == bindparam("row", type_=table.c.id.type), values)
    rows = [{f"new_{name}": value for name, value in row.items()} | {"row": row_id} for row_id, row in changed.items()]
    await db.execute(statement, rows)


def _copying(table: Table, which: ColumnElement[bool], values: Mapping[str, ColumnElement[Any]]) -> Insert:
    names = [column.name for column in table.columns if column.computed is None]
    columns = [values.get(name, table.c[name]) for name in names]
    return insert(table).from_select(names, select(*columns).where(which), include_defaults=False)

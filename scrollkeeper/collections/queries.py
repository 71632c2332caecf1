"""The list of collections."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from scrollkeeper.collections import service
from scrollkeeper.collections.models import Collection
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.teams.scope import Scope


class CollectionRow(NamedTuple):
    """A collection, and its parent where the caller sees that."""

    collection: Collection
    parent: UUID | None


async def list_collections(
    db: AsyncSession, scope: Scope, *, limit: int, cursor: str | None
) -> tuple[list[CollectionRow], str | None]:
    """List collections in the order they were made."""
    above = aliased(Collection)
    seen = service.select_collections(scope).with_only_columns(Collection.id)
    parent = select(above.id).where(above.id == Collection.parent_id, above.id.in_(seen)).scalar_subquery()
    query: Select[Any] = service.select_collections(scope).order_by(Collection.id).limit(limit + 1)
    query = query.add_columns((parent if scope.is_guest else Collection.parent_id).label("parent"))
    if cursor:
        query = query.where(Collection.id > read_cursor(cursor, UUID)[0])
    rows = [CollectionRow(*row) for row in await db.execute(query)]
    return cut_page(rows, limit, lambda row: (row.collection.id,))

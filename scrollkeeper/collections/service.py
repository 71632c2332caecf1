"""Collections: added, changed, moved, deleted and restored. Papers are never deleted with them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, cast, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.audit import service as audit
from scrollkeeper.collections import policy
from scrollkeeper.collections.audit_actions import GUEST_SHOWN
from scrollkeeper.collections.events import (
    COLLECTION_ADDED,
    COLLECTION_CHANGED,
    COLLECTION_DELETED,
    COLLECTION_RESTORED,
)
from scrollkeeper.collections.models import Collection
from scrollkeeper.collections.tree import MAX_DEPTH, path_below, reorder
from scrollkeeper.core import events
from scrollkeeper.core.db import lock
from scrollkeeper.core.errors import Conflict, NotFound, require
from scrollkeeper.core.events import Event
from scrollkeeper.core.ids import new_id
from scrollkeeper.teams.guests import has_guests
from scrollkeeper.teams.scope import Scope, select_collections_of_guest

MAX_COLLECTIONS = 2_000
KEPT_DAYS = 30


class TooManyCollections(Conflict):
    """There are 2,000 collections already. Delete some that are no longer needed first."""


class OfAnotherOwner(Conflict):
    """Personal collections and those of the team cannot lie within each other."""


def select_collections(scope: Scope, *, deleted: bool | None = False) -> Select[Collection]:
    """The one way to collections: the team's and one's own; of a guest, those opened to them and what is in these."""
    query = select(Collection).where(Collection.team_id == scope.team_id, is_seen_by(scope))
    if deleted is None:
        return query
    return query.where(Collection.deleted_at.is_not(None) if deleted else Collection.deleted_at.is_(None))


def is_seen_by(scope: Scope) -> ColumnElement[bool]:
    """The condition, over collections, that the person may see them."""
    if scope.is_guest:
        opened = func.array(select_collections_of_guest(scope).scalar_subquery(), type_=ARRAY(Uuid))
        opened_here: ColumnElement[bool] = Collection.path.overlap(opened)
        return Collection.owner_id.is_(None) & opened_here
    return or_(Collection.owner_id.is_(None), Collection.owner_id == scope.person_id)


def may_edit(scope: Scope, owner_id: UUID | None) -> bool:
    """Whether they may change a collection that they see."""
    if owner_id is None:
        return policy.can_edit_collections(scope)
    return owner_id == scope.person_id and policy.can_keep_personal_collections(scope)


async def get_collection(
    db: AsyncSession, scope: Scope, collection_id: UUID, *, deleted: bool | None = False, for_update: bool = False
) -> Collection:
    query = select_collections(scope, deleted=deleted).where(Collection.id == collection_id)
    if for_update:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    collection = (await db.execute(query)).scalar_one_or_none()
    if collection is None:
        raise NotFound("This collection doesn’t exist.")
    return collection


async def add_collection(
    db: AsyncSession,
    scope: Scope,
    *,
    name: str,
    parent_id: UUID | None = None,
    personal: bool = False,
    color: str | None = None,
    description: str = "",
) -> Collection:
    """Add a collection at the end of its parent, or of the top level."""
    owner_id = scope.person_id if personal else None
    require(may_edit(scope, owner_id))
    await _lock(db, scope)
    parent = None if parent_id is None else await get_collection(db, scope, parent_id)
    if parent is not None and parent.owner_id != owner_id:
        raise OfAnotherOwner
    await _require_room(db, scope, owner_id, 1)
    collection_id = new_id()
    collection = Collection(
        id=collection_id,
        team_id=scope.team_id,
        owner_id=owner_id,
        parent_id=parent_id,
        name=name,
        color=color,
        description=description,
        path=path_below(parent.path if parent else [], collection_id),
        position=len(await _siblings(db, scope, owner_id, parent_id)),
    )
    db.add(collection)
    await db.flush()
    await publish(db, scope, COLLECTION_ADDED, collection)
    return collection


async def edit_collection(db: AsyncSession, scope: Scope, collection_id: UUID, changes: dict[str, Any]) -> Collection:
    """Change `name`, `color` and `description`, or move it with `parent` and `position`; what is left out stays."""
    await _lock(db, scope)
    collection = await get_collection(db, scope, collection_id, for_update=True)
    require(may_edit(scope, collection.owner_id))
    for field in changes.keys() & {"name", "color", "description"}:
        setattr(collection, field, changes[field])
    parent_id = changes.get("parent", collection.parent_id)
    if parent_id != collection.parent_id:
        await _move_branch(db, scope, collection, parent_id)
    if parent_id != collection.parent_id or "position" in changes:
        await _place(db, scope, collection, parent_id, changes.get("position"))
    await db.flush()
    await publish(db, scope, COLLECTION_CHANGED, collection)
    return collection


async def _move_branch(db: AsyncSession, scope: Scope, collection: Collection, parent_id: UUID | None) -> None:
    """Give the collection and all within it their paths below another parent."""
    parent = None if parent_id is None else await get_collection(db, scope, parent_id)
    if parent is not None and parent.owner_id != collection.owner_id:
        raise OfAnotherOwner
    within = (Collection.team_id == scope.team_id, Collection.path.contains([collection.id]))
    old = len(collection.path)
    deepest = await db.scalar(select(func.max(func.cardinality(Collection.path))).where(*within)) or old
    path = path_below(parent.path if parent else [], collection.id, levels=deepest - old + 1)
    if parent is not None:
        await record_opening(db, scope, parent, collections=1)
    above = cast(literal(path[:-1], ARRAY(Uuid)), ARRAY(Uuid))
    await db.execute(
        update(Collection)
        .where(*within)
        .values(path=func.array_cat(above, Collection.path[old:MAX_DEPTH]))
        .execution_options(synchronize_session=False)
    )
    await db.refresh(collection, ["path"])


async def _place(
    db: AsyncSession, scope: Scope, collection: Collection, parent_id: UUID | None, position: int | None
) -> None:
    """Put it at this place among the collections of the parent."""
    collection.parent_id = parent_id
    await db.flush()
    siblings = await _siblings(db, scope, collection.owner_id, parent_id)
    ordered = reorder(siblings, collection.id, position)
    place = func.array_position(cast(literal(ordered, ARRAY(Uuid)), ARRAY(Uuid)), Collection.id) - 1
    await db.execute(
        update(Collection)
        .where(Collection.team_id == scope.team_id, Collection.id.in_(ordered))
        .values(position=place)
        .execution_options(synchronize_session=False)
    )
    await db.refresh(collection, ["position"])


async def _siblings(db: AsyncSession, scope: Scope, owner_id: UUID | None, parent_id: UUID | None) -> Sequence[UUID]:
    query = select(Collection.id).where(
        Collection.team_id == scope.team_id,
        Collection.deleted_at.is_(None),
        Collection.owner_id.is_not_distinct_from(owner_id),
        Collection.parent_id.is_not_distinct_from(parent_id),
    )
    return (await db.scalars(query.order_by(Collection.position, Collection.id))).all()


async def delete_collection(db: AsyncSession, scope: Scope, collection_id: UUID) -> None:
    """Delete a collection with those within it; they can be restored for 30 days. Their papers stay in the library."""
    await _lock(db, scope)
    collection = await get_collection(db, scope, collection_id, for_update=True)
    require(may_edit(scope, collection.owner_id))
    of_team = Collection.team_id == scope.team_id
    await db.execute(
        update(Collection)
        .where(of_team, Collection.path.contains([collection.id]), Collection.deleted_at.is_(None))
        .values(deleted_at=func.now())
        .execution_options(synchronize_session=False)
    )
    await db.execute(delete(Collection).where(of_team, Collection.deleted_at < func.now() - timedelta(days=KEPT_DAYS)))
    await publish(db, scope, COLLECTION_DELETED, collection)


async def restore_collection(db: AsyncSession, scope: Scope, collection_id: UUID) -> Collection:
    """Restore a collection with those deleted together with it; at the top level where its parent is gone."""
    await _lock(db, scope)
    collection = await get_collection(db, scope, collection_id, deleted=None, for_update=True)
    require(may_edit(scope, collection.owner_id))
    if collection.deleted_at is None:
        return collection
    together = (
        Collection.team_id == scope.team_id,
        Collection.path.contains([collection.id]),
        Collection.deleted_at == collection.deleted_at,
    )
    amount = await db.scalar(select(func.count()).select_from(Collection).where(*together)) or 0
    await _require_room(db, scope, collection.owner_id, amount)
    await db.execute(
        update(Collection).where(*together).values(deleted_at=None).execution_options(synchronize_session=False)
    )
    await db.refresh(collection)
    parent = select_collections(scope).where(Collection.id == collection.parent_id)
    there = (await db.execute(parent)).scalar_one_or_none()
    if there is None and collection.parent_id is not None:
        await _move_branch(db, scope, collection, None)
        await _place(db, scope, collection, None, None)
    elif there is not None:
        await record_opening(db, scope, there, collections=1)
    await publish(db, scope, COLLECTION_RESTORED, collection)
    return collection


async def _lock(db: AsyncSession, scope: Scope) -> None:
    """Trees are changed one after the other, so that no two moves make a circle."""
    await lock(db, "collections", scope.team_id)


async def _require_room(db: AsyncSession, scope: Scope, owner_id: UUID | None, more: int) -> None:
    query = (
        select(func.count())
        .select_from(Collection)
        .where(
            Collection.team_id == scope.team_id,
            Collection.owner_id.is_not_distinct_from(owner_id),
            Collection.deleted_at.is_(None),
        )
    )
    require((await db.scalar(query) or 0) + more <= MAX_COLLECTIONS, TooManyCollections)


async def publish(db: AsyncSession, scope: Scope, event: Event, collection: Collection) -> None:
    """Announce a change of a collection, to its owner alone where it is personal."""
    audience = None if collection.owner_id is None else [collection.owner_id]
    await events.publish(
        db, scope.team_id, event, person_id=scope.person_id, audience=audience, collection=collection.id
    )


async def record_opening(
    db: AsyncSession, scope: Scope, collection: Collection, *, papers: int = 0, collections: int = 0
) -> None:
    """Write into the audit log that what was put into a collection is now seen by its guests, where it has any."""
    if collection.owner_id is None and await has_guests(db, scope, collection.path):
        await audit.record(
            db,
            GUEST_SHOWN,
            person_id=scope.person_id,
            team_id=scope.team_id,
            subject_id=collection.id,
            data={"collection": str(collection.id), "papers": papers, "collections": collections},
        )

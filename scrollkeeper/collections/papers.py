"""Papers in collections: added, removed, counted, and the condition that one is in a collection."""

from collections.abc import Collection as Several
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, delete, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by, insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.collections import service
from scrollkeeper.collections.events import COLLECTION_CHANGED
from scrollkeeper.collections.models import Collection, CollectionPaper
from scrollkeeper.core.db import select_ids
from scrollkeeper.core.errors import NotFound, require
from scrollkeeper.library import service as library
from scrollkeeper.library.models import Paper
from scrollkeeper.teams.scope import Scope


async def change_papers(
    db: AsyncSession, scope: Scope, collection_id: UUID, *, add: list[UUID], remove: list[UUID]
) -> tuple[list[UUID], list[UUID]]:
    """Put papers into a collection and take others out; gives those that came and went.

    Papers in the trash, of other teams and those that do not exist are passed over.
    """
    collection = await service.get_collection(db, scope, collection_id)
    require(service.may_edit(scope, collection.owner_id))
    added: list[UUID] = []
    removed: list[UUID] = []
    if add:
        papers = (
            library.select_papers(scope)
            .where(Paper.id.in_(select_ids(add)))
            .with_only_columns(literal(collection.id, Uuid), Paper.id, Paper.team_id)
            .order_by(Paper.id)
        )
        statement = insert(CollectionPaper).from_select(["collection_id", "paper_id", "team_id"], papers)
        put_in = statement.on_conflict_do_nothing().returning(CollectionPaper.paper_id)
        added = list((await db.scalars(put_in)).all())
    if remove:
        gone = delete(CollectionPaper).where(
            CollectionPaper.team_id == scope.team_id,
            CollectionPaper.collection_id == collection.id,
            CollectionPaper.paper_id.in_(select_ids(remove)),
        )
        removed = list((await db.scalars(gone.returning(CollectionPaper.paper_id))).all())
    if added:
        await service.record_opening(db, scope, collection, papers=len(added))
    if added or removed:
        await service.publish(db, scope, COLLECTION_CHANGED, collection)
    return added, removed


async def count_papers(db: AsyncSession, scope: Scope, collection_ids: Several[UUID]) -> dict[UUID, int]:
    """How many papers outside the trash lie in each of these collections itself, in one statement."""
    query = (
        library.select_papers(scope)
        .join(CollectionPaper, CollectionPaper.paper_id == Paper.id)
        .where(CollectionPaper.collection_id.in_(collection_ids))
        .with_only_columns(CollectionPaper.collection_id, func.count())
        .group_by(CollectionPaper.collection_id)
    )
    return {row[0]: row[1] for row in await db.execute(query)}


def is_in(scope: Scope, collection: Collection, *, within: bool) -> ColumnElement[bool]:
    """The condition that a paper is in the collection, or with `within` in one that it contains."""
    members = select(CollectionPaper.paper_id).where(CollectionPaper.team_id == scope.team_id)
    if not within:
        return Paper.id.in_(members.where(CollectionPaper.collection_id == collection.id))
    branch = service.select_collections(scope).where(Collection.path.contains([collection.id]))
    return Paper.id.in_(members.where(CollectionPaper.collection_id.in_(branch.with_only_columns(Collection.id))))


async def list_collections_of(db: AsyncSession, scope: Scope, paper_id: UUID) -> list[UUID]:
    """Ids of the collections that one sees and that hold the paper."""
    paper = await library.get_paper(db, scope, paper_id)
    query = (
        service.select_collections(scope)
        .join(CollectionPaper, CollectionPaper.collection_id == Collection.id)
        .where(CollectionPaper.paper_id == paper.id)
        .with_only_columns(Collection.id)
    )
    return list((await db.scalars(query)).all())


async def list_collections_of_several(
    db: AsyncSession, scope: Scope, paper_ids: Sequence[UUID], *, most: int
) -> dict[UUID, list[UUID]]:
    """Ids of collections that hold each of these papers, at most so many; NotFound where one sees no paper of them."""
    asked = select_ids(paper_ids)
    holding = (
        service.select_collections(scope)
        .join(CollectionPaper, CollectionPaper.collection_id == Collection.id)
        .where(CollectionPaper.team_id == scope.team_id, CollectionPaper.paper_id.in_(asked))
        .with_only_columns(
            CollectionPaper.paper_id,
            func.array_agg(aggregate_order_by(Collection.id, Collection.id), type_=ARRAY(Uuid))[1:most].label("ids"),
        )
        .group_by(CollectionPaper.paper_id)
        .subquery()
    )
    query = (
        library.select_papers(scope)
        .outerjoin(holding, holding.c.paper_id == Paper.id)
        .where(Paper.id.in_(asked))
        .with_only_columns(Paper.id, holding.c.ids)
    )
    found = {row[0]: row[1] or [] for row in await db.execute(query)}
    if not found:
        raise NotFound("None of these papers exists.")
    return found

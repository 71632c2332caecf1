"""Saved searches: filters with a name, of a team or of one person alone, and how many papers each finds now."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.collections import service
from scrollkeeper.collections.events import SEARCH_ADDED, SEARCH_CHANGED, SEARCH_DELETED, SEARCH_RESTORED
from scrollkeeper.collections.filters import list_named_fields, read_filter
from scrollkeeper.collections.models import SavedSearch
from scrollkeeper.core import events
from scrollkeeper.core.db import lock
from scrollkeeper.core.errors import Conflict, NotFound, require
from scrollkeeper.core.events import Event
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.library import queries
from scrollkeeper.library.models import Paper
from scrollkeeper.teams.policy import can_see_library
from scrollkeeper.teams.scope import Scope

MAX_SEARCHES = 100
KEPT_DAYS = 30
# The number beside a search ends here: counting all papers of a large library for each would take long.
MOST_COUNTED = 1_000


class TooManySearches(Conflict):
    """There are 100 saved searches already. Delete some that are no longer needed first."""


def select_searches(scope: Scope, *, deleted: bool | None = False) -> Select[SavedSearch]:
    """The one way to saved searches: the team's and one's own."""
    seen = or_(SavedSearch.owner_id.is_(None), SavedSearch.owner_id == scope.person_id)
    query = select(SavedSearch).where(SavedSearch.team_id == scope.team_id, seen)
    if deleted is None:
        return query
    return query.where(SavedSearch.deleted_at.is_not(None) if deleted else SavedSearch.deleted_at.is_(None))


async def list_searches(
    db: AsyncSession, scope: Scope, *, limit: int, cursor: str | None
) -> tuple[list[SavedSearch], str | None]:
    """List saved searches in the order of their names."""
    require(can_see_library(scope))
    key = func.lower(SavedSearch.name)
    query = select_searches(scope).order_by(key, SavedSearch.id).limit(limit + 1)
    if cursor:
        name, search_id = read_cursor(cursor, str, UUID)
        query = query.where(or_(key > name, (key == name) & (SavedSearch.id > search_id)))
    rows = [(row[0], row[1]) for row in await db.execute(query.add_columns(key))]
    shown, following = cut_page(rows, limit, lambda row: (row[1], row[0].id))
    return [row[0] for row in shown], following


async def count_papers(db: AsyncSession, scope: Scope, searches: Sequence[SavedSearch]) -> dict[UUID, int]:
    """How many papers each of them finds, at most 1,001, in one statement."""
    if not searches:
        return {}
    counts: list[Any] = []
    fields = await list_named_fields(db, scope, *(search.filter for search in searches))
    for number, search in enumerate(searches):
        chosen = read_filter(scope, search.filter, fields)
        found = queries.select_matching(scope, chosen).with_only_columns(Paper.id).limit(MOST_COUNTED + 1)
        some = queries.read_matching(found, chosen).subquery()
        counts.append(select(func.count()).select_from(some).scalar_subquery().label(f"n{number}"))
    row = (await db.execute(select(*counts))).one()
    return {search.id: count for search, count in zip(searches, row, strict=True)}


async def get_search(db: AsyncSession, scope: Scope, search_id: UUID, *, deleted: bool | None = False) -> SavedSearch:
    """The search for whoever may change it; raises NotFound to guests too."""
    require(can_see_library(scope))
    query = select_searches(scope, deleted=deleted).where(SavedSearch.id == search_id).with_for_update(key_share=True)
    search = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if search is None:
        raise NotFound("This saved search doesn’t exist.")
    require(service.may_edit(scope, search.owner_id))
    return search


async def add_search(db: AsyncSession, scope: Scope, *, name: str, filter: str, personal: bool) -> SavedSearch:
    owner_id = scope.person_id if personal else None
    require(service.may_edit(scope, owner_id))
    await _require_room(db, scope, owner_id)
    search = SavedSearch(id=new_id(), team_id=scope.team_id, owner_id=owner_id, name=name, filter=filter)
    db.add(search)
    await db.flush()
    await _publish(db, scope, SEARCH_ADDED, search)
    return search


async def edit_search(db: AsyncSession, scope: Scope, search_id: UUID, changes: dict[str, Any]) -> SavedSearch:
    """Change `name` and `filter`; what is left out stays."""
    search = await get_search(db, scope, search_id)
    for field in changes.keys() & {"name", "filter"}:
        setattr(search, field, changes[field])
    await db.flush()
    await _publish(db, scope, SEARCH_CHANGED, search)
    return search


async def delete_search(db: AsyncSession, scope: Scope, search_id: UUID) -> None:
    """Delete a saved search; it can be restored for 30 days."""
    search = await get_search(db, scope, search_id)
    of_team = SavedSearch.team_id == scope.team_id
    deleted = update(SavedSearch).where(of_team, SavedSearch.id == search.id).values(deleted_at=func.now())
    await db.execute(deleted.execution_options(synchronize_session=False))
    old = SavedSearch.deleted_at < func.now() - timedelta(days=KEPT_DAYS)
    await db.execute(delete(SavedSearch).where(of_team, old))
    await _publish(db, scope, SEARCH_DELETED, search)


async def restore_search(db: AsyncSession, scope: Scope, search_id: UUID) -> SavedSearch:
    search = await get_search(db, scope, search_id, deleted=None)
    if search.deleted_at is not None:
        await _require_room(db, scope, search.owner_id)
        search.deleted_at = None
        await db.flush()
        await _publish(db, scope, SEARCH_RESTORED, search)
    return search


async def _require_room(db: AsyncSession, scope: Scope, owner_id: UUID | None) -> None:
    await lock(db, "saved_searches", scope.team_id)
    query = select(func.count(literal(1))).where(
        SavedSearch.team_id == scope.team_id,
        SavedSearch.owner_id.is_not_distinct_from(owner_id),
        SavedSearch.deleted_at.is_(None),
    )
    require((await db.scalar(query) or 0) < MAX_SEARCHES, TooManySearches)


async def _publish(db: AsyncSession, scope: Scope, event: Event, search: SavedSearch) -> None:
    """Announce a change of a saved search, to its owner alone where it is personal."""
    audience = None if search.owner_id is None else [search.owner_id]
    await events.publish(db, scope.team_id, event, person_id=scope.person_id, audience=audience, search=search.id)

"""What a batch would change, without changing anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.batches.copies_planned import PlannedCopies, plan_copies
from scrollkeeper.batches.service import NoPapers, check_actions
from scrollkeeper.collections import papers as collected
from scrollkeeper.collections import service as collections
from scrollkeeper.core.db import select_ids
from scrollkeeper.core.errors import require
from scrollkeeper.ingest.pipeline.parsing_again import select_parsable
from scrollkeeper.library import service as library
from scrollkeeper.library.history.batches import HeldValue, held_values
from scrollkeeper.library.models import Paper
from scrollkeeper.library.tags.models import PaperTag, Tag
from scrollkeeper.library.tags.names import tag_key
from scrollkeeper.library.tags.service import select_tags
from scrollkeeper.reading.models import ReadingEntry
from scrollkeeper.teams.scope import Scope


class LabelChange(NamedTuple):
    """How many papers would get a tag or come into a collection, or lose it."""

    name: str
    add: bool
    papers: int
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """`assign`, `parse` and `delete` count the papers that would change; None where that is not asked."""

    papers: int
    fields: Mapping[str, Sequence[HeldValue]]
    tags: list[LabelChange]
    collections: list[LabelChange]
    assign: int | None
    parse: int | None
    delete: int | None
    copy: PlannedCopies | None


async def preview(
    db: AsyncSession,
    scope: Scope,
    paper_ids: Sequence[UUID],
    *,
    there: Scope | None = None,
    actions: Mapping[str, Any],
    fields: Mapping[str, Any],
    custom: Mapping[UUID, Any],
) -> Preview:
    """What a batch of these actions would change; asks and refuses as starting it does."""
    names = list(await check_actions(db, scope, there, actions=actions, fields=fields, custom=custom))
    chosen = library.select_papers(scope).where(Paper.id.in_(select_ids(list(paper_ids))))
    total = await _count(db, chosen)
    require(total > 0, NoPapers)
    return Preview(
        papers=total,
        fields=await held_values(db, scope, chosen, names),
        tags=await _preview_tags(db, scope, chosen, actions.get("tags", {})),
        collections=await _preview_collections(db, scope, chosen, actions.get("collections", {})),
        assign=await _count(db, chosen.where(_assignment(scope, actions["assign"]))) if "assign" in actions else None,
        parse=await _count(db, select_parsable(scope, chosen)) if "parse" in actions else None,
        delete=total if "delete" in actions else None,
        copy=await plan_copies(db, scope, there, await _ids(db, chosen)) if there is not None else None,
    )


async def _ids(db: AsyncSession, chosen: Select[Paper]) -> Sequence[UUID]:
    return (await db.scalars(chosen.with_only_columns(Paper.id))).all()


async def _count(db: AsyncSession, query: Select[Any]) -> int:
    return int(await db.scalar(query.with_only_columns(func.count())) or 0)


async def _preview_tags(
    db: AsyncSession, scope: Scope, chosen: Select[Paper], wanted: Mapping[str, Sequence[str]]
) -> list[LabelChange]:
    changes = []
    for name, add in _each(wanted):
        tagged = select_tags(scope).join(PaperTag, PaperTag.tag_id == Tag.id).where(Tag.name_key == tag_key(name))
        has = Paper.id.in_(tagged.with_only_columns(PaperTag.paper_id))
        changes.append(LabelChange(name, add, await _count(db, chosen.where(not_(has) if add else has))))
    return changes


async def _preview_collections(
    db: AsyncSession, scope: Scope, chosen: Select[Paper], wanted: Mapping[str, Sequence[str]]
) -> list[LabelChange]:
    changes = []
    for one, add in _each(wanted):
        collection = await collections.get_collection(db, scope, UUID(one))
        has = collected.is_in(scope, collection, within=False)
        count = await _count(db, chosen.where(not_(has) if add else has))
        changes.append(LabelChange(collection.name, add, count, collection.id))
    return changes


def _each(wanted: Mapping[str, Sequence[str]]) -> list[tuple[str, bool]]:
    """What is added, then what is removed, each with which of the two it is."""
    return [*((one, True) for one in wanted.get("add", ())), *((one, False) for one in wanted.get("remove", ()))]


def _assignment(scope: Scope, wanted: Mapping[str, Any]) -> ColumnElement[bool]:
    """The condition that assigning changes a paper."""
    asked = and_(ReadingEntry.team_id == scope.team_id, ReadingEntry.assigned_by_id.is_not(None))
    if wanted["person"] is None:
        return Paper.id.in_(select(ReadingEntry.paper_id).where(asked))
    same = and_(
        asked, ReadingEntry.person_id == UUID(wanted["person"]),
        ReadingEntry.due.is_not_distinct_from(func.cast(wanted["due"], ReadingEntry.due.type)),
    )  # fmt: skip
    return Paper.id.not_in(select(ReadingEntry.paper_id).where(same))

"""The same fields set on many papers: what they say before, and as it was once that is undone."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import select_ids
from scrollkeeper.core.errors import require
from scrollkeeper.library import policy
from scrollkeeper.library import service as library
from scrollkeeper.library.custom_fields.queries import show_history
from scrollkeeper.library.custom_fields.service import check_values
from scrollkeeper.library.custom_fields.values import PREFIX, written
from scrollkeeper.library.descriptions import Description
from scrollkeeper.library.history.models import MetadataBatch, MetadataChange
from scrollkeeper.library.models import Paper
from scrollkeeper.teams.scope import Scope

SHOWN_VALUES = 20


class HeldValue(NamedTuple):
    """What some of the papers say in a field; None where they say nothing."""

    value: Any
    papers: int


async def check_fields(
    db: AsyncSession, scope: Scope, fields: Mapping[str, Any], custom: Mapping[UUID, Any]
) -> dict[str, Any]:
    """Fields and custom fields ready to be set; raises Invalid with the field's name."""
    if not fields and not custom:
        return {}
    require(policy.can_edit_paper(scope))
    return library.check_fields(fields) | await check_values(db, scope, custom)


async def held_values(
    db: AsyncSession, scope: Scope, chosen: Select[Paper], names: Sequence[str]
) -> dict[str, list[HeldValue]]:
    """What the chosen papers say now in each field, the most frequent values first."""
    held = {}
    for field in names:
        said = Paper.custom[field.removeprefix(PREFIX)] if field.startswith(PREFIX) else Paper.metadata_[field]
        value = func.left(said.astext, 1_000).label("value")
        counted = chosen.with_only_columns(value, func.count().label("papers")).group_by(value)
        rows = await db.execute(counted.order_by(func.count().desc(), value).limit(SHOWN_VALUES))
        pairs = [(row.value, row.papers) for row in rows]
        _, values = await show_history(db, scope, [(field, value) for value, _ in pairs])
        held[field] = [
            HeldValue(value if value is None else written(value), papers)
            for value, (_, papers) in zip(values, pairs, strict=True)
        ]
    return held


async def set_fields(db: AsyncSession, batch: MetadataBatch, paper_ids: Sequence[UUID]) -> list[UUID]:
    """Give papers the fields of the batch; gives those that are others now."""
    at, person = datetime.now(UTC).isoformat(), str(batch.person_id)
    papers = await _lock_papers(db, batch, paper_ids)
    described = [(paper, library.description_of(paper).edited(batch.fields, person=person, at=at)) for paper in papers]
    await library.describe_papers(db, batch.team_id, described, person_id=batch.person_id, batch_id=batch.id)
    return sorted(await _list_changes(db, batch, papers))


async def unset_fields(db: AsyncSession, batch: MetadataBatch, paper_ids: Sequence[UUID]) -> int:
    """Give papers the fields that they had before; gives how many fields stay, since they were edited meanwhile."""
    papers = await _lock_papers(db, batch, paper_ids)
    changes = await _list_changes(db, batch, papers)
    at, person = datetime.now(UTC).isoformat(), str(batch.undone_by_id or batch.person_id)
    described: list[tuple[Paper, Description]] = []
    kept = 0
    for paper in papers:
        if change := changes.get(paper.id):
            now = library.description_of(paper)
            touched = set(change.before) | set(change.after)
            same = {name for name in touched if now.states([name]).get(name) == change.after.get(name)}
            kept += len(touched - same)
            described.append((paper, now.set_back(change.before, same, person=person, at=at)))
    await library.describe_papers(db, batch.team_id, described, person_id=batch.undone_by_id or batch.person_id)
    return kept


async def _lock_papers(db: AsyncSession, batch: MetadataBatch, paper_ids: Sequence[UUID]) -> Sequence[Paper]:
    """Rows of papers come before the team's clock: tests/lock_order.py watches."""
    locked = select(Paper).where(Paper.team_id == batch.team_id, Paper.id.in_(select_ids(paper_ids)))
    return (await db.scalars(locked.order_by(Paper.id).with_for_update(key_share=True))).all()


async def _list_changes(db: AsyncSession, batch: MetadataBatch, papers: Sequence[Paper]) -> dict[UUID, MetadataChange]:
    found = select(MetadataChange).where(
        MetadataChange.batch_id == batch.id, MetadataChange.paper_id.in_([paper.id for paper in papers])
    )
    return {change.paper_id: change for change in await db.scalars(found)}

"""The same fields set on many papers: looked at before, done by a job some at a time, undone as one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import jobs
from scrollkeeper.core.db import select_ids
from scrollkeeper.core.errors import Conflict, NotFound, require
from scrollkeeper.library import policy
from scrollkeeper.library import service as library
from scrollkeeper.library.custom_fields.queries import show_history
from scrollkeeper.library.custom_fields.service import check_values
from scrollkeeper.library.custom_fields.values import PREFIX, written
from scrollkeeper.library.descriptions import Description
from scrollkeeper.library.history.models import MetadataBatch, MetadataChange
from scrollkeeper.library.models import Paper
from scrollkeeper.teams.scope import Scope

# Papers in one transaction, so that nobody waits long for the clock of the team.
AT_ONCE = 200
SHOWN_VALUES = 20


class NotToUndo(Conflict):
    """This cannot be undone now: it is still being applied, or was undone before."""


class NoPapers(NotFound):
    """None of these papers is in the library."""


class HeldValue(NamedTuple):
    """What some of the papers say in a field; None where they say nothing."""

    value: Any
    papers: int


async def preview(
    db: AsyncSession, scope: Scope, paper_ids: Sequence[UUID], fields: dict[str, Any], *, custom: Mapping[UUID, Any]
) -> tuple[int, dict[str, list[HeldValue]]]:
    """How many of the papers there are, and what they say now in each field, the most frequent values first."""
    require(policy.can_edit_paper(scope))
    names = [*library.check_fields(fields), *await check_values(db, scope, custom)]
    chosen = library.select_papers(scope).where(Paper.id.in_(select_ids(list(paper_ids))))
    total = (await db.execute(chosen.with_only_columns(func.count()))).scalar_one()
    if not total:
        raise NoPapers
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
    return total, held


async def start_batch(
    db: AsyncSession, scope: Scope, paper_ids: Sequence[UUID], fields: dict[str, Any], *, custom: Mapping[UUID, Any]
) -> MetadataBatch:
    """Have fields set on papers; those that do not exist or are in the trash are passed over."""
    require(policy.can_edit_paper(scope))
    checked = library.check_fields(fields) | await check_values(db, scope, custom)
    chosen = library.select_papers(scope).where(Paper.id.in_(select_ids(list(paper_ids))))
    ids = list((await db.scalars(chosen.with_only_columns(Paper.id).order_by(Paper.id))).all())
    if not ids:
        raise NoPapers
    batch = MetadataBatch(
        team_id=scope.team_id, person_id=scope.person_id, fields=checked, paper_ids=ids, total=len(ids)
    )
    db.add(batch)
    await db.flush()
    await db.refresh(batch)
    await _defer(db, batch)
    return batch


async def get_batch(db: AsyncSession, scope: Scope, batch_id: UUID, *, for_update: bool = False) -> MetadataBatch:
    require(policy.can_edit_paper(scope))
    query = select(MetadataBatch).where(MetadataBatch.team_id == scope.team_id, MetadataBatch.id == batch_id)
    batch = (await db.execute(query.with_for_update(key_share=True) if for_update else query)).scalar_one_or_none()
    if batch is None:
        raise NotFound("There is no such change of many papers.")
    return batch


async def undo_batch(db: AsyncSession, scope: Scope, batch_id: UUID) -> MetadataBatch:
    """Have the papers as they were before, but for fields that were edited since."""
    batch = await get_batch(db, scope, batch_id, for_update=True)
    if batch.status != "done":
        raise NotToUndo
    batch.status = "undoing"
    await db.flush()
    await _defer(db, batch)
    return batch


async def _defer(db: AsyncSession, batch: MetadataBatch) -> None:
    name, once = "library.go_on_with_batch", f"batch:{batch.id}"
    await jobs.defer(db, name, in_queue=jobs.HOUSEKEEPING, only_once=once, batch_id=str(batch.id))


async def go_on(db: AsyncSession, batch_id: UUID) -> bool:
    """Apply or undo the next papers of a batch; gives whether there are more. Killed at any time, it goes on later."""
    query = select(MetadataBatch).where(MetadataBatch.id == batch_id).with_for_update(key_share=True)
    batch = (await db.execute(query)).scalar_one_or_none()
    if batch is None or batch.status not in ("queued", "undoing"):
        return False
    ids = (await db.execute(select(MetadataBatch.paper_ids).where(MetadataBatch.id == batch_id))).scalar_one()
    undoing = batch.status == "undoing"
    some = ids[max(0, batch.done - AT_ONCE) : batch.done] if undoing else ids[batch.done : batch.done + AT_ONCE]
    # Rows of papers come before the team's clock: tests/lock_order.py watches.
    locked = select(Paper).where(Paper.team_id == batch.team_id, Paper.id.in_(some)).order_by(Paper.id)
    papers = (await db.scalars(locked.with_for_update(key_share=True))).all()
    if undoing:
        await _undo(db, batch, papers)
        batch.done -= len(some)
    else:
        await _apply(db, batch, papers)
        batch.done += len(some)
    more = batch.done > 0 if undoing else batch.done < batch.total
    if not more:
        batch.status = "undone" if undoing else "done"
    return more


async def _apply(db: AsyncSession, batch: MetadataBatch, papers: Sequence[Paper]) -> None:
    at, person = datetime.now(UTC).isoformat(), str(batch.person_id)
    described = [(paper, library.description_of(paper).edited(batch.fields, person=person, at=at)) for paper in papers]
    batch.changed += await library.describe_papers(
        db, batch.team_id, described, person_id=batch.person_id, batch_id=batch.id
    )


async def _undo(db: AsyncSession, batch: MetadataBatch, papers: Sequence[Paper]) -> None:
    found = select(MetadataChange).where(
        MetadataChange.batch_id == batch.id, MetadataChange.paper_id.in_([paper.id for paper in papers])
    )
    changes = {change.paper_id: change for change in await db.scalars(found)}
    at, person = datetime.now(UTC).isoformat(), str(batch.person_id)
    described: list[tuple[Paper, Description]] = []
    for paper in papers:
        if change := changes.get(paper.id):
            now = library.description_of(paper)
            touched = set(change.before) | set(change.after)
            same = {name for name in touched if now.states([name]).get(name) == change.after.get(name)}
            batch.kept += len(touched - same)
            described.append((paper, now.set_back(change.before, same, person=person, at=at)))
    await library.describe_papers(db, batch.team_id, described, person_id=batch.person_id)

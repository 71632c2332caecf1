"""Batches: started, gone through step by step by a job, undone step by step."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.audit import service as audit
from scrollkeeper.batches.actions import ACTIONS, Run, actions_of
from scrollkeeper.batches.audit_actions import COPYING_UNDONE, PAPERS_COPIED, PAPERS_RECEIVED
from scrollkeeper.batches.copies_planned import plan_copies
from scrollkeeper.batches.models import BatchStep
from scrollkeeper.collections import service as collections
from scrollkeeper.core import events, jobs
from scrollkeeper.core.db import select_ids
from scrollkeeper.core.errors import Conflict, Invalid, NotFound, require
from scrollkeeper.ingest.uploads.service import check_quota
from scrollkeeper.library import policy
from scrollkeeper.library import service as library
from scrollkeeper.library.history.batches import check_fields
from scrollkeeper.library.history.models import MetadataBatch
from scrollkeeper.library.models import Paper
from scrollkeeper.reading.assignments import check_reader
from scrollkeeper.teams.scope import Scope, find_scope_in_job

# Papers in one transaction, so that nobody waits long for the clock of the team.
AT_ONCE = 200
# With all of their pages.
COPIED_AT_ONCE = 20
UNDER_WAY = ("queued", "undoing")


class NotToUndo(Conflict):
    """This cannot be undone now: it is still being applied, or was undone before."""


class NoPapers(NotFound):
    """None of these papers is in the library."""


class NoBatch(NotFound):
    """There is no such change of many papers."""


class SameTeam(Invalid):
    """The papers are in this team already. Choose another one."""


class NoLonger(NotFound):
    """Whoever started this may not do it any more."""


class NoWayBack(NotFound):
    """You can’t change the other team’s papers any more, so this can’t be undone. What was moved is in the trash."""


def require_allowed(
    scope: Scope, there: Scope | None, names: Iterable[str], refusal: type[NotFound] = NotFound
) -> None:
    """Raise where the person may not do one of these, here or in the team that papers are copied to."""
    for name in names:
        require(ACTIONS[name].allowed(scope), refusal)
        if name == "copy":
            require(there is not None and policy.can_add_paper(there), refusal)


async def check_actions(
    db: AsyncSession,
    scope: Scope,
    there: Scope | None,
    *,
    actions: Mapping[str, Any],
    fields: Mapping[str, Any],
    custom: Mapping[UUID, Any],
) -> dict[str, Any]:
    """Raise where the person may not do one of the actions, or it makes no sense; gives the fields, checked."""
    require_allowed(scope, there, [*actions, *(["set"] if fields or custom else [])])
    require(there is None or there.team_id != scope.team_id, SameTeam)
    for ids in actions.get("collections", {}).values():
        for one in ids:
            collection = await collections.get_collection(db, scope, UUID(one))
            require(collections.may_edit(scope, collection.owner_id))
    if "assign" in actions:
        person = actions["assign"]["person"]
        await check_reader(db, scope, UUID(person) if person else None)
    return await check_fields(db, scope, fields, custom)


async def start_batch(
    db: AsyncSession,
    scope: Scope,
    paper_ids: Sequence[UUID],
    *,
    there: Scope | None = None,
    actions: Mapping[str, Any],
    fields: Mapping[str, Any],
    custom: Mapping[UUID, Any],
) -> MetadataBatch:
    """Have something done to papers; those that do not exist or are in the trash are passed over."""
    checked = await check_actions(db, scope, there, actions=actions, fields=fields, custom=custom)
    chosen = library.select_papers(scope).where(Paper.id.in_(select_ids(list(paper_ids))))
    ids = list((await db.scalars(chosen.with_only_columns(Paper.id).order_by(Paper.id))).all())
    require(bool(ids), NoPapers)
    if there is not None:
        await check_quota(db, there, (await plan_copies(db, scope, there, ids)).bytes)
    batch = MetadataBatch(
        team_id=scope.team_id, person_id=scope.person_id, fields=checked, actions=dict(actions), paper_ids=ids,
        total=len(ids),
    )  # fmt: skip
    db.add(batch)
    await db.flush()
    await db.refresh(batch)
    await _defer(db, batch)
    return batch


async def get_batch(db: AsyncSession, scope: Scope, batch_id: UUID, *, for_update: bool = False) -> MetadataBatch:
    """A batch is for who started it, and for those who may change papers."""
    query = select(MetadataBatch).where(MetadataBatch.team_id == scope.team_id, MetadataBatch.id == batch_id)
    batch = (await db.execute(query.with_for_update(key_share=True) if for_update else query)).scalar_one_or_none()
    if batch is None:
        raise NoBatch
    require(policy.can_edit_paper(scope) or batch.person_id == scope.person_id, NoBatch)
    return batch


async def undo_batch(db: AsyncSession, scope: Scope, batch_id: UUID, *, there: Scope | None = None) -> MetadataBatch:
    """Have the papers as they were before, but for what was edited since."""
    batch = await get_batch(db, scope, batch_id, for_update=True)
    names = actions_of(batch)
    require_allowed(scope, there, [name for name in names if name != "copy"])
    require_allowed(scope, there, names, NoWayBack)
    require(batch.status in ("done", "stopped"), NotToUndo)
    batch.status, batch.reason, batch.undone_by_id = "undoing", None, scope.person_id
    await db.flush()
    await _defer(db, batch)
    return batch


async def _defer(db: AsyncSession, batch: MetadataBatch) -> None:
    once = f"batch:{batch.id}"
    await jobs.defer(db, "batches.go_on", in_queue=jobs.HOUSEKEEPING, only_once=once, batch_id=str(batch.id))


async def find_worker(db: AsyncSession, batch_id: UUID) -> tuple[bool, UUID | None]:
    """Whether a batch is to go on, and in whose name."""
    query = select(MetadataBatch.status, MetadataBatch.person_id, MetadataBatch.undone_by_id)
    row = (await db.execute(query.where(MetadataBatch.id == batch_id))).first()
    if row is None or row.status not in UNDER_WAY:
        return False, None
    return True, row.undone_by_id if row.status == "undoing" else row.person_id


async def stop(db: AsyncSession, batch_id: UUID, reason: str) -> None:
    """Let a batch end where it is; what was done can be undone."""
    batch = await _lock(db, batch_id)
    if batch is not None and batch.status in UNDER_WAY:
        batch.status, batch.reason = "stopped", reason
        await _tell(db, batch)


async def go_on(db: AsyncSession, batch_id: UUID) -> bool:
    """Do or undo the next step; gives whether there are more. Raises where whoever wants it may not any more."""
    batch = await _lock(db, batch_id)
    # Who left the team does not even see it.
    require(batch is not None, NoLonger)
    assert batch is not None
    if batch.status not in UNDER_WAY:
        return False
    undoing = batch.status == "undoing"
    run = await _run(db, batch, batch.undone_by_id if undoing else batch.person_id)
    more = await _undo_last(db, run) if undoing else await _do_next(db, run)
    if not more:
        batch.status = "undone" if undoing else "done"
        await _record(db, run)
    await db.flush()
    await _tell(db, batch)
    return more


async def _lock(db: AsyncSession, batch_id: UUID) -> MetadataBatch | None:
    query = select(MetadataBatch).where(MetadataBatch.id == batch_id).with_for_update(key_share=True)
    return (await db.execute(query)).scalar_one_or_none()


async def _run(db: AsyncSession, batch: MetadataBatch, person_id: UUID | None) -> Run:
    """Permission is asked again: it may be long since the batch was started."""
    scope = await find_scope_in_job(db, person_id, batch.team_id) if person_id else None
    if scope is None:
        raise NoLonger
    there = None
    if (other := other_team(batch)) and person_id:
        there = await find_scope_in_job(db, person_id, other)
    require_allowed(scope, there, actions_of(batch), NoLonger)
    return Run(batch, scope, there)


def other_team(batch: MetadataBatch) -> UUID | None:
    """The team that papers are copied to."""
    return UUID(batch.actions["copy"]["team"]) if "copy" in batch.actions else None


async def _do_next(db: AsyncSession, run: Run) -> bool:
    batch, names = run.batch, actions_of(run.batch)
    last = await _last_step(db, batch)
    if last is None or last.action == names[-1]:
        start, name = (last.stop if last else 0), names[0]
        stop_at = min(start + (COPIED_AT_ONCE if "copy" in names else AT_ONCE), batch.total)
    else:
        start, stop_at, name = last.start, last.stop, names[names.index(last.action) + 1]
    papers = await _papers(db, batch, start, stop_at)
    record = await ACTIONS[name].do(db, run, papers)
    number = last.number + 1 if last else 1
    step = BatchStep(
        batch_id=batch.id, number=number, team_id=batch.team_id, action=name, start=start, stop=stop_at, record=record
    )
    db.add(step)
    await db.flush()
    if name == names[-1]:
        batch.done = stop_at
        batch.changed += await _count_changed(db, batch, start)
    return batch.done < batch.total


async def _undo_last(db: AsyncSession, run: Run) -> bool:
    batch = run.batch
    last = await _last_step(db, batch)
    if last is None:
        batch.done = 0
        return False
    papers = await _papers(db, batch, last.start, last.stop)
    await ACTIONS[last.action].undo(db, run, papers, last.record)
    await db.execute(delete(BatchStep).where(BatchStep.batch_id == batch.id, BatchStep.number == last.number))
    batch.done = last.start
    return last.number > 1


async def _record(db: AsyncSession, run: Run) -> None:
    """Write into the audit logs of both teams that papers went from one to the other."""
    batch = run.batch
    if "copy" not in batch.actions:
        return
    undone = batch.status == "undone"
    data = {"batch": str(batch.id), "papers": batch.changed, "moved": "remove" in batch.actions}
    for scope, other, action in (
        (run.scope, run.there, PAPERS_COPIED), (run.there, run.scope, PAPERS_RECEIVED),
    ):  # fmt: skip
        await audit.record(
            db, COPYING_UNDONE if undone else action, person_id=scope.person_id, team_id=scope.team_id,
            data=data | {"team": str(other.team_id)},
        )  # fmt: skip


async def _last_step(db: AsyncSession, batch: MetadataBatch) -> BatchStep | None:
    query = select(BatchStep).where(BatchStep.batch_id == batch.id).order_by(BatchStep.number.desc()).limit(1)
    return (await db.execute(query)).scalar_one_or_none()


async def _papers(db: AsyncSession, batch: MetadataBatch, start: int, stop_at: int) -> list[UUID]:
    ids = MetadataBatch.paper_ids[start + 1 : stop_at]
    return list((await db.execute(select(ids).where(MetadataBatch.id == batch.id))).scalar_one())


async def _count_changed(db: AsyncSession, batch: MetadataBatch, start: int) -> int:
    """Papers that any of the actions changed."""
    changed = func.jsonb_array_elements_text(BatchStep.record["papers"]).label("paper")
    steps = select(changed).where(BatchStep.batch_id == batch.id, BatchStep.start == start).distinct().subquery()
    return await db.scalar(select(func.count()).select_from(steps)) or 0


async def _tell(db: AsyncSession, batch: MetadataBatch) -> None:
    """Windows of who wants it show how far it is."""
    if person := batch.undone_by_id if batch.status in ("undoing", "undone") else batch.person_id:
        data = {
            "team": str(batch.team_id), "batch": str(batch.id), "status": batch.status, "total": batch.total,
            "done": batch.done, "changed": batch.changed,
        }  # fmt: skip
        await events.broadcast_to_person(db, person, "batch.progress", data)

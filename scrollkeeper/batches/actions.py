"""What a batch can do to papers: each action with who may, how it is done to some papers, and how that is undone."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.batches import copying
from scrollkeeper.batches.models import BatchStep
from scrollkeeper.collections import papers as collections
from scrollkeeper.core.errors import NotFound
from scrollkeeper.ingest.pipeline.parsing_again import parse_papers
from scrollkeeper.library import policy
from scrollkeeper.library import service as library
from scrollkeeper.library.history import batches as fields
from scrollkeeper.library.history.models import MetadataBatch
from scrollkeeper.library.tags import service as tags
from scrollkeeper.reading import assignments
from scrollkeeper.reading import policy as reading_policy
from scrollkeeper.teams.policy import can_see_library
from scrollkeeper.teams.scope import Scope

# `papers` in it are those that are others now.
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """A batch, with the scopes in which somebody does it or undoes it; `other` is in the team that is copied to."""

    batch: MetadataBatch
    scope: Scope
    other: Scope | None = None

    @property
    def there(self) -> Scope:
        if self.other is None:
            raise NotFound("The other team doesn’t exist, or you’re not a member of it any more.")
        return self.other


@dataclass(frozen=True, slots=True)
class Action:
    """`do` is given ids of papers and gives what `undo` is given."""

    allowed: Callable[[Scope], bool]
    do: Callable[[AsyncSession, Run, Sequence[UUID]], Awaitable[Record]]
    undo: Callable[[AsyncSession, Run, Sequence[UUID], Record], Awaitable[None]]


async def _set(db: AsyncSession, run: Run, papers: Sequence[UUID]) -> Record:
    # What changed is remembered with the papers, where one sets it back by itself, too.
    return {"papers": _texts(await fields.set_fields(db, run.batch, papers))}


async def _unset(db: AsyncSession, run: Run, papers: Sequence[UUID], _: Record) -> None:
    run.batch.kept += await fields.unset_fields(db, run.batch, papers)


async def _tag(db: AsyncSession, run: Run, papers: Sequence[UUID]) -> Record:
    wanted = run.batch.actions["tags"]
    added, removed = await tags.tag_papers(db, run.scope, list(papers), add=wanted["add"], remove=wanted["remove"])
    changes = {"added": added, "removed": removed}
    record = {name: {tag: _texts(ids) for tag, ids in of.items()} for name, of in changes.items()}
    return record | {"papers": _texts({one for of in changes.values() for ids in of.values() for one in ids})}


async def _untag(db: AsyncSession, run: Run, _: Sequence[UUID], record: Record) -> None:
    for tag, papers in record["added"].items():
        await tags.tag_papers(db, run.scope, _ids(papers), add=[], remove=[tag])
    for tag, papers in record["removed"].items():
        await tags.tag_papers(db, run.scope, _ids(papers), add=[tag], remove=[])


async def _collect(db: AsyncSession, run: Run, papers: Sequence[UUID]) -> Record:
    wanted, changed = run.batch.actions["collections"], list(papers)
    added, removed = {}, {}
    for one in wanted["add"]:
        came, _ = await collections.change_papers(db, run.scope, UUID(one), add=changed, remove=[])
        added[one] = _texts(came)
    for one in wanted["remove"]:
        _, went = await collections.change_papers(db, run.scope, UUID(one), add=[], remove=changed)
        removed[one] = _texts(went)
    moved = {paper for of in (added, removed) for ids in of.values() for paper in ids}
    return {"added": added, "removed": removed, "papers": sorted(moved)}


async def _uncollect(db: AsyncSession, run: Run, _: Sequence[UUID], record: Record) -> None:
    for name, other in (("added", "remove"), ("removed", "add")):
        for collection, papers in record[name].items():
            change: dict[str, list[UUID]] = {"add": [], "remove": [], other: _ids(papers)}
            try:
                await collections.change_papers(db, run.scope, UUID(collection), **change)
            except NotFound:
                continue  # It was deleted since.


async def _assign(db: AsyncSession, run: Run, papers: Sequence[UUID]) -> Record:
    person, due = _assigned(run.batch)
    before = await assignments.assign_papers(db, run.scope, papers, person_id=person, due=due)
    return {"before": before, "papers": sorted({one["paper"] for one in before})}


async def _unassign(db: AsyncSession, run: Run, _: Sequence[UUID], record: Record) -> None:
    person, _due = _assigned(run.batch)
    run.batch.kept += await assignments.unassign_papers(
        db, run.scope, record["before"], person_id=person, asker_id=run.batch.person_id
    )


def _assigned(batch: MetadataBatch) -> tuple[UUID | None, date | None]:
    wanted = batch.actions["assign"]
    person, due = wanted["person"], wanted["due"]
    return UUID(person) if person else None, date.fromisoformat(due) if due else None


async def _parse(db: AsyncSession, run: Run, papers: Sequence[UUID]) -> Record:
    return {"papers": _texts(await parse_papers(db, run.scope, papers))}


async def _parse_no_more(*_: Any) -> None:
    """What the parser read stays; what people set by hand it never touches."""


async def _delete(db: AsyncSession, run: Run, papers: Sequence[UUID]) -> Record:
    return {"papers": _texts(await library.delete_papers(db, run.scope, list(papers)))}


async def _restore(db: AsyncSession, run: Run, _: Sequence[UUID], record: Record) -> None:
    await library.restore_papers(db, run.scope, _ids(record["papers"]))


async def _copy(db: AsyncSession, run: Run, papers: Sequence[UUID]) -> Record:
    record = await copying.copy_papers(db, run.scope, run.there, papers, run.batch.actions["copy"])
    report = dict(run.batch.report)
    for name in ("already_there", "no_room"):
        report[name] = report.get(name, 0) + record[name]
    report["restored"] = report.get("restored", 0) + len(record["restored"])
    for name in ("lost_fields", "lost_tags"):
        report[name] = sorted({*report.get(name, []), *record[name]})[: copying.MAX_NAMES]
    run.batch.report = report
    return record


async def _take_back(db: AsyncSession, run: Run, _: Sequence[UUID], record: Record) -> None:
    """To the trash there: somebody may have written on them since."""
    await library.delete_papers(db, run.there, _ids([*record["copies"].values(), *record["restored"]]))


async def _remove(db: AsyncSession, run: Run, papers: Sequence[UUID]) -> Record:
    """Of papers that are moved, those that the other team has got by this."""
    query = select(BatchStep.record["papers"]).where(BatchStep.batch_id == run.batch.id, BatchStep.action == "copy")
    [copied] = (await db.scalars(query.order_by(BatchStep.number.desc()).limit(1))).all()
    return await _delete(db, run, [one for one in papers if str(one) in set(copied)])


def _texts(ids: Any) -> list[str]:
    return sorted(str(one) for one in ids)


def _ids(texts: Sequence[str]) -> list[UUID]:
    return [UUID(one) for one in texts]


# In the order in which they are done.
ACTIONS = {
    "set": Action(policy.can_edit_paper, _set, _unset),
    "tags": Action(policy.can_edit_tags, _tag, _untag),
    # Of each collection it is asked by itself: some are one's own.
    "collections": Action(can_see_library, _collect, _uncollect),
    "assign": Action(reading_policy.can_assign_reading, _assign, _unassign),
    "parse": Action(policy.can_edit_paper, _parse, _parse_no_more),
    # What it takes there is asked in `service.require_allowed`.
    "copy": Action(can_see_library, _copy, _take_back),
    "remove": Action(policy.can_delete_paper, _remove, _restore),
    "delete": Action(policy.can_delete_paper, _delete, _restore),
}


def actions_of(batch: MetadataBatch) -> list[str]:
    """Names of the actions of a batch, in their order."""
    return [name for name in ACTIONS if name in batch.actions or (name == "set" and batch.fields)]

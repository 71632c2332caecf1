"""Papers merged into one with all that hangs on them, which can be undone for 30 days."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.audit import service as audit
from scrollkeeper.core import events, jobs
from scrollkeeper.core.db import lock
from scrollkeeper.core.errors import Conflict, Invalid, NotFound, require
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.ingest.pipeline.status import PRECEDENCE
from scrollkeeper.library import service as library
from scrollkeeper.library.csl import FIELDS
from scrollkeeper.library.custom_fields.values import PREFIX
from scrollkeeper.library.descriptions import Description
from scrollkeeper.library.events import PAPER_MERGED, PAPER_UNMERGED
from scrollkeeper.library.models import File, Paper, shown_title
from scrollkeeper.merging import policy, rows
from scrollkeeper.merging.audit_actions import MERGE_UNDONE, PAPERS_MERGED
from scrollkeeper.merging.fields import combine, separate
from scrollkeeper.merging.models import Merge
from scrollkeeper.teams.policy import can_see_library
from scrollkeeper.teams.scope import Scope

KEPT_DAYS = 30
MOST_AT_ONCE = 20
# A statement that began before a merge has ended by then.
SETTLED_SECONDS = 60


class PaperBusy(Conflict):
    """One of these papers is still being processed. Merge them once that has finished."""


class MergeUndone(Conflict):
    """This merge has already been undone."""


class MergeTooOld(Conflict):
    """A merge can be undone for 30 days, and this one is older."""


class MergedSince(Conflict):
    """The paper was merged again since. Undo the later merge first."""


async def merge_papers(
    db: AsyncSession, scope: Scope, into_id: UUID, *, from_ids: Sequence[UUID], chosen: Mapping[str, UUID]
) -> tuple[Merge, Paper]:
    """Let `into_id` have all that hangs on the others, which are then found under its id.

    `chosen` names for fields of the metadata the paper whose value is kept; otherwise the kept paper gets those that
    it lacks.
    """
    require(policy.can_merge_papers(scope))
    sources = list(dict.fromkeys(from_ids))
    _check(into_id, sources, chosen)
    await _lock(db, scope)
    query = library.select_papers(scope).where(Paper.id.in_([into_id, *sources])).order_by(Paper.id)
    papers = {paper.id: paper for paper in await db.scalars(query.with_for_update(key_share=True))}
    if len(papers) != len(sources) + 1:
        raise NotFound("One of these papers doesn’t exist.")
    require(not any(paper.status in ("queued", "parsing") for paper in papers.values()), PaperBusy)
    kept = papers[into_id]
    before = library.description_of(kept)
    after = combine(before, [(one, library.description_of(papers[one])) for one in sources], chosen)
    status = [kept.status, kept.reason]
    given = {str(one): await rows.give(db, scope.team_id, one, into_id) for one in sources}
    for one in sources:
        papers[one].deleted_at, papers[one].merged_into_id = datetime.now(UTC), into_id
    await db.flush()
    await _set_status(db, [kept])
    await library.derive_again(db, [kept])
    await library.describe_papers(db, scope.team_id, [(kept, after)], person_id=scope.person_id)
    record = {"papers": given, "before": asdict(before), "after": asdict(after), "status": status}
    merge = Merge(team_id=scope.team_id, into_id=into_id, person_id=scope.person_id, record=record)
    db.add(merge)
    await db.flush()
    await _publish(db, scope, PAPER_MERGED, into_id, sources)
    data = {"from": [str(one) for one in sources], "merge": str(merge.id)}
    await audit.record(
        db, PAPERS_MERGED, person_id=scope.person_id, team_id=scope.team_id, subject_id=into_id, data=data
    )
    await _defer_rest(db, merge, kept)
    await _forget_old(db, scope)
    return merge, kept


def _check(into_id: UUID, sources: Sequence[UUID], chosen: Mapping[str, UUID]) -> None:
    if into_id in sources:
        raise Invalid("A paper can’t be merged into itself.")
    if unknown := next((name for name in chosen if name not in FIELDS and not name.startswith(PREFIX)), None):
        raise Invalid(f"“{unknown[:60]}” is not a field of CSL-JSON.")
    if not set(chosen.values()) <= {into_id, *sources}:
        raise Invalid("Fields can only be taken from the papers that are merged.")


async def undo_merge(db: AsyncSession, scope: Scope, merge_id: UUID) -> tuple[Merge, list[Paper]]:
    """Make the merged papers papers of their own again; what was edited in the kept one since stays there."""
    require(policy.can_merge_papers(scope))
    await _lock(db, scope)
    merge = await _get_merge(db, scope, merge_id)
    record = merge.record
    sources = [UUID(one) for one in record["papers"]]
    query = select(Paper).where(Paper.team_id == scope.team_id, Paper.id.in_([merge.into_id, *sources]))
    locked = query.order_by(Paper.id).with_for_update(key_share=True).execution_options(populate_existing=True)
    papers = {paper.id: paper for paper in await db.scalars(locked)}
    kept = papers[merge.into_id]
    require(kept.merged_into_id is None, MergedSince)
    restored = [papers[one] for one in sources]
    for paper in reversed(restored):
        await rows.take_back(db, scope.team_id, paper.id, kept.id, record["papers"][str(paper.id)])
        paper.deleted_at = paper.merged_into_id = None
    # Where it has no file, there is nothing else to tell it by.
    kept.status, kept.reason = record["status"]
    merge.undone_at, merge.record = datetime.now(UTC), {}
    await db.flush()
    await _set_status(db, [kept, *restored])
    before, after = Description(**record["before"]), Description(**record["after"])
    back = separate(library.description_of(kept), before, after)
    await library.derive_again(db, [kept])
    await library.describe_papers(db, scope.team_id, [(kept, back)], person_id=scope.person_id)
    await _publish(db, scope, PAPER_UNMERGED, kept.id, sources)
    data = {"papers": [str(one) for one in sources], "merge": str(merge.id)}
    await audit.record(
        db, MERGE_UNDONE, person_id=scope.person_id, team_id=scope.team_id, subject_id=kept.id, data=data
    )
    await library.defer_comparison(db, scope.team_id, [kept, *restored])
    return merge, restored


async def _get_merge(db: AsyncSession, scope: Scope, merge_id: UUID) -> Merge:
    """The merge, if it can still be undone."""
    query = select(Merge).where(Merge.team_id == scope.team_id, Merge.id == merge_id)
    merge = (await db.execute(query)).scalar_one_or_none()
    if merge is None:
        raise NotFound("This merge doesn’t exist.")
    require(merge.undone_at is None, MergeUndone)
    require(merge.at > _oldest() and bool(merge.record), MergeTooOld)
    later = select(Merge.id).where(
        Merge.team_id == scope.team_id, Merge.into_id == merge.into_id, Merge.undone_at.is_(None), Merge.id > merge.id
    )
    require((await db.execute(later.limit(1))).first() is None, MergedSince)
    return merge


class MergeRow(NamedTuple):
    """A merge that can be undone, with what the papers are called."""

    id: UUID
    into_id: UUID
    title: str
    merged: int
    at: datetime
    person_id: UUID | None
    person_name: str | None


async def list_merges(
    db: AsyncSession, scope: Scope, *, limit: int, cursor: str | None
) -> tuple[list[MergeRow], str | None]:
    """Merges of the last 30 days that were not undone, the newest first."""
    require(can_see_library(scope))
    merged = select(func.count()).select_from(func.jsonb_object_keys(Merge.record["papers"]).alias()).scalar_subquery()
    query = (
        select(Merge.id, Merge.into_id, shown_title(), merged, Merge.at, Person.id, Person.name)
        .join(Paper, Paper.id == Merge.into_id)
        .outerjoin(Person, Person.id == Merge.person_id)
        .where(Merge.team_id == scope.team_id, Merge.undone_at.is_(None), Merge.at > _oldest())
        .where(Merge.record.has_key("papers"))
        .order_by(Merge.id.desc())
        .limit(limit + 1)
    )
    if cursor:
        query = query.where(Merge.id < read_cursor(cursor, UUID)[0])
    found = [MergeRow(*row) for row in await db.execute(query)]
    return cut_page(found, limit, lambda row: (row.id,))


async def settle_merge(db: AsyncSession, merge_id: UUID) -> None:
    """Give the kept paper what others were just writing under the merged ones while they were merged."""
    merge = (await db.execute(select(Merge).where(Merge.id == merge_id))).scalar_one_or_none()
    if merge is None:
        return
    scope = Scope.of_system(merge.team_id)
    await _lock(db, scope)
    await db.refresh(merge)
    if merge.undone_at is not None or not merge.record:
        return
    ids = [merge.into_id, *map(UUID, merge.record["papers"])]
    papers = select(Paper.id).where(Paper.team_id == merge.team_id, Paper.id.in_(ids)).order_by(Paper.id)
    await db.execute(papers.with_for_update(key_share=True))
    late: dict[str, rows.Record] = {}
    for one in merge.record["papers"]:
        more = await rows.give(db, merge.team_id, UUID(one), merge.into_id)
        if not rows.is_empty(more):
            late[one] = rows.extended(merge.record["papers"][one], more)
    if late:
        merge.record = merge.record | {"papers": merge.record["papers"] | late}
        await _publish(db, scope, PAPER_MERGED, merge.into_id, [UUID(one) for one in late])


async def _lock(db: AsyncSession, scope: Scope) -> None:
    """Whoever links references takes this too, before rows of papers."""
    await lock(db, "citations", scope.team_id)


async def _set_status(db: AsyncSession, papers: Sequence[Paper]) -> None:
    """The status of a paper is that of its files."""
    for paper in papers:
        query = select(File.status, File.reason).where(File.team_id == paper.team_id, File.paper_id == paper.id)
        files = (await db.execute(query)).all()
        if files:
            foremost = min(files, key=lambda file: PRECEDENCE.index(file.status))
            paper.status, paper.reason = foremost.status, foremost.reason


async def _publish(db: AsyncSession, scope: Scope, event: events.Event, kept_id: UUID, papers: Sequence[UUID]) -> None:
    subjects = [{"paper": kept_id, "merged": one} for one in papers]
    clock = await events.publish_many(db, scope.team_id, event, subjects, person_id=scope.person_id)
    changed = update(Paper).where(Paper.team_id == scope.team_id, Paper.id.in_([kept_id, *papers]))
    await db.execute(changed.values(clock=clock))


async def _defer_rest(db: AsyncSession, merge: Merge, kept: Paper) -> None:
    """Annotations find their places in the other files, references this paper, and latecomers their way."""
    for file in await library.list_files(db, Scope.of_system(merge.team_id), kept.id):
        await jobs.defer(
            db, "annotations.carry", in_queue=jobs.PARSING, only_once=f"carry:{file.id}", file_id=str(file.id)
        )
    await library.defer_linking(db, kept)
    await library.defer_comparison(db, merge.team_id, [kept])
    await jobs.defer(
        db, "merging.settle", in_queue=jobs.HOUSEKEEPING, in_seconds=SETTLED_SECONDS, merge_id=str(merge.id)
    )


async def _forget_old(db: AsyncSession, scope: Scope) -> None:
    """What undoing needs holds things of people: it is not kept longer than it is good for."""
    old = update(Merge).where(Merge.team_id == scope.team_id, Merge.at < _oldest())
    await db.execute(old.values(record={}).execution_options(synchronize_session=False))


def _oldest() -> datetime:
    return datetime.now(UTC) - timedelta(days=KEPT_DAYS)

"""What ScrollKeeper does in the background: jobs that wait, run or failed, and documents that were put aside."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.admin import audit_actions
from scrollkeeper.audit import service as audit
from scrollkeeper.core.errors import Conflict
from scrollkeeper.core.paging import Int8, cut_page, read_cursor
from scrollkeeper.ingest.pipeline.status import lock_file, queue_file
from scrollkeeper.library.models import File
from scrollkeeper.teams.models import Team


class JobRow(NamedTuple):
    id: int
    name: str
    queue: str
    status: str
    attempts: int
    scheduled_at: datetime | None
    created_at: datetime | None
    reason: str | None
    failed_at: datetime | None


class QueueRow(NamedTuple):
    """How many jobs of a queue are in one state."""

    queue: str
    status: str
    jobs: int


class ParkedRow(NamedTuple):
    """A document that is not tried again by itself."""

    id: UUID
    size: int
    reason: str | None
    added_at: datetime
    team: str


_JOBS = text("""
    select id, task_name as name, queue_name as queue, status::text as status, attempts, scheduled_at,
           (select min(at) from procrastinate_events where job_id = jobs.id) as created_at,
           failures.reason, failures.at as failed_at
    from procrastinate_jobs as jobs left join job_failures as failures on failures.job_id = jobs.id
    where (cast(:status as text) is null or status::text = :status)
      and (cast(:before as bigint) is null or id < :before)
    order by id desc limit :most
""")
_DEPTH = text(
    "select queue_name as queue, status::text as status, count(*) as jobs from procrastinate_jobs"
    " group by 1, 2 order by 1, 2"
)


async def list_jobs(
    db: AsyncSession, *, status: str | None, limit: int, cursor: str | None
) -> tuple[list[JobRow], str | None]:
    """Jobs that wait, run or ended badly, the newest first; those that went well are not kept."""
    before = read_cursor(cursor, Int8)[0] if cursor else None
    found = await db.execute(_JOBS, {"status": status, "before": before, "most": limit + 1})
    rows = [JobRow(*row) for row in found]
    return cut_page(rows, limit, lambda row: (row.id,))


async def count_jobs(db: AsyncSession) -> list[QueueRow]:
    """Count the jobs of each queue by their state."""
    return [QueueRow(*row) for row in await db.execute(_DEPTH)]


async def count_parked(db: AsyncSession) -> int:
    """Documents that are not tried again by themselves."""
    return (await db.execute(select(func.count()).where(File.status == "parked"))).scalar_one()


async def list_parked(db: AsyncSession, *, limit: int, cursor: str | None) -> tuple[list[ParkedRow], str | None]:
    """Those documents, the newest first: of which team and why; what they are is the team's own."""
    columns: tuple[Any, ...] = (File.id, File.size, File.reason, File.added_at, Team.name.label("team"))
    query: Select[Any] = select(*columns).join(Team, Team.id == File.team_id).where(File.status == "parked")
    if cursor:
        query = query.where(File.id < read_cursor(cursor, UUID)[0])
    rows = [ParkedRow(*row) for row in await db.execute(query.order_by(File.id.desc()).limit(limit + 1))]
    return cut_page(rows, limit, lambda row: (row.id,))


async def parse_again(db: AsyncSession, admin: Caller, file_id: UUID) -> None:
    file = await lock_file(db, file_id)
    if file is None or file.status != "parked":
        raise Conflict("This document is no longer quarantined.")
    await queue_file(db, file)
    await audit.record(db, audit_actions.HOST_REPARSED, person_id=admin.person_id, subject_id=file_id)


async def retry_job(db: AsyncSession, admin: Caller, job_id: int) -> None:
    again = text("""
        update procrastinate_jobs set status = 'todo', scheduled_at = now(), abort_requested = false
        where id = :id and status in ('failed', 'cancelled', 'aborted') returning task_name
    """)
    name = (await db.execute(again, {"id": job_id})).scalar_one_or_none()
    if name is None:
        raise Conflict("Only failed or cancelled jobs can be retried.")
    await audit.record(db, audit_actions.HOST_RETRIED, person_id=admin.person_id, data={"job": job_id, "name": name})


async def cancel_job(db: AsyncSession, admin: Caller, job_id: int) -> None:
    """One that waits does not run; one that runs is asked to stop."""
    done = text("select procrastinate_cancel_job_v1(:id, true, false)")
    if (await db.execute(done, {"id": job_id})).scalar() is None:
        raise Conflict("This job has already ended.")
    await audit.record(db, audit_actions.HOST_CANCELLED, person_id=admin.person_id, data={"job": job_id})

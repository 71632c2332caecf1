"""`/api/admin`: how the instance is used, what runs in the background, and the log of who did what."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from scrollkeeper.accounts.sign_in_methods.reauthentication import require_recent_proof
from scrollkeeper.admin import log, usage, work
from scrollkeeper.admin.access import Admin, SystemDb
from scrollkeeper.admin.api import Row
from scrollkeeper.core.closing import ClosingResponse
from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import EXACT, Cursor, Limit, Page
from scrollkeeper.ingest.pipeline import rereading
from scrollkeeper.teams.audit_log import AuditFilter
from scrollkeeper.teams.schemas import AuditPage, entry_out

router = APIRouter(prefix="/admin", tags=["administration"])
JobId = Annotated[int, Path(ge=1, le=EXACT)]


class AdminJobOut(Row):
    """`reason` is why it failed last."""

    id: int
    name: str
    queue: str
    status: str
    attempts: int
    scheduled_at: datetime | None
    created_at: datetime | None
    reason: str | None
    failed_at: datetime | None


class QueueOut(Row):
    queue: str
    status: str
    count: int


class JobPage(Page[AdminJobOut]):
    """`queues` has how many there are of each; `parked` counts documents that wait for somebody to look at them."""

    queues: list[QueueOut]
    parked: int


class ParkedOut(Row):
    """A document of `team` that killed its parser again and again."""

    id: UUID
    team: str
    size: int
    reason: str | None
    added_at: datetime


class RereadingOut(Row):
    """Documents read by `parser`, the present version, or `waiting` for it; `failed` ones keep what was read before."""

    parser: str
    enabled: bool
    current: int
    waiting: int
    failed: int


@router.get("/usage")
async def get_usage(db: SystemDb) -> usage.InstanceUsage:
    """How many people, teams, papers and bytes there are, and what came this month."""
    return await usage.measure(db)


@router.get("/jobs")
async def list_jobs(
    db: SystemDb,
    status: Literal["todo", "doing", "failed", "cancelled", "aborted"] | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> JobPage:
    """Background jobs, with why they failed last."""
    rows, following = await work.list_jobs(db, status=status, limit=limit, cursor=cursor)
    return JobPage(
        items=[AdminJobOut.model_validate(row) for row in rows],
        next=following,
        queues=[QueueOut(queue=row.queue, status=row.status, count=row.jobs) for row in await work.count_jobs(db)],
        parked=await work.count_parked(db),
    )


@router.post("/jobs/{job_id}/retry", status_code=204)
async def retry_job(db: SystemDb, admin: Admin, job_id: JobId) -> None:
    """Run a failed job again."""
    await work.retry_job(db, admin, job_id)


@router.delete("/jobs/{job_id}", status_code=204)
async def cancel_job(db: SystemDb, admin: Admin, job_id: JobId) -> None:
    """Cancel a job that has not ended."""
    await work.cancel_job(db, admin, job_id)


@router.get("/parked")
async def list_parked(db: SystemDb, limit: Limit = 50, cursor: Cursor = None) -> Page[ParkedOut]:
    """Documents that were put aside; not what is in them."""
    rows, following = await work.list_parked(db, limit=limit, cursor=cursor)
    return Page(items=[ParkedOut.model_validate(row) for row in rows], next=following)


@router.get("/rereading")
async def get_rereading(db: SystemDb) -> RereadingOut:
    """How far reading older papers again with the present parser is."""
    return RereadingOut.model_validate(await rereading.measure(db))


@router.post("/parked/{file_id}/retry", status_code=204)
async def parse_again(db: SystemDb, admin: Admin, file_id: UUID) -> None:
    """Read a parked document again."""
    await work.parse_again(db, admin, file_id)


@router.get(
    "/audit",
    response_model=AuditPage,
    responses={200: {"content": {"text/csv": {}}, "description": "A page of the log, or the log as a table"}},
)
async def list_audit(
    db: SystemDb,
    request_db: Db,
    admin: Admin,
    limit: Limit = 50,
    cursor: Cursor = None,
    action: Annotated[str | None, Query(max_length=40, pattern=r"^[a-z.]+$")] = None,
    person: Annotated[UUID | None, Query(description="Who did it, or whom it was done to.")] = None,
    address: Annotated[str | None, Query(max_length=60, pattern=r"^[0-9a-zA-Z.:%]+$")] = None,
    only: Annotated[Literal["host"] | None, Query(description="`host`: only what those who administer did.")] = None,
    format: Literal["json", "csv"] = "json",
) -> AuditPage | Response:
    """Who did what, when and from where, the newest first: to accounts and to the instance, not within teams."""
    chosen = AuditFilter(action=action, person_id=person, address=address)
    if format == "csv":
        await require_recent_proof(request_db, admin)
        table = await log.export_entries(db, admin, chosen=chosen, only_host=only == "host")
        headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
        return ClosingResponse(table, media_type="text/csv; charset=utf-8", headers=headers)
    rows, following = await log.list_entries(db, chosen=chosen, only_host=only == "host", limit=limit, cursor=cursor)
    return AuditPage(items=[entry_out(row) for row in rows], next=following)

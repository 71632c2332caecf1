"""`/api/admin`: for whoever administers the instance; for others there is nothing here."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from scrollkeeper.abuse import bans
from scrollkeeper.admin import service
from scrollkeeper.admin.access import Admin, SystemDb
from scrollkeeper.core.fields import Line
from scrollkeeper.core.paging import Cursor, Limit, Page

router = APIRouter(prefix="/admin", tags=["administration"])
Words = Annotated[str, Query(max_length=200)]
JobId = Annotated[int, Path(ge=1, le=2**62)]


class Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class AdminPersonOut(Row):
    id: UUID
    name: str
    email: str
    is_admin: bool
    disabled_at: datetime | None
    created_at: datetime
    last_seen_at: datetime | None
    teams: int


class AdminPersonEdit(BaseModel):
    is_admin: bool | None = None
    disabled: bool | None = None


class AdminTeamOut(Row):
    id: UUID
    name: str
    slug: str
    kind: str
    members: int
    papers: int
    used_bytes: int
    quota_bytes: int
    created_at: datetime


class QuotaIn(BaseModel):
    quota_bytes: Annotated[int, Field(gt=0, le=2**62)]


class AdminJobOut(Row):
    id: int
    name: str
    queue: str
    status: str
    attempts: int
    scheduled_at: datetime | None
    created_at: datetime | None


class QueueOut(Row):
    queue: str
    status: str
    count: int


class JobPage(Page[AdminJobOut]):
    """`queues` has how many there are of each; `parked` counts documents that wait for somebody to look at them."""

    queues: list[QueueOut]
    parked: int


class BanIn(BaseModel):
    network: Annotated[str, Field(max_length=60, examples=["203.0.113.0/24"])]
    reason: Line
    expires_at: datetime | None = None


class BanOut(Row):
    id: UUID
    network: str
    reason: str
    automatic: bool
    created_at: datetime
    expires_at: datetime | None


class SettingOut(Row):
    name: str
    value: str
    is_set: bool
    about: str


def _ban_out(ban: bans.Ban) -> BanOut:
    return BanOut(
        id=ban.id, network=str(ban.network), reason=ban.reason, automatic=ban.automatic, created_at=ban.created_at,
        expires_at=ban.expires_at,
    )  # fmt: skip


@router.get("/people")
async def list_people(db: SystemDb, q: Words = "", limit: Limit = 50, cursor: Cursor = None) -> Page[AdminPersonOut]:
    rows, following = await service.list_people(db, words=q, limit=limit, cursor=cursor)
    return Page(items=[AdminPersonOut.model_validate(row) for row in rows], next=following)


@router.patch("/people/{person_id}", status_code=204)
async def edit_person(db: SystemDb, admin: Admin, person_id: UUID, body: AdminPersonEdit) -> None:
    """Make somebody an admin, or disable their account: sessions and tokens end, nothing of theirs is lost."""
    await service.edit_person(db, admin, person_id, is_admin=body.is_admin, disabled=body.disabled)


@router.delete("/people/{person_id}/sessions", status_code=204)
async def sign_out(db: SystemDb, person_id: UUID) -> None:
    await service.sign_out(db, person_id)


@router.get("/teams")
async def list_teams(db: SystemDb, q: Words = "", limit: Limit = 50, cursor: Cursor = None) -> Page[AdminTeamOut]:
    """Who uses how much; not what is in it."""
    rows, following = await service.list_teams(db, words=q, limit=limit, cursor=cursor)
    return Page(items=[AdminTeamOut.model_validate(row) for row in rows], next=following)


@router.patch("/teams/{team_id}", status_code=204)
async def set_quota(db: SystemDb, team_id: UUID, body: QuotaIn) -> None:
    await service.set_quota(db, team_id, body.quota_bytes)


@router.get("/jobs")
async def list_jobs(
    db: SystemDb,
    status: Literal["todo", "doing", "failed", "cancelled", "aborted"] | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> JobPage:
    rows, following = await service.list_jobs(db, status=status, limit=limit, cursor=cursor)
    return JobPage(
        items=[AdminJobOut.model_validate(row) for row in rows],
        next=following,
        queues=[QueueOut(queue=row.queue, status=row.status, count=row.jobs) for row in await service.count_jobs(db)],
        parked=await service.count_parked(db),
    )


@router.post("/jobs/{job_id}/retry", status_code=204)
async def retry_job(db: SystemDb, job_id: JobId) -> None:
    await service.retry_job(db, job_id)


@router.delete("/jobs/{job_id}", status_code=204)
async def cancel_job(db: SystemDb, job_id: JobId) -> None:
    await service.cancel_job(db, job_id)


@router.get("/bans")
async def list_bans(db: SystemDb, limit: Limit = 50, cursor: Cursor = None) -> Page[BanOut]:
    rows, following = await bans.list_bans(db, limit=limit, cursor=cursor)
    return Page(items=[_ban_out(ban) for ban in rows], next=following)


@router.post("/bans", status_code=201)
async def add_ban(db: SystemDb, admin: Admin, body: BanIn) -> BanOut:
    """Nothing is answered to this address or network from now on; its live connections are closed."""
    ban = await bans.add_ban(
        db, body.network, reason=body.reason, expires_at=body.expires_at, person_id=admin.person_id
    )
    return _ban_out(ban)


@router.delete("/bans/{ban_id}", status_code=204)
async def remove_ban(db: SystemDb, ban_id: UUID) -> None:
    await bans.remove_ban(db, ban_id)


@router.get("/settings")
async def list_settings(_: Admin) -> list[SettingOut]:
    """What is in force; of secrets only whether they are set."""
    return [SettingOut.model_validate(one) for one in service.list_settings()]

"""`/api/admin`: people, teams, bans and settings, for whoever administers the instance; for others nothing is here."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from scrollkeeper.admin import people, settings_in_force, teams
from scrollkeeper.admin.access import Admin, RecentAdmin, SystemDb
from scrollkeeper.core.errors import Conflict, Invalid
from scrollkeeper.core.fields import Flag, Line, Moment
from scrollkeeper.core.paging import EXACT, Cursor, Limit, Page
from scrollkeeper.rate_limits import bans
from scrollkeeper.rate_limits.addresses import client_address, network_of
from scrollkeeper.rate_limits.models import Ban

router = APIRouter(prefix="/admin", tags=["administration"])
Words = Annotated[str, Query(max_length=200)]


class Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class AdminPersonOut(Row):
    """`ends_at` is when they have their account deleted."""

    id: UUID
    name: str
    email: str
    verified: bool
    is_admin: bool
    disabled_at: datetime | None
    created_at: datetime
    ends_at: datetime | None
    last_seen_at: datetime | None
    teams: int


class AdminPersonEdit(BaseModel):
    is_admin: Flag | None = None
    disabled: Flag | None = None


class AdminTeamOut(Row):
    """A deleted team can be restored until `ends_at`."""

    id: UUID
    name: str
    slug: str
    kind: str
    owners: list[str]
    members: int
    papers: int
    used_bytes: int
    quota_bytes: int
    created_at: datetime
    archived_at: datetime | None
    deleted_at: datetime | None
    ends_at: datetime | None


class QuotaIn(BaseModel):
    quota_bytes: Annotated[int, Field(gt=0, le=EXACT)]


# What can be told from the form; that it is a network, and not too wide a one, is looked at by `read_network`.
NETWORK = r"^\s*[0-9A-Fa-f.:]{2,45}(/[0-9.]{1,15})?\s*$"


class BanIn(BaseModel):
    network: Annotated[str, Field(max_length=60, pattern=NETWORK, examples=["203.0.113.0/24"])]
    reason: Line
    expires_at: Moment | None = None


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


def _ban_out(ban: Ban) -> BanOut:
    return BanOut(
        id=ban.id,
        network=str(ban.network),
        reason=ban.reason,
        automatic=ban.automatic,
        created_at=ban.created_at,
        expires_at=ban.expires_at,
    )


@router.get("/people")
async def list_people(
    db: SystemDb,
    q: Words = "",
    state: Literal["admins", "disabled"] | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[AdminPersonOut]:
    """People with an account here, by name, address or state."""
    rows, following = await people.list_people(db, words=q, state=state, limit=limit, cursor=cursor)
    return Page(items=[AdminPersonOut.model_validate(row) for row in rows], next=following)


@router.patch("/people/{person_id}", status_code=204)
async def edit_person(db: SystemDb, admin: RecentAdmin, person_id: UUID, body: AdminPersonEdit) -> None:
    """Make somebody an admin, or disable their account: sessions and tokens end, nothing of theirs is lost."""
    await people.edit_person(db, admin, person_id, is_admin=body.is_admin, disabled=body.disabled)


@router.delete("/people/{person_id}/sessions", status_code=204)
async def sign_out(db: SystemDb, admin: RecentAdmin, person_id: UUID) -> None:
    """Sign a person out everywhere."""
    await people.sign_out(db, admin, person_id)


@router.get("/teams")
async def list_teams(
    db: SystemDb,
    q: Words = "",
    state: Literal["shared", "personal", "deleted"] | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[AdminTeamOut]:
    """Who uses how much; not what is in it."""
    rows, following = await teams.list_teams(db, words=q, state=state, limit=limit, cursor=cursor)
    return Page(items=[AdminTeamOut.model_validate(row) for row in rows], next=following)


@router.patch("/teams/{team_id}", status_code=204)
async def set_quota(db: SystemDb, admin: Admin, team_id: UUID, body: QuotaIn) -> None:
    """Set how many bytes a team may store."""
    await teams.set_quota(db, admin, team_id, body.quota_bytes)


@router.post("/teams/{team_id}/restore", status_code=204)
async def restore_team(db: SystemDb, admin: Admin, team_id: UUID) -> None:
    """As its owner could, within the 30 days after it was deleted."""
    await teams.restore_team(db, admin, team_id)


@router.get("/bans")
async def list_bans(db: SystemDb, limit: Limit = 50, cursor: Cursor = None) -> Page[BanOut]:
    """Networks that are answered nothing."""
    rows, following = await bans.list_bans(db, limit=limit, cursor=cursor)
    return Page(items=[_ban_out(ban) for ban in rows], next=following)


@router.post("/bans", status_code=201)
async def add_ban(db: SystemDb, admin: RecentAdmin, request: Request, body: BanIn) -> BanOut:
    """Nothing is answered to this address or network from now on; its live connections are closed."""
    mine, meant = network_of(client_address(request)), bans.read_network(body.network)
    if mine is not None and mine.version == meant.version and mine.overlaps(meant):
        raise Conflict(f"You are in {meant} yourself ({client_address(request)}): it would lock you out.")
    if body.expires_at is not None and body.expires_at <= datetime.now(body.expires_at.tzinfo):
        detail = "Choose a time in the future, or none."
        raise Invalid(detail, errors=[{"field": "expires_at", "detail": detail}])
    ban = await bans.add_ban(
        db, body.network, reason=body.reason, expires_at=body.expires_at, person_id=admin.person_id
    )
    return _ban_out(ban)


@router.delete("/bans/{ban_id}", status_code=204)
async def remove_ban(db: SystemDb, admin: Admin, ban_id: UUID) -> None:
    """End a ban."""
    await bans.remove_ban(db, ban_id, person_id=admin.person_id)


@router.get("/settings")
async def list_settings(_: Admin) -> list[SettingOut]:
    """What is in force; of secrets only whether they are set."""
    return [SettingOut.model_validate(one) for one in settings_in_force.list_settings()]

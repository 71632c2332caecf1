"""The teams of the instance: who owns them and how much they hold, not what is in them."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.admin import audit_actions
from scrollkeeper.audit import service as audit
from scrollkeeper.core.errors import NotFound
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.library.models import File, Paper
from scrollkeeper.teams import lifecycle
from scrollkeeper.teams.models import Member, Team

STATES = {
    "shared": (Team.kind == "team") & Team.deleted_at.is_(None),
    "personal": (Team.kind == "personal") & Team.deleted_at.is_(None),
    "deleted": Team.deleted_at.is_not(None),
}


class TeamRow(NamedTuple):
    """A team and how much it holds; not what is in it."""

    id: UUID
    name: str
    slug: str
    kind: str
    quota_bytes: int
    created_at: datetime
    archived_at: datetime | None
    deleted_at: datetime | None
    ends_at: datetime | None
    owners: list[str]
    members: int
    papers: int
    used_bytes: int


async def list_teams(
    db: AsyncSession, *, words: str, state: str | None, limit: int, cursor: str | None
) -> tuple[list[TeamRow], str | None]:
    """Teams by name or address with what they hold, the newest first."""
    members = select(func.count()).where(Member.team_id == Team.id).scalar_subquery()
    papers = select(func.count()).where(Paper.team_id == Team.id, Paper.deleted_at.is_(None)).scalar_subquery()
    used = select(func.coalesce(func.sum(File.size), 0)).where(File.team_id == Team.id).scalar_subquery()
    owners = (
        select(func.array_agg(Person.name))
        .join(Member, Member.person_id == Person.id)
        .where(Member.team_id == Team.id, Member.role == "owner")
        .scalar_subquery()
    )
    query = select(
        Team.id,
        Team.name,
        Team.slug,
        Team.kind,
        Team.quota_bytes,
        Team.created_at,
        Team.archived_at,
        Team.deleted_at,
        (Team.deleted_at + lifecycle.GRACE).label("ends_at"),
        func.coalesce(owners, []).label("owners"),
        members.label("members"),
        papers.label("papers"),
        used.label("used_bytes"),
    )
    for word in words.split()[:5]:
        query = query.where(or_(Team.name.icontains(word, autoescape=True), Team.slug.contains(word, autoescape=True)))
    if state is not None:
        query = query.where(STATES[state])
    if cursor:
        query = query.where(Team.id < read_cursor(cursor, UUID)[0])
    rows = [TeamRow(*row) for row in await db.execute(query.order_by(Team.id.desc()).limit(limit + 1))]
    return cut_page(rows, limit, lambda row: (row.id,))


async def set_quota(db: AsyncSession, admin: Caller, team_id: UUID, quota_bytes: int) -> None:
    team = await db.get(Team, team_id, with_for_update=True)
    if team is None:
        raise NotFound
    if team.quota_bytes == quota_bytes:
        return
    change = {"name": team.name, "from": team.quota_bytes, "to": quota_bytes}
    team.quota_bytes = quota_bytes
    await audit.record(db, audit_actions.HOST_RESIZED, person_id=admin.person_id, subject_id=team_id, data=change)


async def restore_team(db: AsyncSession, admin: Caller, team_id: UUID) -> None:
    """As its owner could, within the 30 days."""
    team = await lifecycle.restore_team_for_host(db, team_id)
    await audit.record(
        db, audit_actions.HOST_RESTORED, person_id=admin.person_id, subject_id=team_id, data={"name": team.name}
    )

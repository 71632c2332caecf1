"""The end of a team: archived, deleted with time to think again, restored, and ended for good."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.audit import service as audit
from scrollkeeper.core import events
from scrollkeeper.core.errors import Conflict, require
from scrollkeeper.teams import audit_actions, policy, service
from scrollkeeper.teams.events import TEAM_CHANGED
from scrollkeeper.teams.models import Team
from scrollkeeper.teams.scope import Scope

GRACE = timedelta(days=30)


class PersonalTeamStays(Conflict):
    """A personal library is only deleted with its account."""


class NotDeleted(Conflict):
    """Only teams deleted within the last 30 days can be restored."""


async def archive_team(db: AsyncSession, scope: Scope, *, archived: bool) -> Team:
    """Make the team one that is only read, or open it again; the same again changes nothing."""
    require(policy.can_archive_team(scope))
    team = await service.get_team(db, scope, for_update=True)
    if team.kind == "personal":
        raise PersonalTeamStays
    if (team.archived_at is not None) == archived:
        return team
    team.archived_at = await _now(db) if archived else None
    await db.flush()
    await events.publish(db, team.id, TEAM_CHANGED, person_id=scope.person_id, data={"archived": archived})
    action = audit_actions.TEAM_ARCHIVED if archived else audit_actions.TEAM_REOPENED
    await audit.record(db, action, person_id=scope.person_id, team_id=team.id)
    return team


async def delete_team(db: AsyncSession, scope: Scope) -> Team:
    """From now on the team does not exist for anybody; its owners can restore it for 30 days."""
    require(policy.can_delete_team(scope))
    team = await service.get_team(db, scope, for_update=True)
    if team.kind == "personal":
        raise PersonalTeamStays
    team.deleted_at = await _now(db)
    await db.flush()
    await events.publish(db, team.id, TEAM_CHANGED, person_id=scope.person_id, data={"deleted": True})
    await audit.record(
        db, audit_actions.TEAM_DELETED, person_id=scope.person_id, team_id=team.id, data={"name": team.name}
    )
    return team


async def restore_team(db: AsyncSession, scope: Scope) -> Team:
    require(policy.can_delete_team(scope))
    team = await service.get_team(db, scope, for_update=True)
    await _restore(db, team, scope.person_id)
    return team


async def restore_team_for_host(db: AsyncSession, team_id: UUID) -> Team:
    """The same by whoever administers the instance, where the owner cannot."""
    deleted = select(Team).where(Team.id == team_id, Team.deleted_at > func.now() - GRACE).with_for_update()
    team = (await db.execute(deleted)).scalar_one_or_none()
    if team is None:
        raise NotDeleted
    await _restore(db, team, None)
    return team


async def _restore(db: AsyncSession, team: Team, person_id: UUID | None) -> None:
    team.deleted_at = None
    await db.flush()
    await events.publish(db, team.id, TEAM_CHANGED, person_id=person_id, data={"deleted": False})
    await audit.record(
        db,
        audit_actions.TEAM_RESTORED,
        person_id=person_id,
        team_id=team.id,
        data={"name": team.name},
        by_host=person_id is None,
    )


async def find_overdue_teams(db: AsyncSession) -> list[UUID]:
    query = select(Team.id).where(Team.deleted_at < func.now() - GRACE).order_by(Team.deleted_at).limit(100)
    return list((await db.scalars(query)).all())


async def end_team(db: AsyncSession, team_id: UUID) -> None:
    """Everything of the team goes, unless it was restored; bytes that nobody has any more are swept away later."""
    # A large library has hundreds of thousands of rows.
    await db.execute(text("set local statement_timeout = '60min'"))
    overdue = delete(Team).where(Team.id == team_id, Team.deleted_at < func.now() - GRACE)
    name = (await db.execute(overdue.returning(Team.name))).scalar_one_or_none()
    if name is not None:
        await audit.record(db, audit_actions.TEAM_ENDED, person_id=None, team_id=team_id, data={"name": name})


async def _now(db: AsyncSession) -> datetime:
    return (await db.execute(select(func.now()))).scalar_one()

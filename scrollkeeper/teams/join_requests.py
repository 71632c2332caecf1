"""Requests to join: made by people at the team's own link, where the team takes them, and answered by admins."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.audit import service as audit
from scrollkeeper.core import events
from scrollkeeper.core.db import admit, open_system_session
from scrollkeeper.core.errors import Conflict, NotFound, require
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.teams import audit_actions, members, policy, service
from scrollkeeper.teams.events import INVITATION_CHANGED
from scrollkeeper.teams.models import JoinRequest, Member, Team
from scrollkeeper.teams.scope import Scope

# Whoever was refused may ask again after this.
PATIENCE = timedelta(days=30)


async def get_open_team(db: AsyncSession, name: str) -> Team:
    """A team that one may ask to join; any other does not exist."""
    # One need not be in it.
    async with open_system_session.begin() as everywhere:
        found = await service.find_team(everywhere, name)
    if found is None or not found.takes_requests or found.archived_at is not None:
        raise NotFound("There is no such team, or it is joined by invitation only.")
    await admit(db, found.id)
    return found


async def find_standing(db: AsyncSession, caller: Caller | None, team: Team) -> str:
    """Where a person stands with the team: `none`, `asked`, `refused` or `member`."""
    if caller is None:
        return "none"
    role = select(Member.role).where(Member.team_id == team.id, Member.person_id == caller.person_id)
    if (await db.execute(role)).scalar_one_or_none() not in (None, "guest"):
        return "member"
    asked = select(JoinRequest).where(JoinRequest.team_id == team.id, JoinRequest.person_id == caller.person_id)
    request = (await db.execute(asked)).scalar_one_or_none()
    if request is None or (request.refused_at and datetime.now(UTC) - request.refused_at > PATIENCE):
        return "none"
    return "refused" if request.refused_at else "asked"


async def ask_to_join(db: AsyncSession, caller: Caller, name: str, message: str) -> Team:
    """Ask the admins of a team to be let in; the same again changes the message."""
    team = await get_open_team(db, name)
    standing = await find_standing(db, caller, team)
    if standing == "member":
        raise Conflict("You are in this team already.")
    if standing == "refused":
        raise Conflict("Your request was declined. You can ask again later, or contact someone you know there.")
    fresh = {"message": message, "refused_at": None}
    statement = insert(JoinRequest).values(team_id=team.id, person_id=caller.person_id, **fresh)
    await db.execute(statement.on_conflict_do_update(index_elements=["team_id", "person_id"], set_=fresh))
    await events.publish(db, team.id, INVITATION_CHANGED, person_id=caller.person_id)
    if standing == "none":
        await audit.record(db, audit_actions.REQUEST_ADDED, person_id=caller.person_id, team_id=team.id)
    return team


class RequestRow(NamedTuple):
    """A request to join, and who asks."""

    request: JoinRequest
    name: str
    email: str


async def list_requests(
    db: AsyncSession, scope: Scope, *, limit: int, cursor: str | None
) -> tuple[list[RequestRow], str | None]:
    """List those that wait for an answer, the oldest first."""
    require(policy.can_answer_requests(scope))
    query = (
        select(JoinRequest, Person.name, Person.email)
        .join(Person, Person.id == JoinRequest.person_id)
        .where(JoinRequest.team_id == scope.team_id, JoinRequest.refused_at.is_(None))
        .order_by(JoinRequest.id)
        .limit(limit + 1)
    )
    if cursor:
        query = query.where(JoinRequest.id > read_cursor(cursor, UUID)[0])
    rows = [RequestRow(*row) for row in await db.execute(query)]
    return cut_page(rows, limit, lambda row: (row.request.id,))


async def _get(db: AsyncSession, scope: Scope, request_id: UUID) -> JoinRequest:
    require(policy.can_answer_requests(scope))
    query = select(JoinRequest).where(JoinRequest.team_id == scope.team_id, JoinRequest.id == request_id)
    request = (await db.execute(query.with_for_update())).scalar_one_or_none()
    if request is None or request.refused_at is not None:
        raise NotFound("This request has already been answered.")
    return request


async def accept_request(db: AsyncSession, scope: Scope, request_id: UUID, role: str | None) -> None:
    """Let the person in, with the team's default role unless another is given."""
    request = await _get(db, scope, request_id)
    role = role or (await service.get_team(db, scope)).default_role
    require(policy.can_give_role(scope, role), members.MayNotChange)
    person_id = request.person_id
    await db.execute(delete(JoinRequest).where(JoinRequest.team_id == scope.team_id, JoinRequest.id == request_id))
    await members.admit_member(db, scope, person_id, role, because={"request": str(request_id)})
    await events.publish(db, scope.team_id, INVITATION_CHANGED, person_id=scope.person_id)


async def refuse_request(db: AsyncSession, scope: Scope, request_id: UUID) -> None:
    request = await _get(db, scope, request_id)
    request.refused_at = datetime.now(UTC)
    await db.flush()
    await events.publish(db, scope.team_id, INVITATION_CHANGED, person_id=scope.person_id)
    await audit.record(
        db,
        audit_actions.REQUEST_REFUSED,
        person_id=scope.person_id,
        team_id=scope.team_id,
        subject_id=request.person_id,
    )

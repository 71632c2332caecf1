"""The end of an account: asked for, thought over for a week, and then for good."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import case, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import access
from scrollkeeper.accounts import audit_actions as accounts_actions
from scrollkeeper.accounts import service as accounts
from scrollkeeper.accounts.models import Confirmation, Person
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.audit import service as audit
from scrollkeeper.core import events, jobs
from scrollkeeper.core.errors import Conflict
from scrollkeeper.core.settings import settings
from scrollkeeper.email import service as mail
from scrollkeeper.me.account_data import queries
from scrollkeeper.me.account_data.queries import TeamLeft
from scrollkeeper.teams import audit_actions as teams_actions
from scrollkeeper.teams.events import MEMBER_REMOVED, TEAM_CHANGED
from scrollkeeper.teams.models import Member, Team

GRACE = timedelta(days=7)


class TeamsNeedOwner(Conflict):
    """You’re the only owner of teams with other members. Transfer ownership first, or choose to delete them."""


async def close_account(db: AsyncSession, caller: Caller, *, delete_teams: Collection[UUID]) -> datetime:
    """Sign out everywhere and end the account in a week, unless its person signs in before; gives the day."""
    person = await db.get_one(Person, caller.person_id, with_for_update=True)
    orphaned = [team for team in await queries.list_teams_left(db, person.id) if team.fate == "orphaned"]
    if kept := [team for team in orphaned if team.id not in delete_teams]:
        names = ", ".join(f"“{team.name}”" for team in kept)
        raise TeamsNeedOwner(f"You’re the only owner of {names}. Transfer ownership first, or choose to delete it.")
    for team in orphaned:
        await _delete_team(db, person, team)
    person.ends_at = datetime.now(UTC) + GRACE
    await access.end_access(db, person.id)
    await db.execute(delete(Confirmation).where(Confirmation.person_id == person.id))
    until = accounts.in_words(person.ends_at)
    values = {"name": person.name, "until": until, "link": f"{settings().base_url}/sign-in"}
    await mail.post(db, person.email, "account_deleted", values)
    await audit.record(db, accounts_actions.ACCOUNT_DELETED, person_id=person.id)
    return person.ends_at


async def _delete_team(db: AsyncSession, person: Person, team: TeamLeft) -> None:
    """As its owner may at any time: it can be restored for as long as the account can."""
    await db.execute(update(Team).where(Team.id == team.id).values(deleted_at=func.now()))
    await events.publish(db, team.id, TEAM_CHANGED, person_id=person.id, data={"deleted": True})
    await audit.record(db, teams_actions.TEAM_DELETED, person_id=person.id, team_id=team.id, data={"name": team.name})


async def end_overdue_accounts(db: AsyncSession) -> None:
    """Each by a job of its own: a library may be large."""
    query = select(Person.id).where(Person.ends_at < func.now()).order_by(Person.ends_at).limit(100)
    for person_id in (await db.execute(query)).scalars():
        await jobs.defer(
            db,
            "belongings.end_account",
            only_once=f"end {person_id}",
            in_queue=jobs.HOUSEKEEPING,
            person_id=str(person_id),
        )


async def end_account(db: AsyncSession, person_id: UUID) -> None:
    """All that is the person's alone goes; what they added to teams stays there without their name."""
    overdue = select(Person).where(Person.id == person_id, Person.ends_at < func.now()).with_for_update()
    person = (await db.execute(overdue)).scalar_one_or_none()
    if person is None:  # They came back.
        return
    await db.execute(text("set local statement_timeout = '60min'"))
    for team in await queries.list_teams_left(db, person.id):
        if team.fate == "deleted":
            await db.execute(delete(Team).where(Team.id == team.id))
        else:
            await _leave(db, person, team)
    # Nobody else ever saw these, and without their person nobody ever would.
    await db.execute(delete(Annotation).where(Annotation.person_id == person.id, Annotation.visibility == "me"))
    await db.execute(delete(Person).where(Person.id == person.id))


async def _leave(db: AsyncSession, person: Person, team: TeamLeft) -> None:
    await db.execute(delete(Member).where(Member.team_id == team.id, Member.person_id == person.id))
    if team.fate == "orphaned":  # Its other owners left in the meantime; the work of others must not end with this.
        await _transfer_to_successor(db, team)
    await events.publish(db, team.id, MEMBER_REMOVED, member=person.id)
    await audit.record(
        db, teams_actions.MEMBER_LEFT, person_id=None, team_id=team.id, subject_id=person.id, data={"role": team.role}
    )


async def _transfer_to_successor(db: AsyncSession, team: TeamLeft) -> None:
    """The longest-serving of the highest rank owns the team from now on."""
    rank = case({"admin": 0, "editor": 1, "commenter": 2}, value=Member.role, else_=3)
    successor = select(Member.person_id).where(Member.team_id == team.id, Member.role != "guest")
    successor_id = (await db.execute(successor.order_by(rank, Member.joined_at).limit(1))).scalar_one_or_none()
    if successor_id is not None:
        await db.execute(
            update(Member).where(Member.team_id == team.id, Member.person_id == successor_id).values(role="owner")
        )
        await audit.record(db, teams_actions.OWNER_CHANGED, person_id=None, team_id=team.id, subject_id=successor_id)

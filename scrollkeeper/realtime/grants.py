"""Who may hear what: asked of the database each time something is about to be sent."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Session, Token
from scrollkeeper.core.events import TeamClock
from scrollkeeper.library.models import Paper
from scrollkeeper.realtime.messages import Topic
from scrollkeeper.teams.models import Member, Team


@dataclass(frozen=True, slots=True)
class TopicPlace:
    """The team that a topic belongs to, and the number its clock shows."""

    team_id: UUID
    clock: int


async def find_place(db: AsyncSession, topic: Topic) -> TopicPlace | None:
    """Where the topic belongs; None where there is no such thing. Says nothing of who may hear it."""
    query = select(Team.id, func.coalesce(TeamClock.now, 0)).outerjoin(TeamClock, TeamClock.team_id == Team.id)
    if topic.kind == "paper":
        query = query.join(Paper, Paper.team_id == Team.id).where(Paper.id == topic.id)
    else:
        query = query.where(Team.id == topic.id)
    row = (await db.execute(query)).first()
    return TopicPlace(*row) if row else None


def _select_living(grants: Collection[UUID]) -> tuple[Select[UUID], Select[UUID]]:
    """Sessions and tokens among `grants` that have not ended."""
    # One array is one parameter, however many sockets there are.
    asked = any_(literal(list(grants), ARRAY(Uuid)))
    sessions = select(Session.id).where(Session.id == asked, Session.expires_at > func.now())
    tokens = select(Token.id).where(Token.id == asked, func.coalesce(Token.expires_at > func.now(), True))
    return sessions, tokens


async def select_signed_in(db: AsyncSession, grants: Collection[UUID]) -> set[UUID]:
    """Which of these sessions and tokens are still good."""
    return set((await db.scalars(union_all(*_select_living(grants)))).all())


async def select_members(db: AsyncSession, team_id: UUID, grants: Collection[UUID]) -> set[UUID]:
    """Which of these sessions and tokens are still good and belong to a member of the team."""
    sessions, tokens = _select_living(grants)
    of_members = (
        sessions.join(Member, (Member.person_id == Session.person_id) & (Member.team_id == team_id)),
        tokens.join(Member, (Member.person_id == Token.person_id) & (Member.team_id == team_id)),
    )
    return set((await db.scalars(union_all(*of_members))).all())

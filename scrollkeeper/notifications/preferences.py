"""How people want to hear of things: for each team, for each paper, and the way out that every email has."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.secrets import new_secret
from scrollkeeper.core.db import admit, open_system_session
from scrollkeeper.core.errors import NotFound
from scrollkeeper.library import service as library
from scrollkeeper.notifications.models import NotificationSettings, PaperFollower
from scrollkeeper.notifications.service import DEFAULT_LEVEL, DEFAULT_MAIL
from scrollkeeper.teams.models import Member, Team
from scrollkeeper.teams.scope import Scope

MAX_TEAMS = 200


@dataclass(frozen=True, slots=True)
class NotificationPreferences:
    """How a person wants to hear of one team."""

    team_id: UUID
    name: str
    slug: str
    mail: str
    level: str


async def list_preferences(db: AsyncSession, person_id: UUID) -> list[NotificationPreferences]:
    """Of each of the person's teams."""
    mail = func.coalesce(NotificationSettings.mail, DEFAULT_MAIL)
    level = func.coalesce(NotificationSettings.level, DEFAULT_LEVEL)
    query = (
        select(Team.id, Team.name, Team.slug, mail, level)
        .join(Member, Member.team_id == Team.id)
        .outerjoin(
            NotificationSettings,
            (NotificationSettings.team_id == Team.id) & (NotificationSettings.person_id == Member.person_id),
        )
        .where(Member.person_id == person_id, Team.deleted_at.is_(None))
        .order_by(func.lower(Team.name), Team.id)
        .limit(MAX_TEAMS)
    )
    return [NotificationPreferences(*row) for row in await db.execute(query)]


async def set_preferences(db: AsyncSession, scope: Scope, *, mail: str, level: str) -> None:
    values = {"person_id": scope.person_id, "team_id": scope.team_id, "unsubscribe_key": new_secret()}
    changes = {"mail": mail, "level": level}
    statement = insert(NotificationSettings).values(**values, **changes)
    await db.execute(statement.on_conflict_do_update(index_elements=["person_id", "team_id"], set_=changes))


async def unsubscribe_key(db: AsyncSession, person_id: UUID, team_id: UUID) -> str:
    """The key of the person's emails about this team; made with the first of them."""
    made = {"person_id": person_id, "team_id": team_id, "unsubscribe_key": new_secret()}
    await db.execute(insert(NotificationSettings).values(made).on_conflict_do_nothing())
    query = select(NotificationSettings.unsubscribe_key).where(
        NotificationSettings.person_id == person_id, NotificationSettings.team_id == team_id
    )
    return (await db.execute(query)).scalar_one()


async def _admit_holder(db: AsyncSession, key: str) -> None:
    """Nobody need be signed in: whoever has the key may change what it is the key of."""
    query = select(NotificationSettings.team_id).where(NotificationSettings.unsubscribe_key == key)
    async with open_system_session.begin() as everywhere:
        team_id = await everywhere.scalar(query)
    if team_id is not None:
        await admit(db, team_id)


async def find_unsubscribing(db: AsyncSession, key: str) -> tuple[str, str]:
    """Name of the team that the key's emails are about, and how they are mailed now."""
    await _admit_holder(db, key)
    query = select(Team.name, NotificationSettings.mail).join(Team, Team.id == NotificationSettings.team_id)
    row = (await db.execute(query.where(NotificationSettings.unsubscribe_key == key))).first()
    if row is None:
        raise NotFound("This link isn’t valid, or the team no longer exists.")
    return row.name, row.mail


async def unsubscribe(db: AsyncSession, key: str) -> None:
    """Stop email about this team; the inbox goes on."""
    await _admit_holder(db, key)
    query = update(NotificationSettings).where(NotificationSettings.unsubscribe_key == key).values(mail="never")
    if not (await db.execute(query.returning(NotificationSettings.team_id))).first():
        raise NotFound("This link isn’t valid, or the team no longer exists.")


async def follow_paper(db: AsyncSession, scope: Scope, paper_id: UUID, *, following: bool) -> None:
    """Be told of new threads on a paper, or not, also where one added it oneself."""
    paper = await library.get_paper(db, scope, paper_id)
    values = {"paper_id": paper.id, "person_id": scope.person_id, "team_id": scope.team_id, "following": following}
    statement = insert(PaperFollower).values(values)
    await db.execute(
        statement.on_conflict_do_update(index_elements=["paper_id", "person_id"], set_={"following": following})
    )


async def is_following(db: AsyncSession, scope: Scope, paper_id: UUID) -> bool:
    paper = await library.get_paper(db, scope, paper_id)
    query = select(PaperFollower.following).where(
        PaperFollower.paper_id == paper.id, PaperFollower.person_id == scope.person_id
    )
    choice = (await db.execute(query)).scalar_one_or_none()
    return choice if choice is not None else paper.added_by_id == scope.person_id

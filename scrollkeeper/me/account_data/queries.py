"""What a person has here, page by page: for the export, and counted for whoever thinks of leaving."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Preferences, Session, Token
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.collections.models import Collection, CollectionPaper
from scrollkeeper.core.db import open_system_session
from scrollkeeper.discussions.models import Comment, Thread
from scrollkeeper.library.models import File, Paper
from scrollkeeper.notifications.push.models import PushSubscription
from scrollkeeper.teams.models import Member, Team
from scrollkeeper.teams.scope import is_open_to

AT_ONCE = 200
# Statements of many columns, whose rows are only turned into JSON.
Rows = Select[Any]


@dataclass(frozen=True, slots=True)
class TeamLeft:
    """One of the person's teams, with what is in it and who else could own it."""

    id: UUID
    name: str
    slug: str
    kind: str
    role: str
    members: int
    other_owners: int
    papers: int

    @property
    def fate(self) -> str:
        """What becomes of it: `deleted` goes with the account, `orphaned` needs another owner, `stays` does not."""
        if self.kind == "personal" or (self.members == 1 and self.role == "owner"):
            return "deleted"
        return "stays" if self.role != "owner" or self.other_owners else "orphaned"


async def list_teams_left(db: AsyncSession, person_id: UUID) -> list[TeamLeft]:
    mine = select(Member.team_id, Member.role).where(Member.person_id == person_id).subquery()
    members = select(func.count()).where(Member.team_id == Team.id, Member.role != "guest").scalar_subquery()
    owners = select(func.count()).where(
        Member.team_id == Team.id, Member.role == "owner", Member.person_id != person_id
    )
    papers = select(func.count()).where(Paper.team_id == Team.id, Paper.deleted_at.is_(None)).scalar_subquery()
    query = (
        select(Team.id, Team.name, Team.slug, Team.kind, mine.c.role, members, owners.scalar_subquery(), papers)
        .join(mine, mine.c.team_id == Team.id)
        .where(Team.deleted_at.is_(None))
        .order_by(Team.kind != "personal", func.lower(Team.name), Team.id)
    )
    return [TeamLeft(*row) for row in await db.execute(query)]


@dataclass(frozen=True, slots=True)
class Counts:
    """What the person added to teams that go on without them."""

    papers: int
    annotations: int
    private_annotations: int
    comments: int


async def count_left_behind(db: AsyncSession, person_id: UUID, teams: list[UUID]) -> Counts:
    def count(*conditions: Any) -> Any:
        return select(func.count()).where(*conditions).scalar_subquery()

    own = (Annotation.person_id == person_id, Annotation.team_id.in_(teams), Annotation.deleted_at.is_(None))
    query = select(
        count(Paper.added_by_id == person_id, Paper.team_id.in_(teams), Paper.deleted_at.is_(None)),
        count(*own, Annotation.visibility == "team"),
        count(*own, Annotation.visibility != "team"),
        count(Comment.person_id == person_id, Comment.team_id.in_(teams), Comment.deleted_at.is_(None)),
    )
    return Counts(*(await db.execute(query)).one())


def _rows(*columns: Any) -> Rows:
    return select(*columns)


def select_memberships(caller: Caller) -> Rows:
    """Teams that the person is in and whose whole library they see."""
    return (
        _rows(Team.id, Team.name, Team.slug, Team.kind, Member.role, Member.joined_at)
        .join(Member, Member.team_id == Team.id)
        .where(Member.person_id == caller.person_id, Team.deleted_at.is_(None))
    )


def _team_ids(caller: Caller) -> Rows:
    query = select(Member.team_id).join(Team, Team.id == Member.team_id)
    mine = (Member.person_id == caller.person_id, Member.role != "guest")
    return query.where(*mine, is_open_to(caller.person_id, has_factor=caller.has_second_factor))


def select_sessions(caller: Caller) -> Rows:
    columns = (Session.id, Session.user_agent, Session.address, Session.created_at, Session.last_seen_at)
    return _rows(*columns).where(Session.person_id == caller.person_id, Session.expires_at > func.now())


def select_preferences(caller: Caller) -> Rows:
    return _rows(Preferences.part, Preferences.chosen).where(Preferences.person_id == caller.person_id)


def select_tokens(caller: Caller) -> Rows:
    columns = (Token.id, Token.name, Token.scopes, Token.created_at, Token.last_used_at, Token.expires_at)
    return _rows(*columns, Token.only_team_id.label("team")).where(Token.person_id == caller.person_id)


def select_browsers(caller: Caller) -> Rows:
    """Where news is shown; the addresses at push services let whoever has them send there, so they stay here."""
    columns = (PushSubscription.id, Session.user_agent, PushSubscription.created_at, PushSubscription.last_sent_at)
    rows = _rows(*columns).join(Session, Session.id == PushSubscription.session_id)
    return rows.where(PushSubscription.person_id == caller.person_id)


def select_annotations(caller: Caller) -> Rows:
    columns = (
        Annotation.id, Annotation.team_id, Annotation.paper_id, Paper.title.label("paper"), Annotation.kind,
        Annotation.color, Annotation.visibility, Annotation.page, Annotation.exact, Annotation.comment,
        Annotation.imported_author.label("imported_author_as_stated"),
        Annotation.tags, Annotation.places, Annotation.created_at, Annotation.changed_at,
    )  # fmt: skip
    return (
        _rows(*columns)
        .join(Paper, Paper.id == Annotation.paper_id)
        .where(Annotation.person_id == caller.person_id, Annotation.deleted_at.is_(None))
        .where(Annotation.team_id.in_(_team_ids(caller)))
    )


def select_comments(caller: Caller) -> Rows:
    columns = (
        Comment.id, Comment.team_id, Thread.paper_id, Paper.title.label("paper"), Comment.thread_id,
        Thread.annotation_id, Comment.text, Comment.created_at, Comment.edited_at,
        Comment.imported_author.label("imported_author_as_stated"),
    )  # fmt: skip
    return (
        _rows(*columns)
        .join(Thread, Thread.id == Comment.thread_id)
        .join(Paper, Paper.id == Thread.paper_id)
        .where(Comment.person_id == caller.person_id, Comment.deleted_at.is_(None))
        .where(Comment.team_id.in_(_team_ids(caller)))
    )


def select_collections(caller: Caller) -> Rows:
    """Personal ones, with the ids of their papers."""
    papers = select(CollectionPaper.paper_id).where(CollectionPaper.collection_id == Collection.id)
    columns = (
        Collection.id, Collection.team_id, Collection.parent_id, Collection.name, Collection.description,
        Collection.color, Collection.created_at, func.array(papers.scalar_subquery()).label("papers"),
    )  # fmt: skip
    return _rows(*columns).where(
        Collection.owner_id == caller.person_id,
        Collection.deleted_at.is_(None),
        Collection.team_id.in_(_team_ids(caller)),
    )


def select_papers(caller: Caller) -> Rows:
    columns = (Paper.id, Paper.team_id, Paper.metadata_.label("metadata"), Paper.status, Paper.added_at)
    return _rows(*columns).where(
        Paper.added_by_id == caller.person_id, Paper.deleted_at.is_(None), Paper.team_id.in_(_team_ids(caller))
    )


def select_files(caller: Caller) -> Rows:
    columns = (File.id, File.name, File.sha256, File.size, File.paper_id, Team.slug)
    return (
        _rows(*columns)
        .join(Paper, Paper.id == File.paper_id)
        .join(Team, Team.id == File.team_id)
        .where(Paper.added_by_id == caller.person_id, Paper.deleted_at.is_(None), File.team_id.in_(_team_ids(caller)))
    )


async def count_files(db: AsyncSession, caller: Caller) -> tuple[int, int]:
    """How many files the export has, and how many bytes they are."""
    files = select_files(caller).subquery()
    query = select(func.count(), func.coalesce(func.sum(files.c.size), 0)).select_from(files)
    count, size = (await db.execute(query)).one()
    return count, int(size)


async def read_all(query: Rows) -> AsyncIterator[Row[Any]]:
    """Every row by id, a page in memory and a short transaction at a time, since sending may take hours."""
    key = next(iter(query.selected_columns))
    after: UUID | None = None
    while True:
        page = query.order_by(key).limit(AT_ONCE)
        async with open_system_session.begin() as db:
            rows = (await db.execute(page if after is None else page.where(key > after))).all()
        for row in rows:
            yield row
        if len(rows) < AT_ONCE:
            return
        after = rows[-1][0]

"""The feed of a team or a paper, read from the event log for one person; and the tokens of feed readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, any_, cast, delete, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from scrollkeeper.accounts.models import FeedToken, Person
from scrollkeeper.accounts.secrets import hash_secret, new_secret
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.accounts.sign_in_methods.required_factor import has_own_factor
from scrollkeeper.activity import feed
from scrollkeeper.annotations import service as discussions
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.core.db import act_as, open_system_session
from scrollkeeper.core.errors import NotFound
from scrollkeeper.core.events import EventRow
from scrollkeeper.core.paging import Int8, read_cursor, write_cursor
from scrollkeeper.discussions.events import COMMENT_ADDED
from scrollkeeper.discussions.models import Comment
from scrollkeeper.library import service as library
from scrollkeeper.library.events import PAPER_CHANGED
from scrollkeeper.library.models import Paper, shown_title
from scrollkeeper.teams.scope import Scope, find_scope

FEED_TOKEN = "skf_"  # noqa: S105  recognisable in a leak, not a secret itself
# So many events are looked at for one page; whoever wants more asks on.
EVENTS_A_PAGE = 600
PAPERS_OF_A_LINE = 5
# Characters of a comment's Markdown that its first words are taken from.
MOST_WORDS = 1_200


@dataclass(frozen=True, slots=True)
class FeedFilter:
    """What is looked for; None and empty mean that it does not matter."""

    kinds: frozenset[str] = frozenset()
    person: UUID | None = None
    paper: UUID | None = None

    @property
    def names(self) -> list[str]:
        return sorted(
            name for kind, names in feed.KINDS.items() if not self.kinds or kind in self.kinds for name in names
        )


@dataclass(frozen=True, slots=True)
class FeedView:
    """Lines with the titles and words that are shown with them."""

    lines: list[feed.Line]
    titles: dict[str, str]
    words: dict[str, str]
    following: str | None


async def read_feed(db: AsyncSession, scope: Scope, chosen: FeedFilter, *, limit: int, cursor: str | None) -> FeedView:
    """The newest first. Of what the person may not see, or not any more, nothing is told."""
    rows = await _read_events(db, scope, chosen, read_cursor(cursor, Int8)[0] if cursor else None)
    shown = await _allowed(db, scope, rows)
    lines = feed.collapse(
        feed.Happening(
            row.clock,
            row.name,
            str(row.person_id) if row.person_id else None,
            row.person,
            row.at,
            row.subject,
            row.member,
        )
        for row in shown
    )
    page = lines[:limit]
    # Events of the lines left out may lie between those of the page, so the page ends before the first of them.
    if len(lines) > limit:
        end = lines[limit].newest.clock
        for line in page:
            line.events = [one for one in line.events if one.clock > end]
        following: str | None = write_cursor(end + 1)
    else:
        following = write_cursor(rows[-1].clock) if len(rows) == EVENTS_A_PAGE else None
    return FeedView(page, await _titles(db, scope, page), await _words(db, scope, page), following)


async def _read_events(db: AsyncSession, scope: Scope, chosen: FeedFilter, before: int | None) -> Sequence[Any]:
    member = aliased(Person)
    query = (
        select(
            EventRow.clock,
            EventRow.name,
            EventRow.subject,
            EventRow.at,
            EventRow.person_id,
            Person.name.label("person"),
            member.name.label("member"),
        )
        .outerjoin(Person, Person.id == EventRow.person_id)
        .outerjoin(member, member.id == cast(EventRow.subject["member"].astext, Uuid))
        .where(EventRow.team_id == scope.team_id, EventRow.name.in_(chosen.names))
        .where(or_(EventRow.audience.is_(None), literal(scope.person_id) == any_(EventRow.audience)))
        # What the parser sets by itself is no news.
        .where(or_(EventRow.name != PAPER_CHANGED, EventRow.person_id.is_not(None)))
    )
    if scope.is_guest:
        seen = library.select_papers(scope).with_only_columns(cast(Paper.id, Text))
        query = query.where(EventRow.subject["paper"].astext.in_(seen))
    if chosen.paper is not None:
        paper = await library.get_paper(db, scope, chosen.paper)
        query = query.where(EventRow.subject["paper"].astext == str(paper.id))
    if chosen.person is not None:
        query = query.where(EventRow.person_id == chosen.person)
    if before is not None:
        query = query.where(EventRow.clock < before)
    return (await db.execute(query.order_by(EventRow.clock.desc()).limit(EVENTS_A_PAGE))).all()


async def _allowed(db: AsyncSession, scope: Scope, rows: Sequence[Any]) -> list[Any]:
    """Without those about annotations that are gone, hidden, or private by now, and comments gone or hidden."""
    annotation_ids = {UUID(row.subject["annotation"]) for row in rows if "annotation" in row.subject}
    comment_ids = {UUID(row.subject["comment"]) for row in rows if "comment" in row.subject}
    annotations: set[str] = set()
    comments: set[str] = set()
    if annotation_ids:
        seen = (
            discussions.select_annotations(scope)
            .where(Annotation.id.in_(annotation_ids))
            .with_only_columns(Annotation.id)
        )
        annotations = {str(one) for one in (await db.scalars(seen)).all()}
    if comment_ids:
        left = select(Comment.id).where(
            Comment.team_id == scope.team_id,
            Comment.id.in_(comment_ids),
            Comment.deleted_at.is_(None),
            Comment.hidden_at.is_(None),
        )
        comments = {str(one) for one in (await db.scalars(left)).all()}
    return [
        row
        for row in rows
        if row.subject.get("annotation") in {None, *annotations} and row.subject.get("comment") in {None, *comments}
    ]


async def _titles(db: AsyncSession, scope: Scope, lines: list[feed.Line]) -> dict[str, str]:
    ids = {UUID(paper) for line in lines for paper in line.papers[:PAPERS_OF_A_LINE]}
    if not ids:
        return {}
    query = library.select_papers(scope, deleted=None).where(Paper.id.in_(ids))
    rows = await db.execute(query.with_only_columns(Paper.id, shown_title()))
    return {str(row.id): row.title for row in rows}


async def _words(db: AsyncSession, scope: Scope, lines: list[feed.Line]) -> dict[str, str]:
    """How the newest comments of lines begin, which are allowed by now."""
    ids = {UUID(line.newest.subject["comment"]) for line in lines if line.newest.name == COMMENT_ADDED}
    if not ids:
        return {}
    begins = func.left(Comment.text, MOST_WORDS).label("text")
    query = select(Comment.id, begins).where(Comment.team_id == scope.team_id, Comment.id.in_(ids))
    return {str(row.id): row.text for row in await db.execute(query)}


async def make_feed_token(db: AsyncSession, scope: Scope) -> str:
    """A token for a feed reader; earlier ones of the person for this team end."""
    await drop_feed_token(db, scope)
    secret = new_secret(FEED_TOKEN)
    db.add(FeedToken(team_id=scope.team_id, person_id=scope.person_id, token_hash=hash_secret(secret)))
    await db.flush()
    return secret


async def drop_feed_token(db: AsyncSession, scope: Scope) -> None:
    await db.execute(
        delete(FeedToken).where(FeedToken.team_id == scope.team_id, FeedToken.person_id == scope.person_id)
    )


async def scope_of_token(db: AsyncSession, team: str, token: str) -> Scope:
    """Who reads with this token, if they are still in the team."""
    living = (Person.disabled_at.is_(None), Person.ends_at.is_(None))
    query = (
        select(FeedToken.id, FeedToken.person_id, FeedToken.team_id, has_own_factor(Person.id).label("second_factor"))
        .join(Person, Person.id == FeedToken.person_id)
        .where(FeedToken.token_hash == hash_secret(token), *living)
    )
    # Nobody is signed in: whose teams these are is known only by the token.
    async with open_system_session.begin() as everywhere:
        found = (await everywhere.execute(query)).first()
    if found is not None:
        await act_as(db, found.person_id)
    caller = Caller(found.person_id, has_second_factor=found.second_factor) if found else None
    scope = await find_scope(db, caller, team) if caller else None
    if found is None or scope is None or scope.team_id != found.team_id:
        raise NotFound("This feed address is no longer valid. Create a new one on the team’s Activity page.")
    await db.execute(update(FeedToken).where(FeedToken.id == found.id).values(last_used_at=func.now()))
    return scope

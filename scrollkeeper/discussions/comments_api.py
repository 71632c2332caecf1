"""Comments over HTTP: with whom they name, the signs under them, and what they said before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, Field

from scrollkeeper.annotations.schemas import HideIn
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Text
from scrollkeeper.core.paging import Cursor, Limit, Page
from scrollkeeper.core.preconditions import PRECONDITIONS, IfMatch, etag
from scrollkeeper.discussions import comments, policy, queries
from scrollkeeper.discussions.queries import CommentRow, MentionRow, ReactionRow
from scrollkeeper.teams.schemas import PersonRef
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams/{team}/threads/{thread_id}/comments", tags=["discussions"])
Words = Annotated[Text, Field(min_length=1, max_length=20_000)]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=100,
        pattern=r"^[\w.:-]+$",
        description="Your own name for this comment: sent again after a lost answer, it is not said twice.",
    ),
]
Emoji = Literal["👍", "👎", "❤️", "🎉", "😄", "😕", "🤔", "👀", "✅", "🙏"]


class CommentIn(BaseModel):
    """Markdown with maths; `@Name` mentions a member."""

    text: Words


class MentionOut(BaseModel):
    id: UUID
    name: str
    may_see: bool = Field(description="Whether the person may see this comment; only then are they told of it.")


class ReactionOut(BaseModel):
    emoji: str
    count: int
    mine: bool
    names: list[str] = Field(description="Of the first twenty.")


class CommentHiddenOut(BaseModel):
    """Only its author and admins still read it, and the reason."""

    reason: str | None
    at: datetime


class CommentOut(BaseModel):
    """A deleted one has no text, and neither has one that is hidden from whoever asks."""

    id: UUID
    thread: UUID
    text: str
    person: PersonRef | None
    imported_author: str | None = Field(
        description="Who wrote it, as stated where it came from: unverified, whatever the name. `person` imported it."
    )
    mentions: list[MentionOut]
    reactions: list[ReactionOut]
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    hidden: CommentHiddenOut | None
    said_at_clock: int = Field(description="The team's clock when it was said: unread where this is past what one saw.")
    clock: int
    can: list[str]


class CommentPage(BaseModel):
    items: list[CommentOut]
    next: str | None


class VersionOut(BaseModel):
    text: str
    written_at: datetime


async def comments_out(db: Db, scope: Scope, rows: Sequence[CommentRow]) -> list[CommentOut]:
    """Comments as they are answered; two queries, however many there are."""
    ids = [row.comment.id for row in rows if comments.is_readable(scope, row.comment)]
    named = await queries.mentions_of(db, scope, ids) if ids else {}
    signs = await queries.reactions_to(db, scope, ids) if ids else {}
    return [_comment_out(scope, row, named.get(row.comment.id, []), signs.get(row.comment.id, [])) for row in rows]


def _comment_out(
    scope: Scope, row: CommentRow, named: Sequence[MentionRow], signs: Sequence[ReactionRow]
) -> CommentOut:
    comment = row.comment
    readable = comments.is_readable(scope, comment)
    hidden_at = comment.hidden_at if comment.deleted_at is None else None
    return CommentOut(
        id=comment.id,
        thread=comment.thread_id,
        text=comment.text if readable else "",
        person=PersonRef(id=comment.person_id, name=row.author) if comment.person_id and row.author else None,
        imported_author=comment.imported_author if readable else None,
        mentions=[MentionOut(id=one.id, name=one.name, may_see=bool(one.may_see)) for one in named],
        reactions=[
            ReactionOut(emoji=one.emoji, count=one.number, mine=bool(one.mine), names=one.names) for one in signs
        ],
        created_at=comment.created_at,
        edited_at=comment.edited_at,
        deleted_at=comment.deleted_at,
        hidden=CommentHiddenOut(reason=comment.hidden_reason if readable else None, at=hidden_at)
        if hidden_at
        else None,
        said_at_clock=comment.said_at_clock,
        clock=comment.clock,
        can=policy.comment_abilities(scope, comment.person_id, hidden=hidden_at is not None) if readable else [],
    )


async def _answer(db: Db, scope: Scope, comment_id: UUID, response: Response) -> CommentOut:
    row = await queries.show_comment(db, scope, comment_id)
    response.headers["ETag"] = etag(row.comment.clock)
    return (await comments_out(db, scope, [row]))[0]


@router.get("")
async def list_comments(
    db: Db, scope: InTeam, thread_id: UUID, limit: Limit = 50, cursor: Cursor = None
) -> CommentPage:
    """Comments of a thread, the oldest first."""
    rows, following = await queries.list_comments(db, scope, thread_id, limit=limit, cursor=cursor)
    return CommentPage(items=await comments_out(db, scope, rows), next=following)


@router.post("", status_code=201)
async def add_comment(
    db: Db, scope: InTeam, thread_id: UUID, body: CommentIn, response: Response, key: Key = None
) -> CommentOut:
    """Reply in a thread."""
    comment = await comments.add_comment(db, scope, thread_id, body.text, key=key)
    return await _answer(db, scope, comment.id, response)


@router.get("/{comment_id}")
async def get_comment(db: Db, scope: InTeam, thread_id: UUID, comment_id: UUID, response: Response) -> CommentOut:
    """A single comment."""
    _, comment = await comments.get_comment(db, scope, thread_id, comment_id)
    return await _answer(db, scope, comment.id, response)


@router.patch("/{comment_id}", responses=PRECONDITIONS)
async def edit_comment(
    db: Db,
    scope: InTeam,
    thread_id: UUID,
    comment_id: UUID,
    body: CommentIn,
    response: Response,
    if_match: IfMatch = None,
) -> CommentOut:
    """Change one's comment."""
    comment = await comments.edit_comment(db, scope, thread_id, comment_id, body.text, if_match=if_match)
    return await _answer(db, scope, comment.id, response)


@router.delete("/{comment_id}", status_code=204, responses=PRECONDITIONS)
async def delete_comment(db: Db, scope: InTeam, thread_id: UUID, comment_id: UUID, if_match: IfMatch = None) -> None:
    """Delete one's comment; it keeps its place without its text."""
    await comments.delete_comment(db, scope, thread_id, comment_id, if_match=if_match)


@router.post("/{comment_id}/restore")
async def restore_comment(db: Db, scope: InTeam, thread_id: UUID, comment_id: UUID, response: Response) -> CommentOut:
    """Restore one's deleted comment."""
    comment = await comments.restore_comment(db, scope, thread_id, comment_id)
    return await _answer(db, scope, comment.id, response)


@router.post("/{comment_id}/hide")
async def hide_comment(
    db: Db, scope: InTeam, thread_id: UUID, comment_id: UUID, body: HideIn, response: Response
) -> CommentOut:
    """Its author reads the reason; for others it has no text any more."""
    comment = await comments.hide_comment(db, scope, thread_id, comment_id, reason=body.reason)
    return await _answer(db, scope, comment.id, response)


@router.post("/{comment_id}/unhide")
async def unhide_comment(db: Db, scope: InTeam, thread_id: UUID, comment_id: UUID, response: Response) -> CommentOut:
    """Show a hidden comment again."""
    comment = await comments.unhide_comment(db, scope, thread_id, comment_id)
    return await _answer(db, scope, comment.id, response)


@router.get("/{comment_id}/versions")
async def list_versions(
    db: Db, scope: InTeam, thread_id: UUID, comment_id: UUID, limit: Limit = 50, cursor: Cursor = None
) -> Page[VersionOut]:
    """What a comment said before it was changed."""
    rows, following = await comments.list_versions(db, scope, thread_id, comment_id, limit=limit, cursor=cursor)
    return Page(items=[VersionOut(text=row.text, written_at=row.written_at) for row in rows], next=following)


@router.put("/{comment_id}/reactions/{emoji}")
async def react(
    db: Db, scope: InTeam, thread_id: UUID, comment_id: UUID, emoji: Emoji, response: Response
) -> CommentOut:
    """Put a reaction under a comment."""
    comment = await comments.react(db, scope, thread_id, comment_id, emoji, on=True)
    return await _answer(db, scope, comment.id, response)


@router.delete("/{comment_id}/reactions/{emoji}")
async def take_reaction_away(
    db: Db, scope: InTeam, thread_id: UUID, comment_id: UUID, emoji: Emoji, response: Response
) -> CommentOut:
    """Take one's reaction away."""
    comment = await comments.react(db, scope, thread_id, comment_id, emoji, on=False)
    return await _answer(db, scope, comment.id, response)

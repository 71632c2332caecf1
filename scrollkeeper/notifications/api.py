"""Notifications over HTTP: one's inbox, how one wants to hear of things, and the way out of emails."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from scrollkeeper.accounts.sessions.caller import SignedInCaller
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Flag
from scrollkeeper.core.paging import Cursor, Limit
from scrollkeeper.discussions.markdown import plain_texts
from scrollkeeper.notifications import preferences, service
from scrollkeeper.notifications.emails import place_of
from scrollkeeper.teams.schemas import PersonRef
from scrollkeeper.teams.scope import InTeam

router = APIRouter(tags=["activity"])
Mail = Literal["now", "digest", "never"]
Level = Literal["all", "taking_part", "mentions", "none"]
UnsubscribeKey = Annotated[str, Path(min_length=20, max_length=100, pattern=r"^[\w-]+$")]


class TeamRef(BaseModel):
    id: UUID
    name: str
    slug: str


class PaperRef(BaseModel):
    id: UUID
    title: str


class NotificationOut(BaseModel):
    id: UUID
    kind: Literal["mention", "reply", "assigned", "thread"]
    team: TeamRef
    paper: PaperRef
    thread: UUID
    annotation: UUID | None
    comment: UUID | None
    person: PersonRef | None
    words: str = Field(description="How the comment begins, in plain text.")
    place: str = Field(description="The page to go to.")
    unread: bool
    created_at: datetime


class NotificationPage(BaseModel):
    items: list[NotificationOut]
    next: str | None
    unread: int = Field(description="Of all teams; counting ends at 100.")


class ReadIn(BaseModel):
    ids: list[UUID] | None = Field(None, max_length=200, description="Null: all.")


class PreferencesIn(BaseModel):
    mail: Mail
    level: Level


class PreferencesOut(BaseModel):
    team: TeamRef
    mail: Mail
    level: Level


class PreferencesPage(BaseModel):
    items: list[PreferencesOut]


class FollowingIn(BaseModel):
    following: Flag


class UnsubscribingOut(BaseModel):
    team: str
    mail: Mail


@router.get("/me/notifications")
async def list_notifications(
    db: Db,
    caller: SignedInCaller,
    unread: Annotated[bool, Query(description="Only these.")] = False,
    team: Annotated[UUID | None, Query(description="Only of this team.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> NotificationPage:
    """One's notifications, the newest first."""
    rows, following = await service.list_notifications(
        db, caller, unread=unread, team_id=team, limit=limit, cursor=cursor
    )
    words = await plain_texts([row.text or "" for row in rows], 300)
    items = [
        NotificationOut(
            id=row.Notification.id,
            kind=row.Notification.kind,
            team=TeamRef(id=row.team_id, name=row.team, slug=row.slug),
            paper=PaperRef(id=row.paper_id, title=row.title),
            thread=row.Notification.thread_id,
            annotation=row.annotation_id,
            comment=row.Notification.comment_id,
            person=PersonRef(id=row.Notification.actor_id, name=row.actor) if row.actor else None,
            words=said,
            place=place_of(row),
            unread=bool(row.unread),
            created_at=row.Notification.created_at,
        )
        for row, said in zip(rows, words, strict=True)
    ]
    return NotificationPage(items=items, next=following, unread=await service.count_unread(db, caller))


@router.post("/me/notifications/read", status_code=204)
async def read_notifications(db: Db, caller: SignedInCaller, body: ReadIn) -> None:
    """Mark notifications as read."""
    await service.read_notifications(db, caller.person_id, body.ids)


@router.get("/me/notification-settings")
async def list_preferences(db: Db, caller: SignedInCaller) -> PreferencesPage:
    """One's notification settings, by team."""
    found = await preferences.list_preferences(db, caller.person_id)
    return PreferencesPage.model_validate(
        {
            "items": [
                {"team": {"id": one.team_id, "name": one.name, "slug": one.slug}, "mail": one.mail, "level": one.level}
                for one in found
            ]
        }
    )


@router.put("/teams/{team}/notification-settings", status_code=204)
async def set_preferences(db: Db, scope: InTeam, body: PreferencesIn) -> None:
    """Choose how one is notified of news of a team."""
    await preferences.set_preferences(db, scope, mail=body.mail, level=body.level)


@router.get("/teams/{team}/papers/{paper_id}/following")
async def get_following(db: Db, scope: InTeam, paper_id: UUID) -> FollowingIn:
    """Whether one is notified of new threads on a paper."""
    return FollowingIn(following=await preferences.is_following(db, scope, paper_id))


@router.put("/teams/{team}/papers/{paper_id}/following")
async def follow_paper(db: Db, scope: InTeam, paper_id: UUID, body: FollowingIn) -> FollowingIn:
    """Follow a paper, or no longer."""
    await preferences.follow_paper(db, scope, paper_id, following=body.following)
    return body


@router.get("/unsubscribe/{key}")
async def get_unsubscribing(db: Db, key: UnsubscribeKey) -> UnsubscribingOut:
    """What the email's link is about. Looking changes nothing: programs look at links too."""
    team, mail = await preferences.find_unsubscribing(db, key)
    return UnsubscribingOut.model_validate({"team": team, "mail": mail})


@router.post("/unsubscribe/{key}", status_code=204)
async def unsubscribe(db: Db, key: UnsubscribeKey) -> None:
    """One click (RFC 8058): mail programs post here by themselves; nobody needs to be signed in."""
    await preferences.unsubscribe(db, key)

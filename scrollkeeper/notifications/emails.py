"""Emails that tell of notifications: one at once, or one a day; written of what may be seen at that moment."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.core import jobs
from scrollkeeper.core.settings import settings
from scrollkeeper.discussions.markdown import plain_text
from scrollkeeper.email import service as mail
from scrollkeeper.notifications.models import Notification
from scrollkeeper.notifications.preferences import unsubscribe_key
from scrollkeeper.notifications.service import is_unread, select_notifications

WHAT = {
    "mention": "mentioned you",
    "reply": "replied",
    "assigned": "assigned you a thread",
    "thread": "started a thread",
}
MOST_IN_DIGEST = 50
DIGESTS_AT_ONCE = 500


def place_of(row: Row[Any]) -> str:
    """The page on which the notification's thread is read."""
    paper = f"/t/{row.slug}/papers/{row.paper_id}"
    if row.file_id is None:
        return paper
    query = f"annotation={row.annotation_id}" if row.annotation_id else f"thread={row.Notification.thread_id}"
    return f"{paper}/read/{row.file_id}?{query}"


def _values(row: Row[Any]) -> dict[str, Any]:
    due = f"Due {row.due:%d %B %Y}." if row.Notification.kind == "assigned" and row.due else ""
    return {
        "person": row.actor or "Someone", "what": WHAT[row.Notification.kind], "paper": row.title or "a paper",
        "team": row.team, "words": plain_text(row.text, 1_000) if row.text else due,
    }  # fmt: skip


async def _write(
    db: AsyncSession, person_id: UUID, template: str, rows: list[Row[Any]], values: dict[str, Any]
) -> None:
    person = await db.get_one(Person, person_id)
    key = await unsubscribe_key(db, person_id, rows[0].team_id)
    base = settings().base_url
    await mail.post(
        db, person.email, template,
        {**values, "name": person.name, "unsubscribe": f"{base}/unsubscribe/{key}",
         "one_click": f"{base}/api/unsubscribe/{key}"},
    )  # fmt: skip


async def mail_notification(db: AsyncSession, notification_id: UUID) -> None:
    """One email, unless it was mailed or read already, or may no longer be seen."""
    found = await db.get(Notification, notification_id, with_for_update=True)
    if found is None or found.mailed_at is not None:
        return
    found.mailed_at = func.now()
    query = select_notifications(found.person_id).where(Notification.id == found.id, is_unread(found.person_id))
    row = (await db.execute(query)).one_or_none()
    if row is not None:
        link = settings().base_url + place_of(row)
        await _write(db, found.person_id, "news", [row], {**_values(row), "link": link})


async def begin_digests(db: AsyncSession) -> None:
    """A job for each person and team with something to tell of."""
    waiting = (
        select(Notification.person_id, Notification.team_id)
        .where(Notification.mail == "digest", Notification.mailed_at.is_(None), Notification.read_at.is_(None))
        .distinct()
        .limit(DIGESTS_AT_ONCE)
    )
    for row in (await db.execute(waiting)).all():
        person, team = str(row.person_id), str(row.team_id)
        await jobs.defer(
            db, "activity.mail_digest", only_once=f"digest:{person}:{team}", person_id=person, team_id=team
        )


async def mail_digest(db: AsyncSession, person_id: UUID, team_id: UUID) -> None:
    """What a person has not read of a team since the last email, in one."""
    mine = (Notification.person_id == person_id, Notification.team_id == team_id)
    query = select_notifications(person_id).where(
        *mine, Notification.mail == "digest", Notification.mailed_at.is_(None), is_unread(person_id)
    )
    rows = list((await db.execute(query.order_by(Notification.id).limit(MOST_IN_DIGEST + 1))).all())
    sending = update(Notification).where(*mine, Notification.mail == "digest", Notification.mailed_at.is_(None))
    await db.execute(sending.values(mailed_at=func.now()))
    if rows:
        news = [_values(row) for row in rows[:MOST_IN_DIGEST]]
        values = {"news": news, "more": len(rows) > MOST_IN_DIGEST, "team": rows[0].team,
                  "link": f"{settings().base_url}/inbox"}  # fmt: skip
        await _write(db, person_id, "digest", rows, values)

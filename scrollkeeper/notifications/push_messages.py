"""News for browsers that are told of it: a message for each, written of what may be seen when it is sent."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from scrollkeeper.core.db import open_system_session
from scrollkeeper.discussions.markdown import plain_text
from scrollkeeper.notifications.emails import WHAT, place_of
from scrollkeeper.notifications.models import Notification
from scrollkeeper.notifications.push import sending
from scrollkeeper.notifications.service import is_unread, select_notifications

# A message has room for some three thousand bytes, and a sign may take four.
MOST_TITLE, MOST_WORDS = 200, 300


async def push_notification(notification_id: UUID, subscription_id: UUID) -> None:
    """One attempt, unless it was read already, may no longer be seen, or is of no use any more."""
    to = await sending.find_subscription(subscription_id)
    if to is None:
        return
    query = select_notifications(to.person_id).where(Notification.id == notification_id, is_unread(to.person_id))
    async with open_system_session.begin() as db:
        row = (await db.execute(query)).one_or_none()
    if row is not None and datetime.now(UTC) - row.Notification.created_at < sending.USEFUL:
        await sending.send(to, _message(row))


def _message(row: Row[Any]) -> sending.Message:
    kind = row.Notification.kind
    due = f"Due {row.due:%d %B %Y}." if kind == "assigned" and row.due else ""
    title = f"{row.actor or 'Someone'} {WHAT[kind]} on {row.title or 'a paper'}"
    words = plain_text(row.text, MOST_WORDS) if row.text else due
    return sending.Message(
        title=title if len(title) <= MOST_TITLE else f"{title[: MOST_TITLE - 1].rstrip()}…",
        body="\n".join(filter(None, (words, row.team))),
        place=place_of(row),
        about=str(row.Notification.thread_id),
        urgency="high" if kind in ("mention", "assigned") else "normal",
    )

"""The jobs of this context. Whoever defers one needs only its name."""

from typing import Any
from uuid import UUID

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.notifications import emails, push_messages, service
from scrollkeeper.notifications.push.jobs import WhileUseful


@jobs.job("activity.notify_of_comment", in_queue=jobs.NEWS)
async def notify_of_comment(comment_id: str, only: list[str] | None = None, **_: Any) -> None:
    async with open_system_session.begin() as db:
        named = None if only is None else {UUID(one) for one in only}
        await service.notify_of_comment(db, UUID(comment_id), named)


@jobs.job("activity.notify_of_assignment", in_queue=jobs.NEWS)
async def notify_of_assignment(thread_id: str, actor: str | None, **_: Any) -> None:
    async with open_system_session.begin() as db:
        await service.notify_of_assignment(db, UUID(thread_id), UUID(actor) if actor else None)


@jobs.job("activity.mail_notification", in_queue=jobs.NEWS)
async def mail_notification(notification_id: str, **_: Any) -> None:
    async with open_system_session.begin() as db:
        await emails.mail_notification(db, UUID(notification_id))


@jobs.job("activity.push_notification", in_queue=jobs.PUSH, retry=WhileUseful())
async def push_notification(notification_id: str, subscription_id: str, **_: Any) -> None:
    await push_messages.push_notification(UUID(notification_id), UUID(subscription_id))


@jobs.job("activity.begin_digests", in_queue=jobs.HOUSEKEEPING, cron="0 6 * * *")
async def begin_digests(**_: Any) -> None:
    async with open_system_session.begin() as db:
        await emails.begin_digests(db)


@jobs.job("activity.mail_digest", in_queue=jobs.NEWS)
async def mail_digest(person_id: str, team_id: str, **_: Any) -> None:
    async with open_system_session.begin() as db:
        await emails.mail_digest(db, UUID(person_id), UUID(team_id))

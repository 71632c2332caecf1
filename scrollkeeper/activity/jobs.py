"""The jobs of this context. Whoever defers one needs only its name."""

from typing import Any
from uuid import UUID

from scrollkeeper.activity import letters, service
from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_session


@jobs.job("activity.notify_of_comment", in_queue=jobs.NEWS)
async def notify_of_comment(comment_id: str, only: list[str] | None = None, **_: Any) -> None:
    async with open_session.begin() as db:
        named = None if only is None else {UUID(one) for one in only}
        await service.notify_of_comment(db, UUID(comment_id), named)


@jobs.job("activity.notify_of_assignment", in_queue=jobs.NEWS)
async def notify_of_assignment(thread_id: str, actor: str | None, **_: Any) -> None:
    async with open_session.begin() as db:
        await service.notify_of_assignment(db, UUID(thread_id), UUID(actor) if actor else None)


@jobs.job("activity.mail_notification", in_queue=jobs.NEWS)
async def mail_notification(notification_id: str, **_: Any) -> None:
    async with open_session.begin() as db:
        await letters.mail_notification(db, UUID(notification_id))


@jobs.job("activity.begin_digests", in_queue=jobs.HOUSEKEEPING, cron="0 6 * * *")
async def begin_digests(**_: Any) -> None:
    async with open_session.begin() as db:
        await letters.begin_digests(db)


@jobs.job("activity.mail_digest", in_queue=jobs.NEWS)
async def mail_digest(person_id: str, team_id: str, **_: Any) -> None:
    async with open_session.begin() as db:
        await letters.mail_digest(db, UUID(person_id), UUID(team_id))

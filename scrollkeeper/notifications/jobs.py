"""The jobs of this context. Whoever defers one needs only its name."""

from typing import Any
from uuid import UUID

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.notifications import emails, push_messages, service
from scrollkeeper.notifications.push.jobs import WhileUseful
from scrollkeeper.webhooks import service as webhooks


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


class UntilGivenUp(BaseRetryStrategy):
    """Again and again for three days; the delivery itself says when there is no other attempt."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        if not isinstance(exception, Exception):  # Cancelled: the worker is stopping, another goes on.
            return RetryDecision()
        return RetryDecision(retry_in={"seconds": webhooks.WAITS[min(job.attempts, len(webhooks.WAITS) - 1)]})


@jobs.job("activity.send_events", in_queue=jobs.WEBHOOKS, retry=3)
async def send_events(team_id: str, **_: Any) -> None:
    async with open_system_session.begin() as db:
        await webhooks.wait_for_writers(db, UUID(team_id))
    async with open_system_session.begin() as db:
        await webhooks.send_events(db, UUID(team_id))


@jobs.job("activity.deliver", in_queue=jobs.WEBHOOKS, retry=UntilGivenUp())
async def deliver(delivery_id: str, **_: Any) -> None:
    await webhooks.deliver(UUID(delivery_id))


@jobs.job("activity.look_after_webhooks", in_queue=jobs.HOUSEKEEPING, cron="*/10 * * * *")
async def look_after_webhooks(**_: Any) -> None:
    async with open_system_session.begin() as db:
        await webhooks.wake_all(db)
        await webhooks.forget_old_deliveries(db)

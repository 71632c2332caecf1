"""The jobs of this context. Whoever defers one needs only its name."""

from typing import Any
from uuid import UUID

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.webhooks import service as webhooks


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

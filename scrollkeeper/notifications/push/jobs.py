"""The job of this context, and when a message that did not go is tried again."""

from typing import Any
from uuid import UUID

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from scrollkeeper.core import jobs
from scrollkeeper.notifications.push import sending

# Seconds before each further attempt; after these it is of no use any more.
WAITS = (10, 60, 300, 1_800, 3_600, 7_200, 14_400, 28_800)
TEST = sending.Message(
    title="ScrollKeeper", body="Notifications will look like this.", place="/settings/notifications", about="test"
)


class WhileUseful(BaseRetryStrategy):
    """Again for most of a day, and never before the push service wants to be asked again."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, Exception):  # Cancelled: the worker is stopping, another goes on.
            return RetryDecision()
        if job.attempts >= len(WAITS):
            return None
        asked = exception.seconds if isinstance(exception, sending.PushRetry) else 0
        return RetryDecision(retry_in={"seconds": max(asked, WAITS[job.attempts])})


@jobs.job("push.send_test", in_queue=jobs.PUSH)
async def send_test(subscription_id: str, **_: Any) -> None:
    """Once: whoever waits for a test looks now, and reads in the settings why it did not come."""
    to = await sending.find_subscription(UUID(subscription_id))
    if to is not None:
        try:
            await sending.send(to, TEST)
        except sending.PushRetry:
            pass

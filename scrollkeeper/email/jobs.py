"""The jobs of this context. Whoever defers one needs only its name."""

from typing import Any
from uuid import UUID

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.email import service


class UntilUseless(BaseRetryStrategy):
    """Again after 10, 20, 40 … 1,800 seconds; the email itself says when it is of no use any more."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        if not isinstance(exception, Exception):  # Cancelled: the worker is stopping, another goes on.
            return RetryDecision()
        return RetryDecision(retry_in={"seconds": wait_seconds(job.attempts)})


def wait_seconds(attempts: int) -> int:
    return min(10 << min(attempts, 10), 1_800)


@jobs.job("mail.send_letter", in_queue=jobs.MAIL, retry=UntilUseless())
async def send_email(letter_id: str, **_: Any) -> None:
    await service.send_email(UUID(letter_id))


@jobs.job("mail.forget_old_letters", in_queue=jobs.HOUSEKEEPING, cron="40 3 * * *")
async def delete_old_emails(**_: Any) -> None:
    async with open_system_session.begin() as db:
        await service.delete_old_emails(db)

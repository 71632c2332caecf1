"""The jobs of this context. Whoever defers one needs only its name."""

from typing import Any
from uuid import UUID

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.settings import settings
from scrollkeeper.ingest.pipeline import ocr, rereading, run


class UntilDone(BaseRetryStrategy):
    """Again after 2, 4, 8 … 300 seconds. What must not go on for ever ends by itself: a file is parked."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        if not isinstance(exception, Exception):  # Cancelled: the worker is stopping, another goes on.
            return RetryDecision()
        return RetryDecision(retry_in={"seconds": min(2 << job.attempts, 300)})


@jobs.job("ingest.parse_file", retry=UntilDone())
async def parse_file(file_id: str, **_: Any) -> None:
    await run.parse_file(UUID(file_id))


@jobs.job("ingest.ocr_file", in_queue=jobs.OCR, retry=UntilDone())
async def ocr_file(file_id: str, **_: Any) -> None:
    await ocr.read_scanned_pages(UUID(file_id))


@jobs.job("ingest.reread_file", in_queue=jobs.OCR, retry=UntilDone())
async def reread_file(file_id: str, **_: Any) -> None:
    await rereading.reread_file(UUID(file_id))


@jobs.job("ingest.queue_rereads", in_queue=jobs.HOUSEKEEPING, cron="*/2 * * * *")
async def queue_rereads(timestamp: int) -> None:
    if settings().reread_papers:
        async with open_system_session.begin() as db:
            await rereading.queue_rereads(db)

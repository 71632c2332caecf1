"""How much waits and how it ended, for Prometheus; read from the database, where every process sees the same."""

import time

import structlog
from prometheus_client import Gauge
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.metrics import metrics_response
from scrollkeeper.library.models import STATUSES, File

log = structlog.get_logger()

# Every process sees the same: what was read last holds.
FILES = Gauge(
    "scrollkeeper_files",
    "Files by where they are: queued, parsing, ready, failed, parked.",
    ("status",),
    multiprocess_mode="mostrecent",
)
JOBS = Gauge(
    "scrollkeeper_jobs", "Jobs that wait or run, by queue.", ("queue", "status"), multiprocess_mode="mostrecent"
)
OLDEST = Gauge(
    "scrollkeeper_oldest_job_seconds", "Age of the oldest job that could run now.", multiprocess_mode="mostrecent"
)
# Counting every file costs something; nobody scrapes more often for a reason.
KEPT_SECONDS = 15
_read_at = -KEPT_SECONDS * 1.0


async def metrics() -> Response:
    """Everything that is counted, as Prometheus reads it."""
    global _read_at
    if time.monotonic() - _read_at >= KEPT_SECONDS:
        _read_at = time.monotonic()
        try:
            await _read()
        except (SQLAlchemyError, OSError) as error:  # What this process counted itself is still worth showing.
            log.warning("the queue could not be counted", error=str(error)[:200])
    return metrics_response()


async def _read() -> None:
    async with open_system_session.begin() as db:
        counted = await db.execute(select(File.status, func.count()).group_by(File.status))
        files: dict[str, int] = {status: count for status, count in counted}  # noqa: C416
        jobs = await db.execute(
            text(
                "select queue_name, status::text, count(*) from procrastinate_jobs"
                " where status in ('todo', 'doing') group by 1, 2"
            )
        )
        waiting = await db.execute(
            text(
                "select coalesce(extract(epoch from now() - min(e.at)), 0) from procrastinate_jobs j"
                " join procrastinate_events e on e.job_id = j.id and e.type = 'deferred'"
                " where j.status = 'todo' and (j.scheduled_at is null or j.scheduled_at <= now())"
            )
        )
        for status in STATUSES:
            FILES.labels(status).set(files.get(status, 0))
        JOBS.clear()
        for queue, status, count in jobs:
            JOBS.labels(queue, status).set(count)
        OLDEST.set(float(waiting.scalar_one()))

"""Jobs of workers that died go back into the queue, within 45 seconds of the death."""

import asyncio

import structlog
from procrastinate import exceptions

from scrollkeeper.core.jobs import queue

log = structlog.get_logger()

HEARTBEAT_SECONDS = 5
# Four missed heartbeats: a worker that is only slow should not lose its job to another.
STALLED_SECONDS = 20
LOOK_SECONDS = 5


async def retry_stalled_jobs() -> int:
    """Queue every job whose worker is silent; gives how many."""
    retried = 0
    for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        try:
            await queue.job_manager.retry_job(job)
        except exceptions.ConnectorException:
            continue  # Another worker was quicker, or it has ended after all.
        log.warning("a job's worker died; it runs again", job=job.task_name, args=job.task_kwargs)
        retried += 1
    return retried


async def keep_retrying_stalled_jobs(stop: asyncio.Event) -> None:
    """Look every few seconds until told to stop; a database that does not answer is asked again."""
    while not stop.is_set():
        try:
            await retry_stalled_jobs()
        except exceptions.ConnectorException as error:
            log.warning("stalled jobs could not be looked for", error=str(error))
        try:
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
        except TimeoutError:
            continue

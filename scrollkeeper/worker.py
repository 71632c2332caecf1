"""The job runner: `scrollkeeper worker`, or the child process that `serve` starts and watches."""

import asyncio
import faulthandler
import signal

import structlog
import uvloop

from scrollkeeper import contexts, prepare
from scrollkeeper.core import db, jobs, logging, storage
from scrollkeeper.core.connections import name_of, shares_of_worker
from scrollkeeper.core.job_listening import SharedConnector
from scrollkeeper.core.processes import staying
from scrollkeeper.core.settings import settings
from scrollkeeper.ingest.pipeline.sandboxes import close_sandbox
from scrollkeeper.ingest.pipeline.stalled_jobs import HEARTBEAT_SECONDS, STALLED_SECONDS, keep_retrying_stalled_jobs

log = structlog.get_logger()

# Emails on their way at the same time; a slow mail server holds up no more than these.
EMAILS = 4
# The same for other systems that are told of events by webhooks, and for push services of browsers.
CALLS = 4
# After this long a running job is cut short; it goes back into the queue and costs the document no attempt.
GRACE_SECONDS = 5
RESTART_SECONDS = 2


async def run(stop: asyncio.Event) -> None:
    """Run jobs until `stop` is set; then put back what is unfinished. Needs settings with a database URL."""
    url = settings().database_url
    assert url, "the worker needs a DATABASE_URL"
    with staying():
        contexts.load_jobs()
        contexts.load_log()
    shares = shares_of_worker(settings().database_connections)
    db.connect(url, shares=shares)
    storage.use(storage.open_storage(settings().storage_url, settings().data_dir))
    connector = SharedConnector(
        url.replace("+psycopg", "", 1),
        queues=["default", *jobs.QUEUES],
        size=shares.queue,
        name=name_of("worker", shares.total),
    )
    try:
        with jobs.queue.replace_connector(connector):
            async with jobs.queue.open_async():
                parsers = settings().parse_processes
                lanes = {
                    (jobs.PARSING, "default"): parsers, (jobs.OCR,): 1, (jobs.HOUSEKEEPING,): 1, (jobs.MAIL,): EMAILS,
                    (jobs.NEWS,): 2, (jobs.WEBHOOKS,): CALLS, (jobs.PUSH,): CALLS,
                    (jobs.BACKUPS,): 1,
                }  # fmt: skip
                runners = [_keep_running(stop, queues, concurrency) for queues, concurrency in lanes.items()]
                await asyncio.gather(keep_retrying_stalled_jobs(stop), *runners)
    finally:
        await close_sandbox()
        await db.disconnect()


async def _keep_running(stop: asyncio.Event, queues: tuple[str, ...], concurrency: int) -> None:
    """procrastinate's worker ends when the database goes away for a moment; ours goes on."""
    while not stop.is_set():
        runner = asyncio.create_task(
            jobs.queue.run_worker_async(
                queues=list(queues),
                name=queues[0],
                concurrency=concurrency,
                delete_jobs="successful",
                task_middleware=[jobs.remember_failure],
                install_signal_handlers=False,
                shutdown_graceful_timeout=GRACE_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
            )
        )
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({runner, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if stop.is_set():
            runner.cancel()
        results = await asyncio.gather(runner, return_exceptions=True)
        if not stop.is_set():
            log.error("the job runner ended and starts again", queues=queues, error=repr(results[0]))
            await asyncio.sleep(RESTART_SECONDS)


async def _run_until_signalled() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await run(stop)


def main() -> None:
    """Run until SIGINT or SIGTERM."""
    faulthandler.enable()
    logging.set_up(settings())
    # Under `serve` the web app has told of its part by now.
    prepare.compare_room()
    uvloop.run(_run_until_signalled())


if __name__ == "__main__":
    main()

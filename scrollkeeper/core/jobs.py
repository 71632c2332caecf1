"""The job queue (procrastinate on PostgreSQL): a job is deferred in the transaction that makes it necessary."""

from collections.abc import Awaitable, Callable
from typing import Any

import procrastinate
from procrastinate import exceptions
from sqlalchemy.ext.asyncio import AsyncSession

# Each has runners of its own, so that none waits for another.
PARSING, OCR, HOUSEKEEPING, MAIL, NEWS = "parsing", "ocr", "housekeeping", "mail", "news"
WEBHOOKS = "webhooks"
QUEUES = (PARSING, OCR, HOUSEKEEPING, MAIL, NEWS, WEBHOOKS)

# Deferring goes through the caller's own connection, so this connector is only replaced in the worker.
queue = procrastinate.App(connector=procrastinate.PsycopgConnector())


def job(
    name: str, *, in_queue: str = PARSING, retry: Any = False, pass_context: bool = False, cron: str | None = None
) -> Callable[[Callable[..., Awaitable[None]]], Callable[..., Awaitable[None]]]:
    """Register an async function as the job `context.do_this`; with `cron` it also runs by itself, with `timestamp`."""

    def register(function: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        options: Any = {"queue": in_queue, "retry": retry, "pass_context": pass_context}
        task = queue.task(name=name, **options)(function)
        if cron:
            queue.periodic(cron=cron)(task)
        return function

    return register


async def defer(
    db: AsyncSession,
    name: str,
    *,
    only_once: str | None = None,
    in_queue: str | None = None,
    priority: int = 0,
    **args: Any,
) -> None:
    """Put a job into the queue, all or nothing with the transaction; not again while one of name `only_once` waits."""
    options: dict[str, Any] = {"priority": priority, "queueing_lock": only_once}
    if in_queue:
        options["queue"] = in_queue
    try:
        # The unique lock's refusal would abort the whole transaction without a savepoint, which SQLAlchemy makes only
        # when the connection is asked for inside.
        async with db.begin_nested():
            raw = (await (await db.connection()).get_raw_connection()).driver_connection
            await queue.configure_task(name, allow_unknown=True, connection=raw, **options).defer_async(**args)
    except exceptions.AlreadyEnqueued:
        pass

"""The job queue (procrastinate on PostgreSQL): a job is deferred in the transaction that makes it necessary."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import procrastinate
import structlog
from procrastinate import JobContext, exceptions
from sqlalchemy import BigInteger, func, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model, open_system_session

log = structlog.get_logger()

# Each has runners of its own, so that none waits for another.
PARSING, OCR, HOUSEKEEPING, MAIL, NEWS = "parsing", "ocr", "housekeeping", "mail", "news"
WEBHOOKS, PUSH, BACKUPS = "webhooks", "push", "backups"
QUEUES = (PARSING, OCR, HOUSEKEEPING, MAIL, NEWS, WEBHOOKS, PUSH, BACKUPS)

# What may be tried again does so after 3, 9, 27 … seconds.
AGAIN = procrastinate.RetryStrategy(max_attempts=10, exponential_wait=3)

# Deferring goes through the caller's own connection, so this connector is only replaced in the worker.
queue = procrastinate.App(connector=procrastinate.PsycopgConnector())


def job(
    name: str, *, in_queue: str = PARSING, retry: Any = False, pass_context: bool = False, cron: str | None = None
) -> Callable[[Callable[..., Awaitable[None]]], Callable[..., Awaitable[None]]]:
    """Register an async function as the job `context.do_this`; with `cron` it also runs by itself, with `timestamp`."""

    def register(function: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        options: Any = {"queue": in_queue, "retry": retry, "pass_context": pass_context}
        task: Any = queue.task(name=name, **options)(function)  # type: ignore[no-untyped-call]
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
    in_seconds: int = 0,
    **args: Any,
) -> bool:
    """Put a job into the queue, all or nothing with the transaction; not again while one of name `only_once` waits.

    Gives whether it was put there.
    """
    options: dict[str, Any] = {"priority": priority, "queueing_lock": only_once}
    if in_seconds:
        options["schedule_in"] = {"seconds": in_seconds}
    if in_queue:
        options["queue"] = in_queue
    if only_once is None:
        await _put(db, name, options, args)
        return True
    try:
        # The unique lock's refusal would abort the whole transaction without a savepoint, which SQLAlchemy makes only
        # when the connection is asked for inside.
        async with db.begin_nested():
            await _put(db, name, options, args)
    except exceptions.AlreadyEnqueued:
        return False
    return True


async def count_unfinished(db: AsyncSession, name: str) -> int:
    """Jobs of this name that wait or run."""
    query = text("select count(*) from procrastinate_jobs where task_name = :name and status in ('todo', 'doing')")
    return int((await db.execute(query, {"name": name})).scalar_one())


async def _put(db: AsyncSession, name: str, options: dict[str, Any], args: dict[str, Any]) -> None:
    raw = (await (await db.connection()).get_raw_connection()).driver_connection
    await queue.configure_task(name, allow_unknown=True, connection=raw, **options).defer_async(**args)


MAX_REASON = 300


class JobFailure(Model):
    """Why a job failed last; the row goes with the job (a foreign key that the migration makes)."""

    __tablename__ = "job_failures"

    job_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


async def remember_failure(call_next: Callable[[], Awaitable[Any]], context: JobContext, _worker: Any) -> Any:
    """Middleware of the job runner: why a job failed is kept beside it until it succeeds."""
    try:
        return await call_next()
    except exceptions.JobAborted:
        raise
    except Exception as error:
        statement = insert(JobFailure).values(job_id=context.job.id, reason=reason_of(error))
        changes = {"reason": statement.excluded.reason, "at": func.now()}
        try:
            async with open_system_session.begin() as db:
                await db.execute(statement.on_conflict_do_update(index_elements=["job_id"], set_=changes))
        except (SQLAlchemyError, OSError) as trouble:
            log.warning("why a job failed could not be kept", error=type(trouble).__name__)
        raise


def reason_of(error: Exception) -> str:
    """The kind of an error and its first line, which is without the values that a statement was run with."""
    lines = str(error).replace("\0", "").strip().splitlines()
    return f"{type(error).__name__}: {lines[0] if lines else 'it says nothing'}"[:MAX_REASON]

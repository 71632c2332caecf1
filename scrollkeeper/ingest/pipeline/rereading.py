"""Documents that an older parser has read are read again by themselves, quietly: they stay ready all the while.

A periodic job queues some of them at a time, in the lane of OCR and behind it, so no upload waits for it. What cannot
be read again keeps what the older parser found, and is not tried a second time with the same version.
"""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.errors import NotFound, Unavailable
from scrollkeeper.core.settings import settings
from scrollkeeper.core.storage import ObjectMissing
from scrollkeeper.ingest.pipeline.passwords import readable_key
from scrollkeeper.ingest.pipeline.run import MAX_DEATHS, ParseRetry, defer_rest
from scrollkeeper.ingest.pipeline.sandboxes import open_document
from scrollkeeper.ingest.pipeline.status import is_cancelled, lock_file
from scrollkeeper.ingest.pipeline.steps import Parse, extract_text, find_duplicates, identify, read_structure
from scrollkeeper.library.models import File, Paper
from scrollkeeper.parsing.version import PARSER, older_versions
from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused, SandboxMissing

log = structlog.get_logger()
JOB = "ingest.reread_file"
# At most so many wait in the queue; a document takes about a second, and the next are queued every two minutes.
BATCH = 200
# After OCR, which gives text to pages that have none.
PRIORITY = -20
STEPS = [identify, extract_text, read_structure, find_duplicates]


@dataclass(frozen=True, slots=True)
class Rereading:
    """How far it is: documents that were read by this version, that wait for it, and that it could not read."""

    parser: str
    enabled: bool
    current: int
    waiting: int
    failed: int


def _outdated() -> ColumnElement[bool]:
    """The condition that a file is to be read again: parked and failed ones wait for somebody to ask for it."""
    again = File.reread_failed.is_distinct_from(PARSER)
    return (File.status == "ready") & File.parser.in_(older_versions()) & again


def select_outdated() -> Select[File]:
    """Files to be read again, of papers outside the bin, the newest first."""
    in_library = select(Paper.id).where(Paper.id == File.paper_id, Paper.deleted_at.is_(None)).exists()
    return select(File).where(_outdated(), in_library).order_by(File.id.desc())


async def measure(db: AsyncSession) -> Rereading:
    """The counts of the whole instance."""
    in_library = select(Paper.id).where(Paper.id == File.paper_id, Paper.deleted_at.is_(None)).exists()
    failed = File.parser.in_(older_versions()) & (File.reread_failed == PARSER)
    counts: tuple[Any, ...] = tuple(
        func.count().filter(condition) for condition in (File.parser == PARSER, _outdated() & in_library, failed)
    )
    row = (await db.execute(select(*counts).where(File.status == "ready"))).one()
    return Rereading(PARSER, settings().reread_papers, *row)


async def queue_rereads(db: AsyncSession, *, most: int = BATCH) -> int:
    """Fill the queue up to `most` such jobs; gives how many came."""
    room = most - await jobs.count_unfinished(db, JOB)
    if room <= 0:
        return 0
    file_ids = (await db.execute(select_outdated().with_only_columns(File.id).limit(most))).scalars().all()
    queued = 0
    for file_id in file_ids:
        if queued < room:
            queued += await jobs.defer(
                db, JOB, in_queue=jobs.OCR, priority=PRIORITY, only_once=f"reread:{file_id}", file_id=str(file_id)
            )
    return queued


async def reread_file(file_id: UUID) -> None:
    """Read one document again. Raises ParseRetry where another attempt makes sense."""
    file = await _begin(file_id)
    if file is None:
        return
    try:
        await _run(file)
    except asyncio.CancelledError:
        await asyncio.shield(_end(file_id, attempts=0))
        raise
    except NotFound:
        return  # The paper went while we read it.
    except (Unavailable, OperationalError, SandboxMissing) as error:
        await _end(file_id, attempts=0)
        raise ParseRetry from error
    except (Refused, ChildTimedOut, ObjectMissing) as error:
        await _give_up(file_id, str(error))
    except ChildDied as error:
        await _died(file_id, str(error))
    except Exception as error:
        if is_cancelled():
            await asyncio.shield(_end(file_id, attempts=0))
            raise asyncio.CancelledError from error
        log.exception("reading a document again failed", file=str(file_id))
        await _died(file_id, type(error).__name__)


async def _begin(file_id: UUID) -> File | None:
    """Count the attempt before it is made, so that the death of a worker counts; None when nothing is to be done."""
    async with open_system_session.begin() as db:
        await lock_file(db, file_id)
        file = (await db.execute(select_outdated().where(File.id == file_id))).scalar_one_or_none()
        if file is None:
            return None
        if file.attempts >= MAX_DEATHS:
            file.attempts, file.reread_failed = 0, PARSER
            return None
        file.attempts += 1
        return file


async def _run(file: File) -> None:
    async with open_document(await readable_key(file)) as document:
        parse = Parse(file.id, file.team_id, file.paper_id, file.sha256, document, quiet=True)
        for step in STEPS:
            await step(parse)
    async with open_system_session.begin() as db:
        locked = await lock_file(db, file.id)
        if locked is None or locked.status != "ready":
            return  # Somebody asked for it meanwhile, which is a reading of its own.
        for column, value in (parse.outcome | {"attempts": 0, "parser": parse.parser, "reread_failed": None}).items():
            setattr(locked, column, value)
        await db.flush()
        await defer_rest(db, locked, has_marks=parse.has_marks)


async def _died(file_id: UUID, reason: str) -> None:
    async with open_system_session.begin() as db:
        file = await lock_file(db, file_id)
        again = file is not None and file.status == "ready" and file.attempts < MAX_DEATHS
    if again:
        raise ParseRetry(reason)
    await _give_up(file_id, reason)


async def _give_up(file_id: UUID, reason: str) -> None:
    log.warning("a document cannot be read again and stays as it was", file=str(file_id), reason=reason[:200])
    await _end(file_id, attempts=0, reread_failed=PARSER)


async def _end(file_id: UUID, **columns: Any) -> None:
    async with open_system_session.begin() as db:
        file = await lock_file(db, file_id)
        if file is not None and file.status == "ready":
            for column, value in columns.items():
                setattr(file, column, value)

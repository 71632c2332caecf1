"""One document from queued to ready, failed or parked; what went wrong is told in a sentence a person can act on."""

import asyncio
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.errors import NotFound, Unavailable
from scrollkeeper.core.settings import settings
from scrollkeeper.core.storage import ObjectMissing
from scrollkeeper.ingest.pipeline import ocr
from scrollkeeper.ingest.pipeline.passwords import readable_key
from scrollkeeper.ingest.pipeline.reasons import PASSWORD_CODES, sentence_for
from scrollkeeper.ingest.pipeline.sandboxes import open_document
from scrollkeeper.ingest.pipeline.status import is_cancelled, lock_file, set_status
from scrollkeeper.ingest.pipeline.steps import STEPS, Parse
from scrollkeeper.library.models import File
from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused, SandboxMissing

log = structlog.get_logger()
MAX_DEATHS = 3


class ParseRetry(Exception):
    """Nothing is wrong with the document as far as we know; the job runs once more."""


async def parse_file(file_id: UUID) -> None:
    """Run all steps and leave the file ready, failed or parked. Raises ParseRetry where another attempt makes sense."""
    file = await _begin(file_id)
    if file is None:
        return
    try:
        await _run(file)
    except asyncio.CancelledError:
        await asyncio.shield(_put_back(file_id))
        raise
    except NotFound:
        return  # The paper went while we read it.
    except (Refused, ChildTimedOut, SandboxMissing, ObjectMissing) as error:
        await _fail(file_id, error)
    except (Unavailable, OperationalError) as error:
        log.warning("parsing waits for database or storage", file=str(file_id), error=str(error)[:200])
        await _put_back(file_id)
        raise ParseRetry from error
    except ChildDied as error:
        await _park(file_id, str(error))
    except Exception as error:
        if is_cancelled():
            await asyncio.shield(_put_back(file_id))
            raise asyncio.CancelledError from error
        if isinstance(error, IntegrityError) and await _is_gone(file_id):
            return
        log.exception("parsing failed", file=str(file_id))
        await _park(file_id, f"ScrollKeeper itself failed ({type(error).__name__}).")


async def _run(file: File) -> None:
    async with open_document(await readable_key(file)) as document:
        parse = Parse(file.id, file.team_id, file.paper_id, file.sha256, document)
        for step in STEPS:
            await step(parse)
    async with open_system_session.begin() as db:
        locked = await lock_file(db, file.id)
        if locked is None:
            return
        outcome = parse.outcome | {"attempts": 0, "parser": parse.parser, "needs_password": False}
        await set_status(db, locked, "ready", **outcome)
        await defer_rest(db, locked, has_marks=parse.has_marks)


async def defer_rest(db: AsyncSession, file: File, *, has_marks: bool) -> None:
    """Queue what follows once a file is read: annotations and OCR."""
    follow_up = []
    if has_marks:
        follow_up.append(("exchange.import_pdf_annotations", "import-marks"))
    if await _has_other_files(db, file):
        follow_up.append(("annotations.carry", "carry"))
    for job, name in follow_up:
        await jobs.defer(
            db, job, in_queue=jobs.PARSING, priority=-1, only_once=f"{name}:{file.id}", file_id=str(file.id)
        )
    if file.scanned_pages:
        await ocr.defer_ocr(db, file)


async def _begin(file_id: UUID) -> File | None:
    """Count the attempt before it is made, in a transaction of its own, so that the death of a worker counts too."""
    async with open_system_session.begin() as db:
        file = await lock_file(db, file_id)
        if file is None:
            return None
        reason = "The job runner died while it read this document." if file.status == "parsing" else file.reason
        if file.attempts >= MAX_DEATHS:
            await set_status(db, file, "parked", _parked(reason))
            return None
        again = f"{reason} This is attempt {file.attempts + 1} of {MAX_DEATHS}." if file.attempts and reason else None
        await set_status(db, file, "parsing", again, attempts=file.attempts + 1, progress=0)
        return file


async def _park(file_id: UUID, reason: str) -> None:
    """The parser died: once more, or after three times never by itself."""
    async with open_system_session.begin() as db:
        file = await lock_file(db, file_id)
        if file is None:
            return
        parked = file.attempts >= MAX_DEATHS
        await set_status(db, file, "parked" if parked else "queued", _parked(reason) if parked else reason)
    if not parked:
        raise ParseRetry(reason)


async def _fail(file_id: UUID, error: Exception) -> None:
    needs_password = isinstance(error, Refused) and error.code in PASSWORD_CODES
    async with open_system_session.begin() as db:
        file = await lock_file(db, file_id)
        if file is not None:
            columns = {"encrypted": True} if needs_password else {}
            reason = sentence_for(error, settings())
            await set_status(db, file, "failed", reason, attempts=0, needs_password=needs_password, **columns)


async def _put_back(file_id: UUID) -> None:
    """We were stopped, or something of ours was down: that is not the document's fault and does not count."""
    async with open_system_session.begin() as db:
        file = await lock_file(db, file_id)
        if file is not None and file.status == "parsing":
            await set_status(db, file, "queued", attempts=max(0, file.attempts - 1))


async def _has_other_files(db: AsyncSession, file: File) -> bool:
    query = select(File.id).where(File.paper_id == file.paper_id, File.id != file.id).limit(1)
    return (await db.execute(query)).scalar_one_or_none() is not None


async def _is_gone(file_id: UUID) -> bool:
    async with open_system_session.begin() as db:
        return await lock_file(db, file_id) is None


def _parked(reason: str | None) -> str:
    return f"Parsing ended badly {MAX_DEATHS} times. {reason or ''} The file is kept; it can be downloaded and read."

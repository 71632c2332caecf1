"""From the last part to a paper in the library: every step can be repeated, and whoever comes by completes it."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakValueDictionary

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import events, jobs
from scrollkeeper.core.db import lock, open_system_session
from scrollkeeper.core.errors import Conflict, Unavailable
from scrollkeeper.core.storage import ObjectMissing, storage
from scrollkeeper.ingest.events import UPLOAD_FINISHED
from scrollkeeper.ingest.uploads import hashing, service
from scrollkeeper.ingest.uploads.models import Upload
from scrollkeeper.ingest.uploads.parts import WrongChecksum, prefix_of
from scrollkeeper.library import service as library
from scrollkeeper.library.files.keys import file_key
from scrollkeeper.library.models import Paper
from scrollkeeper.teams.scope import Scope

log = structlog.get_logger()
# Putting a large file together streams it through memory, some megabytes each.
_assembling = asyncio.Semaphore(2)
_locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()
ATTEMPTS = 3


class PartsGone(Conflict):
    """The bytes stored for this upload are gone, as after a backup was restored. Send the file again from offset 0."""

    title = "Stored bytes gone"


@dataclass(frozen=True, slots=True)
class FinishedUpload:
    """The upload as it ended; `restored` when its paper was in the bin until now."""

    upload: Upload
    restored: bool = False


async def finish_upload(upload_id: UUID) -> FinishedUpload:
    """Hash, object in place, then paper, file, receipt, job and event at once; the parts go last. Idempotent."""
    async with _locks.setdefault(upload_id, asyncio.Lock()):
        for _ in range(ATTEMPTS):
            try:
                return await _try(upload_id)
            except ObjectMissing:
                # Another process finished it and removed the parts, or a sweep took an object that nobody had yet.
                continue
        if await restart_without_parts(upload_id):
            raise PartsGone(headers={"Upload-Offset": "0"})
    raise Unavailable("The file couldn't be saved. Try again in a minute.")


async def _try(upload_id: UUID) -> FinishedUpload:
    async with open_system_session.begin() as db:
        upload = (await db.execute(select(Upload).where(Upload.id == upload_id))).scalar_one_or_none()
        parts = await service.list_parts(db, upload_id)
    if upload is None:
        raise service.UploadNotFound
    if upload.status != "open":
        return FinishedUpload(upload)
    assert upload.offset == upload.size == sum(part.size for part in parts)
    keys = [part.key for part in parts]
    async with _assembling:
        running = hashing.resume(upload.id, upload.size)
        sha256 = running.hexdigest() if running else await hashing.hash_parts(keys)
        if upload.expected_sha256 not in (None, sha256):
            await refuse(upload_id, "The bytes do not match the SHA-256 that was announced. Upload the file again.")
            raise WrongChecksum("The bytes do not match the SHA-256 that was announced. Upload the file again.")
        await _place(keys, sha256, upload.size)
    async with open_system_session.begin() as db:
        finished = await _record(db, upload_id, sha256)
    await _delete_parts(upload_id)
    return finished


async def _place(keys: list[str], sha256: str, size: int) -> None:
    target = file_key(sha256)
    if await storage().size(target) == size:
        return
    if len(keys) == 1:
        await storage().copy(keys[0], target)
    else:
        await storage().put_stream(target, hashing.stream_parts(keys))


async def _record(db: AsyncSession, upload_id: UUID, sha256: str) -> FinishedUpload:
    # The sweep removes an object that no file names under the same lock, so it is either seen here or put again.
    await lock(db, "object", sha256)
    query = select(Upload).where(Upload.id == upload_id).with_for_update()
    upload = (await db.execute(query)).scalar_one()
    if upload.status != "open":
        return FinishedUpload(upload)
    if await storage().size(file_key(sha256)) != upload.size:
        raise ObjectMissing(file_key(sha256))
    scope = Scope(upload.team_id, upload.person_id, "system")
    restored = await _is_in_bin(db, scope, sha256)
    paper, file, already_here = await library.add_file(
        db,
        scope,
        name=upload.name,
        sha256=sha256,
        size=upload.size,
        version_of=upload.version_of_id,
        kind=upload.kind,
    )
    if not already_here:
        await jobs.defer(db, "ingest.parse_file", in_queue=jobs.PARSING, file_id=str(file.id))
    upload.status, upload.sha256, upload.writer = "finished", sha256, None
    upload.paper_id, upload.file_id, upload.already_here = paper.id, file.id, already_here
    await service.drop_parts(db, upload.id)
    await db.flush()
    await events.publish(
        db,
        upload.team_id,
        UPLOAD_FINISHED,
        person_id=upload.person_id,
        upload=upload.id,
        paper=paper.id,
        file=file.id,
        data={"name": upload.name, "already_here": already_here},
    )
    return FinishedUpload(upload, restored)


async def restart_without_parts(upload_id: UUID) -> bool:
    """Set an open upload whose stored parts are gone back to offset 0; whether it was.

    A database that was dumped while an upload was open, with files that were copied when it had been finished, knows of
    parts that nobody has any more.
    """
    async with open_system_session.begin() as db:
        upload = (await db.execute(select(Upload).where(Upload.id == upload_id))).scalar_one_or_none()
        counted = {part.key for part in await service.list_parts(db, upload_id)}
    if upload is None or upload.status != "open":
        return False
    stored = {one.key async for one in storage().list(prefix_of(upload_id))}
    if counted <= stored:
        return False
    # Whoever finishes or ends it removes parts only once that is committed: then it is not open any more.
    async with open_system_session.begin() as db:
        restarted = await service.restart_upload(db, upload_id, offset=upload.offset)
    if restarted:
        log.warning("an upload begins again, since its stored bytes are gone", upload=str(upload_id))
        hashing.forget(upload_id)
        # Not everything below its prefix: somebody may be sending the file again by now.
        with suppress(Unavailable):
            await storage().delete(counted)
    return restarted


async def _is_in_bin(db: AsyncSession, scope: Scope, sha256: str) -> bool:
    file = await library.find_file_by_hash(db, scope, sha256)
    if file is None:
        return False
    paper: Paper = await library.get_paper(db, scope, file.paper_id)
    return paper.deleted_at is not None


async def refuse(upload_id: UUID, reason: str, *, writer: UUID | None = None) -> None:
    """End an upload as refused, and free its room."""
    async with open_system_session.begin() as db:
        ended = await service.end_upload(db, upload_id, "refused", reason, writer=writer)
    if ended:
        await forget_parts(upload_id)


async def forget_parts(upload_id: UUID) -> None:
    """Remove what an ended upload left in storage; what fails now, the sweep does."""
    if await _delete_parts(upload_id):
        async with open_system_session.begin() as db:
            await service.drop_parts(db, upload_id)


async def _delete_parts(upload_id: UUID) -> bool:
    hashing.forget(upload_id)
    try:
        await storage().delete([stored.key async for stored in storage().list(prefix_of(upload_id))])
    except Unavailable:
        return False
    return True

"""Clears up: ends abandoned uploads, completes those whose finish was cut short, removes objects nobody names."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import func, select, update

from scrollkeeper.core.db import lock, open_system_session
from scrollkeeper.core.errors import Problem
from scrollkeeper.core.settings import settings
from scrollkeeper.core.storage import Stored, storage
from scrollkeeper.ingest.uploads import finish
from scrollkeeper.ingest.uploads.models import Upload
from scrollkeeper.library.files.keys import FILES, THUMBNAILS, UNLOCKED, file_of_key, sha256_of_key
from scrollkeeper.library.files.removal import may_remove
from scrollkeeper.library.models import File

log = structlog.get_logger()
BATCH = 200
# A request that is finishing an upload right now is left alone for this long.
FINISHING = timedelta(minutes=5)
# Nothing is written for so long: what is half written by then was left by a killed process.
LEFTOVER_AGE = timedelta(hours=6)
# An object is in place some moments before its row; one without a row after this long has none.
ORPHAN_AGE = timedelta(days=1)


async def sweep_uploads(*, finishing: timedelta = FINISHING, leftover_age: timedelta = LEFTOVER_AGE) -> None:
    """Every few minutes: expired uploads, unfinished finishes, and parts of uploads that have ended."""
    await finish_uploads(finishing)
    await expire_uploads()
    await remove_parts()
    removed = await storage().remove_leftovers(leftover_age)
    if removed:
        log.info("removed half-written files", count=removed)


async def expire_uploads() -> int:
    """End open uploads that were left for too long, and free their room; gives how many."""
    ended = 0
    while True:
        async with open_system_session.begin() as db:
            old = (
                select(Upload.id)
                .where(Upload.status == "open", Upload.expires_at <= func.now())
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            )
            reason = "This upload has expired. Start a new one."
            ids = (
                (
                    await db.execute(
                        update(Upload)
                        .where(Upload.id.in_(old))
                        .values(status="expired", reason=reason)
                        .returning(Upload.id)
                    )
                )
                .scalars()
                .all()
            )
        for upload_id in ids:
            await finish.forget_parts(upload_id)
        ended += len(ids)
        if len(ids) < BATCH:
            return ended


def _last_byte() -> Any:
    """An upload expires so long after its last byte, which therefore came so long before it expires."""
    return Upload.expires_at - timedelta(seconds=settings().upload_expiry_seconds)


async def finish_uploads(untouched_for: timedelta) -> int:
    """Complete uploads that have all their bytes and no paper, because the server died in between."""
    query = select(Upload.id).where(
        Upload.status == "open", Upload.offset == Upload.size, _last_byte() < func.now() - untouched_for
    )
    async with open_system_session.begin() as db:
        ids = (await db.execute(query.limit(BATCH))).scalars().all()
    for upload_id in ids:
        try:
            await finish.finish_upload(upload_id)
        except Problem as refusal:
            log.warning("an upload could not be finished", upload=str(upload_id), reason=refusal.detail)
    return len(ids)


async def remove_parts() -> int:
    """Remove stored parts of uploads that are not open any more."""
    removed = 0
    async for batch in stored_in_batches("uploads/"):
        ids = {upload_id for one in batch if (upload_id := _upload_of(one.key))}
        async with open_system_session.begin() as db:
            query = select(Upload.id).where(Upload.id.in_(ids), Upload.status == "open")
            alive = set((await db.execute(query)).scalars())
        dead = [one.key for one in batch if _upload_of(one.key) not in alive]
        await storage().delete(dead)
        removed += len(dead)
    return removed


def _upload_of(key: str) -> UUID | None:
    try:
        return UUID(key.split("/")[1])
    except (ValueError, IndexError):
        return None


async def sweep_files(*, orphan_age: timedelta = ORPHAN_AGE) -> int:
    """Once a day: remove PDFs that no team has any more, or that never got a row, and what was made of them; gives how
    many objects."""
    before = datetime.now(UTC) - orphan_age
    return (
        await _sweep_by_bytes(FILES, before) + await _sweep_by_bytes(THUMBNAILS, before) + await _sweep_unlocked(before)
    )


async def _sweep_by_bytes(prefix: str, before: datetime) -> int:
    removed = 0
    async for batch in stored_in_batches(prefix):
        old = {sha256: one for one in batch if one.modified < before and (sha256 := sha256_of_key(one.key))}
        async with open_system_session.begin() as db:
            known = set((await db.execute(select(File.sha256).where(File.sha256.in_(old)))).scalars())
        for sha256 in old.keys() - known:
            removed += await _remove_orphan(sha256, old[sha256].key)
    return removed


async def _sweep_unlocked(before: datetime) -> int:
    """Copies that need no password, of files that are gone: no file ever gets the id of another."""
    removed = 0
    async for batch in stored_in_batches(UNLOCKED):
        old = {file_id: one.key for one in batch if one.modified < before and (file_id := file_of_key(one.key))}
        async with open_system_session.begin() as db:
            if not await may_remove(db):
                return removed
            known = set((await db.execute(select(File.id).where(File.id.in_(old)))).scalars())
            gone = [key for file_id, key in old.items() if file_id not in known]
            await storage().delete(gone)
        removed += len(gone)
    return removed


async def _remove_orphan(sha256: str, key: str) -> int:
    """Whoever finishes an upload looks for the object under the same lock, so it cannot go from under a new row."""
    async with open_system_session.begin() as db:
        if not await may_remove(db):  # A backup is copying: another night will do.
            return 0
        await lock(db, "object", sha256)
        if (await db.execute(select(File.id).where(File.sha256 == sha256).limit(1))).first():
            return 0
        await storage().delete([key])
    return 1


async def stored_in_batches(prefix: str) -> AsyncIterator[list[Stored]]:
    """Every object below a prefix, some hundred at a time."""
    batch: list[Stored] = []
    async for one in storage().list(prefix):
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

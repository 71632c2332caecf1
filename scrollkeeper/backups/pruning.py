"""Removes backups that are not kept any more, and objects that no manifest names; whoever calls it is alone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import structlog

from scrollkeeper.backups import manifests
from scrollkeeper.backups.encryption import Damaged, Encryption
from scrollkeeper.backups.errors import BackupRefused
from scrollkeeper.backups.reading import Backup
from scrollkeeper.backups.retention import choose_kept
from scrollkeeper.core.storage import ObjectMissing, Storage

log = structlog.get_logger()
# Whoever copies into this target from elsewhere has not yet written a manifest.
UNNAMED_AGE = timedelta(days=1)
BATCH = 500


async def prune(
    target: Storage, encryption: Encryption, *, unnamed_age: timedelta = UNNAMED_AGE
) -> tuple[list[str], int]:
    """Ids of the removed backups, and how many objects were removed.

    An object stays while any manifest cannot be read that may name it, as after the key was changed.
    """
    before = datetime.now(UTC) - unnamed_age
    ids = await manifests.list_ids(target)
    kept_times = choose_kept({manifests.time_of(one) for one in ids})
    kept = [one for one in ids if manifests.time_of(one) in kept_times]
    removed = [one for one in ids if one not in kept]
    # The manifest first: without it the rest is no backup, whenever we are cut short.
    await target.delete([manifests.piece_key(one, "manifest.json") for one in removed])
    alive = set(kept)
    pieces = [one async for one in target.list(manifests.BACKUPS)]
    await target.delete(
        [
            one.key
            for one in pieces
            if _id_of(one.key) not in alive and (one.modified < before or _id_of(one.key) in removed)
        ]
    )
    for prefix in (manifests.BACKUPS, manifests.OBJECTS):  # The rest of a folder may be somebody else's.
        await target.remove_leftovers(unnamed_age, prefix=prefix)
    named = await _collect_names(target, encryption, kept)
    if named is None:
        return removed, 0
    gone = 0
    async for batch in _unnamed(target, named, before):
        await target.delete(batch)
        gone += len(batch)
    return removed, gone


def _id_of(key: str) -> str:
    return key.removeprefix(manifests.BACKUPS).partition("/")[0]


async def _collect_names(target: Storage, encryption: Encryption, kept: list[str]) -> set[bytes] | None:
    """Names of the objects of these backups, 32 bytes each; None where one cannot be read."""
    names: set[bytes] = set()
    for backup_id in kept:
        try:
            backup = Backup(target, encryption, await manifests.load(target, backup_id, encryption))
            await backup.check_piece("contents", backup.manifest.contents)
            async with backup.entries() as entries:
                names.update(bytes.fromhex(encryption.name_of(entry.sha256)) for entry in entries)
        except (BackupRefused, Damaged, ObjectMissing) as reason:
            log.warning("objects of earlier backups are kept, since one of them cannot be read", reason=str(reason))
            return None
    return names


async def _unnamed(target: Storage, named: set[bytes], before: datetime) -> AsyncIterator[list[str]]:
    batch: list[str] = []
    async for one in target.list(manifests.OBJECTS):
        name = one.key.rpartition("/")[2]
        if manifests.object_key(name) != one.key or len(name) != 64:
            continue
        if one.modified < before and bytes.fromhex(name) not in named:
            batch.append(one.key)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

"""Verifies a backup: reads every byte of it, and restores its dump into a database of its own that is thrown away."""

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from scrollkeeper.backups import dumps, restoring
from scrollkeeper.backups.encryption import Damaged
from scrollkeeper.backups.errors import BackupFailed, BackupRefused
from scrollkeeper.backups.objects import Entry, measure
from scrollkeeper.backups.reading import Backup
from scrollkeeper.backups.service import Report
from scrollkeeper.backups.workers import for_each
from scrollkeeper.core.postgres import EmbeddedPostgres
from scrollkeeper.core.storage import ObjectMissing

MOST_NAMED = 100


@dataclass
class Verified:
    """What was read; `faults` names the first of what is wrong with it, and how."""

    objects: int = 0
    bytes: int = 0
    faults: list[str] = field(default_factory=list)
    fault_count: int = 0

    def add_fault(self, sentence: str) -> None:
        self.fault_count += 1
        if len(self.faults) < MOST_NAMED:
            self.faults.append(sentence)


async def verify_backup(backup: Backup, *, report: Report = lambda *_: None) -> Verified:
    """Compare every byte of a backup with its hash; what is wrong is in the answer."""
    verified = Verified()
    if "dump" in await verify_bytes(backup, verified, report=report):
        report("database", 0, 1)
        try:
            await _rehearse(backup)
        except (BackupFailed, BackupRefused, Damaged) as failure:
            verified.add_fault(str(failure))
        report("database", 1, 1)
    return verified


async def verify_bytes(backup: Backup, verified: Verified, *, report: Report = lambda *_: None) -> set[str]:
    """Read everything and compare it; gives the pieces that are sound."""
    sound = set()
    for name, piece in backup.pieces().items():
        try:
            await backup.check_piece(name, piece)
            if name == "contents":
                await backup.check_entries()
            sound.add(name)
        except Damaged as damage:
            verified.add_fault(f"{damage}.")
    if "contents" in sound:
        await _verify_objects(backup, verified, report)
    return sound


async def _verify_objects(backup: Backup, verified: Verified, report: Report) -> None:
    async def verify(entry: Entry) -> None:
        if fault := await _find_fault(backup, entry):
            verified.add_fault(f"{backup.key_of(entry)} ({entry.key}) {fault}.")
        verified.objects += 1
        verified.bytes += entry.size
        report("files", verified.objects, backup.manifest.objects)

    async with backup.entries() as entries:
        await for_each(entries, verify)
    if verified.objects != backup.manifest.objects:
        verified.add_fault(f"The manifest counts {backup.manifest.objects} objects; listed are {verified.objects}.")


async def _find_fault(backup: Backup, entry: Entry) -> str:
    try:
        sound = await measure(backup.read_object(entry)) == (entry.sha256, entry.size)
    except ObjectMissing:
        return "is missing"
    except Damaged:
        return "is damaged"
    return "" if sound else "is damaged"


async def _rehearse(backup: Backup) -> None:
    """Restore the dump into an embedded database, and count its rows."""
    with tempfile.TemporaryDirectory(prefix="scrollkeeper-verify-") as folder:
        # Nothing of it has to outlive the machine.
        scratch = EmbeddedPostgres(Path(folder), fsync="off")
        try:
            url = await asyncio.to_thread(scratch.start)
            version = await restoring.check_empty(url)
            await dumps.restore(url, backup.read_piece("dump"), server_version=version)
            await restoring.compare_rows(url, backup.manifest.rows)
        finally:
            await asyncio.to_thread(scratch.stop)

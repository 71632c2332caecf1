"""What lies in a backup, read again and known to be right: pieces, the list of objects, the objects."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from scrollkeeper.backups import manifests
from scrollkeeper.backups.encryption import Damaged, Encryption
from scrollkeeper.backups.manifests import Manifest, Piece
from scrollkeeper.backups.objects import Check, Entry, is_named_well
from scrollkeeper.core.storage import ObjectMissing, Storage

LONGEST_LINE = 1_000


class Backup:
    """One backup in a target, whose manifest is known to be right."""

    def __init__(self, target: Storage, encryption: Encryption, manifest: Manifest) -> None:
        self.target, self.encryption, self.manifest = target, encryption, manifest

    def pieces(self) -> dict[str, Piece]:
        made = self.manifest
        return {"dump": made.dump, "contents": made.contents} | ({"keys": made.keys} if made.keys else {})

    async def check_piece(self, name: str, piece: Piece) -> None:
        """Read it once and compare with the manifest; raises Damaged."""
        check = Check()
        try:
            async for _ in check.through(self.target.stream(manifests.piece_key(self.manifest.id, name))):
                pass
        except ObjectMissing:
            raise Damaged(f"{manifests.piece_key(self.manifest.id, name)} is missing") from None
        if (check.sha256, check.size) != (piece.sha256, piece.size):
            raise Damaged(f"{manifests.piece_key(self.manifest.id, name)} is not what the manifest says")

    def read_piece(self, name: str) -> AsyncIterator[bytes]:
        stored = self.target.stream(manifests.piece_key(self.manifest.id, name))
        return self.encryption.decrypt(f"{self.manifest.id}/{name}", stored)

    def key_of(self, entry: Entry) -> str:
        """Where the object of an entry lies in the target."""
        return manifests.object_key(self.encryption.name_of(entry.sha256))

    def read_object(self, entry: Entry) -> AsyncIterator[bytes]:
        """Its bytes; raises Damaged or ObjectMissing. Its hash is for the reader to compare."""
        return self.encryption.decrypt(self.encryption.name_of(entry.sha256), self.target.stream(self.key_of(entry)))

    async def check_entries(self) -> None:
        """Whether the list of objects can be read and names only what can be ours; raises Damaged."""
        async with self.entries() as entries:
            for _ in entries:
                pass

    @asynccontextmanager
    async def entries(self) -> AsyncIterator[Iterator[Entry]]:
        """The list of objects, on disk and not in memory; several may take from it."""
        with tempfile.TemporaryFile() as lines:
            async for chunk in self.read_piece("contents"):
                await asyncio.to_thread(lines.write, chunk)
            lines.seek(0)
            yield _decode(lines)


def _decode(lines: Any) -> Iterator[Entry]:
    """Raises Damaged: a plain backup may hold whatever somebody put there."""
    try:
        for line in iter(lambda: lines.readline(LONGEST_LINE), b""):
            entry = msgspec.json.decode(line, type=Entry)
            if not is_named_well(entry):
                raise Damaged(f"The list of files names {entry.key[:100]!r}, which is none of ours")
            yield entry
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Damaged("The list of files cannot be read") from None


async def open_backup(target: Storage, encryption: Encryption, backup_id: str | None) -> Backup:
    """The named backup, or the newest; raises BackupRefused."""
    if backup_id:
        return Backup(target, encryption, await manifests.load(target, backup_id, encryption))
    return Backup(target, encryption, await manifests.load_newest(target, encryption))

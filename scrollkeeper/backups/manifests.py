"""Manifests: what a backup consists of, signed, and written last, so that one cut short is none.

backups/<id>/manifest.json   this; <id> begins with the time, so that names sort as times do
backups/<id>/dump            the database, as pg_dump writes it
backups/<id>/contents        the objects: a line [key, sha256, size] each
backups/<id>/keys            the sealing keys, where the backup is encrypted
objects/ab/<name>            objects of all backups, each once
"""

import re
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import msgspec

from scrollkeeper.backups.encryption import Encryption
from scrollkeeper.backups.errors import BackupRefused
from scrollkeeper.core.storage import Storage

VERSION = 1
BACKUPS, OBJECTS = "backups/", "objects/"
_ID = re.compile(r"[0-9]{8}T[0-9]{12}Z-[0-9a-f]{8}")
MOST_BYTES = 1 << 20


class Piece(msgspec.Struct, frozen=True):
    """Bytes of one backup as they lie in the target; `sha256` is of these and not of what they mean."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """One backup. `rows` counts each table, `damaged` the objects that were missing or wrong when it was made."""

    id: str
    made_at: datetime
    program: str
    schema: str
    postgres: int
    key: str
    dump: Piece
    contents: Piece
    keys: Piece | None
    sealing_keys: list[str]
    objects: int
    object_bytes: int
    damaged: int
    rows: dict[str, int]
    version: int = VERSION

    @property
    def plain(self) -> bool:
        return not self.key


class _Signed(msgspec.Struct):
    manifest: msgspec.Raw
    signature: str


def new_id(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(4)}"


def is_id(name: str) -> bool:
    """Whether a name is that of a backup, and its time one that there is."""
    try:
        return _ID.fullmatch(name) is not None and bool(time_of(name))
    except ValueError:
        return False


def time_of(backup_id: str) -> datetime:
    return datetime.strptime(backup_id.partition("-")[0], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)


def piece_key(backup_id: str, piece: str) -> str:
    return f"{BACKUPS}{backup_id}/{piece}"


def object_key(name: str) -> str:
    return f"{OBJECTS}{name[:2]}/{name}"


def write(manifest: Manifest, encryption: Encryption) -> bytes:
    body = msgspec.json.encode(manifest)
    return msgspec.json.encode(_Signed(msgspec.Raw(body), encryption.sign(body)))


def read(backup_id: str, data: bytes, encryption: Encryption) -> Manifest:
    """The manifest, known to be that of this backup and of this key; raises BackupRefused with a sentence."""
    try:
        signed = msgspec.json.decode(data, type=_Signed)
        manifest = msgspec.json.decode(signed.manifest, type=Manifest)
    except msgspec.MsgspecError:
        raise BackupRefused(f"The manifest of backup {backup_id} cannot be read: it is damaged.") from None
    if manifest.version != VERSION:
        raise BackupRefused(f"Backup {backup_id} was made by a newer ScrollKeeper ({manifest.program}).")
    if manifest.plain != encryption.plain or manifest.key != encryption.fingerprint:
        raise BackupRefused(_explain_key(manifest, encryption))
    if manifest.id != backup_id or not encryption.has_signed(bytes(signed.manifest), signed.signature):
        raise BackupRefused(f"The manifest of backup {backup_id} was changed or damaged: its signature is wrong.")
    return manifest


def _explain_key(manifest: Manifest, encryption: Encryption) -> str:
    if manifest.plain:
        return f"Backup {manifest.id} is not encrypted, and so anybody could have changed it. To use it, give --plain."
    if encryption.plain:
        return f"Backup {manifest.id} is encrypted: set SCROLLKEEPER_BACKUP_KEY or SCROLLKEEPER_BACKUP_KEY_FILE."
    return (
        f"Backup {manifest.id} was encrypted with another key ({manifest.key}) than SCROLLKEEPER_BACKUP_KEY "
        f"({encryption.fingerprint})."
    )


async def list_ids(target: Storage) -> list[str]:
    """Backups that were completed, the oldest first."""
    return sorted([backup_id async for backup_id, piece in _list_pieces(target) if piece == "manifest.json"])


async def _list_pieces(target: Storage) -> AsyncIterator[tuple[str, str]]:
    async for one in target.list(BACKUPS):
        backup_id, _, piece = one.key.removeprefix(BACKUPS).partition("/")
        if is_id(backup_id):
            yield backup_id, piece


async def load(target: Storage, backup_id: str, encryption: Encryption) -> Manifest:
    key = piece_key(backup_id, "manifest.json")
    size = await target.size(key) if is_id(backup_id) else None
    if size is None:
        raise BackupRefused(f"There is no backup {backup_id} here. `scrollkeeper backup list` shows those there are.")
    if size > MOST_BYTES:
        raise BackupRefused(f"The manifest of backup {backup_id} cannot be read: it is too large.")
    return read(backup_id, await target.read(key, 0, size), encryption)


async def load_newest(target: Storage, encryption: Encryption) -> Manifest:
    ids = await list_ids(target)
    if not ids:
        raise BackupRefused("There is no complete backup here.")
    return await load(target, ids[-1], encryption)

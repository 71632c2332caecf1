"""Where backups lie: a folder, or a bucket of an S3."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from obstore.store import LocalStore

from scrollkeeper.backups.encryption import Encryption, WeakKey
from scrollkeeper.backups.errors import BackupRefused
from scrollkeeper.core.settings import Settings
from scrollkeeper.core.storage import Storage, StorageRefused, open_storage


def open_target(where: str, settings: Settings, *, make: bool = False) -> Storage:
    """The target that a person names: a folder, file:///folder or s3://bucket/prefix; raises BackupRefused.

    With `make` a folder is made where there is none, which nobody else may read.
    """
    if where.startswith("s3://"):
        try:
            return open_storage(where, settings.data_dir)
        except StorageRefused as refusal:
            raise BackupRefused(str(refusal).replace("STORAGE_URL", "The place of backups")) from None
    if "://" in where and not where.startswith("file:///"):
        raise BackupRefused("Backups lie in a folder or in s3://bucket/prefix.")
    folder = folder_of(where)
    if folder.resolve().is_relative_to(settings.data_dir.resolve()):
        raise BackupRefused(f"{folder} lies in the data folder, and would be lost with it. Choose another place.")
    try:
        if make:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        elif not folder.is_dir():
            raise BackupRefused(f"There is no folder {folder}.")
        return Storage(LocalStore(prefix=folder, mkdir=True), folder)
    except OSError as error:
        raise BackupRefused(f"{folder} cannot be used: {error.strerror}.") from None


def folder_of(where: str) -> Path:
    """The folder of a place that is no bucket."""
    return Path(unquote(urlsplit(where).path) if where.startswith("file:") else where).absolute()


def encryption_of(settings: Settings, *, plain: bool) -> Encryption:
    """With the host's key, or plain where that is said; raises BackupRefused where neither is."""
    if plain:
        return Encryption(None)
    if settings.backup_key is None:
        raise BackupRefused(
            "Set SCROLLKEEPER_BACKUP_KEY or SCROLLKEEPER_BACKUP_KEY_FILE to a long random text, such as `openssl rand "
            "-base64 32` gives, and keep a copy elsewhere: without it no backup can be read. For backups that are not "
            "encrypted give --plain."
        )
    try:
        return Encryption(settings.backup_key.get_secret_value())
    except WeakKey as weakness:
        raise BackupRefused(str(weakness)) from None

"""Backups that nobody asks for: each night, and before the schema changes; and whether the last one is too old."""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import create_engine, pool, text

from scrollkeeper.backups import manifests, service, targets
from scrollkeeper.backups.encryption import Encryption
from scrollkeeper.backups.errors import BackupFailed, BackupRefused
from scrollkeeper.core.db import open_system_session, sqlalchemy_url
from scrollkeeper.core.errors import Unavailable
from scrollkeeper.core.postgres import EmbeddedPostgres
from scrollkeeper.core.settings import Settings, settings
from scrollkeeper.core.storage import Storage, open_storage

log = structlog.get_logger()
OFF = "off"
_FILLED = "select to_regclass('people') is not null and to_regclass('alembic_version') is not null"


def place_of(chosen: Settings) -> str | None:
    """Where they are put: what the setting says, or a folder beside that of an embedded database; None for nowhere."""
    if chosen.backup_url:
        return None if chosen.backup_url == OFF else chosen.backup_url
    embedded = chosen.database_url in (None, EmbeddedPostgres(chosen.data_dir).url)
    folder = chosen.data_dir.resolve()
    return str(folder.with_name(f"{folder.name}-backups")) if embedded else None


def encryption_of(chosen: Settings, place: str) -> Encryption:
    """With the host's key where there is one; a folder may do without. Raises BackupRefused."""
    plain = chosen.backup_key is None and not place.startswith("s3://")
    return targets.encryption_of(chosen, plain=plain)


async def make_backup(url: str) -> service.Made | None:
    """One more backup, where there is a place for it; raises BackupRefused or BackupFailed."""
    chosen = settings()
    place = place_of(chosen)
    if place is None:
        return None
    encryption, target = encryption_of(chosen, place), targets.open_target(place, chosen, make=True)
    made = await service.create_backup(url, open_storage(chosen.storage_url, chosen.data_dir), target, encryption)
    log.info("made a backup", backup=made.manifest.id, place=place, files=made.manifest.objects, new=made.copied)
    for key, fault in made.faults[:20]:
        log.error(f"a file of a paper is {fault} in the file store", key=key)
    return made


def back_up_before_migrating(url: str) -> None:
    """Where there is anything to lose; raises BackupRefused with what to do where it does not succeed."""
    if not settings().backup_before_migrating or place_of(settings()) is None or not _has_people(url):
        return
    log.info("a backup is made before the database is brought up to date")
    try:
        asyncio.run(make_backup(url))
    except (BackupRefused, BackupFailed, Unavailable) as reason:
        raise BackupRefused(
            f"The database has to be brought up to date, and the backup before that failed: {reason} Mend this, or "
            "start once with SCROLLKEEPER_BACKUP_BEFORE_MIGRATING=false to go without."
        ) from None


def _has_people(url: str) -> bool:
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            if not connection.execute(text(_FILLED)).scalar_one():
                return False
            return bool(connection.execute(text("select exists (select from people)")).scalar_one())
    finally:
        engine.dispose()


async def find_last() -> datetime | None:
    """When the last complete backup was made at the place of automatic ones; raises BackupRefused or StorageDown."""
    place = place_of(settings())
    if place is None or not _is_begun(place):
        return None
    target: Storage = targets.open_target(place, settings())
    ids = await manifests.list_ids(target)
    return manifests.time_of(ids[-1]) if ids else None


def _is_begun(place: str) -> bool:
    """Whether there is a folder to look into; it is made with the first backup."""
    return place.startswith("s3://") or targets.folder_of(place).is_dir()


async def find_trouble() -> str | None:
    """Why whoever hosts should look after backups; None where the last is young enough, or none are wanted."""
    if place_of(settings()) is None:
        return None
    try:
        last = await find_last()
    except (BackupRefused, Unavailable) as reason:
        return f"backups cannot be looked at: {reason}"
    most = timedelta(hours=settings().backup_max_age_hours)
    since = last or await _begun_at()
    if since is None or datetime.now(UTC) - since <= most:
        return None
    when = f"the last backup is of {last:%Y-%m-%d %H:%M} UTC" if last else "there is no backup"
    return f"{when}; the log of the job runner says why (`scrollkeeper backup create` makes one by hand)"


async def _begun_at() -> datetime | None:
    """When this system was first started."""
    async with open_system_session.begin() as db:
        begun: datetime | None = (await db.execute(text("select min(at) from sealing_keys"))).scalar_one()
        return begun

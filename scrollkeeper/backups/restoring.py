"""Restores a backup into a system that has nothing yet: objects first, and the database at once as the last thing."""

import asyncio
from typing import Any

import psycopg
from sqlalchemy import create_engine, pool

from scrollkeeper.backups import dumps
from scrollkeeper.backups.encryption import Damaged
from scrollkeeper.backups.errors import BackupFailed, BackupRefused
from scrollkeeper.backups.objects import Check, Differs, Entry, measure, put_checked
from scrollkeeper.backups.reading import Backup
from scrollkeeper.backups.service import Report, count_table
from scrollkeeper.backups.workers import for_each
from scrollkeeper.core import keyring
from scrollkeeper.core.connections import KEEPALIVE
from scrollkeeper.core.db import sqlalchemy_url
from scrollkeeper.core.settings import settings
from scrollkeeper.core.storage import ObjectMissing, Storage
from scrollkeeper.migrations.isolation import make_role
from scrollkeeper.migrations.run import knows_step, migrate

_FILLED = """
    select exists (select from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p'))
"""


async def check_backup(backup: Backup) -> None:
    """What is asked before a system is touched; raises BackupRefused."""
    if not knows_step(backup.manifest.schema):
        raise BackupRefused(
            f"Backup {backup.manifest.id} was made by a newer ScrollKeeper ({backup.manifest.program}, step "
            f"{backup.manifest.schema}). Install that one, or a newer one, and restore with it."
        )
    try:
        for name, piece in backup.pieces().items():
            await backup.check_piece(name, piece)
        await backup.check_entries()
    except Damaged as damage:
        raise BackupRefused(
            f"Backup {backup.manifest.id} is damaged: {damage}. Restore another one with --backup."
        ) from None


async def check_empty(url: str) -> int:
    """The version of the server; raises BackupRefused where the database has any table."""
    options: Any = dict(KEEPALIVE)
    try:
        connection = await psycopg.AsyncConnection.connect(dumps.libpq_url(url), **options)
    except psycopg.OperationalError as error:
        raise BackupRefused(f"The database does not answer: {str(error).strip()[:300]}") from None
    async with connection:
        row = await (await connection.execute(_FILLED)).fetchone()
        if row and row[0]:
            raise BackupRefused(
                "This system is not empty: its database has tables. Restore into a new data folder (--data-dir) or an "
                "empty database; nothing was changed."
            )
        return connection.info.server_version


async def restore_backup(url: str, backup: Backup, store: Storage, *, report: Report = lambda *_: None) -> None:
    """Into an empty database and a store that may have some of the objects already; raises BackupFailed.

    Cut short, it leaves a database without tables, and goes on where it was when it is run again.
    """
    version = await check_empty(url)
    await _require_room(backup, store)
    await _restore_objects(backup, store, report)
    if backup.manifest.keys and not settings().secret_keys:
        keyring.import_keys(b"".join([chunk async for chunk in backup.read_piece("keys")]).decode())
    report("database", 0, 1)
    await asyncio.to_thread(_prepare_role, url)
    await dumps.restore(url, backup.read_piece("dump"), server_version=version)
    await compare_rows(url, backup.manifest.rows)
    await asyncio.to_thread(migrate, url)
    report("database", 1, 1)


def missing_sealing_keys(backup: Backup) -> list[str]:
    """Fingerprints of keys that have sealed what is in this backup, and are not on this machine."""
    return [one for one in backup.manifest.sealing_keys[:1] if one not in keyring.fingerprints()]


async def compare_rows(url: str, rows: dict[str, int]) -> None:
    """Raises BackupFailed where a table has not as many rows as when the backup was made."""
    options: Any = dict(KEEPALIVE)
    async with await psycopg.AsyncConnection.connect(dumps.libpq_url(url), **options) as connection:
        for table, count in rows.items():
            if (found := await count_table(connection, table)) != count:
                raise BackupFailed(f"Table {table} has {found} rows after restoring, and had {count}.")


async def _require_room(backup: Backup, store: Storage) -> None:
    free = await store.free_bytes()
    needed = backup.manifest.object_bytes + settings().min_free_bytes
    if free is not None and free < needed:
        raise BackupRefused(f"There is not enough room: {needed:,} bytes are needed and {free:,} are free.")


def _prepare_role(url: str) -> None:
    """Policies and rights of the dump name the role of requests."""
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool)
    with engine.begin() as connection:
        make_role(connection)


async def _restore_objects(backup: Backup, store: Storage, report: Report) -> None:
    done = 0

    async def restore(entry: Entry) -> None:
        nonlocal done
        await _restore_object(backup, store, entry)
        done += 1
        report("files", done, backup.manifest.objects)

    async with backup.entries() as entries:
        await for_each(entries, restore)


async def _restore_object(backup: Backup, store: Storage, entry: Entry) -> None:
    if await store.size(entry.key) == entry.size and await measure(store.stream(entry.key)) == entry[1:]:
        return
    check = Check(entry.sha256, entry.size)
    where = backup.key_of(entry)
    try:
        if await backup.target.size(where) is None:
            raise ObjectMissing(where)
        await put_checked(store, entry.key, check.through(backup.read_object(entry)), check)
    except (Damaged, Differs):
        raise BackupFailed(f"{where} of the backup ({entry.key}) is damaged. {_AFTER}") from None
    except ObjectMissing:
        raise BackupFailed(f"{where} of the backup ({entry.key}) is missing. {_AFTER}") from None


_AFTER = "The database is still empty; restore another backup with --backup."

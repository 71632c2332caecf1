"""Makes a backup: a snapshot of the database, dumped, then every object that it names, and last the manifest."""

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import msgspec
import psycopg
import structlog
from psycopg import AsyncConnection, sql

from scrollkeeper.backups import dumps, manifests
from scrollkeeper.backups.encryption import Encryption
from scrollkeeper.backups.errors import BackupFailed, BackupRefused
from scrollkeeper.backups.manifests import Manifest, Piece
from scrollkeeper.backups.objects import NAMED, Check, Copier
from scrollkeeper.backups.pruning import prune
from scrollkeeper.backups.workers import for_each
from scrollkeeper.core import keyring
from scrollkeeper.core.connections import KEEPALIVE
from scrollkeeper.core.settings import settings
from scrollkeeper.core.storage import Storage, StorageDown
from scrollkeeper.library.files.removal import HOLD

log = structlog.get_logger()
_ALONE = "select pg_try_advisory_lock(hashtextextended('backup', 0))"
_SNAPSHOT = "set transaction isolation level repeatable read, read only"
_FACTS = """
    select pg_export_snapshot() as snapshot, current_setting('server_version_num')::int as postgres,
        pg_database_size(current_database()) as size, (select version_num from alembic_version) as schema
"""
_TABLES = """
    select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
    order by relname
"""
Report = Callable[[str, int, int], None]
"""Called with what is being done, how many of it are done, and how many there are."""


@dataclass
class Made:
    """A backup that was made; `faults` names objects that were missing or damaged before it."""

    manifest: Manifest
    copied: int = 0
    copied_bytes: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    removed_objects: int = 0


async def create_backup(
    url: str, source: Storage, target: Storage, encryption: Encryption, *, report: Report = lambda *_: None
) -> Made:
    """Back up the database at `url` and the objects of `source`; raises BackupRefused or BackupFailed.

    Objects are held from before the snapshot until the end, so that all that it names are still there.
    """
    made_at = datetime.now(UTC)
    backup_id = manifests.new_id(made_at)
    copier = Copier(source, target, encryption, least_free=settings().min_free_bytes)
    with tempfile.TemporaryFile() as named, tempfile.TemporaryFile() as contents:
        async with _alone_and_holding(url) as connection:
            async with connection.transaction():
                facts = await _read_facts(connection)
                rows = await _count_rows(connection)
                amount = await _write_named(connection, named)
                report("database", 0, 1)
                await copier.require_room(facts["size"])
                dumped = dumps.dump(url, snapshot=facts["snapshot"], server_version=facts["postgres"])
                dump = await _put_piece(target, encryption, backup_id, "dump", dumped)
            outcome = await _copy_objects(copier, named, contents, amount, report)
            await _still_held(connection)
            keys = None
            if not encryption.plain and (own := keyring.export_keys()):
                keys = await _put_piece(target, encryption, backup_id, "keys", _once(own.encode()))
            manifest = Manifest(
                id=backup_id, made_at=made_at, program=version("scrollkeeper"), schema=facts["schema"],
                postgres=facts["postgres"], key=encryption.fingerprint, dump=dump,
                contents=await _put_piece(target, encryption, backup_id, "contents", _read(contents)), keys=keys,
                sealing_keys=keyring.fingerprints(), objects=outcome.objects, object_bytes=outcome.bytes,
                damaged=len(outcome.faults), rows=rows,
            )  # fmt: skip
            await target.put(manifests.piece_key(backup_id, "manifest.json"), manifests.write(manifest, encryption))
            made = Made(manifest, outcome.copied, outcome.copied_bytes, outcome.faults)
            try:
                made.removed, made.removed_objects = await prune(target, encryption)
            except StorageDown as reason:  # The backup is made; the next one removes what this one could not.
                log.warning("earlier backups could not be removed", reason=str(reason))
    return made


@asynccontextmanager
async def _alone_and_holding(url: str) -> "AsyncIterator[AsyncConnection[Any]]":
    """A connection of our own, whose end ends both locks."""
    options: Any = dict(KEEPALIVE)
    try:
        connection = await AsyncConnection.connect(dumps.libpq_url(url), autocommit=True, **options)
    except psycopg.OperationalError as error:
        raise BackupRefused(f"The database does not answer: {str(error).strip()[:300]}") from None
    async with connection:
        if not (await (await connection.execute(_ALONE)).fetchone() or (False,))[0]:
            raise BackupRefused("Another backup of this system is being made at this moment.")
        await connection.execute(HOLD)
        yield connection


async def _still_held(connection: "AsyncConnection[Any]") -> None:
    try:
        await connection.execute("select 1")
    except psycopg.OperationalError:
        raise BackupFailed(
            "The connection to the database was lost, and files may have been removed since. Make it again."
        ) from None


async def _read_facts(connection: "AsyncConnection[Any]") -> dict[str, Any]:
    await connection.execute(_SNAPSHOT)
    # A large database takes longer than any statement of ours may.
    await connection.execute("set local statement_timeout = 0")
    await connection.execute("set local idle_in_transaction_session_timeout = 0")
    try:
        cursor = await connection.execute(_FACTS)
    except psycopg.errors.UndefinedTable:
        raise BackupRefused("There is nothing to back up: no ScrollKeeper has used this database yet.") from None
    row = await cursor.fetchone()
    assert row
    assert cursor.description
    return {column.name: value for column, value in zip(cursor.description, row, strict=True)}


async def _count_rows(connection: "AsyncConnection[Any]") -> dict[str, int]:
    tables = await (await connection.execute(_TABLES)).fetchall()
    return {table: await count_table(connection, table) for (table,) in tables}


async def count_table(connection: "AsyncConnection[Any]", table: str) -> int:
    query = sql.SQL("select count(*) from {}").format(sql.Identifier(table))
    row = await (await connection.execute(query)).fetchone()
    assert row
    return int(row[0])


async def _write_named(connection: "AsyncConnection[Any]", named: Any) -> int:
    """The objects that the snapshot names, a line each, so that the transaction need not stay open."""
    amount = 0
    async with connection.cursor("named_objects") as cursor:
        await cursor.execute(NAMED)
        async for row in cursor:
            named.write(msgspec.json.encode(row) + b"\n")
            amount += 1
    named.seek(0)
    return amount


@dataclass
class _Outcome:
    objects: int = 0
    bytes: int = 0
    copied: int = 0
    copied_bytes: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)


async def _copy_objects(copier: Copier, named: Any, contents: Any, amount: int, report: Report) -> _Outcome:
    outcome, done = _Outcome(), 0

    async def copy(line: bytes) -> None:
        nonlocal done
        key, sha256, size = msgspec.json.decode(line)
        copied = await copier.copy(key, sha256, size)
        if copied.fault:
            outcome.faults.append((key, copied.fault))
        if copied.entry:
            contents.write(msgspec.json.encode(copied.entry) + b"\n")
            outcome.objects += 1
            outcome.bytes += copied.entry.size
        outcome.copied += copied.new_bytes > 0
        outcome.copied_bytes += copied.new_bytes
        done += 1
        report("files", done, amount)

    await for_each(named, copy)
    contents.seek(0)
    return outcome


async def _put_piece(
    target: Storage, encryption: Encryption, backup_id: str, piece: str, chunks: AsyncIterator[bytes]
) -> Piece:
    """Store a piece of this backup; gives what lies in the target."""
    check, failure = Check(), _Failure()
    name = f"{backup_id}/{piece}"
    stored = check.through(encryption.encrypt(name, failure.noted(chunks)))
    try:
        await target.put_stream(manifests.piece_key(backup_id, piece), stored)
    except Exception:
        # The store calls whatever ends the stream a failure of its own.
        if failure.error:
            raise failure.error from None
        raise
    return Piece(check.size, check.sha256)


class _Failure:
    """Remembers what ended a stream early."""

    error: Exception | None = None

    async def noted(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        try:
            async for chunk in chunks:
                yield chunk
        except Exception as error:
            self.error = error
            raise


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def _read(file: Any) -> AsyncIterator[bytes]:
    while chunk := file.read(1 << 20):
        yield chunk

"""`scrollkeeper doctor`: looks at all that ScrollKeeper needs and says what to do about what is missing."""

import asyncio
import shutil

from rich.console import Console
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from scrollkeeper import prepare
from scrollkeeper.backups import automatic
from scrollkeeper.core import db, sealing_keys, storage
from scrollkeeper.core.connections import describe_room
from scrollkeeper.core.errors import Unavailable
from scrollkeeper.core.postgres import DatabaseUnavailable
from scrollkeeper.core.settings import Settings, configure
from scrollkeeper.health import Check, run_checks
from scrollkeeper.ingest.inventory import Inventory, take_inventory

LOW_DISK_BYTES = 5 << 30


def examine(settings: Settings, *, deep: bool = False) -> int:
    """Print a table of checks; 0 when all that is needed is there, 1 otherwise. `deep` compares files and objects."""
    from scrollkeeper.migrations.run import is_current
    from scrollkeeper.serve import database

    checks: list[Check] = []
    inventory: Inventory | None = None
    try:
        with database(settings) as url:
            configure(settings.model_copy(update={"database_url": url}))
            current = is_current(url)
            advice = "up to date" if current else "steps are missing: run `scrollkeeper migrate` (serve does it too)"
            checks.append(Check(name="schema", ok=current, detail=advice))
            if current:
                checks += _check_shared(url)
            looked, inventory = asyncio.run(_look(url, settings, deep=deep and current))
            checks += looked
    except DatabaseUnavailable as error:
        checks.append(Check(name="database", ok=False, detail=str(error)))
    checks += [_check_ocr(), _check_mail(settings), _check_disk(settings)]
    _show(checks)
    if inventory:
        _show_missing(inventory)
    return 0 if all(check.ok for check in checks) else 1


async def _look(url: str, settings: Settings, *, deep: bool) -> tuple[list[Check], Inventory | None]:
    db.connect(url, request_url=settings.request_database_url)
    storage.use(storage.open_storage(settings.storage_url, settings.data_dir))
    try:
        checks = [*await run_checks(), await _check_role(), *await _check_backups(settings)]
        if not deep:
            return checks, None
        try:
            inventory = await take_inventory()
        except Unavailable as error:
            return [*checks, Check(name="files", ok=False, detail=error.detail)], None
        return [*checks, _check_files(inventory)], inventory
    finally:
        await db.disconnect()


async def _check_backups(settings: Settings) -> list[Check]:
    """The last of those that are made by themselves; nothing is said where the schema is too old to ask."""
    place = automatic.place_of(settings)
    if place is None:
        detail = "none are made by themselves; SCROLLKEEPER_BACKUP_URL says where to"
        return [Check(name="backups", ok=True, detail=detail)]
    try:
        trouble = await automatic.find_trouble()
        last = None if trouble else await automatic.find_last()
    except SQLAlchemyError:
        return []
    detail = trouble or (f"the last is of {last:%Y-%m-%d %H:%M} UTC" if last else "the first comes tonight")
    return [Check(name="backups", ok=trouble is None, detail=f"{detail} ({place})")]


async def _check_role() -> Check:
    """Requests run as a role that sees no team's rows unless they are named."""
    asked = text("select current_user as role, session_user as login, (select count(*) from teams) as teams")
    try:
        async with db.open_request_session.begin() as session:
            seen = (await session.execute(asked)).one()
    except SQLAlchemyError as error:
        return Check(name="requests", ok=False, detail=f"{str(error).splitlines()[0]}: run `scrollkeeper migrate`")
    ok = seen.role == db.APP_ROLE and seen.teams == 0
    detail = f"run as {seen.role}, logged in as {seen.login}" + ("" if ok else ", and see every team")
    return Check(name="requests", ok=ok, detail=detail)


def _check_shared(url: str) -> list[Check]:
    """What all processes on this database have to agree on: the sealing keys, and who takes how many connections."""
    with prepare.connected(url) as connection:
        trouble = sealing_keys.find_trouble(connection)
        wanted, room = prepare.read_room(connection)
    advice = describe_room(wanted, room)
    return [
        Check(name="keys", ok=trouble is None, detail=trouble or "fit what is sealed in the database"),
        Check(
            name="connections",
            ok=advice is None,
            detail=advice or f"running processes may take {wanted} of the {room} that the database gives",
        ),
    ]


def _check_files(inventory: Inventory) -> Check:
    found = f"{inventory.objects} objects; {inventory.missing_count} files of papers are missing or cut short"
    orphans = f"{inventory.orphans} objects that no paper names ({inventory.orphan_bytes / (1 << 20):.1f} MiB)"
    return Check(name="files", ok=not inventory.missing_count, detail=f"{found}, {orphans}")


def _check_ocr() -> Check:
    found = shutil.which("tesseract")
    advice = found or "not installed; scanned pages stay without text. On Debian: apt-get install tesseract-ocr"
    return Check(name="OCR", ok=True, detail=advice)


def _check_mail(settings: Settings) -> Check:
    detail = "set up" if settings.mail_url else "MAIL_URL is not set; nothing is mailed"
    return Check(name="mail", ok=True, detail=detail)


def _check_disk(settings: Settings) -> Check:
    folder = settings.data_dir if settings.data_dir.exists() else settings.data_dir.resolve().parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    enough = free >= LOW_DISK_BYTES
    advice = "" if enough else "; make room, or move the data folder with --data-dir"
    return Check(name="disk", ok=enough, detail=f"{free / (1 << 30):.1f} GiB free in {folder}{advice}")


def _show_missing(inventory: Inventory) -> None:
    for one in inventory.missing:
        how = "cut short" if one.is_short else "missing"
        print(f"  {how}: {one.file} of “{one.paper}” in {one.team} ({one.key})")  # noqa: T201
    if inventory.missing_count > len(inventory.missing):
        print(f"  and {inventory.missing_count - len(inventory.missing)} more")  # noqa: T201


def _show(checks: list[Check]) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2))
    for check in checks:
        table.add_row("[green]ok[/]" if check.ok else "[red]to do[/]", check.name, check.detail)
    Console().print(table)

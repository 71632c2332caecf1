"""`scrollkeeper doctor`: looks at all that ScrollKeeper needs and says what to do about what is missing."""

import asyncio
import shutil

from rich.console import Console
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from scrollkeeper.core import db, storage
from scrollkeeper.core.postgres import DatabaseUnavailable
from scrollkeeper.core.settings import Settings
from scrollkeeper.health import Check, run_checks

LOW_DISK_BYTES = 5 << 30


def examine(settings: Settings) -> int:
    """Print a table of checks; 0 when all that is needed is there, 1 otherwise."""
    from scrollkeeper.migrations.run import is_current
    from scrollkeeper.serve import database

    checks: list[Check] = []
    try:
        with database(settings) as url:
            current = is_current(url)
            advice = "up to date" if current else "steps are missing: run `scrollkeeper migrate` (serve does it too)"
            checks.append(Check(name="schema", ok=current, detail=advice))
            checks += asyncio.run(_look(url, settings))
    except DatabaseUnavailable as error:
        checks.append(Check(name="database", ok=False, detail=str(error)))
    checks += [_check_ocr(), _check_mail(settings), _check_disk(settings)]
    _show(checks)
    return 0 if all(check.ok for check in checks) else 1


async def _look(url: str, settings: Settings) -> list[Check]:
    db.connect(url)
    storage.use(storage.open_storage(settings.storage_url, settings.data_dir))
    try:
        return [*await run_checks(), await _check_isolation()]
    finally:
        await db.disconnect()


async def _check_isolation() -> Check:
    """Requests run as a role that sees no team's rows unless they are named."""
    try:
        async with db.open_request_session.begin() as session:
            seen = (await session.execute(text("select current_user, (select count(*) from teams)"))).one()
    except SQLAlchemyError as error:
        return Check(name="isolation", ok=False, detail=f"{str(error).splitlines()[0]}: run `scrollkeeper migrate`")
    ok = seen[0] == db.APP_ROLE and seen[1] == 0
    return Check(name="isolation", ok=ok, detail=f"requests run as {seen[0]}" + ("" if ok else " and see every team"))


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


def _show(checks: list[Check]) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2))
    for check in checks:
        table.add_row("[green]ok[/]" if check.ok else "[red]to do[/]", check.name, check.detail)
    Console().print(table)

"""`scrollkeeper import DIR`: a folder of PDFs into a library, straight from this machine's disk and resumable."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import select

from scrollkeeper.accounts.models import Person
from scrollkeeper.core import db, storage
from scrollkeeper.core.email_addresses import find_normal_email
from scrollkeeper.core.errors import NotFound, Problem
from scrollkeeper.core.settings import Settings
from scrollkeeper.ingest.uploads.receive import receive_whole
from scrollkeeper.teams.models import Member, Team
from scrollkeeper.teams.scope import Scope, named_team

CHUNK_BYTES = 1 << 20
AT_ONCE = 4


@dataclass
class Tally:
    """How the import went; `refused` holds files with the sentence why."""

    added: int = 0
    already_here: int = 0
    refused: list[tuple[Path, str]] = field(default_factory=list)


async def import_folder(url: str, settings: Settings, folder: Path, *, team: str, person: str | None) -> int:
    """Import every PDF below a folder; run again, it goes on where it was. 0 when none was refused, else 1."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".pdf" and path.is_file())
    if not paths:
        raise NotFound(f"There is no PDF below {folder}.")
    db.connect(url)
    storage.use(storage.open_storage(settings.storage_url, settings.data_dir))
    try:
        scope = await scope_of(team, person)
        tally = await _import_all(scope, paths)
    finally:
        await db.disconnect()
    console = Console()
    console.print(f"{tally.added} added, {tally.already_here} already here, {len(tally.refused)} refused.")
    for path, reason in tally.refused:
        console.print(f"  {path}: {reason}", markup=False, highlight=False)
    return 1 if tally.refused else 0


async def scope_of(team: str, email: str | None) -> Scope:
    """The person's scope in the team, or that of the team's owner."""
    query = select(Team.id, Member.person_id, Member.role, Team.archived_at).join(Member, Member.team_id == Team.id)
    query = query.where(named_team(team), Team.deleted_at.is_(None))
    if email:
        query = query.join(Person, Person.id == Member.person_id)
        query = query.where(Person.email.in_({email, find_normal_email(email)}))
    async with db.open_system_session.begin() as session:
        row = (await session.execute(query.order_by(Member.role != "owner", Member.joined_at).limit(1))).first()
    if row is None:
        raise NotFound(f"There is no team “{team}”" + (f" with {email} in it." if email else "."))
    return Scope.of_member(row.id, row.person_id, row.role, archived=row.archived_at is not None)


async def _import_all(scope: Scope, paths: list[Path]) -> Tally:
    tally = Tally()
    slots = asyncio.Semaphore(AT_ONCE)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        task = progress.add_task("Importing", total=len(paths))

        async def one(path: Path) -> None:
            async with slots:
                await _import_one(scope, path, tally)
                progress.advance(task)

        await asyncio.gather(*(one(path) for path in paths))
    return tally


async def _import_one(scope: Scope, path: Path, tally: Tally) -> None:
    try:
        size = path.stat().st_size
        finished = await receive_whole(scope, name=path.name, chunks=_chunks(path), length=size)
    except Problem as error:
        tally.refused.append((path, error.detail))
    except OSError as error:
        tally.refused.append((path, f"cannot be read ({error.strerror})"))
    else:
        tally.already_here += finished.upload.already_here
        tally.added += not finished.upload.already_here


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, "rb")
    with file:
        while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield chunk

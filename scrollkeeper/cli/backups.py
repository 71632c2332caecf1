"""Commands for backups: made, listed, verified, restored."""

import argparse
import asyncio
import json
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from scrollkeeper.cli.shared import Group, Refused, add_command, add_group, settings_of
from scrollkeeper.core.settings import Settings, configure

if TYPE_CHECKING:
    from scrollkeeper.backups.reading import Backup
    from scrollkeeper.backups.service import Report


def register(commands: Group) -> None:
    backups = add_group(commands, "backup", "Copies of everything, to be restored from.")
    made = add_command(backups, "create", _create, "Back up database and files, while the system is in use.")
    made.add_argument("to", metavar="TO", help="a folder, or s3://bucket/prefix")
    listed = add_command(backups, "list", _list, "Show the backups at a place.")
    listed.add_argument("at", metavar="AT", help="a folder, or s3://bucket/prefix")
    verified = add_command(
        backups,
        "verify",
        _verify,
        "Read every byte of a backup, and restore its database on trial; 1 if all is not well.",
    )
    verified.add_argument("at", metavar="AT", help="a folder, or s3://bucket/prefix")
    restored = add_command(commands, "restore", _restore, "Restore a backup into a new data folder or empty database.")
    restored.add_argument("from_", metavar="FROM", help="a folder, or s3://bucket/prefix")
    for command in (verified, restored):
        command.add_argument("--backup", metavar="ID", help="which one, as `backup list` shows (the newest)")
    for command in (made, listed, verified, restored):
        command.add_argument("--plain", action="store_true", help="without encryption")
        command.add_argument("--json", action="store_true", help="print the outcome as JSON")


def _create(arguments: argparse.Namespace) -> int:
    from scrollkeeper.backups import service, targets
    from scrollkeeper.core.storage import open_storage
    from scrollkeeper.serve import database

    chosen = settings_of(arguments)
    with _refusals():
        encryption = targets.encryption_of(chosen, plain=arguments.plain)
        target = targets.open_target(arguments.to, chosen, make=True)
        source = open_storage(chosen.storage_url, chosen.data_dir)
        with database(chosen) as url, _progress(arguments) as report:
            made = _run(service.create_backup(url, source, target, encryption, report=report))
    manifest = made.manifest
    outcome = {
        "backup": manifest.id, "objects": manifest.objects, "bytes": manifest.object_bytes, "copied": made.copied,
        "copied_bytes": made.copied_bytes, "removed": made.removed, "removed_objects": made.removed_objects,
        "encrypted": not manifest.plain, "faults": [{"key": key, "fault": fault} for key, fault in made.faults],
    }  # fmt: skip
    lines = [f"Backup {manifest.id}: the database and {manifest.objects} files, of which {made.copied} were new."]
    if made.removed:
        lines.append(f"Earlier backups that are not kept: {len(made.removed)}, with {made.removed_objects} files.")
    lines += [f"  {key} is {fault} in the file store" for key, fault in made.faults[:100]]
    if manifest.plain:
        lines.append(_keys_to_keep(chosen))
    _say(arguments, outcome, *lines)
    return 1 if made.faults else 0


def _keys_to_keep(chosen: Settings) -> str:
    from scrollkeeper.core import keyring

    configure(chosen)
    return f"Not in it: the sealing keys of {keyring.source()}. Keep a copy of them in another place."


def _list(arguments: argparse.Namespace) -> int:
    from scrollkeeper.backups import manifests, targets
    from scrollkeeper.backups.errors import BackupRefused

    chosen = settings_of(arguments)
    rows: list[dict[str, Any]] = []

    async def read() -> None:
        for backup_id in await manifests.list_ids(target):
            try:
                one = await manifests.load(target, backup_id, encryption)
                rows.append({"backup": one.id, "objects": one.objects, "bytes": one.object_bytes, "readable": True})
            except BackupRefused as refusal:
                rows.append({"backup": backup_id, "readable": False, "reason": str(refusal)})

    with _refusals():
        encryption = targets.encryption_of(chosen, plain=arguments.plain)
        target = targets.open_target(arguments.at, chosen)
        _run(read())
    lines = [
        f"{row['backup']}  {row['objects']} files, {row['bytes']:,} bytes" if row["readable"] else row["reason"]
        for row in rows
    ]
    _say(arguments, {"backups": rows}, *(lines or ["There is no complete backup here."]))
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from scrollkeeper.backups import verifying

    with _refusals():
        backup = _open(arguments, settings_of(arguments), arguments.at)
        with _progress(arguments) as report:
            verified = _run(verifying.verify_backup(backup, report=report))
    _say(
        arguments,
        {
            "backup": backup.manifest.id, "objects": verified.objects, "bytes": verified.bytes,
            "faults": verified.faults, "fault_count": verified.fault_count,
            "damaged_before": backup.manifest.damaged,
        },
        f"Backup {backup.manifest.id}: {verified.objects} files and the database were read; "
        f"{verified.fault_count or 'no'} faults.",
        *(f"  {fault}" for fault in verified.faults),
        *(["Remove what is damaged; the next backup copies it again."] if verified.faults else []),
    )  # fmt: skip
    return 1 if verified.fault_count else 0


def _restore(arguments: argparse.Namespace) -> int:
    from scrollkeeper.backups import restoring
    from scrollkeeper.core.storage import open_storage
    from scrollkeeper.serve import database

    chosen = settings_of(arguments)
    with _refusals():
        backup = _open(arguments, chosen, arguments.from_)
        _run(restoring.check_backup(backup))
        with database(chosen) as url, _progress(arguments) as report:
            _run(restoring.check_empty(url))
            store = open_storage(chosen.storage_url, chosen.data_dir)
            _run(restoring.restore_backup(url, backup, store, report=report))
            missing = restoring.missing_sealing_keys(backup)
    _say(
        arguments,
        {"backup": backup.manifest.id, "objects": backup.manifest.objects, "missing_sealing_keys": missing},
        f"Backup {backup.manifest.id} is restored: the database and {backup.manifest.objects} files.",
        *([_ADVICE.format(key=missing[0])] if missing else []),
    )
    return 0


_ADVICE = (
    "The sealing keys ({key}) are not in it: put your copy of them where they were, or run `scrollkeeper key adopt`, "
    "after which authenticator apps and webhooks have to be set up anew."
)


def _open(arguments: argparse.Namespace, chosen: Settings, where: str) -> "Backup":
    from scrollkeeper.backups import reading, targets

    encryption = targets.encryption_of(chosen, plain=arguments.plain)
    opened: Backup = _run(reading.open_backup(targets.open_target(where, chosen), encryption, arguments.backup))
    return opened


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


@contextmanager
def _refusals() -> Iterator[None]:
    """What a backup refuses is said in its sentence."""
    from scrollkeeper.backups.errors import BackupFailed, BackupRefused

    try:
        yield
    except (BackupRefused, BackupFailed) as refusal:
        raise Refused(str(refusal)) from None


@contextmanager
def _progress(arguments: argparse.Namespace) -> "Iterator[Report]":
    """A bar on standard error; none where the outcome is for a program."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=arguments.json) as progress:
        bars: dict[str, Any] = {}

        def report(what: str, done: int, amount: int) -> None:
            if what not in bars:
                bars[what] = progress.add_task(what, total=amount)
            progress.update(bars[what], completed=done, total=amount)

        yield report


def _say(arguments: argparse.Namespace, outcome: dict[str, Any], *lines: str) -> None:
    if arguments.json:
        json.dump(outcome, sys.stdout)
        print()
    else:
        print("\n".join(lines))

"""Killed in the middle, and the same through S3."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from scrollkeeper.backups import manifests, reading, restoring, service, targets
from scrollkeeper.core import storage
from scrollkeeper.core.settings import settings
from scrollkeeper.core.storage import open_storage
from tests.backups.commands import KEY, command
from tests.backups.test_backups import OURS, Create, create, empty_database, faults_of, folder_store, paper, target
from tests.forking import fork

__all__ = ["create", "empty_database", "paper", "target"]


def back_up_and_die(url: str, data_dir: str, place: str) -> None:
    """Killed by its own hand once a file is copied."""

    def report(what: str, done: int, amount: int) -> None:
        if what == "files":
            os.kill(os.getpid(), signal.SIGKILL)

    source = folder_store(Path(data_dir) / "files")
    asyncio.run(service.create_backup(url, source, folder_store(Path(place)), OURS, report=report))


async def test_after_a_kill_the_next_one_is_whole(
    create: Create, target: storage.Storage, paper: bytes, database_url: str
) -> None:
    assert target.folder
    process = fork(back_up_and_die, database_url, str(settings().data_dir), str(target.folder))
    await asyncio.to_thread(process.join, 120)
    assert process.exitcode == -signal.SIGKILL
    assert [one async for one in target.list("backups/")], "it was in the middle"
    assert await manifests.list_ids(target) == []
    for _ in range(100):  # Its locks end when the server notices.
        try:
            await create()
            break
        except service.BackupRefused:
            await asyncio.sleep(0.05)
    assert await faults_of(await reading.open_backup(target, OURS, None)) == 0


@pytest.mark.s3
async def test_through_s3_and_back(
    paper: bytes, database_url: str, s3_url: str, empty_database: str, tmp_path: Path
) -> None:
    there = targets.open_target(s3_url.replace("?", "/backups?"), settings())
    gone = "20200101T010000000000Z-00000000"
    for hour in range(4):
        one = gone.replace("T01", f"T0{hour}")
        await there.put(manifests.piece_key(one, "manifest.json"), b"of 2020")
    first = await service.create_backup(database_url, storage.storage(), there, OURS)
    second = await service.create_backup(database_url, storage.storage(), there, OURS)
    assert (second.copied, first.removed) == (0, [gone])
    backup = await reading.open_backup(there, OURS, None)
    assert await faults_of(backup) == 0
    store = open_storage(s3_url.replace("?", "/restored?"), tmp_path)
    await restoring.check_backup(backup)
    await restoring.restore_backup(empty_database, backup, store)
    assert len([one async for one in store.list("")]) == second.manifest.objects


@pytest.mark.parametrize(
    "words, key, sentence",
    [
        (("backup", "create", "TO"), "", "SCROLLKEEPER_BACKUP_KEY"),
        (("backup", "create", "TO"), "short", "at least 32"),
        (("backup", "create", "ftp://x/y"), KEY, "in a folder or in s3"),
        (("backup", "create", "DATA/inside"), KEY, "lies in the data folder"),
        (("backup", "verify", "TO"), KEY, "There is no folder"),
        (("backup", "list", "TO"), KEY, "There is no folder"),
        (("restore", "TO"), KEY, "There is no folder"),
        (("restore", "."), KEY, "no complete backup"),
        (("restore", ".", "--backup", "../../x"), KEY, "There is no backup"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_made(
    words: tuple[str, ...], key: str, sentence: str, tmp_path: Path
) -> None:
    data, place = tmp_path / "data", tmp_path / "to"
    (tmp_path / "empty").mkdir()
    named = {"TO": str(place), "DATA/inside": str(data / "inside"), ".": str(tmp_path / "empty")}
    code, said, error = command(data, *(named.get(word, word) for word in words), SCROLLKEEPER_BACKUP_KEY=key)
    assert (code, said) == (2, "")
    assert sentence in error
    assert key == "" or key not in error
    assert not data.exists()
    assert not place.exists()

"""Backups of the tests' own system: what is copied, what is noticed, what is refused before anything changes."""

import asyncio
import hashlib
import json
import uuid
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from fastapi import FastAPI
from obstore.store import LocalStore

from scrollkeeper.backups import manifests, pruning, reading, restoring, service, verifying
from scrollkeeper.backups.encryption import Encryption
from scrollkeeper.backups.errors import BackupFailed, BackupRefused
from scrollkeeper.backups.reading import Backup
from scrollkeeper.core import storage
from scrollkeeper.core.storage import Storage
from scrollkeeper.ingest.uploads.sweep import sweep_files
from tests import make, pdfs
from tests.backups.commands import KEY

OURS = Encryption(KEY)


def folder_store(folder: Path) -> Storage:
    folder.mkdir(exist_ok=True)
    return Storage(LocalStore(prefix=folder, mkdir=True), folder)


@pytest.fixture
def target(tmp_path: Path) -> Storage:
    return folder_store(tmp_path / "target")


@pytest.fixture
def empty_database(database_url: str) -> Iterator[str]:
    """Address of a database without tables."""
    url = urlsplit(database_url)
    name = f"restored_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"create database {name}")
        yield url._replace(path=f"/{name}").geturl()
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture
async def paper(app: FastAPI, ada: make.Member) -> bytes:
    """The bytes of a paper of Ada's."""
    data = pdfs.make_pdf(pages=[f"Backed up {uuid.uuid4()}."])
    answer = await ada.http.post(ada.url("/papers"), files={"file": ("a.pdf", data)})
    assert answer.status_code == 201, answer.text
    return data


@pytest.fixture
def create(database_url: str, target: Storage) -> Callable[..., Awaitable[service.Made]]:
    async def run(encryption: Encryption = OURS, **options: Any) -> service.Made:
        return await service.create_backup(database_url, storage.storage(), target, encryption, **options)

    return run


Create = Callable[..., Awaitable[service.Made]]


def stored(target: Storage) -> dict[str, bytes]:
    assert target.folder
    return {
        str(path.relative_to(target.folder)): path.read_bytes() for path in target.folder.rglob("*") if path.is_file()
    }


async def test_what_is_there_already_is_not_copied_again(create: Create, target: Storage, paper: bytes) -> None:
    first = await create()
    assert first.copied >= 1
    before = {key for key in stored(target) if key.startswith(manifests.OBJECTS)}
    second = await create()
    assert second.copied == 0
    assert second.manifest.objects == first.manifest.objects
    assert {key for key in stored(target) if key.startswith(manifests.OBJECTS)} == before
    assert await manifests.list_ids(target) == [first.manifest.id, second.manifest.id]
    assert not any(paper in data for data in stored(target).values())


async def test_a_backup_is_restored_with_every_byte(
    create: Create, target: Storage, paper: bytes, empty_database: str, tmp_path: Path
) -> None:
    made = await create()
    backup = await reading.open_backup(target, OURS, None)
    store = folder_store(tmp_path / "restored")
    await restoring.check_backup(backup)
    await restoring.restore_backup(empty_database, backup, store)
    assert paper in stored(store).values()
    assert len(stored(store)) == made.manifest.objects
    with pytest.raises(BackupRefused, match="not empty"):
        await restoring.restore_backup(empty_database, backup, store)


async def test_one_wrong_byte_is_found(create: Create, target: Storage, paper: bytes) -> None:
    """In an object, in a piece; and what is gone."""
    await create()
    backup = await reading.open_backup(target, OURS, None)
    assert (await faults_of(backup)) == 0
    assert target.folder
    victims = [
        next(path for path in target.folder.glob("objects/*/*")),
        *(target.folder / "backups" / backup.manifest.id / piece for piece in ("dump", "contents", "keys")),
    ]
    for victim in victims:
        right = victim.read_bytes()
        wrong = bytearray(right)
        wrong[len(wrong) // 2] ^= 1
        victim.write_bytes(wrong)
        assert (await faults_of(backup)) == 1, victim
        victim.unlink()
        assert (await faults_of(backup)) == 1, victim
        victim.write_bytes(right)


async def faults_of(backup: Backup) -> int:
    """Without restoring the dump, which is the same each time."""
    verified = verifying.Verified()
    await verifying.verify_bytes(backup, verified)
    return verified.fault_count


async def test_a_manifest_that_does_not_match_is_refused(create: Create, target: Storage, paper: bytes) -> None:
    made = await create()
    key = manifests.piece_key(made.manifest.id, "manifest.json")
    right = stored(target)[key]
    with pytest.raises(BackupRefused, match="another key"):
        await reading.open_backup(target, Encryption(KEY[::-1]), None)
    with pytest.raises(BackupRefused, match="SCROLLKEEPER_BACKUP_KEY"):
        await reading.open_backup(target, Encryption(None), None)
    told = json.loads(right)
    told["manifest"]["objects"] += 1
    for wrong, sentence in ((json.dumps(told).encode(), "signature"), (right[:-9], "damaged"), (b"", "damaged")):
        await target.put(key, wrong)
        with pytest.raises(BackupRefused, match=sentence):
            await reading.open_backup(target, OURS, None)
    other = f"{made.manifest.id[:-8]}00000000"
    await target.put(manifests.piece_key(other, "manifest.json"), right)
    with pytest.raises(BackupRefused, match="signature"):
        await reading.open_backup(target, OURS, other)


async def test_a_newer_schema_and_a_damaged_dump_stop_before_anything_changes(
    create: Create, target: Storage, paper: bytes
) -> None:
    import msgspec

    made = await create()
    backup = await reading.open_backup(target, OURS, None)
    newer = Backup(target, OURS, msgspec.structs.replace(made.manifest, schema="9999"))
    with pytest.raises(BackupRefused, match="newer ScrollKeeper"):
        await restoring.check_backup(newer)
    await target.put(manifests.piece_key(made.manifest.id, "dump"), b"short")
    with pytest.raises(BackupRefused, match="damaged"):
        await restoring.check_backup(backup)


async def test_a_damaged_object_leaves_the_database_empty(
    create: Create, target: Storage, paper: bytes, empty_database: str, tmp_path: Path
) -> None:
    await create()
    backup = await reading.open_backup(target, OURS, None)
    assert target.folder
    victim = next(path for path in target.folder.glob("objects/*/*"))
    victim.write_bytes(victim.read_bytes()[:-1])
    with pytest.raises(BackupFailed, match=r"still empty.*--backup"):
        await restoring.restore_backup(empty_database, backup, folder_store(tmp_path / "restored"))
    assert await restoring.check_empty(empty_database)


async def test_plain_backups_hold_no_sealing_keys_and_are_refused_where_a_key_is_set(
    create: Create, target: Storage, paper: bytes
) -> None:
    made = await create(Encryption(None))
    assert made.manifest.keys is None
    assert made.manifest.sealing_keys
    assert paper in stored(target).values()
    with pytest.raises(BackupRefused, match="--plain"):
        await reading.open_backup(target, OURS, None)


@pytest.mark.parametrize(
    "line",
    [
        ["../outside", "ab" * 32, 1],
        ["files/../../outside", "ab" * 32, 1],
        ["/etc/passwd", "ab" * 32, 1],
        ["files/ab/x.pdf", "../" * 20, 1],
        ["files/ab/x.pdf", "ab" * 32, -1],
        ["files/ab/x.pdf"],
        "x" * 5_000,
    ],
)
async def test_a_list_that_names_what_is_not_ours_is_refused_before_a_change(line: Any, target: Storage) -> None:
    """Whoever can write to the place of a plain backup can sign what they like."""
    plain, contents = Encryption(None), json.dumps(line).encode()
    backup_id = manifests.new_id(service.datetime.now(UTC))
    listed, nothing = (manifests.Piece(len(data), hashlib.sha256(data).hexdigest()) for data in (contents, b""))
    manifest = manifests.Manifest(
        id=backup_id, made_at=manifests.time_of(backup_id), program="0", schema="0049", postgres=160000, key="",
        dump=nothing, contents=listed, keys=None, sealing_keys=[], objects=1, object_bytes=1, damaged=0, rows={},
    )  # fmt: skip
    pieces = {"dump": b"", "contents": contents, "manifest.json": manifests.write(manifest, plain)}
    for piece, data in pieces.items():
        await target.put(manifests.piece_key(backup_id, piece), data)
    backup = await reading.open_backup(target, plain, None)
    with pytest.raises(BackupRefused, match="damaged"):
        await restoring.check_backup(backup)
    assert await faults_of(backup) == 1
    assert (await pruning.prune(target, plain)) == ([], 0)


async def test_a_folder_whose_name_is_no_time_is_no_backup(target: Storage) -> None:
    for name in (
        "20261301T000000000000Z-00000000",
        "99999999T999999999999Z-00000000",
        "20260101T000000000000Z-0000000٣",
    ):
        await target.put(manifests.piece_key(name, "manifest.json"), b"{}")
        assert await manifests.list_ids(target) == []
        with pytest.raises(BackupRefused, match="no backup"):
            await reading.open_backup(target, OURS, name)


async def test_missing_and_damaged_files_are_named_and_the_rest_is_backed_up(
    create: Create, target: Storage, ada: make.Member
) -> None:
    """A copy of what is there is kept: it may be the only one."""
    keys = []
    for number in range(2):
        data = pdfs.make_pdf(pages=[f"{number} {uuid.uuid4()}"])
        answer = await ada.http.post(ada.url("/papers"), files={"file": ("a.pdf", data)})
        keys.append(service_key(answer.json()))
    folder = storage.storage().folder
    assert folder
    gone, right = ((folder / key).read_bytes() for key in keys)
    for key in keys:
        (folder / key).unlink()
    (folder / keys[1]).write_bytes(right[:-1] + b"x")
    try:
        made = await create(Encryption(None))
    finally:
        # Not in place: a file of the store never changes, and a plain backup on its disk has it by another name.
        (folder / keys[1]).unlink()
        (folder / keys[0]).write_bytes(gone)
        (folder / keys[1]).write_bytes(right)
    assert {(keys[0], "missing"), (keys[1], "damaged")} <= set(made.faults)
    assert right[:-1] + b"x" in stored(target).values()
    assert (await faults_of(await reading.open_backup(target, Encryption(None), None))) == 0


def service_key(paper: dict[str, Any]) -> str:
    from scrollkeeper.library.files.keys import file_key

    return file_key(paper["files"][0]["sha256"])


async def test_what_is_deleted_meanwhile_is_still_copied(
    create: Create, target: Storage, app: FastAPI, paper: bytes, database_url: str
) -> None:
    """The sweep of unused files leaves all of them alone while a backup is made, and no second one begins."""
    swept: list[int] = []
    refused: list[str] = []
    loop = asyncio.get_running_loop()
    tasks: list[asyncio.Task[None]] = []

    async def meddle() -> None:
        swept.append(await sweep_files(orphan_age=-service.datetime.resolution))
        with pytest.raises(BackupRefused) as refusal:
            await create()
        refused.append(str(refusal.value))

    def report(what: str, done: int, amount: int) -> None:
        if not tasks:
            tasks.append(loop.create_task(meddle()))

    orphan = "files/00/" + "00" * 32 + ".pdf"
    await storage.storage().put(orphan, b"nobody's")
    made = await create(report=report)
    await tasks[0]
    assert swept == [0]
    assert "Another backup" in refused[0]
    assert not any(hashlib.sha256(paper).hexdigest() in key for key, _ in made.faults)
    assert await sweep_files(orphan_age=-service.datetime.resolution) >= 1


async def test_a_backup_cut_short_is_none(create: Create, target: Storage, paper: bytes) -> None:
    class Cut(Exception):
        pass

    def cut(what: str, done: int, amount: int) -> None:
        if what == "files":
            raise Cut

    with pytest.raises(Cut):
        await create(report=cut)
    assert stored(target)
    assert await manifests.list_ids(target) == []
    made = await create()
    assert (await faults_of(await reading.open_backup(target, OURS, made.manifest.id))) == 0

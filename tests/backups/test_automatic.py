"""Backups that nobody asks for, and those that are not kept."""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from alembic import command as alembic
from fastapi import FastAPI

from scrollkeeper.backups import automatic, manifests, metrics, pruning, reading
from scrollkeeper.backups.encryption import Encryption
from scrollkeeper.backups.errors import BackupRefused
from scrollkeeper.core.postgres import EmbeddedPostgres
from scrollkeeper.core.settings import Settings, settings
from scrollkeeper.core.storage import Storage
from scrollkeeper.migrations.run import _config, is_current
from tests import make
from tests.backups.commands import KEY, command
from tests.backups.test_backups import OURS, Create, create, faults_of, paper, stored, target

__all__ = ["create", "paper", "target"]


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, app: FastAPI) -> Path:
    """Where backups of the tests' system are put by themselves."""
    chosen = settings().model_copy(update={"backup_url": f"file://{tmp_path}/nightly"})
    monkeypatch.setattr(automatic, "settings", lambda: chosen)
    return tmp_path / "nightly"


def test_where_they_are_put(tmp_path: Path) -> None:
    data = tmp_path / "data"
    beside = str(tmp_path.resolve() / "data-backups")
    embedded = Settings(data_dir=data, database_url=EmbeddedPostgres(data).url, _env_file=None)  # type: ignore[call-arg]
    assert automatic.place_of(embedded) == beside
    assert automatic.place_of(embedded.model_copy(update={"database_url": "postgresql://elsewhere/x"})) is None
    assert automatic.place_of(embedded.model_copy(update={"backup_url": "off"})) is None
    assert automatic.encryption_of(embedded.model_copy(update={"backup_key": None}), beside).plain
    with pytest.raises(BackupRefused, match="BACKUP_KEY"):
        automatic.encryption_of(embedded.model_copy(update={"backup_key": None}), "s3://bucket/prefix")


def found(folder: Path, pattern: str) -> list[Path]:
    return list(folder.glob(pattern))


async def test_one_is_made_and_its_age_is_known(place: Path, database_url: str, ada: make.Member, paper: bytes) -> None:
    """On one disk a plain one takes no room."""
    assert await automatic.find_last() is None
    made = await automatic.make_backup(database_url)
    assert made
    last = await automatic.find_last()
    assert last
    assert datetime.now(UTC) - last < timedelta(hours=1)
    assert await automatic.find_trouble() is None
    linked = [path for path in found(place, "objects/*/*") if path.read_bytes() == paper]
    assert [path.stat().st_nlink for path in linked] == [2]
    for one in found(place, "backups/*"):
        one.rename(one.with_name(f"20200101T000000000000Z-{one.name[-8:]}"))
    assert "2020-01-01" in (await automatic.find_trouble() or "")


async def test_the_age_that_is_counted_is_never_less_than_it_is(
    place: Path, app: FastAPI, monkeypatch: pytest.MonkeyPatch, database_url: str, ada: make.Member
) -> None:
    """Not while the place cannot be looked at either, before or after it could."""
    monkeypatch.setattr(metrics, "KEPT_SECONDS", 0)
    monkeypatch.setattr(metrics, "settings", automatic.settings)
    monkeypatch.setattr(metrics, "_last", None)

    async def age() -> float:
        page = (await ada.http.get("/metrics")).text
        return float(re.findall(r"^scrollkeeper_last_backup_age_seconds (\S+)$", page, re.MULTILINE)[0])

    away = settings().model_copy(update={"backup_url": "s3://away?unknown=option"})
    with monkeypatch.context() as broken:
        broken.setattr(automatic, "settings", lambda: away)
        assert await age() == float("inf")
    await automatic.make_backup(database_url)
    young = await age()
    assert 0 < young < 3_600
    monkeypatch.setattr(automatic, "settings", lambda: away)
    assert await age() > young


def test_a_backup_comes_before_a_migration_or_stops_it(place: Path, database_url: str, ada: make.Member) -> None:
    automatic.back_up_before_migrating(database_url)
    assert list(place.glob("backups/*/manifest.json"))
    shutil.rmtree(place)
    place.write_bytes(b"no folder")
    with pytest.raises(BackupRefused, match="BACKUP_BEFORE_MIGRATING=false"):
        automatic.back_up_before_migrating(database_url)


def test_commands_make_one_before_they_bring_a_database_up_to_date(
    new_database: Callable[[], str], tmp_path: Path
) -> None:
    url, place, data = new_database(), tmp_path / "before", tmp_path / "data"
    alembic.downgrade(_config(url), "-1")
    with psycopg.connect(url) as connection:
        connection.execute("insert into people (id, email, name) values (gen_random_uuid(), 'a@example.org', 'A')")
    chosen = {"DATABASE_URL": url, "SCROLLKEEPER_BACKUP_URL": f"file://{place}"}
    place.write_bytes(b"no folder")
    code, _, error = command(data, "migrate", **chosen)
    assert code == 2
    assert "BACKUP_BEFORE_MIGRATING=false" in error
    assert not is_current(url)
    place.unlink()
    code, _, error = command(data, "ban", "list", **chosen)
    assert code == 0, error
    assert is_current(url)
    assert len(found(place, "backups/*/manifest.json")) == 1


async def test_what_is_not_kept_goes_with_what_only_it_names(create: Create, target: Storage, paper: bytes) -> None:
    day = [f"20200101T0{hour}0000000000Z-00000000" for hour in range(4)]
    earlier = [manifests.piece_key(one, piece) for one in day for piece in ("dump", "manifest.json")]
    for key in earlier:
        await target.put(key, b"of 2020")
    made = await create()
    # The newest three, and of a day the first as well.
    assert made.removed == [day[1]]
    assert await manifests.list_ids(target) == [day[0], *day[2:], made.manifest.id]
    assert not any(day[1] in key for key in stored(target))
    await target.delete(earlier)
    unnamed = manifests.object_key("ab" * 32)
    await target.put(unnamed, b"of no backup")
    await target.put(manifests.piece_key("20200101T000000000000Z-00000000", "dump"), b"cut short")
    half_written = [target.folder / name for name in (unnamed + "#1", f"backups/{day[0]}/dump#1")]
    others = target.folder / "somebody else's #1"
    for path in (*half_written, others):
        path.write_bytes(b"left by a kill")
    assert await pruning.prune(target, OURS) == ([], 0), "it may be of one that is being made"
    assert await pruning.prune(target, OURS, unnamed_age=timedelta(seconds=-5)) == ([], 1)
    assert unnamed not in stored(target)
    assert not any(path.exists() for path in half_written)
    assert others.exists()
    assert not any("20200101" in key for key in stored(target))
    assert (await faults_of(await reading.open_backup(target, OURS, None))) == 0


async def test_nothing_is_removed_while_a_manifest_cannot_be_read(
    create: Create, target: Storage, paper: bytes
) -> None:
    """After a change of the key, what earlier backups name is not known."""
    made = await create()
    assert target.folder
    before = {key for key in stored(target) if key.startswith("objects/")}
    other = Encryption(KEY[::-1])
    (target.folder / "backups" / made.manifest.id).rename(target.folder / "backups" / "20200101T000000000000Z-00000000")
    await create(other)
    assert (await pruning.prune(target, other, unnamed_age=timedelta(seconds=-5)))[1] == 0
    assert before <= set(stored(target))

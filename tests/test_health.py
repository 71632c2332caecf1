"""What `/api/ready` says, and what the trouble it tells of does to requests."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from scrollkeeper import health
from scrollkeeper.core import db as database
from scrollkeeper.core import keyring, sealing_keys, settings, storage
from scrollkeeper.core.storage import ObjectMissing, StorageDown
from scrollkeeper.ingest.inventory import take_inventory
from scrollkeeper.library.files.keys import file_key
from scrollkeeper.parsing.sandbox import check
from tests import make
from tests.ingest import tus_client as tus
from tests.ingest.pdf import pdf_bytes, sha256_of
from tests.pdfs import make_pdf
from tests.s3 import KEYS, running_s3


@pytest.fixture(scope="module")
def own_s3() -> Iterator[tuple[str, int]]:
    """Address and process of an S3 that is only this file's to stop."""
    with pytest.MonkeyPatch.context() as environment, tempfile.TemporaryDirectory() as folder:
        for name, value in KEYS.items():
            environment.setenv(name, value)
        before = {child.pid for child in psutil.Process().children()}
        with running_s3(Path(folder)) as url:
            (pid,) = {child.pid for child in psutil.Process().children()} - before
            yield url, pid


@pytest.fixture
async def frozen(own_s3: tuple[str, int], ada: make.Member, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The store stands still; gives the content address of a paper's file that lies in it."""
    url, pid = own_s3
    before = storage.storage()
    storage.use(storage.open_storage(url, Path("unused")))
    data = pdf_bytes(8_000)
    upload = await tus.upload(ada, data)
    paper = upload.headers["ScrollKeeper-Paper"]
    file = (await ada.http.get(ada.url(f"/papers/{paper}"))).json()["files"][0]["id"]
    monkeypatch.setattr(storage, "SMALL_SECONDS", 0.3)
    monkeypatch.setattr(storage, "LARGE_SECONDS", 0.3)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield ada.url(f"/files/{file}/content")
    finally:
        os.kill(pid, signal.SIGCONT)
        storage.use(before)


async def test_a_store_that_stands_still_is_told_and_takes_nothing_else_down(
    frozen: str, ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    answer = await anyone.get("/api/ready")
    said = answer.json()
    assert (answer.status_code, said["ready"], said["degraded"]) == (200, True, True)
    assert [(one["ok"], one["needed"]) for one in said["checks"] if one["name"] == "storage"] == [(False, False)]
    # What needs files says so, and when to come back; after the first who waited nobody waits at all.
    for _ in range(3):
        refused = await ada.http.get(frozen)
        assert refused.status_code == 503
        assert int(refused.headers["Retry-After"]) > 0
        assert "Try again" in refused.json()["detail"]
    begun = await tus.begun(ada, 9_000)
    assert (await tus.send(ada, begun, 0, pdf_bytes(9_000))).status_code == 503
    assert (await ada.http.get(ada.url("/papers"))).status_code == 200


async def test_a_store_that_is_down_is_asked_again_after_a_moment(
    frozen: str, own_s3: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StorageDown):
        await storage.storage().size("anything")
    os.kill(own_s3[1], signal.SIGCONT)
    monkeypatch.setattr(storage, "SMALL_SECONDS", 20.0)
    with pytest.raises(StorageDown):
        await storage.storage().size("anything")
    storage.storage()._down_until = 0.0
    assert await storage.storage().size("anything") is None
    with pytest.raises(ObjectMissing):
        await storage.storage().read("anything", 0, 5)


async def test_a_store_whose_folder_is_gone_is_told_of(tmp_path: Path, ada: make.Member) -> None:
    """An upload is refused with a sentence, as where the disk is full."""
    before = storage.storage()
    folder = tmp_path / "files"
    storage.use(storage.open_storage(None, tmp_path))
    try:
        shutil.rmtree(folder)
        with pytest.raises(StorageDown):
            await storage.storage().free_bytes()
        answer = await ada.http.post(ada.url("/papers"), files={"file": ("a.pdf", make_pdf("Lost"), "application/pdf")})
        assert answer.status_code == 503, answer.text
        assert "Try again" in answer.text or "try again" in answer.text
    finally:
        storage.use(before)


async def test_a_check_that_does_not_end_is_told_and_takes_nothing_out_of_service(
    anyone: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way = asyncio.create_task(asyncio.Event().wait())
    monkeypatch.setattr(check, "_last", None)
    monkeypatch.setattr(check, "_running", under_way)
    monkeypatch.setattr(health, "CHECK_SECONDS", 2)
    answer = await anyone.get("/api/ready")
    under_way.cancel()
    said = answer.json()
    assert (answer.status_code, said["ready"], said["degraded"]) == (200, True, True), answer.text
    assert [(one["name"], one["needed"]) for one in said["checks"] if not one["ok"]] == [("sandbox", False)]


async def test_a_silent_database_takes_a_server_out_of_service(
    anyone: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "CHECK_SECONDS", 0)
    answer = await anyone.get("/api/ready")
    assert answer.status_code == 503
    assert [one["name"] for one in answer.json()["checks"] if one["needed"] and not one["ok"]] == ["database"]


async def test_lost_isolation_takes_a_server_out_of_service(
    anyone: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "ISOLATION_SECONDS", -1.0)
    answer = await anyone.get("/api/ready")
    assert answer.status_code == 200, answer.text
    condition = "select pg_get_expr(polqual, polrelid) from pg_policy where polrelid = 'annotations'::regclass"
    async with database.open_system_session.begin() as db:
        kept = (await db.execute(text(condition))).scalar_one()
        await db.execute(text("drop policy of_named_teams on annotations"))
    try:
        answer = await anyone.get("/api/ready")
        assert answer.status_code == 503
        assert "1 tables without their policy" in answer.text
        assert "scrollkeeper migrate" in answer.text
    finally:
        rule = f"using ({kept}) with check ({kept})"
        async with database.open_system_session.begin() as db:
            await db.execute(text(f"create policy of_named_teams on annotations to scrollkeeper_app {rule}"))
    answer = await anyone.get("/api/ready")
    assert answer.status_code == 200, answer.text


async def test_a_server_that_missed_a_new_key_says_so_while_it_runs(
    anyone: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another machine seals with a new key first; this one is well again once it has that key too."""
    monkeypatch.setattr(health, "KEYS_SECONDS", -1.0)
    before = settings.settings()
    old, new = keyring.keys_file().read_text().strip(), "n" * 43

    async def ready_with(*keys: str) -> httpx.Response:
        settings.configure(before.model_copy(update={"secret_keys": SecretStr(" ".join(keys))}))
        return await anyone.get("/api/ready")

    try:
        assert (await ready_with(old)).status_code == 200
        assert (await ready_with(new, old)).status_code == 200, "whoever has both seals with the new one from now on"
        refused = await ready_with(old)
        assert refused.status_code == 503
        [said] = [one for one in refused.json()["checks"] if not one["ok"]]
        assert said["name"] == "keys"
        assert "another key" in said["detail"]
        assert not {old, new} & set(said["detail"].split())
        assert (await ready_with(old, new)).status_code == 200
    finally:
        settings.configure(before)
        async with database.open_system_session.begin() as db:
            await db.execute(text("delete from sealing_keys"))
            await (await db.connection()).run_sync(sealing_keys.record)


@pytest.mark.parametrize("kind", ["folder", "s3"])
async def test_files_and_objects_are_compared(
    ada: make.Member, own_s3: tuple[str, int], tmp_path: Path, kind: str
) -> None:
    before = storage.storage()
    store = storage.use(storage.open_storage(own_s3[0] if kind == "s3" else None, tmp_path))
    try:
        whole, lost, short = pdf_bytes(7_001), pdf_bytes(7_002), pdf_bytes(7_003)
        for name, data in (("whole.pdf", whole), ("lost.pdf", lost), ("short.pdf", short)):
            assert (await tus.upload(ada, data, name)).status_code in (201, 204)
        await store.delete([file_key(sha256_of(lost))])
        await store.put(file_key(sha256_of(short)), short[:100])
        await store.put(file_key("ab" * 32), b"nobody's")
        async with database.open_system_session.begin() as db:
            await db.execute(
                text("update files set name = name || :mark where team_id = :team"), {"mark": kind, "team": ada.team}
            )
        found = await take_inventory()
        ours = {one.file: one for one in found.missing if one.file.endswith(kind)}
        if found.missing_count <= len(found.missing):
            assert ours.keys() == {f"lost.pdf{kind}", f"short.pdf{kind}"}
            assert (ours[f"lost.pdf{kind}"].is_short, ours[f"short.pdf{kind}"].is_short) == (False, True)
            assert ours[f"lost.pdf{kind}"].key == file_key(sha256_of(lost))
        assert found.missing_count >= 2
        assert found.orphans >= 1
        assert found.objects >= 3
    finally:
        storage.use(before)

"""What nobody needs any more is swept away, and nothing else."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select, update

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.storage import Storage
from scrollkeeper.ingest.uploads import sweep
from scrollkeeper.ingest.uploads.models import Upload, UploadPart
from scrollkeeper.library.files.keys import file_key, thumbnail_key, unlocked_key
from tests import make
from tests.ingest import tus_client as tus
from tests.ingest.pdf import pdf_bytes, sha256_of
from tests.ingest.stored import id_of, keys_below, stored_file


async def test_the_sweep_leaves_the_living_alone(ada: make.Member, store: Storage) -> None:
    data = pdf_bytes(9_000)
    url = await tus.begun(ada, len(data))
    await tus.send(ada, url, 0, data[:5_000])
    kept = pdf_bytes()
    await tus.upload(ada, kept)
    await sweep.sweep_uploads(finishing=timedelta(0), leftover_age=timedelta(0))
    await sweep.sweep_files(orphan_age=timedelta(0))
    assert await stored_file(store, kept) == kept
    assert (await tus.send(ada, url, 5_000, data[5_000:])).status_code == 204
    assert await stored_file(store, data) == data


async def test_the_sweep_removes_what_nobody_names(ada: make.Member, store: Storage) -> None:
    lost = pdf_bytes()
    await store.put(file_key(sha256_of(lost)), lost)
    await store.put("uploads/01890000-0000-7000-8000-000000000000/000000000000000-ab", b"part of nothing")
    await store.put("uploads/nonsense/1", b"part of nothing")
    url = await tus.begun(ada, 9_000)
    await tus.send(ada, url, 0, pdf_bytes(5_000))
    assert (await ada.http.delete(url, headers=tus.TUS)).status_code == 204
    await store.put(f"uploads/{id_of(url)}/000000000005000-late", b"a slow writer's")
    if store.folder:
        (store.folder / "files" / "half.pdf#1").write_bytes(b"half written")
    # Objects that are a second old are older than no time at all, but stores count in whole seconds.
    await sweep.sweep_uploads(finishing=timedelta(0), leftover_age=timedelta(seconds=-5))
    await sweep.sweep_files(orphan_age=timedelta(seconds=-5))
    assert await store.size(file_key(sha256_of(lost))) is None
    assert await keys_below(store, "uploads/") == []
    assert not store.folder or not list(store.folder.rglob("*#1"))


async def test_what_was_made_of_a_file_goes_with_it(ada: make.Member, store: Storage) -> None:
    async with open_system_session.begin() as db:
        _, file = await make.paper(db, ada.scope, {"title": "Kept"}, "kept.pdf")
        kept = {unlocked_key(file.id), thumbnail_key(file.sha256)}
    gone = {unlocked_key(new_id()), thumbnail_key(sha256_of(pdf_bytes()))}
    for key in kept | gone:
        await store.put(key, b"made of a PDF")
    await store.put("unlocked/nonsense.pdf", b"none of ours")
    await sweep.sweep_files(orphan_age=timedelta(seconds=-5))
    left = {*await keys_below(store, "unlocked/"), *await keys_below(store, "thumbnails/")}
    assert kept | {"unlocked/nonsense.pdf"} <= left
    assert not gone & left


async def test_an_abandoned_upload_expires_and_frees_its_room(
    ada: make.Member, store: Storage, with_settings: Callable[..., None]
) -> None:
    url = await tus.begun(ada, 9_000)
    await tus.send(ada, url, 0, pdf_bytes(5_000))
    async with open_system_session.begin() as db:
        await db.execute(update(Upload).where(Upload.id == id_of(url)).values(expires_at=func.now()))
    gone = await tus.send(ada, url, 5_000, b"more")
    assert gone.status_code == 410
    assert (await ada.http.head(url, headers=tus.TUS)).status_code == 410
    await sweep.sweep_uploads(finishing=timedelta(0), leftover_age=timedelta(0))
    assert (await tus.described(ada, url))["status"] == "expired"
    assert await keys_below(store, f"uploads/{id_of(url)}/") == []
    async with open_system_session.begin() as db:
        rows = await db.execute(select(func.count()).select_from(UploadPart).where(UploadPart.upload_id == id_of(url)))
        assert rows.scalar_one() == 0

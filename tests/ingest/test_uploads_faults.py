"""How an upload goes on after a fault: cut and stalled connections, rival writers, a server that dies."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from scrollkeeper.core.storage import Storage
from scrollkeeper.ingest.uploads import hashing, parts, sweep
from tests import make
from tests.ingest import tus_client as tus
from tests.ingest.pdf import pdf_bytes, sha256_of
from tests.ingest.stored import id_of, keys_below, stored_file


async def test_a_cut_body_with_a_checksum_does_not_count(ada: make.Member) -> None:
    data = pdf_bytes(8_000)
    url = await tus.begun(ada, len(data))
    checksum = f"sha1 {base64.b64encode(hashlib.sha1(data).digest()).decode()}"
    await tus.cut(ada, url, 0, data[:6_000], Upload_Checksum=checksum)
    assert await tus.offset_of(ada, url) == 0


async def test_a_cut_connection_keeps_what_arrived(ada: make.Member, store: Storage) -> None:
    size = 2 * parts.PART_BYTES
    data = pdf_bytes(size)
    url = await tus.begun(ada, size)
    arrived = parts.PART_BYTES + 12_345
    await tus.cut(ada, url, 0, data[:arrived])
    assert await tus.offset_of(ada, url) == arrived
    assert (await tus.send(ada, url, arrived, data[arrived:])).status_code == 204
    assert await stored_file(store, data) == data


async def test_a_stalled_body_is_cut_and_kept(ada: make.Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrollkeeper.ingest.uploads.body.STALL_SECONDS", 0.05)
    data = pdf_bytes(8_000)
    url = await tus.begun(ada, len(data))

    async def stalling() -> AsyncIterator[bytes]:
        yield data[:3_000]
        await asyncio.Event().wait()

    answer = await tus.send(ada, url, 0, stalling())
    assert answer.status_code == 409
    assert "kept" in answer.json()["detail"]
    assert await tus.offset_of(ada, url) == 3_000


async def test_a_newer_request_takes_over(ada: make.Member, store: Storage) -> None:
    size = 2 * parts.PART_BYTES
    data = pdf_bytes(size)
    url = await tus.begun(ada, size)
    go_on, arrived = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield data[:5_000]
        arrived.set()
        await go_on.wait()
        # Other bytes than the newer request sends: were they to mix, the file would show it.
        yield b"\0" * (size - 5_000)

    older = asyncio.create_task(tus.send(ada, url, 0, slow()))
    await arrived.wait()
    newer = await tus.send(ada, url, 0, data[:10_000])
    assert newer.status_code == 204
    go_on.set()
    lost = await older
    assert lost.status_code == 423
    assert await tus.offset_of(ada, url) == 10_000
    assert (await tus.send(ada, url, 10_000, data[10_000:])).status_code == 204
    assert await stored_file(store, data) == data


async def test_many_writers_at_once_never_mix(ada: make.Member, store: Storage) -> None:
    data = pdf_bytes(400_000)
    url = await tus.begun(ada, len(data))
    while (offset := await tus.offset_of(ada, url)) < len(data):
        ends = [offset + 50_000 + 10_000 * number for number in range(4)]
        answers = await asyncio.gather(*[tus.send(ada, url, offset, data[offset:end]) for end in ends])
        assert {answer.status_code for answer in answers} <= {204, 409, 423}
        assert 204 in {answer.status_code for answer in answers}
    assert await stored_file(store, data) == data


async def test_a_restart_forgets_nothing(ada: make.Member, store: Storage) -> None:
    data = pdf_bytes(20_000)
    url = await tus.begun(ada, len(data), sha256=sha256_of(data))
    await tus.send(ada, url, 0, data[:8_000])
    hashing.forget_all()
    assert (await tus.send(ada, url, 8_000, data[8_000:])).status_code == 204
    assert await stored_file(store, data) == data


async def counted_but_not_finished(ada: make.Member, data: bytes, monkeypatch: pytest.MonkeyPatch, step: str) -> str:
    """An upload whose server died at `step` of finishing it."""

    async def die(*_: object, **__: object) -> None:
        raise SystemError("the server is killed here")

    url = await tus.begun(ada, len(data))
    with monkeypatch.context() as patch:
        patch.setattr(step, die)
        answer = await tus.send(ada, url, 0, data)
        assert answer.status_code == 500
    hashing.forget_all()
    return url


STEPS = [
    "scrollkeeper.ingest.uploads.finish._place",
    "scrollkeeper.ingest.uploads.finish._record",
    "scrollkeeper.ingest.uploads.finish.events.publish",
    "scrollkeeper.ingest.uploads.finish.jobs.defer",
    "scrollkeeper.ingest.uploads.finish._delete_parts",
]


ASKERS = ["patch", "head", "sweep"]
SIZES = [8_000, parts.PART_BYTES + 8_000]
# Every step with two of the three who may come by, and each with a file of one and of two parts.
DEATHS = [
    (step, ASKERS[(number + place) % 3], size) for number, step in enumerate(STEPS) for place, size in enumerate(SIZES)
]


@pytest.mark.parametrize(("step", "asked_by", "size"), DEATHS)
async def test_death_between_any_two_steps_is_completed(
    ada: make.Member, store: Storage, monkeypatch: pytest.MonkeyPatch, step: str, asked_by: str, size: int
) -> None:
    data = pdf_bytes(size)
    url = await counted_but_not_finished(ada, data, monkeypatch, step)
    if asked_by == "patch":
        assert (await tus.send(ada, url, size, b"")).status_code == 204
    elif asked_by == "head":
        assert "ScrollKeeper-Paper" in (await ada.http.head(url, headers=tus.TUS)).headers
    await sweep.sweep_uploads(finishing=timedelta(0), leftover_age=timedelta(0))
    upload = await tus.described(ada, url)
    assert (upload["status"], upload["sha256"], upload["already_here"]) == ("finished", sha256_of(data), False)
    assert await stored_file(store, data) == data
    assert await keys_below(store, f"uploads/{id_of(url)}/") == []
    assert (await ada.http.get(ada.url("/papers"))).json()["total"] == 1


@pytest.mark.parametrize("asked_by", ["head", "patch"])
@pytest.mark.parametrize("share", [0.6, 1.0])
async def test_an_upload_whose_stored_bytes_are_gone_begins_again(
    ada: make.Member, store: Storage, monkeypatch: pytest.MonkeyPatch, asked_by: str, share: float
) -> None:
    """As after a restore: the database was dumped while it was open, the files were copied once it was finished."""
    data = pdf_bytes(20_000)
    if share == 1:
        url = await counted_but_not_finished(ada, data, monkeypatch, STEPS[0])
    else:
        url = await tus.begun(ada, len(data))
        assert (await tus.send(ada, url, 0, data[: int(len(data) * share)])).status_code == 204
    await store.delete(await keys_below(store, f"uploads/{id_of(url)}/"))
    hashing.forget_all()
    arrived = int(len(data) * share)
    if asked_by == "patch":
        answer = await tus.send(ada, url, arrived, data[arrived:])
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "0")
        assert "gone" in answer.json()["detail"]
    assert await tus.offset_of(ada, url) == 0
    assert (await tus.send(ada, url, 0, data)).status_code == 204
    assert await stored_file(store, data) == data


async def test_an_upload_that_goes_on_elsewhere_keeps_its_bytes(ada: make.Member, store: Storage) -> None:
    data = pdf_bytes(20_000)
    url = await tus.begun(ada, len(data))
    await tus.send(ada, url, 0, data[:8_000])
    hashing.forget_all()
    assert await tus.offset_of(ada, url) == 8_000
    assert (await tus.send(ada, url, 8_000, data[8_000:])).status_code == 204
    assert await stored_file(store, data) == data

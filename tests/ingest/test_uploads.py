"""An upload from its first byte to its paper, and the ways in which it goes on after a fault."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from sqlalchemy import func, select, text, update

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.storage import Storage
from scrollkeeper.ingest import hashing, parts, sweep
from scrollkeeper.ingest.models import Upload, UploadPart
from scrollkeeper.library.keys import file_key
from tests import make
from tests.ingest import tus_client as tus
from tests.ingest.pdf import pdf_bytes, sha256_of


async def stored_file(store: Storage, data: bytes) -> bytes:
    return b"".join([chunk async for chunk in store.stream(file_key(sha256_of(data)))])


async def keys_below(store: Storage, prefix: str) -> list[str]:
    return [one.key async for one in store.list(prefix)]


def id_of(url: str) -> UUID:
    return UUID(url.rsplit("/", 1)[1])


async def test_a_file_becomes_a_paper(ada: make.Member, store: Storage) -> None:
    data = pdf_bytes(300_000)
    url = await tus.begun(ada, len(data), "Attention is all.pdf")
    first = await tus.send(ada, url, 0, data[:100_000])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "100000")
    assert "Upload-Expires" in first.headers
    last = await tus.send(ada, url, 100_000, data[100_000:])
    assert last.status_code == 204
    assert (last.headers["Upload-Offset"], last.headers["ScrollKeeper-Already-Here"]) == ("300000", "false")
    paper = (await ada.http.get(ada.url(f"/papers/{last.headers['ScrollKeeper-Paper']}"))).json()
    assert paper["status"] == "queued"
    assert [(f["name"], f["sha256"], f["size"]) for f in paper["files"]] == [
        ("Attention is all.pdf", sha256_of(data), len(data))
    ]
    assert await stored_file(store, data) == data
    assert await keys_below(store, f"uploads/{id_of(url)}/") == [], "the parts are gone"


async def test_the_answer_comes_with_job_and_event(ada: make.Member) -> None:
    answer = await tus.upload(ada, pdf_bytes(), "Told.pdf")
    paper = answer.headers["ScrollKeeper-Paper"]
    found = (await ada.http.get(ada.url(f"/papers/{paper}"))).json()["files"][0]["id"]
    events = (await ada.http.get(ada.url("/events?since=0"))).json()["items"]
    told = {event["name"]: event for event in events}
    assert told["upload.finished"]["subject"]["paper"] == told["paper.added"]["subject"]["paper"] == paper
    assert told["upload.finished"]["data"] == {"name": "Told.pdf", "already_here": False}
    async with open_system_session.begin() as db:
        waiting = await db.execute(
            text(
                "select count(*) from procrastinate_jobs"
                " where task_name = 'ingest.parse_file' and args->>'file_id' = :id"
            ),
            {"id": found},
        )
        assert waiting.scalar_one() == 1


@pytest.mark.parametrize(
    "size", [5, 1023, 1024, 1025, parts.PART_BYTES, parts.PART_BYTES + 1, 3 * parts.PART_BYTES + 7]
)
async def test_files_of_awkward_sizes_arrive_whole(ada: make.Member, store: Storage, size: int) -> None:
    data = pdf_bytes(max(size, 5)) if size > 5 else b"%PDF-"
    answer = await tus.upload(ada, data)
    assert answer.status_code == 204, answer.text
    assert await stored_file(store, data) == data


async def test_byte_by_byte_at_the_beginning(ada: make.Member, store: Storage) -> None:
    data = pdf_bytes(1_500)
    url = await tus.begun(ada, len(data))
    cuts = [0, 1, 4, 5, 6, 1_023, 1_024, 1_500]
    for start, end in pairwise(cuts):
        assert (await tus.send(ada, url, start, data[start:end])).headers["Upload-Offset"] == str(end)
    assert await stored_file(store, data) == data


async def test_bytes_come_along_with_the_beginning(ada: make.Member, store: Storage) -> None:
    data = pdf_bytes(50_000)
    headers = tus.BODY | {"Upload-Length": "50000", "Upload-Metadata": tus.metadata(filename="a.pdf")}
    half = await ada.http.post(ada.url("/uploads"), headers=headers, content=data[:20_000])
    assert (half.status_code, half.headers["Upload-Offset"]) == (201, "20000")
    assert (await tus.send(ada, half.headers["Location"], 20_000, data[20_000:])).status_code == 204
    assert await stored_file(store, data) == data

    whole = pdf_bytes(50_000)
    answer = await ada.http.post(ada.url("/uploads"), headers=headers, content=whole)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "50000")
    assert "ScrollKeeper-Paper" in answer.headers
    assert await stored_file(store, whole) == whole


async def test_the_offset_can_be_asked_for(ada: make.Member) -> None:
    data = pdf_bytes(9_000)
    url = await tus.begun(ada, len(data), "naïve Ω.pdf")
    await tus.send(ada, url, 0, data[:4_000])
    answer = await ada.http.head(url, headers=tus.TUS)
    assert answer.status_code == 200
    assert answer.headers["Upload-Offset"] == "4000"
    assert answer.headers["Upload-Length"] == "9000"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Upload-Metadata"] == tus.metadata(filename="naïve Ω.pdf")
    await tus.send(ada, url, 4_000, data[4_000:])
    after = await ada.http.head(url, headers=tus.TUS)
    assert after.headers["Upload-Offset"] == after.headers["Upload-Length"] == "9000"
    assert "ScrollKeeper-Paper" in after.headers


async def test_finishing_twice_gives_one_paper(ada: make.Member) -> None:
    data = pdf_bytes(5_000)
    url = await tus.begun(ada, len(data))
    first = await tus.send(ada, url, 0, data)
    again = await tus.send(ada, url, len(data), b"")
    assert again.status_code == 204
    assert again.headers["ScrollKeeper-Paper"] == first.headers["ScrollKeeper-Paper"]
    assert (await ada.http.get(ada.url("/papers"))).json()["total"] == 1


async def test_the_same_bytes_are_one_paper(ada: make.Member) -> None:
    data = pdf_bytes(5_000)
    first = await tus.upload(ada, data, "One.pdf")
    second = await tus.upload(ada, data, "Two.pdf")
    assert second.headers["ScrollKeeper-Already-Here"] == "true"
    assert second.headers["ScrollKeeper-Paper"] == first.headers["ScrollKeeper-Paper"]
    assert (await ada.http.get(ada.url("/papers"))).json()["total"] == 1


async def test_a_known_hash_spares_the_upload(ada: make.Member) -> None:
    data = pdf_bytes(5_000)
    first = await tus.upload(ada, data)
    again = await tus.begin(ada, len(data), sha256=sha256_of(data).upper())
    assert again.status_code == 201
    assert again.headers["Upload-Offset"] == "5000"
    assert again.headers["ScrollKeeper-Already-Here"] == "true"
    assert again.headers["ScrollKeeper-Paper"] == first.headers["ScrollKeeper-Paper"]
    assert (await tus.described(ada, again.headers["Location"]))["status"] == "finished"


async def test_a_hash_tells_nothing_about_other_teams(ada: make.Member, eve: make.Member) -> None:
    data = pdf_bytes(5_000)
    await tus.upload(ada, data)
    answer = await tus.begin(eve, len(data), sha256=sha256_of(data))
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "0")
    assert "ScrollKeeper-Paper" not in answer.headers
    done = await tus.send(eve, answer.headers["Location"], 0, data)
    assert done.headers["ScrollKeeper-Already-Here"] == "false"


async def test_a_known_hash_with_another_length_is_not_believed(ada: make.Member) -> None:
    data = pdf_bytes(5_000)
    await tus.upload(ada, data)
    answer = await tus.begin(ada, 4_999, sha256=sha256_of(data))
    assert answer.headers["Upload-Offset"] == "0"


async def test_a_known_file_whose_object_is_lost_is_taken_again(ada: make.Member, store: Storage) -> None:
    data = pdf_bytes(5_000)
    await tus.upload(ada, data)
    await store.delete([file_key(sha256_of(data))])
    answer = await tus.begin(ada, len(data), sha256=sha256_of(data))
    assert answer.headers["Upload-Offset"] == "0"
    done = await tus.send(ada, answer.headers["Location"], 0, data)
    assert done.headers["ScrollKeeper-Already-Here"] == "true"
    assert await stored_file(store, data) == data


@pytest.mark.parametrize("announced", [True, False])
async def test_a_paper_in_the_bin_comes_back(ada: make.Member, announced: bool) -> None:
    data = pdf_bytes(5_000)
    paper = (await tus.upload(ada, data)).headers["ScrollKeeper-Paper"]
    assert (await ada.http.delete(ada.url(f"/papers/{paper}"))).status_code == 204
    if announced:
        answer = await tus.begin(ada, len(data), sha256=sha256_of(data))
    else:
        answer = await tus.upload(ada, data)
    assert answer.headers["ScrollKeeper-Paper"] == paper
    assert answer.headers["ScrollKeeper-Restored"] == "true"
    assert (await ada.http.get(ada.url(f"/papers/{paper}"))).json()["deleted_at"] is None


async def test_the_announced_hash_is_checked(ada: make.Member) -> None:
    data = pdf_bytes(5_000)
    good = await tus.upload(ada, data, sha256=sha256_of(data))
    assert good.status_code == 204
    url = await tus.begun(ada, 5_000, sha256=sha256_of(b"something else"))
    answer = await tus.send(ada, url, 0, pdf_bytes(5_000))
    assert answer.status_code == 460
    assert (await tus.described(ada, url))["status"] == "refused"
    assert (await ada.http.get(ada.url("/papers"))).json()["total"] == 1


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
async def test_a_checksum_counts_all_or_nothing(ada: make.Member, store: Storage, algorithm: str) -> None:
    size = 2 * parts.PART_BYTES + 100
    data = pdf_bytes(size)
    url = await tus.begun(ada, size)
    right = f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"
    spoiled = data[:-1] + bytes([data[-1] ^ 1])
    wrong = await tus.send(ada, url, 0, spoiled, Upload_Checksum=right)
    assert wrong.status_code == 460
    assert wrong.headers["Tus-Resumable"] == "1.0.0"
    assert await tus.offset_of(ada, url) == 0
    assert await keys_below(store, f"uploads/{id_of(url)}/") == []
    assert (await tus.send(ada, url, 0, data, Upload_Checksum=right)).status_code == 204
    assert await stored_file(store, data) == data


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
    monkeypatch.setattr("scrollkeeper.ingest.body.STALL_SECONDS", 0.05)
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
    "scrollkeeper.ingest.finish._place",
    "scrollkeeper.ingest.finish._record",
    "scrollkeeper.ingest.finish.events.publish",
    "scrollkeeper.ingest.finish.jobs.defer",
    "scrollkeeper.ingest.finish.forget_parts",
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


async def test_uploads_are_listed(ada: make.Member, eve: make.Member) -> None:
    done = await tus.upload(ada, pdf_bytes(), "Done.pdf")
    await tus.begun(ada, 7_000, "Open.pdf")
    first = (await ada.http.get(ada.url("/uploads?limit=1"))).json()
    assert [(u["name"], u["status"], u["offset"], u["size"]) for u in first["items"]] == [
        ("Open.pdf", "open", 0, 7_000)
    ]
    second = (await ada.http.get(ada.url("/uploads"), params={"cursor": first["next"]})).json()
    assert [(u["name"], u["paper"]) for u in second["items"]] == [("Done.pdf", done.headers["ScrollKeeper-Paper"])]
    assert second["next"] is None
    assert second["items"][0]["person"] == {"id": str(ada.id), "name": "Ada"}
    only = (await ada.http.get(ada.url("/uploads?status=finished"))).json()
    assert [u["name"] for u in only["items"]] == ["Done.pdf"]
    assert (await eve.http.get(ada.url("/uploads"))).status_code == 404


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

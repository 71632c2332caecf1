"""An upload from its first byte to its paper."""

import base64
import hashlib
from itertools import pairwise
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.storage import Storage
from scrollkeeper.ingest.uploads import parts
from scrollkeeper.library.files.keys import file_key
from scrollkeeper.rate_limits import bans
from tests import make
from tests.ingest import tus_client as tus
from tests.ingest.pdf import pdf_bytes, sha256_of
from tests.ingest.stored import id_of, keys_below, stored_file

B64_HASH = base64.b64encode(b"a" * 64).decode()


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


async def test_metadata_comes_back_as_it_was_sent(ada: make.Member) -> None:
    for sent in ("filename YS5wZGY=,note, empty", "empty,filename  YS5wZGY=", f"sha256 {B64_HASH},filename YS5wZGY="):
        begun = await ada.http.post(
            ada.url("/uploads"), headers=tus.TUS | {"Upload-Length": "4000", "Upload-Metadata": sent}
        )
        assert begun.status_code == 201, begun.text
        head = await ada.http.head(begun.headers["Location"], headers=tus.TUS)
        assert head.headers["Upload-Metadata"] == sent


@pytest.mark.parametrize("sent", [{}, {"Upload-Metadata": ""}, {"Upload-Metadata": "filename"}])
async def test_an_upload_without_a_name_gets_one(ada: make.Member, sent: dict[str, str]) -> None:
    begun = await ada.http.post(ada.url("/uploads"), headers=tus.TUS | {"Upload-Length": "4000"} | sent)
    assert begun.status_code == 201, begun.text
    assert (await ada.http.get(begun.headers["Location"])).json()["name"] == "Untitled.pdf"
    head = await ada.http.head(begun.headers["Location"], headers=tus.TUS)
    assert head.headers.get("Upload-Metadata", "") == sent.get("Upload-Metadata", "")


async def test_refusals_before_the_routes_name_the_version(
    app: FastAPI, ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    url = await tus.begun(ada, 4_000)
    other_site = tus.TUS | {"Origin": "https://elsewhere.example"}
    refused = [
        (await ada.http.put(url), 405),
        (await ada.http.put(ada.url("/uploads")), 405),
        (await ada.http.post(ada.url("/uploads"), headers=other_site), 403),
        (await anyone.post(ada.url("/uploads"), headers=tus.TUS), 401),
    ]
    async with open_system_session.begin() as db:
        ban = await bans.add_ban(db, "198.51.100.7", reason="test")
    await bans.current.refresh()
    transport = httpx.ASGITransport(app=app, client=("198.51.100.7", 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as banned:
        refused.append((await banned.patch(url, headers=tus.TUS), 403))
    async with open_system_session.begin() as db:
        await bans.remove_ban(db, ban.id)
    await bans.current.refresh()
    for answer, status in refused:
        assert (answer.status_code, answer.headers["Tus-Resumable"]) == (status, "1.0.0")
    assert "Tus-Resumable" not in (await ada.http.get(ada.url("/papers"))).headers


async def test_every_answer_of_the_protocol_names_its_version(ada: make.Member) -> None:
    url = await tus.begun(ada, 4_000)
    asked = [("POST", ada.url("/uploads")), ("HEAD", url), ("PATCH", url), ("DELETE", url)]
    for method, path in asked:
        old = await ada.http.request(method, path, headers={"Tus-Resumable": "0.2.2"})
        assert (old.status_code, old.headers["Tus-Version"], old.headers["Tus-Resumable"]) == (412, "1.0.0", "1.0.0")
        gone = await ada.http.request(method, f"{ada.url('/uploads')}/{uuid4()}", headers=tus.TUS)
        assert gone.headers["Tus-Resumable"] == "1.0.0", method
    for path in (ada.url("/uploads"), url):
        told = (await ada.http.options(path)).headers
        assert told["Tus-Version"] == told["Tus-Resumable"] == "1.0.0"
        assert told["Tus-Extension"] == "creation,creation-with-upload,expiration,checksum,termination"
        assert (told["Tus-Checksum-Algorithm"], int(told["Tus-Max-Size"]) > 0) == ("sha1,sha256,md5", True)
        assert {"HEAD", "OPTIONS", "POST"} <= set(told["Allow"].split(", "))
    over = {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"}
    sent = await ada.http.post(url, headers=tus.BODY | over, content=pdf_bytes(4_000)[:1_000])
    assert (sent.status_code, sent.headers["Upload-Offset"]) == (204, "1000")


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

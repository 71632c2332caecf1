"""What uploads are refused for, with which status and sentence, and that a refusal leaves nothing behind."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, update

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.storage import Storage
from scrollkeeper.ingest.uploads import parts
from scrollkeeper.ingest.uploads.models import Upload
from scrollkeeper.ingest.uploads.service import MOST_EMPTY
from scrollkeeper.teams.models import Team
from tests import make
from tests.ingest import tus_client as tus
from tests.ingest.pdf import pdf_bytes, sha256_of

NAMED = tus.metadata(filename="a.pdf")


async def nothing_was_added(who: make.Member, store: Storage) -> None:
    assert (await who.http.get(who.url("/papers"))).json()["total"] == 0
    assert [one.key async for one in store.list("")] == []


async def pieces(*data: bytes) -> AsyncIterator[bytes]:
    for one in data:
        yield one


@pytest.mark.parametrize(
    ("headers", "word"),
    [
        ({"Upload-Metadata": NAMED}, "Upload-Length"),
        ({"Upload-Metadata": NAMED, "Upload-Length": "-1"}, "negative"),
        ({"Upload-Metadata": NAMED, "Upload-Length": "ten"}, "number"),
        ({"Upload-Metadata": NAMED, "Upload-Length": "1e3"}, "number"),
        ({"Upload-Metadata": NAMED, "Upload-Length": "9" * 40}, "number"),
        ({"Upload-Metadata": NAMED, "Upload-Length": ""}, "missing"),
        ({"Upload-Metadata": NAMED, "Upload-Length": "0"}, "empty"),
        ({"Upload-Length": "10", "Upload-Metadata": "filename !!!"}, "base64"),
        ({"Upload-Length": "10", "Upload-Metadata": "filename //79"}, "UTF-8"),
        ({"Upload-Length": "10", "Upload-Metadata": tus.metadata(filename="a.pdf", sha256="abc")}, "sha256"),
        ({"Upload-Metadata": NAMED, "Upload-Defer-Length": "1"}, "Upload-Length"),
        ({"Upload-Metadata": NAMED, "Upload-Length": "10", "Upload-Defer-Length": "1"}, "Upload-Defer-Length"),
        ({"Upload-Metadata": NAMED, "Upload-Length": "10", "Upload-Concat": "partial"}, "Upload-Concat"),
        ({"Upload-Metadata": NAMED, "Upload-Concat": "final;/a /b"}, "Upload-Concat"),
    ],
)
async def test_a_bad_beginning(ada: make.Member, headers: dict[str, str], word: str) -> None:
    answer = await ada.http.post(ada.url("/uploads"), headers=tus.TUS | headers)
    assert answer.status_code == 400, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert word in answer.json()["detail"]
    assert (await ada.http.get(ada.url("/uploads"))).json()["items"] == []


async def test_a_file_over_the_limit(ada: make.Member, with_settings: Callable[..., None]) -> None:
    with_settings(max_upload_bytes=5_000)
    assert (await tus.begin(ada, 5_000)).status_code == 201
    answer = await tus.begin(ada, 5_001)
    assert answer.status_code == 413
    assert "4.9 KiB" in answer.json()["detail"]


async def give_room(team: str, quota: int) -> None:
    async with open_system_session.begin() as db:
        await db.execute(update(Team).where(Team.id == UUID(team)).values(quota_bytes=quota))


async def test_the_quota_counts_files_and_what_is_under_way(ada: make.Member) -> None:
    await give_room(ada.team, 10_000)
    await tus.upload(ada, pdf_bytes(4_000))
    under_way = await tus.begun(ada, 4_000)
    refused = await tus.begin(ada, 2_001)
    assert refused.status_code == 413
    assert "2.0 KiB" in refused.json()["detail"]
    assert (await tus.begin(ada, 2_000)).status_code == 201
    await ada.http.delete(under_way, headers=tus.TUS)
    assert (await tus.begin(ada, 4_000)).status_code == 201


async def test_room_for_what_does_not_come_is_free_again_after_an_hour(ada: make.Member) -> None:
    await give_room(ada.team, 10_000)
    empty, begun = await tus.begun(ada, 4_000), await tus.begun(ada, 5_000)
    assert (await tus.send(ada, begun, 0, pdf_bytes(5_000)[:2_000])).status_code == 204
    assert (await tus.begin(ada, 3_000)).status_code == 413
    async with open_system_session.begin() as db:
        mine = update(Upload).where(Upload.team_id == UUID(ada.team))
        await db.execute(mine.values(reserved_until=func.now() - timedelta(seconds=1)))
    # What has come keeps its place; the rest is for whoever sends it.
    assert (await tus.begin(ada, 8_001)).status_code == 413
    await tus.upload(ada, pdf_bytes(4_500))
    assert (await tus.send(ada, empty, 0, pdf_bytes(4_000))).status_code == 413
    finished = await tus.send(ada, begun, 2_000, pdf_bytes(5_000)[2_000:])
    assert (finished.status_code, "ScrollKeeper-Paper" in finished.headers) == (204, True)
    assert (await tus.send(ada, empty, 0, pdf_bytes(4_000))).status_code == 413
    await give_room(ada.team, 20_000)
    assert (await tus.send(ada, empty, 0, pdf_bytes(4_000))).status_code == 204


async def test_one_person_begins_so_many_without_sending_anything(ada: make.Member) -> None:
    begun = [await tus.begun(ada, 4_000) for _ in range(MOST_EMPTY)]
    refused = await tus.begin(ada, 4_000)
    assert refused.status_code == 429
    assert "no byte has come" in refused.json()["detail"]
    assert (await tus.send(ada, begun[0], 0, pdf_bytes(4_000)[:2_000])).status_code == 204
    assert (await tus.begin(ada, 4_000)).status_code == 201
    assert (await tus.begin(ada, 4_000)).status_code == 429


async def test_the_quota_holds_when_many_begin_at_once(ada: make.Member) -> None:
    await give_room(ada.team, 10_000)
    answers = await asyncio.gather(*[tus.begin(ada, 3_000) for _ in range(9)])
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [413] * 6


@pytest.mark.parametrize("sent", [[b"MZ" + b"\0" * 4_998], [b"\0"] * 1_024 + [b"\0" * 3_976], [b"%PDX", b"-" * 4_996]])
async def test_content_that_is_no_pdf(ada: make.Member, store: Storage, sent: list[bytes]) -> None:
    url = await tus.begun(ada, 5_000, "pretends.pdf")
    answer = await tus.send(ada, url, 0, pieces(*sent))
    assert answer.status_code == 415
    upload = await tus.described(ada, url)
    assert (upload["status"], upload["paper"]) == ("refused", None)
    assert "isn’t a PDF" in upload["reason"]
    again = await tus.send(ada, url, 0, pdf_bytes(5_000))
    assert again.status_code == 410
    assert "isn’t a PDF" in again.json()["detail"]
    await nothing_was_added(ada, store)


async def test_what_is_no_pdf_is_known_at_the_first_kilobyte(ada: make.Member) -> None:
    url = await tus.begun(ada, 5_000)
    assert (await tus.send(ada, url, 0, b"x" * 1_023)).status_code == 204
    assert (await tus.send(ada, url, 1_023, b"%PDF-")).status_code == 415


async def test_a_head_before_the_magic_is_allowed(ada: make.Member) -> None:
    junk = b"\xef\xbb\xbf" + b"x" * 1_016
    assert (await tus.upload(ada, junk + b"%PDF-" + b"y" * 100)).status_code == 204


async def test_a_tiny_file_that_is_no_pdf(ada: make.Member, store: Storage) -> None:
    assert (await tus.upload(ada, b"%PDF")).status_code == 415
    await nothing_was_added(ada, store)


async def test_wrong_offsets(ada: make.Member) -> None:
    data = pdf_bytes(5_000)
    url = await tus.begun(ada, 5_000)
    await tus.send(ada, url, 0, data[:2_000])
    for offset in (0, 1_999, 2_001):
        answer = await tus.send(ada, url, offset, b"x")
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "2000")
    missing = await ada.http.patch(url, headers=tus.BODY, content=b"x")
    assert missing.status_code == 400
    for bad in ("-1", "two", "", " "):
        assert (await ada.http.patch(url, headers=tus.BODY | {"Upload-Offset": bad}, content=b"x")).status_code == 400
    assert await tus.offset_of(ada, url) == 2_000


async def test_more_bytes_than_announced(ada: make.Member) -> None:
    data = pdf_bytes(5_000)
    url = await tus.begun(ada, 5_000)
    announced = await tus.send(ada, url, 0, data + b"x")
    assert announced.status_code == 413
    # Without a length, the body itself shows that it is too long; the file must not be finished by its beginning.
    for body in (pieces(data + b"x"), pieces(data, b"x")):
        assert (await tus.send(ada, url, 0, body)).status_code == 413
        assert await tus.offset_of(ada, url) == 0
    assert (await ada.http.get(ada.url("/papers"))).json()["total"] == 0
    assert (await tus.send(ada, url, 0, pieces(data))).status_code == 204


async def test_more_than_announced_at_the_end_of_a_part(ada: make.Member) -> None:
    data = pdf_bytes(parts.PART_BYTES)
    url = await tus.begun(ada, len(data))
    assert (await tus.send(ada, url, 0, pieces(data, b"x"))).status_code == 413
    assert await tus.offset_of(ada, url) == 0


async def test_along_with_the_beginning_more_than_announced(ada: make.Member) -> None:
    headers = tus.BODY | {"Upload-Length": "1000", "Upload-Metadata": NAMED}
    answer = await ada.http.post(ada.url("/uploads"), headers=headers, content=pdf_bytes(1_001))
    assert answer.status_code == 413
    assert (await ada.http.get(ada.url("/uploads"))).json()["items"] == []


async def test_wrong_content_types(ada: make.Member) -> None:
    url = await tus.begun(ada, 5_000)
    wrong = tus.TUS | {"Upload-Offset": "0", "Content-Type": "application/pdf"}
    assert (await ada.http.patch(url, headers=wrong, content=b"x")).status_code == 415
    headers = tus.TUS | {"Upload-Length": "5", "Upload-Metadata": NAMED, "Content-Type": "application/pdf"}
    assert (await ada.http.post(ada.url("/uploads"), headers=headers, content=b"%PDF-")).status_code == 415


@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize("version", [None, "0.2.2", "1.0.1", "2.0.0"])
async def test_other_versions_of_tus(ada: make.Member, method: str, version: str | None) -> None:
    url = ada.url("/uploads") if method == "POST" else await tus.begun(ada, 5_000)
    headers = {"Tus-Resumable": version} if version else {}
    answer = await ada.http.request(method, url, headers=headers)
    assert answer.status_code == 412
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Resumable"] == "1.0.0"


@pytest.mark.parametrize("id", ["01890000-0000-7000-8000-000000000000", "nonsense", "%00"])
async def test_unknown_uploads(ada: make.Member, id: str) -> None:
    url = ada.url(f"/uploads/{id}")
    assert (await ada.http.head(url, headers=tus.TUS)).status_code == 404
    assert (await tus.send(ada, url, 0, b"x")).status_code == 404
    answer = await ada.http.delete(url, headers=tus.TUS)
    assert answer.status_code == 404
    assert answer.headers["Tus-Resumable"] == "1.0.0"


async def test_a_cancelled_upload_is_gone(ada: make.Member, store: Storage) -> None:
    data = pdf_bytes(9_000)
    url = await tus.begun(ada, 9_000)
    await tus.send(ada, url, 0, data[:5_000])
    assert (await ada.http.delete(url, headers=tus.TUS)).status_code == 204
    assert (await ada.http.head(url, headers=tus.TUS)).status_code == 410
    assert (await tus.send(ada, url, 5_000, data[5_000:])).status_code == 410
    assert (await ada.http.delete(url, headers=tus.TUS)).status_code == 410
    assert (await tus.described(ada, url))["status"] == "cancelled"
    await nothing_was_added(ada, store)


async def test_cancelling_under_a_writer_stops_it(ada: make.Member, store: Storage) -> None:
    size = 2 * parts.PART_BYTES
    url = await tus.begun(ada, size)
    go_on, arrived = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield pdf_bytes(5_000)
        arrived.set()
        await go_on.wait()
        yield b"\0" * (size - 5_000)

    writer = asyncio.create_task(tus.send(ada, url, 0, slow()))
    await arrived.wait()
    assert (await ada.http.delete(url, headers=tus.TUS)).status_code == 204
    go_on.set()
    answer = await writer
    assert answer.status_code == 410
    assert "cancelled" in answer.json()["detail"]
    await nothing_was_added(ada, store)


async def test_a_finished_upload_cannot_be_cancelled(ada: make.Member) -> None:
    data = pdf_bytes()
    url = await tus.begun(ada, len(data))
    await tus.send(ada, url, 0, data)
    answer = await ada.http.delete(url, headers=tus.TUS)
    assert answer.status_code == 410
    assert "library" in answer.json()["detail"]


@pytest.mark.parametrize("checksum", ["sha1", "crc32 AAAA", "sha1 !!!", "sha1 AAAA", ""])
async def test_bad_checksum_headers(ada: make.Member, checksum: str) -> None:
    url = await tus.begun(ada, 5_000)
    assert (await tus.send(ada, url, 0, b"%PDF-", Upload_Checksum=checksum)).status_code == 400


async def test_whose_upload_it_is(ada: make.Member, eve: make.Member, anyone: make.httpx.AsyncClient) -> None:
    data = pdf_bytes(5_000)
    url = await tus.begun(ada, 5_000)
    for stranger in (eve.http, anyone):
        refusal = 404 if stranger is eve.http else 401
        assert (await stranger.head(url, headers=tus.TUS)).status_code == refusal
        assert (await stranger.get(url)).status_code == refusal
        sent = await stranger.patch(url, headers=tus.BODY | {"Upload-Offset": "0"}, content=data)
        assert sent.status_code == refusal
        assert sent.headers["Tus-Resumable"] == "1.0.0"
        assert (await stranger.delete(url, headers=tus.TUS)).status_code == refusal
    # A member of the team sees it, but the bytes come from the one who began it.
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "editor")
    assert (await eve.http.get(url)).status_code == 200
    assert (await tus.send(eve, url, 0, data)).status_code == 404
    assert (await eve.http.delete(url, headers=tus.TUS)).status_code == 404
    assert (await tus.send(ada, url, 0, data)).status_code == 204


@pytest.mark.parametrize("role", ["reader", "commenter"])
async def test_readers_add_nothing(ada: make.Member, eve: make.Member, role: str) -> None:
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, role)
    headers = tus.TUS | {"Upload-Length": "5000", "Upload-Metadata": NAMED}
    assert (await eve.http.post(ada.url("/uploads"), headers=headers)).status_code == 403
    assert (await eve.http.post(ada.url("/papers"), files={"file": ("a.pdf", pdf_bytes())})).status_code == 403
    data = pdf_bytes()
    await tus.upload(ada, data)
    known = headers | {
        "Upload-Length": str(len(data)),
        "Upload-Metadata": tus.metadata(filename="a", sha256=sha256_of(data)),
    }
    assert (await eve.http.post(ada.url("/uploads"), headers=known)).status_code == 403


async def test_a_page_of_another_site_cannot_upload(ada: make.Member) -> None:
    headers = tus.TUS | {"Upload-Length": "5000", "Upload-Metadata": NAMED, "Origin": "https://evil.example"}
    assert (await ada.http.post(ada.url("/uploads"), headers=headers)).status_code == 403


async def test_the_protocol_describes_itself(anyone: make.httpx.AsyncClient, ada: make.Member) -> None:
    answer = await anyone.options(ada.url("/uploads"))
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(512 << 20)
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "expiration",
        "checksum",
        "termination",
    }
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256,md5"


async def test_post_stands_for_other_methods(ada: make.Member) -> None:
    data = pdf_bytes(5_000)
    url = await tus.begun(ada, 5_000)
    headers = tus.BODY | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert (await ada.http.post(url, headers=headers, content=data[:3_000])).status_code == 204
    asked = await ada.http.post(url, headers=tus.TUS | {"X-HTTP-Method-Override": "HEAD"})
    assert asked.headers["Upload-Offset"] == "3000"
    ended = await ada.http.post(url, headers=tus.TUS | {"X-HTTP-Method-Override": "DELETE"})
    assert ended.status_code == 204
    assert (await tus.described(ada, url))["status"] == "cancelled"
    assert (await ada.http.post(url, headers=tus.TUS)).status_code == 400


async def test_no_file_is_begun_on_a_disk_that_is_almost_full(
    ada: make.Member, store: Storage, with_settings: Callable[..., None]
) -> None:
    with_settings(min_free_bytes=1 << 62)
    answer = await tus.begin(ada, 5_000)
    if store.folder is None:  # A remote store has room of its own.
        assert answer.status_code == 201
        return
    assert (answer.status_code, answer.json()["title"]) == (503, "Disk almost full")
    assert "almost full" in answer.json()["detail"]
    whole = await ada.http.post(ada.url("/papers"), files={"file": ("a.pdf", pdf_bytes(5_000))})
    assert (whole.status_code, whole.json()["title"]) == (503, "Disk almost full")
    assert (await ada.http.get(ada.url("/uploads"))).json()["items"] == []
    await nothing_was_added(ada, store)


async def test_an_upload_goes_on_when_the_disk_has_room_again(
    ada: make.Member, store: Storage, with_settings: Callable[..., None]
) -> None:
    data = pdf_bytes(5_000)
    url = await tus.begun(ada, len(data))
    assert (await tus.send(ada, url, 0, data[:2_000])).status_code == 204
    with_settings(min_free_bytes=1 << 62)
    answer = await tus.send(ada, url, 2_000, data[2_000:4_000])
    assert answer.status_code == (503 if store.folder else 204)
    with_settings(min_free_bytes=1)
    offset = await tus.offset_of(ada, url)
    assert offset == (2_000 if store.folder else 4_000)
    assert (await tus.send(ada, url, offset, data[offset:])).status_code == 204
    assert (await tus.described(ada, url))["sha256"] == sha256_of(data)

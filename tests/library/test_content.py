"""A stored file comes back byte for byte: whole, in parts, or not at all when the client has it."""

import asyncio
import hashlib
import os

import pytest

from scrollkeeper.core import db as database
from scrollkeeper.core.connections import shares_of_web
from scrollkeeper.core.settings import settings
from scrollkeeper.core.storage import storage
from scrollkeeper.library import service as library
from scrollkeeper.library.files.cache import CHUNK_BYTES
from scrollkeeper.library.files.keys import file_key
from scrollkeeper.library.models import File
from tests import make


async def stored(who: make.Member, data: bytes, name: str = "paper.pdf") -> File:
    sha256 = hashlib.sha256(data).hexdigest()
    await storage().put(file_key(sha256), data)
    async with database.open_system_session.begin() as db:
        _, file, _ = await library.add_file(db, who.scope, name=name, sha256=sha256, size=len(data))
    return file


def content(who: make.Member, file: File) -> str:
    return who.url(f"/files/{file.id}/content")


@pytest.fixture
async def data() -> bytes:
    return b"%PDF-1.7\n" + os.urandom(3 * CHUNK_BYTES + 12_345)


async def test_the_whole_file_comes_back_with_headers_that_make_it_harmless(ada, data):
    file = await stored(ada, data)
    answer = await ada.http.get(content(ada, file))
    assert answer.status_code == 200
    assert answer.content == data
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-length"] == str(len(data))
    assert answer.headers["etag"] == f'"{file.sha256}"'
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"].startswith("private, max-age=")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["content-disposition"] == 'inline; filename="paper.pdf"'


async def test_members_see_it_and_nobody_else_does(ada, eve, anyone, data):
    file = await stored(ada, data)
    assert (await ada.http.get(content(ada, file))).status_code == 200
    assert (await eve.http.get(content(ada, file))).status_code == 404
    assert (await eve.http.get(eve.url(f"/files/{file.id}/content"))).status_code == 404
    assert (await anyone.get(content(ada, file))).status_code == 401
    assert (await ada.http.get(ada.url("/files/not-an-id/content"))).status_code == 404


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        (f"bytes={CHUNK_BYTES - 10}-{CHUNK_BYTES + 9}", CHUNK_BYTES - 10, CHUNK_BYTES + 10),
        (f"bytes={2 * CHUNK_BYTES}-", 2 * CHUNK_BYTES, None),
        ("bytes=-500", -500, None),
        ("bytes=100-99999999999", 100, None),
    ],
)
async def test_a_range_is_answered_with_that_part(ada, data, asked, start, end):
    file = await stored(ada, data)
    answer = await ada.http.get(content(ada, file), headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == data[start:end]
    first = start % len(data)
    last = first + len(answer.content) - 1
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(data)}"
    assert answer.headers["content-length"] == str(len(answer.content))


@pytest.mark.parametrize("asked", ["bytes=0-9,20-29", "pages=1-2", "bytes=abc", "bytes=9-1", "bytes=-", "nonsense"])
async def test_what_is_not_one_range_of_bytes_gets_the_whole_file(ada, data, asked):
    file = await stored(ada, data)
    answer = await ada.http.get(content(ada, file), headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, data)


async def test_a_range_after_the_end_is_refused_with_the_size(ada, data):
    file = await stored(ada, data)
    answer = await ada.http.get(content(ada, file), headers={"Range": f"bytes={len(data)}-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(data)}"
    assert answer.json()["detail"] == f"The file has {len(data)} bytes."


async def test_who_has_the_file_already_is_told_so(ada, data):
    file = await stored(ada, data)
    for header in (f'"{file.sha256}"', f'W/"{file.sha256}"', f'"other", "{file.sha256}"', "*"):
        answer = await ada.http.get(content(ada, file), headers={"If-None-Match": header, "Range": "bytes=0-9"})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == f'"{file.sha256}"'
    answer = await ada.http.get(content(ada, file), headers={"If-None-Match": '"other"'})
    assert (answer.status_code, answer.content) == (200, data)


async def test_a_part_is_sent_only_when_the_rest_is_of_this_version(ada, data):
    file = await stored(ada, data)
    for header, status in ((f'"{file.sha256}"', 206), ('"other"', 200), (f'W/"{file.sha256}"', 200)):
        asked = {"Range": "bytes=0-9", "If-Range": header}
        answer = await ada.http.get(content(ada, file), headers=asked)
        assert answer.status_code == status
        assert answer.content == (data[:10] if status == 206 else data)


async def test_head_says_what_get_would_without_the_bytes(ada, data):
    file = await stored(ada, data)
    answer = await ada.http.head(content(ada, file), headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(data))
    assert answer.headers["etag"] == f'"{file.sha256}"'


async def test_a_download_keeps_the_name_that_people_gave(ada, data):
    file = await stored(ada, data, name='Über "Katzen" – 2020.pdf')
    answer = await ada.http.get(content(ada, file), params={"download": 1})
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"Uber _Katzen_  2020.pdf\"; filename*=UTF-8''%C3%9Cber%20_Katzen_%20%E2%80%93%202020.pdf"
    )


async def test_a_file_whose_bytes_are_missing_is_a_refusal_not_a_torn_answer(ada, data):
    file = await stored(ada, data)
    await storage().delete([file_key(file.sha256)])
    answer = await ada.http.get(content(ada, file))
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Try again" in answer.json()["detail"]


async def test_no_database_connection_is_held_while_bytes_are_sent(app, ada, data):
    """More readers than there are database connections stop in the middle, and the service goes on."""
    file = await stored(ada, data)
    go_on = asyncio.Event()
    readers = shares_of_web(settings().database_connections).total + 5
    begun = asyncio.Barrier(readers + 1)
    cookie = "; ".join(f"{name}={value}" for name, value in ada.http.cookies.items())

    async def read_slowly() -> bytes:
        got: list[bytes] = []

        async def receive():
            await asyncio.sleep(60)

        async def send(message):
            if message["type"] != "http.response.body":
                return
            got.append(message["body"])
            if len(got) == 1:
                await begun.wait()
                await go_on.wait()

        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "method": "GET",
            "path": content(ada, file), "raw_path": b"", "query_string": b"", "root_path": "", "scheme": "http",
            "headers": [(b"cookie", cookie.encode())], "client": ("test", 1), "server": ("test", 80),
        }  # fmt: skip
        await app(scope, receive, send)
        return b"".join(got)

    tasks = [asyncio.create_task(read_slowly()) for _ in range(readers)]
    async with asyncio.timeout(15):
        await begun.wait()
        assert (await ada.http.get("/api/me")).status_code == 200
        go_on.set()
        assert all(body == data for body in await asyncio.gather(*tasks))


async def test_an_address_that_holds_no_id_is_not_found(ada: make.Member) -> None:
    for path in ("/papers/none", "/papers/none/references", "/files/none/content", "/notes/none"):
        answer = await ada.http.get(ada.url(path))
        assert (answer.status_code, answer.json()["title"]) == (404, "Not found"), path
        assert "UUID" not in answer.text

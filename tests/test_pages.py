"""The front end's files, as they are and compressed."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from scrollkeeper.core import errors
from scrollkeeper.pages import Pages, accepted_codings

SCRIPT = b"console.log('seagrass');" * 40


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[AsyncClient]:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/app-1.js").write_bytes(SCRIPT)
    (tmp_path / "assets/app-1.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "assets/app-1.js.br").write_bytes(b"as brotli")
    (tmp_path / "assets/dot.png").write_bytes(b"a picture")
    (tmp_path / "index.html").write_text("<title>ScrollKeeper</title>")
    app = FastAPI()
    errors.install(app)
    app.mount("/", Pages(directory=tmp_path, html=True))
    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://pages") as client:
        yield client


async def test_a_script_comes_compressed_where_the_browser_takes_it(http: AsyncClient) -> None:
    for accepted, coding in (("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip")):
        async with http.stream("GET", "/assets/app-1.js", headers={"Accept-Encoding": accepted}) as answer:
            raw = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers["Content-Encoding"] == coding
        assert answer.headers["Content-Type"].startswith(("text/javascript", "application/javascript"))
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["Cache-Control"]
        assert raw == b"as brotli" if coding == "br" else gzip.decompress(raw) == SCRIPT
        assert int(answer.headers["Content-Length"]) == len(raw)


async def test_others_get_the_plain_file(http: AsyncClient) -> None:
    for headers in ({"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip", "Range": "bytes=0-6"}):
        answer = await http.get("/assets/app-1.js", headers=headers)
        assert "Content-Encoding" not in answer.headers
        assert SCRIPT.startswith(answer.content)
        assert answer.headers["Vary"] == "Accept-Encoding"
    picture = await http.get("/assets/dot.png", headers={"Accept-Encoding": "gzip, br"})
    assert (picture.content, "Vary" in picture.headers) == (b"a picture", False)


async def test_each_form_has_its_own_etag(http: AsyncClient) -> None:
    plain = await http.get("/assets/app-1.js", headers={"Accept-Encoding": "identity"})
    packed = await http.get("/assets/app-1.js", headers={"Accept-Encoding": "gzip"})
    assert plain.headers["ETag"] != packed.headers["ETag"]
    again = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert (await http.get("/assets/app-1.js", headers=again)).status_code == 304


async def test_a_page_of_the_app_is_index_html(http: AsyncClient) -> None:
    answer = await http.get("/t/lab/papers")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert "ScrollKeeper" in answer.text
    assert (await http.get("/assets/none.js")).status_code == 404


@pytest.mark.parametrize(
    ("header", "codings"),
    [("", {""}), ("br;q=0", set()), ("BR;q=1.0, gzip ; q=0.0", {"br"}), ("gzip;q=0.001", {"gzip"})],
)
def test_codings_with_quality_zero_are_refused(header: str, codings: set[str]) -> None:
    assert accepted_codings(header) == codings

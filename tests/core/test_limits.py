"""Bodies that come slowly or not at all hold up nobody but their sender."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from scrollkeeper.core import limits
from scrollkeeper.core.db import open_request_session
from tests import make
from tests.pdfs import make_pdf

PNG = {"Content-Type": "image/png"}
JSON = {"Content-Type": "application/json"}


async def never_whole() -> AsyncIterator[bytes]:
    yield b" "
    await asyncio.Event().wait()


@pytest.mark.parametrize(("method", "path", "kind"), [("POST", "/collections", JSON), ("PUT", "/picture", PNG)])
async def test_a_body_that_does_not_end_is_refused(
    ada: make.Member, monkeypatch: pytest.MonkeyPatch, method: str, path: str, kind: dict[str, str]
) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.5)
    async with asyncio.timeout(30):
        answer = await ada.http.request(method, ada.url(path), content=never_whole(), headers=kind)
    assert answer.status_code == 408, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["connection"] == "close"


async def test_bodies_under_way_hold_no_connection_to_the_database(ada: make.Member) -> None:
    """More of them than there are connections for requests, and others are answered as before."""
    begun = asyncio.Semaphore(0)

    async def stalled() -> AsyncIterator[bytes]:
        begun.release()
        yield b" "
        await asyncio.Event().wait()

    connections = open_request_session.kw["bind"].pool.size()
    paths = [("PUT", "/picture", PNG), ("POST", "/collections", JSON), ("POST", "/papers", JSON)]
    waiting = [
        asyncio.create_task(ada.http.request(method, ada.url(path), content=stalled(), headers=kind))
        for method, path, kind in paths
        for _ in range(connections + 1)
    ]
    try:
        async with asyncio.timeout(20):
            for _ in waiting:
                await begun.acquire()
            for _ in range(3):
                assert (await ada.http.get(ada.url("/papers"))).status_code == 200
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def test_a_large_picture_in_pieces_is_refused(ada: make.Member) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * (64 << 10)

    answer = await ada.http.put(ada.url("/picture"), content=pieces(), headers=PNG)
    assert answer.status_code == 413, answer.text


async def test_a_version_of_a_paper_may_be_as_large_as_a_paper(ada: make.Member) -> None:
    def form(data: bytes) -> dict[str, tuple[str, bytes, str]]:
        return {"file": ("a.pdf", data, "application/pdf")}

    first = await ada.http.post(ada.url("/papers"), files=form(make_pdf("First")))
    large = make_pdf("Second") + b"\n%" + b"x" * (2 << 20)
    version = await ada.http.post(ada.url(f"/papers/{first.json()['id']}/files"), files=form(large))
    assert version.status_code == 201, version.text

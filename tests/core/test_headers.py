"""What every answer tells a browser, and what a request's own headers may be."""

import asyncio
from functools import partial
from typing import Any

import httpx
import pytest
import uvicorn
from uvicorn.server import ServerState

from scrollkeeper.core import bounded_http
from scrollkeeper.core.bounded_http import BoundedHttp
from scrollkeeper.core.settings import configure, settings
from scrollkeeper.pages import STATIC
from tests import make

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def policy(answer: httpx.Response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in parts}


async def test_every_answer_has_them(anyone: httpx.AsyncClient, ada: make.Member) -> None:
    paths = ["/api/health", "/api/nowhere", "/metrics", ada.url("/papers")] + ["/"] * (STATIC / "index.html").is_file()
    for path in paths:
        answer = await ada.http.get(path)
        assert EVERYWHERE.items() <= answer.headers.items(), path
        assert "camera=()" in answer.headers["permissions-policy"]
        found = policy(answer)
        assert found["default-src"] == "'none'"
        assert found["frame-ancestors"] == "'none'"
        assert "unsafe-inline" not in found.get("script-src", "")
        assert ("sandbox" in found) is path.startswith(("/api", "/metrics"))
        assert "strict-transport-security" not in answer.headers
    assert EVERYWHERE.items() <= (await anyone.post("/api/me")).headers.items()


async def test_what_one_is_told_is_kept_by_no_cache(ada: make.Member, anyone: httpx.AsyncClient) -> None:
    for path in ("/api/me", ada.url("/papers"), ada.url("/audit?format=csv"), "/api/nowhere"):
        assert (await ada.http.get(path)).headers["cache-control"] == "no-store", path
    assert (await anyone.get("/api/me")).headers["cache-control"] == "no-store"


@pytest.mark.skipif(not (STATIC / "index.html").is_file(), reason="the pages are not built")
async def test_the_worker_of_news_is_asked_for_again_each_time(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get("/push-worker.js")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert EVERYWHERE.items() <= answer.headers.items()


async def test_behind_tls_it_stays_so(anyone: httpx.AsyncClient) -> None:
    before = settings()
    configure(before.model_copy(update={"public_url": "https://papers.example.org"}))
    try:
        plain = (await anyone.get("/api/health")).headers["strict-transport-security"]
        assert plain == "max-age=63072000", "a host may have other subdomains, which speak no TLS"
        configure(settings().model_copy(update={"hsts_subdomains": True}))
        wide = (await anyone.get("/api/health")).headers["strict-transport-security"]
        assert wide == "max-age=63072000; includeSubDomains"
        body = {"email": make.email(), "name": "Ada", "password": make.PASSWORD}
        cookie = (await anyone.post("/api/accounts", json=body)).headers["set-cookie"]
    finally:
        configure(before)
    assert cookie.startswith("__Host-")
    assert {"httponly", "secure", "path=/", "samesite=lax"} <= {part.strip().lower() for part in cookie.split(";")}
    assert "domain" not in cookie.lower()


async def _answer(*pieces: bytes) -> bytes:
    """What a connection hears that sends these, one after the other."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    config = uvicorn.Config(app, log_config=None)
    config.load()
    make_one = partial(BoundedHttp, config=config, server_state=ServerState(), app_state={})
    server = await asyncio.get_running_loop().create_server(make_one, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        heard = b""
        for piece in pieces:
            writer.write(piece)
            async with asyncio.timeout(10):
                heard += await reader.read(1_000) if not piece.startswith(b"X-") else b""
        async with asyncio.timeout(10):
            writer.write_eof()
            heard += await reader.read()
        writer.close()
        return heard


async def test_headers_end() -> None:
    request = b"GET / HTTP/1.1\r\nHost: test\r\n%s\r\n"
    ordinary = request % (b"X-A: " + b"a" * 30_000 + b"\r\n")
    assert (await _answer(ordinary, ordinary, ordinary)).count(b"200 OK") == 3
    posted = b"POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 200000\r\n\r\n" + b"x" * 200_000
    assert b"200 OK" in await _answer(posted)
    assert b"431" in await _answer(b"GET / HTTP/1.1\r\nHost: test\r\nX-A: " + b"a" * 100_000)


async def test_whoever_does_not_end_their_headers_is_left(monkeypatch: Any) -> None:
    monkeypatch.setattr(bounded_http, "HEADER_SECONDS", 0.05)
    assert await _answer(b"GET / HTTP/1.1\r\nHost: te") == b""

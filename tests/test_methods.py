"""Each address takes HEAD where it takes GET, tells with OPTIONS what it takes, and refuses the rest with 405."""

import asyncio
import json
import re
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from sqlalchemy import select, update
from starlette.routing import Route

from scrollkeeper.accounts.models import Person
from scrollkeeper.audit.service import AuditEntry
from scrollkeeper.core import errors
from scrollkeeper.core.methods import Unrouted
from scrollkeeper.exchange import exports
from scrollkeeper.notes.sandboxed import _sandbox
from scrollkeeper.pages import Pages
from tests import make
from tests.conftest import browser_of
from tests.isolation.calls import some_update

DESCRIBED = json.loads((Path(__file__).parent.parent / "web" / "openapi.json").read_text())["paths"]
# HEAD of an upload speaks tus; how ready it is depends on the moment; what a provider sends back is used once, by GET.
OTHERWISE = {"/api/teams/{team}/uploads/{upload_id}", "/api/ready", "/api/sign-in/{provider}/callback"}
READ = [path for path, methods in DESCRIBED.items() if "get" in methods and path not in OTHERWISE]
NAMES = ("content-type", "content-length", "etag", "cache-control", "content-security-policy", "location")


def filled(path: str, team: str) -> str:
    return re.sub(r"\{\w+\}", str(uuid.uuid4()), path.replace("{team}", team))


async def test_head_is_get_without_its_body(ada: make.Member) -> None:
    for path in READ:
        there = filled(path, ada.team)
        got, head = await ada.http.get(there), await ada.http.head(there)
        assert (head.status_code, head.content) == (got.status_code, b""), path
        named = {name: got.headers.get(name) for name in NAMES}
        assert {name: head.headers.get(name) for name in NAMES} == named, path


async def test_options_and_405_name_what_is_allowed(anyone: httpx.AsyncClient) -> None:
    for path, methods in DESCRIBED.items():
        there = filled(path, "somewhere")
        described = {method.upper() for method in methods if method != "parameters"}
        options = await anyone.options(there)
        assert options.status_code == 204, path
        assert not [name for name in options.headers if name.startswith("access-control")], path
        allowed = set(options.headers["allow"].split(", "))
        assert described | {"OPTIONS"} | ({"HEAD"} if "GET" in described else set()) <= allowed, path
        unknown = await anyone.request("BREW", there)
        assert unknown.status_code == 405, path
        assert set(unknown.headers["allow"].split(", ")) == allowed, path
        assert unknown.headers["content-type"] == "application/problem+json", path


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/api/teams/a/b/c/d", "/api/health/"])
async def test_what_is_not_there(anyone: httpx.AsyncClient, path: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"):
        answer = await anyone.request(method, path)
        assert answer.status_code == 404, method
        assert answer.headers["content-type"] == "application/problem+json", method


async def test_head_of_a_stream_reads_none_of_it() -> None:
    read = []

    async def pieces() -> AsyncIterator[bytes]:
        for number in range(5):
            read.append(number)
            yield b"piece"

    app = FastAPI()
    app.add_api_route("/long", lambda: StreamingResponse(pieces(), headers={"X-Long": "yes"}))
    app.router.routes.append(Route("/long", Unrouted(app.router, list(app.router.routes))))
    async with browser_of(app) as http:
        head = await http.head("/long")
        assert (head.status_code, head.headers["x-long"], head.content) == (200, "yes", b"")
        assert read == []
        assert (await http.get("/long")).content == b"piece" * 5


async def test_methods_of_pages(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>A page")
    app = FastAPI()
    errors.install(app)
    app.mount("/", Pages(directory=tmp_path, html=True))
    async with browser_of(app) as http:
        assert (await http.head("/")).headers["content-length"] == "9"
        for path in ("/", "/somewhere"):
            assert (await http.options(path)).headers["allow"] == "GET, HEAD, OPTIONS"
            refused = await http.post(path)
            assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


async def test_head_leaves_no_trace(ada: make.Member, transaction: Callable[[], Any]) -> None:
    async def entries() -> list[str]:
        async with transaction() as db:
            mine = select(AuditEntry.action).where(AuditEntry.person_id == ada.id, AuditEntry.action.like("%.exported"))
            return list((await db.scalars(mine.order_by(AuditEntry.id))).all())

    async with transaction() as db:
        await db.execute(update(Person).where(Person.id == ada.id).values(is_admin=True))
    for path, action in ((ada.url("/audit"), "audit.exported"), ("/api/admin/audit", "host.exported")):
        before = await entries()
        head = await ada.http.head(path, params={"format": "csv"})
        assert (head.status_code, head.headers["content-type"]) == (200, "text/csv; charset=utf-8")
        assert await entries() == before
        assert (await ada.http.get(path, params={"format": "csv"})).status_code == 200
        assert await entries() == [*before, action]


async def test_head_makes_nothing_that_only_a_body_needs(ada: make.Member, transaction: Callable[[], Any]) -> None:
    """HEAD is answered although no process that makes bodies is free."""
    async with transaction() as db:
        paper, file = await make.paper(db, ada.scope)
    note = (await ada.http.post(ada.url("/notes"), json={"paper": str(paper.id)})).json()["id"]
    for _ in range(2):
        written = await ada.http.post(ada.url(f"/notes/{note}/updates"), json={"update": some_update()})
        assert written.status_code == 201, written.text
    heads = []
    async with AsyncExitStack() as busy:
        for places in (exports._writing, _sandbox()._places):
            for _ in range(2):
                await busy.enter_async_context(places)
        assert exports._writing.locked()
        assert _sandbox()._places.locked()
        async with asyncio.timeout(60):
            for path in (
                f"/files/{file.id}/content?annotations=true",
                f"/notes/{note}/markdown",
                f"/notes/{note}/updates",
            ):
                heads.append(await ada.http.head(ada.url(path)))
    assert [(head.status_code, head.headers["content-type"]) for head in heads] == [
        (200, "application/pdf"),
        (200, "text/markdown; charset=utf-8"),
        (200, "application/json"),
    ]
    assert "(annotated).pdf" in heads[0].headers["content-disposition"]

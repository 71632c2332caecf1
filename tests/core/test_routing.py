"""A learned route is the one that asking all routes finds."""

from uuid import uuid4

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from scrollkeeper.core import routing
from scrollkeeper.core.routing import LearnedRoutes, learn_routes


def make_app() -> FastAPI:
    app = FastAPI()
    things, others = APIRouter(prefix="/things"), APIRouter(prefix="/things")

    @things.get("/{thing}")
    async def show(thing: str) -> str:
        return f"thing {thing}"

    @others.get("/all")
    async def show_all() -> str:
        return "never reached"

    @others.get("/{thing}/parts/{part}")
    async def show_part(thing: str, part: str) -> str:
        return f"part {part} of {thing}"

    @others.delete("/{thing}")
    async def delete(thing: str) -> str:
        return f"deleted {thing}"

    for router in (things, others):
        app.include_router(router, prefix="/api")
    learn_routes(app.router)
    return app


async def test_the_same_answers_are_given_again_and_again() -> None:
    app = make_app()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        for _ in range(3):
            one, other = str(uuid4()), str(uuid4())
            assert (await client.get(f"/api/things/{one}")).json() == f"thing {one}"
            assert (await client.get("/api/things/all")).json() == "thing all"
            assert (await client.get(f"/api/things/{one}/parts/{other}")).json() == f"part {other} of {one}"
            assert (await client.delete(f"/api/things/{one}")).json() == f"deleted {one}"
            assert (await client.post(f"/api/things/{one}")).status_code == 405
            assert (await client.get(f"/api/others/{one}")).status_code == 404
            assert (await client.get(f"/api/things/{one}/")).status_code in (307, 404)


async def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "MOST_KINDS", 3)
    app = make_app()
    learned = app.router.middleware_stack
    assert isinstance(learned, LearnedRoutes)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        for number in range(10):
            assert (await client.get(f"/api/things/{number}")).json() == f"thing {number}"
            assert (await client.get(f"/api/nothing/{number}")).status_code == 404
        assert len(learned._learned) <= 3
        learned._learned.clear()
        long = "x" * routing.LONGEST_KIND
        assert (await client.get(f"/api/things/{long}")).json() == f"thing {long}"
    assert not learned._learned

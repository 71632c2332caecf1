"""A cursor goes on with the list that it came from, and with no other."""

import json
import re
import uuid
from pathlib import Path

from scrollkeeper.core.db import open_system_session
from tests import make

DESCRIBED = json.loads((Path(__file__).parents[2] / "web" / "openapi.json").read_text())["paths"]
PAGED = [
    path
    for path, methods in DESCRIBED.items()
    if any(one["name"] == "cursor" for one in methods.get("get", {}).get("parameters", ()))
]


async def test_a_cursor_of_one_order_or_filter_is_refused_under_another(ada: make.Member) -> None:
    async with open_system_session.begin() as db:
        for number in range(4):
            await make.paper(db, ada.scope, {"title": f"Paper {number}", "issued": {"date-parts": [[2000 + number]]}})
    url = ada.url("/papers")
    first = (await ada.http.get(url, params={"sort": "title", "limit": 1})).json()
    same = [
        {"sort": "title", "limit": 2}, {"sort": "title", "filter": ""}, {"sort": "title", "deleted": "false"},
        {"sort": "title", "limit": 1, "unknown": "x"},
    ]  # fmt: skip
    for asked in same:
        answer = await ada.http.get(url, params={**asked, "cursor": first["next"]})
        assert answer.status_code == 200, answer.text
        assert answer.json()["items"][0]["title"] == "Paper 1"
    others = [
        {}, {"sort": "-title"}, {"sort": "year"}, {"sort": "title", "filter": "paper"},
        {"sort": "title", "deleted": "true"}, {"sort": "title", "status": "ready"},
    ]  # fmt: skip
    for asked in others:
        answer = await ada.http.get(url, params={**asked, "cursor": first["next"]})
        assert answer.status_code == 422, asked
        assert (
            answer.json()["detail"] == "This cursor belongs to another list, order or filter. Start again without it."
        )
    by_default = (await ada.http.get(url, params={"limit": 1})).json()["next"]
    assert (await ada.http.get(url, params={"sort": "-added", "cursor": by_default})).status_code == 200
    by_slug = f"/api/teams/{ada.slug}/papers"
    assert (await ada.http.get(by_slug, params={"cursor": by_default})).status_code == 200


async def test_no_list_takes_the_cursor_of_another(ada: make.Member) -> None:
    for number in range(2):
        assert (await ada.http.post("/api/tokens", json={"name": f"Token {number}", "scopes": ["read"]})).is_success
    foreign = (await ada.http.get("/api/tokens", params={"limit": 1})).json()["next"]
    async with open_system_session.begin() as db:
        paper, _ = await make.paper(db, ada.scope)
    asked = 0
    for path in PAGED:
        there = path.replace("{team}", ada.team).replace("{paper_id}", str(paper.id))
        there = re.sub(r"\{\w+\}", str(uuid.uuid4()), there)
        if path == "/api/tokens" or not (await ada.http.get(there, params={"q": "x"})).is_success:
            continue
        asked += 1
        answer = await ada.http.get(there, params={"q": "x", "cursor": foreign})
        assert (answer.status_code, answer.json()["title"]) == (422, "Cursor of another list"), path
    assert asked > 12


async def test_a_cursor_that_is_none_is_refused_also_where_nobody_would_look_at_it(ada):
    for path in ("/search?q=&", "/papers?", "/events?", "/reading?"):
        for cursor in ("0.5", "a b"):
            answer = await ada.http.get(ada.url(path) + "cursor=" + cursor)
            assert (answer.status_code, answer.json()["title"]) == (400, "Bad cursor"), (path, cursor)
        assert (await ada.http.get(ada.url(path) + "cursor=")).status_code == 200, path

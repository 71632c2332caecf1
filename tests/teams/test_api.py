"""Teams over HTTP: made, seen by members only, renamed by those who manage them."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import events
from scrollkeeper.core.db import open_system_session
from tests import make


async def test_a_team_is_made_by_name_and_found_by_id_or_slug(ada: make.Member) -> None:
    answer = await ada.http.post("/api/teams", json={"name": "Müller Lab"})
    assert answer.status_code == 201
    team = answer.json()
    assert team["slug"].startswith("mueller-lab")
    assert (team["kind"], team["role"]) == ("team", "owner")
    by_slug = (await ada.http.get(f"/api/teams/{team['slug']}")).json()
    assert by_slug == (await ada.http.get(f"/api/teams/{team['id']}")).json()
    assert by_slug["clock"] == 1
    assert set(by_slug["can"]) >= {"upload", "edit", "invite", "audit", "delete"}


async def test_two_teams_of_one_name_have_two_slugs(ada: make.Member, eve: make.Member) -> None:
    name = f"Genomics {make.email()}"
    one, two = [(await member.http.post("/api/teams", json={"name": name})).json() for member in (ada, eve)]
    assert one["slug"] != two["slug"]


@pytest.mark.parametrize("path", ["", "/members", "/papers", "/usage"])
async def test_a_team_does_not_exist_for_others(
    ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient, path: str
) -> None:
    assert (await ada.http.get(ada.url(path))).status_code == 200
    assert (await eve.http.get(ada.url(path))).status_code == 404
    assert (await eve.http.get(f"/api/teams/{ada.slug}{path}")).status_code == 404
    assert (await anyone.get(ada.url(path))).status_code == 401


@pytest.mark.parametrize("team", ["nothing-of-this-name", "%00", "0" * 36, "ä" * 60, "'; drop table teams; --"])
async def test_a_strange_team_is_not_found(ada: make.Member, team: str) -> None:
    assert (await ada.http.get(f"/api/teams/{team}")).status_code in (404, 422)


@pytest.mark.parametrize(("role", "allowed"), [("admin", True), ("editor", False), ("reader", False)])
async def test_who_may_rename_a_team(ada: make.Member, eve: make.Member, role: str, allowed: bool) -> None:
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, role)
    answer = await eve.http.patch(ada.url(), json={"name": "Renamed"})
    assert answer.status_code == (200 if allowed else 404)
    assert ((await ada.http.get(ada.url())).json()["name"] == "Renamed") is allowed


async def test_renaming_is_an_event_of_the_team(ada: make.Member, db: AsyncSession) -> None:
    await ada.http.patch(ada.url(), json={"name": "Another"})
    row = await db.get(events.EventRow, (UUID(ada.team), 2))
    assert row is not None
    assert (row.name, row.person_id) == ("team.changed", ada.id)


async def test_members_are_listed_in_pages(ada: make.Member, eve: make.Member) -> None:
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "reader")
    first = (await ada.http.get(ada.url("/members?limit=1"))).json()
    second = (await eve.http.get(ada.url(f"/members?limit=1&cursor={first['next']}"))).json()
    assert [page["items"][0]["person"]["name"] for page in (first, second)] == ["Ada", "Eve"]
    assert second["next"] is None
    bad = await ada.http.get(ada.url("/members?cursor=nonsense"))
    assert bad.status_code == 400

"""Whoever is taken out of a team hears nothing of it any more, at once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from scrollkeeper.teams.models import GuestPlace
from tests import make
from tests.accounts.conftest import setting
from tests.accounts.test_second_factor import add_app
from tests.realtime.conftest import happen, team_topic

__all__ = ["setting"]


@pytest.mark.parametrize("how", ["removed", "leaves", "team deleted"])
async def test_the_connection_of_who_is_removed_is_closed(
    live: Callable[..., Any], transaction: Any, ada: make.Member, eve: make.Member, how: str
) -> None:
    async with transaction() as db:
        await make.join(db, ada.team, eve.id, "admin")
    async with live(eve) as hers:
        assert (await hers.join(team_topic(ada)))[1]["type"] == "joined"
        if how == "team deleted":
            answer = await ada.http.delete(ada.url())
        else:
            answer = await (ada if how == "removed" else eve).http.delete(ada.url(f"/members/{eve.id}"))
        assert answer.status_code == 204
        # She does not even learn that it happened.
        assert await hers.closed(expect=[]) == 4403
    async with live(eve) as back:
        assert (await back.join(team_topic(ada)))[1]["type"] == "refused"


async def test_a_role_is_news_to_who_has_it(
    live: Callable[..., Any], transaction: Any, ada: make.Member, eve: make.Member
) -> None:
    async with transaction() as db:
        await make.join(db, ada.team, eve.id, "editor")
    async with live(eve) as hers:
        await hers.join(team_topic(ada))
        await ada.http.patch(ada.url(f"/members/{eve.id}"), json={"role": "reader"})
        event = await hers.hear()
        assert (event["name"], event["subject"], event["data"]) == (
            "member.changed",
            {"member": str(eve.id)},
            {"role": "reader"},
        )


async def test_a_guest_hears_of_the_paper_until_it_is_closed_to_them(
    live: Callable[..., Any], transaction: Any, ada: make.Member, eve: make.Member
) -> None:
    async with transaction() as db:
        papers = [(await make.paper(db, ada.scope))[0] for _ in range(3)]
        await make.join(db, ada.team, eve.id, "guest")
        db.add_all(GuestPlace(team_id=UUID(ada.team), person_id=eve.id, paper_id=one.id) for one in papers[:2])
    opened, other, closed = (f"paper:{one.id}" for one in papers)
    async with live(eve) as hers:
        for topic in (team_topic(ada), closed):
            assert (await hers.join(topic))[1]["type"] == "refused"
        for topic in (opened, other):
            assert (await hers.join(topic))[1]["type"] == "joined"
        await ada.http.patch(ada.url(f"/papers/{papers[2].id}"), json={"metadata": {"title": "Secret"}})
        await ada.http.patch(ada.url(f"/papers/{papers[0].id}"), json={"metadata": {"title": "Shown"}})
        event = await hers.hear()
        assert (event["topic"], event["subject"]["paper"]) == (opened, str(papers[0].id))
        assert (await ada.http.delete(ada.url(f"/papers/{papers[0].id}/guests/{eve.id}"))).status_code == 204
        assert await hers.closed(expect=[]) == 4403
    async with live(eve) as back:
        assert (await back.join(opened))[1]["type"] == "refused"
        assert (await back.join(other))[1]["type"] == "joined"


async def test_a_team_that_requires_a_second_factor_parts_with_whoever_has_none(
    live: Callable[..., Any], transaction: Any, ada: make.Member, eve: make.Member
) -> None:
    async with transaction() as db:
        await make.join(db, ada.team, eve.id, "editor")
    await add_app(ada)
    async with live(eve) as hers, live(ada) as owners:
        assert (await hers.join(team_topic(ada)))[1]["type"] == "joined"
        await owners.join(team_topic(ada))
        answer = await ada.http.put(ada.url("/second-factor"), json={"required": True})
        assert answer.status_code == 200, answer.text
        assert await hers.closed(expect=[]) == 4403
        assert (await owners.hear())["name"] == "team.changed"
    async with live(eve) as back:
        assert (await back.join(team_topic(ada)))[1]["type"] == "refused"
        await add_app(eve)
        assert (await back.join(team_topic(ada)))[1]["type"] == "joined"


async def test_a_host_that_requires_a_second_factor_lets_nobody_listen_without(
    live: Callable[..., Any], transaction: Any, ada: make.Member, setting: Callable[..., None]
) -> None:
    async with live(ada) as hers:
        await hers.join(team_topic(ada))
        setting(require_second_factor=True)
        await happen(transaction, ada, 1)
        assert await hers.closed(expect=[]) == 4403
    async with live(ada) as back:
        assert (await back.join(team_topic(ada)))[1]["type"] == "refused"
        await add_app(ada)
        assert (await back.join(team_topic(ada)))[1]["type"] == "joined"

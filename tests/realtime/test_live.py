"""What the live connection promises to whoever may listen, and to whoever may not."""

from tests import make


def team_topic(who: make.Member) -> str:
    return f"team:{who.team}"


async def test_an_event_reaches_a_member_and_nobody_else(live, transaction, ada, eve):
    async with live(ada) as hers, live(eve) as others:
        _, joined = await hers.join(team_topic(ada))
        before, refused = await others.join(team_topic(ada))
        assert (before, refused["type"]) == ([], "refused")
        assert (joined["type"], joined["topic"]) == ("joined", team_topic(ada))
        await ada.http.patch(ada.url(), json={"name": "The Analytical Lab"})
        event = await hers.hear()
        assert (event["type"], event["topic"], event["name"]) == ("event", team_topic(ada), "team.changed")
        assert event["clock"] == joined["clock"] + 1
        assert event["person"] == {"id": str(ada.id), "name": "Ada"}
        await others.say(type="ping")
        assert await others.hear() == {"type": "pong"}

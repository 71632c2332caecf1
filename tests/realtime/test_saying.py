"""What windows tell each other: who is here and where, heard by the topic and nobody else, stored nowhere."""

from scrollkeeper.realtime.hub import MAX_MESSAGE_BYTES
from tests.realtime.conftest import team_topic


async def test_what_one_says_is_heard_with_their_name(live, ada):
    async with live(ada) as hers, live(ada) as other:
        await hers.join(team_topic(ada))
        await other.join(team_topic(ada))
        claimed = {"page": 3, "person": {"id": "somebody", "name": "else"}}
        await hers.say(type="say", topic=team_topic(ada), name="presence", data=claimed)
        heard = await other.hear()
        assert (heard["type"], heard["name"]) == ("whisper", "presence")
        assert heard["data"] == {"page": 3, "person": {"id": str(ada.id), "name": "Ada"}}
    answer = await ada.http.get(ada.url("/events"))
    assert "presence" not in answer.text


async def test_nobody_speaks_where_they_do_not_listen(live, ada, eve):
    async with live(ada) as hers, live(eve) as others:
        await hers.join(team_topic(ada))
        await others.join(team_topic(ada))
        await others.say(type="say", topic=team_topic(ada), name="presence", data={})
        assert (await others.hear())["type"] == "refused"
        assert await hers.is_silent()


async def test_a_token_for_reading_says_nothing(live, ada):
    by = {}
    for scope in ("read", "write"):
        body = {"name": scope, "scopes": [scope]}
        secret = (await ada.http.post("/api/tokens", json=body)).json()["token"]
        by[scope] = {"authorization": f"Bearer {secret}"}
    async with live(ada) as hers, live(**by["read"]) as reads, live(**by["write"]) as writes:
        for socket in (hers, reads, writes):
            await socket.join(team_topic(ada))
        await reads.say(type="say", topic=team_topic(ada), name="presence", data={})
        assert "read-only" in (await reads.hear())["detail"]
        assert await hers.is_silent()
        await writes.say(type="say", topic=team_topic(ada), name="presence", data={})
        assert (await hers.hear())["name"] == "presence"


async def test_what_is_said_is_short_and_of_a_known_kind(live, ada):
    async with live(ada) as hers:
        await hers.join(team_topic(ada))
        await hers.say(type="say", topic=team_topic(ada), name="presence", data={"x": "𝕏" * (MAX_MESSAGE_BYTES // 4)})
        assert (await hers.hear())["type"] == "refused"
        await hers.say(type="say", topic=team_topic(ada), name="paper.deleted", data={})
        assert (await hers.hear())["type"] == "refused"


async def test_a_note_is_a_topic(live, ada, eve):
    note = (await ada.http.post(ada.url("/notes"), json={})).json()["id"]
    async with live(ada) as hers, live(eve) as others:
        assert (await hers.join(f"note:{note}", since=0))[1]["type"] == "joined"
        assert (await others.join(f"note:{note}"))[1]["type"] == "refused"
        await ada.http.post(ada.url(f"/notes/{note}/updates"), json={"update": "AAA="})
        heard = await hers.hear()
        assert (heard["name"], heard["data"]) == ("note.update", {"seq": 1, "update": "AAA=", "epoch": 0})

"""What the live connection promises to whoever may listen, and to whoever may not."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx
import pytest
import websockets
from sqlalchemy import delete, text

from scrollkeeper.accounts import tokens
from scrollkeeper.core import events
from scrollkeeper.realtime import hub
from scrollkeeper.realtime.grants import TopicPlace
from scrollkeeper.teams.models import Member
from tests import make
from tests.realtime.conftest import happen, team_topic, until

# Other workers have databases of their own on the same server.
LISTENERS = "from pg_stat_activity where application_name like 'scrollkeeper web of %' and datname = current_database()"


async def test_an_event_reaches_a_member_and_nobody_else(live, ada, eve):
    async with live(ada) as hers, live(eve) as others:
        before, joined = await hers.join(team_topic(ada))
        assert (before, joined["type"], joined["topic"]) == ([], "joined", team_topic(ada))
        before, refused = await others.join(team_topic(ada))
        assert (before, refused["type"], refused["topic"]) == ([], "refused", team_topic(ada))
        await others.join(team_topic(eve))
        await ada.http.patch(ada.url(), json={"name": "The Analytical Lab"})
        event = await hers.hear()
        assert (event["type"], event["topic"], event["name"]) == ("event", team_topic(ada), "team.changed")
        assert event["clock"] == joined["clock"] + 1
        assert event["person"] == {"id": str(ada.id), "name": "Ada"}
        assert await others.is_silent()


async def test_there_is_no_difference_between_missing_and_forbidden(live, ada, eve, transaction):
    async with transaction() as db:
        paper, _ = await make.paper(db, ada.scope)
    async with live(eve) as others:
        answers = [await others.join(topic) for topic in (f"paper:{paper.id}", f"paper:{uuid4()}", f"team:{uuid4()}")]
        assert {answer["detail"] for _, answer in answers} == {"There is nothing of that name, or you may not see it."}


async def test_who_is_not_signed_in_is_told_so_with_a_code(live, transaction, ada):
    for headers in ({}, {"authorization": "Bearer skp_wrong"}, {"cookie": "scrollkeeper_session=wrong"}):
        async with live(None, **headers) as socket:
            assert await socket.closed() == 4401
    async with transaction() as db:
        _, secret = await tokens.add_token(db, ada.id, name="a script")
    async with live(None, authorization=f"Bearer {secret}", origin="https://elsewhere.example") as socket:
        assert (await socket.join(team_topic(ada)))[1]["type"] == "joined"


async def test_a_page_of_another_site_cannot_listen_with_our_cookie(live, address, ada):
    async with live(ada, origin=f"http://{address}") as socket:
        assert (await socket.join(team_topic(ada)))[1]["type"] == "joined"
    for origin in ("https://evil.example", f"http://{address}.evil.example", "null"):
        with pytest.raises(websockets.InvalidStatus) as refused:
            async with live(ada, origin=origin):
                pass
        assert refused.value.response.status_code == 403


async def test_a_paper_has_its_own_topic(live, transaction, ada):
    async with transaction() as db:
        one, _ = await make.paper(db, ada.scope)
        other, _ = await make.paper(db, ada.scope)
    async with live(ada) as socket:
        await socket.join(f"paper:{one.id}")
        await socket.join(team_topic(ada))
        papers = [{"paper": one.id}, {"paper": other.id}, {"paper": one.id}]
        async with transaction() as db:
            last = await events.publish_many(db, UUID(ada.team), "paper.changed", papers, person_id=ada.id)
        frames = [await socket.hear() for _ in range(5)]
        of_paper = [frame["clock"] for frame in frames if frame["topic"] == f"paper:{one.id}"]
        of_team = [frame["clock"] for frame in frames if frame["topic"] == team_topic(ada)]
        assert (of_paper, of_team) == ([last - 2, last], [last - 2, last - 1, last])
        assert await socket.is_silent()
        # What was missed in a topic is that of the topic, too.
        before, joined = await socket.join(f"paper:{one.id}", since=last - 2)
        assert [frame["clock"] for frame in before] == [last]
        assert joined["clock"] == last


async def test_bulk_changes_reach_the_pages_of_each_paper(live, transaction, ada):
    async with transaction() as db:
        papers = [(await make.paper(db, ada.scope))[0] for _ in range(3)]
    async with live(ada) as socket:
        await socket.join(f"paper:{papers[1].id}")
        await ada.http.post(ada.url("/papers/delete"), json={"ids": [str(paper.id) for paper in papers]})
        event = await socket.hear()
        assert (event["name"], event["subject"]) == ("paper.deleted", {"paper": str(papers[1].id)})
        assert await socket.is_silent()


async def test_what_was_missed_comes_before_the_answer(live, transaction, ada):
    start = await happen(transaction, ada, 1)
    last = await happen(transaction, ada, 7)
    async with live(ada) as socket:
        before, joined = await socket.join(team_topic(ada), since=start)
        assert [frame["clock"] for frame in before] == list(range(start + 1, last + 1))
        assert (joined["type"], joined["clock"]) == ("joined", last)
        before, joined = await socket.join(team_topic(ada), since=last)
        assert (before, joined["clock"]) == ([], last)
        await happen(transaction, ada, 1)
        assert (await socket.hear())["clock"] == last + 1
        assert await socket.is_silent()


async def test_who_is_too_far_behind_starts_afresh(live, transaction, ada):
    start = await happen(transaction, ada, 1)
    last = await happen(transaction, ada, 2_001)
    async with live(ada) as socket:
        before, joined = await socket.join(team_topic(ada), since=start)
        assert before == [{"type": "reset", "topic": team_topic(ada), "clock": last}]
        assert joined["clock"] == last
        before, joined = await socket.join(team_topic(ada), since=start + 1)
        assert len(before) == 2_000
        # A clock that is ahead of ours is from a database that was there before this one.
        before, joined = await socket.join(team_topic(ada), since=last + 1_000_000)
        assert before == [{"type": "reset", "topic": team_topic(ada), "clock": last}]
        await happen(transaction, ada, 1)
        assert (await socket.hear())["clock"] == last + 1


async def test_leaving_a_topic_ends_it(live, transaction, ada):
    async with live(ada) as socket:
        await socket.join(team_topic(ada))
        await socket.say(type="leave", topic=team_topic(ada))
        await socket.say(type="leave", topic=team_topic(ada))
        await socket.ping()
        await happen(transaction, ada, 1)
        assert await socket.is_silent()


async def test_whispers_go_to_the_topic_and_to_members_only(live, transaction, ada, eve):
    async with transaction() as db:
        paper, _ = await make.paper(db, ada.scope)
        await make.join(db, ada.team, eve.id, "reader")
    async with live(ada) as hers, live(eve) as theirs:
        await hers.join(team_topic(ada))
        await theirs.join(f"paper:{paper.id}")
        data = {"paper": str(paper.id), "page": 3, "pages": 9}
        async with transaction() as db:
            await events.broadcast(db, UUID(ada.team), team_topic(ada), "parse.progress", data)
        broadcast = {"type": "whisper", "topic": team_topic(ada), "name": "parse.progress", "data": data}
        assert await hers.hear() == broadcast
        assert await theirs.is_silent()
        async with transaction() as db:
            await db.execute(delete(Member).where(Member.person_id == eve.id, Member.team_id == UUID(ada.team)))
        async with transaction() as db:
            await events.broadcast(db, UUID(ada.team), f"paper:{paper.id}", "parse.progress", data)
        assert await theirs.closed(expect=[]) == 4403
        before, _ = await hers.join(team_topic(ada), since=0)
        assert all(frame["type"] == "event" for frame in before), "broadcasts are never stored"


async def test_who_was_removed_hears_nothing_of_what_comes_after(live, transaction, ada, eve):
    async with transaction() as db:
        await make.join(db, ada.team, eve.id, "reader")
    async with live(eve) as theirs, live(ada) as hers:
        await theirs.join(team_topic(ada))
        await hers.join(team_topic(ada))
        await happen(transaction, ada, 1)
        assert (await theirs.hear())["type"] == "event"
        async with transaction() as db:
            await db.execute(delete(Member).where(Member.person_id == eve.id, Member.team_id == UUID(ada.team)))
            await events.publish(db, UUID(ada.team), "team.changed")
        assert await theirs.closed(expect=[]) == 4403
        assert [(await hers.hear())["type"] for _ in range(2)] == ["event", "event"]
    async with live(eve) as theirs:
        assert (await theirs.join(team_topic(ada)))[1]["type"] == "refused"


async def test_signing_out_closes_the_connection(live, transaction, ada):
    async with live(ada) as socket:
        await socket.join(team_topic(ada))
        await ada.http.delete("/api/sessions/current")
        await happen(transaction, ada, 1)
        assert await socket.closed(expect=[]) == 4401


async def test_signing_out_closes_an_idle_connection_too(live, ada):
    async with live(ada) as socket:
        await socket.ping()
        await ada.http.delete("/api/sessions/current")
        hub.current().check_soon()
        assert await socket.closed(expect=[]) == 4401


@pytest.mark.parametrize(
    "said",
    [
        "", "nonsense", "[]", "{}", "null", '{"type": "shout"}', '{"type": "join"}', '{"type": "join", "topic": 7}',
        '{"type": "join", "topic": "team:"}', '{"type": "join", "topic": "people:all"}',
        '{"type": "join", "topic": "team:x"}',
        '{"type": "join", "topic": "team:00000000-0000-0000-0000-000000000000", "since": -1}',
        '{"type": "join", "topic": "team:00000000-0000-0000-0000-000000000000", "since": "1"}',
        '{"type": "join", "topic": "team:00000000-0000-0000-0000-000000000000", "since": 1e300}',
        '{"type": "leave"}', "[" * 1_900,
    ],
)  # fmt: skip
async def test_what_is_not_understood_is_refused_and_nothing_else_happens(live, ada, said):
    async with live(ada) as socket:
        await socket.connection.send(said)
        answer = await socket.hear()
        assert (answer["type"], answer["topic"]) == ("refused", None)
        assert answer["detail"]
        await socket.ping()


async def test_a_client_that_says_too_much_is_cut_off(live, ada):
    async with live(ada) as socket:
        await socket.connection.send("x" * 3_000)
        assert await socket.closed() == 1009
    async with live(ada) as socket:
        await socket.connection.send(b"bytes")
        assert await socket.closed() == 1003
    async with live(ada) as socket:
        for _ in range(300):
            await socket.say(type="ping")
        assert await socket.closed() == 1008


async def test_topics_and_windows_are_bounded(live, transaction, ada):
    async with transaction() as db:
        papers = [(await make.paper(db, ada.scope))[0] for _ in range(51)]
    async with live(ada) as socket:
        answers = [(await socket.join(f"paper:{paper.id}"))[1]["type"] for paper in papers]
        assert answers == ["joined"] * 50 + ["refused"]
        await socket.say(type="leave", topic=f"paper:{papers[0].id}")
        assert (await socket.join(f"paper:{papers[50].id}"))[1]["type"] == "joined"
    connections = [live(ada) for _ in range(101)]
    sockets = [await connection.__aenter__() for connection in connections]
    assert await sockets[-1].closed() == 1013
    await sockets[0].ping()
    await asyncio.gather(*(connection.__aexit__(None, None, None) for connection in connections))
    await until(lambda: not hub.current().sockets)
    async with live(ada) as socket:
        await socket.ping()


@pytest.fixture
async def no_checks(app) -> AsyncIterator[None]:
    """Without the look around every few seconds, which would find what a notice should have told."""
    current = hub.current()
    seconds, current.check_seconds = current.check_seconds, 3_600
    current.check_soon()
    yield
    current.check_seconds = seconds
    current.check_soon()


async def test_a_lost_database_connection_loses_nothing(live, transaction, ada, no_checks):
    async with live(ada) as socket:
        _, joined = await socket.join(team_topic(ada))
        clock = joined["clock"]
        for _ in range(5):
            async with transaction() as db:
                killed = (await db.execute(text(f"select pg_terminate_backend(pid) {LISTENERS}"))).all()
                await events.publish(db, UUID(ada.team), "team.changed")
            assert killed == [(True,)]
            await happen(transaction, ada, 2)
            # Nothing happens any more, so nothing but its own return tells the listener to look.
            heard = [(await socket.hear())["clock"] for _ in range(3)]
            assert heard == [clock + 1, clock + 2, clock + 3]
            clock += 3
            await until(lambda: listening(transaction))
        assert await socket.is_silent()


async def test_what_happens_while_the_first_one_joins_is_not_missed(transaction, ada, no_checks):
    """Between the look at the clock and the first subscription, nobody of the team listens yet."""
    start = await happen(transaction, ada, 1)
    last = await happen(transaction, ada, 3)
    feed = hub.current()._feed(TopicPlace(UUID(ada.team), start))
    await until(lambda: feed.clock == last)
    hub.current()._release(feed)


async def listening(transaction) -> bool:
    async with transaction() as db:
        return (await db.execute(text(f"select count(*) {LISTENERS}"))).scalar_one() == 1


async def test_what_nobody_listens_to_is_not_kept(live, transaction, ada):
    async with live(ada) as socket:
        await socket.join(team_topic(ada))
        await happen(transaction, ada, 1)
        await socket.hear()
        assert UUID(ada.team) in hub.current()._feeds
    await until(lambda: UUID(ada.team) not in hub.current()._feeds)


async def test_an_ordinary_request_says_that_this_is_a_websocket(address):
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://{address}/api/live")
    assert answer.status_code == 404

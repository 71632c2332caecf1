"""News reaches the browser, encrypted and in time; what may not be seen, was read, or cannot arrive does not."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update

from scrollkeeper.accounts.models import Session
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.settings import configure, settings
from scrollkeeper.notifications.push.models import PushSubscription
from scrollkeeper.notifications.push.sending import PushRetry
from scrollkeeper.teams.models import Member, Team
from tests.activity.conftest import take
from tests.push.browser import SoftBrowser
from tests.push.conftest import browsers, turn_on


@pytest.fixture
def screen() -> SoftBrowser:
    return SoftBrowser()


async def test_a_browser_is_told_who_did_what_and_where(ada, desk, colleague, vendor, screen, work):
    reader = await colleague("reader")
    await turn_on(ada, vendor, "laptop", screen)
    await turn_on(reader, vendor, "telephone")
    thread = await desk.begin(ada, "To begin with")
    bob = await colleague("commenter")
    answer = await bob.http.post(desk.thread_url(thread, "/comments"), json={"text": "See **table 3**, @Ada"})
    assert answer.status_code == 201
    await work()
    [told] = vendor.received("laptop", screen)
    assert told["title"] == f"Commenter mentioned you on {desk.file.name}"
    assert told["body"].splitlines()[0] == "See table 3, @Ada"
    assert told["place"] == f"/t/{ada.slug}/papers/{desk.paper.id}/read/{desk.file.id}?thread={thread['id']}"
    [request] = vendor.requests
    assert (request["headers"]["ttl"], request["headers"]["urgency"]) == ("86400", "high")
    assert [one["last_sent_at"] is not None for one in await browsers(ada)] == [True]
    assert [one["last_sent_at"] for one in await browsers(reader)] == [None]


async def test_it_follows_what_one_wants_to_be_told(ada, desk, colleague, vendor, screen, work):
    await turn_on(ada, vendor, "laptop", screen)
    bob = await colleague("commenter")
    await ada.http.put(ada.url("/notification-settings"), json={"mail": "never", "level": "none"})
    await desk.begin(bob)
    await work()
    assert vendor.requests == []
    await ada.http.put(ada.url("/notification-settings"), json={"mail": "never", "level": "all"})
    thread = await desk.begin(bob, "Now")
    await work()
    assert [one["title"] for one in vendor.received("laptop", screen)] == [
        f"Commenter started a thread on {desk.file.name}"
    ]
    # Of one thread the newest takes the place of those before it, also at the vendor's.
    await bob.http.post(desk.thread_url(thread, "/comments"), json={"text": "And again"})
    await work()
    first, second = vendor.requests
    assert first["headers"]["topic"] == second["headers"]["topic"]
    assert thread["id"] not in str(second["headers"])


async def test_what_was_read_meanwhile_is_not_sent(ada, desk, colleague, vendor, work):
    await turn_on(ada, vendor, "laptop")
    bob = await colleague("commenter")
    thread = await desk.begin(bob)
    await work("activity.notify")
    await ada.http.post(desk.thread_url(thread, "/read"), json={})
    assert await work() == 2, "the email and the message were waiting"
    assert vendor.requests == []


async def leave_team(ada, desk, thread):
    async with open_system_session.begin() as db:
        await db.execute(delete(Member).where(Member.person_id == ada.id, Member.team_id == ada.scope.team_id))


async def bin_paper(ada, desk, thread):
    assert (await ada.http.delete(ada.url(f"/papers/{desk.paper.id}"))).status_code == 204


async def delete_team(ada, desk, thread):
    async with open_system_session.begin() as db:
        gone = update(Team).where(Team.id == ada.scope.team_id).values(deleted_at=datetime.now(UTC))
        await db.execute(gone)


@pytest.mark.parametrize("lose_sight", [leave_team, bin_paper, delete_team])
async def test_nobody_is_told_of_what_they_may_not_see_by_then(lose_sight, ada, desk, colleague, vendor, work):
    await turn_on(ada, vendor, "laptop")
    bob = await colleague("editor")
    thread = await desk.begin(bob, "A secret, @Ada")
    await work("activity.notify")
    await lose_sight(ada, desk, thread)
    assert await work() == 2
    assert vendor.requests == []


async def test_nobody_hears_of_a_thread_among_others(ada, desk, colleague, vendor, work):
    """A private annotation of Ada's is no news to a colleague, however much they want to hear."""
    reader = await colleague("reader")
    await turn_on(reader, vendor, "telephone")
    await reader.http.put(ada.url("/notification-settings"), json={"mail": "now", "level": "all"})
    hidden = await desk.annotate(ada, visibility="me")
    await desk.begin(ada, "A private thought", annotation=hidden["id"])
    await work()
    assert vendor.requests == []


async def test_an_ended_session_is_told_nothing(ada, desk, colleague, vendor, work):
    await turn_on(ada, vendor, "laptop")
    bob = await colleague("commenter")
    await desk.begin(bob)
    await work("activity.notify")
    async with open_system_session.begin() as db:
        await db.execute(update(Session).where(Session.person_id == ada.id).values(expires_at=datetime.now(UTC)))
    await work()
    assert vendor.requests == []


async def test_where_the_host_turned_it_off_nothing_leaves(ada, desk, colleague, vendor, work):
    await turn_on(ada, vendor, "laptop")
    bob = await colleague("commenter")
    await desk.begin(bob)
    await work("activity.notify")
    configure(settings().model_copy(update={"web_push": False}))
    await work()
    await desk.begin(bob, "Another")
    await work("activity.notify")
    assert [one.task_name for one in await take("activity.push")] == []
    assert vendor.requests == []


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_removed(status, ada, vendor, work):
    one = await turn_on(ada, vendor, "laptop")
    vendor.answers(status)
    await ada.http.post(f"/api/me/push/{one['id']}/test")
    await work("push.")
    assert (len(vendor.requests), await browsers(ada)) == (1, [])


@pytest.mark.parametrize(("status", "seconds"), [(429, 120), (503, 120), (500, 0)])
async def test_an_outage_is_waited_for(status, seconds, ada, desk, colleague, vendor, screen, work):
    await turn_on(ada, vendor, "laptop", screen)
    vendor.answers(status, **({"retry_after": str(seconds)} if seconds else {}))
    bob = await colleague("commenter")
    await desk.begin(bob, "Later")
    with pytest.raises(PushRetry, match=str(status)) as raised:
        await work()
    assert raised.value.seconds == seconds
    [one] = await browsers(ada)
    assert (one["reason"], one["failing_since"] is not None) == (f"127.0.0.1 answered {status}.", True)
    assert one["last_sent_at"] is None


async def test_a_service_out_of_reach_is_tried_again_and_recovers(ada, desk, colleague, vendor, screen, work):
    one = await turn_on(ada, vendor, "laptop", screen)
    async with open_system_session.begin() as db:
        endpoint = (await db.get_one(PushSubscription, one["id"])).endpoint
        mine = update(PushSubscription).where(PushSubscription.person_id == ada.id)
        await db.execute(mine.values(endpoint="https://127.0.0.1:1/x"))
    bob = await colleague("commenter")
    await desk.begin(bob, "Hello")
    await work("activity.notify")
    [job] = await take("activity.push")
    from scrollkeeper.notifications.jobs import push_notification

    with pytest.raises(PushRetry, match="could not be reached"):
        await push_notification(**job.args)
    async with open_system_session.begin() as db:
        await db.execute(mine.values(endpoint=endpoint))
    await push_notification(**job.args)
    assert len(vendor.received("laptop", screen)) == 1
    assert [(one["reason"], one["failing_since"]) for one in await browsers(ada)] == [(None, None)]


async def test_what_is_refused_is_not_tried_again(ada, vendor, work):
    one = await turn_on(ada, vendor, "laptop")
    vendor.answers(400)
    await ada.http.post(f"/api/me/push/{one['id']}/test")
    assert await work("push.") == 1
    assert [one["reason"] for one in await browsers(ada)] == ["127.0.0.1 answered 400."]
    async with open_system_session.begin() as db:
        long_ago = datetime.now(UTC) - timedelta(days=15)
        await db.execute(
            update(PushSubscription).where(PushSubscription.person_id == ada.id).values(failing_since=long_ago)
        )
    await ada.http.post(f"/api/me/push/{one['id']}/test")
    await work("push.")
    assert await browsers(ada) == []


async def test_a_test_arrives(ada, vendor, screen, work):
    one = await turn_on(ada, vendor, "laptop", screen)
    for _ in range(3):  # However often one presses, while one waits there is no second.
        await ada.http.post(f"/api/me/push/{one['id']}/test")
    assert await work("push.") == 1
    [told] = vendor.received("laptop", screen)
    assert (told["title"], told["place"]) == ("ScrollKeeper", "/settings/notifications")

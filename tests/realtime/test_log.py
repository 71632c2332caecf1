"""The event log over HTTP: complete, in order, for members only."""

from uuid import uuid4

from scrollkeeper.core import events
from scrollkeeper.core.paging import write_cursor
from tests import make
from tests.realtime.conftest import happen


async def test_events_come_in_clock_order_by_the_page(ada, transaction):
    start = await happen(transaction, ada, 1)
    last = await happen(transaction, ada, 7)
    first = (await ada.http.get(ada.url("/events"), params={"since": start, "limit": 5})).json()
    assert first["clock"] == last
    second = (await ada.http.get(ada.url("/events"), params={"limit": 5, "cursor": first["next"]})).json()
    assert second["next"] is None
    items = first["items"] + second["items"]
    assert [item["clock"] for item in items] == list(range(start + 1, last + 1))
    assert items[0] == {
        "clock": start + 1,
        "name": "team.changed",
        "subject": {},
        "data": {},
        "at": items[0]["at"],
        "person": {"id": str(ada.id), "name": "Ada"},
    }
    nothing = (await ada.http.get(ada.url("/events"), params={"since": last})).json()
    assert nothing == {"items": [], "next": None, "clock": last}


async def test_a_change_made_through_the_api_is_in_the_log_when_its_answer_is_there(ada):
    clock = (await ada.http.get(ada.url("/events"))).json()["clock"]
    await ada.http.patch(ada.url(), json={"name": "The Analytical Lab"})
    after = (await ada.http.get(ada.url("/events"), params={"since": clock})).json()
    assert [(item["name"], item["clock"]) for item in after["items"]] == [("team.changed", clock + 1)]


async def test_nobody_outside_reads_the_log(ada, eve, anyone, transaction):
    async with transaction() as db:
        paper, _ = await make.paper(db, ada.scope)
    for path in ("/events", f"/papers/{paper.id}/activity"):
        assert (await ada.http.get(ada.url(path))).status_code == 200
        assert (await eve.http.get(ada.url(path))).status_code == 404
        assert (await anyone.get(ada.url(path))).status_code == 401
    assert (await eve.http.get(eve.url(f"/papers/{paper.id}/activity"))).status_code == 404
    theirs = (await eve.http.get(eve.url("/events"))).json()
    assert all(item["person"]["id"] == str(eve.id) for item in theirs["items"])


async def test_activity_of_a_paper_is_newest_first_and_of_that_paper_alone(ada, transaction):
    async with transaction() as db:
        paper, file = await make.paper(db, ada.scope, {"title": "Radium"})
        other, _ = await make.paper(db, ada.scope)
        for number in range(4):
            data = {"status": "parsing", "reason": str(number)}
            await events.publish(db, paper.team_id, "paper.status", paper=paper.id, file=file.id, data=data)
    ids = [str(paper.id), str(other.id)]
    await ada.http.post(ada.url("/papers/delete"), json={"ids": ids})
    seen, cursor = [], None
    while True:
        params = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = (await ada.http.get(ada.url(f"/papers/{paper.id}/activity"), params=params)).json()
        seen += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    expected = ["paper.deleted", *["paper.status"] * 4, "paper.changed", "paper.added"]
    assert [item["name"] for item in seen] == expected
    assert {item["subject"]["paper"] for item in seen} == {str(paper.id)}
    assert [item["clock"] for item in seen] == sorted((item["clock"] for item in seen), reverse=True)
    assert seen[0]["person"] == {"id": str(ada.id), "name": "Ada"}
    assert seen[1]["person"] is None


async def test_wrong_numbers_and_cursors_are_refused(ada):
    for params, status in (
        ({"since": -1}, 422), ({"since": "x"}, 422), ({"since": 2**70}, 422),
        ({"limit": 0}, 422), ({"limit": 201}, 422),
        ({"cursor": "nonsense"}, 400), ({"cursor": "WyJhIl0"}, 422),
    ):  # fmt: skip
        answer = await ada.http.get(ada.url("/events"), params=params)
        assert answer.status_code == status, params
        assert answer.headers["content-type"] == "application/problem+json"
    far = await ada.http.get(ada.url("/events"), params={"cursor": write_cursor(2**63)})
    assert far.status_code == 400
    assert (await ada.http.get(ada.url(f"/papers/{uuid4()}/activity"))).status_code == 404


async def test_a_failed_change_leaves_no_event(ada, transaction):
    before = (await ada.http.get(ada.url("/events"))).json()["clock"]
    try:
        async with transaction() as db:
            await events.publish(db, ada.scope.team_id, "team.changed")
            raise RuntimeError("the change failed")
    except RuntimeError:
        pass
    after = (await ada.http.get(ada.url("/events"))).json()
    assert after["clock"] == before
    assert after["items"][-1]["clock"] == before

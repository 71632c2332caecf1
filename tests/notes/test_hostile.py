"""What took the web process down or held it, sent by the weakest who may send it; others are answered all the same."""

import asyncio
import base64
import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image

from scrollkeeper.core import db as database
from scrollkeeper.notes import sandboxed, service, update_bounds, writing
from scrollkeeper.notes import versions as history
from tests import make
from tests.conftest import browser_of
from tests.notes import hostile
from tests.notes.test_api import begin, colleague, paragraph, read, text_of, write

ATTACKS: dict[str, Callable[[], bytes]] = {
    "30,000 arrays in each other": lambda: hostile.nested_any(30_000),
    "7,000 arrays in each other, as JSON": lambda: hostile.nested_json(7_000),
    "5,000 windows at one place": lambda: hostile.siblings(5_000),
    "900 windows at one place": lambda: hostile.siblings(900),
    "20,000 levels": lambda: hostile.levels(20_000),
    "61 levels": lambda: hostile.levels(61),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
async def test_attacks_are_refused_and_nobody_notices(
    app: FastAPI, ada: make.Member, attack: Callable[[], bytes]
) -> None:
    note = await begin(ada)
    async with browser_of(app) as http:
        bob = await colleague(app, ada, http, "commenter")
        answers = await asyncio.gather(
            write(bob, note, attack()), ada.http.get(ada.url("/notes")), write(ada, note, paragraph("honest"))
        )
    assert [answer.status_code for answer in answers] == [422, 200, 201]
    assert answers[0].headers["content-type"] == "application/problem+json"
    assert answers[0].json()["detail"].startswith("That is no update that a note can take. ")
    assert "honest" in text_of((await read(ada, note))[1])


async def test_who_may_not_write_is_turned_away_before_anything_is_decoded(
    app: FastAPI, ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient
) -> None:
    """An update that is no base64 and one that would be refused: neither is looked at."""
    note = await begin(ada)
    bodies = [{"update": "#" * 40}, {"update": base64.b64encode(hostile.nested_any(30_000)).decode()}, {"no": "update"}]
    async with browser_of(app) as http:
        reader = await colleague(app, ada, http, "reader")
        for body in bodies:
            answers = [
                await reader.http.post(reader.url(f"{note}/updates"), json=body),
                await eve.http.post(ada.url(f"{note}/updates"), json=body),
                await eve.http.post(eve.url(f"{note}/updates"), json=body),
                await ada.http.post(ada.url(f"/notes/{ada.id}/updates"), json=body),
            ]
            assert [answer.status_code for answer in answers] == [404] * 4
            assert (await anyone.post(ada.url(f"{note}/updates"), json=body)).status_code == 401
        assert (await ada.http.post(ada.url(f"{note}/updates"), json=bodies[0])).status_code == 422


async def test_levels_are_counted_across_updates(ada: make.Member) -> None:
    """Each of these is harmless; together they would be deeper than an editor can go."""
    note = await begin(ada)
    answers = [await write(ada, note, hostile.levels(50))]
    for client in range(2, 9):
        part = hostile.levels(50, client=client, below_client=client - 1, below_clock=49)
        answers.append(await write(ada, note, part))
    refused = [answer.status_code for answer in answers].index(422)
    assert "deeper" in answers[refused].json()["detail"]
    assert refused * 50 <= update_bounds.UNSEEN_DEPTH
    assert {answer.status_code for answer in answers[refused:]} == {422}


async def test_many_at_one_place_are_counted_across_updates(ada: make.Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """When enough has come to one place the whole note is looked at, and goes on if it is harmless."""
    looked = []
    really = sandboxed.look_at

    async def look_at(updates: Any) -> update_bounds.Shape:
        looked.append(len(updates))
        return await really(updates)

    monkeypatch.setattr(sandboxed, "look_at", look_at)
    monkeypatch.setattr(update_bounds, "UNSEEN_WORK", 300)
    note = await begin(ada)
    await write(ada, note, hostile.siblings(0))
    for client in range(30):
        one = hostile.update([(client + 2, 0, [hostile.after(1, 0, 7, b"\3" + hostile.text("p"))])])
        assert (await write(ada, note, one)).status_code == 201
    assert 1 <= len(looked) <= 10
    assert (await read(ada, note))[0] == 31


async def test_what_ends_the_reading_process_is_a_refusal(ada: make.Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that get past our own reading still meet native code only in a process that may die."""
    for verb in ("look", "merge", "markdown", "compact"):
        with pytest.raises((sandboxed.Unreadable, sandboxed.BadUpdate)):
            await sandboxed._ask(verb, [hostile.nested_any(30_000)] * 2, **({"base": ""} if verb == "markdown" else {}))
    note = await begin(ada)
    monkeypatch.setattr(writing, "weigh", lambda update: update_bounds.Weight(1, 1, 1_000))
    answer = await write(ada, note, hostile.nested_any(30_000))
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert (await ada.http.get(ada.url("/notes"))).status_code == 200


async def test_an_unreadable_note_is_set_back_by_whoever_may_write(app: FastAPI, ada: make.Member) -> None:
    note = await begin(ada)
    note_id = make.UUID(note.rsplit("/", 1)[1])
    await write(ada, note, paragraph("the good words"))
    async with database.open_system_session.begin() as db:
        await history.keep_version(db, note_id)
    await write(ada, note, paragraph("later words"))
    async with database.open_system_session.begin() as db:  # As if it had come in before anything was weighed.
        kept = await service.get_note(db, ada.scope, note_id, for_update=True)
        rows = await writing._updates_after(db, kept, 0)
        assert len(rows) == 1
        db.add(writing.NoteUpdate(note_id=note_id, team_id=kept.team_id, seq=3, update=hostile.levels(20_000)))
        kept.seq, kept.structs = 3, None
    assert (await read(ada, note))[0] == 3, "nobody has looked yet"
    async with database.open_system_session.begin() as db:
        await history.keep_version(db, note_id)
    assert (await ada.http.get(ada.url(note))).json()["unreadable"] is True
    for answer in (
        await ada.http.get(ada.url(f"{note}/updates")),
        await ada.http.get(ada.url(f"{note}/markdown")),
        await write(ada, note, paragraph("more")),
    ):
        assert (answer.status_code, answer.json()["title"]) == (422, "Note cannot be read")
    (version,) = (await ada.http.get(ada.url(f"{note}/versions"))).json()["items"]
    path = f"{note}/versions/{version['id']}/restore"
    async with browser_of(app) as http:
        reader = await colleague(app, ada, http, "reader")
        assert (await reader.http.post(reader.url(path))).status_code == 404
    async with browser_of(app) as http:
        bob = await colleague(app, ada, http, "commenter")
        back = await bob.http.post(bob.url(path))
    assert (back.status_code, back.json()["unreadable"], back.json()["epoch"]) == (200, False, 1)
    seq, whole = await read(ada, note)
    assert seq == 4
    assert "the good words" in text_of(whole)
    stale = {"update": base64.b64encode(paragraph("from the old document")).decode(), "epoch": 0}
    assert (await ada.http.post(ada.url(f"{note}/updates"), json=stale)).status_code == 409
    assert (await ada.http.post(ada.url(f"{note}/updates"), json=stale | {"epoch": 1})).status_code == 201


async def test_setting_a_good_note_back_keeps_what_it_was(ada: make.Member) -> None:
    note = await begin(ada)
    note_id = make.UUID(note.rsplit("/", 1)[1])
    await write(ada, note, paragraph("first"))
    async with database.open_system_session.begin() as db:
        await history.keep_version(db, note_id)
    await write(ada, note, paragraph("second"))
    (version,) = (await ada.http.get(ada.url(f"{note}/versions"))).json()["items"]
    assert (await ada.http.post(ada.url(f"{note}/versions/{version['id']}/restore"))).status_code == 200
    assert "second" not in text_of((await read(ada, note))[1])
    newest = (await ada.http.get(ada.url(f"{note}/versions"))).json()["items"][0]
    kept = (await ada.http.get(ada.url(f"{note}/versions/{newest['id']}"))).json()["update"]
    assert "second" in text_of(base64.b64decode(kept))


async def test_parts_are_what_is_stored(ada: make.Member) -> None:
    note = await begin(ada)
    updates = [paragraph("one"), paragraph("two")]
    for update in updates:
        await write(ada, note, update)
    parts = (await ada.http.get(ada.url(f"{note}/updates"), params={"parts": True})).json()
    assert [base64.b64decode(one) for one in parts["updates"]] == updates
    assert (parts["seq"], parts["update"]) == (2, "")


async def test_updates_of_a_person_have_a_rate(ada: make.Member, monkeypatch: pytest.MonkeyPatch) -> None:
    from scrollkeeper.rate_limits import limiter

    note = await begin(ada)
    monkeypatch.setitem(limiter.RATES, "note", limiter.Rate.per_minute(6, burst=3))
    answers = [(await write(ada, note, paragraph("x"))).status_code for _ in range(5)]
    assert answers == [201, 201, 201, 429, 429]


async def test_thirty_large_pictures_hold_nobody_up(ada: make.Member) -> None:
    """Each costs a second of decoding, which is not this process's; most are more than one person may send."""
    drawn = io.BytesIO()
    Image.new("RGB", (5_000, 5_000), "teal").save(drawn, "PNG")
    sending = [ada.http.put(ada.url("/picture"), content=drawn.getvalue()) for _ in range(30)]
    *answers, other = await asyncio.gather(*sending, ada.http.get(ada.url("/notes")))
    assert {answer.status_code for answer in answers} <= {200, 429, 503}
    assert sum(answer.status_code == 429 for answer in answers) >= 20
    assert 200 in {answer.status_code for answer in answers}
    assert other.status_code == 200


@pytest.mark.parametrize("depth", [500_000, 100])
async def test_json_in_json_ends_in_a_refusal(ada: make.Member, depth: int) -> None:
    body = b"[" * depth + b"]" * depth
    headers = {"Content-Type": "application/json"}
    for path in ("/notes", "/papers"):
        answer = await ada.http.post(ada.url(path), content=body, headers=headers)
        assert (answer.status_code in (400, 415, 422), answer.headers["content-type"]) == (
            True,
            "application/problem+json",
        )

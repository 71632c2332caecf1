"""Papers copied and moved to another team with what may go along, and taken back."""

from typing import Any
from uuid import UUID

import pytest

from scrollkeeper.core import events
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.storage import storage
from scrollkeeper.library.files.keys import unlocked_key
from scrollkeeper.library.models import File, FilePage
from scrollkeeper.teams.models import Team
from tests import make
from tests.batches.test_batches import get, listed, post, run
from tests.isolation.calls import some_update
from tests.statements import hearing

CSL = {"title": "On polonium", "type": "article-journal", "author": [{"family": "Curie"}], "DOI": "10.1000/po"}
TEXT = "The rays of polonium are absorbed."
QUOTE = [{"type": "TextQuoteSelector", "exact": "rays of polonium"}]


async def furnish(ada: make.Member) -> tuple[str, str]:
    """A paper that was read, with its file."""
    async with open_system_session.begin() as db:
        paper, file = await make.paper(db, ada.scope, CSL, "po.pdf")
        paper.status = file.status = "ready"
        file.pages = 1
        place = {"team_id": paper.team_id, "paper_id": paper.id, "file_id": file.id, "number": 1}
        db.add(FilePage(**place, width=600, height=800, has_text_layer=True, text=TEXT, word_boxes=b""))
        return str(paper.id), str(file.id)


async def share(ada: make.Member, eve: make.Member, role: str = "editor") -> None:
    """Eve's team has Ada, who may do in it what this role may."""
    async with open_system_session.begin() as db:
        await make.join(db, eve.team, ada.id, role)


def copying(paper: str, eve: make.Member, how: str = "copy", **along: bool) -> dict[str, Any]:
    return {"papers": [paper], how: {"team": eve.team} | along}


async def test_a_paper_is_copied_with_what_is_for_all_eyes(ada: make.Member, eve: make.Member) -> None:
    await share(ada, eve)
    paper, file = await furnish(ada)
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "commenter")
    marks = f"/papers/{paper}/annotations"
    body = {"file": file, "selectors": QUOTE}
    shared = await post(ada, marks, body | {"comment": "For all", "visibility": "team"}, 201)
    await post(ada, marks, body | {"comment": "Mine", "visibility": "me"}, 201)
    answer = await eve.http.post(ada.url(marks), json=body | {"comment": "Hers", "visibility": "me"})
    assert answer.status_code == 201, answer.text
    await eve.http.post(ada.url("/threads"), json={"annotation": shared["id"], "text": "Why absorbed?"})
    await post(ada, "/threads", {"paper": paper, "text": "Read this."}, 201)
    await post(ada, "/papers/tags", {"papers": [paper], "add": ["Rays"]}, 200)
    for member in (ada, eve):
        await post(member, "/fields", {"name": "Score", "kind": "number"}, 201)
    await post(ada, "/fields", {"name": "Shelf", "kind": "text"}, 201)
    fields = {one["name"]: one["id"] for one in (await get(ada, "/fields"))["items"]}
    values = {fields["Score"]: 3, fields["Shelf"]: "B"}
    assert (await ada.http.patch(ada.url(f"/papers/{paper}"), json={"fields": values})).status_code == 200

    note = (await post(ada, "/notes", {"paper": paper}, 201))["id"]
    await post(ada, f"/notes/{note}/updates", {"update": some_update()}, 201)

    wanted = copying(paper, eve, annotations=True, discussions=True, notes=True)
    seen = (await post(ada, "/papers/batch/preview", wanted, 200))["copy"]
    assert (seen["papers"], seen["already_there"], seen["bytes"], seen["notes"]) == (1, 0, 1000, 1)
    assert (seen["annotations"], seen["threads"], seen["lost_fields"]) == (2, 2, ["Shelf"])
    batch = await post(ada, "/papers/batch", wanted)
    done = await run(ada, batch)
    assert (done["status"], done["changed"], done["lost_fields"], done["team"]) == ("done", 1, ["Shelf"], eve.team)
    [copy] = await listed(eve, "")
    there = await get(eve, f"/papers/{copy}")
    assert (there["metadata"], there["status"]) == ((await get(ada, f"/papers/{paper}"))["metadata"], "ready")
    assert [one["name"] for one in there["tags"]] == ["Rays"]
    assert list(there["fields"].values()) == [3]
    assert there["copied_from"]["person"] == "Ada"
    assert there["citation_key"]
    notes = (await get(eve, f"/papers/{copy}/annotations"))["items"]
    assert [(one["comment"], one["person"]["name"]) for one in notes] == [("For all", "Ada")]
    mine = (await ada.http.get(eve.url(f"/papers/{copy}/annotations"))).json()["items"]
    assert sorted(one["comment"] for one in mine) == ["For all", "Mine"]
    threads = (await get(eve, f"/threads?paper={copy}"))["items"]
    said = [(await get(eve, f"/threads/{one['id']}/comments"))["items"][0] for one in threads]
    assert sorted((one["text"], one["person"]["name"]) for one in said) == [
        ("Read this.", "Ada"),
        ("Why absorbed?", "Eve"),
    ]

    [note] = (await get(eve, "/notes"))["items"]
    assert (note["paper"], note["title"]) == (copy, "On polonium")
    assert (await get(eve, f"/notes/{note['id']}/updates?parts=true"))["updates"], "with what is written in it"

    again = await run(ada, await post(ada, "/papers/batch", wanted))
    assert (again["changed"], again["already_there"]) == (0, 1)
    await post(ada, f"/batches/{batch['id']}/undo")
    assert (await run(ada, batch))["status"] == "undone"
    assert (await listed(eve, ""), await listed(eve, "deleted=true")) == ([], [copy])
    back = await run(ada, await post(ada, "/papers/batch", wanted))
    assert (back["restored"], await listed(eve, "")) == (1, [copy])


async def test_papers_are_moved_and_brought_back(ada: make.Member, eve: make.Member) -> None:
    await share(ada, eve)
    paper, _ = await furnish(ada)
    other = (await post(ada, "/papers", {"metadata": CSL | {"title": "Its DOI is taken", "DOI": "10.1000/x"}}, 201))[
        "id"
    ]
    await post(eve, "/papers", {"metadata": {"title": "The same", "DOI": "10.1000/X"}}, 201)
    body = copying(paper, eve, "move") | {"papers": [paper, other]}
    batch = await post(ada, "/papers/batch", body)
    done = await run(ada, batch)
    assert (done["changed"], done["already_there"]) == (1, 1)
    assert (await listed(ada, ""), len(await listed(eve, ""))) == ([other], 2)
    await post(ada, f"/batches/{batch['id']}/undo")
    await run(ada, batch)
    assert (await listed(ada, ""), len(await listed(eve, ""))) == (sorted([paper, other]), 1)


@pytest.mark.parametrize("role", [None, "commenter"])
async def test_who_may_not_add_papers_there_may_not_copy(ada: make.Member, eve: make.Member, role: str | None) -> None:
    paper, _ = await furnish(ada)
    if role:
        await share(ada, eve, role)
    for path in ("/papers/batch", "/papers/batch/preview"):
        await post(ada, path, copying(paper, eve), 404)
    await post(ada, "/papers/batch", copying(paper, ada), 422)
    await post(ada, "/papers/batch", copying(paper, eve) | {"delete": True}, 422)


async def test_who_is_turned_out_of_the_other_team_meanwhile_copies_nothing(ada: make.Member, eve: make.Member) -> None:
    await share(ada, eve)
    paper, _ = await furnish(ada)
    batch = await post(ada, "/papers/batch", copying(paper, eve))
    assert (await eve.http.delete(eve.url(f"/members/{ada.id}"))).is_success
    assert (await run(ada, batch))["status"] == "stopped"
    assert await listed(eve, "") == []


@pytest.mark.parametrize("role", [None, "commenter"])
async def test_it_is_said_where_moved_papers_are(ada: make.Member, eve: make.Member, role: str | None) -> None:
    await share(ada, eve)
    paper, _ = await furnish(ada)
    batch = await post(ada, "/papers/batch", copying(paper, eve, "move"))
    await run(ada, batch)
    member = eve.url(f"/members/{ada.id}")
    changed = await (eve.http.patch(member, json={"role": role}) if role else eve.http.delete(member))
    assert changed.is_success, changed.text
    refused = await post(ada, f"/batches/{batch['id']}/undo", status=404)
    assert "What was moved is in the trash" in refused["detail"]
    assert await listed(ada, "deleted=true") == [paper]
    await post(ada, "/papers/restore", {"ids": [paper]}, 200)
    assert await listed(ada, "") == [paper]


async def test_readers_copy_and_only_editors_move(ada: make.Member, eve: make.Member) -> None:
    """Eve reads in Ada's team and owns her own."""
    paper, _ = await furnish(ada)
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "reader")
    moving = await eve.http.post(ada.url("/papers/batch"), json=copying(paper, eve, "move"))
    assert moving.status_code == 404
    answer = await eve.http.post(ada.url("/papers/batch"), json=copying(paper, eve))
    assert answer.status_code == 202, answer.text
    await run(ada, answer.json())
    assert len(await listed(eve, "")) == 1


async def test_the_other_team_has_room_for_it(ada: make.Member, eve: make.Member) -> None:
    await share(ada, eve)
    paper, _ = await furnish(ada)
    async with open_system_session.begin() as db:
        (await db.get_one(Team, eve.scope.team_id)).quota_bytes = 999
    assert (await post(ada, "/papers/batch/preview", copying(paper, eve), 200))["copy"]["room"] == 999
    await post(ada, "/papers/batch", copying(paper, eve), 413)


async def test_all_that_was_said_is_copied_at_once(ada: make.Member, eve: make.Member) -> None:
    await share(ada, eve)
    paper, _ = await furnish(ada)
    threads = [await post(ada, "/threads", {"paper": paper, "text": "One"}, 201) for _ in range(2)]
    await post(ada, f"/threads/{threads[0]['id']}/comments", {"text": "Two"}, 201)
    batch = await post(ada, "/papers/batch", copying(paper, eve, discussions=True))
    with hearing() as asked:
        await run(ada, batch)
    sent = [sum(one.startswith(f"INSERT INTO {name} ") for one in asked.statements) for name in ("threads", "comments")]
    assert sent == [1, 1]
    copied = (await get(eve, "/threads"))["items"]
    said = [(await get(eve, f"/threads/{one['id']}/comments"))["items"] for one in copied]
    assert sorted([one["text"] for one in of] for of in said) == [["One"], ["One", "Two"]]


async def test_what_a_password_opened_is_copied_before_others_wait(
    ada: make.Member, eve: make.Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    await share(ada, eve)
    paper, file = await furnish(ada)
    await storage().put(unlocked_key(UUID(file)), b"%PDF-opened")
    async with open_system_session.begin() as db:
        (await db.get_one(File, UUID(file))).encrypted = True
    order: list[str] = []
    copy, tick = storage().copy, events.tick

    async def copy_then(*keys: str) -> None:
        order.append("copy")
        await copy(*keys)

    async def tick_then(*arguments: Any) -> int:
        order.append("tick")
        return await tick(*arguments)

    monkeypatch.setattr(storage(), "copy", copy_then)
    monkeypatch.setattr(events, "tick", tick_then)
    await run(ada, await post(ada, "/papers/batch", copying(paper, eve)))
    assert order.index("copy") < order.index("tick")
    [there] = await listed(eve, "")
    [one] = (await get(eve, f"/papers/{there}"))["files"]
    assert await storage().size(unlocked_key(UUID(one["id"]))) == len(b"%PDF-opened")

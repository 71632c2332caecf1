"""A merge keeps all that hangs on the papers, of everybody; undoing it puts each row back where it was."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text, update

from scrollkeeper.citations.models import Reference
from scrollkeeper.contexts import load_tables
from scrollkeeper.core.db import Model, open_system_session
from scrollkeeper.library.models import File, Paper
from scrollkeeper.merging import rows, service
from scrollkeeper.merging.models import Merge
from scrollkeeper.notifications.models import PaperFollower
from scrollkeeper.reading.models import Position, ReadingEntry
from scrollkeeper.teams.models import GuestPlace
from tests import make
from tests.discussions.conftest import PAGES, Desk, add_pages, colleague, desk
from tests.isolation.calls import some_update

__all__ = ["colleague", "desk"]
Json = dict[str, Any]
Colleague = Callable[[str], Awaitable[make.Member]]
TABLES = (
    "papers", "files", "pages", "annotations", "carried_places", "threads", "comments", "notes", "collection_papers",
    "paper_tags", "reading_list", "positions", "guest_places", "paper_followers", "invitations", "citation_references",
)  # fmt: skip


async def rows_of(team: str) -> dict[str, list[str]]:
    """All rows of the team as text; what a clock says moves on, and a paper keeps the key that it got."""
    async with open_system_session.begin() as db:
        found = {}
        for table in TABLES:
            query = text(f"select to_jsonb(t) - 'clock' - 'citation_key' from {table} t where team_id = :team")
            found[table] = sorted(str(row[0]) for row in await db.execute(query, {"team": team}))
    return found


async def second(desk: Desk, csl: Json | None = None) -> Desk:
    """Another paper with the same text."""
    async with open_system_session.begin() as db:
        paper, file = await make.paper(db, desk.owner.scope, csl or {"title": "A second copy", "volume": "7"})
        await add_pages(db, paper, file, PAGES)
        await ready(db)
    return Desk(desk.owner, paper, file)


async def ready(db: Any) -> None:
    for model in (Paper, File):
        await db.execute(update(model).values(status="ready").execution_options(synchronize_session=False))


async def merge(who: make.Member, into: Any, *others: Any, status: int = 200, **more: Any) -> Json:
    body = {"into": str(into), "from": [str(one) for one in others], **more}
    answer = await who.http.post(who.url("/papers/merge"), json=body)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def undo(who: make.Member, merged: Json, status: int = 200) -> Json:
    answer = await who.http.post(who.url(f"/merges/{merged['id']}/undo"))
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def get(who: make.Member, path: str) -> Any:
    answer = await who.http.get(who.url(path))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def furnish(ada: make.Member, ben: make.Member, one: Desk, two: Desk) -> None:
    """Everything that can hang on two papers, some of it on both."""
    for paper in (one, two):
        await paper.annotate(ada, comment="Seen")
        mark = await paper.annotate(ben, visibility="me", comment="Private")
        await paper.begin(ben, "On it", annotation=mark["id"])
        await paper.begin(ada, "About it")
        note = await ada.http.post(ada.url("/notes"), json={"paper": str(paper.paper.id)})
        sent = {"update": some_update()}
        await ada.http.post(ada.url(f"/notes/{note.json()['id']}/updates"), json=sent)
    both, single = [str(one.paper.id), str(two.paper.id)], [str(two.paper.id)]
    for papers, tag in ((both, "Both"), (single, "Single")):
        await ada.http.post(ada.url("/papers/tags"), json={"papers": papers, "add": [tag]})
        made = await ada.http.post(ada.url("/collections"), json={"name": tag})
        await ada.http.post(ada.url(f"/collections/{made.json()['id']}/papers"), json={"add": papers})
    own = await ben.http.post(ada.url("/collections"), json={"name": "Ben's", "personal": True})
    await ben.http.post(ada.url(f"/collections/{own.json()['id']}/papers"), json={"add": single})
    async with open_system_session.begin() as db:
        team = {"team_id": UUID(ada.team)}
        db.add(ReadingEntry(person_id=ada.id, paper_id=one.paper.id, status="reading", **team))
        db.add(ReadingEntry(person_id=ada.id, paper_id=two.paper.id, status="read", **team))
        db.add(ReadingEntry(person_id=ben.id, paper_id=two.paper.id, status="to_read", **team))
        db.add(Position(person_id=ben.id, file_id=two.file.id, page=2, y=10.0, **team))
        db.add(PaperFollower(paper_id=two.paper.id, person_id=ben.id, following=True, **team))
        citing, file = await make.paper(db, ada.scope, {"title": "A paper that cites"})
        for number, (where, of, cited) in enumerate(
            ((citing, file, two), (two.paper, two.file, one), (one.paper, one.file, two)), 1
        ):
            reference = Reference(
                paper_id=where.id, file_id=of.id, position=number, raw="As printed", cited_id=cited.paper.id, **team
            )
            db.add(reference)
        await db.flush()
        await ready(db)


async def test_a_merge_keeps_all_and_undoing_it_restores_every_row(
    ada: make.Member, desk: Desk, colleague: Colleague
) -> None:
    ben = await colleague("editor")
    ben.team = ada.team
    two = await second(desk)
    await furnish(ada, ben, desk, two)
    before = await rows_of(ada.team)
    merged = await merge(ada, desk.paper.id, two.paper.id)
    assert merged["paper"]["id"] == str(desk.paper.id)
    assert merged["paper"]["metadata"] == {"title": "A second copy", "volume": "7"}
    assert {file["id"] for file in merged["paper"]["files"]} == {str(desk.file.id), str(two.file.id)}
    assert [tag["name"] for tag in merged["paper"]["tags"]] == ["Both", "Single"]
    page = f"/papers/{desk.paper.id}"
    assert len((await get(ada, f"{page}/annotations"))["items"]) == 2
    assert len((await get(ben, f"{page}/annotations"))["items"]) == 4
    assert len((await get(ben, f"{page}/threads"))["items"]) == 4
    assert len((await get(ben, f"{page}/collections"))["items"]) == 3
    titles = [note["title"] for note in (await get(ada, "/notes"))["items"]]
    assert len(titles) == 2
    assert any(title.endswith("(from a merged paper)") for title in titles)
    async with open_system_session.begin() as db:
        entry = await db.get_one(ReadingEntry, (ada.id, desk.paper.id))
        assert entry.status == "read"
        assert await db.get(ReadingEntry, (ben.id, desk.paper.id))
        assert await db.get(PaperFollower, (desk.paper.id, ben.id))
    # Its address leads to the paper that it became part of; it is nowhere else.
    assert (await get(ada, f"/papers/{two.paper.id}"))["id"] == str(desk.paper.id)
    assert len((await get(ben, f"/papers/{two.paper.id}/annotations"))["items"]) == 4
    assert len((await get(ada, "/papers"))["items"]) == 2
    assert (await get(ada, "/papers?deleted=true"))["items"] == []
    found = await get(ada, "/search?q=specimens")
    assert {hit["paper"]["id"] for hit in found["items"]} == {str(desk.paper.id)}
    events = [one for one in (await get(ada, "/events?limit=200"))["items"] if one["name"] == "paper.merged"]
    assert [one["subject"] for one in events] == [{"paper": str(desk.paper.id), "merged": str(two.paper.id)}]

    [listed] = (await get(ada, "/merges"))["items"]
    assert (listed["id"], listed["merged"], listed["can"]) == (merged["id"], 1, ["undo"])
    assert await undo(ada, merged) == {"papers": [str(two.paper.id)]}
    assert await rows_of(ada.team) == before
    assert (await get(ada, "/merges"))["items"] == []
    await undo(ada, merged, status=409)


async def test_what_came_since_goes_with_its_file_and_what_was_edited_stays(ada: make.Member, desk: Desk) -> None:
    two = await second(desk)
    merged = await merge(ada, desk.paper.id, two.paper.id)
    mark = await Desk(ada, desk.paper, two.file).annotate(ada)
    await desk.begin(ada, "On it", annotation=mark["id"])
    await ada.http.patch(ada.url(f"/papers/{desk.paper.id}"), json={"metadata": {"title": "Mine"}})
    await undo(ada, merged)
    assert [one["id"] for one in (await get(ada, f"/papers/{two.paper.id}/annotations"))["items"]] == [mark["id"]]
    assert len((await get(ada, f"/papers/{two.paper.id}/threads"))["items"]) == 1
    assert (await get(ada, f"/papers/{desk.paper.id}"))["metadata"] == {"title": "Mine"}


async def test_fields_are_chosen_from_either_paper(ada: make.Member, desk: Desk) -> None:
    two = await second(desk, {"title": "Two", "volume": "7", "issue": "1"})
    edit = {"metadata": {"title": "One", "volume": "6"}}
    await ada.http.patch(ada.url(f"/papers/{desk.paper.id}"), json=edit)
    chosen = {"title": str(two.paper.id), "volume": str(desk.paper.id)}
    merged = await merge(ada, desk.paper.id, two.paper.id, metadata=chosen)
    assert merged["paper"]["metadata"] == {"title": "Two", "volume": "6", "issue": "1"}
    by = {name: source["by"] for name, source in merged["paper"]["provenance"].items()}
    assert by == {"title": "parser", "volume": "person", "issue": "parser"}
    await undo(ada, merged)
    assert (await get(ada, f"/papers/{desk.paper.id}"))["metadata"] == edit["metadata"]


async def test_what_cannot_be_merged_is_refused(ada: make.Member, eve: make.Member, desk: Desk) -> None:
    two = await second(desk)
    async with open_system_session.begin() as db:
        theirs, _ = await make.paper(db, eve.scope)
        await db.execute(update(Paper).where(Paper.id == theirs.id).values(status="ready"))
    one, other = desk.paper.id, two.paper.id
    await merge(ada, one, one, status=422)
    await merge(ada, one, uuid4(), status=404)
    await merge(ada, one, theirs.id, status=404)
    await merge(ada, one, status=422)
    await merge(ada, one, *[uuid4() for _ in range(21)], status=422)
    await merge(ada, one, other, metadata={"nonsense": str(one)}, status=422)
    await merge(ada, one, other, metadata={"title": str(theirs.id)}, status=422)
    async with open_system_session.begin() as db:
        await db.execute(update(Paper).where(Paper.id == other).values(status="parsing"))
    refused = await merge(ada, one, other, status=409)
    assert "processed" in refused["detail"]
    async with open_system_session.begin() as db:
        await ready(db)
    merged = await merge(ada, one, other)
    await undo(eve, merged, status=404)
    await merge(ada, one, other, status=404)
    # The old address can neither be restored nor deleted as if it were a paper of its own.
    for path in ("/papers/restore", "/papers/delete"):
        done = await ada.http.post(ada.url(path), json={"ids": [str(other)]})
        assert done.json() == {"done": 0}


async def test_merges_are_undone_the_last_first_and_for_thirty_days(ada: make.Member, desk: Desk) -> None:
    two, three = await second(desk), await second(desk)
    first = await merge(ada, desk.paper.id, two.paper.id)
    later = await merge(ada, desk.paper.id, three.paper.id)
    assert "later merge" in (await undo(ada, first, status=409))["detail"]
    await undo(ada, later)
    chained = await merge(ada, three.paper.id, desk.paper.id)
    assert (await get(ada, f"/papers/{two.paper.id}"))["id"] == str(three.paper.id)
    await undo(ada, first, status=409)
    await undo(ada, chained)
    async with open_system_session.begin() as db:
        old = text("update merges set at = now() - interval '31 days' where id = :id")
        await db.execute(old, {"id": first["id"]})
    assert "30 days" in (await undo(ada, first, status=409))["detail"]
    assert (await get(ada, "/merges"))["items"] == []
    await merge(ada, desk.paper.id, three.paper.id)
    async with open_system_session.begin() as db:
        assert (await db.get_one(Merge, UUID(first["id"]))).record == {}


async def test_what_was_written_under_the_other_paper_meanwhile_follows(ada: make.Member, desk: Desk) -> None:
    two = await second(desk)
    merged = await merge(ada, desk.paper.id, two.paper.id)
    thread = await desk.begin(ada, "Late")
    async with open_system_session.begin() as db:
        late = text("update threads set paper_id = :paper where id = :id")
        await db.execute(late, {"paper": two.paper.id, "id": thread["id"]})
    async with open_system_session.begin() as db:
        await service.settle_merge(db, UUID(merged["id"]))
    assert [one["id"] for one in await desk.threads(ada)] == [thread["id"]]
    await undo(ada, merged)
    assert await desk.threads(ada) == []
    assert [one["id"] for one in await two.threads(ada)] == [thread["id"]]


async def test_a_note_without_words_makes_room(ada: make.Member, desk: Desk) -> None:
    two = await second(desk)
    empty = (await ada.http.post(ada.url("/notes"), json={"paper": str(desk.paper.id)})).json()["id"]
    written = (await ada.http.post(ada.url("/notes"), json={"paper": str(two.paper.id)})).json()["id"]
    await ada.http.post(ada.url(f"/notes/{written}/updates"), json={"update": some_update()})
    merged = await merge(ada, desk.paper.id, two.paper.id)
    assert (await get(ada, f"/papers/{desk.paper.id}/note"))["id"] == written
    await undo(ada, merged)
    assert (await get(ada, f"/papers/{desk.paper.id}/note"))["id"] == empty


async def test_guests_of_either_paper_see_the_merged_one(ada: make.Member, desk: Desk, colleague: Colleague) -> None:
    two, guest = await second(desk), await colleague("guest")
    guest.team = ada.team
    async with open_system_session.begin() as db:
        db.add(GuestPlace(team_id=UUID(ada.team), person_id=guest.id, paper_id=two.paper.id))
    assert (await guest.http.get(ada.url(f"/papers/{desk.paper.id}"))).status_code == 404
    merged = await merge(ada, desk.paper.id, two.paper.id)
    assert (await get(guest, f"/papers/{two.paper.id}"))["id"] == str(desk.paper.id)
    for method, path, body in (
        ("GET", "/merges", None),
        ("GET", "/duplicates", None),
        ("POST", f"/merges/{merged['id']}/undo", None),
        ("POST", "/papers/merge", {"into": str(desk.paper.id), "from": [str(two.paper.id)]}),
    ):
        assert (await guest.http.request(method, ada.url(path), json=body)).status_code == 404
    await undo(ada, merged)
    assert (await guest.http.get(ada.url(f"/papers/{desk.paper.id}"))).status_code == 404
    assert (await get(guest, f"/papers/{two.paper.id}"))["id"] == str(two.paper.id)


async def test_a_paper_described_by_hand_gets_a_file_and_loses_it_again(ada: make.Member, desk: Desk) -> None:
    async with open_system_session.begin() as db:
        await db.execute(update(File).where(File.id == desk.file.id).values(status="failed", reason="Damaged."))
        await db.execute(update(Paper).where(Paper.id == desk.paper.id).values(status="failed", reason="Damaged."))
    made = await ada.http.post(ada.url("/papers"), json={"metadata": {"title": "By hand"}})
    merged = await merge(ada, made.json()["id"], desk.paper.id)
    assert (merged["paper"]["status"], merged["paper"]["reason"]) == ("failed", "Damaged.")
    feed = (await get(ada, "/feed"))["items"]
    assert any(line["text"].endswith(" merged another paper into") for line in feed)
    await undo(ada, merged)
    by_hand = await get(ada, f"/papers/{made.json()['id']}")
    assert (by_hand["status"], by_hand["reason"], by_hand["files"]) == ("ready", None, [])
    assert (await get(ada, f"/papers/{desk.paper.id}"))["status"] == "failed"


@pytest.mark.parametrize("role", ["commenter", "reader"])
async def test_only_those_who_care_for_the_library_merge(
    ada: make.Member, desk: Desk, colleague: Colleague, role: str
) -> None:
    two, other = await second(desk), await colleague(role)
    other.team = ada.team
    await merge(other, desk.paper.id, two.paper.id, status=404)
    merged = await merge(ada, desk.paper.id, two.paper.id)
    await undo(other, merged, status=404)
    [listed] = (await get(other, "/merges"))["items"]
    assert listed["can"] == []


def test_every_table_that_knows_papers_has_its_place_in_a_merge() -> None:
    load_tables()
    known = {model.__tablename__ for model in (*rows.OF_FILES, *(model for model, _ in rows.LINKS))}
    moved = {"files", "threads", "notes", "invitations"}
    # What is found anew, leads to the kept paper by the old id, or is about merging itself.
    apart = {"duplicates", "duplicate_keys", "not_duplicates", "uploads", "metadata_changes"}
    tables = {table.name for table in Model.metadata.tables.values() if "paper_id" in table.columns}
    assert tables == known | moved | apart

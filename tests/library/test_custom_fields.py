"""Custom fields: values by kind, on papers, in history, batches, merges, filters and exports, and who sees them."""

import csv
import io
import math
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from scrollkeeper.batches.jobs import go_on_with_batch
from scrollkeeper.core.db import open_system_session
from scrollkeeper.library.custom_fields.jobs import forget_field
from scrollkeeper.library.custom_fields.models import CustomField
from scrollkeeper.library.custom_fields.service import MAX_FIELDS
from scrollkeeper.library.custom_fields.values import (
    KINDS,
    MAX_VALUE,
    BadValue,
    check_value,
    joined,
    name_options,
    shown,
    split,
)
from scrollkeeper.library.models import Paper
from scrollkeeper.teams.models import GuestPlace
from tests import make
from tests.conftest import browser_of

Json = dict[str, Any]
OPTIONS = [{"id": "1", "name": "High"}, {"id": "2", "name": "Low"}, {"id": "3", "name": "None", "deleted": True}]
SOMEBODY = "0199d4a6-3b7e-7c1e-8f4e-2f6f3c1f8a10"


@pytest.mark.parametrize(
    ("kind", "given_", "kept"),
    [
        ("text", "  a word ", "a word"),
        ("text", "", None),
        ("text", 3, "Enter text"),
        ("text", "x" * (MAX_VALUE + 1), "Enter text"),
        ("text", "a\x00b", "Enter text"),
        ("number", 3, 3),
        ("number", 3.0, 3),
        ("number", "0.50", 0.5),
        ("number", "1,234", 1234),
        ("number", "−2", -2),
        ("number", 0, 0),
        ("number", math.inf, "Enter a number"),
        ("number", True, "Enter a number"),
        ("number", "many", "Enter a number"),
        ("number", 1e300, "Enter a number"),
        ("number", 10**400, "Enter a number"),
        ("number", math.nan, "Enter a number"),
        ("date", "2024", "2024"),
        ("date", "2024-5", "2024-05"),
        ("date", "2024-02-29", "2024-02-29"),
        ("date", "2023-02-29", "Enter a year"),
        ("date", "0000", "0000"),
        ("date", "soon", "Enter a year"),
        ("choice", "high", "1"),
        ("choice", "2", "2"),
        ("choice", "None", "Choose one of the options"),
        ("person", SOMEBODY, SOMEBODY),
        ("person", {"id": SOMEBODY, "name": "Ada"}, SOMEBODY),
        ("person", "Ada", "Choose a member"),
        ("link", "example.org/a", "https://example.org/a"),
        ("link", "http://example.org", "http://example.org"),
        ("link", "javascript://example.org/%0aalert(1)", "Enter a web address"),
        ("link", "data:text/html,x", "Enter a web address"),
        ("link", "http://[", "Enter a web address"),
        ("yes_no", True, True),
        ("yes_no", False, False),
        ("yes_no", "No", False),
        ("yes_no", 1, "Enter yes or no"),
        ("yes_no", None, None),
    ],
)
def test_values_are_checked_by_their_kind(kind: str, given_: Any, kept: Any) -> None:
    """The last column is what is stored, or how the sentence begins that refuses it."""
    result = outcome(kind, given_)
    if isinstance(result, BadValue):
        assert str(result).startswith(kept)
    else:
        assert (result, type(result)) == (kept, type(kept))


def outcome(kind: str, value: Any) -> Any:
    try:
        return check_value(kind, OPTIONS, value)
    except BadValue as error:
        return error


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(KINDS), anything)
def test_whatever_is_given_is_taken_or_refused_and_taken_again(kind: str, value: Any) -> None:
    kept = outcome(kind, value)
    if isinstance(kept, BadValue):
        return
    assert check_value(kind, OPTIONS, kept) == kept
    assert split(joined({"title": "A"}, {"7": kept})) == ({"title": "A"}, {"7": kept})
    assert kept is None or shown(kind, name_options(OPTIONS), kept, {}) is not None


async def field(member: make.Member, name: str, kind: str = "text", **more: Any) -> str:
    answer = await member.http.post(member.url("/fields"), json={"name": name, "kind": kind, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def add(member: make.Member, *titles: str) -> list[str]:
    async with open_system_session.begin() as db:
        return [str((await make.paper(db, member.scope, {"title": title}))[0].id) for title in titles]


async def put(member: make.Member, paper: str, values: Json, status: int = 200) -> Json:
    answer = await member.http.patch(member.url(f"/papers/{paper}"), json={"fields": values})
    assert answer.status_code == status, answer.text
    answered: Json = answer.json()
    return answered


async def found(member: make.Member, typed: str) -> list[str]:
    answer = await member.http.get(member.url("/papers"), params={"sort": "title", "filter": typed})
    assert answer.status_code == 200, answer.text
    return [row["title"] for row in answer.json()["items"]]


@pytest.fixture
async def fields(ada: make.Member) -> dict[str, str]:
    return {
        "Topic": await field(ada, "Topic"),
        "Score": await field(ada, "Score", "number"),
        "Read on": await field(ada, "Read on", "date"),
        "Status": await field(ada, "Status", "choice", options=["To do", "Done"]),
        "Reviewer": await field(ada, "Reviewer", "person"),
        "Code": await field(ada, "Code", "link"),
        "Included": await field(ada, "Included", "yes_no"),
    }


async def test_values_are_set_shown_filtered_exported_and_taken_back(ada: make.Member, fields: dict[str, str]) -> None:
    one, two = await add(ada, "A", "B")
    given_ = {
        "Topic": "Rivers and deltas", "Score": 0, "Read on": "2024-05", "Status": "done", "Reviewer": str(ada.id),
        "Code": "example.org", "Included": False,
    }  # fmt: skip
    answer = await put(ada, one, {fields[name]: value for name, value in given_.items()})
    expected = given_ | {
        "Status": "Done", "Reviewer": {"id": str(ada.id), "name": "Ada"}, "Code": "https://example.org",
    }  # fmt: skip
    assert answer["fields"] == {fields[name]: value for name, value in expected.items()}
    assert answer["metadata"] == {"title": "A"}
    await put(ada, two, {fields["Score"]: 7.5, fields["Topic"]: "Seas", fields["Status"]: "To do"})
    rows = (await ada.http.get(ada.url("/papers?sort=title"))).json()["items"]
    assert rows[0]["fields"] == answer["fields"]
    assert rows[1]["fields"][fields["Score"]] == 7.5
    for typed, titles in [
        ("topic:RIVERS", ["A"]), ("-topic:rivers", ["B"]), ("score:>0", ["B"]), ("score:>=0", ["A", "B"]),
        ("score:0", ["A"]), ("score:7..8", ["B"]), ("score:..7", ["A"]), ("score:lots", []), ('"read on":2024', ["A"]),
        ('"Read on":>2023', ["A"]), ('"read on":>2024', []), ('"read on":<2024-06', ["A"]), ('"status":done', ["A"]),
        ('"status":"to do"', ["B"]), ("status:queued", ["A", "B"]), ("reviewer:me", ["A"]), ("reviewer:ad", ["A"]),
        ("code:example", ["A"]), ("included:no", ["A"]), ("included:yes", []), ("has:included", ["A"]),
        ('has:"read on"', ["A"]), ("-has:included", ["B"]), ("unknown:x", []), ("a topic:rivers", ["A"]),
    ]:  # fmt: skip
        assert await found(ada, typed) == titles, typed
    search = {"name": "Good", "filter": "score:>5"}
    assert (await ada.http.post(ada.url("/searches"), json=search)).json()["papers"] == 1
    exported = (await ada.http.get(ada.url("/export?format=csv&search=score:0"))).text.removeprefix("\ufeff")
    [row] = csv.DictReader(io.StringIO(exported))
    assert [row[name] for name in fields] == [
        "Rivers and deltas", "0", "2024-05", "Done", "Ada", "https://example.org", "no",
    ]  # fmt: skip
    [item] = (await ada.http.get(ada.url("/export?format=csl-json&search=score:0"))).json()
    assert item["custom"]["Status"] == "Done"
    assert (await ada.http.get(ada.url("/export?format=bibtex"))).status_code == 200
    # A person who is not in the team, a value of the wrong kind, a field that is not there.
    wrong = await put(ada, one, {fields["Reviewer"]: str(uuid4())}, status=422)
    assert wrong["errors"] == [{"field": f"fields.{fields['Reviewer']}", "detail": "Choose a member of the team."}]
    assert (await put(ada, one, {fields["Score"]: "many"}, status=422))["detail"].startswith("Enter a number")
    await put(ada, one, {str(uuid4()): "x"}, status=422)
    await put(ada, one, {str(uuid4()): "x" for _ in range(51)}, status=422)
    # History says what it was in words, and sets it back.
    await put(ada, one, {fields["Status"]: None, fields["Score"]: 4})
    changes = (await ada.http.get(ada.url(f"/papers/{one}/changes"))).json()["items"]
    assert {(change["name"], change["before"], change["after"]) for change in changes[0]["fields"]} == {
        ("Status", "Done", None), ("Score", 0, 4),
    }  # fmt: skip
    undo = ada.url(f"/papers/{one}/changes/{changes[0]['id']}/undo")
    back = await ada.http.post(undo, json={"fields": [f"custom:{fields['Status']}"]})
    assert (back.json()["fields"][fields["Status"]], back.json()["fields"][fields["Score"]]) == ("Done", 4)


async def test_many_papers_are_set_at_once_and_a_merge_keeps_values(ada: make.Member, fields: dict[str, str]) -> None:
    one, two = await add(ada, "A", "B")
    status, score = fields["Status"], fields["Score"]
    await put(ada, one, {status: "Done"})
    body = {"papers": [one, two], "fields": {status: "To do", score: "3"}}
    assert (await ada.http.post(ada.url("/papers/batch"), json={"papers": [one]})).status_code == 422
    seen = (await ada.http.post(ada.url("/papers/batch/preview"), json=body)).json()["fields"]
    assert {one["field"]: [held["value"] for held in one["values"]] for one in seen} == {
        f"custom:{status}": ["Done", None], f"custom:{score}": [None],
    }  # fmt: skip
    batch = (await ada.http.post(ada.url("/papers/batch"), json=body)).json()["id"]
    await go_on_with_batch(batch_id=batch)
    assert await found(ada, '"status":"to do" score:3') == ["A", "B"]
    assert (await ada.http.post(ada.url(f"/batches/{batch}/undo"))).status_code == 202
    await go_on_with_batch(batch_id=batch)
    assert await found(ada, '"status":done') == ["A"]
    assert await found(ada, "has:score") == []
    await put(ada, one, {score: 1})
    await put(ada, two, {score: 2, fields["Included"]: True})
    async with open_system_session.begin() as db:
        await db.execute(update(Paper).where(Paper.id.in_([UUID(one), UUID(two)])).values(status="ready"))
    merge = {"into": one, "from": [two], "metadata": {f"custom:{score}": two}}
    merged = (await ada.http.post(ada.url("/papers/merge"), json=merge)).json()
    assert merged["paper"]["fields"] == {score: 2, status: "Done", fields["Included"]: True}
    assert (await ada.http.post(ada.url(f"/merges/{merged['id']}/undo"))).status_code == 200
    papers = [(await ada.http.get(ada.url(f"/papers/{paper}"))).json()["fields"] for paper in (one, two)]
    assert papers == [{score: 1, status: "Done"}, {score: 2, fields["Included"]: True}]


async def test_fields_are_renamed_ordered_deleted_restored_and_forgotten(ada: make.Member) -> None:
    async def listed(query: str = "") -> list[Json]:
        items: list[Json] = (await ada.http.get(ada.url(f"/fields{query}"))).json()["items"]
        return items

    async def edit(field_id: str, **changes: Any) -> int:
        return (await ada.http.patch(ada.url(f"/fields/{field_id}"), json=changes)).status_code

    first, second = await field(ada, "Topic"), await field(ada, "State", "choice", options=["Open", "Closed"])
    taken = await ada.http.post(ada.url("/fields"), json={"name": "TOPIC", "kind": "text"})
    assert taken.status_code == 409
    for body in ({"name": "X", "kind": "choice"}, {"name": "X", "kind": "text", "options": ["a"]}, {"name": 'A"B'}):
        assert (await ada.http.post(ada.url("/fields"), json=body)).status_code == 422
    assert await edit(second, position=0, name="Progress") == 200
    assert await edit(first, options=[{"name": "a"}]) == 422
    assert [one["name"] for one in await listed()] == ["Progress", "Topic"]
    [paper] = await add(ada, "A")
    await put(ada, paper, {second: "Open", first: "Seas"})
    assert [one["papers"] for one in await listed("?counted=true")] == [1, 1]
    # An option that is left out is gone from papers, and back with its id.
    before = (await listed())[0]["options"]
    assert await edit(second, options=[before[1] | {"name": "Shut"}, {"name": "New"}]) == 200
    assert [one["name"] for one in (await listed())[0]["options"]] == ["Shut", "New"]
    assert second not in (await ada.http.get(ada.url(f"/papers/{paper}"))).json()["fields"]
    assert await found(ada, "has:progress") == []
    assert await found(ada, "progress:open") == []
    assert await edit(second, options=before) == 200
    assert await found(ada, "progress:open") == ["A"]
    assert await edit(second, options=[{"name": "a"}, {"name": "A"}]) == 422
    # Deleted, its values wait.
    assert (await ada.http.delete(ada.url(f"/fields/{first}"))).status_code == 204
    assert list((await ada.http.get(ada.url(f"/papers/{paper}"))).json()["fields"]) == [second]
    assert [one["id"] for one in await listed("?deleted=true")] == [first]
    await put(ada, paper, {first: "x"}, status=422)
    await forget_field(field_id=first)
    assert (await ada.http.post(ada.url(f"/fields/{first}/restore"))).status_code == 200
    assert (await ada.http.get(ada.url(f"/papers/{paper}"))).json()["fields"][first] == "Seas"
    await ada.http.delete(ada.url(f"/fields/{first}"))
    async with open_system_session.begin() as db:
        long_ago = datetime.now(UTC) - timedelta(days=31)
        await db.execute(update(CustomField).where(CustomField.id == UUID(first)).values(deleted_at=long_ago))
    await forget_field(field_id=first)
    async with open_system_session() as db:
        assert await db.get(CustomField, UUID(first)) is None
        assert list((await db.get_one(Paper, UUID(paper))).custom) == [second]
    changes = (await ada.http.get(ada.url(f"/papers/{paper}/changes"))).json()["items"]
    assert {change["name"] for one in changes for change in one["fields"]} == {"Progress"}
    async with open_system_session.begin() as db:
        gone = {"team_id": UUID(ada.team), "kind": "text", "position": 0, "deleted_at": datetime.now(UTC)}
        db.add_all(CustomField(name=f"Gone {n}", name_key=f"gone {n}", **gone) for n in range(MAX_FIELDS + 1))
    assert len(await listed("?deleted=true")) == MAX_FIELDS
    audited = (await ada.http.get(ada.url("/audit"))).json()["items"]
    assert {"field.added", "field.changed", "field.deleted", "field.restored"} <= {one["action"] for one in audited}


async def test_a_guest_sees_values_of_their_papers_and_no_more(app: FastAPI, ada: make.Member) -> None:
    shown_, hidden = await add(ada, "Shown", "Hidden")
    state = await field(ada, "State", "choice", options=["Fine", "Copied from us"])
    secret = await field(ada, "Secret")
    await put(ada, shown_, {state: "Fine"})
    await put(ada, hidden, {state: "Copied from us", secret: "Rejected"})
    async with browser_of(app) as http:
        guest = await make.member(http, "Guest")
        async with open_system_session.begin() as db:
            await make.join(db, ada.team, guest.id, "guest")
            db.add(GuestPlace(team_id=UUID(ada.team), person_id=guest.id, paper_id=UUID(shown_)))
        guest.team = ada.team
        listed = (await http.get(ada.url("/fields"))).json()
        assert [(one["name"], [option["name"] for option in one["options"]]) for one in listed["items"]] == [
            ("State", ["Fine"])
        ]
        assert listed["can"] == []
        assert (await http.get(ada.url(f"/papers/{shown_}"))).json()["fields"] == {state: "Fine"}
        assert (await http.get(ada.url("/papers"))).json()["items"][0]["fields"] == {state: "Fine"}
        assert "Secret" not in (await http.get(ada.url("/export?format=csv"))).text
        # Of a field that they do not know the name is a word.
        assert await found(guest, "-secret:rejected") == []
        assert (await http.patch(ada.url(f"/papers/{shown_}"), json={"fields": {secret: "x"}})).status_code == 404

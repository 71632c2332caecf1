"""Tags: put on papers by name, changed, merged and deleted, each with a way back; keywords are automatic ones."""

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.core.db import open_system_session
from scrollkeeper.library.tags import service
from scrollkeeper.library.tags.names import MAX_KEYWORD, MAX_KEYWORDS, split_keywords, tag_key
from tests import make

Json = dict[str, Any]


async def papers(member: make.Member, *csl: Json) -> list[str]:
    async with open_system_session.begin() as db:
        return [str((await make.paper(db, member.scope, one))[0].id) for one in csl]


async def put(
    member: make.Member, papers: list[str], *add: str, remove: tuple[str, ...] = (), status: int = 200
) -> Json:
    body = {"papers": papers, "add": list(add), "remove": list(remove)}
    answer = await member.http.post(member.url("/papers/tags"), json=body)
    assert answer.status_code == status, answer.text
    done: Json = answer.json()
    return done


async def tags(member: make.Member, of: make.Member | None = None) -> dict[str, Json]:
    answer = await member.http.get((of or member).url("/tags"))
    assert answer.status_code == 200, answer.text
    return {one["name"]: one for one in answer.json()["items"]}


async def listed(member: make.Member, query: str, of: make.Member | None = None) -> list[str]:
    answer = await member.http.get((of or member).url(f"/papers?sort=title&{query}"))
    assert answer.status_code == 200, answer.text
    return [row["title"] for row in answer.json()["items"]]


async def test_tags_are_put_on_papers_filtered_by_and_taken_off(ada: make.Member) -> None:
    one, two, three = await papers(ada, {"title": "A"}, {"title": "B"}, {"title": "C", "keyword": "Rivers, deltas"})
    done = await put(ada, [one, two, str(uuid4())], "rivers", "Method")
    assert {change["tag"]: set(change["papers"]) for change in done["added"]} == {
        "rivers": {one, two},
        "Method": {one, two},
    }
    assert (await put(ada, [one, two], "RIVERS"))["added"] == []
    await put(ada, [two], remove=("method",))
    assert {name: tag["papers"] for name, tag in (await tags(ada)).items()} == {"Method": 1, "rivers": 2}
    # A keyword of that name counts, whatever its case.
    assert await listed(ada, "tag=Rivers") == ["A", "B", "C"]
    assert await listed(ada, "tag=rivers&tag=method") == ["A"]
    assert await listed(ada, "tag=deltas&tag=method&tags=any") == ["A", "C"]
    assert await listed(ada, "tag=nothing") == []
    rows = (await ada.http.get(ada.url("/papers?sort=title"))).json()["items"]
    assert [[tag["name"] for tag in row["tags"]] for row in rows] == [["Method", "rivers"], ["rivers"], []]
    paper = (await ada.http.get(ada.url(f"/papers/{three}"))).json()
    assert [(tag["name"], tag["automatic"]) for tag in paper["tags"]] == [("Rivers", True), ("deltas", True)]
    await ada.http.delete(ada.url(f"/papers/{one}"))
    assert (await tags(ada))["rivers"]["papers"] == 1


async def test_automatic_tags_are_apart_and_follow_the_metadata(ada: make.Member) -> None:
    one, two = await papers(ada, {"title": "A", "keyword": "Rivers, deltas"}, {"title": "B", "keyword": "rivers; Sand"})
    automatic = ada.url("/tags/automatic")
    found = (await ada.http.get(automatic)).json()["items"]
    assert [(tag["name"].casefold(), tag["papers"]) for tag in found] == [("rivers", 2), ("deltas", 1), ("sand", 1)]
    assert await tags(ada) == {}
    await put(ada, [one], "Sand")
    assert [tag["name"] for tag in (await ada.http.get(f"{automatic}?q=EL")).json()["items"]] == ["deltas"]
    assert "Sand" not in {tag["name"] for tag in (await ada.http.get(automatic)).json()["items"]}
    await ada.http.patch(ada.url(f"/papers/{one}"), json={"metadata": {"keyword": "Lakes"}})
    assert await listed(ada, "tag=deltas") == []
    assert await listed(ada, "tag=lakes") == ["A"]
    # What the team says is not written into the metadata.
    assert (await ada.http.get(ada.url(f"/papers/{one}"))).json()["metadata"]["keyword"] == "Lakes"
    assert two


async def test_tags_are_renamed_coloured_and_given_number_keys(ada: make.Member) -> None:
    (paper,) = await papers(ada, {"title": "A"})
    await put(ada, [paper], "one", "two")
    seen = await tags(ada)

    async def edit(name: str, changes: Json, status: int = 200) -> None:
        answer = await ada.http.patch(ada.url(f"/tags/{seen[name]['id']}"), json=changes)
        assert answer.status_code == status, answer.text

    await edit("one", {"color": "red", "position": 1})
    await edit("two", {"position": 1, "name": "Second"})
    now = await tags(ada)
    assert [(tag["name"], tag["color"], tag["position"]) for tag in now.values()] == [
        ("one", "red", None),
        ("Second", None, 1),
    ]
    await edit("one", {"name": "SECOND"}, status=409)
    await edit("one", {"name": "ONE", "color": None})
    await edit("two", {"position": 10}, status=422)
    assert await listed(ada, "tag=one&tag=second") == ["A"]


async def test_merging_and_deleting_can_be_undone(ada: make.Member) -> None:
    one, two = await papers(ada, {"title": "A"}, {"title": "B"})
    await put(ada, [one], "maps")
    await put(ada, [one, two], "map")
    ids = {name: tag["id"] for name, tag in (await tags(ada)).items()}
    merged = await ada.http.post(ada.url(f"/tags/{ids['map']}/merge"), json={"into": ids["maps"]})
    assert merged.json() == {"added": [two]}
    assert {name: tag["papers"] for name, tag in (await tags(ada)).items()} == {"maps": 2}
    # Undone: the tag comes back, and the other one is taken off where it was not before.
    restored = await ada.http.post(ada.url(f"/tags/{ids['map']}/restore"))
    assert restored.json()["papers"] == 2
    await put(ada, merged.json()["added"], remove=("maps",))
    assert {name: tag["papers"] for name, tag in (await tags(ada)).items()} == {"map": 2, "maps": 1}
    assert (await ada.http.delete(ada.url(f"/tags/{ids['map']}"))).status_code == 204
    assert await listed(ada, "tag=map") == []
    assert (await put(ada, [one], "map"))["added"] == [{"tag": "map", "papers": [one]}]
    again = await ada.http.post(ada.url(f"/tags/{ids['map']}/restore"))
    assert (again.status_code, "Merge the two" in again.json()["detail"]) == (409, True)
    itself = await ada.http.post(ada.url(f"/tags/{ids['maps']}/merge"), json={"into": ids["maps"]})
    assert itself.status_code == 422


async def test_tags_have_bounds(ada: make.Member, monkeypatch: pytest.MonkeyPatch) -> None:
    (paper,) = await papers(ada, {"title": "A"})
    monkeypatch.setattr(service, "MAX_OF_PAPER", 2)
    await put(ada, [paper], "a", "b")
    assert "100 tags" in (await put(ada, [paper], "c", status=409))["detail"]
    assert set(await tags(ada)) == {"a", "b"}
    deleted = (await tags(ada))["b"]["id"]
    assert (await ada.http.delete(ada.url(f"/tags/{deleted}"))).status_code == 204
    await put(ada, [paper], "c")
    monkeypatch.setattr(service, "MAX_TAGS", 2)
    assert "5,000" in (await put(ada, [paper], "d", remove=("a",), status=409))["detail"]
    await put(ada, [str(uuid4())] * 10_000, *"abcdef", status=422)
    await put(ada, [paper], "x" * 101, status=422)
    await put(ada, [paper], " \u200b", status=422)
    assert (await ada.http.get(ada.url("/papers"), params={"tag": ["t"] * 21})).status_code == 422


async def test_a_guest_sees_tags_of_their_papers_and_a_reader_changes_none(ada: make.Member, eve: make.Member) -> None:
    one, two = await papers(ada, {"title": "A", "keyword": "seen"}, {"title": "B", "keyword": "unseen"})
    await put(ada, [one, two], "both")
    await put(ada, [two], "secret")
    collection = (await ada.http.post(ada.url("/collections"), json={"name": "Open"})).json()["id"]
    await ada.http.post(ada.url(f"/collections/{collection}/papers"), json={"add": [one]})
    invited = await ada.http.post(ada.url(f"/collections/{collection}/guests"), json={"emails": [eve.email]})
    await eve.http.post(f"/api/invitations/{invited.json()['items'][0]['link'].rpartition('/')[2]}/accept")
    assert {name: tag["papers"] for name, tag in (await tags(eve, ada)).items()} == {"both": 1}
    automatic = (await eve.http.get(ada.url("/tags/automatic"))).json()["items"]
    assert [tag["name"] for tag in automatic] == ["seen"]
    assert await listed(eve, "tag=secret&tag=both&tags=any", ada) == ["A"]
    body = {"papers": [one], "add": ["mine"]}
    assert (await eve.http.post(ada.url("/papers/tags"), json=body)).status_code == 404


@pytest.mark.parametrize(
    "text, words",
    [
        ("", []),
        ("Rivers, deltas,  Rivers", ["Rivers", "deltas"]),
        ("a, b; c", ["a, b", "c"]),
        ("one\ntwo", ["one", "two"]),
        (" . ; x.", ["x"]),
        ("DNA; dna", ["DNA"]),
    ],
)
def test_keywords_are_split(text: str, words: list[str]) -> None:
    assert split_keywords(text) == words


@given(st.text())
def test_any_text_has_bounded_keywords_each_once(text: str) -> None:
    words = split_keywords(text)
    assert len(words) <= MAX_KEYWORDS
    assert all(0 < len(word) <= MAX_KEYWORD for word in words)
    assert len({tag_key(word) for word in words}) == len(words)

"""Annotations over HTTP: put on their words, seen by whom they are for, changed by their author."""

import uuid
from typing import Any

import pytest

from tests.discussions.conftest import PAGES

FRAGMENT = "page=1&viewrect=222,92,145,12"


def fragment(value: str) -> dict[str, str]:
    return {"type": "FragmentSelector", "value": value}


async def test_a_quote_alone_is_answered_with_its_place(ada, desk):
    since = (await ada.http.get(ada.url())).json()["clock"]
    answer = await ada.http.post(desk.url(), json=desk.body("fewer speci-\nmens", comment="How many?", color="green"))
    assert answer.status_code == 201, answer.text
    made = answer.json()
    start = len(PAGES[0]) + 1 + PAGES[1].index("fewer")
    quote, position, page, shown = made["selectors"]
    assert (quote["type"], quote["exact"]) == ("TextQuoteSelector", "fewer specimens")
    assert quote["prefix"] == PAGES[1][PAGES[1].index("fewer") - 32 : PAGES[1].index("fewer")]
    assert quote["suffix"].startswith(".\nA discussion")
    assert position == {"type": "TextPositionSelector", "start": start, "end": start + len("fewer specimens")}
    assert page == {"type": "PageSelector", "index": 1, "label": None}
    # The words are the tenth of the first line and the first of the second, so there are two rectangles.
    assert (made["page"], made["rects"]) == (2, [[522.0, 72.0, 567.0, 84.0], [72.0, 92.0, 117.0, 104.0]])
    assert made["places"] == [{"page": 2, "rects": made["rects"]}]
    assert shown["value"] == "page=2&viewrect=72,72,495,32"
    assert shown["conformsTo"] == "http://tools.ietf.org/rfc/rfc3778"
    assert (made["score"], made["comment"], made["color"], made["visibility"]) == (1.0, "How many?", "green", "team")
    assert made["person"] == {"id": str(ada.id), "name": "Ada"}
    assert made["can"] == ["edit", "delete", "reply", "place", "hide"]
    assert answer.headers["etag"] == f'"{made["clock"]}"'
    assert (await ada.http.get(desk.url(f"/{made['id']}"))).json() == made
    assert (await ada.http.get(desk.url())).json() == {
        "items": [made],
        "next": None,
        "can": ["annotate", "name_colors"],
    }
    [event] = await desk.happened(since)
    assert (event["name"], event["clock"]) == ("annotation.added", made["clock"])
    assert event["subject"] == {"paper": str(desk.paper.id), "file": str(desk.file.id), "annotation": made["id"]}


async def test_words_of_one_line_are_one_rectangle_and_pages_are_kept_apart(ada, desk):
    made = await desk.annotate(ada, "nearly all. The results")
    assert [place["page"] for place in made["places"]] == [1, 2]
    assert made["places"][1]["rects"] == [[72.0, 72.0, 167.0, 84.0]]


async def test_what_the_server_answers_finds_the_same_place(ada, desk):
    made = await desk.annotate(ada, "results were")
    again = await ada.http.post(desk.url(), json=desk.body() | {"selectors": made["selectors"]})
    assert again.status_code == 201
    assert {name: again.json()[name] for name in ("selectors", "rects", "page")} == {
        name: made[name] for name in ("selectors", "rects", "page")
    }


@pytest.mark.parametrize(
    ("selectors", "page"),
    [
        ([{"type": "TextQuoteSelector", "exact": "the results were"}], 1),
        ([{"type": "TextQuoteSelector", "exact": "results were", "suffix": " disputed"}], 2),
        ([{"type": "TextQuoteSelector", "exact": "specimens"}, {"type": "PageSelector", "index": 1}], 2),
        ([{"type": "TextQuoteSelector", "exact": "a discusion of what were found"}], 3),
        ([{"type": "TextPositionSelector", "start": len(PAGES[0]) + 1, "end": len(PAGES[0]) + 12}], 2),
    ],
)
async def test_which_place_is_meant(ada, desk, selectors, page):
    answer = await ada.http.post(desk.url(), json=desk.body() | {"selectors": selectors})
    assert (answer.status_code, answer.json()["page"]) == (201, page)


@pytest.mark.parametrize(
    "wrong",
    [
        {"selectors": [{"type": "TextQuoteSelector", "exact": "two hundred mammoths under the ice"}]},
        {"selectors": [{"type": "TextQuoteSelector", "exact": " — "}]},
        {"selectors": [{"type": "TextQuoteSelector", "exact": ""}]},
        {"selectors": [{"type": "TextPositionSelector", "start": 9, "end": 9}]},
        {"selectors": [{"type": "TextPositionSelector", "start": 0, "end": 10**9}]},
        {"selectors": [{"type": "SvgSelector", "value": "<svg/>"}]},
        {"selectors": []},
        {"kind": "area", "selectors": []},
        {"kind": "area", "selectors": [fragment("page=1")]},
        {"kind": "area", "selectors": [fragment("page=1&viewrect=10,10,0,5")]},
        {"kind": "area", "selectors": [fragment("page=1&viewrect=600,10,90,5")]},
        {"kind": "area", "selectors": [fragment("page=4&viewrect=1,1,9,9")]},
        {"kind": "area", "selectors": [fragment("xywh=1,2,3,4")]},
        {"kind": "ink", "selectors": [], "strokes": [[1, 2, 3]]},
        {"kind": "ink", "strokes": [], "selectors": [fragment("page=1")]},
        {"kind": "ink", "strokes": [[1, 2, 9_000, 4]], "selectors": [fragment("page=1")]},
        {"people": [str(uuid.uuid4())]},
        {"color": "mauve"},
        {"visibility": "world"},
        {"comment": "bell \a"},
    ],
)
async def test_what_means_no_place_is_refused(ada, desk, wrong):
    answer = await ada.http.post(desk.url(), json=desk.body() | wrong)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"].startswith(next(iter(reversed(wrong))))
    assert (await ada.http.get(desk.url())).json()["items"] == []
    assert await desk.happened() == []


async def test_areas_and_notes_stand_on_pages_without_words(ada, desk):
    area = await desk.annotate(ada, kind="area", comment="A figure", selectors=[fragment(FRAGMENT)])
    assert (area["page"], area["rects"]) == (1, [[222.0, 92.0, 367.0, 104.0]])
    assert [one["type"] for one in area["selectors"]] == ["PageSelector", "FragmentSelector"]
    assert area["selectors"][1]["value"] == FRAGMENT
    note = await desk.annotate(ada, kind="note", selectors=[fragment("page=2")])
    assert (note["page"], note["rects"]) == (2, [])
    whole = await desk.annotate(ada, kind="note", selectors=[], comment="Read this one")
    assert (whole["page"], whole["selectors"], whole["places"]) == (None, [], [])
    listed = (await ada.http.get(desk.url())).json()["items"]
    assert [one["id"] for one in listed] == [whole["id"], area["id"], note["id"]]


async def test_the_list_goes_down_the_pages_page_by_page(ada, desk):
    for exact in ("found ends", "Deep sequencing", "disputed by", "clear in nearly"):
        await desk.annotate(ada, exact)
    exacts: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await ada.http.get(desk.url(), params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        exacts += [one["selectors"][0]["exact"] for one in page["items"]]
        cursor = page["next"]
    assert exacts == ["Deep sequencing", "clear in nearly", "disputed by", "found ends"]
    assert (await ada.http.get(desk.url(f"?file={uuid.uuid4()}"))).json()["items"] == []
    assert (await ada.http.get(desk.url("?cursor=nonsense"))).status_code == 400


@pytest.mark.parametrize("role", ["commenter", "editor", "admin"])
async def test_a_colleague_sees_annotates_and_changes_their_own_alone(ada, desk, colleague, role):
    theirs = await desk.annotate(ada)
    bob = await colleague(role)
    listed = (await bob.http.get(desk.url())).json()["items"]
    assert [one["id"] for one in listed] == [theirs["id"]]
    assert "reply" in listed[0]["can"]
    assert not {"edit", "delete"} & set(listed[0]["can"])
    etag = {"If-Match": f'"{theirs["clock"]}"'}
    assert (await bob.http.patch(desk.url(f"/{theirs['id']}"), json={"comment": "x"}, headers=etag)).status_code == 404
    assert (await bob.http.delete(desk.url(f"/{theirs['id']}"), headers=etag)).status_code == 404
    assert (await desk.annotate(bob))["can"][:3] == ["edit", "delete", "reply"]


async def test_readers_look_but_do_not_write(desk, ada, colleague):
    made = await desk.annotate(ada)
    reader = await colleague("reader")
    listed = (await reader.http.get(desk.url())).json()
    assert (listed["can"], listed["items"][0]["can"]) == ([], [])
    assert (await reader.http.post(desk.url(), json=desk.body())).status_code == 404
    assert len(await desk.happened()) == 1
    assert (await reader.http.get(desk.url(f"/{made['id']}"))).status_code == 200


async def test_nobody_outside_the_team_reads_or_writes(ada, eve, anyone, desk):
    made = await desk.annotate(ada)
    one, match = desk.url(f"/{made['id']}"), {"If-Match": "*"}
    for client, status in ((eve.http, 404), (anyone, 401)):
        assert (await client.get(desk.url())).status_code == status
        assert (await client.get(one)).status_code == status
        assert (await client.post(desk.url(), json=desk.body())).status_code == status
        assert (await client.patch(one, json={"comment": "x"}, headers=match)).status_code == status
        assert (await client.delete(one, headers=match)).status_code == status
        assert (await client.post(f"{one}/restore")).status_code == status
    # Nor by way of a team of one's own.
    assert (await eve.http.get(eve.url(f"/papers/{desk.paper.id}/annotations"))).status_code == 404
    assert (await eve.http.post(eve.url(f"/papers/{desk.paper.id}/annotations"), json=desk.body())).status_code == 404


async def test_a_change_names_the_version_that_was_looked_at(ada, desk):
    made = await desk.annotate(ada)
    one = desk.url(f"/{made['id']}")
    assert (await ada.http.patch(one, json={"color": "blue"})).status_code == 428
    assert (await ada.http.delete(one)).status_code == 428
    edited = await ada.http.patch(one, json={"color": "blue"}, headers={"If-Match": f'"{made["clock"]}"'})
    assert (edited.status_code, edited.json()["color"]) == (200, "blue")
    assert edited.json()["clock"] > made["clock"]
    assert edited.json()["changed_at"]
    late: dict[str, Any] = {"headers": {"If-Match": f'"{made["clock"]}"'}}
    refused = await ada.http.patch(one, json={"comment": "Mine"}, **late)
    assert (refused.status_code, refused.headers["content-type"]) == (412, "application/problem+json")
    assert (await ada.http.delete(one, **late)).status_code == 412
    for strange in ("17", '"x"', 'W/"1"', '""'):
        assert (await ada.http.delete(one, headers={"If-Match": strange})).status_code == 412
    several = {"If-Match": f'"1", {edited.headers["etag"]}'}
    assert (await ada.http.patch(one, json={"comment": "Both"}, headers=several)).json()["comment"] == "Both"
    names = [event["name"] for event in await desk.happened()]
    assert names == ["annotation.added", "annotation.changed", "annotation.changed"]


async def test_the_same_again_changes_nothing(ada, desk):
    made = await desk.annotate(ada, comment="As it is")
    same = await ada.http.patch(desk.url(f"/{made['id']}"), json={"comment": "As it is"}, headers={"If-Match": "*"})
    assert same.json() == made
    assert len(await desk.happened()) == 1


async def test_what_is_deleted_can_be_brought_back(ada, desk):
    made = await desk.annotate(ada)
    thread = await desk.begin(ada, annotation=made["id"])
    one = desk.url(f"/{made['id']}")
    assert (await ada.http.delete(one, headers={"If-Match": f'"{made["clock"]}"'})).status_code == 204
    assert (await ada.http.get(one)).status_code == 404
    assert (await ada.http.get(desk.url())).json()["items"] == []
    assert await desk.threads(ada) == []
    assert (await ada.http.get(desk.thread_url(thread))).status_code == 404
    back = await ada.http.post(f"{one}/restore")
    assert (back.status_code, back.json()["rects"], back.json()["thread"]) == (200, made["rects"], thread["id"])
    assert len(await desk.threads(ada)) == 1
    assert (await ada.http.post(f"{one}/restore")).status_code == 404
    names = [event["name"] for event in await desk.happened()]
    assert names == ["annotation.added", "comment.added", "annotation.deleted", "annotation.added"]


async def test_a_private_one_does_not_exist_for_others(ada, desk, colleague):
    admin = await colleague("admin")
    made = await desk.annotate(ada, visibility="me", comment="My own thought")
    thread = await desk.begin(ada, annotation=made["id"])
    one, match = desk.url(f"/{made['id']}"), {"If-Match": "*"}
    assert len((await ada.http.get(desk.url())).json()["items"]) == 1
    assert (await admin.http.get(desk.url())).json()["items"] == []
    assert (await admin.http.get(one)).status_code == 404
    assert (await admin.http.patch(one, json={"visibility": "team"}, headers=match)).status_code == 404
    assert (await admin.http.delete(one, headers=match)).status_code == 404
    assert await desk.threads(admin) == []
    assert (await admin.http.get(desk.thread_url(thread))).status_code == 404
    assert (await admin.http.get(desk.thread_url(thread, "/comments"))).status_code == 404
    assert (await admin.http.post(desk.thread_url(thread, "/comments"), json={"text": "x"})).status_code == 404
    assert (await admin.http.post(desk.thread_url(thread, "/resolve"))).status_code == 404
    begun = await admin.http.post(desk.owner.url("/threads"), json={"annotation": made["id"], "text": "x"})
    assert begun.status_code == 404
    for change in ({"comment": "Another"}, {"color": "pink"}):
        assert (await ada.http.patch(one, json=change, headers=match)).status_code == 200
    assert (await ada.http.post(desk.thread_url(thread, "/resolve"))).status_code == 200
    assert (await ada.http.delete(one, headers=match)).status_code == 204
    assert (await ada.http.post(f"{one}/restore")).status_code == 200
    assert await desk.happened(who=admin) == []
    # In her own other windows it is all there.
    assert [event["name"].split(".")[1] for event in await desk.happened()] == [
        "added",
        "added",
        "changed",
        "changed",
        "resolved",
        "deleted",
        "added",
    ]


async def test_it_can_be_shown_to_the_team_and_hidden_again(ada, desk, colleague):
    bob = await colleague("commenter")
    made = await desk.annotate(ada, visibility="me")
    one, match = desk.url(f"/{made['id']}"), {"If-Match": "*"}
    shown = await ada.http.patch(one, json={"visibility": "team"}, headers=match)
    assert shown.json()["visibility"] == "team"
    assert (await bob.http.get(one)).status_code == 200
    assert (await ada.http.patch(one, json={"visibility": "me"}, headers=match)).status_code == 200
    assert (await bob.http.get(one)).status_code == 404
    heard = ["annotation.added", "annotation.deleted"]
    assert [event["name"] for event in await desk.happened(who=bob)] == heard
    assert [event["name"] for event in await desk.happened()] == ["annotation.added", *["annotation.changed"] * 2]
    await ada.http.patch(one, json={"visibility": "team"}, headers=match)
    await desk.begin(bob, "I see it differently", annotation=made["id"])
    refused = await ada.http.patch(one, json={"visibility": "me"}, headers=match)
    assert refused.status_code == 409
    assert "replied" in refused.json()["detail"]


async def test_a_file_of_another_paper_or_nobody_is_not_there(ada, desk):
    assert (await ada.http.post(desk.url(), json=desk.body(file=str(uuid.uuid4())))).status_code == 404
    elsewhere = ada.url(f"/papers/{uuid.uuid4()}/annotations")
    assert (await ada.http.post(elsewhere, json=desk.body())).status_code == 404
    assert (await ada.http.get(elsewhere)).status_code == 404

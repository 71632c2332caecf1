"""Who sees an annotation: named people, and after an admin has hidden it; what the colours of the team mean."""

from uuid import UUID

import pytest

MATCH = {"If-Match": "*"}


async def listed(who, desk):
    return [one["id"] for one in (await who.http.get(desk.url())).json()["items"]]


async def test_named_people_alone_see_it_and_hear_of_it(ada, desk, colleague):
    bob, carl = await colleague("commenter"), await colleague("admin")
    made = await desk.annotate(ada, visibility="people", people=[str(bob.id), str(ada.id)])
    one = desk.url(f"/{made['id']}")
    assert [person["id"] for person in made["people"]] == [str(bob.id)]
    assert (await listed(bob, desk), await listed(carl, desk)) == ([made["id"]], [])
    thread = await desk.begin(bob, "Between us", annotation=made["id"])
    assert (await carl.http.get(desk.thread_url(thread))).status_code == 404
    # Bob has written there, so he cannot be shut out; the team can be let in.
    refused = await ada.http.patch(one, json={"people": [str(carl.id)]}, headers=MATCH)
    assert refused.status_code == 409
    assert (await listed(bob, desk), await listed(carl, desk)) == ([made["id"]], [])
    shown = await ada.http.patch(one, json={"visibility": "team"}, headers=MATCH)
    assert (shown.json()["visibility"], shown.json()["people"]) == ("team", [])
    heard = {who.id: [event["name"] for event in await desk.happened(who=who)] for who in (bob, carl)}
    assert heard == {
        bob.id: ["annotation.added", "comment.added", "annotation.changed"],
        carl.id: ["annotation.added"],
    }


async def test_a_person_who_is_taken_off_the_list_hears_that_it_went(ada, desk, colleague):
    bob, carl = await colleague("commenter"), await colleague("reader")
    made = await desk.annotate(ada, visibility="people", people=[str(bob.id)])
    await ada.http.patch(desk.url(f"/{made['id']}"), json={"people": [str(carl.id)]}, headers=MATCH)
    assert [event["name"] for event in await desk.happened(who=bob)] == ["annotation.added", "annotation.deleted"]
    assert [event["name"] for event in await desk.happened(who=carl)] == ["annotation.added"]
    activity = await bob.http.get(ada.url(f"/papers/{desk.paper.id}/activity"))
    assert [one["name"] for one in activity.json()["items"]] == [
        "annotation.deleted",
        "annotation.added",
        "paper.added",
    ]


async def test_an_admin_hides_with_a_reason_that_the_author_reads(ada, desk, colleague):
    author, other, admin = await colleague("commenter"), await colleague("editor"), await colleague("admin")
    made = await desk.annotate(author, comment="Rubbish!")
    one = desk.url(f"/{made['id']}")
    assert (await other.http.post(f"{one}/hide", json={"reason": "Rude"})).status_code == 404
    assert (await admin.http.post(f"{one}/hide", json={"reason": " "})).status_code == 422
    hidden = (await admin.http.post(f"{one}/hide", json={"reason": "Please be kind."})).json()
    assert (hidden["hidden"]["reason"], "unhide" in hidden["can"]) == ("Please be kind.", True)
    assert [len(await listed(who, desk)) for who in (author, other, admin, ada)] == [1, 0, 1, 1]
    assert (await author.http.get(one)).json()["hidden"]["reason"] == "Please be kind."
    assert (await author.http.post(f"{one}/unhide")).status_code == 404
    assert (await other.http.get(one)).status_code == 404
    assert (await admin.http.patch(one, json={"comment": "Nice"}, headers=MATCH)).status_code == 404
    assert (await admin.http.post(f"{one}/unhide")).json()["hidden"] is None
    assert len(await listed(other, desk)) == 1
    assert [event["name"] for event in await desk.happened(who=other)] == [
        "annotation.added",
        "annotation.deleted",
        "annotation.added",
    ]


async def test_ink_tags_and_an_area_in_words(ada, desk):
    page = [{"type": "FragmentSelector", "value": "page=2"}]
    drawn = await desk.annotate(
        ada, kind="ink", selectors=page, strokes=[[72, 80, 90, 72.126], [500, 90]], tags=["b", "a", "b"], color="purple"
    )
    assert (drawn["strokes"], drawn["rects"]) == ([[72, 80, 90, 72.13], [500, 90]], [[72.0, 72.13, 500.0, 90.0]])
    assert drawn["tags"] == ["a", "b"]
    area = await desk.annotate(
        ada,
        kind="area",
        alt="A bone",
        selectors=[{"type": "FragmentSelector", "value": "page=1&viewrect=222,92,145,12"}],
    )
    words = await desk.annotate(ada, "one hundred specimens")
    edited = await ada.http.patch(desk.url(f"/{area['id']}"), json={"alt": "A tooth", "tags": ["x"]}, headers=MATCH)
    assert (edited.json()["alt"], edited.json()["tags"]) == ("A tooth", ["x"])
    assert (
        await ada.http.patch(desk.url(f"/{area['id']}"), json={"kind": "underline"}, headers=MATCH)
    ).status_code == 422
    # The area lies over words that are read after the quote's, though it is as high.
    assert await listed(ada, desk) == [words["id"], area["id"], drawn["id"]]


@pytest.mark.parametrize(("role", "status"), [("editor", 200), ("commenter", 404)])
async def test_what_the_colours_mean(ada, colleague, role, status):
    who = await colleague(role)
    answer = await who.http.put(ada.url("/colors"), json={"meanings": {"green": "Method", "pink": "Doubt"}})
    assert answer.status_code == status
    if status == 200:
        await who.http.put(ada.url("/colors"), json={"meanings": {"pink": ""}})
        assert (await ada.http.get(ada.url("/colors"))).json()["meanings"] == {"green": "Method"}
    assert (await ada.http.put(ada.url("/colors"), json={"meanings": {"mauve": "x"}})).status_code == 422


async def test_colours_are_a_matter_of_the_team(ada, eve, anyone):
    for client, status in ((eve.http, 404), (anyone, 401)):
        assert (await client.get(ada.url("/colors"))).status_code == status
        assert (await client.put(ada.url("/colors"), json={"meanings": {}})).status_code == status


async def test_an_admin_hides_a_comment_whose_place_stays(ada, desk, colleague, eve, anyone):
    author, other, admin = await colleague("commenter"), await colleague("editor"), await colleague("admin")
    thread = await desk.begin(ada, "What do you say?")
    said = await author.http.post(desk.thread_url(thread, "/comments"), json={"text": "Rubbish, @Editor!"})
    one = desk.thread_url(thread, f"/comments/{said.json()['id']}")
    await ada.http.put(f"{one}/reactions/👎")
    for who, status in ((other, 404), (author, 404), (eve, 404)):
        assert (await who.http.post(f"{one}/hide", json={"reason": "Rude"})).status_code == status
    assert (await anyone.post(f"{one}/hide", json={"reason": "Rude"})).status_code == 401
    assert (await admin.http.post(f"{one}/hide", json={"reason": " "})).status_code == 422
    hidden = (await admin.http.post(f"{one}/hide", json={"reason": "Please be kind."})).json()
    assert (hidden["hidden"]["reason"], hidden["can"]) == ("Please be kind.", ["unhide"])

    seen = {who.id: (await who.http.get(one)).json() for who in (author, other, ada)}
    told = {who: (shown["text"], shown["hidden"]["reason"]) for who, shown in seen.items()}
    assert told == {
        author.id: ("Rubbish, @Editor!", "Please be kind."),
        ada.id: ("Rubbish, @Editor!", "Please be kind."),
        other.id: ("", None),
    }
    assert (seen[other.id]["mentions"], seen[other.id]["reactions"], seen[other.id]["can"]) == ([], [], [])
    assert seen[author.id]["can"] == ["edit", "delete"]
    [shown] = await desk.threads(other)
    assert [comment["text"] for comment in shown["comments"]] == ["What do you say?", ""]
    assert (await other.http.get(f"{one}/versions")).status_code == 404
    assert (await other.http.put(f"{one}/reactions/👎")).status_code == 404
    feed = await other.http.get(ada.url("/feed"))
    assert ("What do you say?" in feed.text, "Rubbish" in feed.text) == (True, False)
    heard = [event["name"] for event in await desk.happened(who=other)]
    assert heard[-1] == "comment.changed"

    assert (await author.http.post(f"{one}/unhide")).status_code == 404
    assert (await admin.http.post(f"{one}/unhide")).json()["hidden"] is None
    assert (await other.http.get(one)).json()["text"] == "Rubbish, @Editor!"
    assert (await author.http.delete(one, headers=MATCH)).status_code == 204
    assert (await admin.http.post(f"{one}/hide", json={"reason": "Rude"})).status_code == 404


async def test_hiding_and_showing_again_are_in_the_log_of_the_team(ada, desk, colleague):
    author, other, admin = await colleague("commenter"), await colleague("editor"), await colleague("admin")
    made = await desk.annotate(author, comment="Rubbish!")
    thread = await desk.begin(author, "Rubbish!", annotation=made["id"])
    said = thread["comments"][0]["id"]
    places = {"annotation": desk.url(f"/{made['id']}"), "comment": desk.thread_url(thread, f"/comments/{said}")}
    for one in places.values():
        assert (await other.http.post(f"{one}/hide", json={"reason": "Rude"})).status_code == 404
        assert (await admin.http.post(f"{one}/hide", json={"reason": "Please be kind."})).status_code == 200
        for _ in range(2):  # What is shown is not shown again.
            assert (await admin.http.post(f"{one}/unhide")).status_code == 200
    log = (await ada.http.get(ada.url("/audit?limit=4"))).json()["items"]
    assert [(one["action"], one["data"]) for one in reversed(log)] == [
        ("annotation.hidden", {"annotation": made["id"], "reason": "Please be kind."}),
        ("annotation.shown", {"annotation": made["id"]}),
        ("comment.hidden", {"comment": said, "reason": "Please be kind."}),
        ("comment.shown", {"comment": said}),
    ]
    who = {(UUID(one["person"]["id"]), UUID(one["subject"]["id"])) for one in log}
    assert who == {(admin.id, author.id)}
    only = (await ada.http.get(ada.url("/audit?action=comment.hidden"))).json()["items"]
    assert [one["what"] for one in only] == ["hid a comment"]
    assert "Rubbish" not in (await ada.http.get(ada.url("/audit?format=csv"))).text


async def test_what_is_hidden_is_not_taken_away_by_others(ada, desk, colleague):
    author, other, admin = await colleague("commenter"), await colleague("editor"), await colleague("admin")
    made = await desk.annotate(ada, comment="Look here")
    thread = await desk.begin(author, "Rubbish!", annotation=made["id"])
    exported = desk.url("?format=markdown")
    assert "Rubbish!" in (await other.http.get(exported)).text
    hide = desk.thread_url(thread, f"/comments/{thread['comments'][0]['id']}/hide")
    assert (await admin.http.post(hide, json={"reason": "Please be kind."})).status_code == 200
    taken = await other.http.get(exported)
    assert ("Look here" in taken.text, "Rubbish!" in taken.text) == (True, False)

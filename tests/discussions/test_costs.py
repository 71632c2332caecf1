"""What one member asks for costs the others nothing: searches end, exports are bounded, nobody waits for the clock."""

import asyncio
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.annotations import places
from scrollkeeper.annotations.anchoring import FOLDED_A_STEP, STEPS, FileText, OutOfSteps, Quote, Steps, find_quote
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.core.db import open_system_session
from scrollkeeper.exchange.annotation_formats import imported_author, repeated_fields, stated_author
from tests import make
from tests.discussions.conftest import Desk, add_pages

LETTERS = "bcdfghklmnprstvaeiou"


def words(dice, count):
    return " ".join("".join(dice.choices(LETTERS, k=dice.randint(2, 9))) for _ in range(count))


def changed(text, dice, every=12):
    """One letter in so many is another."""
    return "".join(dice.choice("xyz") if number % every == 5 else one for number, one in enumerate(text))


@pytest.fixture
async def long_paper(ada, app):
    dice = random.Random(5)
    texts = [words(dice, 1_500) for _ in range(12)]
    async with open_system_session.begin() as db:
        paper, file = await make.paper(db, ada.scope)
        await add_pages(db, paper, file, texts)
    return Desk(ada, paper, file), texts


def quoted(number, exact):
    target = {"source": "https://example.org/a", "selector": {"type": "TextQuoteSelector", "exact": exact}}
    return {"type": "Annotation", "id": f"https://example.org/{number}", "bodyValue": "Said", "target": target}


async def test_an_import_of_changed_quotes_ends_and_goes_on_when_sent_again(ada, long_paper):
    desk, texts = long_paper
    dice = random.Random(6)
    sent = [quoted(number, changed(texts[number % 12][number * 20 :][:5_000], dice)) for number in range(30)]
    left, added = None, []
    for _ in range(5):
        answer = await ada.http.post(desk.url("/w3c"), json=sent, params={"file": str(desk.file.id)})
        assert answer.status_code == 200, answer.text
        added.append(answer.json()["added"])
        left = answer.json()["left_out"]
        if not left:
            break
        assert all(one["reason"].startswith("Not found in time") for one in left)
    assert left == []
    assert sum(added) == 30
    assert len(added) > 1, "not all at once"


async def test_nobody_waits_for_the_clock_while_places_are_found(ada, desk, colleague):
    other = await colleague("commenter")
    thread = await desk.begin(ada)
    for _ in range(2):
        await places._searching.acquire()
    try:
        sent = [quoted(1, "one hundrad specimens"), quoted(2, "disputed by others")]
        importing = asyncio.create_task(ada.http.post(desk.url("/w3c"), json=sent, params={"file": str(desk.file.id)}))
        placing = asyncio.create_task(ada.http.post(desk.url(), json=desk.body("had examined fewar specimens")))
        while len(places._searching._waiters or ()) < 2:  # noqa: ASYNC110  they wait inside
            await asyncio.sleep(0.01)
        said = await other.http.post(desk.thread_url(thread, "/comments"), json={"text": "Meanwhile"})
        assert said.status_code == 201, said.text
        assert not importing.done()
    finally:
        for _ in range(2):
            places._searching.release()
    assert (await importing).json()["added"] == 2
    assert (await placing).status_code == 201


@pytest.mark.parametrize("edited", [False, True])
async def test_nobody_waits_for_the_clock_while_names_are_found(ada, desk, colleague, edited):
    other = await colleague("commenter")
    thread = await desk.begin(ada)
    url = desk.thread_url(thread, "/comments")
    one = (await ada.http.post(url, json={"text": "First"})).json()
    loop, busy = asyncio.get_running_loop(), ThreadPoolExecutor(1)
    begun, ended = threading.Event(), threading.Event()
    busy.submit(lambda: (begun.set(), ended.wait(60)))
    await asyncio.to_thread(begun.wait)
    loop.set_default_executor(busy)
    try:
        naming = {"text": "@Commenter, look"}
        method, address = ("PATCH", f"{url}/{one['id']}") if edited else ("POST", url)
        finding = asyncio.create_task(ada.http.request(method, address, json=naming, headers={"If-Match": "*"}))
        while not busy._work_queue.qsize():  # noqa: ASYNC110  it waits inside
            await asyncio.sleep(0.01)
        said = await other.http.post(url, json={"text": "Meanwhile"})
        assert said.status_code == 201, said.text
        assert not finding.done()
    finally:
        ended.set()
        loop.set_default_executor(ThreadPoolExecutor())
    answer = await finding
    assert answer.is_success
    assert [named["name"] for named in answer.json()["mentions"]] == ["Commenter"]


async def test_a_place_is_no_longer_than_a_quote(ada, long_paper):
    desk, _ = long_paper
    selectors = [{"type": "TextPositionSelector", "start": 0, "end": 30_000}]
    answer = await ada.http.post(desk.url(), json=desk.body() | {"selectors": selectors})
    assert answer.status_code == 422
    assert "at most 20,000 characters" in answer.json()["detail"]


ENDINGS = {"markdown": "md", "csv": "csv", "w3c": "jsonld"}
WORST = [
    ("a" * 400_000, Quote("a" * 5_000, "a" * 1_000, "b" * 1_000)),
    ("a" * 400_000, Quote("a", "a" * 32, "a" * 32)),
    ("a" * 400_000, Quote("a" * 4_000 + "b" * 2_000 + "a" * 4_000)),
    ("ab" * 200_000, Quote("ab" * 2_500 + "ba" * 2_500)),
    ("ﷺ" * 20_000, Quote("ﷺ" * 9_999 + "b")),
]


@pytest.mark.parametrize(("page", "quote"), WORST)
def test_the_worst_quotes_take_no_more_than_their_steps(page, quote):
    text, steps = FileText([page]), Steps()
    try:
        find_quote(text, quote, steps=steps)
    except OutOfSteps:
        pass
    assert 0 <= steps.left <= STEPS


def test_a_long_quote_is_found_by_its_ends():
    dice = random.Random(8)
    text = FileText([words(dice, 30_000)])
    for start in (1_000, 60_000):
        exact = text.text[start : start + 9_000]
        steps = Steps()
        given = steps.left
        place = find_quote(text, Quote(changed(exact, dice)), steps=steps)
        assert place is not None
        assert abs(place.start - start) < 5
        assert abs(place.end - start - 9_000) < 5
        assert given - steps.left < 100_000
        assert place.score > 0.65


@given(st.text("ab ", max_size=300), st.text("abc", max_size=80), st.integers(0, 3_000))
def test_a_search_within_its_steps_or_none(page, exact, given_steps):
    steps = Steps(given_steps)
    try:
        within = find_quote(FileText([page]), Quote(exact, "ab", "ba"), steps=steps)
    except OutOfSteps:
        return
    assert steps.left >= 0
    assert within == find_quote(FileText([page]), Quote(exact, "ab", "ba"))


def test_folding_a_text_takes_steps_once():
    """Folding 8 MB took half a second and more, uncounted."""
    text, steps = FileText(["Said once, and " * 20_000 + "said otherwise"]), Steps()
    folding = len(text.text) // FOLDED_A_STEP
    assert find_quote(text, Quote("said otherwise"), steps=steps) is not None
    first = STEPS - steps.left
    assert first > folding
    assert find_quote(text, Quote("said otherwise"), steps=steps) is not None
    assert STEPS - steps.left == 2 * first - folding
    with pytest.raises(OutOfSteps):
        find_quote(FileText([text.text]), Quote("said otherwise"), steps=Steps(folding - 1))


async def test_a_template_names_each_field_at_most_twice(ada, desk):
    await desk.annotate(ada, comment="Said")
    for template, status in (("{comment} {comment}", 200), ("{comment}" * 3, 422), ("{quote}\n" * 200, 422)):
        for url in (desk.url(), ada.url("/annotations")):
            answer = await ada.http.get(url, params={"format": "markdown", "template": template})
            assert answer.status_code == status, answer.text
    assert (
        "comment is named more often"
        in (await ada.http.get(desk.url(), params={"format": "markdown", "template": "{comment}" * 3})).json()["detail"]
    )
    assert repeated_fields("{a}{b}{a}{b}{a}") == ["a"]


async def test_an_export_says_when_it_is_too_much(ada, desk):
    async with open_system_session.begin() as db:
        clock = {"team_id": desk.paper.team_id, "paper_id": desk.paper.id, "file_id": desk.file.id, "clock": 1}
        rest = {"person_id": ada.id, "kind": "note", "color": "pink", "visibility": "team", "tags": ["long"]}
        db.add_all([Annotation(**clock, **rest, comment="x" * 50_000, page=0) for _ in range(161)])
    for kind in ("markdown", "csv", "w3c"):
        answer = await ada.http.get(desk.url(), params={"format": kind})
        assert answer.status_code == 413
        assert "Choose some of them" in answer.json()["detail"]
        # What would be in it is not looked at where only headers are asked for.
        for url in (desk.url(), ada.url("/annotations")):
            head = await ada.http.head(url, params={"format": kind})
            assert head.status_code == 200
            assert f".{ENDINGS[kind]}" in head.headers["content-disposition"]
    content = ada.url(f"/files/{desk.file.id}/content?annotations=true")
    assert (await ada.http.get(content)).status_code == 413
    some = await ada.http.get(desk.url(), params={"format": "csv", "color": "green"})
    assert some.status_code == 200


async def test_an_export_is_written_piece_by_piece(ada, desk):
    """In order, whole, and each once, although many are read and written one after the other."""
    for number in range(130):
        await desk.annotate(ada, comment=f"Number {number:03d}", kind="note", selectors=[])
    found = (await ada.http.get(desk.url(), params={"format": "w3c"})).json()
    assert found["total"] == len(found["first"]["items"]) == 130
    assert [one["body"][0]["value"] for one in found["first"]["items"]] == [f"Number {n:03d}" for n in range(130)]
    text = (await ada.http.get(desk.url(), params={"format": "markdown", "template": "{comment}"})).text
    assert text.count("# ") == 1
    assert [line for line in text.splitlines() if line.startswith("Number")] == [f"Number {n:03d}" for n in range(130)]


async def test_what_is_imported_is_never_a_members_own_word(ada, desk, colleague):
    """Somebody imports words under another member's name, with that member's id too."""
    eve = await colleague("commenter")
    forged = quoted(1, "one hundred specimens") | {
        "bodyValue": "I made it all up",
        "creator": {"type": "Person", "id": f"urn:uuid:{ada.id}", "name": "Ada"},
    }
    answer = await eve.http.post(desk.url("/w3c"), json=forged, params={"file": str(desk.file.id)})
    assert answer.json()["added"] == 1
    [one] = (await ada.http.get(desk.url())).json()["items"]
    assert (one["person"]["id"], one["imported_author"]) == (str(eve.id), "Ada")
    shown = "imported by Commenter; author as stated: Ada"
    collection = (await ada.http.get(desk.url(), params={"format": "w3c"})).json()
    assert collection["first"]["items"][0]["creator"] == {"type": "Person", "name": shown}
    assert f"— {shown}, " in (await ada.http.get(desk.url(), params={"format": "markdown"})).text
    assert f",{shown}," in (await ada.http.get(desk.url(), params={"format": "csv"})).text
    # Taken over again elsewhere, the statement does not grow.
    collection["first"]["items"][0]["id"] = "https://example.org/other"
    again = await ada.http.post(desk.url("/w3c"), json=collection, params={"file": str(desk.file.id)})
    assert again.json()["added"] == 1
    assert {one["imported_author"] for one in (await ada.http.get(desk.url())).json()["items"]} == {"Ada"}


@given(st.text(max_size=60), st.one_of(st.none(), st.text("abc ;:", min_size=1, max_size=30)))
def test_a_stated_author_is_read_again(stated, importer):
    assert stated_author(imported_author(stated, importer)) == stated


@pytest.mark.parametrize("depth", [20, 480, 900, 3_000])
@pytest.mark.parametrize(
    ("around", "opens", "closes"),
    [
        ("{}", '{"type":"AnnotationPage","items":[', "]}"),
        ('{{"type":"Annotation","id":"a","target":{{"selector":{}}}}}', '{"refinedBy":[', "]}"),
        ('{{"type":"Annotation","id":"a","creator":{}}}', '{"name":[', "]}"),
    ],
    ids=["pages", "selectors", "creators"],
)
async def test_deeply_nested_annotations_end_no_request_with_a_fault(ada, desk, around, opens, closes, depth):
    sent = around.format(opens * depth + "1" + closes * depth)
    answer = await ada.http.post(
        desk.url("/w3c"), content=sent, params={"file": str(desk.file.id)}, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code < 500, answer.text

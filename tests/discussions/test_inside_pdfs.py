"""What readers wrote inside a PDF comes in: each reader's marks, replies in their threads, every kind of mark."""

import hashlib

import pytest

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.storage import storage
from scrollkeeper.exchange.pdf_annotations import import_annotations, keys_of
from scrollkeeper.ingest.pipeline.run import parse_file
from scrollkeeper.library import service as library
from scrollkeeper.library.files.keys import file_key
from scrollkeeper.parsing.parser import open_pdf
from scrollkeeper.parsing.pdf_annotations import read_date, read_marks, read_rich_text
from tests.conftest import CORPUS
from tests.ingest.pdf import sha256_of
from tests.pdfs import annotated_pdf

CASES = CORPUS.parent / "cases"
LINE = "Forty plots of eelgrass were counted by two divers in the bay."
ON_WORDS = "/Subtype /Highlight /Rect [72 698 200 712] /QuadPoints [72 712 200 712 72 698 200 698] /C [1 1 0]"


def highlight(author, rest=""):
    return f"{ON_WORDS} /T ({author}) {rest}"


def reply(author, text, to=5, rest="/F 30"):
    return f"/Subtype /Text /Rect [300 500 320 520] /T ({author}) /Contents ({text}) /IRT {to} 0 R {rest}"


@pytest.fixture
def took_in(app, ada):
    async def take_in(content):
        async with open_system_session.begin() as db:
            paper, file, _ = await library.add_file(
                db, ada.scope, name="a.pdf", sha256=sha256_of(content), size=len(content)
            )
        await storage().put(file_key(file.sha256), content)
        await parse_file(file.id)
        for _ in range(2):  # However often, each once.
            await import_annotations(file.id)
        return paper, file

    return take_in


async def annotations(ada, paper):
    return (await ada.http.get(ada.url(f"/papers/{paper.id}/annotations"))).json()["items"]


async def threads(ada, paper):
    return (await ada.http.get(ada.url(f"/papers/{paper.id}/threads"))).json()["items"]


async def test_two_readers_on_the_same_words_stay_two(ada, took_in):
    dated = "/Contents (Really?) /CreationDate (D:20200101000000Z)"
    content = annotated_pdf(
        LINE,
        highlight("Ana"),
        highlight("Ben"),
        highlight("Cem"),
        highlight("Ana", dated),
        highlight("Ben", dated),
        highlight("Ben", dated),
    )
    paper, _ = await took_in(content)
    found = await annotations(ada, paper)
    assert sorted((one["imported_author"], one["comment"]) for one in found) == [
        ("Ana", ""),
        ("Ana", "Really?"),
        ("Ben", ""),
        ("Ben", "Really?"),
        ("Cem", ""),
    ]


async def test_replies_stand_in_the_thread_of_what_they_answer(ada, took_in):
    content = annotated_pdf(
        LINE,
        highlight("Ana", "/Contents (Forty?)"),
        reply("Ben", "Forty-one", rest="/M (D:20210102000000Z)"),
        reply("Ana", "Thank you", to=6, rest="/M (D:20210103000000Z)"),
        reply("Cem", "First", rest="/M (D:20200101)"),
        reply("Ana", "Accepted set by Ana", rest="/StateModel (Review) /State (Accepted)"),
    )
    paper, file = await took_in(content)
    [one] = await annotations(ada, paper)
    assert (one["comment"], one["imported_author"]) == ("Forty?", "Ana")
    [thread] = await threads(ada, paper)
    assert thread["id"] == one["thread"]
    said = [(words["imported_author"], words["text"], words["created_at"][:10]) for words in thread["comments"]]
    assert said == [
        ("Cem", "First", "2020-01-01"),
        ("Ben", "Forty-one", "2021-01-02"),
        ("Ana", "Thank you", "2021-01-03"),
    ]
    written = (await ada.http.get(ada.url(f"/papers/{paper.id}/annotations?format=markdown"))).text
    assert "- **imported by Ada; author as stated: Ben** (2021-01-02): Forty-one" in written
    # What is deleted here does not come back.
    gone = thread["comments"][0]
    url = ada.url(f"/threads/{thread['id']}/comments/{gone['id']}")
    assert (await ada.http.delete(url, headers={"If-Match": "*"})).status_code == 204
    await import_annotations(file.id)
    [thread] = await threads(ada, paper)
    assert [words["text"] for words in thread["comments"]] == ["", "Forty-one", "Thank you"]


def test_replies_that_answer_each_other_or_nothing_are_notes():
    content = annotated_pdf(LINE, reply("Ana", "One", to=6), reply("Ben", "Two", to=5), reply("Cem", "Lost", to=99))
    assert [mark["to"] for mark in read_marks(open_pdf(content))] == [1, 0]


async def test_a_circle_of_replies_comes_in_as_notes(ada, took_in):
    paper, _ = await took_in(annotated_pdf(LINE, reply("Ana", "One", to=6), reply("Ben", "Two", to=5)))
    assert sorted(one["comment"] for one in await annotations(ada, paper)) == ["One", "Two"]
    assert await threads(ada, paper) == []


KINDS = [
    ("/Subtype /Caret /Rect [100 690 110 700] /Contents (insert)", "note", 0),
    ("/Subtype /Stamp /Rect [100 600 200 650] /Contents (DRAFT)", "area", 0),
    ("/Subtype /Polygon /Rect [0 0 100 100] /Vertices [10 10 90 10 50 90]", "ink", 8),
    ("/Subtype /PolyLine /Rect [0 0 100 100] /Vertices [10 10 90 10 50 90]", "ink", 6),
    ("/Subtype /Line /Rect [0 0 100 100] /L [10 20 30 40]", "ink", 4),
    ("/Subtype /Polygon /Rect [0 0 100 100] /Vertices [10]", None, 0),
    ("/Subtype /Line /Rect [0 0 100 100]", None, 0),
    ("/Subtype /FileAttachment /Rect [100 690 110 700] /Contents (data.csv)", "note", 0),
    (ON_WORDS.replace("Highlight", "Redact"), "highlight", 0),
    ("/Subtype /Link /Rect [100 690 110 700]", None, 0),
    ("/Subtype /Popup /Rect [100 690 110 700]", None, 0),
    ("/Subtype /Text /F 2 /Rect [100 690 110 700] /Contents (hidden)", None, 0),
]


@pytest.mark.parametrize(("entries", "kind", "numbers"), KINDS)
def test_kinds(entries, kind, numbers):
    marks = list(read_marks(open_pdf(annotated_pdf(LINE, entries))))
    assert [mark["kind"] for mark in marks] == [kind] * (kind is not None)
    if numbers:
        [stroke] = marks[0]["strokes"]
        assert len(stroke) == numbers
        assert stroke[:2] == [10.0, 842.0 - (20 if numbers == 4 else 10)]


async def test_every_kind_comes_in(ada, took_in):
    paper, _ = await took_in(annotated_pdf(LINE, *[entries for entries, _, _ in KINDS]))
    found = await annotations(ada, paper)
    assert sorted(one["kind"] for one in found) == sorted(kind for _, kind, _ in KINDS if kind)


RICH = (
    '<?xml version="1.0"?><body xmlns="http://www.w3.org/1999/xhtml"><p>So <b>many</b> &amp; more</p>\n'
    "<p>Truly<br/>so</p></body>"
)


def test_rich_text_alone_is_read_as_text():
    content = annotated_pdf(
        LINE, highlight("Ana", f"/RC ({RICH})"), highlight("Ben", f"/Contents (Plain) /RC ({RICH})")
    )
    assert [mark["text"] for mark in read_marks(open_pdf(content))] == ["So many & more\nTruly\nso", "Plain"]


@pytest.mark.parametrize("written", ["", "<", "<p", "no tags", "<p>" * 50_000, "&#xD800;&bogus;", "<!--"])
def test_any_rich_text_is_some_text(written):
    assert isinstance(read_rich_text(written), str)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-05-17T10:11:12Z", "2024-05-17T10:11:12+00:00"), ("2024-05-17", "2024-05-17T00:00:00+00:00"),
        ("2024-05-17T10:11:12+02:00", "2024-05-17T08:11:12+00:00"), ("2024-05-17 10:11", "2024-05-17T10:11:00+00:00"),
        ("D:2024-05-17T10:11:12Z", "2024-05-17T10:11:12+00:00"), ("20240517101112", "2024-05-17T10:11:12+00:00"),
        ("2024-13-17", None), ("17 May 2024", None),
    ],
)  # fmt: skip
def test_dates_of_other_programs(written, moment):
    assert read_date(written) == moment


def test_the_first_of_those_that_are_alike_keeps_the_key_it_always_had():
    [mark] = read_marks(open_pdf(annotated_pdf(LINE, highlight("Ana", "/Contents (Why?)"))))
    made = [mark[name] for name in ("page", "kind", "rects", "name", "text", "at", "strokes")]
    assert keys_of([mark]) == [hashlib.sha256(repr(made).encode()).hexdigest()[:32]]
    first, second, again = keys_of([mark, mark | {"author": "Ben"}, mark | {"author": "Ben"}])
    assert first == keys_of([mark])[0]
    assert second == again != first


@pytest.mark.skipif(not CASES.exists(), reason="the small cases of public reports are not here")
async def test_the_cases_of_public_reports(ada, took_in):
    for name, authors in (("dup_authors", ["Ana", "Ben", "Cem"]), ("dup_authors_dates", ["Ana", "Ben"])):
        paper, _ = await took_in((CASES / "11-import-two-readers" / f"{name}.pdf").read_bytes())
        assert sorted(one["imported_author"] for one in await annotations(ada, paper)) == authors
    paper, _ = await took_in((CASES / "12-import-replies" / "ann_irt.pdf").read_bytes())
    [one] = await annotations(ada, paper)
    [thread] = await threads(ada, paper)
    [said] = thread["comments"]
    assert (one["comment"], said["text"], said["imported_author"]) == ("parent comment", "a reply", "Reply Person")

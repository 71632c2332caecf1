"""Annotations leave as W3C JSON-LD, Markdown, CSV and inside their PDF, and come in inside an uploaded one."""

import csv
import io
from uuid import UUID

import pytest

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.storage import storage
from scrollkeeper.exchange.annotation_formats import _fill, _harmless
from scrollkeeper.exchange.pdf_annotations import import_annotations, nearest_color
from scrollkeeper.ingest.pipeline.run import parse_file
from scrollkeeper.library import service as library
from scrollkeeper.library.files.keys import file_key
from scrollkeeper.parsing.parser import open_pdf
from scrollkeeper.parsing.pdf_annotations import add_marks, read_date, read_marks
from scrollkeeper.teams.scope import Scope
from tests.ingest.pdf import sha256_of
from tests.pdfs import make_pdf

# Terms of the specification's context (https://www.w3.org/ns/anno.jsonld) that we use, by what may hold them.
TERMS = {
    "AnnotationCollection": {"id", "type", "label", "total", "first"},
    "AnnotationPage": {"id", "type", "partOf", "startIndex", "items"},
    "Annotation": {"id", "type", "motivation", "creator", "created", "modified", "body", "target", "stylesheet"},
    "TextualBody": {"type", "value", "format", "purpose"}, "Person": {"id", "type", "name"},
    "CssStylesheet": {"type", "value"}, "TextQuoteSelector": {"type", "exact", "prefix", "suffix"},
    "TextPositionSelector": {"type", "start", "end"}, "FragmentSelector": {"type", "value", "conformsTo"},
    "SvgSelector": {"type", "value"}, None: {"source", "selector", "styleClass"},
}  # fmt: skip
MOTIVATIONS = {"highlighting", "commenting", "describing", "tagging", "classifying", "replying"}


def check_terms(value):
    if isinstance(value, list):
        for one in value:
            check_terms(one)
    if isinstance(value, dict):
        assert set(value) - {"@context"} <= TERMS[value.get("type")], value
        assert {value.get("motivation"), value.get("purpose")} - {None} <= MOTIVATIONS
        for one in value.values():
            check_terms(one)


@pytest.fixture
async def marked(ada, desk, colleague):
    bob = await colleague("commenter")
    await ada.http.put(ada.url("/colors"), json={"meanings": {"green": "Method"}})
    await desk.annotate(ada, comment="=1+1\nA bold claim", color="green", tags=["bones", "to do"])
    theirs = await desk.annotate(bob, "found ends", color="blue")
    await desk.begin(ada, "Does *it*?", annotation=theirs["id"])
    await desk.annotate(bob, "in nearly all", visibility="me", comment="Secret")
    page = [{"type": "FragmentSelector", "value": "page=2"}]
    await desk.annotate(ada, kind="ink", selectors=page, strokes=[[72, 72, 90, 80]], color="pink")
    return bob


async def exported(who, desk, kind, **params):
    answer = await who.http.get(desk.url(), params={"format": kind} | params)
    assert answer.status_code == 200, answer.text
    return answer


async def test_w3c(ada, desk, marked):
    answer = await exported(ada, desk, "w3c")
    assert answer.headers["content-type"] == 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    collection = answer.json()
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    check_terms(collection)
    first, ink, last, reply = collection["first"]["items"]
    assert collection["total"] == 4
    assert [body["value"] for body in first["body"]] == ["=1+1\nA bold claim", "bones", "to do", "Method"]
    quote, position, fragment = first["target"]["selector"]
    assert (quote["exact"], position["type"]) == ("one hundred specimens", "TextPositionSelector")
    assert fragment["conformsTo"] == "http://tools.ietf.org/rfc/rfc3778"
    assert fragment["value"].startswith("page=1&viewrect=")
    assert first["created"].endswith("Z")
    assert ink["target"]["selector"][-1]["value"].count("M72,72L90,80") == 1
    assert (reply["motivation"], reply["target"]) == ("replying", last["id"])
    assert "Secret" not in answer.text


async def test_markdown_with_links_and_ones_own_template(ada, desk, marked):
    written = (await exported(ada, desk, "markdown")).text
    assert "> one hundred specimens\n" in written
    assert f"read/{desk.file.id}?annotation=" in written
    assert "#bones #to-do" in written
    assert "- **Ada** (20" in written
    assert "{" not in written
    own = (await exported(ada, desk, "markdown", template="* {quote} ({meaning})\n{comment}")).text
    assert "* one hundred specimens (Method)\n=1+1\nA bold claim\n" in own
    assert (await ada.http.get(desk.url(), params={"format": "latex"})).status_code == 422


async def test_csv_holds_no_formulas(ada, desk, marked):
    text = (await exported(ada, desk, "csv")).text
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["quote"] for row in rows] == ["one hundred specimens", "", "found ends"]
    assert (rows[0]["comment"], rows[0]["tags"]) == ("'=1+1\nA bold claim", "bones, to do")
    assert rows[2]["replies"] == "Ada: Does *it*?"


async def test_by_person_tag_colour_and_date(ada, eve, anyone, desk, marked):
    async def quotes(**chosen):
        found = (await ada.http.get(desk.url(), params=chosen)).json()["items"]
        return [one["selectors"][0].get("exact") for one in found]

    assert await quotes(person=str(marked.id)) == ["found ends"]
    assert await quotes(tag="to do") == ["one hundred specimens"]
    assert await quotes(color="blue") == ["found ends"]
    assert await quotes(until="2020-01-01T00:00:00") == []
    assert len(await quotes(since="2020-01-01T00:00:00Z")) == 3
    of_team = await ada.http.get(ada.url("/annotations"), params={"tag": "bones"})
    assert of_team.json()["total"] == 1
    for client, status in ((eve.http, 404), (anyone, 401)):
        assert (await client.get(ada.url("/annotations"))).status_code == status
        assert (await client.get(desk.url(), params={"format": "csv"})).status_code == status
        content = ada.url(f"/files/{desk.file.id}/content?annotations=true")
        assert (await client.get(content)).status_code == status


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\r=1"])
def test_formulas_are_text(cell):
    assert _harmless(cell) == f"'{cell}"
    assert _harmless(f"a{cell}") == f"a{cell}"


def test_a_template_leaves_out_empty_lines_and_unknown_names():
    assert _fill("> {quote}\n{comment}\n{nothing} {page}", {"quote": "a\nb", "comment": "", "page": "3"}) == (
        "> a\n> b\n{nothing} 3"
    )


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("D:20190228134500+01'00'", "2019-02-28T12:45:00+00:00"), ("D:2019", "2019-01-01T00:00:00+00:00"),
        ("D:20190228134500Z", "2019-02-28T13:45:00+00:00"), ("yesterday", None), ("D:20191399", None),
    ],
)  # fmt: skip
def test_dates_of_pdf(written, moment):
    assert read_date(written) == moment


def test_colours_of_others():
    assert [nearest_color(rgb) for rgb in ([255, 255, 0], [0, 200, 0], [80, 80, 255], [128, 128, 128], None)] == [
        "yellow",
        "green",
        "blue",
        "yellow",
        "yellow",
    ]


TURNED = [0, 90, 180, 270]


@pytest.mark.parametrize("turn", TURNED)
def test_marks_come_back_from_a_turned_page_as_they_went(turn):
    source = open_pdf(make_pdf("Forty plots of eelgrass"))
    source.document[0].set_rotation(turn)
    common = {"color": [1, 2, 3], "text": "Größe → 1", "author": "Ada", "name": "x", "at": "2020-01-02T03:04:05+00:00"}
    sent = [
        common | {"page": 1, "kind": "highlight", "rects": [(100.0, 50.0, 180.0, 62.0)], "strokes": []},
        common | {"page": 1, "kind": "ink", "rects": [(10.0, 20.0, 30.0, 40.0)], "strokes": [[10.0, 20.0, 30.0, 40.0]]},
        common | {"page": 1, "kind": "note", "rects": [(70.0, 80.0, 70.0, 80.0)], "strokes": []},
    ]
    add_marks(source, sent)
    got = [{key: mark[key] for key in one} for mark, one in zip(read_marks(source), sent, strict=True)]
    if turn:
        got[2]["rects"] = sent[2]["rects"]  # The icon of a note does not turn with its page.
    assert got == sent


async def test_out_in_a_pdf_and_in_again(app, ada):
    content = make_pdf("Forty plots of eelgrass were counted by two divers.")
    async with open_system_session.begin() as db:
        paper, file, _ = await library.add_file(
            db, ada.scope, name="plots.pdf", sha256=sha256_of(content), size=len(content)
        )
    await storage().put(file_key(file.sha256), content)
    await parse_file(file.id)
    url = ada.url(f"/papers/{paper.id}/annotations")
    selectors = [{"type": "TextQuoteSelector", "exact": "counted by two divers"}]
    made = await ada.http.post(url, json={"file": str(file.id), "selectors": selectors, "comment": "Two?"})
    answer = await ada.http.get(ada.url(f"/files/{file.id}/content?annotations=true&download=true"))
    assert answer.status_code == 200, answer.text
    assert "plots (annotated).pdf" in answer.headers["content-disposition"]
    assert answer.content.startswith(content)
    [mark] = read_marks(open_pdf(answer.content))
    assert (mark["kind"], mark["text"], mark["author"]) == ("highlight", "Two?", "Ada")
    assert mark["rects"][0] == pytest.approx(made.json()["rects"][0], abs=0.3)

    # Another team gets the annotated file: there it is somebody else's mark, on its words.
    theirs = answer.content
    async with open_system_session.begin() as db:
        other, copy, _ = await library.add_file(
            db, Scope(UUID(ada.personal), ada.id, "owner"), name="copy.pdf", sha256=sha256_of(theirs), size=len(theirs)
        )
    await storage().put(file_key(copy.sha256), theirs)
    await parse_file(copy.id)
    for _ in range(2):
        await import_annotations(copy.id)
    personal = f"/api/teams/{ada.personal}"
    [came] = (await ada.http.get(f"{personal}/papers/{other.id}/annotations")).json()["items"]
    assert (came["imported_author"], came["comment"], came["color"]) == ("Ada", "Two?", "yellow")
    assert came["selectors"][0]["exact"].startswith("counted by two divers")
    assert came["created_at"][:16] == made.json()["created_at"][:16]
    events = (await ada.http.get(f"{personal}/events")).json()["items"]
    assert [one["data"] for one in events if one["name"] == "annotation.imported"] == [{"count": 1}]
    # In the team that it came from it is known.
    async with open_system_session.begin() as db:
        _, back, _ = await library.add_file(
            db, ada.scope, name="back.pdf", sha256=sha256_of(theirs), size=len(theirs), version_of=paper.id
        )
    await parse_file(back.id)
    await import_annotations(back.id)
    assert len((await ada.http.get(url)).json()["items"]) == 1

"""Our W3C export as a processor of JSON-LD reads it, by our own reading of its vocabulary; and taken over again."""

import json
from uuid import uuid4

import pytest
from rdflib import RDF, Graph, URIRef

from scrollkeeper.core.db import open_system_session
from scrollkeeper.exchange.w3c import annotations_of, read_annotation
from tests import make
from tests.discussions.conftest import PAGES, Desk, add_pages
from tests.discussions.test_exports import exported, marked
from tests.discussions.vocabulary import AS, CONTEXT, DC, MOTIVATIONS, OA, TERMS, UNKNOWN

__all__ = ["marked"]

ANNOTATION, SELECTORS = URIRef(f"{OA}Annotation"), ("TextQuote", "TextPosition", "Fragment", "Svg")


pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")


def graph_of(collection):
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    return Graph().parse(data=json.dumps(collection | {"@context": CONTEXT}), format="json-ld")


def values(graph, subject, iri):
    return list(graph.objects(subject, URIRef(iri)))


async def test_it_means_what_the_data_model_asks_for(ada, desk, marked):
    await desk.annotate(ada, "disputed by others", kind="underline")
    graph = graph_of((await exported(ada, desk, "w3c")).json())
    assert [one for triple in graph for one in triple if str(one).startswith(UNKNOWN)] == []
    annotations = list(graph.subjects(RDF.type, ANNOTATION))
    assert len(annotations) == 5
    for one in annotations:
        assert isinstance(one, URIRef), "3.1: an Annotation has one IRI"
        assert len(values(graph, one, f"{OA}hasTarget")) >= 1, "3.1: and a target"
        assert len(values(graph, one, f"{TERMS}created")) == 1
        [moment] = values(graph, one, f"{TERMS}created")
        assert moment.toPython().tzinfo is not None, "3.3.1: xsd:dateTime with a zone"
        [motive] = values(graph, one, f"{OA}motivatedBy")
        assert str(motive) in {OA + name for name in MOTIVATIONS}
    bodies = list(graph.subjects(RDF.type, URIRef(f"{OA}TextualBody")))
    for body in bodies:
        assert len(values(graph, body, str(RDF.value))) == 1, "3.2.4: exactly one value"
        assert len(values(graph, body, f"{DC}format")) == 1
        assert len(values(graph, body, f"{OA}hasPurpose")) == 1
    for target in graph.objects(None, URIRef(f"{OA}hasTarget")):
        if (target, URIRef(f"{OA}hasSelector"), None) in graph:
            assert len(values(graph, target, f"{OA}hasSource")) == 1, "4: a specific resource has one source"
    needs = {"TextQuote": ["exact"], "TextPosition": ["start", "end"], "Fragment": [], "Svg": []}
    for name in SELECTORS:
        found = list(graph.subjects(RDF.type, URIRef(f"{OA}{name}Selector")))
        assert found, name
        for selector in found:
            assert all(len(values(graph, selector, OA + field)) == 1 for field in needs[name]), "4.2"
            if name in ("Fragment", "Svg"):
                assert len(values(graph, selector, str(RDF.value))) == 1
    [collection] = graph.subjects(RDF.type, URIRef(f"{AS}OrderedCollection"))
    [page] = values(graph, collection, f"{AS}first")
    assert values(graph, page, f"{AS}partOf") == [collection], "5.2"
    [items] = values(graph, page, f"{AS}items")
    assert set(graph.items(items)) == set(annotations)
    assert values(graph, collection, f"{AS}totalItems")[0].toPython() == len(annotations)


KEPT = ("kind", "color", "comment", "tags", "alt", "selectors", "places", "strokes")


def kept(items):
    return [{name: one[name] for name in KEPT} | {"at": one["created_at"][:19]} for one in items]


async def listed(who, desk):
    return (await who.http.get(desk.url())).json()["items"]


@pytest.fixture
async def copy(ada, app):
    """The same document, as another paper."""
    async with open_system_session.begin() as db:
        paper, file = await make.paper(db, ada.scope)
        await add_pages(db, paper, file, PAGES)
    return Desk(ada, paper, file)


async def test_what_went_out_comes_in_the_same(ada, desk, copy, marked):
    area = [{"type": "FragmentSelector", "value": "page=1&viewrect=100,90,50,30"}]
    await desk.annotate(ada, kind="area", selectors=area, alt="A meadow")
    await desk.annotate(ada, "disputed by others", kind="underline", color="purple")
    await desk.annotate(ada, kind="note", selectors=[], comment="On the whole paper")
    sent = (await exported(ada, desk, "w3c")).json()
    url, params = copy.url("/w3c"), {"file": str(copy.file.id)}
    # Of another team they would be unknown; here their ids are those of another paper.
    answer = await ada.http.post(url, json=sent, params=params)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["added"], told["known"]) == (6, 0)
    assert [one["reason"] for one in told["left_out"]] == ["Replies stay where they were written."]
    before, after = await listed(ada, desk), await listed(ada, copy)
    assert kept(after) == kept(before)
    assert [one["imported_author"] for one in after if one["color"] == "blue"] == ["Commenter"]
    assert [one["imported_author"] for one in after if one["alt"]] == [None], "what is one's own stays one's own"
    again = (await ada.http.post(url, json=sent, params=params)).json()
    assert (again["added"], again["known"]) == (0, 6)
    at_home = await ada.http.post(desk.url("/w3c"), json=sent, params={"file": str(desk.file.id)})
    assert (at_home.json()["added"], at_home.json()["known"]) == (0, 6)
    names = [one["name"] for one in await copy.happened()]
    assert names.count("annotation.imported") == 1


async def test_who_may_and_what_is_refused(ada, eve, anyone, desk, colleague):
    target = {"source": "https://example.org/a", "selector": {"type": "TextQuoteSelector", "exact": "found ends"}}
    one = {"type": "Annotation", "id": "https://example.org/1", "bodyValue": "Said", "target": target}
    url, params = desk.url("/w3c"), {"file": str(desk.file.id)}
    reader = await colleague("reader")
    for client, status in ((eve.http, 404), (anyone, 401), (reader.http, 404)):
        assert (await client.post(url, json=one, params=params)).status_code == status
    assert (await ada.http.post(url, json=one, params={"file": str(uuid4())})).status_code == 404
    for nothing in ({}, [], "x", {"type": "Person"}, [[]], {"type": "AnnotationPage", "items": [1]}):
        answer = await ada.http.post(url, json=nothing, params=params)
        assert answer.status_code == 422
        assert "no annotation in this" in answer.json()["detail"]
    many = {"type": "AnnotationPage", "items": [one] * 501}
    assert (await ada.http.post(url, json=many, params=params)).status_code == 422
    broken = [
        one | {"id": "a", "target": {"selector": {"type": "TextQuoteSelector", "exact": "words that are nowhere"}}},
        one | {"id": "b", "created": "yesterday"}, one | {"id": "c", "bodyValue": "\u0000"},
        one | {"id": "d", "target": {"selector": {"type": "TextPositionSelector", "start": -1, "end": 2}}},
    ]  # fmt: skip
    told = (await ada.http.post(url, json=[*broken, one], params=params)).json()
    assert told["added"] == 1
    assert {one["id"] for one in told["left_out"]} == {"a", "b", "c", "d"}
    [made] = await listed(ada, desk)
    assert (made["comment"], made["imported_author"], made["kind"]) == ("Said", "Unknown author", "highlight")


async def test_ones_own_stay_private_where_asked(ada, desk, colleague):
    other = await colleague("commenter")
    one = {"type": "Annotation", "body": "Mine", "target": "https://example.org/a.pdf"}
    answer = await ada.http.post(desk.url("/w3c"), json=one, params={"file": str(desk.file.id), "visibility": "me"})
    assert answer.json()["added"] == 1
    assert await listed(other, desk) == []
    assert [one["name"] for one in await desk.happened(who=other)] == []


def test_one_thing_needs_no_list():
    svg = {"type": "SvgSelector", "value": '<svg><path d="M1,2L3,4"/><path d="M5 6 7 8 9"/></svg>'}
    bodies = ["A", {"value": "t", "purpose": "tagging"}]
    said = {"type": ["Annotation"], "body": bodies, "creator": "https://example.org/x", "target": [{"selector": [svg]}]}
    [one] = annotations_of({"type": "AnnotationCollection", "first": {"type": "AnnotationPage", "items": said}})
    read = read_annotation(one)
    assert (read.kind, read.comment, read.tags, read.author) == ("ink", "A", ["t"], "")
    assert read.strokes == [[1, 2, 3, 4], [5, 6, 7, 8]]


async def test_a_quote_that_refines_a_foreign_fragment_is_found(ada, desk):
    quote = {"type": "TextQuoteSelector", "exact": "disputed by others"}
    fragment = {"type": "FragmentSelector", "value": "para5", "refinedBy": quote}
    one = {"type": "Annotation", "id": "https://example.org/32", "target": {"source": "x", "selector": fragment}}
    answer = await ada.http.post(desk.url("/w3c"), json=one, params={"file": str(desk.file.id)})
    assert (answer.status_code, answer.json()["added"]) == (200, 1), answer.text
    [made] = await listed(ada, desk)
    [found] = [selector for selector in made["selectors"] if selector["type"] == "TextQuoteSelector"]
    assert (made["kind"], found["exact"]) == ("highlight", "disputed by others")


@pytest.mark.parametrize("digits", [1, 400])
async def test_points_of_any_size_are_taken_or_left_out(ada, desk, digits):
    path = "M" + "9" * digits + ",1 L2,3"
    selector = [
        {"type": "FragmentSelector", "conformsTo": "http://tools.ietf.org/rfc/rfc3778", "value": "page=1"},
        {"type": "SvgSelector", "value": f'<svg xmlns="http://www.w3.org/2000/svg"><path d="{path}"/></svg>'},
    ]
    sent = {"type": "Annotation", "id": f"https://example.org/{digits}", "target": {"selector": selector}}
    answer = await ada.http.post(desk.url("/w3c"), json=sent, params={"file": str(desk.file.id)})
    assert answer.status_code == 200, answer.text
    assert answer.json()["added"] == (digits == 1)

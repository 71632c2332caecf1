"""Updates of Yjs read by ourselves: as pycrdt writes them, and as nobody should."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from scrollkeeper.notes import note_verbs
from scrollkeeper.notes.nesting import measure_nesting
from scrollkeeper.notes.update_bounds import MAX_DEPTH, MAX_SIBLINGS, Shape, Weight, weigh
from scrollkeeper.notes.update_format import (
    MAX_VALUE_DEPTH,
    BadUpdate,
    Reader,
    check_json,
    read_deletions,
    read_structs,
)
from tests.notes import hostile

REFUSED = [
    (hostile.nested_any(30_000), "nested deeper"),
    (hostile.nested_any(MAX_VALUE_DEPTH + 1), "nested deeper"),
    (hostile.nested_json(7_000), "nested deeper"),
    (hostile.siblings(5_000), "same place"),
    (hostile.siblings(MAX_SIBLINGS + 2), "same place"),
    (hostile.levels(19_000), "nested deeper"),
    (hostile.levels(20_001), "parts"),
    (hostile.levels(MAX_DEPTH + 1), "nested deeper"),
    (hostile.formula(5_000), "formula"),
    (hostile.update([(1, 0, [hostile.in_root(4, hostile.text("loose words"))])]), "outside of every paragraph"),
    (hostile.update([(1, 0, [hostile.in_root(4, b"\2\xff\xff")])]), "UTF-8"),
    (hostile.update([(1, 0, [hostile.in_root(6, hostile.text("bold") + hostile.text("{nonsense"))])]), "JSON"),
    (hostile.update([(1, 0, [hostile.in_root(6, hostile.text("bold") + hostile.text("NaN"))])]), "JSON"),
    (hostile.update([(1, 0, [hostile.in_root(9, hostile.text("guid") + b"\x7e")])]), "no note has"),
    (hostile.update([(1, 0, [hostile.in_root(7, b"\5" + hostile.text("hook"))])]), "no note has"),
    (hostile.update([(1, 2**31, [])]), "too large"),
    (hostile.update([(1, 0, [b"\0" + hostile.number(2**31 - 1), b"\0\1"])]), "too large"),
    (hostile.update([(1, 0, [hostile.after(2, 0, 7, b"\6")]), (2, 0, [hostile.after(1, 0, 7, b"\6")])]), "circle"),
    (hostile.update([(1, 0, [hostile.below(1, 0, 7, b"\4")])]), "circle"),
    (b"\0\0\0", "after its end"),
    (b"\1\xff\xff\xff\xff\x07\1\0", "middle"),
    (b"", "middle"),
]


@pytest.mark.parametrize(("update", "why"), REFUSED, ids=[f"{why} {len(update)}" for update, why in REFUSED])
def test_what_no_window_sends_is_refused_with_its_reason(update: bytes, why: str) -> None:
    with pytest.raises(BadUpdate, match=why):
        weigh(update)


@pytest.mark.parametrize(
    ("update", "weight"),
    [
        (b"\0\0", Weight(0, 0, 0)),
        (hostile.levels(MAX_DEPTH), Weight(MAX_DEPTH, MAX_DEPTH, MAX_DEPTH)),
        (hostile.siblings(20), Weight(21, 20, 1)),
        (hostile.formula(3_990), Weight(2, 2, 1)),
        # A word typed at its end, letter by letter: only the first letter claims a place.
        (hostile.update([(1, 5, [hostile.after(1, 4 + n, 4, hostile.text("a")) for n in range(9)])]), Weight(9, 1, 0)),
    ],
)  # fmt: skip
def test_the_weight_of_the_rest(update: bytes, weight: Weight) -> None:
    assert weigh(update) == weight


def test_what_follows_one_another_adds_up() -> None:
    shape = Shape(0, 0, 0)
    for _ in range(9):
        shape = shape.with_update(weigh(hostile.levels(50)))
        assert shape.must_be_looked_at == (shape.depth > 240)
    assert shape.depth == 450


def test_the_depth_of_a_document_counts_across_its_updates() -> None:
    """A later update may nest below an earlier one, and come first."""
    parts = [hostile.levels(40), hostile.levels(40, client=2, below_client=1, below_clock=39)]
    for order in (parts, parts[::-1]):
        structs = [struct for part in order for struct in read_structs(Reader(part))]
        assert measure_nesting(structs).depth == 80
        with pytest.raises(BadUpdate, match="nested deeper"):
            note_verbs.look(None, order)
    # The middle is missing: what hangs on it could come to lie below everything.
    assert note_verbs.look(None, [hostile.levels(20), hostile.levels(20, client=2, below_client=9)])["depth"] == 40


def test_documents_that_are_slow_to_build_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    structs = [(n + 2, 0, [hostile.after(1, 0, 7, b"\3" + hostile.text("p"))]) for n in range(300)]
    first = hostile.update([(1, 0, [hostile.in_root(7, b"\3" + hostile.text("p"))])])
    updates = [first, *(hostile.update([block]) for block in structs)]
    assert note_verbs.look(None, updates)["structs"] == 301
    monkeypatch.setattr(note_verbs, "BUILD_SECONDS", -1.0)
    with pytest.raises(BadUpdate, match="too long to open"):
        note_verbs.look(None, updates)


simple = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=9)
values = simple | st.lists(simple | st.dictionaries(st.text(max_size=3), simple, max_size=2), max_size=2)
edits = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9), st.text(max_size=9), values), max_size=9)


def written(todo: list[tuple[int, int, str, Any]]) -> list[bytes]:
    """What two windows write that hear of each other only at the end."""
    docs: list[Doc[Any]] = [Doc(), Doc()]
    updates = []
    for what, where, words, value in todo:
        doc = docs[where % 2]
        before = doc.get_state()
        children = doc.get("default", type=XmlFragment).children
        some = list(children)
        if what == 0 or not some:
            paragraph = XmlElement("paragraph")
            children.insert(where % (len(some) + 1), paragraph)
            paragraph.children.append(XmlText(words))
        else:
            chosen = some[where % len(some)]
            words_of = chosen.children[0]
            if what == 1:
                words_of.insert(0, words)
            elif what == 2 and words:
                words_of.insert(0, words, {"bold": {}, "link": {"href": words}})
            elif what == 3:
                chosen.attributes["label"] = value
            elif what == 4 and len(words_of):
                del words_of[0 : len(words_of)]
            elif what == 5:
                del children[where % len(some)]
        updates.append(doc.get_update(before))
    for one, other in (docs, docs[::-1]):
        one.apply_update(other.get_update())
    return [*updates, docs[0].get_update()]


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(edits)
def test_whatever_pycrdt_writes_is_read_to_its_end(todo: list[tuple[int, int, str, Any]]) -> None:
    """Also: the clocks we read are those that the document has."""
    *_, whole = updates = written(todo)
    for update in updates:
        assert weigh(update).depth <= 2
    doc: Doc[Any] = Doc()
    doc.apply_update(whole)
    reader = Reader(whole)
    ends: dict[int, int] = {}
    for struct in read_structs(reader):
        ends[struct.client] = struct.clock + struct.length
    read_deletions(reader, 1_000)
    state = Reader(doc.get_state())
    assert {state.number(): state.number() for _ in range(state.number())} == ends


mangled = st.binary(max_size=300) | st.builds(
    lambda update, at, byte: update[: at % (len(update) + 1)] + bytes([byte]) + update[at % (len(update) + 1) + 1 :],
    st.sampled_from([hostile.siblings(5), hostile.levels(5), hostile.formula(9), *written([(0, 0, "é😀", None)])]),
    st.integers(0, 400),
    st.integers(0, 255),
)


@given(mangled)
@example(b"\xff" * 300)
@example(hostile.nested_any(200))
def test_any_bytes_take_steps_in_proportion(data: bytes) -> None:
    reader = Reader(data)
    try:
        for _ in read_structs(reader):
            pass
        read_deletions(reader, 1_000_000)
    except BadUpdate:
        pass
    assert reader.steps <= 2 * len(data) + 16
    try:
        weigh(data)
    except BadUpdate:
        pass


@pytest.mark.parametrize("good", ["{}", "null", "undefined", '{"href":"[[[["}', '"\\"]"'])
def test_json_that_is_fine(good: str) -> None:
    if good != "undefined":
        check_json(good)
    assert weigh(hostile.update([(1, 0, [hostile.in_root(6, hostile.text("bold") + hostile.text(good))])]))


@pytest.mark.parametrize("make", [hostile.nested_any, hostile.nested_json])
def test_values_as_deep_as_they_may_be(make: Callable[[int], bytes]) -> None:
    if make is hostile.nested_json:
        assert weigh(make(MAX_VALUE_DEPTH)).structs == 1
    else:
        # A value straight in the root would stand outside of every paragraph; it is read all the same.
        assert len(list(read_structs(Reader(make(MAX_VALUE_DEPTH))))) == 1

"""What the parser reads again, what people set, and what is doubtful of it: pure."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.library.descriptions import CHECK_BELOW, Description

PERSON = {"by": "person", "person": "ada", "at": "1"}
FIELDS = st.sampled_from(["title", "volume", "issue", "abstract"])
CSL = st.dictionaries(FIELDS, st.text("abc", min_size=1, max_size=3))
BELIEFS = st.dictionaries(FIELDS, st.floats(0, 1))


def read(before: Description, csl: dict[str, Any], **confidence: float) -> Description:
    return before.read_again(csl, confidence, at="2", keep_unread=False)


def test_what_is_not_found_any_more_goes_with_its_doubt() -> None:
    first = read(Description(), {"title": "Lamps", "volume": "3"}, volume=0.2)
    assert first.doubtful() == ["volume"]
    second = read(first, {"title": "Lamps"})
    assert (second.metadata, second.confidence, second.doubtful()) == ({"title": "Lamps"}, {}, [])
    assert second.changes_from(first) == ["volume"]


def test_another_file_that_says_less_takes_nothing_away() -> None:
    first = read(Description(), {"title": "Lamps", "volume": "3"}, volume=0.2)
    second = first.read_again({"title": "Lamps II"}, {"title": 0.9}, at="3", keep_unread=True)
    assert second.metadata == {"title": "Lamps II", "volume": "3"}
    assert second.confidence == {"volume": 0.2, "title": 0.9}


def test_a_parser_that_is_surer_ends_the_doubt_without_a_change() -> None:
    first = read(Description(), {"volume": "3"}, volume=0.2)
    second = read(first, {"volume": "3"}, volume=0.95)
    assert second.changes_from(first) == []
    assert second.provenance == first.provenance
    assert second.doubtful() == []


@given(CSL, BELIEFS, CSL, BELIEFS, st.dictionaries(FIELDS, st.text("xyz", max_size=3)), st.booleans())
def test_what_a_person_set_stays(
    csl: dict[str, str],
    sure: dict[str, float],
    again: dict[str, str],
    now: dict[str, float],
    by_hand: dict[str, str],
    keep: bool,
) -> None:
    first = read(Description(), csl, **sure)
    metadata = {field: value for field, value in (first.metadata | by_hand).items() if value}
    provenance = first.provenance | dict.fromkeys(by_hand, PERSON)
    edited = Description(metadata, first.parsed, provenance, first.confidence)
    after = edited.read_again(again, now, at="3", keep_unread=keep)
    for field, value in by_hand.items():
        assert after.metadata.get(field, "") == value
        assert after.provenance[field] == PERSON
    assert not set(after.doubtful()) & set(by_hand)
    assert all(after.confidence[field] < CHECK_BELOW for field in after.doubtful())
    assert after.read_again(again, now, at="4", keep_unread=keep) == after

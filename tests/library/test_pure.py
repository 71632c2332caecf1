"""CSL-JSON and what makes two papers look like one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.library.csl import BadField, check_field, derive, name_text, year_of
from scrollkeeper.library.duplicates import fold, is_distinctive, normal_doi, title_key

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Deep Learning: A Review", "DEEP LEARNING — a review."),
        ("Über die Quanten", "Uber die  Quanten"),
        ("The ﬁrst efﬁcient method", "The first efficient method"),
    ],
)
def test_titles_printed_differently_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


def test_short_titles_say_too_little() -> None:
    assert not is_distinctive(title_key("Editorial"))
    assert not is_distinctive(title_key("Introduction"))
    assert is_distinctive(title_key("Attention is all you need"))


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1000/ABC.1", "10.1000/abc.1"),
        (
            "10.1002/(SICI)1096-987X(199803)19:4<377::AID-JCC1>3.0.CO;2-P",
            "10.1002/(sici)1096-987x(199803)19:4<377::aid-jcc1>3.0.co;2-p",
        ),
        ("doi:10.1016/s0140-6736(05)67889-0.", "10.1016/s0140-6736(05)67889-0"),
        ("(10.1000/xyz)", "10.1000/xyz"),
        ("no doi here", None),
        ("10.1/x", None),
    ],
)
def test_dois_are_found_in_any_dress(text: str, doi: str | None) -> None:
    assert normal_doi(text) == doi


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert title_key(title_key(text)) == title_key(text)


@given(st.sampled_from(["title", "author", "issued", "DOI", "type", "editor", "accessed", "what"]), JSON)
def test_any_value_is_cleaned_or_refused(field: str, value: Any) -> None:
    try:
        checked = check_field(field, value)
    except BadField:
        return
    assert check_field(field, checked) == checked
    derive({field: checked}, [])


@pytest.mark.parametrize("number", [10**400, -(10**400), 2**63, 1e308, float("inf"), float("nan")])
def test_numbers_of_any_size_are_text_or_refused(number: float) -> None:
    for field, value in (("volume", number), ("issued", {"date-parts": [[number]]}), ("author", [{"family": number}])):
        try:
            check_field(field, value)
        except BadField:
            continue
        assert field == "volume"


def test_derived_columns() -> None:
    metadata = {
        "title": "On Numbers", "author": [{"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
        {"literal": "The ATLAS Collaboration"}], "issued": {"date-parts": [[1999, 2]]}, "container-title": "Nature",
    }  # fmt: skip
    row = derive(metadata, ["x.pdf"])
    assert row.authors == "Ludwig van Beethoven, The ATLAS Collaboration"
    assert (row.year, row.venue, row.author_key) == (1999, "Nature", "beethoven")
    assert "x.pdf" in row.filter_text
    assert derive({}, ["My Scan.pdf"]).title_key == "my scan pdf"


def test_odd_names_and_dates() -> None:
    assert name_text({"given": "Plato"}) == "Plato"
    assert year_of({"issued": {"date-parts": [[]]}}) is None
    assert year_of({"issued": {"date-parts": [["2001"]]}}) == 2001


def test_titles_in_lists_are_without_markup() -> None:
    row = derive({"title": 'CO<sub>2</sub> in <i>E. coli</i>, if p < 0.05 <span class="nocase">and</span> q > 1'}, [])
    assert row.title == "CO2 in E. coli, if p < 0.05 and q > 1"
    assert row.title_key == "co2 in e coli if p 0 05 and q 1"

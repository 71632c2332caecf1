"""Dates of CSL-JSON: every form that the schema has is kept, what is no date is refused with what to enter."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.library.csl_dates import ENTER, BadDate, check_date, year_of_date


@pytest.mark.parametrize(
    ("date", "kept", "year"),
    [
        ({"date-parts": [["2024", 5]]}, {"date-parts": [[2024, 5]]}, 2024),
        ({"date-parts": [[2024, 2, 29]]}, {"date-parts": [[2024, 2, 29]]}, 2024),
        ({"date-parts": [[2019, 5], [2019, 7]]}, {"date-parts": [[2019, 5], [2019, 7]]}, 2019),
        ({"date-parts": [[-44, 3, 15]]}, {"date-parts": [[-44, 3, 15]]}, -44),
        ({"literal": " Spring 2019 "}, {"literal": "Spring 2019"}, 2019),
        ({"raw": "17 May 2024"}, {"raw": "17 May 2024"}, 2024),
        ({"literal": "n.d."}, {"literal": "n.d."}, None),
        ({"literal": "№ 123456"}, {"literal": "№ 123456"}, None),
        (
            {"date-parts": [[2021]], "season": "1", "circa": 1},
            {"date-parts": [[2021]], "season": "1", "circa": 1},
            2021,
        ),
        ({"date-parts": [[2021]], "circa": False, "raw": ""}, {"date-parts": [[2021]]}, 2021),
        ({}, {}, None),
        ("", {}, None),
    ],
)
def test_kept(date: Any, kept: dict[str, Any], year: int | None) -> None:
    assert check_date(date) == kept == check_date(kept)
    assert year_of_date(kept) == year


@pytest.mark.parametrize(
    "date",
    [
        "2024", 2024, {"season": 1}, {"literal": "  "}, {"date-parts": []}, {"date-parts": [[]]}, {"year": 2024},
        {"date-parts": [[None]]}, {"date-parts": [[2023, 2, 29]]}, {"date-parts": [[2024, 0]]},
        {"date-parts": [[2024], [2025], [2026]]}, {"date-parts": [[True]]}, {"date-parts": [[1e400]]},
    ],
)  # fmt: skip
def test_refused_with_what_to_enter(date: Any) -> None:
    with pytest.raises(BadDate) as refused:
        check_date(date)
    assert str(refused.value) == ENTER


@pytest.mark.parametrize("date", [{"raw": "x" * 201}, {"raw": 2024}, {"literal": "a\nb"}, {"raw": "1", "season": []}])
def test_refused_words(date: Any) -> None:
    with pytest.raises(BadDate):
        check_date(date)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["date-parts", "raw", "season", "x"]), inner),
    )
)
def test_anything_is_kept_or_refused(date: Any) -> None:
    try:
        kept = check_date(date)
    except BadDate:
        return
    assert check_date(kept) == kept
    assert year_of_date(kept) is None or isinstance(year_of_date(kept), int)

"""Dates in words: what people type, and what it means."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.library.csl import BadField, check_field
from scrollkeeper.library.csl_dates import BadDate, check_date
from scrollkeeper.library.date_words import read_words

MAY = {"date-parts": [[2024, 5]]}
DAY = {"date-parts": [[2024, 5, 17]]}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", {}),
        ("2024", {"date-parts": [[2024]]}),
        ("2024-05", MAY), ("2024/5", MAY), ("May 2024", MAY), ("may, 2024", MAY), ("2024 May", MAY),
        ("Sept. 2023", {"date-parts": [[2023, 9]]}), ("Jan 1999", {"date-parts": [[1999, 1]]}),
        ("2024-05-17", DAY), ("2024.5.17", DAY), ("17.5.2024", DAY), ("17 May 2024", DAY), ("17th of May, 2024", DAY),
        ("May 17, 2024", DAY), ("May 17th 2024", DAY), ("2024 May 17", DAY), ("17/5/2024", DAY), ("5/17/2024", DAY),
        ("05/05/2024", {"date-parts": [[2024, 5, 5]]}),
        ("2024–25", {"date-parts": [[2024], [2025]]}), ("2024-25", {"date-parts": [[2024], [2025]]}),
        ("2024/2025", {"date-parts": [[2024], [2025]]}), ("1999–00", {"date-parts": [[1999], [2000]]}),
        ("2010-11", {"date-parts": [[2010, 11]]}), ("2010–11", {"date-parts": [[2010], [2011]]}),
        ("2019 to 2021", {"date-parts": [[2019], [2021]]}),
        ("May–June 2024", {"date-parts": [[2024, 5], [2024, 6]]}),
        ("Nov/Dec 2023", {"date-parts": [[2023, 11], [2023, 12]]}),
        ("3–5 May 2024", {"date-parts": [[2024, 5, 3], [2024, 5, 5]]}),
        ("May 3-5, 2024", {"date-parts": [[2024, 5, 3], [2024, 5, 5]]}),
        ("30 May – 2 June 2024", {"date-parts": [[2024, 5, 30], [2024, 6, 2]]}),
        ("May 30 – June 2, 2024", {"date-parts": [[2024, 5, 30], [2024, 6, 2]]}),
        ("December 2023 – January 2024", {"date-parts": [[2023, 12], [2024, 1]]}),
        ("2024-05-17/2024-05-19", {"date-parts": [[2024, 5, 17], [2024, 5, 19]]}),
        ("Spring 2021", {"date-parts": [[2021]], "season": 1}), ("Fall 2020", {"date-parts": [[2020]], "season": 3}),
        ("Winter 2019–20", {"date-parts": [[2019], [2020]], "season": 4}),
        ("c. 1890", {"date-parts": [[1890]], "circa": True}), ("circa 1890", {"date-parts": [[1890]], "circa": True}),
        ("ca. May 1890", {"date-parts": [[1890, 5]], "circa": True}), 
        ("c1890", {"date-parts": [[1890]], "circa": True}),
        ("[1890?]", {"date-parts": [[1890]], "circa": True}), ("~1890", {"date-parts": [[1890]], "circa": True}),
        ("44 BC", {"date-parts": [[-44]]}), ("350 b.c.e.", {"date-parts": [[-350]]}), ("AD 79", {"date-parts": [[79]]}),
        ("-0044", {"date-parts": [[-44]]}),
        ("n.d.", {"literal": "n.d."}), ("N. D.", {"literal": "n.d."}), ("no date", {"literal": "n.d."}),
        ("undated", {"literal": "n.d."}),
        ("1990s", {"literal": "1990s"}),
        ("in press (2025)", {"literal": "in press (2025)"}), ("Michaelmas 1663", {"literal": "Michaelmas 1663"}),
        ("soon", None), ("May", None), ("2024-13", None), ("31 June 2024", None), ("2024–13", None),
        ("5/6/2024", None), ("x" * 300, None),
    ],
)  # fmt: skip
def test_what_is_typed_is_understood(typed: str, meant: dict[str, Any] | None) -> None:
    """None is refused."""
    if meant is None:
        with pytest.raises(BadDate):
            read_words(typed)
    else:
        assert read_words(typed) == meant
        assert check_field("issued", typed) == meant


def test_what_may_be_two_days_is_asked_about() -> None:
    with pytest.raises(BadField) as refused:
        check_field("issued", "5/6/2024")
    assert str(refused.value) == "Enter the month as a word, or the date as 2024-06-05 or 2024-05-06."


SEASONS = ("", "Spring", "Summer", "Autumn", "Winter")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "August", "Sept", "October", "November", "December"]
days = st.dates(min_value=date(1000, 1, 1)).map(lambda day: [day.year, day.month, day.day])
parts = st.tuples(days, st.integers(1, 3)).map(lambda drawn: drawn[0][: drawn[1]])


@given(parts, parts, st.integers(0, 4), st.booleans())
def test_dates_as_the_pages_write_them_are_read_as_they_were(
    one: list[int], two: list[int], season: int, circa: bool
) -> None:
    """As `dateText` does in the front end."""
    between = [[one], sorted([one, two])][one != two and len(one) == len(two)]
    meant: dict[str, Any] = {"date-parts": between}
    if season and len(one) == 1:
        meant["season"] = season
    if circa:
        meant["circa"] = True
    written = "/".join("-".join(f"{part:02}" for part in day) for day in between)
    if "season" in meant:
        written = f"{SEASONS[season]} {written}"
    assert read_words(f"c. {written}" if circa else written) == meant


@given(
    days,
    st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{d}. {n}. {y}", "{y}-{n}-{d}", "{y} {m} {d}", "{d}th {m}. {y}"]),
)
def test_a_day_is_one_however_it_is_written(day: list[int], form: str) -> None:
    year, month, number = day
    typed = form.format(y=year, m=MONTHS[month - 1], n=month, d=number)
    assert read_words(typed) == {"date-parts": [day]}


@given(st.text(max_size=250) | st.from_regex(r"[0-9a-z/ .–-]{0,30}", fullmatch=True))
def test_anything_else_is_refused_or_a_date(typed: str) -> None:
    try:
        read = read_words(typed)
    except BadDate:
        return
    assert check_date(read) == read

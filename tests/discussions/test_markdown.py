"""What a comment says in plain words, and whom it names."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.discussions.markdown import MOST_BRACKETS, MOST_SIGNS, _tamed, find_mentions, plain_text

ADA, GRACE, ADA_TOO, RENE = (UUID(int=number) for number in range(1, 5))
NAMES = {ADA: "Ada Lovelace", GRACE: "Grace Hopper", RENE: "René  O'Neill-Šmíd"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Ada Lovelace, is table 3 right?", {ADA}),
        ("(@ada lovelace) and @GRACE", {ADA, GRACE}),
        ("see **@Grace Hopper**", {GRACE}),
        ("@Grace\nHopper", {GRACE}),
        ("@René O'Neill-Šmíd!", {RENE}),
        ("@Gracefully put", set()),
        ("grace@grace.example, x@Ada Lovelace", set()),
        ("`@Ada Lovelace` and\n\n    @Grace Hopper", set()),
        ("> @Ada Lovelace said so", {ADA}),
        (f"[@whoever](person:{GRACE})", {GRACE}),
        ("[@x](person:00000000-0000-0000-0000-000000000099) [@y](person:nonsense)", set()),
        ("nobody", set()),
    ],
)
def test_who_is_named(text: str, named: set[UUID]) -> None:
    assert find_mentions(text, NAMES) == named


def test_two_of_one_name_are_told_apart_by_a_link() -> None:
    names = NAMES | {ADA_TOO: "Ada Byron"}
    assert find_mentions("@Ada", names) == set(), "one cannot know which"
    assert find_mentions(f"[@Ada](person:{ADA_TOO})", names) == {ADA_TOO}


def test_plain_words() -> None:
    text = "# On *noise*\n\nSee [the data](https://evil.example/x), <b>bold</b> `x < 1`:\n\n- one\n- two\n\n> quoted"
    assert plain_text(text) == "On noise See the data, <b>bold</b> x < 1: one two quoted"
    assert plain_text("word " * 100, 20) == "word word word word…"


@given(st.text(max_size=200))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    assert "\n" not in plain_text(text)
    assert find_mentions(text, NAMES) <= set(NAMES)


@pytest.mark.parametrize("sign", ["[", "![", "_*", "[a](", "`a`", "~~a "])
def test_more_signs_than_anybody_writes_are_spaces(sign: str) -> None:
    """The parser takes time in the square of them; whom the text names is still found."""
    text = "@Ada Lovelace " + sign * (19_000 // len(sign))
    tamed = _tamed(text)
    assert len(tamed) == len(text)
    assert tamed.count("[") <= MOST_BRACKETS
    assert sum(tamed.count(one) for one in "*_~`") <= MOST_SIGNS
    assert find_mentions(text, NAMES) == {ADA}
    assert _tamed("[@Ada](person:1) **b**") == "[@Ada](person:1) **b**"

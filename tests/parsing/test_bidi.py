"""Printed rows of right-to-left text, from left to right, to the order in which they are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.parsing.glyphs.bidi import in_logical_order, levels_of, with_brackets_paired

HEBREW = st.text("אבגדהוזחטיכלמנסעפצקרשת", min_size=1, max_size=6)
LATIN = st.text("abcdefgXYZ", min_size=1, max_size=6)
NUMBER = st.from_regex(r"[0-9]{1,3}([.,:/-][0-9]{1,3})?%?", fullmatch=True)


def backwards(text: str) -> str:
    return text[::-1]


@pytest.mark.parametrize(
    "logical, printed",
    [
        ("שלום עולם.", backwards("שלום עולם.")),
        ("מים 12.5%", "12.5% " + backwards("מים")),
        ("מים 3-4 ימים", backwards("ימים") + " 3-4 " + backwards("מים")),
        ("מים 12 13", "13 12 " + backwards("מים")),
        ("ב-pH 7 באגם.", "." + backwards("באגם") + " pH 7" + backwards("ב-")),
        ("מים Keller ו-Oduya 2019, מים", backwards(", מים") + "Oduya 2019" + backwards(" ו-") + "Keller " + "םימ"),
        ("פונקציה f(x) של", backwards("של") + " f(x) " + backwards("פונקציה")),
        ("ماء ١٢٫٥ بحر", backwards("بحر") + " ١٢٫٥ " + backwards("ماء")),
        ("ماء 12% بحر", backwards("بحر") + " %12 " + backwards("ماء")),
        ("the word שלום עולם in it", "the word " + backwards("שלום עולם") + " in it"),
        ("of שלום 12 עולם there", "of " + backwards("עולם") + " 12 " + backwards("שלום") + " there"),
        ("pages 3-4 of 12", "pages 3-4 of 12"),
        ("", ""),
    ],
)
def test_rows_are_put_into_logical_order(logical: str, printed: str) -> None:
    assert in_logical_order(printed) == logical


@pytest.mark.parametrize(
    "text, paired",
    [
        (")של(", "(של)"),
        (")Keller) ]1[", "(Keller) [1]"),
        ("(של) ((א) ב)", "(של) ((א) ב)"),
        ("א) ב", "א) ב"),
    ],
)
def test_brackets_are_turned_where_they_do_not_match(text: str, paired: str) -> None:
    assert with_brackets_paired(text) == paired


@given(st.lists(st.tuples(HEBREW, LATIN | NUMBER), min_size=1, max_size=8), HEBREW)
def test_words_between_right_to_left_words_keep_their_own_direction(pairs: list[tuple[str, str]], last: str) -> None:
    logical = " ".join([word for pair in pairs for word in pair] + [last])
    printed = [backwards(last)]
    for hebrew, other in reversed(pairs):
        printed += [other, backwards(hebrew)]
    assert in_logical_order(" ".join(printed)) == logical


@given(st.text())
def test_every_row_keeps_its_signs(printed: str) -> None:
    levels = levels_of(printed)
    assert len(levels) == len(printed)
    assert set(levels) <= {0, 1, 2}
    brackets = str.maketrans(")]}»›>", "([{«‹<")
    assert sorted(in_logical_order(printed).translate(brackets)) == sorted(printed.translate(brackets))


@given(st.text(st.characters(max_codepoint=0x58F)))
def test_text_without_right_to_left_letters_keeps_its_order(text: str) -> None:
    assert set(levels_of(text)) <= {0}

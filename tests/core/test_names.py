"""Names in one form: what looks the same is the same, and nobody is called nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.core.names import fold_name, normalise_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana\u00a0 Mari\u0301a ", "Ana María"),
        ("张伟", "张伟"),
        ("Ａda", "Ａda"),
        ("\u202eadA\u202c", "adA"),
        ("\u2067דנה\u2069", "דנה"),
        ("A\u200bd\u2060a\ufeff", "Ada"),
        ("soft\u00adly", "softly"),
        # Persian and emoji need their joiners within, and nowhere else.
        ("\u200cنیم\u200cفاصله\u200d", "نیم\u200cفاصله"),
        ("Lab 👩\u200d🔬", "Lab 👩\u200d🔬"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("two\u3000\u2003wide", "two wide"),
        ("\u3164x", "x"),
        ("!", "!"),
    ],
)
def test_the_form_of_names(typed: str, kept: str) -> None:
    assert normalise_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "\u200b", "\u202e", "\u202e\u202d", "\u2066\u2069", "\u200f\u200e\u061c", "\ufeff", "\u00ad",
        "\u2800\u2800", "\u3164", "\u115f\u1160", "\uffa0", "\u034f", "\u17b4", "\u200c\u200d", "\u0301", "\ufe0f",
        "\u2060 \u180e", "\u00a0\u3000", "\U000e0041", "\x00", "a\x1bb", "a\x9bb", "\ud800",
    ],
)  # fmt: skip
def test_what_is_no_name(typed: str) -> None:
    with pytest.raises(ValueError, match=r"seen|control"):
        normalise_name(typed)


@given(st.text())
def test_the_form_is_one_line_and_stays_as_it_is(text: str) -> None:
    try:
        name = normalise_name(text)
    except ValueError:
        return
    assert normalise_name(name) == name
    assert unicodedata.is_normalized("NFC", name)
    assert name == name.strip()
    assert not any(
        unicodedata.bidirectional(char) in ("LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI") for char in name
    )
    assert len(name.splitlines()) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana María", "ana maria"), ("Ana Mari\u0301a", "ANA MARÍA"), ("Łukasz", "lukasz"), ("Bjørn", "bjorn"),
        ("Straße", "STRASSE"), ("Ａｄａ", "ada"), ("ﬁn", "fin"), ("Ἀθηνᾶ", "αθηνα"), ("İpek", "ipek"), ("한국", "한국"),
        ("نیم\u200cفاصله", "نیمفاصله"),
    ],
)  # fmt: skip
def test_what_is_the_same_name_for_whoever_looks(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(("one", "other"), [("が", "か"), ("한", "하"), ("张", "張"), ("Ana", "Anna"), ("कि", "की")])
def test_what_is_another_name(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)

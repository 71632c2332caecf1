"""Spaces that a file draws as narrow gaps: told from those between letters by what stands on either side."""

import numpy as np
import pytest

from scrollkeeper.parsing.glyphs import helper
from scrollkeeper.parsing.glyphs.columns import FontTable, Glyphs
from scrollkeeper.parsing.glyphs.pieces import tabulate
from scrollkeeper.parsing.parser import parse
from tests.pdfs import clipped_pdf, typeset

PAGE = '#set page(width: 210mm, height: 297mm, margin: 25mm)\n#set text(font: "Libertinus Serif", size: 11pt)\n'


@pytest.fixture(params=["with helper", "without"], autouse=True)
def _helper(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without":
        monkeypatch.setattr(helper, "LIBRARY", None)


def text_of(source: str, gap: str) -> str:
    return parse(typeset(PAGE + source.replace("~", f"#h({gap})"))).pages[0].text


@pytest.mark.parametrize(
    "source, printed",
    [
        ("isolates were~_Mycobacterium_ and others", "isolates were Mycobacterium and others"),
        ("#strong[Conclusion.]~Water keeps its heat", "Conclusion. Water keeps its heat"),
        ("the heat of lakes.~Water is cold", "the heat of lakes. Water is cold"),
        ("as others found [5].~Water is cold", "as others found [5]. Water is cold"),
        ("scores of the~WOMAC scale", "scores of the WOMAC scale"),
        ("seeds of _kerstingii_~seeds", "seeds of kerstingii seeds"),
    ],
)
def test_a_narrow_gap_between_words_is_a_space(source: str, printed: str) -> None:
    assert text_of(source, "0.145em") == printed


@pytest.mark.parametrize(
    "source, printed",
    [
        ("the sum~mer heat", "the summer heat"),
        ("the lakes W~.", "the lakes W."),
        ("#text(tracking: 0.145em)[The Warm Lakes] hold", "The Warm Lakes hold"),
    ],
)
def test_the_same_gap_elsewhere_is_none(source: str, printed: str) -> None:
    assert text_of(source, "0.145em") == printed


def test_letters_set_apart_across_a_change_of_type_are_one_word() -> None:
    assert text_of("#strong[Kle]~_bsiella_ lakes", "0.08em") == "Klebsiella lakes"


@pytest.mark.parametrize("end, texts", [(5.0, ["ab.", "Cd"]), (np.nan, ["ab.Cd"])])
def test_beside_a_gap_that_is_no_number_none_is_a_space(end: float, texts: list[str]) -> None:
    codes = np.array([ord(letter) for letter in "ab.Cd"], "<u4")
    zeros, lefts = np.zeros(5, "<i4"), np.array([0, 5, 10, 16.45, 21.45], "<f4")
    rights = lefts + np.float32(5)
    rights[0] = end
    level, size = np.zeros(5, "<f4"), np.full(5, 10, "<f4")
    glyphs = Glyphs(codes, zeros, zeros, lefts, level, rights, size, lefts, level, size, level)
    assert tabulate(glyphs, FontTable()).texts == texts


def test_letters_that_stand_closer_elsewhere_in_the_word_hide_no_space() -> None:
    drawn = "BT /F 11 Tf 72 700 Td [(the lakes R.) -130 (W) 90 (atkins saw)] TJ ET"
    assert parse(clipped_pdf(drawn)).pages[0].text == "the lakes R. Watkins saw"

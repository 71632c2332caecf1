"""Right-to-left text of PDFs: read in logical order, in whole lines, with the places of its words."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from scrollkeeper.parsing.document import Page
from scrollkeeper.parsing.glyphs import helper
from scrollkeeper.parsing.glyphs.columns import room_for
from scrollkeeper.parsing.glyphs.rtl import rtl_rows
from scrollkeeper.parsing.parser import parse
from tests.pdfs import PAGE, typeset

RTL = (
    PAGE + '#set text(lang: "he", dir: rtl, font: ("Libertinus Serif", "DejaVu Sans Mono"))\n#set par(justify: true)\n'
)
SENTENCE = "טמפרטורה (של) 21 מעלות ב-pH 7 באגם הגדול, כפי שמדדו Keller ו-Oduya (2019) בקיץ."


@pytest.fixture(params=["with helper", "without"], autouse=True)
def _helper(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without":
        monkeypatch.setattr(helper, "LIBRARY", None)


def read(source: str) -> Page:
    return parse(typeset(source)).pages[0]


@pytest.mark.parametrize(
    "source, printed",
    [
        ("טמפרטורה של 21 מעלות ב-pH 7 באגם.", "טמפרטורה של 21 מעלות ב-pH 7 באגם."),
        ("ריכוז (של) CO#sub[2] באגם (Keller) ו-f(x).", "ריכוז (של) CO2 באגם (Keller) ו-f(x)."),
        ("שָׁלוֹם עולם 12.5% ושוב", "שָׁלוֹם עולם 12.5% ושוב"),
        ("السلام عليكم (لا) ١٢٫٥ مرحبا 2024", "السلام عليكم (لا) ١٢٫٥ مرحبا 2024"),
        ("#set text(dir: ltr)\nThe word שלום עולם is old.", "The word שלום עולם is old."),
    ],
)
def test_a_line_is_read_in_logical_order(source: str, printed: str) -> None:
    assert read(RTL + source).text == printed


def test_a_paragraph_has_its_printed_lines() -> None:
    page = read(RTL + " ".join([SENTENCE] * 6))
    assert page.text.replace("\n", " ") == " ".join([SENTENCE] * 6)
    lines = page.text.split("\n")
    assert 4 <= len(lines) <= 8
    assert all(len(line) > 50 for line in lines[:-1])


def test_words_lie_where_they_are_printed() -> None:
    page = read(RTL + "החוקרים Keller ומרים מדדו 12.5 מטר")
    rects = [word.rects[0] for word in page.words]
    assert [word.text for word in page.words] == ["החוקרים", "Keller", "ומרים", "מדדו", "12.5", "מטר"]
    assert all(0 < before[0] - after[2] < 6 for before, after in itertools.pairwise(rects))
    alone = read(RTL + "החוקרים").words[0].rects[0]
    assert rects[0] == pytest.approx(alone, abs=0.1)


def test_columns_of_a_row_are_read_from_the_right() -> None:
    page = read(RTL + "#grid(columns: (1fr, 1fr), [ימין ראשון], [שמאל שני])")
    assert page.text == "ימין ראשון\nשמאל שני"


@pytest.mark.parametrize("place", [np.nan, np.inf, -1e30])
def test_glyphs_without_a_place_leave_a_page_as_it_is(place: float) -> None:
    glyphs = room_for(3)
    for column in glyphs.columns():
        column[:] = 0
    glyphs.code[:] = 0x5D0
    assert rtl_rows(glyphs) == [(0, 3)]
    glyphs.x0[1] = place
    assert rtl_rows(glyphs) == []


def test_a_reported_page_is_read_in_whole_lines(cases: Path) -> None:
    page = parse(cases / "10-rtl-mixed" / "rtl_mixed.pdf").pages[0]
    assert page.text.split("\n")[1:] == ["טמפרטורה של 21 מעלות ב-pH 7 באגם.", 'החוקרים Keller ו-Oduya מדדו 12.5 מ"ג.']
    words = {word.text: word.rects[0] for word in page.words}
    assert words["טמפרטורה"][0] == pytest.approx(213.3, abs=0.2)
    assert words["7"][0] == pytest.approx(123.2, abs=0.2)
    assert words["באגם."][::2] == pytest.approx((72.0, 101.0), abs=0.2)

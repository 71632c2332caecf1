"""Text that is clipped away is not read, and nothing that can be seen goes with it."""

import pypdfium2.raw as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.parsing.glyphs import clipping, helper
from scrollkeeper.parsing.parser import parse
from scrollkeeper.parsing.pdf import open_pdf
from tests.pdfs import clipped_pdf, drawn


@pytest.fixture(params=["with the helper", "without it"], autouse=True)
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without it":
        monkeypatch.setattr(helper, "LIBRARY", None)


def words_of(data: bytes) -> set[str]:
    return set(parse(data).pages[0].text.split())


WHOLE_PAGE = drawn("Ghost header", 72, 800) + drawn("Figure", 210, 410) + drawn("Ghost prose", 72, 300)
PRINTED = drawn("Printed prose", 72, 700)


@pytest.mark.parametrize(
    "page",
    [
        # What pdfTeX makes of `viewport` and `clip`: the box of the form.
        (PRINTED + "/X1 Do", ("/BBox [200 350 400 450]", WHOLE_PAGE)),
        # A path around the picture, on the page.
        (PRINTED + "q 200 350 200 100 re W n /X1 Do Q", ("/BBox [0 0 595 842]", WHOLE_PAGE)),
        # Within the picture.
        (PRINTED + "/X1 Do", ("/BBox [0 0 595 842]", "200 350 200 100 re W n " + WHOLE_PAGE)),
        # Moved and made smaller, and in a form of its own.
        (PRINTED + "q 0.5 0 0 0.5 30 40 cm /X1 Do Q", ("/BBox [200 350 400 450]", WHOLE_PAGE)),
        (
            PRINTED + "q 230 390 200 100 re W n 1 0 0 1 30 40 cm /X1 Do Q",
            ("/BBox [0 0 595 842]", "q 1 0 0 1 0 0 cm /X2 Do Q"), ("/BBox [0 0 595 842]", WHOLE_PAGE),
        ),
    ],
    ids=["box", "path on the page", "path in the form", "scaled", "nested"],
)  # fmt: skip
def test_only_what_shows_of_a_cut_out_page_is_read(page: tuple[str, *tuple[tuple[str, str], ...]]) -> None:
    assert words_of(clipped_pdf(*page)) == {"Printed", "prose", "Figure"}


def test_what_shows_in_part_stays_whole() -> None:
    form = ("/BBox [200 350 400 450]", drawn("Reaching into it", 150, 400))
    assert words_of(clipped_pdf("/X1 Do", form)) == {"Reaching", "into", "it"}


def test_a_form_without_clipping_is_read() -> None:
    assert words_of(clipped_pdf(PRINTED + "/X1 Do", ("/BBox [0 0 595 842]", WHOLE_PAGE))) >= {"Ghost", "Figure"}


def test_the_file_keeps_what_is_not_read() -> None:
    pdf = open_pdf(clipped_pdf("/X1 Do", ("/BBox [200 350 400 450]", WHOLE_PAGE)))
    for _ in range(2):
        with pdf.page(1) as page:
            assert clipping.drop_clipped_text(page) == 2
            assert clipping.drop_clipped_text(page) == 0
    pdf.close()


def test_forms_that_draw_each_other_end() -> None:
    circle = ("/BBox [0 0 595 842]", drawn("One", 72, 500) + "/X2 Do"), ("/BBox [0 0 595 842]", "/X1 Do")
    assert "Printed" in words_of(clipped_pdf(PRINTED + "/X1 Do", *circle))


numbers = st.floats(-1e4, 1e4)


@given(st.tuples(*[numbers] * 6), st.tuples(*[numbers] * 6), numbers, numbers)
def test_two_matrices_lead_where_their_product_leads(
    first: clipping.Matrix, then: clipping.Matrix, x: float, y: float
) -> None:
    step = clipping._through(then, *clipping._through(first, x, y))
    size = 1 + max(map(abs, (*first, x, y))) ** 2 * (1 + max(map(abs, then)))
    assert clipping._through(clipping._product(first, then), x, y) == pytest.approx(step, abs=1e-9 * size)


def test_the_kinds_of_objects_are_those_of_pdfium() -> None:
    """glyphs.c has no headers of pdfium."""
    assert pdfium.FPDF_PAGEOBJ_FORM == 5

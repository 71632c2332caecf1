"""Any damage to a good PDF gives a result or one of the documented errors, and the same one each time."""

from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrollkeeper.parsing.parser import Document, ParseError, parse
from tests.parsing.layouts import LAYOUTS
from tests.pdfs import typeset


@cache
def good() -> bytes:
    return next(layout for layout in LAYOUTS if layout.name == "two columns").pdf()


def read(data: bytes) -> Document | str:
    try:
        return parse(data)
    except ParseError as error:
        return error.code


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_truncated_pdf_is_read_or_refused(data: st.DataObject) -> None:
    cut = good()[: data.draw(st.integers(0, len(good())))]
    assert read(cut) == read(cut)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 7)), min_size=1, max_size=40))
def test_a_pdf_with_flipped_bits_is_read_or_refused(flips: list[tuple[float, int]]) -> None:
    changed = bytearray(good())
    for place, bit in flips:
        changed[int(place * len(changed))] ^= 1 << bit
    assert read(bytes(changed)) == read(bytes(changed))


def test_pages_without_anything_on_them_are_read() -> None:
    found = parse(typeset("#set page(width: 100mm, height: 100mm)\n#pagebreak()\n"))
    assert [page.text for page in found.pages] == ["", ""]
    assert found.structure.warnings == ["No title was found."]

"""Pages with more text than search has room for say so."""

from pathlib import Path

from scrollkeeper.parsing.parser import parse
from scrollkeeper.parsing.structure import structure_of
from tests.pdfs import typeset


def test_a_page_of_many_words_says_what_is_not_found() -> None:
    page = '#set page(width: 1200mm, height: 1200mm)\n#set text(font: "Libertinus Serif", size: 6pt)\n'
    warnings = parse(typeset(page + "lake " * 17_000)).structure.warnings
    assert "Page 1 has so much text that search finds words in all of it, but not all phrases." in warnings
    assert not any("so much" in warning for warning in structure_of([], [800.0], 0).warnings)


def test_a_reported_poster_says_that_its_end_is_not_read(cases: Path) -> None:
    warnings = parse(cases / "16-poster-page" / "poster.pdf").structure.warnings
    assert "Page 1 has so much text that its end is not read, and not found by search." in warnings

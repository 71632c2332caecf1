"""Letter-spaced type is read as words, and single letters that are none stay apart."""

from pathlib import Path

import pytest

from scrollkeeper.parsing.parser import parse
from tests.pdfs import typeset

PAGE = '#set page(width: 297mm, height: 210mm, margin: 15mm)\n#set text(font: "Libertinus Serif", size: 11pt)\n'


def text_of(source: str) -> str:
    return parse(typeset(PAGE + source)).pages[0].text


@pytest.mark.parametrize("tracking", ["1pt", "2pt", "2.5pt", "3pt", "4pt", "6pt"])
@pytest.mark.parametrize(
    "text", ["Widely tracked letters of a paper", "A B S T R A C T".replace(" ", ""), "Été à Nîmes."]
)
def test_tracked_words_are_words(text: str, tracking: str) -> None:
    assert text_of(f"#text(tracking: {tracking})[{text}]") == text


def test_words_with_spaces_between_their_letters_are_words() -> None:
    assert text_of("a r t i c l e #h(8pt) i n f o") == "article info"
    assert text_of("A B S T R A C T") == "ABSTRACT"


@pytest.mark.parametrize(
    "text", ["A B C D E F", "1 2 3 4 5 6 7 8", "x y z w v u t", "I do a b as b at a", "a = b + c − d + e − f"]
)
def test_letters_that_are_no_words_stay_apart(text: str) -> None:
    assert text_of(text) == text


def test_a_title_and_authors_in_tracked_type_are_read() -> None:
    source = (
        '#text(tracking: 3pt)[#text(size: 17pt, weight: "bold")[Heat of Cold Lakes]\n\n'
        'Maria L. Keller and Peter Oduya]\n\n#text(weight: "bold")[Abstract]\n\n'
    )
    metadata = parse(typeset(PAGE + source + "We studied how small lakes keep their oxygen. " * 60)).structure.metadata
    assert metadata["title"] == "Heat of Cold Lakes"
    assert [author["family"] for author in metadata["author"]] == ["Keller", "Oduya"]


def test_each_tracked_word_has_the_box_of_its_letters() -> None:
    page = parse(typeset(PAGE + "#text(tracking: 4pt)[Widely tracked letters]")).pages[0]
    (first,), (second,), (third,) = (word.rects for word in page.words)
    assert first[0] < first[2] < second[0] < second[2] < third[0] < third[2]
    assert second[2] - second[0] > 7 * 4


@pytest.mark.parametrize("name, title", [("a-title-4pt", "Heat of Cold Lakes"), ("b-title-3pt", "Heat of Cold Ponds")])
def test_reported_titles(cases: Path, name: str, title: str) -> None:
    metadata = parse(cases / "08-letterspaced" / f"{name}.pdf").structure.metadata
    assert metadata["title"] == title
    assert [author["family"] for author in metadata["author"]] == ["Keller", "Oduya"]


def test_reported_lines(cases: Path) -> None:
    assert parse(cases / "08-letterspaced" / "charspace.pdf").pages[0].text.split().count("tracked") == 6

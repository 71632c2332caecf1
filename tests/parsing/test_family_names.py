"""Which words of a printed name are the family's, and what of an author block is nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.parsing.document import Line, Piece
from scrollkeeper.parsing.front_matter.author_tokens import Block, Token
from scrollkeeper.parsing.front_matter.family_names import PrintedName, cited_length, citing_text, settle_family_names
from scrollkeeper.parsing.front_matter.header_features import surroundings_of
from scrollkeeper.parsing.front_matter.names import read_names
from scrollkeeper.parsing.front_matter.second_look import look_again


def named(text: str, family: int) -> PrintedName:
    """A name of these words, of which a model takes so many last ones for the family's."""
    tokens = [Token(word, 0, at, 0) for at, word in enumerate(text.split())]
    return PrintedName(0, {"G": tokens[:-family], "F": tokens[-family:]}, last=len(tokens) - 1)


def settled(*names: PrintedName, citing: str = "") -> list[str]:
    settle_family_names(names, citing)
    return [" ".join(token.text for token in name.words["F"]) for name in names]


@pytest.mark.parametrize(
    ("name", "labelled", "family"),
    [
        ("Ana Luzia Ferreira Farias", 2, "Farias"),
        ("Gabriel García Márquez", 2, "García Márquez"),
        ("Edson P. Marques Filho", 1, "Marques Filho"),
        ("R. Quinn Thomas", 2, "Thomas"),
        ("Amauri de Oliveira", 1, "de Oliveira"),
        ("Karl von und zu Falkenau", 1, "von und zu Falkenau"),
        ("Carlo Della Rocca", 2, "Della Rocca"),
        ("Lise Meitner", 1, "Meitner"),
    ],
)
def test_compound_names_follow_custom(name: str, labelled: int, family: str) -> None:
    assert settled(named(name, labelled)) == [family]


def test_in_a_list_of_initials_all_other_words_are_the_familys() -> None:
    names = [named("F. E. Okafor", 1), named("F. Lindqvist", 1), named("S. Mahdavi Izadi", 1)]
    assert settled(*names) == ["Okafor", "Lindqvist", "Mahdavi Izadi"]


@pytest.mark.parametrize(
    ("citing", "length"),
    [
        ("Lora Alcantara et al. Journal of Lakes 2014", 2),
        ("Citation: Lora Alcantara I, Okafor S (2014) On lakes", 2),
        ("Citation: Alcantara, I.L.; Okafor, S. On lakes", 1),
        ("© 2014 Isamarie Lora Alcantara et al. This is open", None),
        ("Okafor et al. Journal of Lakes", None),
        ("", None),
    ],
)
def test_what_the_paper_cites_somebody_by(citing: str, length: int | None) -> None:
    assert cited_length(["Isamarie", "Lora", "Alcantara"], citing) == length
    if length:
        assert settled(named("Isamarie Lora Alcantara", 3 - length), citing=citing)[0].count(" ") == length - 1


@given(st.lists(st.text(min_size=1).filter(lambda word: not word.isspace()), min_size=1, max_size=5), st.text())
def test_any_name_is_looked_up_in_any_text(words: list[str], citing: str) -> None:
    found = cited_length(words, citing)
    assert found is None or 0 < found < len(words)


def line(text: str, y: float, *, font: str = "Names", zone: str = "body") -> Line:
    rect = (50.0, y, 50.0 + 5 * len(text), y + 11)
    pieces = []
    x = 50.0
    for word in text.split(" "):
        pieces.append(Piece(word, (x, y, x + 5 * len(word), y + 11), 11.0, y, False, False, 0))
        x += 5 * len(word) + 5
    return Line(1, text, rect, 11.0, font, False, False, pieces, block=1, zone=zone)


def test_only_lines_that_cite_are_asked() -> None:
    lines = [
        line("Okafor et al. Lakes 2014", 20, zone="margin"),
        line("As Keller et al. showed, lamps shine", 300),
    ]
    assert citing_text(lines) == "Okafor et al. Lakes 2014"
    assert "Lindqvist E" in citing_text([line("Citation: Okafor A,", 20), line("Lindqvist E (2014) Lamps", 34)])


@pytest.mark.parametrize(
    ("rows", "people"),
    [
        (
            ("Marie Curie, Pierre Curie, Lise", "Meitner, Otto Hahn, and Andrew", "Bray"),
            "Curie Curie Meitner Hahn Bray",
        ),
        (("Suharyanto, Marie Curie and Padmini",), "Suharyanto Curie Padmini"),
        (("Curie, Marie; Meitner, Lise; Wei, Li",), "Curie Meitner Wei"),
        (("Lise Meitner, Hochschule Darmstadt, Fachbereich Informatik, lise.meitner@h-da.de",), "Meitner"),
    ],
)
def test_what_parts_a_list_parts_its_names(rows: tuple[str, ...], people: str) -> None:
    lines = [line(text, 80 + 14 * row) for row, text in enumerate(rows)]
    found = [author.csl["family"] for author in read_names(Block(lines, [0.95] * len(lines)))]
    assert found == people.split()


def test_where_no_line_is_believed_in_the_first_ones_are_looked_at_again() -> None:
    rows = ("Dr. Lise Meitner, Universität Berlin", "Otto Hahn, Rechenzentrum der Universität Freiburg")
    text = line("We counted lamps for a year, and Marie Curie counted them again on the next morning.", 200)
    lines = [*(line(row, 80 + 14 * at) for at, row in enumerate(rows)), text]
    around = surroundings_of(lines)
    found = look_again(lines, ["body"] * 3, [], {}, around)
    assert [one.csl["family"] for one in found] == ["Meitner", "Hahn"]
    assert max(one.belief for one in found) <= 0.6
    assert look_again([text], ["body"], [], {}, around) == []


def test_the_author_that_the_file_states_must_be_printed() -> None:
    lines = [line("Counting lamps by Ada Okafor", 80)]
    around = surroundings_of(lines)
    found = look_again(lines, ["title"], lines, {"author": "Ada Okafor, Erik Lindqvist; scanner"}, around)
    assert [one.csl for one in found] == [{"family": "Okafor", "given": "Ada"}]


def test_the_title_is_nobody_though_it_reads_like_a_name() -> None:
    lines = [line("Harbour Lantern, as Published", 80)]
    around = surroundings_of(lines)
    assert look_again(lines, ["other"], [], {}, around), "the sample reads like a name"
    assert look_again(lines, ["other"], lines, {}, around) == []

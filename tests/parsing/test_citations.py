"""Citations in running text and the references they mean."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrollkeeper.parsing.citations import read_citations
from scrollkeeper.parsing.document import Line, Piece, Reference

PEOPLE: list[tuple[str, list[str], int, str]] = [
    ("1", ["Curie"], 1898, ""),
    ("2", ["Joliot", "Curie"], 1934, ""),
    ("3", ["Meitner", "Hahn", "Strassmann"], 1939, "a"),
    ("4", ["Meitner"], 1939, "b"),
    ("5", ["van der Waals"], 1910, ""),
    ("6", ["Müller"], 2001, ""),
    ("7", ["World Health Organization"], 2020, ""),
    ("8", ["Curie"], 1903, ""),
]


def reference(label: str | None, families: list[str], year: int, suffix: str) -> Reference:
    names = [{"literal" if len(one.split()) > 3 else "family": one.removeprefix("van der ")} for one in families]
    if families == ["World Health Organization"]:
        names = [{"literal": families[0]}]
    csl = {"type": "article-journal", "author": names, "issued": {"date-parts": [[year]]}}
    return Reference(label, f"{'; '.join(families)} ({year}{suffix}) A title.", 9, csl)


NAMED = [reference(None, families, year, suffix) for _, families, year, suffix in PEOPLE]
NUMBERED = [reference(label, families, year, suffix) for label, families, year, suffix in PEOPLE]


def line(*pieces: str, y: float = 100.0, page: int = 1) -> Line:
    """A line of pieces; one that begins with ^ is small and raised."""
    x, made = 50.0, []
    for text in pieces:
        small = text.startswith("^")
        text = text.removeprefix("^")
        size = 6.0 if small else 10.0
        top = y if small else y + 0.5
        made.append(
            Piece(text, (x, top, x + 5 * len(text), top + size), size, y + (6.0 if small else 10.0), False, False, 0)
        )
        x += 5 * len(text) + (0 if small else 3)
    rect = (50.0, y, x, y + 10)
    return Line(page, " ".join(piece.text for piece in made), rect, 10.0, "Serif", False, False, made)


def lines_of(text: str) -> list[Line]:
    return [line(*part.split(), y=100.0 + 12 * number) for number, part in enumerate(text.split("\n"))]


def cited(text: str, references: list[Reference]) -> list[tuple[str, int | None]]:
    return [(found.text, found.reference) for found in read_citations(lines_of(text), references)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("as shown [3] before", [("3", 2)]),
        ("as shown [1, 2] and [4]", [("1", 0), ("2", 1), ("4", 3)]),
        ("many [2–5] have", [("2–5", 1), ("2–5", 2), ("2–5", 3), ("2–5", 4)]),
        ("many [1,3-4] have", [("1", 0), ("3-4", 2), ("3-4", 3)]),
        ("many [1]–[3] have", [("1]–[3", 0), ("1]–[3", 1), ("1]–[3", 2)]),
        ("it [2, p. 17] says", [("2", 1)]),
        ("over lines [1,\n2] it goes", [("1", 0), ("2", 1)]),
        ("an interval [0, 1] is none", []),
        ("and [99] is none but [1] [2] are", [("1", 0), ("2", 1)]),
    ],
)
def test_numbers_in_brackets(text: str, found: list[tuple[str, int]]) -> None:
    assert cited(text, NUMBERED) == found


def test_numbers_in_round_brackets() -> None:
    assert cited("as shown (1) and again (2, 3) by all (4-6)", NUMBERED)[:3] == [("1", 0), ("2", 1), ("3", 2)]


def test_raised_numbers() -> None:
    lines = [line("known", "^1,2", "and", "seen", "^4–6", "in", "5", "cm", "^2"), line("again", "^3", y=112)]
    assert [(one.text, one.reference) for one in read_citations(lines, NUMBERED)] == [
        ("1", 0),
        ("2", 1),
        ("4–6", 3),
        ("4–6", 4),
        ("4–6", 5),
        ("3", 2),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("first seen (Curie, 1898).", [0]),
        ("Curie (1898) saw it first.", [0]),
        ("as (Curie 1898; Joliot & Curie, 1934) saw", [0, 1]),
        ("Joliot and Curie [1934] saw", [1]),
        ("Meitner et al. (1939a) saw what Meitner (1939b) did", [2, 3]),
        ("so (Meitner, Hahn, & Strassmann, 1939)", [2]),
        ("so (Meitner et al., 1939)", [2]),
        ("by Curie (1898, 1903) alone", [0, 7]),
        ("nach van der Waals (1910) gilt", [4]),
        ("vgl. Müller (2001) und (Joliot und Curie 1934)", [5, 1]),
        ("(Meitner u. a. 1939a, S. 12)", [2]),
        ("the (World Health Organization, 2020) says", [6]),
        ("(see e.g. Curie, 1898, for more)", [0]),
        ("Curie’s (1898) paper", [0]),
        ("Citation: Curie (1898) A title. Journal 3", []),
        ("(Curie 1898; see also Curie, 1903)", [0, 7]),
        ("in 1898 nobody knew, and 1934 was late", []),
        ("unknown (Nobody, 1898)", []),
    ],
)
def test_authors_and_years(text: str, found: list[int]) -> None:
    assert [one.reference for one in read_citations(lines_of(text), NAMED)] == found


def test_the_head_of_a_paper_cites_nothing() -> None:
    """Title, author and year of the paper itself, whose author also stands in the list."""
    head = [line(*["Reference", "Sheltered", "Lamps"], y=50.0), line(*["Karl", "Müller"], y=80.0)]
    head += [line(*["Annals", "of", "Lamps", "12,", "2001"], y=92.0)]
    for number, one in enumerate(head):
        one.zone, one.size, one.block = "header", (17.0, 10.0, 10.0)[number], number
    text = lines_of("Lamps were counted before\n(Müller, 2001).")
    for one in text:
        one.block = 3
    found = read_citations([*head, *text], NAMED)
    assert [(citation.text, citation.reference) for citation in found] == [("Müller, 2001", 5)]


def test_names_are_not_read_over_a_heading() -> None:
    heading, text = line("Work", "of", "Curie", y=50.0), line("1903", "was", "a", "year.", y=62.0)
    heading.bold = True
    assert read_citations([heading, text], NAMED) == []


def test_the_place_of_a_citation() -> None:
    (found,) = read_citations([line("seen", "[3].")], NUMBERED)
    assert found.page == 1
    assert found.rects == [(78.0, 100.5, 83.0, 110.5)]


def test_a_citation_over_two_lines_has_two_rectangles() -> None:
    (found,) = read_citations(lines_of("first seen by Joliot and\nCurie (1934) then"), NAMED)
    assert found.text == "Joliot and Curie (1934)"
    assert len(found.rects) == 2


def test_the_list_itself_cites_nothing() -> None:
    lines = lines_of("(Curie, 1898)")
    lines[0].zone = "references"
    assert read_citations(lines, NAMED) == []


TEXTS = st.lists(
    st.one_of(st.text(max_size=12), st.sampled_from(["[1]", "(1898)", "Curie", "^2", "[1–9999]"])), min_size=1
)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, max_size=8), st.sampled_from([NAMED, NUMBERED, []]))
def test_any_lines_are_read(texts: list[list[str]], references: list[Reference]) -> None:
    lines = [line(*pieces, y=12.0 * number) for number, pieces in enumerate(texts)]
    found = read_citations(lines, references)
    assert found == read_citations(lines, references)
    assert all(one.reference is None or one.reference < len(references) for one in found)


def test_numbers_printed_as_raised_that_the_file_does_not_raise() -> None:
    text = "It was shown1. Others too2,3, and more4–6. Then7 and then8."
    assert [one.reference for one in read_citations(lines_of(text), NUMBERED)] == [0, 1, 2, 3, 4, 5, 6, 7]


def test_affiliations_are_no_citations() -> None:
    authors = line("Marie", "Curie", "^1,2", "Frédéric", "Joliot", "^2")
    text = [line("it", "is", "known", "^1", "and", "seen", "^3", y=112.0), line("again", "here", "^4", y=124.0)]
    assert [one.reference for one in read_citations([authors, *text], NUMBERED)] == [0, 2, 3]


def test_each_chapter_cites_its_own_list() -> None:
    references = [reference("1", ["Curie"], 1898, ""), reference("1", ["Hahn"], 1938, "")]
    references[0].page, references[1].page = 5, 9
    lines = [line("first", "[1]", page=2), line("second", "[1]", page=7), line("late", "[1]", page=12)]
    assert [one.reference for one in read_citations(lines, references)] == [0, 1, 1]


def test_keys() -> None:
    references = [reference("Knu84", ["Knuth"], 1984, ""), reference("ABC+99", ["Abel"], 1999, "")]
    lines = lines_of("as [Knu84] and [ABC+99, p. 3; Knu84] say, but [x, y] does not")
    assert [(one.text, one.reference) for one in read_citations(lines, references)] == [
        ("Knu84", 0),
        ("ABC+99", 1),
        ("Knu84", 0),
    ]


def test_keys_of_words() -> None:
    references = [reference("Knuth, 1984", ["Knuth"], 1984, ""), reference("Abel, 1999", ["Abel"], 1999, "")]
    (found,) = read_citations(lines_of("as [Knuth, 1984] says"), references)
    assert (found.text, found.reference) == ("Knuth, 1984", 0)


@pytest.mark.parametrize(
    "text", ["A" * 200_000, "Curie 1898 " * 20_000, "[1,2" * 50_000, "(1 " * 60_000, "a1,2" * 50_000]
)
@pytest.mark.parametrize("references", [NAMED, NUMBERED], ids=["named", "numbered"])
def test_a_text_without_end_is_read_in_time(text: str, references: list[Reference]) -> None:
    started = process_time()
    read_citations([line(text)], references)
    assert process_time() - started < 5

"""Where a list of references is and where its entries begin."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrollkeeper.parsing.document import Line, Piece
from scrollkeeper.parsing.references import list_entries, read_references
from scrollkeeper.parsing.references.join import join_reference

LEADING, SIZE = 12.0, 10.0
ENTRIES = [
    ("Curie, M. (1898). Rays emitted by compounds of uranium", "and of thorium. Comptes Rendus, 126, 1101–1103."),
    ("Einstein, A. (1905). Zur Elektrodynamik bewegter", "Körper. Annalen der Physik, 17, 891–921."),
    ("Meitner, L. (1939). Disintegration of uranium by neutrons:", "A new type. Nature, 143, 239–240."),
    ("Noether, E. (1918). Invariante Variationsprobleme.", "Göttinger Nachrichten, 1918, 235–257."),
]


def line(
    text: str, y: float, *, x: float = 50.0, size: float = SIZE, bold: bool = False, page: int = 1, block: int = 0
) -> Line:
    rect = (x, y, x + 5.0 * len(text), y + size)
    return Line(
        page, text, rect, size, "Serif", bold, False, [Piece(text, rect, size, y + size, bold, False, 0)], block=block
    )


def paper(
    entries: list[tuple[str, str]], *, heading: str = "References", indent: float = 15.0, gap: float = 0.0
) -> list[Line]:
    lines = [line(f"This is sentence {number} of the text of the paper", 50 + number * LEADING) for number in range(12)]
    y = 220.0
    if heading:
        lines.append(line(heading, y, size=12, bold=True, block=1))
    for number, (first, second) in enumerate(entries):
        y += LEADING + gap
        lines.append(line(first, y, block=2 + number if gap else 2))
        y += LEADING
        lines.append(line(second, y, x=50 + indent, block=2 + number if gap else 2))
    return lines


@pytest.mark.parametrize(
    "heading",
    ["References", "REFERENCES", "6. References", "VII. References", "Bibliography", "Literaturverzeichnis",
     "Literatur:", "R E F E R E N C E S", "Bibliographie", "Références", "Works Cited", "A. Bibliography"],
)  # fmt: skip
def test_headings(heading: str) -> None:
    assert len(list_entries(paper(ENTRIES, heading=heading))) == 4


@pytest.mark.parametrize(
    ("indent", "gap"), [(15.0, 0.0), (0.0, 6.0), (15.0, 6.0), (0.0, 0.0)], ids=["hanging", "gaps", "both", "neither"]
)
def test_unnumbered_entries(indent: float, gap: float) -> None:
    found = list_entries(paper(ENTRIES, indent=indent, gap=gap))
    assert [entry.raw for entry in found] == [f"{first} {second}" for first, second in ENTRIES]


@pytest.mark.parametrize("mark", ["[{}] ", "{}. ", "({}) ", "{} "])
def test_numbered_entries(mark: str) -> None:
    numbered = [(mark.format(number) + first, second) for number, (first, second) in enumerate(ENTRIES, 1)]
    found = list_entries(paper(numbered))
    assert [entry.label for entry in found] == ["1", "2", "3", "4"]
    assert found[1].raw == " ".join(ENTRIES[1])


def test_a_year_at_the_beginning_of_a_line_is_no_number() -> None:
    numbered = [(f"{number}. {first}", f"3. {second}") for number, (first, second) in enumerate(ENTRIES, 1)]
    assert [entry.label for entry in list_entries(paper(numbered))] == ["1", "2", "3", "4"]


def test_what_follows_the_list_is_not_in_it() -> None:
    lines = paper(ENTRIES)
    lines.append(line("Appendix A", 400, size=12, bold=True, block=9))
    lines += [
        line(f"The proof goes in {word} steps and uses nothing else", 420 + at * 12, block=9)
        for at, word in enumerate("abcdefgh")
    ]
    assert len(list_entries(lines)) == 4
    assert "proof" not in list_entries(lines)[-1].raw


def test_several_lists() -> None:
    first, second = paper(ENTRIES[:2]), paper(ENTRIES[2:])
    for one in second:
        one.page = 2
    assert len(list_entries(first + second)) == 4


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["poten-", "tial energy"], "potential energy"),
        (["Ibero-", "American"], "Ibero-American"),
        (["pp. 12-", "14"], "pp. 12-14"),
        (["https://doi.org/10.1000/", "abc.1"], "https://doi.org/10.1000/abc.1"),
        (["one", "two"], "one two"),
    ],
)
def test_lines_are_joined(lines: list[str], joined: str) -> None:
    assert join_reference([line(text, 10) for text in lines]) == joined


FLOATS = st.floats(-1e4, 1e4, allow_nan=False)
LINES = st.builds(
    lambda page, text, x, y, size, zone: Line(page, text, (x, y, x + 10, y + size), size, "", False, False, [], zone),
    st.integers(1, 3), st.one_of(st.text(max_size=40), st.sampled_from(["References", "1. A", "[2] B", "(1998)."])),
    FLOATS, FLOATS, st.floats(0, 50), st.sampled_from(["body", "margin"]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=40))
def test_any_lines_are_read(lines: list[Line]) -> None:
    assert read_references(lines) == read_references(lines)


def test_a_heading_in_the_first_line_of_the_list() -> None:
    numbered = [(f"{number}. {first}", second) for number, (first, second) in enumerate(ENTRIES, 1)]
    numbered[0] = (f"References {numbered[0][0]}", numbered[0][1])
    found = list_entries(paper(numbered, heading=""))
    assert [entry.label for entry in found] == ["1", "2", "3", "4"]
    assert found[0].raw == " ".join(ENTRIES[0])


def test_a_list_without_a_heading() -> None:
    numbered = [(f"[{number}] {first}", second) for number, (first, second) in enumerate(ENTRIES * 3, 1)]
    assert len(list_entries(paper(numbered, heading=""))) == 12


def test_thanks_above_a_list_without_a_heading_are_not_of_it() -> None:
    lines = paper(ENTRIES * 3, heading="")
    at = next(index for index, one in enumerate(lines) if one.text == ENTRIES[0][0])
    top = lines[at].rect[1]
    thanks = [
        line("We thank everybody who tried the lessons and", top - 24, block=2),
        line("“all others”", top - 12, block=2),
    ]
    found = list_entries([*lines[:at], *thanks, *lines[at:]])
    assert found[0].raw == " ".join(ENTRIES[0])
    assert len(found) == 12


def test_a_column_of_a_table_is_no_list() -> None:
    cells = [
        "Reference",
        "1.34 [1.18, 1.52]",
        "0–5",
        "6–9",
        "1.44 [1.14, 1.82]",
        "10–20",
        "more than 20",
        "2.18 [1.02, 4.65]",
    ]
    table = [line(cell, 20 + 12 * row, block=row) for row, cell in enumerate(cells)]
    assert len(list_entries(table + paper(ENTRIES))) == 4


def test_a_formula_drawn_after_the_list_is_not_in_it() -> None:
    lines = [*paper(ENTRIES), line("Z = 41.10x", 100, x=400, size=12, block=9)]
    assert list_entries(lines)[-1].raw == " ".join(ENTRIES[-1])


def test_a_caption_between_two_columns_of_the_list_is_not_in_it() -> None:
    lines = paper(ENTRIES)
    caption = [
        line("Fig. 8 Comparison of side effects between", 500, block=8),
        line("two groups of 1998.", 512, block=8),
    ]
    found = list_entries([*lines[:-2], *caption, *lines[-2:]])
    assert [entry.raw for entry in found] == [" ".join(entry) for entry in ENTRIES]


def test_what_breaks_the_alphabet_begins_no_entry() -> None:
    names = ("Abel", "Bohr", "Cauchy", "Dirac", "Euler", "Fermi", "Gauss")
    entries = [(f"{name}, A. (190{at}) A title of a paper.", "Zeitung, pp. 3–9.") for at, name in enumerate(names)]
    entries[4] = (entries[4][0], "Aachen, B. 533–544.")
    assert len(list_entries(paper(entries, indent=0.0))) == 7


def test_works_of_one_author_stand_in_any_order() -> None:
    names = (
        "Abel A, Zorn",
        "Bohr N, Weyl",
        "Bohr N, Zorn",
        "Bohr N, Born",
        "Dirac P, Abel",
        "Euler L, Abel",
        "Gauss C, Abel",
    )
    entries = [(f"{name} B: A title of a paper without", "end. Zeitung. 1999; 3–9.") for name in names]
    assert len(list_entries(paper(entries, indent=0.0))) == 7


def test_the_lines_of_the_list_get_its_zone() -> None:
    lines = paper(ENTRIES)
    read_references(lines)
    assert [one.zone for one in lines].count("references") == 8


def test_a_hyphen_that_the_vocabulary_knows_stays() -> None:
    broken = [line("Meta-", 10), line("analysis of", 22)]
    assert join_reference(broken, {"meta-analysis"}) == "Meta-analysis of"
    assert join_reference(broken, {"metaanalysis", "meta-analysis"}) == "Metaanalysis of"


def test_notes_at_the_foot_of_pages_where_there_is_no_list() -> None:
    notes = [
        "1Max Weber, Wirtschaft und Gesellschaft, Tübingen 1922, S. 12.",
        "2Vgl. Georg Simmel, Die Großstädte und das Geistesleben, Dresden 1903, S. 185–206.",
        "3Ebd., S. 190.",
        "4Jürgen Habermas, Strukturwandel der Öffentlichkeit, Neuwied 1962, S. 3–9.",
        "5Weber 1922 (Anm. 1), S. 30–32.",
        "6Niklas Luhmann, Soziale Systeme, Frankfurt am Main 1984, S. 30–32.",
    ]
    lines: list[Line] = []
    for page, at in ((1, 0), (2, 3)):
        lines += [
            line(f"Satz {row} des Textes dieser Arbeit geht weiter", 50 + 12 * row, page=page) for row in range(20)
        ]
        lines += [line(note, 500 + 10 * row, size=8, page=page, block=1) for row, note in enumerate(notes[at : at + 3])]
    assert [(entry.label, entry.raw[:12]) for entry in list_entries(lines)] == [
        ("1", "Max Weber, W"),
        ("2", "Georg Simmel"),
        ("4", "Jürgen Haber"),
        ("6", "Niklas Luhma"),
    ]


def test_dashes_stand_for_the_authors_above() -> None:
    entries = [*ENTRIES, ("———. (1921). Idealtheorie in Ringbereichen.", "Mathematische Annalen, 83, 24–66.")]
    references = read_references(paper(entries))
    assert [one.csl["author"][0]["family"] for one in references] == [
        "Curie",
        "Einstein",
        "Meitner",
        "Noether",
        "Noether",
    ]


@pytest.mark.parametrize(
    ("text", "distance"),
    [
        ("© 2018 by the authors. Licensee: the press, 2018.", 12.0),
        ("Edited in J. Sci. 2018, 3–4", 30.0),
        ("Edited by M Curie Citation: Joliot et al. Radium 13: 67–72 (2017)", 12.0),
    ],
)
def test_what_a_journal_prints_below_the_list_is_in_no_entry(text: str, distance: float) -> None:
    numbered = [(f"[{number}] {first}", second) for number, (first, second) in enumerate(ENTRIES, 1)]
    lines = paper(numbered)
    lines.append(line(text, lines[-1].rect[1] + distance, block=2))
    assert list_entries(lines)[-1].raw == " ".join(ENTRIES[-1])


def test_entries_with_keys() -> None:
    keys = ("Cur98", "Ein05", "Mei39", "Noe18")
    keyed = [(f"[{key}] {first}", second) for key, (first, second) in zip(keys, ENTRIES, strict=True)]
    found = list_entries(paper(keyed))
    assert [entry.label for entry in found] == list(keys)
    assert found[2].raw == " ".join(ENTRIES[2])


@pytest.mark.parametrize(
    "text", ["A" * 200_000, "A. " * 60_000, "http://" * 20_000, "(1998) " * 30_000, "[1] " * 40_000]
)
def test_a_line_without_end_is_read_in_time(text: str) -> None:
    started = process_time()
    read_references([line("References", 10), line(text, 22), line(text, 34)])
    assert process_time() - started < 2


def test_a_list_without_end_is_read_in_time() -> None:
    started = process_time()
    read_references([line("References", 10), *(line(f"http://a/ 1998, {row % 7}-9", 22) for row in range(5000))])
    assert process_time() - started < 5

"""Sub- and superscripts: joined to the word that they are part of, and kept apart where they call something out."""

from pathlib import Path

import pytest

from scrollkeeper.parsing.document import Document
from scrollkeeper.parsing.glyphs import helper
from scrollkeeper.parsing.parser import parse
from tests.pdfs import typeset

PAGE = (
    "#set page(width: 210mm, height: 297mm, margin: 25mm)\n"
    '#set text(font: "Libertinus Serif", size: 11pt)\n'
    "#set sub(typographic: false)\n#set super(typographic: false)\n"
)


@pytest.fixture(params=["with helper", "without"], autouse=True)
def _helper(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without":
        monkeypatch.setattr(helper, "LIBRARY", None)


def read(source: str) -> Document:
    return parse(typeset(PAGE + source))


@pytest.mark.parametrize(
    "source, printed",
    [
        ("Uptake of CO#sub[2] by reeds", "Uptake of CO2 by reeds"),
        ("in H#sub[2]O, and so on", "in H2O, and so on"),
        ("the H#sub[2]SO#sub[4]-rich water", "the H2SO4-rich water"),
        ("of SO#sub[4]#super[2−] and NO#sub[3]#super[−] alike", "of SO42− and NO3− alike"),
        ("of NH#sub[4]#super[+], Ca#super[2+] and Fe#super[3+].", "of NH4+, Ca2+ and Fe3+."),
        ("a #super[14]C age and δ#super[18]O of shells", "a 14C age and δ18O of shells"),
        ("by #super[137]Cs and [#super[18]F]FDG scans", "by 137Cs and [18F]FDG scans"),
        ("some 3 × 10#super[6] cells", "some 3 × 106 cells"),
        ("about 10#super[−3] mol", "about 10−3 mol"),
        ("over 12 km#super[2] of ice at 5 m s#super[−1] there", "over 12 km2 of ice at 5 m s−1 there"),
        ("where x#super[2] and χ#super[2] are", "where x2 and χ2 are"),
        ("an adjusted R#super[2] of 0.9", "an adjusted R2 of 0.9"),
        ("the 21#super[st] century", "the 21st century"),
        ("at 20 #super[∘]C", "at 20 ∘C"),
        ("where log#sub[10] and T#sub[max] are", "where log10 and Tmax are"),
    ],
)
def test_what_is_part_of_a_word_has_no_space_before_it(source: str, printed: str) -> None:
    assert read(source).pages[0].text == printed


@pytest.mark.parametrize(
    "source, printed",
    [
        ("as others found#super[12] before", "as others found 12 before"),
        ("as others found.#super[3,4] We", "as others found. 3,4 We"),
        ("Maria L. Keller#super[1], Peter Oduya#super[a,b]", "Maria L. Keller 1 , Peter Oduya a,b"),
        ("Keller M#super[1], Oduya P#super[2]", "Keller M 1 , Oduya P 2"),
        ("#super[1]Department of Lakes", "1 Department of Lakes"),
        ("#super[2]H. Smith Institute", "2 H. Smith Institute"),
        ("seen in 2019#super[3] and later", "seen in 2019 3 and later"),
        ("the WHO#super[3] says", "the WHO 3 says"),
        ("an M.D.#super[2] there", "an M.D. 2 there"),
        ("Einstein’s#super[2] letter", "Einstein’s 2 letter"),
        ("mean of 4.2#super[a] here", "mean of 4.2 a here"),
    ],
)
def test_what_calls_something_out_stays_apart(source: str, printed: str) -> None:
    assert read(source).pages[0].text == printed


def test_a_word_and_its_scripts_have_one_box() -> None:
    plain, scripts = read("Uptake of CO by reeds"), read("Uptake of CO#sub[2] by reeds")
    (before,) = plain.pages[0].words[2].rects
    word = scripts.pages[0].words[2]
    (rect,) = word.rects
    assert word.text == "CO2"
    assert rect[0] == before[0]
    assert before[2] + 1 < rect[2] < scripts.pages[0].words[3].rects[0][0]
    assert rect[1] <= before[1] < before[3] <= rect[3]


def test_titles_have_their_scripts() -> None:
    source = '#text(size: 18pt, weight: "bold")[Uptake of CO#sub[2] and #super[14]C in NO#sub[3]]\n\nAda Keller\n\n'
    metadata = read(source + "The lakes were counted. " * 80).structure.metadata
    assert metadata["title"] == "Uptake of CO2 and 14C in NO3"


def test_raised_figures_still_cite_what_they_cited() -> None:
    names = ("Ada Keller", "Peter Oduya", "Mary Brown", "John Green")
    listed = "".join(
        f"{number}. {name}. On the lakes of the north. Journal of Lakes. 201{number};3:1–9.\n\n"
        for number, name in enumerate(names, 1)
    )
    text = (
        "Lakes hold CO#sub[2] as was found#super[1]. Few hold 10#super[6] cells.#super[2,3] An area of 12 km#super[2] "
        "was said to be large by others#super[4] and by few.\n\n"
    )
    structure = read(text + '#text(size: 14pt, weight: "bold")[References]\n\n' + listed).structure
    assert [(citation.text, citation.reference) for citation in structure.citations] == [
        ("1", 0),
        ("2", 1),
        ("3", 2),
        ("4", 3),
    ]


@pytest.mark.parametrize(
    "name, title",
    [
        ("a-co2", "Uptake of CO2 by Reed Beds of Cold Lakes"),
        ("b-no3", "Uptake of NO3 by Reed Beds of Cold Lakes"),
        ("c-isotope", "The 14C Age of Cold Lake Sediments"),
    ],
)
def test_reported_titles(cases: Path, name: str, title: str) -> None:
    assert parse(cases / "06-subscripts-in-title" / f"{name}.pdf").structure.metadata["title"] == title

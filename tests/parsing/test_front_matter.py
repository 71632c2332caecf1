"""Authors, abstract, year and DOI of a first page whose lines the model labels wrongly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.parsing.document import Line, Piece
from scrollkeeper.parsing.front_matter.abstract import abstract_lines
from scrollkeeper.parsing.front_matter.author_tokens import Block
from scrollkeeper.parsing.front_matter.confidence import calibrated
from scrollkeeper.parsing.front_matter.contacts import add_contacts
from scrollkeeper.parsing.front_matter.doi import own_doi
from scrollkeeper.parsing.front_matter.header import read_keywords
from scrollkeeper.parsing.front_matter.header_runs import author_block, rest_of_list, title_lines
from scrollkeeper.parsing.front_matter.identifiers import read_identifiers
from scrollkeeper.parsing.front_matter.names import read_names

SENTENCE = "The rays of uranium were measured with an instrument that is described below, and"


def line(
    text: str, y: float, *, x: float = 50.0, size: float = 10.0, font: str = "Serif", block: int = 0, page: int = 1
) -> Line:
    rect = (x, y, x + 5.0 * len(text), y + size)
    return Line(page, text, rect, size, font, False, False, [Piece(text, rect, size, y, False, False, 0)], block=block)


FAMILIES = (
    "Keller Oduya Santos Brandt Novak Rossi Tanaka Kowalski Jensen Virtanen Moreau Fischer Weber Silva Costa "
    "Yilmaz Horvat Popescu Ivanova Petrov Nguyen Kim Park Chen Wang Gupta Sharma Okafor Mensah Haddad Cohen "
    "Murphy Smith Jones Garcia Lopez Martin Bernard Dubois Schmidt"
)
TITLE = line("On a new substance", 50, size=18, font="Bold")


def names(*rows: str, size: float = 11.0, belief: float = 0.95) -> list[str]:
    """The people of an author block as "given|particle|family|suffix", without what is missing."""
    lines = [line(text, 80 + 14 * row, size=size, font="Names", block=1) for row, text in enumerate(rows)]
    people = [author.csl for author in read_names(Block(lines, [belief] * len(lines)))]
    keys = ("given", "non-dropping-particle", "family", "suffix", "literal")
    return ["|".join(one[key] for key in keys if key in one) for one in people]


@pytest.mark.parametrize(
    ("printed", "people"),
    [
        ("Marie Curie, Pierre Curie and Lise Meitner", "Marie|Curie; Pierre|Curie; Lise|Meitner"),
        ("Curie, Marie; Meitner, Lise", "Marie|Curie; Lise|Meitner"),
        ("M. Curie, L. Meitner & I. Joliot-Curie", "M.|Curie; L.|Meitner; I.|Joliot-Curie"),
        ("Marie CURIE and John McINTYRE", "Marie|Curie; John|McIntyre"),
        ("Pieter van der Meulen, Karl von Falkenau", "Pieter|van der|Meulen; Karl|von|Falkenau"),
        ("Marie Curie1,2*, Lise Meitner2 and Otto Hahn1", "Marie|Curie; Lise|Meitner; Otto|Hahn"),
        ("Marie Curie, MD, PhD, Lise Meitner, FRCP", "Marie|Curie; Lise|Meitner"),
        ("Marie Curie • Lise Meitner • Otto Hahn", "Marie|Curie; Lise|Meitner; Otto|Hahn"),
        ("Prof. Dr. Lise Meitner und Dr. Otto Hahn", "Lise|Meitner; Otto|Hahn"),
        ("Marie CurieID, Lise MeitneriD", "Marie|Curie; Lise|Meitner"),
        ("Kanglan LI, Shouchao WEI, Zhou LIU, Li HU", "Kanglan|Li; Shouchao|Wei; Zhou|Liu; Li|Hu"),
        ("Wei Zhang, Li Chen, Wei Zhang", "Wei|Zhang; Li|Chen; Wei|Zhang"),
        ("И. И. Иванов, П. С. Петрова", "И. И.|Иванов; П. С.|Петрова"),
        ("Curie M. S., Meitner L., Hahn O.", "M. S.|Curie; L.|Meitner; O.|Hahn"),
        ("Ana Clara de Oliveira, David di Lenardo, Otto Hahn", "Ana Clara|de|Oliveira; David|di|Lenardo; Otto|Hahn"),
        ("Keller ML, Oduya P, Wei L", "ML|Keller; P|Oduya; L|Wei"),
    ],
)
def test_people_are_read_as_they_are_printed(printed: str, people: str) -> None:
    assert "; ".join(names(printed)) == people


def test_a_list_goes_on_over_lines() -> None:
    found = names("Marie Curie, Pierre Curie, Lise Meitner, Otto", "Hahn, Walter Brooks and Harriet Brooks")
    assert found == ["Marie|Curie", "Pierre|Curie", "Lise|Meitner", "Otto|Hahn", "Walter|Brooks", "Harriet|Brooks"]


def test_hundreds_of_authors_are_all_read() -> None:
    some = [
        f"{given} {family}" for given in ("Anna", "Boris", "Carla", "David", "Elena") for family in FAMILIES.split()
    ]
    rows = [", ".join(some[at : at + 6]) + "," for at in range(0, len(some), 6)]
    assert len(names(*rows)) == len(some)


def test_a_box_that_names_the_authors_again_is_not_read() -> None:
    named = line("Marie Curie and Lise Meitner", 80, size=12, font="Names", block=1)
    box = line("Marie Curie, Lise Meitner", 300, size=7, font="Small", block=4)
    assert len(read_names(Block([named, box], [0.95, 0.6]))) == 2


def test_a_block_holds_what_the_model_believes_in_above_the_abstract() -> None:
    lines = [TITLE, line("Marie Curie", 80), line("Radium Institute", 95), line(SENTENCE, 200), line("M Curie", 300)]
    assert author_block(lines, [0.2, 0.9, 0.01, 0.3, 0.8], [TITLE], [lines[3]]) == [1]
    assert author_block(lines, [0.2, 0.0, 0.01, 0.3, 0.8], [TITLE], [lines[3]]) == [4]


def test_a_long_list_goes_on_where_the_model_does_not_look() -> None:
    first = line("Marie Curie, Pierre Curie,", 80)
    more = [line("Lise Meitner, Otto Hahn,", 95), line("Ida Noddack", 110, page=2)]
    heading = [line("Introduction", 130, size=14, page=2) for _ in range(4)]
    assert rest_of_list([TITLE, first, *more, *heading, line("Some text", 150, page=2)], first) == more


def test_a_title_in_two_languages_and_one_with_a_subtitle() -> None:
    german = line("Seen im Wandel der Zeit und der Wärme", 50, size=16, font="Bold", block=0)
    english = line("Lakes in the Course of Time and of Heat", 75, size=16, font="Bold", block=1)
    below = line("A study of small waters", 75, size=13, font="Bold", block=1)
    named = line("Marie Curie", 100, block=2)
    found = title_lines([german, english, named], ["title", "title", "author"], 10.0)
    assert (found.title, found.translated, found.subtitle) == ([german], [english], [])
    found = title_lines([TITLE, below, named], ["title", "title", "author"], 10.0)
    assert (found.title, found.translated, found.subtitle) == ([TITLE], [], [below])


def test_a_title_in_two_languages_of_one_face_and_block_is_parted() -> None:
    french = line("Bilan thermique des mares alpines en hiver", 50, size=16, font="Bold")
    english = line("Heat Budgets of Alpine Pools in Winter", 68, size=16, font="Bold")
    found = title_lines([french, english, line("Marie Curie", 100, block=2)], ["title", "title", "author"], 10.0)
    assert (found.title, found.translated) == ([french], [english])
    broken = line("in a pool of the Alps", 68, size=16, font="Bold")
    assert title_lines([french, broken], ["title", "title"], 10.0).title == [french, broken]


def test_an_abstract_ends_where_another_face_begins() -> None:
    abstract = [line(f"{SENTENCE} it was dark.", 200 + 11 * row, size=9, font="Bold", block=1) for row in range(4)]
    text = [line(SENTENCE, 260 + 12 * row, font="Text", block=2) for row in range(3)]
    assert abstract_lines([TITLE, *abstract, *text], ["title", *["abstract"] * 7], 10.0) == abstract


def test_a_plain_typescript_has_its_title_in_the_first_short_block() -> None:
    named = line("Marie Curie, Universität Paris", 50, size=12, block=0)
    title = line("Digitale Netzwerkkarten: Software für die Geisteswissenschaften", 80, size=12, block=1)
    text = [line(SENTENCE, 110 + 14 * row, size=12, block=2) for row in range(6)]
    found = title_lines([named, title, *text], ["author", *["body"] * 7], 12.0)
    assert found.title == [title]


def test_the_text_below_a_title_is_none_of_it() -> None:
    text = [line(SENTENCE, 110 + 14 * row, size=18, font="Bold", block=1) for row in range(8)]
    assert title_lines([TITLE, *text], ["title"] * 9, 10.0).title == [TITLE]


@given(st.sampled_from(["title", "author", "abstract", "keyword", "volume", "type"]), st.floats(0, 1), st.floats(0, 1))
def test_confidence_is_a_share_and_keeps_its_order(field: str, one: float, other: float) -> None:
    less, more = calibrated(field, min(one, other)), calibrated(field, max(one, other))
    assert 0 <= less <= more <= 1


def test_a_short_title_is_not_beaten_by_its_long_subtitle() -> None:
    short = line("Data in Space", 50, size=20, block=1)
    below = line("Visualisations and physical forms in exhibitions", 75, size=16, block=2)
    beside = line("Methods for the analysis of many data", 60, x=320, size=16, block=7)
    found = title_lines([short, below, line("Curie, Marie", 100), beside], ["title", "title", "author", "title"], 10.0)
    assert (found.title, found.subtitle, found.translated) == ([short], [below], [])


def test_a_list_is_followed_for_longer_than_the_model_believes_in_it() -> None:
    rows = [line("Marie Curie, Pierre Curie, Lise Meitner,", 80 + 12 * row) for row in range(5)]
    text = line("The lakes of the north, and their oxygen, are", 150)
    assert author_block([*rows, text], [0.9, 0.6, 0.04, 0.0, 0.0, 0.0], [], []) == [0, 1, 2, 3, 4]


def placed(people: str, *labelled: tuple[str, Line]) -> dict[str, list[str]]:
    """Affiliations by family name; `people` is printed above the labelled lines."""
    named = line(people, 80, block=1)
    authors = read_names(Block([named], [0.95]))
    add_contacts(
        authors, [TITLE, named, *(one for _, one in labelled)], ["title", "author", *(label for label, _ in labelled)]
    )
    return {one.csl["family"]: [place["name"] for place in one.csl.get("affiliation", [])] for one in authors}


def test_affiliations_follow_their_marks() -> None:
    first = line("1 Radium Institute, Paris, France", 100, block=2)
    second = line("2 Kaiser Wilhelm Institute, Berlin, Germany", 112, block=2)
    found = placed("Marie Curie1, Lise Meitner1,2", ("affiliation", first), ("affiliation", second))
    assert found == {
        "Curie": ["Radium Institute, Paris, France"],
        "Meitner": ["Radium Institute, Paris, France", "Kaiser Wilhelm Institute, Berlin, Germany"],
    }


def test_one_affiliation_without_a_mark_is_everybodys_and_correspondence_is_none() -> None:
    place = line("Radium Institute, University of Paris", 100, block=2)
    letters = line("Correspondence to: Marie Curie, curie@radium.example", 120, block=3)
    found = placed("Marie Curie, Pierre Curie-Joliot", ("affiliation", place), ("affiliation", letters))
    assert set(map(tuple, found.values())) == {("Radium Institute, University of Paris",)}


@pytest.mark.parametrize(
    ("rows", "keywords"),
    [
        (["Keywords: radium; polonium; rays."], "radium, polonium, rays"),
        (["Palavras-chave: Metadados. Museus.", "Keywords: Metadata. Museums."], "Metadados, Museus"),
        (["Keywords Soil - Herds - Village", "life - Rain"], "Soil, Herds, Village life, Rain"),
        (["关键词：湖泊；氧气"], "湖泊, 氧气"),
        (["Schlüsselwörter: Seen, Wärme", "Abstract"], "Seen, Wärme"),
    ],
)  # fmt: skip
def test_keywords_of_one_language(rows: list[str], keywords: str) -> None:
    assert read_keywords([line(text, 80 + 12 * row) for row, text in enumerate(rows)]) == keywords


def test_an_abstract_ends_before_its_copyright() -> None:
    abstract = [line(SENTENCE, 100 + 12 * row, block=1) for row in range(5)]
    below = line("© 2015 The Authors. Published by the academy.", 160, block=1)
    lines = [TITLE, line("Abstract", 80), *abstract, below, line("Introduction", 280, block=2)]
    assert abstract_lines(lines, ["title", "other", *["abstract"] * 6, "body"], 10.0) == abstract


def test_an_abstract_without_heading_is_not_the_text_after_the_introduction() -> None:
    abstract = [line(SENTENCE, 100 + 12 * row, block=1) for row in range(5)]
    text = [line(SENTENCE, 300 + 12 * row, block=3) for row in range(12)]
    lines = [TITLE, *abstract, line("1. Introduction", 280, size=12, block=2), *text]
    labels = ["title", *["affiliation"] * 4, "other", "body", *["abstract"] * 12]
    assert abstract_lines(lines, labels, 10.0) == abstract


def test_text_below_an_introduction_is_no_abstract_though_the_model_labels_it() -> None:
    abstract = [line(SENTENCE, 100 + 12 * row, size=8, block=2) for row in range(4)]
    text = [line(SENTENCE, 200 + 12 * row, block=4) for row in range(30)]
    lines = [TITLE, *abstract, line("Introduction", 180, size=13, block=3), *text]
    labels = ["title", *["abstract"] * 4, "body", *["body"] * 10, *["abstract"] * 20]
    assert abstract_lines(lines, labels, 10.0) == abstract


def test_the_first_part_of_an_abstract_may_be_called_introduction() -> None:
    heads = [line("Abstract", 80, block=1), line("Introduction", 94, block=1)]
    abstract = [line(SENTENCE, 110 + 12 * row, size=8, block=2) for row in range(5)]
    lines = [TITLE, *heads, *abstract, line("1. Introduction", 300, size=13, block=3), line(SENTENCE, 320, block=4)]
    labels = ["title", "abstract", "abstract", *["abstract"] * 5, "body", "body"]
    assert abstract_lines(lines, labels, 10.0)[-5:] == abstract


def test_an_abstract_ends_before_the_summary_of_its_authors() -> None:
    abstract = [line(SENTENCE, 100 + 12 * row, block=2) for row in range(4)]
    summary = [line("Author summary", 150, block=2), *(line(SENTENCE, 165 + 12 * row, block=2) for row in range(4))]
    lines = [TITLE, line("Abstract", 88, block=1), *abstract, *summary]
    labels = ["title", *["abstract"] * 10]
    assert abstract_lines(lines, labels, 10.0) == abstract


def test_an_abstract_in_much_smaller_type_than_its_heading() -> None:
    abstract = [line(SENTENCE, 100 + 12 * row, x=200, block=1) for row in range(5)]
    beside = line("Citation: Curie M (1898)", 100, x=20, block=4)
    lines = [TITLE, line("Abstract", 80, x=200, size=15), *abstract, beside, line("Introduction", 280, block=2)]
    assert abstract_lines(lines, ["title", "other", *["body"] * 5, "affiliation", "body"], 10.0) == abstract


def dated(*labelled: tuple[str, Line]) -> dict[str, object]:
    text = [line(SENTENCE, 400 + 12 * row, block=9) for row in range(20)]
    lines = [one for _, one in labelled]
    labels = {id(one): label for label, one in labelled} | {id(one): "body" for one in text}
    return read_identifiers([*lines, *text], labels, 800)[0]


def test_the_year_of_a_cited_work_is_not_that_of_the_paper() -> None:
    cited = line("psychological science (Curie & Joliot, 2016), as", 200)
    footer = line("Proceedings of the academy, volume 124, 2020.", 700, size=8)
    assert dated(("other", cited), ("body", footer))["issued"] == {"date-parts": [[2020]]}
    assert "issued" not in dated(("other", cited), ("body", line("a model was published in 1991, and", 220)))


def test_a_doi_alone_on_its_line_is_that_of_the_paper() -> None:
    code = line("Code is available at DOI 10.5281/zenodo.3553566", 700, size=7)
    own = line("10.5281/zenodo.3545905", 100, size=8)
    assert dated(("abstract", own), ("meta", code))["DOI"] == "10.5281/zenodo.3545905"


def doi_of(*lines: Line) -> str | None:
    text = [line(SENTENCE, 400 + 12 * row, block=9) for row in range(20)]
    return own_doi([*lines, *text], None, 10.0, set())


def test_a_doi_that_breaks_behind_its_prefix_is_put_together() -> None:
    cited = line("How to cite: Curie M. A review of rays. Ann Rad 2018; 21:347. doi: 10.22038/", 700, size=8, block=5)
    assert doi_of(cited, line("RAD.2018.24026.6021", 710, size=8, block=5)) == "10.22038/rad.2018.24026.6021"


def test_the_doi_of_a_cited_work_or_of_data_is_not_that_of_the_paper() -> None:
    cited = [line("References", 200, block=3), line("doi:10.1177/095269519801100402", 220, size=8, block=4)]
    data = line("Data are at the repository, DOI 10.5061/dryad.7s2q1", 240, size=8, block=5)
    assert doi_of(*cited, data) is None
    assert doi_of(line("https://doi.org/10.1000/radium.7", 30, size=8), *cited, data) == "10.1000/radium.7"


def test_the_doi_of_code_that_begins_a_line_is_not_that_of_the_paper() -> None:
    own = line("10.5281/zenodo.3545905", 100, size=8, block=3)
    code = [line("Code is available at https://github.com/curie/radium –", 700, size=7, block=5)]
    code.append(line("DOI 10.5281/zenodo.3553566.", 710, size=7, block=5))
    assert doi_of(own, *code) == "10.5281/zenodo.3545905"


def test_the_doi_of_a_figure_is_that_of_its_paper() -> None:
    own = line("Citation: Curie M (2013) On rays. PLoS ONE 8: e1. doi:10.1371/journal.pone.0068888", 100, size=8)
    figures = [line(f"doi:10.1371/journal.pone.0068888.{part}", 700, size=8, page=2) for part in ("g001", "t001")]
    assert doi_of(own, *figures) == "10.1371/journal.pone.0068888"
    assert doi_of(*figures) == "10.1371/journal.pone.0068888"


def test_small_print_that_the_model_takes_for_text_has_the_doi() -> None:
    own = line("Ann Rad 2018; 21:347. doi: 10.1000/radium.7", 700, size=8, block=5)
    assert own_doi([TITLE, own], None, 10.0, {id(own)}) == "10.1000/radium.7"

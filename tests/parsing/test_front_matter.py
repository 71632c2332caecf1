"""Authors, abstract, year and DOI of a first page whose lines the model labels wrongly."""

from scrollkeeper.parsing.abstract import abstract_lines
from scrollkeeper.parsing.document import Line, Piece
from scrollkeeper.parsing.header_runs import author_lines
from scrollkeeper.parsing.identifiers import read_identifiers

SENTENCE = "The rays of uranium were measured with an instrument that is described below, and"


def line(
    text: str, y: float, *, x: float = 50.0, size: float = 10.0, font: str = "Serif", block: int = 0, page: int = 1
) -> Line:
    rect = (x, y, x + 5.0 * len(text), y + size)
    return Line(page, text, rect, size, font, False, False, [Piece(text, rect, size, y, False, False, 0)], block=block)


TITLE = line("On a new substance", 50, size=18, font="Bold")


def authors(*labelled: tuple[str, Line]) -> list[str]:
    text = [line(SENTENCE, 400 + 12 * row, block=9) for row in range(20)]
    lines = [TITLE, *(one for _, one in labelled), *text]
    labels = ["title", *(label for label, _ in labelled), *["body"] * len(text)]
    return [one.text for one in author_lines(lines, labels, [TITLE], [])]


def test_names_with_marks_are_found_where_none_is_labelled() -> None:
    named = line("Marie Curie, PhD a,b,c,* , Pierre Curie, MD a,b", 80, font="Names", block=1)
    assert authors(("other", named), ("author", line("*", 95, font="Names", block=2))) == [named.text]


def test_the_last_name_may_stand_alone_on_its_line() -> None:
    first = line("Marie Curie 1 , Lise Meitner 1 , Maria da Silva dos", 80, font="Names", block=1)
    last = line("Santos 1 *", 92, font="Names", block=1)
    assert authors(("author", first), ("other", last)) == [first.text, last.text]


def test_a_box_that_names_the_authors_again_is_not_read() -> None:
    box = [
        line("Curie M and Meitner L", 300, size=7, font="Small"),
        line("Radium Growth Underwater", 310, size=7, font="Small"),
    ]
    named = line("Marie Curie and Lise Meitner", 80, size=12, font="Names")
    assert authors(("author", box[0]), ("other", box[1]), ("author", named)) == [named.text]


def test_open_access_is_no_author() -> None:
    named = line("Marie Curie and Lise Meitner", 80, font="Names")
    assert authors(("author", line("Open Access", 60, size=12)), ("author", named)) == [named.text]


def test_an_abstract_without_heading_is_not_the_text_after_the_introduction() -> None:
    abstract = [line(SENTENCE, 100 + 12 * row, block=1) for row in range(5)]
    text = [line(SENTENCE, 300 + 12 * row, block=3) for row in range(12)]
    lines = [TITLE, *abstract, line("1. Introduction", 280, size=12, block=2), *text]
    labels = ["title", *["affiliation"] * 4, "other", "body", *["abstract"] * 12]
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

"""What is read from papers that the project typesets itself, in layouts of all kinds."""

import pytest

from scrollkeeper.parsing.glyphs import helper
from scrollkeeper.parsing.parser import Document, parse
from tests.parsing.layouts import LAYOUTS, Layout, cropped, turned

BY_NAME = {layout.name: layout for layout in LAYOUTS}


def squeezed(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_header_and_sections_are_read(layout: Layout) -> None:
    found = parse(layout.pdf()).structure
    assert found.metadata["title"] == layout.title
    assert tuple(author["family"] for author in found.metadata["author"]) == layout.authors
    assert squeezed(found.metadata["abstract"]) == squeezed(layout.abstract)
    assert found.metadata["language"] == layout.language
    assert tuple(section.title for section in found.sections) == layout.sections


def test_numbers_of_headings_are_their_labels() -> None:
    assert [section.label for section in parse(BY_NAME["one column"].pdf()).structure.sections] == ["1", "2", "3", "4"]


def test_the_stamp_of_an_archive_is_no_part_of_the_flow() -> None:
    found = parse(BY_NAME["stamp in the margin"].pdf())
    assert found.structure.metadata["arxiv"] == "2101.01234"


def test_a_running_head_names_the_venue() -> None:
    metadata = parse(BY_NAME["running heads"].pdf()).structure.metadata
    found = {name: metadata.get(name) for name in ("container-title", "volume", "page")}
    assert found == {"container-title": "Journal of Lamps", "volume": "12", "page": "34-56"}


def test_a_german_journal_is_read() -> None:
    found = parse(BY_NAME["German journal"].pdf()).structure
    printed = {name: found.metadata.get(name) for name in ("container-title", "volume", "issue", "page", "keyword")}
    assert printed == {
        "container-title": "Zeitschrift für Lampenkunde",
        "volume": "12",
        "issue": "3",
        "page": "34-56",
        "keyword": "Lampen, Bahnhof, Zählung",
    }
    assert found.metadata["issued"] == {"date-parts": [[2019]]}
    assert [one.csl.get("title") for one in found.references] == [
        "Beleuchtung in Bahnhöfen",
        "Licht und Raum",
        "Zählen im Dunkeln",
        "Die Laterne",
    ]
    assert [one.csl["type"] for one in found.references] == ["article-journal", "book", "chapter", "thesis"]
    assert found.references[0].csl["page"] == "12-15"
    assert found.references[1].csl["editor"] == [{"family": "Hoffmann", "given": "Ute"}]
    assert [one.reference for one in found.citations[:3]] == [0, 2, 3]
    assert [(one.label, one.caption) for one in found.figures] == [("1", "Lampen im Winter.")]
    assert [(one.label, one.caption) for one in found.tables] == [("1", "Zahl der Lampen.")]


def test_a_french_journal_is_read() -> None:
    found = parse(BY_NAME["French journal"].pdf()).structure
    printed = {name: found.metadata.get(name) for name in ("container-title", "volume", "issue", "page", "keyword")}
    assert printed == {
        "container-title": "Revue des lampes",
        "volume": "3",
        "issue": "2",
        "page": "101-118",
        "keyword": "lampes, gare, comptage",
    }
    assert [one.csl.get("title") for one in found.references] == [
        "Les lampes des gares",
        "L’éclairage public en France",
        "Compter dans la nuit",
    ]
    assert [author["family"] for author in found.references[1].csl["author"]] == ["Dubois", "Petit", "Moreau"]
    assert [one.reference for one in found.citations[:3]] == [0, 1, 2]
    assert [(one.label, one.caption) for one in found.figures] == [("1", "Lampes en hiver.")]
    assert [(one.label, one.caption) for one in found.tables] == [("1", "Nombre de lampes.")]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_turned_page_reads_the_same(angle: int) -> None:
    pdf = BY_NAME["two columns"].pdf()
    upright, found = parse(pdf), parse(turned(pdf, angle))
    if angle == 180:
        assert (found.pages[0].width, found.pages[0].height) == (upright.pages[0].width, upright.pages[0].height)
    assert sorted(squeezed(found.pages[0].text)) == sorted(squeezed(upright.pages[0].text))
    assert all(inside(found, rect) for page in found.pages for word in page.words for rect in word.rects)


def test_a_crop_box_moves_all_places() -> None:
    pdf = BY_NAME["one column"].pdf()
    whole, cut = parse(pdf), parse(cropped(pdf, 20))
    assert cut.pages[0].width == pytest.approx(whole.pages[0].width - 40, abs=0.1)
    assert cut.pages[0].text == whole.pages[0].text
    x0, y0, _, _ = whole.pages[0].words[0].rects[0]
    assert cut.pages[0].words[0].rects[0][:2] == pytest.approx((x0 - 20, y0 - 20), abs=0.1)


def inside(document: Document, rect: tuple[float, float, float, float]) -> bool:
    width, height = document.pages[0].width, document.pages[0].height
    return -1 <= rect[0] <= rect[2] <= width + 1 and -1 <= rect[1] <= rect[3] <= height + 1


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_without_the_helper_the_words_are_the_same(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    if helper.LIBRARY is None:
        pytest.skip("the helper is not compiled here")
    helped = parse(layout.pdf())
    monkeypatch.setattr(helper, "LIBRARY", None)
    plain = parse(layout.pdf())
    assert [page.text for page in plain.pages] == [page.text for page in helped.pages]
    for citation, other in zip(plain.structure.citations, helped.structure.citations, strict=True):
        for rect, expected in zip(citation.rects, other.rects, strict=True):
            assert rect == pytest.approx(expected, abs=0.01)
        citation.rects = other.rects  # They may differ in their last bits.
    assert plain.structure == helped.structure
    for ours, theirs in zip(plain.pages, helped.pages, strict=True):
        for word, other in zip(ours.words, theirs.words, strict=True):
            assert word.rects[0] == pytest.approx(other.rects[0], abs=0.01)

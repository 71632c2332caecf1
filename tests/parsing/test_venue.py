"""Names of journals, volumes and pages as they are printed around titles and in running heads."""

import pytest

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.front_matter.identifiers import read_identifiers
from scrollkeeper.parsing.front_matter.venue import read_venue

TITLE = "Counting the lamps of a railway station"


def read(*heads: str, front: tuple[str, ...] = ()) -> dict[str, str]:
    """From lines that stand on the first page and running heads that stand on two more."""
    lines = [line(text, 1, "header", number) for number, text in enumerate((*front, TITLE))]
    lines += [line(text, page, "margin", 0) for page in (2, 3) for text in heads]
    labels = {id(one): "title" if one.text == TITLE else "meta" for one in lines if one.page == 1}
    found, _ = read_identifiers(lines, labels, 800.0, TITLE, ["Okafor", "Lindqvist"])
    return {field: value for field, value in found.items() if isinstance(value, str)}


def line(text: str, page: int, zone: str, block: int) -> Line:
    return Line(
        page, text, (50.0, 50.0 + 20 * block, 300.0, 60.0 + 20 * block), 8.0, "Serif", False, False, [], zone, block
    )


@pytest.mark.parametrize(
    ("head", "venue", "volume", "issue", "page"),
    [
        ("Okafor et al. Annals of Lamps (2021) 21:117", "Annals of Lamps", "21", None, "117"),
        ("Okafor and Lindqvist Lamps & Light 2013, 13:123", "Lamps & Light", "13", None, "123"),
        ("98 | Lamp Bulletin, 2017, 7(1), 97-101", "Lamp Bulletin", "7", "1", "97-101"),
        ("Lamps | www.lamps.example", "", None, None, None),
        ("Journal of Lamps Vol. 9, No. 3, Summer 2011", "Journal of Lamps", "9", "3", None),
        (
            f"Okafor et al. (2024). {TITLE}. Journal of Open Lamps, 7(72), 209.",
            "Journal of Open Lamps",
            "7",
            "72",
            "209",
        ),
        ("Zeitschrift für Leuchten, Jg. 12 (2019), S. 12–15", "Zeitschrift für Leuchten", "12", None, "12-15"),
        ("Revue des lampes, vol. 3, 2020", "Revue des lampes", "3", None, None),
        ("Journal of Lamps · 2019", "Journal of Lamps", None, None, None),
        ("Counting the lamps", "", None, None, None),
        ("Okafor and Lindqvist 2019", "", None, None, None),
        ("Received 3 May 2019", "", None, None, None),
    ],
)
def test_running_heads(head: str, venue: str, volume: str | None, issue: str | None, page: str | None) -> None:
    found = read(head)
    assert found.get("container-title", "") == venue
    if venue:
        assert (found.get("volume"), found.get("issue"), found.get("page")) == (volume, issue, page)


def test_a_name_above_the_volume() -> None:
    found = read(front=("Lamp Disorders", "Volume 2013, Article ID 123, 4 pages"))
    assert found == {"container-title": "Lamp Disorders", "volume": "2013", "page": "123"}


def test_a_shortened_name_is_written_out_where_it_is_printed_in_full() -> None:
    found = read("J. Lamp. Sci. 2017, 18, 1081", front=("Journal of", "Lamplight Sciences"))
    assert (found["container-title"], found["volume"], found["page"]) == ("Journal of Lamplight Sciences", "18", "1081")


def test_what_stands_at_the_edge_of_one_page_is_no_running_head() -> None:
    label = line("Terpinen-4-ol", 3, "margin", 0)
    lines = [line(TITLE, 1, "header", 0), label]
    assert read_venue(lines, lines, {}, TITLE, ["Okafor"]) == ""


def test_whoever_published_names_the_journal_and_its_short_form_the_numbers() -> None:
    found = read(
        front=("Lamp Sci Light. 2017;5:784–792", "© 2017 The Authors. Lamp Science & Light published by Glow, Inc.")
    )
    assert found == {"container-title": "Lamp Science & Light", "volume": "5", "page": "784-792"}

"""Where a paper says that it was published: lines read by the model, votes, and what a file states of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.parsing.front_matter.imprint import Statement, clean, read_statements, stated_group, vote
from scrollkeeper.parsing.front_matter.xmp import MAX_VALUE, read_packet, read_properties


def read(*texts: str) -> dict[str, str]:
    return {field: value for field, (value, _) in vote(read_statements(texts)).items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Journal of Lamps 12 (2019) 101–118", {"volume": "12", "page": "101-118", "issued": "2019"}),
        ("Annals of Lamplight 2017, 7(1), 97–101", {"volume": "7", "issue": "1", "page": "97-101", "issued": "2017"}),
        ("Glow Press ¦ Lamp Disorders ¦ Volume 2013, Article ID 817362, 4 pages", {"volume": "2013", "page": "817362"}),
        ("Lamps, v. 28, n. 1, p. 5-10, 2016", {"volume": "28", "issue": "1", "page": "5-10", "issued": "2016"}),
        ("Zeitschrift für Leuchten, Jg. 12, H. 3, 2019, S. 12–15", {"volume": "12", "issue": "3", "page": "12-15"}),
        ("Okafor et al. Lamps and Light (2021) 21:117", {"volume": "21", "page": "117", "issued": "2021"}),
    ],
)
def test_an_imprint_in_many_forms(text: str, expected: dict[str, str]) -> None:
    found = read(text)
    assert expected.items() <= found.items()
    assert "container-title" in found


@pytest.mark.parametrize("text", ["Received 3 May 2019; accepted 4 June 2019", "Page 2 of 12", "Okafor et al.", "17"])
def test_what_says_nothing_of_it(text: str) -> None:
    assert not read(text).keys() & {"volume", "issue", "page", "container-title"}


def test_a_word_announces_what_the_model_does_not_see() -> None:
    found = read("Glow Press ¦ Case Reports in Lamps ¦ Volume 2016, Article ID 5926327, 3 pages")
    assert (found["volume"], found["page"]) == ("2016", "5926327")


def test_a_formula_announces_no_issue() -> None:
    assert "issue" not in read("Lamps and Light, vol. 12, 2019 ¦ Uptake of NO3 by lamps")


def test_no_identifier_is_a_page() -> None:
    assert clean("P", "0000-0003-2446-0653", "") == ""
    assert clean("P", "1234-567X", "") == ""
    assert clean("P", "1234 – 1256", "") == "1234-1256"


@pytest.mark.parametrize("text", ["11 12 13 14", "workshop curriculum on lamps", "–", "x"])
def test_what_is_no_name_of_a_journal(text: str) -> None:
    assert clean("J", text, "") == ""


def test_what_several_lines_say_outweighs_what_one_does() -> None:
    once = [Statement("volume", "3", 0.9)]
    often = [Statement("volume", "12", 0.7)]
    value, belief = vote([once, often, often])["volume"]
    assert value == "12"
    assert 0.4 < belief < 0.9


def test_pages_that_a_file_only_counts_are_not_its_pages() -> None:
    counted = stated_group({"first_page": "1", "last_page": "9", "journal": "Lamps"})
    assert [one.field for one in counted] == ["container-title"]
    stated = stated_group({"first_page": "37", "last_page": "43", "published": "2019-12-16"})
    assert {one.field: one.value for one in stated} == {"page": "37-43", "issued": "2019"}


def test_properties_as_elements_lists_and_attributes() -> None:
    packet = """<x:xmpmeta><rdf:Description prism:volume="16" dc:format="application/pdf">
        <prism:publicationName>Lamps &amp; Light</prism:publicationName><prism:doi>doi:10.1234/LAMP.5</prism:doi>
        <dc:title><rdf:Alt><rdf:li xml:lang="x-default">On lamps</rdf:li></rdf:Alt></dc:title>"""
    assert read_properties(packet) == {
        "volume": "16",
        "journal": "Lamps & Light",
        "doi": "10.1234/lamp.5",
        "title": "On lamps",
    }


def test_the_packet_of_the_document_and_not_of_a_picture_in_it() -> None:
    picture = b"<x:xmpmeta><dc:title>Lamp.jpg</dc:title><dc:format>image/jpeg</dc:format></x:xmpmeta>"
    own = b"<x:xmpmeta><dc:format>application/pdf</dc:format><prism:volume>5</prism:volume></x:xmpmeta>"
    assert read_packet(memoryview(b"%PDF-1.7 " + picture + own)) == {"volume": "5"}


@given(st.binary(max_size=400), st.text(max_size=300))
def test_anything_may_stand_in_a_packet(noise: bytes, text: str) -> None:
    for name in ("prism:volume", "dc:title"):
        data = b"<x:xmpmeta>" + noise + f"<{name}>{text}</{name}>".encode("utf-8", "replace") + noise + b"</x:xmpmeta>"
        assert all(len(value) <= MAX_VALUE for value in read_packet(memoryview(data)).values())


def test_a_packet_made_to_be_searched_for_ever_is_not() -> None:
    assert read_packet(memoryview(b"<x:xmpmeta" * 500_000)) == {}
    assert read_packet(memoryview(b"<x:xmpmeta>" + b"<prism:volume>" * 4_000 + b"</x:xmpmeta>")) == {}

"""Quotes are found where they were cut, also when spaces, hyphens or words changed; what is absent is not found."""

import random
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scrollkeeper.annotations.anchoring import FileText, Place, Quote, end_distances, find_quote, fold

PAGES = [
    "Deep sequencing of ancient remains\nWe examined one hundred specimens. The results were clear.",
    "",
    "The results were disputed. Eﬃcient sampling of naïve cells needs well-known methods — and patience.",
    "Discussion. The results were clear. Nothing else is known of them.",
]
WORDS = ["analysis", "bone", "carbon", "dating", "early", "glacier", "kaolin", "late", "tooth", "the", "of", "a", "to"]


def stands(text: FileText, place: Place | None) -> str:
    assert place is not None
    return text.text[place.start : place.end]


@pytest.fixture(scope="module")
def text() -> FileText:
    return FileText(PAGES)


@pytest.mark.parametrize(
    ("exact", "there"),
    [
        ("one hundred specimens", "one hundred specimens"),
        ("remains We  examined", "remains\nWe examined"),
        ("one hun-\ndred speci\u00admens", "one hundred specimens"),
        ("Efficient sampling", "Eﬃcient sampling"),
        ("eﬀicient SAMPLING of nai\u0308ve", "Eﬃcient sampling of naïve"),
        ("well known methods - and", "well-known methods — and"),
        ("were clear. The results", "were clear.\n\nThe results"),
        ("one hundrad specimens", "one hundred specimens"),
        ("Nothing else is yet known of them", "Nothing else is known of them"),
    ],
)
def test_a_quote_is_found_as_it_is_copied(text: FileText, exact: str, there: str) -> None:
    assert stands(text, find_quote(text, Quote(exact))) == there


@pytest.mark.parametrize("exact", ["", " ", "—", "zebra", "one hundred thousand elephants walk", "unclear results"])
def test_what_is_not_there_is_not_found(text: FileText, exact: str) -> None:
    assert find_quote(text, Quote(exact)) is None
    assert find_quote(FileText([]), Quote(exact)) is None


@pytest.mark.parametrize(
    ("quote", "near", "page"),
    [
        (Quote("The results were"), None, 1),
        (Quote("The results were", suffix=" disputed"), None, 3),
        (Quote("The results were", prefix="Discussion. "), None, 4),
        (Quote("The results were clear", prefix="one hundred spcimens "), None, 1),
        (Quote("The results were clear", suffix=" Nothing els"), None, 4),
        (Quote("The results were clear"), 220, 4),
        (Quote("the results were"), 130, 3),
        (Quote("is"), None, 3),
    ],
)
def test_the_surroundings_tell_which_of_several_is_meant(
    text: FileText, quote: Quote, near: int | None, page: int
) -> None:
    place = find_quote(text, quote, near)
    assert place is not None
    if quote.exact != "is":  # Within "disputed" only where no word is.
        assert text.page_of(place.start) == page
    else:
        assert text.text[place.start - 1 : place.end + 1] == " is "


def test_of_several_places_one_on_the_page_is_meant_whatever_stands_around(text: FileText) -> None:
    misleading = Quote("The results were", "Discussion. ", " clear. Nothing else")
    pages = [find_quote(text, misleading, page=page) for page in (1, 3, 4, 2, 9, None)]
    assert [text.page_of(place.start) for place in pages if place] == [1, 3, 4, 4, 4, 4]


def test_a_place_over_pages_has_a_span_on_each(text: FileText) -> None:
    place = find_quote(text, Quote("were clear. The results were disputed"))
    assert place is not None
    spans = list(text.spans(place.start, place.end))
    assert [(page, PAGES[page - 1][start:end]) for page, start, end in spans] == [
        (1, "were clear."),
        (3, "The results were disputed"),
    ]


documents = st.lists(st.lists(st.sampled_from(WORDS), min_size=0, max_size=60).map(" ".join), min_size=1, max_size=5)


def cut(data: st.DataObject, text: FileText, least: int) -> tuple[int, int]:
    """A stretch of the text that begins and ends with a letter."""
    assume(len(text.letters) >= least)
    first = data.draw(st.integers(0, len(text.letters) - least))
    last = data.draw(st.integers(first + least, min(len(text.letters), first + 400)))
    return int(text.offsets[first]), int(text.offsets[last - 1]) + 1


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4), st.data())
def test_whatever_is_cut_out_is_found_where_it_was(pages: list[str], data: st.DataObject) -> None:
    text = FileText(pages)
    start, end = cut(data, text, 1)
    place = find_quote(text, text.quote_at(start, end), near=start)
    assert place is not None
    assert place.score == 1.0
    assert fold(stands(text, place))[0] == fold(text.text[start:end])[0]


@given(documents, st.data())
def test_with_its_place_and_surroundings_it_is_exactly_there(pages: list[str], data: st.DataObject) -> None:
    text = FileText(pages)
    start, end = cut(data, text, 1)
    assert find_quote(text, text.quote_at(start, end), near=start) == Place(start, end, 1.0)


def scribble(text: str, dice: random.Random, share: float) -> str:
    """The text with this share of its letters changed, left out or doubled."""
    changed = []
    for letter in text:
        if dice.random() < share:
            letter = dice.choice(["", letter * 2, dice.choice("aeioustn")])
        changed.append(letter)
    return "".join(changed)


@given(st.integers(0, 2**32))
def test_a_quote_with_noise_is_still_found(seed: int) -> None:
    dice = random.Random(seed)
    # Words of no repeating pattern, so that there is one right place.
    vocabulary = ["".join(dice.choices("bcdfghklmnprstvaeiou", k=dice.randint(2, 9))) for _ in range(400)]
    text = FileText([" ".join(dice.choices(vocabulary, k=200)) for _ in range(3)])
    start = dice.randrange(len(text.text) - 300)
    end = start + dice.randint(60, 250)
    quote = text.quote_at(start, end)
    place = find_quote(text, Quote(scribble(quote.exact, dice, 0.1), quote.prefix, quote.suffix))
    assert place is not None
    assert abs(place.start - start) <= 12
    assert abs(place.end - end) <= 12
    assert place.score >= 0.65


@given(documents, st.text("jkqxwvzß", min_size=4, max_size=200))
def test_what_is_nowhere_in_the_text_is_not_found(pages: list[str], exact: str) -> None:
    text = FileText([page.replace("k", "c").replace("x", "s").replace("w", "u") for page in pages])
    assume(fold(exact)[0] not in text.letters)
    assert find_quote(text, Quote(exact)) is None


@given(st.text(max_size=80))
def test_letters_know_their_characters(text: str) -> None:
    letters, offsets = fold(text)
    assert len(letters) == len(offsets)
    assert sorted(offsets.tolist()) == offsets.tolist()
    for letter, offset in zip(letters, offsets.tolist(), strict=True):
        assert letter in fold(text[offset])[0]
        assert unicodedata.category(letter)[0] not in "CZ"


@given(st.text("ab", min_size=1, max_size=9), st.text("ab", max_size=12))
def test_distances_are_those_of_the_definition(pattern: str, text: str) -> None:
    """Against the table of edit distances, whose first row is zero because a stretch may begin anywhere."""
    row = list(range(len(pattern) + 1))
    expected = []
    for letter in text:
        above, row = row, [0]
        for number, wanted in enumerate(pattern, 1):
            row.append(min(above[number] + 1, row[-1] + 1, above[number - 1] + (wanted != letter)))
        expected.append(row[-1])
    assert end_distances(pattern, text) == expected

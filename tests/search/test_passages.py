"""The piece of text that a result shows, and the words that it lights up."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.parsing.document import Word
from scrollkeeper.parsing.layout.words import find_places, pack_words
from scrollkeeper.search.needles import Needle, Needles
from scrollkeeper.search.passages import find_matches, make_snippet, matched_words
from scrollkeeper.search.words import find_words
from tests.search.library import place_words, rect


def phrase(*words: str) -> Needles:
    return Needles((tuple(Needle((word,)) for word in words),))


def positions(text: str) -> dict[str, list[int]]:
    """As the database would give them, were its stemmer one that changes nothing."""
    found: dict[str, list[int]] = {}
    for at, (start, end) in enumerate(find_words(text), 1):
        found.setdefault(text[start:end].lower(), []).append(at)
    return found


def snippet(text: str, *terms: Needles, width: int = 60) -> str:
    return make_snippet(text, find_matches(text, terms, positions(text)), width)


def test_matches_are_marked() -> None:
    assert snippet("We study deep nets.", phrase("deep")) == "We study <mark>deep</mark> nets."


def test_a_phrase_is_marked_whole_and_only_where_it_stands() -> None:
    text = "Deep nets, not deep water; nets are deep. Deep-nets!"
    assert snippet(text, phrase("deep", "nets")) == (
        "<mark>Deep nets</mark>, not deep water; nets are deep. <mark>Deep-nets</mark>!"
    )


def test_neighbouring_words_share_a_mark() -> None:
    assert snippet("a deep  net b", phrase("net"), phrase("deep")) == "a <mark>deep net</mark> b"


def test_what_the_page_says_is_never_a_tag() -> None:
    text = "<script>alert('x')</script> & \"deep\" <mark>nets</mark>"
    assert snippet(text, phrase("alert"), phrase("nets"), width=200) == (
        "&lt;script&gt;<mark>alert</mark>(&#x27;x&#x27;)&lt;/script&gt; &amp; &quot;deep&quot; "
        "&lt;mark&gt;<mark>nets</mark>&lt;/mark&gt;"
    )


def test_the_densest_place_is_shown() -> None:
    far = "filler " * 40
    text = f"deep {far} deep nets here {far} deep {far} nets"
    assert "<mark>deep nets</mark> here" in snippet(text, phrase("deep"), phrase("nets"))
    assert snippet(text, phrase("deep"), phrase("nets")).startswith("… ")
    assert snippet(text, phrase("deep"), phrase("nets")).endswith(" …")


def test_lines_become_spaces_and_words_stay_whole() -> None:
    text = "first line\nwith   deep\n\nnets " + "and more words to come " * 10
    shown = snippet(text, phrase("deep"))
    assert shown.startswith("first line with <mark>deep</mark> nets")
    assert shown.removesuffix(" …").split()[-1] in text.split()


def test_text_without_spaces_is_cut_anyway() -> None:
    text = "机器" * 200 + "学习" + "方法" * 200
    shown = snippet(text, phrase("学", "习"))
    assert "<mark>学习</mark>" in shown
    assert len(shown) < 120


def test_without_matches_the_beginning_is_shown() -> None:
    assert snippet("word " * 100) == "word " * 11 + "word …"


WORDS = st.lists(st.sampled_from(["deep", "nets", "a<b", "&amp;", '"x"', "e-mail", "学习", "o'k", "\n"]), max_size=60)


@given(WORDS, st.integers(1, 80))
def test_a_snippet_is_escaped_text_with_balanced_marks(parts: list[str], width: int) -> None:
    text = " ".join(parts)
    matches = find_matches(text, [phrase("deep"), phrase("nets", "a"), phrase("学")], positions(text))
    shown = make_snippet(text, matches, width)
    pieces = re.split(r"(</?mark>)", shown)
    assert pieces[1::2] == ["<mark>", "</mark>"] * (len(pieces) // 4)
    plain = html.unescape("".join(pieces[::2])).removeprefix("… ").removesuffix(" …")
    assert "<" not in "".join(pieces[::2])
    assert plain in re.sub(r"\s+", " ", text)
    assert not matches or "<mark>" in shown


@pytest.mark.parametrize(
    "needle, numbers",
    [
        (phrase("networks"), [1]),
        (phrase("pre", "training"), [2]),
        (phrase("and", "or"), [4]),
        (phrase("training", "of"), [2, 3]),
        (phrase("missing"), []),
    ],
)
def test_words_of_a_page_that_a_match_touches(needle: Needles, numbers: list[int]) -> None:
    text = "Deep networks: pre-training of and/or"
    assert touched(text, needle) == numbers


@given(st.lists(st.sampled_from(["deep", "nets", "of", "deep-nets,", "(nets)", "nets/nets"]), max_size=40))
def test_every_touched_word_has_a_match_and_no_other(parts: list[str]) -> None:
    text = " ".join(parts)
    assert touched(text, phrase("nets")) == [number for number, part in enumerate(parts) if "nets" in part]


def touched(text: str, needle: Needles) -> list[int]:
    """Numbers of the page's words that a search lights up; asserts that their rectangles are lit up too."""
    spans = matched_words(find_matches(text, [needle], positions(text)), 99)
    numbers, rects = find_places(pack_words(place_words(text)), spans)
    assert rects == [rect(number) for number in numbers]
    return numbers


def test_a_word_hyphenated_over_two_lines_lights_up_in_both() -> None:
    words = [Word("deep", 0, 4, [rect(0)]), Word("networks", 5, 13, [rect(1), rect(2)]), Word("of", 14, 16, [rect(3)])]
    assert find_places(pack_words(words), [(5, 13)]) == ([1], [rect(1), rect(2)])
    assert find_places(pack_words(words), [(0, 4), (14, 16)]) == ([0, 2], [rect(0), rect(3)])
    assert find_places(pack_words(words), []) == find_places(pack_words([]), [(0, 4)]) == ([], [])


def test_positions_beyond_the_text_are_left_out() -> None:
    assert find_matches("one two", [phrase("x")], {"x": [3, 16_383]}) == []


def test_a_field_in_the_middle_of_the_vector() -> None:
    matches = find_matches("Deep nets", [phrase("nets")], {"nets": [1, 7]}, skipped=5)
    assert [(match.start, match.end) for match in matches] == [(5, 9)]

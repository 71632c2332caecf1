"""Passages are found again in rewritten versions; what is taken without asking is never wrong."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.following import Score, measure, rewrite, words_of
from scrollkeeper.annotations import reanchoring
from scrollkeeper.annotations.anchoring import FileText
from scrollkeeper.annotations.reanchoring import LEAST, MOST_LETTERS, STEPS, Follower, _image, _to_word_edges

# A text of its own words: every sentence is another draw from a small vocabulary, with some sentences said twice.
NOUNS = (
    "specimens bones layers samples valleys rivers storms meadows plots divers seasons archives records points spread"
)
VERBS = "show hold keep lose cover measure follow count doubt confirm predict exceed resemble precede explain"
MANNERS = "slowly twice rarely often nearly wholly barely clearly later early always never seldom again together"


def paper(seed: int, sentences: int = 260) -> list[str]:
    chance = random.Random(seed)
    said: list[str] = []
    for _ in range(sentences):
        if said and chance.random() < 0.06:
            said.append(chance.choice(said))
            continue
        words = [chance.choice(part.split()) for part in (NOUNS, VERBS, MANNERS, NOUNS) * chance.randint(1, 4)]
        said.append(" ".join(words).capitalize() + f" in {chance.randint(1900, 2020)}.")
    return [" ".join(said[at : at + 40]) for at in range(0, len(said), 40)]


@pytest.mark.parametrize(("changed", "cut", "least"), [(0.0, 0.0, 0.99), (0.05, 0.0, 0.98), (0.2, 0.1, 0.9)])
def test_passages_follow_and_none_is_surely_wrong(changed: float, cut: float, least: float) -> None:
    score, chance = Score(), random.Random(7)
    for seed in range(3):
        old = FileText(paper(seed))
        measure(old, rewrite(old.text, changed, chance, cut=cut), chance, 40, score)
    assert score.right >= least * score.asked, score
    assert (score.wrong_and_sure, score.gone_and_sure) == (0, 0)
    assert score.sure >= (0.9 if changed < 0.1 else 0.1) * score.asked, score


def test_a_passage_said_again_and_again_is_a_guess() -> None:
    again = "The same words stand here again with nothing around them that tells them apart. "
    text = again * 30
    found = Follower(FileText([text]), FileText([text])).follow(len(again) * 15, len(again) * 15 + 20)
    assert found
    assert not found[0].sure


@pytest.mark.parametrize("changed", [0.0, 0.05])
def test_a_long_passage_follows_by_its_ends(changed: float) -> None:
    old = FileText(paper(3, 1_500))
    new, words = rewrite(old.text, changed, random.Random(5)), words_of(old.text)
    first = next(number for number in range(2_000, 3_000) if new.spans[number])
    last = next(number for number in range(4_000, 5_000) if new.spans[number])
    [found] = Follower(old, FileText(new.pages)).follow(words[first][0], words[last][1])
    assert abs(found.place.start - new.spans[first][0]) < 30
    assert abs(found.place.end - new.spans[last][1]) < 30


@pytest.mark.parametrize("text", ["a" * 60_000, "ab" * 30_000, "abcdefghijk" * 5_000])
def test_no_passage_costs_more_than_its_steps(text: str) -> None:
    """The longest is followed within them; with fewer it ends, and is not found."""
    for start, end in ((10_000, 30_000), (10_000, 10_000 + MOST_LETTERS), (0, 1), (100, len(text))):
        follower = Follower(FileText([text]), FileText([text]), steps=10 * STEPS)
        follower.follow(start, end)
        assert 0 < follower.taken <= STEPS
        few = Follower(FileText([text]), FileText([text]), steps=follower.taken // 2)
        assert few.follow(start, end) == []
        assert few.taken <= follower.taken // 2


def test_what_following_counts_is_what_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps are taken for each letter that is aligned."""
    old = FileText(paper(4))
    follower = Follower(old, FileText(paper(4)))
    letters: list[int] = []
    distances = reanchoring.end_distances

    def counted(pattern: str, text: str) -> list[int]:
        letters.append(len(text))
        return distances(pattern, text)

    monkeypatch.setattr(reanchoring, "end_distances", counted)
    for start, end in ((100, 160), (3_000, 3_400), (5_000, 9_000)):
        letters.clear()
        assert follower.follow(start, end)
        assert 0 < sum(letters) <= follower.taken


def test_the_longest_texts_are_not_indexed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reanchoring, "MOST_INDEXED", 1_000)
    old = FileText(paper(4))
    assert Follower(old, old).follow(100, 160) == []
    assert "_folded" not in old.__dict__


def test_what_is_nowhere_is_not_found() -> None:
    follower = Follower(
        FileText(["Alpha beta gamma delta epsilon zeta."]), FileText(["Wholly other words stand here."])
    )
    assert follower.follow(0, 10) == []
    assert follower.follow(5, 5) == []


@given(st.integers(0, 3), st.data())
def test_in_the_same_text_it_is_the_same_place(seed: int, data: st.DataObject) -> None:
    text = FileText(paper(seed, 40))
    words = words_of(text.text)
    first = data.draw(st.integers(0, len(words) - 13))
    start, end = words[first][0], words[first + 12][1]
    found = Follower(text, text).follow(start, end)
    assert text.text[found[0].place.start : found[0].place.end].strip(".") == text.text[start:end].strip(".")
    assert all(LEAST <= one.place.score <= 1 for one in found)


@given(st.text("ab ", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_edges_stay_within_the_text(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    moved = _to_word_edges(text, start, end)
    assert 0 <= moved[0] <= len(text)
    assert 0 <= moved[1] <= len(text)


def test_where_letters_went() -> None:
    # "abcdef" became "abXXcdf": two put in after the second, the fifth left out.
    changes = [("equal", 0, 2, 0, 2), ("insert", 2, 2, 2, 4), ("equal", 2, 4, 4, 6), ("delete", 4, 5, 6, 6),
               ("equal", 5, 6, 6, 7)]  # fmt: skip
    assert [_image(changes, at, is_end=False) for at in (0, 2, 3)] == [0, 4, 5]
    assert [_image(changes, at, is_end=True) for at in (2, 4, 6)] == [2, 6, 7]


def test_signs_at_the_ends_of_a_passage_belong_to_it() -> None:
    old = FileText(["Oil of lemon 1286 – 0.17 – – is what the table says of it, and nothing more than that."])
    new = FileText(["As before: oil of lemon 1286\n–\n0.17\n–\n–\nis what the table says of it, and nothing more."])
    start = old.text.index("– 0.17")
    best = Follower(old, new).follow(start, start + len("– 0.17 – –"))[0].place
    assert new.text[best.start : best.end].split() == ["–", "0.17", "–", "–"]

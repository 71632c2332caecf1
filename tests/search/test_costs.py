"""What one search reads and answers is bounded, whatever stands in the library; the rest is on its next pages."""

import re

import pytest

from scrollkeeper.core.db import open_system_session
from scrollkeeper.library.models import LISTED, FilePage
from scrollkeeper.parsing.layout.words import pack_words
from scrollkeeper.search.needles import Needle, Needles, first_words
from scrollkeeper.search.prepared import MOST_RANKED, MOST_TERMS, make_search
from scrollkeeper.search.query import parse_query
from scrollkeeper.search.service import MOST_MARKED, MOST_MARKED_TOGETHER, MOST_TEXT_BYTES
from tests import make
from tests.search.library import add_paper, place_words

PAGES, PAGE_BYTES = 8, 300_000


async def search(member: make.Member, q: str, **params: str | int) -> dict:
    answer = await member.http.get(member.url("/search"), params={"q": q, "limit": 50, **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_long_pages_come_a_few_at_a_time(ada: make.Member) -> None:
    text, nowhere = ("needle " + "straw " * (PAGE_BYTES // 6))[:PAGE_BYTES], pack_words([])
    async with open_system_session.begin() as db:
        paper, file = await make.paper(db, ada.scope)
        columns = {"file_id": file.id, "team_id": paper.team_id, "paper_id": paper.id, "word_boxes": nowhere}
        rest = {"width": 612.0, "height": 792.0, "has_text_layer": True, "text": text}
        db.add_all([FilePage(number=number, **columns, **rest) for number in range(1, PAGES + 1)])
    seen, cursor = [], {}
    while True:
        found = await search(ada, "needle", paper=str(paper.id), **cursor)
        assert 1 <= len(found["items"]) <= MOST_TEXT_BYTES // PAGE_BYTES
        assert found["count"] == PAGES
        seen += [item["page"] for item in found["items"]]
        if found["next"] is None:
            break
        cursor = {"cursor": found["next"]}
    assert seen == list(range(1, PAGES + 1))


@pytest.mark.parametrize("many", [1, 40])
async def test_of_a_page_full_of_matches_a_part_is_marked(ada: make.Member, many: int) -> None:
    """A vector keeps 255 places of a word, so it takes several words."""
    words = [f"mark{letter}" for letter in "abcdefghijkl"]
    text = " ".join(words * 300)
    async with open_system_session.begin() as db:
        paper, file = await make.paper(db, ada.scope)
        columns = {"file_id": file.id, "team_id": paper.team_id, "paper_id": paper.id, "text": text}
        rest = {"width": 612.0, "height": 792.0, "has_text_layer": True, "word_boxes": pack_words(place_words(text))}
        db.add_all([FilePage(number=number, **columns, **rest) for number in range(1, 1 + many)])
    items = (await search(ada, " ".join(words), paper=str(paper.id), limit=50))["items"]
    most = min(MOST_MARKED, MOST_MARKED_TOGETHER // len(items))
    assert {len(item["words"]) for item in items} == {len(item["rects"]) for item in items} == {most}


@pytest.mark.parametrize("where", ["title", "page"])
async def test_a_great_many_authors_are_named_in_part(ada: make.Member, where: str) -> None:
    """Wherever papers are listed; the paper itself names all of them."""
    authors = ", ".join(f"Given{number} Family{number}" for number in range(1_000))
    paper = await add_paper(ada, "A collaboration", ["A detector of particles."], authors=authors, abstract="Nothing.")
    q = {"title": "collaboration", "page": "detector"}[where]
    [item] = (await search(ada, q))["items"]
    [row] = (await ada.http.get(ada.url("/papers"))).json()["items"]
    assert item["where"] == where
    for listed in (item["paper"], row):
        assert listed["authors"] == authors[:LISTED]
    whole = (await ada.http.get(ada.url(f"/papers/{paper}"))).json()
    assert len(whole["metadata"]["author"]) == 1_000


async def test_what_stands_after_a_great_many_authors_is_marked_too(ada: make.Member) -> None:
    authors = ", ".join(f"Given{number} Family{number}" for number in range(1_000))
    await add_paper(ada, "A collaboration", authors=authors, abstract="We look for axions in ice.")
    [item] = (await search(ada, "axions"))["items"]
    assert "<mark>axions</mark>" in item["snippet"]


def test_the_order_of_a_long_query_is_that_of_its_first_words() -> None:
    """Ranking 40 words took five seconds where eighty pages were full of them; matching them takes milliseconds."""
    words = [f"w{number}" for number in range(MOST_TERMS)]
    for typed in (" ".join(words), f'"{" ".join(words)}"'):
        wanted = make_search(parse_query(typed + " "), {}).wanted
        for whole, ranked in ((wanted.pages, wanted.ranked), (wanted.title, wanted.ranked_title)):
            assert re.findall(r"w\d+", whole or "") == words
            assert re.findall(r"w\d+", ranked or "") == words[:MOST_RANKED]


def test_few_words_decide_on_the_order() -> None:
    def words(*terms: tuple[str, ...]) -> list[str]:
        made = [Needles(tuple(tuple(Needle((word,)) for word in way.split()) for way in term)) for term in terms]
        return [one.tsquery().replace("'", "") for one in first_words(made, 5)]

    assert words(("a",), ("b",)) == ["((a))", "((b))"]
    assert words(("a b", "ab"), ("c",), ("d",)) == ["((a) <-> (b) | (ab))", "((c))", "((d))"]
    assert words(("a b c d e f g", "ab c d e f g"), ("h",)) == ["((a) <-> (b) <-> (c) <-> (d) <-> (e))"]

"""Search over HTTP, on a real database: who may, what is found, and what is shown of it."""

from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrollkeeper.core.db import open_system_session
from scrollkeeper.rate_limits import limiter
from tests import make
from tests.conftest import browser_of
from tests.search.library import add_paper, first_file, pages_of, rect, search

ATTENTION = "Attention is all you need"
TITLES = {
    ATTENTION: {
        "authors": "Ashish Vaswani, Noam Shazeer",
        "year": 2017,
        "abstract": "The dominant sequence transduction models are based on recurrent neural networks.",
        "pages": [
            "The Transformer uses self-attention. We report a BLEU score of 28.4 on the WMT task.",
            "Multi-head attention attends to state-of-the-art positions and/or pre-training of networks.",
        ],
    },
    "Deep residual learning": {
        "authors": "Kaiming He, Jan van der Berg",
        "year": 2015,
        "abstract": "Deeper neural networks are more difficult to train. Naïve stacking degrades.",
        "pages": ["A residual network is easy to optimise; the neural tangent is not. If p<b and c>d holds, stop."],
    },
    "Étude du polonium": {
        "authors": "Marie Curie",
        "year": 1898,
        "pages": ["Les final rayons de Müller and COVID-19 have nothing in common. 机器学习方法 学习"],
    },
    "Notes without anything": {"pages": ["Nothing but filler words."]},
}


@pytest.fixture(scope="module")
async def mary(app: FastAPI) -> AsyncIterator[make.Member]:
    """Somebody whose library holds the papers of TITLES, for tests that change nothing."""
    async with browser_of(app) as client:
        yield await make.member(client, "Mary")


@pytest.fixture(scope="module")
async def library(mary: make.Member) -> dict[str, str]:
    """Title → id of Mary's papers."""
    return {title: await add_paper(mary, title, **paper) for title, paper in TITLES.items()}  # type: ignore[arg-type]


async def found_by(member: make.Member, q: str) -> set[tuple[str, int | None]]:
    return {(item["paper"]["title"].split()[0], item["page"]) for item in (await search(member, q))["items"]}


async def test_only_members_find_anything(
    mary: make.Member, eve: make.Member, anyone: httpx.AsyncClient, library: dict[str, str]
) -> None:
    assert (await search(mary, "attention"))["count"] > 0
    refused = await eve.http.get(mary.url("/search"), params={"q": "attention"})
    assert refused.status_code == 404
    assert refused.headers["content-type"] == "application/problem+json"
    assert (await anyone.get(mary.url("/search"), params={"q": "attention"})).status_code == 401
    for query in ("attention", "-zzz", "year:2017", "author:vaswani", '"neural networks"'):
        assert (await search(mary, query))["count"] > 0
        assert await search(eve, query) == {"items": [], "count": 0, "capped": False, "next": None}
    answer = await eve.http.get(eve.url("/search"), params={"q": "attention", "paper": library[ATTENTION]})
    assert answer.json()["items"] == []


@pytest.mark.parametrize(
    "query, expected",
    [
        ("polonium ", {("Étude", None)}),
        ("POLONIUM", {("Étude", None)}),
        ("etude", {("Étude", None)}),
        ("ÉTUDE", {("Étude", None)}),
        ("naive", {("Deep", None)}),
        ("muller", {("Étude", 1)}),
        ("ﬁnal", {("Étude", 1)}),
        ("Mu\u0308ller", {("Étude", 1)}),
        ("vaswani", {("Attention", None)}),
        ("attention", {("Attention", None), ("Attention", 1), ("Attention", 2)}),
        ("network", {("Attention", None), ("Attention", 2), ("Deep", None), ("Deep", 1)}),
        ("neural network", {("Attention", None), ("Deep", None), ("Deep", 1)}),
        ('"neural network"', {("Attention", None), ("Deep", None)}),
        ('"neural networks', {("Attention", None), ("Deep", None)}),
        ('"networks neural"', set()),
        ("network -residual", {("Attention", None), ("Attention", 2)}),
        ('network -"neural networks"', set()),
        ("network -author:vaswani", {("Deep", None), ("Deep", 1)}),
        ("-attention -residual -polonium", {("Notes", None)}),
        ("author:vaswani", {("Attention", None)}),
        ('author:"van der Berg"', {("Deep", None)}),
        ('author:"Berg, Jan van der"', {("Deep", None)}),
        ("author:berg network", {("Deep", None), ("Deep", 1)}),
        ("author:attention", set()),
        ("-author:vaswani -author:he -author:curie", {("Notes", None)}),
        ("title:attention", {("Attention", None)}),
        ("title:network", set()),
        ('title:"all you need" bleu', {("Attention", 1)}),
        ("-title:attention -title:deep -title:notes", {("Étude", None)}),
        ("year:2017", {("Attention", None)}),
        ("year:2015..2017", {("Attention", None), ("Deep", None)}),
        ("year:2016..", {("Attention", None)}),
        ("year:..1900", {("Étude", None)}),
        ("-year:1800..2016", {("Attention", None), ("Notes", None)}),
        ("network year:2015", {("Deep", None), ("Deep", 1)}),
        ("year:1800..1900 year:2015", set()),
        ("or ", {("Attention", 2)}),
        ("and/or", {("Attention", 2)}),
        ("state-of-the-art", {("Attention", 2)}),
        ('"state of the art"', {("Attention", 2)}),
        ("training", {("Attention", 2), ("Deep", None)}),
        ("pre-training", {("Attention", 2)}),
        ("fil-ler", {("Notes", 1)}),
        ("c", {("Deep", 1)}),
        ("28.4", {("Attention", 1)}),
        ("covid 19", {("Étude", 1)}),
        ("学习", {("Étude", 1)}),
        ("习学", set()),
        ("polon", {("Étude", None)}),
        ("polon ", set()),
        ("degrad", {("Deep", None)}),
        ("optimisi", {("Deep", 1)}),
        ("author:vasw", {("Attention", None)}),
        ("net", {("Attention", None), ("Attention", 2), ("Deep", None), ("Deep", 1)}),
        ("network vasw", {("Attention", None)}),
        ("network vasw ", set()),
        ("po", set()),
        ("zzz", set()),
        ("", set()),
        ("   ", set()),
        ('"" - author: & | ! <-> :* \\', set()),
    ],
)
async def test_what_a_query_finds(
    mary: make.Member, library: dict[str, str], query: str, expected: set[tuple[str, int | None]]
) -> None:
    assert await found_by(mary, query) == expected


async def test_a_title_comes_before_an_abstract_and_that_before_pages(ada: make.Member) -> None:
    await add_paper(ada, "Only a page", ["graphene graphene graphene graphene"])
    await add_paper(ada, "In the abstract", ["nothing"], abstract="On graphene, graphene and again graphene.")
    await add_paper(ada, "Graphene in a rather long title about several further things", ["nothing"])
    await add_paper(ada, "Graphene", ["and graphene inside"])
    items = (await search(ada, "graphene"))["items"]
    assert [(item["paper"]["title"].split()[0], item["where"], item["page"]) for item in items] == [
        ("Graphene", "title", None),
        ("Graphene", "page", 1),
        ("Graphene", "title", None),
        ("In", "abstract", None),
        ("Only", "page", 1),
    ]
    assert len(items[0]["paper"]["title"]) < len(items[2]["paper"]["title"])


async def test_a_passage_says_where_it_is(mary: make.Member, library: dict[str, str]) -> None:
    found = await search(mary, "attention head")
    (item,) = found["items"]
    assert (found["count"], found["capped"], found["next"]) == (1, False, None)
    assert item["paper"] == {
        "id": library[ATTENTION],
        "title": ATTENTION,
        "authors": "Ashish Vaswani, Noam Shazeer",
        "year": 2017,
    }
    assert UUID(item["file"]) == await first_file(library[ATTENTION])
    assert (item["where"], item["page"], item["more"]) == ("page", 2, 0)
    assert item["snippet"].startswith("Multi-<mark>head attention</mark> attends")


@pytest.mark.parametrize(
    "query, words",
    [
        ("transformers", [1]),
        ("bleu score", [7, 8]),
        ('"a BLEU score of"', [6, 7, 8, 9]),
        ('"the WMT"', [12, 13]),
        ("self", [3]),
        ("28 4", [10]),
        ("the", [0, 12]),
        ("transform", [1]),
        ("transf", [1]),
    ],
)
async def test_rectangles_cover_exactly_the_matched_words(
    mary: make.Member, library: dict[str, str], query: str, words: list[int]
) -> None:
    items = [item for item in (await search(mary, query))["items"] if item["page"] == 1]
    item = next(item for item in items if item["paper"]["title"] == ATTENTION)
    assert item["words"] == words
    assert item["rects"] == [list(rect(number)) for number in words]


async def test_the_title_the_authors_and_the_abstract_show_their_marks(
    mary: make.Member, library: dict[str, str]
) -> None:
    shown = {}
    for query in (
        "polonium",
        "title:attention",
        "author:curie",
        "dominant sequence",
        "curie",
        "year:1898",
        "year:2017",
    ):
        item = (await search(mary, query))["items"][0]
        shown[query] = (item["where"], item["snippet"])
        assert item["rects"] == item["words"] == []
    assert shown["polonium"] == ("title", "Étude du <mark>polonium</mark>")
    assert shown["title:attention"] == ("title", "<mark>Attention</mark> is all you need")
    assert shown["author:curie"] == shown["curie"] == ("authors", "Marie <mark>Curie</mark>")
    assert shown["dominant sequence"][0] == "abstract"
    assert shown["dominant sequence"][1].startswith("The <mark>dominant sequence</mark> transduction models")
    assert shown["year:1898"] == ("title", "Étude du polonium")
    assert shown["year:2017"][0] == "abstract"


async def test_text_of_a_page_is_never_markup(ada: make.Member) -> None:
    await add_paper(ada, "<img src=x onerror=alert(1)>", ["An <script>alert('hazard')</script> & <mark>more</mark>"])
    (page,) = (await search(ada, "hazard"))["items"]
    assert page["snippet"] == (
        "An &lt;script&gt;alert(&#x27;<mark>hazard</mark>&#x27;)&lt;/script&gt; &amp; &lt;mark&gt;more&lt;/mark&gt;"
    )
    (title,) = (await search(ada, "onerror"))["items"]
    assert title["snippet"] == "&lt;img src=x <mark>onerror</mark>=alert(1)&gt;"


async def test_papers_in_the_bin_are_not_found(ada: make.Member) -> None:
    paper = await add_paper(ada, "Residual learning", ["residual networks"], year=2015)
    everything = {("Residual", None), ("Residual", 1)}
    assert await found_by(ada, "residual") == everything
    await ada.http.delete(ada.url(f"/papers/{paper}"))
    assert await found_by(ada, "residual") == set()
    assert await found_by(ada, "year:2015") == set()
    await ada.http.post(ada.url(f"/papers/{paper}/restore"))
    assert await found_by(ada, "residual") == everything


async def test_one_paper_shows_three_pages_and_says_how_many_more(ada: make.Member) -> None:
    book = await add_paper(ada, "A long book", [f"zeolite page {number}" for number in range(1, 9)])
    await add_paper(ada, "A short note", ["zeolite"])
    found = await search(ada, "zeolite")
    of_book = [item for item in found["items"] if item["paper"]["id"] == book]
    assert len(of_book) == 3
    assert [item["more"] for item in of_book] == [5, 5, 5]
    assert (found["count"], found["next"]) == (9, None)
    whole = await search(ada, "zeolite", paper=book)
    assert [item["page"] for item in whole["items"]] == list(range(1, 9))
    assert {item["more"] for item in whole["items"]} == {0}
    parts = [page["items"] for page in await pages_of(ada, "zeolite", 3, paper=book)]
    assert [item["page"] for part in parts for item in part] == list(range(1, 9))


@pytest.fixture(autouse=True, scope="module")
def in_haste() -> Iterator[None]:
    """One person searches here more often than people do."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setitem(limiter.RATES, "search", limiter.Rate(burst=1_000_000, period=0.001, lease=1_000))
        yield


@given(
    typed=st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                [
                    "author:",
                    "title:",
                    "year:",
                    "2015..",
                    '"',
                    "-",
                    " ",
                    "attention",
                    "net",
                    "'",
                    "\\",
                    "&|!",
                    "<->",
                    ":*",
                    "a-b",
                    "\0",
                    "机",
                    "\u0301",
                    "ß",
                    "1e5",
                    "%",
                    "{}",
                    "𝒜",
                ]
            ),
            max_size=15,
        ).map("".join),
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_nothing_that_is_typed_is_an_error(mary: make.Member, library: dict[str, str], typed: str) -> None:
    answer = await mary.http.get(mary.url("/search"), params={"q": typed})
    assert answer.status_code == 200, (typed, answer.text)


async def test_papers_are_found_by_the_names_of_their_files(ada: make.Member, eve: make.Member) -> None:
    async with open_system_session.begin() as db:
        named, file = await make.paper(db, ada.scope, {"title": "Tides"}, name="Müller_2020-lantern survey.pdf")
        await make.paper(db, ada.scope, {"title": "Lantern fish"}, name="other.pdf")
    for q in ("muller lantern", '"lantern survey"', "survey -tides whales", "müller_2020"):
        found = await search(ada, q)
        if "-tides" in q:
            assert found["items"] == []
            continue
        (item,) = found["items"]
        assert (item["paper"]["id"], item["where"], item["file"], item["page"]) == (
            str(named.id), "file", str(file.id), None,
        )  # fmt: skip
        assert "<mark>" in item["snippet"]
    found = await search(ada, "lantern")
    assert [(one["paper"]["title"], one["where"]) for one in found["items"]] == [
        ("Lantern fish", "title"),
        ("Tides", "file"),
    ]
    assert (await search(eve, "lantern"))["items"] == []

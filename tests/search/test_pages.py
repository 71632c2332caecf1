"""Pages of results, what a search may cost, and what is refused with a sentence."""

from typing import Any

import pytest
from sqlalchemy import text

from scrollkeeper.core.db import open_system_session
from tests import make
from tests.search.library import add_paper, fill_library, pages_of, search


@pytest.mark.parametrize("query", ["quartz", "quar", "-quartz", "year:2000..", "quartz year:..2010"])
async def test_pages_of_results_hold_everything_once_and_in_order(ada: make.Member, query: str) -> None:
    for number in range(7):
        title = f"Quartz {number}" if number % 2 else f"Number {number}"
        await add_paper(ada, title, ["on quartz", f"quartz and feldspar {number}", "none"], year=2000 + number * 2)

    def identity(item: dict[str, Any]) -> tuple[str, int | None]:
        return item["paper"]["id"], item["page"]

    whole = (await search(ada, query, limit=50))["items"]
    assert whole
    for limit in (1, 3, 4):
        parts = await pages_of(ada, query, limit)
        assert all(len(part["items"]) == limit for part in parts[:-1])
        assert [identity(item) for part in parts for item in part["items"]] == [identity(item) for item in whole]


async def test_counting_stops_where_nobody_reads_on(ada: make.Member) -> None:
    book = await add_paper(ada, "A very long book", [f"beryl {number}" for number in range(310)])
    found = await search(ada, "beryl")
    assert (found["count"], found["capped"]) == (300, True)
    assert [item["paper"]["id"] for item in found["items"]] == [book] * 3
    assert found["items"][0]["more"] == 297


async def test_in_a_large_library_titles_come_first_and_old_papers_are_found(ada: make.Member) -> None:
    oldest = await add_paper(ada, "Olivine, found first", ["olivine and wollastonite"])
    await fill_library(ada, 420, "olivine in page")
    found = await search(ada, "olivine", limit=50)
    assert (found["items"][0]["paper"]["id"], found["items"][0]["where"]) == (oldest, "title")
    # Its page is older than all the pages that are candidates, and still belongs to it.
    assert (found["items"][1]["paper"]["id"], found["items"][1]["page"]) == (oldest, 1)
    assert found["capped"]
    assert found["count"] == 301
    numbers = [int(item["paper"]["title"].split()[1]) for item in found["items"][2:]]
    assert min(numbers) >= 20
    (rare,) = (await search(ada, "wollastonite"))["items"]
    assert rare["paper"]["id"] == oldest
    (phrase,) = (await search(ada, '"olivine and"'))["items"]
    assert phrase["paper"]["id"] == oldest
    assert (await search(ada, "olivine -page"))["count"] == 2
    assert (await search(ada, "olivine year:2015..2016"))["count"] == 84


async def test_a_search_that_takes_too_long_is_given_up_with_a_sentence(ada: make.Member) -> None:
    await add_paper(ada, "Slow", ["slow"])
    async with open_system_session.begin() as db:
        await db.execute(text("lock table papers in access exclusive mode"))
        answer = await ada.http.get(ada.url("/search"), params={"q": "slow"})
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "This search took too long. Add a rarer word, an author or a year to it."
    assert (await search(ada, "slow"))["count"] == 2


async def test_a_cursor_that_is_not_ours_is_refused(ada: make.Member) -> None:
    for cursor in ("nonsense", "W10", "é"):
        answer = await ada.http.get(ada.url("/search"), params={"q": "x", "cursor": cursor})
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_query_that_is_too_long_is_refused_with_a_sentence(ada: make.Member) -> None:
    assert (await ada.http.get(ada.url("/search"), params={"q": "word " * 200})).status_code == 200
    few, many = (" ".join(f"word{number}" for number in range(count)) for count in (40, 41))
    assert (await ada.http.get(ada.url("/search"), params={"q": few})).status_code == 200
    for q, detail in (
        ("x" * 1001, "A search can be 1,000 characters long; this one has 1,001. Shorten it."),
        (many, "A search can have 40 words and phrases; this one has 41. Leave some of them out."),
        (f"{few} year:2015..", "A search can have 40 words and phrases; this one has 41. Leave some of them out."),
    ):
        answer = await ada.http.get(ada.url("/search"), params={"q": q})
        assert answer.status_code == 422
        assert answer.json()["detail"] == detail


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 51}, {"limit": "many"}, {"paper": "x"}])
async def test_parameters_that_make_no_sense_are_refused(ada: make.Member, params: dict[str, Any]) -> None:
    answer = await ada.http.get(ada.url("/search"), params={"q": "x", **params})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"

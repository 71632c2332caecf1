"""What people looked for and did not find: signs after a letter, particles, hyphens in phrases, very long pages."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from tests import make
from tests.conftest import browser_of
from tests.search.library import add_paper
from tests.search.test_api import search

PAGES = {
    "Signs": "We wrote it in C++ and C#, on .NET. Vitamin C is in appendix C of the C code.",
    "Korean": "호수에서 산소가 부족하고 게임을 설계는 물은 차다",
    "Hyphens": "The longterm storage of water and non-linear models.",
    "Ions": "of SO42− and δ18O in CO2",
    "Long word": f"the quick quokka and {'a' * 2800} the second quokka slept",
}


@pytest.fixture(scope="module")
async def reader(app: FastAPI) -> AsyncIterator[make.Member]:
    async with browser_of(app) as client:
        member = await make.member(client, "Reader")
        for title, text in PAGES.items():
            await add_paper(member, title, [text])
        rare = " ".join(f"word{number:05}" for number in range(40_000))
        await add_paper(member, "Poster", [f"{rare} late zebrafinch"])
        yield member


@pytest.mark.parametrize(
    "query, title, marked",
    [
        ("C++ ", "Signs", ["C++"]),
        ("C# ", "Signs", ["C#,"]),
        (".NET ", "Signs", [".NET."]),
        ("C ", "Signs", ["C", "C", "C"]),
        ("호수", "Korean", ["호수에서"]),
        ("게임 ", "Korean", ["게임을"]),
        ("산소", "Korean", ["산소가"]),
        ("부족 ", "Korean", ["부족하고"]),
        ("물 ", "Korean", ["물은"]),
        ('"호수 산소"', "Korean", ["호수에서", "산소가"]),
        ('"long-term storage"', "Hyphens", ["longterm", "storage"]),
        ('"non-linear models"', "Hyphens", ["non-linear", "models."]),
        ("SO4 ", "Ions", ["SO42−"]),
        ("18O ", "Ions", ["δ18O"]),
        ("CO₂ ", "Ions", ["CO2"]),
        ("slept ", "Long word", ["slept"]),
        ("quokka ", "Long word", ["quokka", "quokka"]),
        ("zebrafinch ", "Poster", ["zebrafinch"]),
        ("word30000 ", "Poster", ["word30000"]),
    ],
)
async def test_it_is_found_and_only_it_is_marked(
    reader: make.Member, query: str, title: str, marked: list[str]
) -> None:
    items = (await search(reader, query))["items"]
    assert [(item["paper"]["title"], item["page"]) for item in items] == [(title, 1)]
    text = PAGES[title].split() if title in PAGES else [f"word{n:05}" for n in range(40_000)] + ["late", "zebrafinch"]
    assert [text[number] for number in items[0]["words"]] == marked
    assert len(items[0]["rects"]) == len(marked)

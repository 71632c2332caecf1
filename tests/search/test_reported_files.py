"""Reported papers, uploaded and parsed: what people looked for is found, marked once and in its place."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests import make
from tests.conftest import browser_of
from tests.ingest.parsing_of import parsed
from tests.search.test_api import search

FILES = (
    "10-rtl-mixed/rtl_mixed.pdf", "13-phrase-hyphen/hyph.pdf", "14-korean-nouns/korean2.pdf",
    "15-c-plus-plus/cplus.pdf", "17-highlight-after-long-word/longword2.pdf",
)  # fmt: skip


@pytest.fixture(scope="module")
async def reader(app: FastAPI, cases: Path) -> AsyncIterator[make.Member]:
    async with browser_of(app) as client:
        member = await make.member(client, "Reader")
        for name in FILES:
            await parsed(member, (cases / name).read_bytes(), name.rpartition("/")[2])
        yield member


@pytest.mark.parametrize(
    "query, marks",
    [
        ('"pH 7"', 2),
        ('"long-term storage"', 2),
        ('"non-linear models"', 2),
        ("호수 ", 1),
        ("게임 ", 1),
        ("산소 ", 1),
        ("부족 ", 1),
        ("설계 ", 1),
        ("C++ ", 1),
        ("C# ", 1),
        ("quokka ", 1),
        ("slept ", 1),
    ],
)
async def test_it_is_found_on_one_page(reader: make.Member, query: str, marks: int) -> None:
    items = [item for item in (await search(reader, query))["items"] if item["where"] == "page"]
    assert [(item["page"], len(item["words"])) for item in items] == [(1, marks)]
    # A word that is broken over two lines has two places.
    assert marks <= len(items[0]["rects"]) <= marks + 1
    assert "<mark>" in items[0]["snippet"]


async def test_a_right_to_left_quote_is_anchored(reader: make.Member) -> None:
    paper = (await search(reader, '"pH 7"'))["items"][0]["paper"]["id"]
    [file] = (await reader.http.get(reader.url(f"/papers/{paper}"))).json()["files"]
    selectors = [{"type": "TextQuoteSelector", "exact": "ב-pH 7 באגם"}]
    body = {"file": file["id"], "kind": "highlight", "selectors": selectors}
    answer = await reader.http.post(reader.url(f"/papers/{paper}/annotations"), json=body)
    assert answer.status_code == 201, answer.text

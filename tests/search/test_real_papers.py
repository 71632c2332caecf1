"""Sentences of real papers are found where they stand, and exactly their words are lit up."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from scrollkeeper.core.db import open_system_session
from scrollkeeper.library.models import FilePage
from scrollkeeper.parsing.document import Page
from scrollkeeper.parsing.layout.words import pack_words
from scrollkeeper.parsing.parser import extract_text
from scrollkeeper.parsing.pdf import open_pdf
from scrollkeeper.search.words import find_words, split_words
from tests import make
from tests.conftest import browser_of

pytestmark = pytest.mark.corpus
PAPERS, SENTENCES, MOST_PAGES = 10, 40, 20


@pytest.fixture(scope="module")
def read(corpus: Path) -> dict[str, list[Page]]:
    """Name → pages of some papers of different sources."""
    chosen = random.Random(1).sample(sorted((corpus / "papers").glob("*.pdf")), PAPERS)
    pages = {}
    for path in chosen:
        pdf = open_pdf(path)
        pages[path.name] = list(extract_text(pdf, 1, min(MOST_PAGES, len(pdf))))
        pdf.close()
    return pages


@pytest.fixture(scope="module")
async def reader(app: FastAPI, read: dict[str, list[Page]]) -> AsyncIterator[make.Member]:
    """Somebody with these papers in the library."""
    async with browser_of(app) as client:
        member = await make.member(client, "Reader")
        async with open_system_session.begin() as db:
            for name, pages in read.items():
                paper, file = await make.paper(db, member.scope, {"title": name}, name)
                for page in pages:
                    db.add(
                        FilePage(
                            file_id=file.id,
                            number=page.number,
                            team_id=paper.team_id,
                            paper_id=paper.id,
                            width=page.width,
                            height=page.height,
                            has_text_layer=page.has_text_layer,
                            text=page.text,
                            word_boxes=pack_words(page.words),
                        )
                    )
        yield member


async def test_words_are_cut_as_the_database_cuts_them(reader: make.Member) -> None:
    async with open_system_session.begin() as db:
        rows = await db.execute(
            text(
                "select text, (select max(at) from unnest(words) cross join unnest(positions) at) as last"
                " from pages where team_id = :team"
            ),
            {"team": reader.team},
        )
        pages = rows.all()
    assert len(pages) > 30
    assert [len(find_words(page.text)) for page in pages] == [page.last or 0 for page in pages]


async def test_a_sentence_is_found_on_its_page(reader: make.Member, read: dict[str, list[Page]]) -> None:
    chance = random.Random(2)
    places = [(name, page) for name, pages in read.items() for page in pages if len(page.words) > 60]
    for name, page in chance.sample(places, min(SENTENCES, len(places))):
        first = chance.randrange(len(page.words) - 12)
        sentence = [word.text.replace('"', "") for word in page.words[first : first + 9]]
        if not all(split_words(word) for word in sentence):
            continue
        query = '"' + " ".join(sentence) + '"'
        answer = await reader.http.get(reader.url("/search"), params={"q": query, "limit": 50})
        assert answer.status_code == 200, answer.text
        items = [item for item in answer.json()["items"] if item["paper"]["title"] == name]
        item = next((item for item in items if item["page"] == page.number), None)
        assert item is not None, (name, page.number, query)
        assert set(range(first, first + 9)) <= set(item["words"]), (query, item["words"])
        rects = [rect for number in item["words"] for rect in page.words[number].rects]
        assert len(item["rects"]) == len(rects)
        for shown, real in zip(item["rects"], rects, strict=True):
            assert shown == pytest.approx(real, abs=0.13)
        assert item["snippet"].count("<mark>") == item["snippet"].count("</mark>") >= 1

"""Highlights lie on the words selected, on pages of real papers; `python -m benchmarks highlights` asks more."""

import random
from pathlib import Path

import pytest
from playwright.async_api import Browser

from benchmarks.highlights import AIM, Score, measure, turned
from tests.browser.conftest import Person, Server, listen_for_faults, open_window, sign_in
from tests.browser.test_reading import ready

pytestmark = pytest.mark.corpus


async def test_on_the_words_of_papers_in_columns_and_turned(
    chromium: Browser, server: Server, person: Person, corpus: Path
) -> None:
    chance, score = random.Random(1), Score()
    files = chance.sample(sorted((corpus / "papers").glob("*.pdf")), 4)
    context = await open_window(chromium, server, viewport={"width": 1000, "height": 1300})
    await sign_in(context, person, server)
    page = await context.new_page()
    faults = listen_for_faults(page)
    added = []
    for number, path in enumerate(files):
        content = turned(path.read_bytes()) if number == 1 else path.read_bytes()
        added.append(await person.upload(path.name, content))
    for number, paper in enumerate(added):
        quarters = 3 if number == 2 else 0
        await measure(
            page, person.http, person.team, await ready(person, paper["id"]), chance, 10, quarters=quarters, score=score
        )
    await context.close()
    assert score.selections >= 30
    assert (score.recall, score.precision) >= (AIM, AIM), "\n".join(score.poor)
    assert min(score.recall, score.precision) >= AIM, "\n".join(score.poor)
    assert faults == []

"""Two people read one paper: one highlights and comments, the other sees it live, answers and resolves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import (
    Person,
    Server,
    check_accessible,
    check_in_all_looks,
    listen_for_faults,
    open_window,
    sign_in,
)
from tests.browser.test_reading import add, place, settled

# Selects the words of the first span of the text layer that holds them, as a person would with the mouse.
SELECT = """words => {
    const span = [...document.querySelectorAll('.textLayer span')].find(one => one.firstChild?.nodeType === 3
        && one.textContent.includes(words));
    const range = document.createRange(), at = span.textContent.indexOf(words);
    range.setStart(span.firstChild, at);
    range.setEnd(span.firstChild, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""
WORDS = "counted by two divers"


@asynccontextmanager
async def teammate(
    chromium: Browser, server: Server, person: Person, name: str, role: str = "commenter", **window: Any
) -> AsyncIterator[Page]:
    """A window of somebody else in the same team."""
    async with server.person(name) as other:
        invited = await person.http.post(f"/api/teams/{person.team['id']}/invitations", json={"role": role})
        assert invited.status_code == 201, invited.text
        code = invited.json()["items"][0]["link"].rpartition("/")[2]
        accepted = await other.http.post(f"/api/invitations/{code}/accept")
        assert accepted.status_code == 200, accepted.text
        context = await open_window(chromium, server, **window)
        await sign_in(context, other, server)
        page = await context.new_page()
        faults = listen_for_faults(page)
        yield page
        await context.close()
        assert faults == []


@pytest.fixture
async def colleague(chromium: Browser, server: Server, person: Person) -> AsyncIterator[Page]:
    async with teammate(chromium, server, person, "Lise Meitner") as page:
        yield page


async def open_paper(page: Page, person: Person, paper: dict[str, Any]) -> None:
    await page.goto(place(person, paper, f"/read/{paper['files'][0]['id']}"))
    await expect(page.locator(".textLayer span", has_text=WORDS).first).to_be_visible()
    await expect(page.get_by_role("complementary", name="Discussion")).to_be_visible()


async def test_a_comment_on_words_is_seen_live_answered_and_resolved(
    page: Page, colleague: Page, person: Person
) -> None:
    [paper] = await add(person, "eelgrass")
    await asyncio.gather(open_paper(page, person, paper), open_paper(colleague, person, paper))

    await page.evaluate(SELECT, WORDS)
    bar = page.get_by_role("toolbar", name="Selected text")
    await expect(bar).to_be_visible()
    await check_accessible(page)
    await bar.get_by_role("button", name="Comment").click()
    await expect(page.get_by_role("textbox", name="Reply")).to_be_focused()
    await page.keyboard.type("Why two? See https://example.org/divers.")
    await page.get_by_role("button", name="Send", exact=True).click()

    card = colleague.get_by_role("article", name="Annotation on page 1")
    await expect(card).to_contain_text("Why two?")
    await expect(card).to_contain_text("Grace Hopper")
    await expect(card.get_by_role("link")).to_have_attribute("href", "https://example.org/divers")
    for _ in range(2):
        mark = await settled(colleague.locator("[data-annotation]").first)
        line = await settled(colleague.locator(".textLayer span", has_text=WORDS).last)
        assert abs(mark["y"] + mark["height"] / 2 - line["y"] - line["height"] / 2) < line["height"], "on its line"
        assert line["x"] - 2 <= mark["x"] <= line["x"] + line["width"], "on its words"
        await colleague.get_by_role("button", name="Zoom in").click()

    await card.get_by_role("textbox", name="Reply").fill("To be independent.\nOne alone is never sure.")
    await card.get_by_role("button", name="Send", exact=True).click()
    theirs = page.get_by_role("article", name="Annotation on page 1")
    await expect(theirs).to_contain_text("To be independent.")
    await colleague.get_by_role("button", name="Resolve").click()
    await expect(theirs).to_contain_text("Resolved by Lise Meitner")
    await check_in_all_looks(page)


async def test_marks_are_made_visited_deleted_and_brought_back_by_keyboard(page: Page, person: Person) -> None:
    [paper] = await add(person, "eelgrass")
    await open_paper(page, person, paper)
    # Whoever begins to comment and changes their mind leaves no empty highlight.
    await page.evaluate(SELECT, WORDS)
    await page.keyboard.press("c")
    await expect(page.get_by_role("textbox", name="Reply")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("article")).to_have_count(0)
    for words in ("Forty plots", WORDS):
        await page.evaluate(SELECT, words)
        await page.keyboard.press("h")
        await expect(page.get_by_role("article").filter(has_text=words)).to_be_visible()
    cards = page.get_by_role("article", name="Annotation on page 1")
    await expect(cards).to_have_count(2)
    await page.keyboard.press("n")
    await expect(cards.first).to_have_attribute("data-chosen", "true")
    await page.keyboard.press("p")
    await expect(cards.last).to_have_attribute("data-chosen", "true")
    await cards.last.get_by_role("button", name="Annotation actions").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await expect(cards).to_have_count(1)
    await page.get_by_role("button", name="Undo").click()
    await expect(cards).to_have_count(2)


async def test_one_sees_who_reads_and_follows_them(page: Page, colleague: Page, person: Person) -> None:
    [paper] = await add(person, "eelgrass")
    for window in (page, colleague):
        await open_paper(window, person, paper)
    await colleague.get_by_role("button", name="Also reading: Grace Hopper").wait_for()
    await page.get_by_role("button", name="Also reading: Lise Meitner").click()
    await page.get_by_role("menuitem", name="Follow Lise Meitner").click()
    await expect(page.get_by_text("Following Lise Meitner.")).to_be_visible()
    await check_accessible(page)
    await colleague.keyboard.press("]")
    await expect(page.get_by_label("Page", exact=True)).to_have_value("2")
    box = await settled(colleague.locator(".page[data-page-number='2'] .textLayer"))
    await colleague.mouse.move(box["x"] + 80, box["y"] + 60)
    await expect(page.locator("[data-pointer]")).to_have_text("Lise Meitner")
    await page.get_by_role("region", name="Pages of").hover()
    await page.mouse.wheel(0, -200)
    await expect(page.get_by_text("Following Lise Meitner.")).to_be_hidden()
    await colleague.close()
    await expect(page.get_by_role("button", name="Also reading")).to_have_count(0)

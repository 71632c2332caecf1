"""Three people read one paper: what one marks the others see, answer and settle, also after an outage."""

import re

from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Person, Server
from tests.browser.test_discussions import SELECT, WORDS, colleague, open_paper, teammate
from tests.browser.test_reading import add

__all__ = ["colleague"]


async def test_a_highlight_goes_round_among_three(
    page: Page, colleague: Page, chromium: Browser, server: Server, person: Person
) -> None:
    [paper] = await add(person, "eelgrass")
    async with teammate(chromium, server, person, "Emmy Noether") as third:
        for window in (page, colleague, third):
            await open_paper(window, person, paper)
        # Each sees the two others.
        both = re.compile("Also reading: (Lise Meitner, Emmy Noether|Emmy Noether, Lise Meitner)")
        await expect(page.get_by_role("button", name=both)).to_be_visible()
        await expect(third.get_by_role("button", name=re.compile("Also reading: .*Lise Meitner"))).to_be_visible()

        await page.evaluate(SELECT, WORDS)
        await page.get_by_role("button", name="Highlight in green").click()
        for window in (colleague, third):
            await expect(window.locator("button[data-annotation][data-color='green']")).to_be_visible()
        hers = colleague.get_by_role("article", name="Annotation on page 1")
        emmys = third.get_by_role("article", name="Annotation on page 1")
        mine = page.get_by_role("article", name="Annotation on page 1")

        # Lise answers and names Emmy, who answers while she is away.
        reply = hers.get_by_role("textbox", name="Reply")
        await reply.press_sequentially("Why two? @Em")
        await expect(colleague.get_by_role("option", name="Emmy Noether")).to_be_visible()
        await reply.press("Enter")
        await reply.press("Control+Enter")
        for card in (mine, emmys):
            await expect(card).to_contain_text("Why two?")
        await third.context.set_offline(True)
        await emmys.get_by_role("textbox", name="Reply").fill("One alone errs.")
        await emmys.get_by_role("button", name="Send", exact=True).click()
        await expect(emmys).to_contain_text("Saved in this browser")
        await page.evaluate(SELECT, "Forty plots")
        await page.keyboard.press("h")
        await expect(page.get_by_role("article", name="Annotation on page 1")).to_have_count(2)
        await third.context.set_offline(False)
        for window in (page, colleague, third):
            cards = window.get_by_role("article", name="Annotation on page 1")
            await expect(cards.filter(has_text="One alone errs.")).to_have_count(1)
            await expect(cards).to_have_count(2)
        await expect(third.get_by_text("Saved in this browser")).to_have_count(0)

        await hers.filter(has_text="One alone").get_by_role("button", name="Resolve").click()
        for card in (mine, emmys):
            await expect(card.filter(has_text="One alone")).to_contain_text("Resolved by Lise Meitner")

"""The reading list: a paper is put on it, a colleague is asked to read another until a day, and both see how far."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Person, check_in_all_looks
from tests.browser.test_discussions import colleague
from tests.browser.test_reading import add, place

__all__ = ["colleague"]


async def test_what_one_means_to_read_and_what_others_ask(page: Page, colleague: Page, person: Person) -> None:
    mine, theirs = await add(person, "eelgrass", "review")
    reading = f"/t/{person.team['slug']}/reading"
    await colleague.goto(f"{reading}?of=assigned")
    await expect(colleague.get_by_text("Nothing assigned to you.")).to_be_visible()
    await page.goto(reading)
    await expect(page.get_by_text("Your reading list is empty.")).to_be_visible()
    await check_in_all_looks(page)

    await page.goto(place(person, mine))
    await page.get_by_role("button", name="Add to my reading list").click()
    await expect(page.get_by_label("Your reading status")).to_have_value("to_read")
    await page.goto(place(person, theirs))
    await page.get_by_role("button", name="Assign reading…").click()
    await page.get_by_role("combobox", name="Person").click()
    await page.get_by_role("option", name="Lise Meitner").click()
    await page.get_by_label("Due date").fill("2021-12-24")
    await expect(page.get_by_text("Friday")).to_be_visible()
    await page.get_by_role("dialog").get_by_role("button", name="Assign", exact=True).click()
    await expect(page.get_by_text(re.compile("Lise Meitner has it to read, was due"))).to_be_visible()
    await check_in_all_looks(page)

    # She hears of it without touching anything, and says how far she is.
    await expect(colleague.get_by_text("was due 24 Dec 2021")).to_be_visible()
    await expect(colleague.get_by_text("assigned by Grace Hopper")).to_be_visible()
    await check_in_all_looks(colleague)
    await colleague.get_by_role("combobox", name="Reading status of").select_option("reading")
    await expect(page.get_by_text("Lise Meitner is reading it")).to_be_visible()

    await page.get_by_role("navigation", name="Main").get_by_role("link", name="Reading list").click()
    await expect(page.get_by_role("listitem")).to_have_count(1)
    await page.get_by_text("Assigned by me").click()
    await expect(page.get_by_text("Lise Meitner: reading")).to_be_visible()
    await page.get_by_role("combobox", name="Status").select_option("read")
    await expect(page.get_by_text("No papers marked “Read”.")).to_be_visible()
    await page.get_by_role("button", name="Show all").click()
    await page.get_by_text("My list").click()
    await page.get_by_role("combobox", name="Reading status of").select_option("off")
    await expect(page.get_by_text("Your reading list is empty.")).to_be_visible()

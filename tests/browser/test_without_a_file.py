"""A paper described by hand: added without a PDF, changed, and given its PDF later."""

import os
from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.conftest import Person, check_in_all_looks
from tests.pdfs import make_pdf


async def shot(page: Page, name: str) -> None:
    """A picture to look at, where SHOTS names a folder."""
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def test_a_book_is_added_by_hand_and_its_pdf_comes_later(page: Page, person: Person) -> None:
    await page.goto(f"/t/{person.team['slug']}")
    await page.get_by_role("button", name="Add").first.click()
    await page.get_by_role("menuitem", name="Enter details…").click()
    dialog = page.get_by_role("dialog", name="Enter details")
    await expect(dialog.get_by_label("Title")).to_be_focused()
    await expect(dialog.get_by_role("button", name="Add", exact=True)).to_be_disabled()
    await dialog.get_by_label("Title").fill("The Analytical Engine")
    await dialog.get_by_label("Authors").fill("Lovelace, Ada\nCharles Babbage")
    await dialog.get_by_role("combobox", name="Type").fill("boo")
    await page.get_by_role("option", name="Book", exact=True).click()
    await dialog.get_by_label("DOI").fill("nine")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog.get_by_text("A DOI looks like 10.1234/abcd")).to_be_visible()
    await shot(page, "details")
    await check_in_all_looks(page)
    await dialog.get_by_label("DOI").fill("10.1234/engine")
    await dialog.get_by_role("button", name="Add", exact=True).click()

    await expect(page.get_by_role("heading", name="The Analytical Engine", level=1)).to_be_visible()
    await expect(page.get_by_text("Ada Lovelace, Charles Babbage").first).to_be_visible()
    await shot(page, "paper")
    await check_in_all_looks(page)
    await page.go_back()
    await expect(page.get_by_role("grid", name="Papers").get_by_text("No PDF")).to_be_visible()
    await page.get_by_role("grid").get_by_role("link", name="The Analytical Engine").dblclick()
    await page.get_by_role("tab", name="Files").click()
    pdf = make_pdf("Words.", title="Another title", abstract="We describe how a folder becomes a library.")
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Attach PDF").click()
    await (await chooser.value).set_files({"name": "engine.pdf", "mimeType": "application/pdf", "buffer": pdf})
    await expect(page.get_by_role("link", name="Read", exact=True)).to_be_visible()
    await page.get_by_role("tab", name="About").click()
    await expect(page.get_by_text("We describe how a folder becomes a library.")).to_be_visible()
    await expect(page.get_by_role("heading", name="The Analytical Engine", level=1)).to_be_visible()

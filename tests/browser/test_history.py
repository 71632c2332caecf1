"""A field set on many papers with a preview and one undo, and the history of one paper's details."""

import os
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import Person, check_in_all_looks


async def shot(page: Page, name: str) -> None:
    """A picture to look at, where SHOTS names a folder."""
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def add(person: Person, title: str, venue: str, **fields: Any) -> None:
    body = {"metadata": {"title": title, "container-title": venue, "type": "article-journal"} | fields}
    answer = await person.http.post(f"/api/teams/{person.team['id']}/papers", json=body)
    assert answer.status_code == 201, answer.text


async def test_papers_are_edited_together_and_as_they_were_again(page: Page, person: Person) -> None:
    for title, venue in (("Anemones", "J. Tides"), ("Barnacles", "J. Tides"), ("Cormorants", "Shore")):
        await add(person, title, venue)
    # So that there is room for the column of journals.
    await person.http.put("/api/me/preferences/library", json={"preview": False})
    await page.goto(f"/t/{person.team['slug']}?sort=title")
    grid = page.get_by_role("grid", name="Papers")
    await expect(grid.get_by_role("row")).to_have_count(4)
    await grid.focus()
    await page.keyboard.press("Control+a")
    await page.get_by_role("button", name="Edit field…").click()
    dialog = page.get_by_role("dialog", name="Edit 3 papers")
    await expect(dialog.get_by_role("list", name="Now")).to_contain_text("J. Tides · 2 papers")
    await dialog.get_by_label("New value").fill("Journal of Tides")
    await shot(page, "edit-many")
    await check_in_all_looks(page)
    await dialog.get_by_role("button", name="Change 3 papers").click()
    await expect(grid.get_by_text("Journal of Tides")).to_have_count(3)
    await page.get_by_role("link", name="Cormorants").dblclick()
    await page.get_by_role("button", name="History").click()
    past = page.get_by_role("dialog", name="History of details")
    await expect(past).to_contain_text("with other papers")
    await shot(page, "history")
    await check_in_all_looks(page)
    await past.get_by_role("button", name="Restore published in: Shore").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Edit published in: Shore")).to_be_visible()
    await page.go_back()
    await expect(grid.get_by_text("Journal of Tides")).to_have_count(2)
    await page.get_by_role("button", name="Undo").click()
    await expect(grid.get_by_text("J. Tides")).to_have_count(2)
    await expect(grid.get_by_text("Shore")).to_have_count(1)

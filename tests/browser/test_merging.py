"""Duplicates: found, compared side by side, merged with chosen fields, undone, and said to be different papers."""

import os
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Person, check_in_all_looks

TITLE = "The mechanics of paper folding in low gravity"
AUTHORS = [{"family": "Miura", "given": "Koryo"}, {"family": "Ōkubo", "given": "Hana"}]


async def add(person: Person, **fields: Any) -> str:
    metadata = {"title": TITLE, "author": AUTHORS, "issued": {"date-parts": [[2020]]}} | fields
    answer = await person.http.post(f"/api/teams/{person.team['id']}/papers", json={"metadata": metadata})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def photograph(page: Page, name: str) -> None:
    """Pictures to look at, where a folder for them is named."""
    if not (folder := os.environ.get("SCREENSHOTS")):
        return
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for width in (1280, 390):
            await page.set_viewport_size({"width": width, "height": 900})
            await page.screenshot(path=Path(folder) / f"{name}-{scheme}-{width}.png", full_page=True)
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size({"width": 1280, "height": 800})


def field(group: Locator, name: str) -> Locator:
    return group.get_by_role("group", name=name, exact=True)


async def test_duplicates_are_compared_merged_and_taken_apart_again(page: Page, person: Person) -> None:
    slug = person.team["slug"]
    one = await add(person, DOI="10.1000/fold", volume="12", page="1-9")
    other = await add(person, title=TITLE.upper(), DOI="10.1000/fold", **{"container-title": "Journal of Folding"})
    await add(person, title="A guide to knots, of which there are many")
    await page.goto(f"/t/{slug}")
    await page.get_by_role("link", name="Duplicates").click()
    await expect(page.get_by_role("status").filter(has_text="1 group")).to_be_visible()
    group = page.get_by_role("region", name=TITLE)
    await expect(group.get_by_text("Same DOI")).to_be_visible()
    await expect(page.get_by_text("Comparing papers")).to_have_count(0)
    await check_in_all_looks(page)
    await photograph(page, "duplicates")

    await field(group, "Keep").get_by_role("radio").first.focus()
    await field(group, "Title").get_by_role("radio", name=f"Paper 2: {TITLE.upper()}").check()
    await expect(field(group, "Published in").get_by_role("radio").nth(0)).to_be_disabled()
    await expect(field(group, "Published in").get_by_role("radio").nth(1)).to_be_checked()
    await group.get_by_role("button", name="Merge", exact=True).click()
    await expect(page.get_by_text("2 papers merged.", exact=True)).to_be_visible()
    await expect(page.get_by_text("No duplicates found.")).to_be_visible()
    await expect(page.get_by_role("heading", name="Duplicates")).to_be_focused()
    merges = page.get_by_role("region", name="Merged in the last 30 days")
    await expect(merges.get_by_role("link", name=TITLE.upper())).to_be_visible()
    await photograph(page, "merged")

    # The address of either paper leads to the merged one.
    await page.goto(f"/t/{slug}/papers/{other}")
    await page.wait_for_url(f"**/papers/{one}")
    await expect(page.get_by_role("heading", name=TITLE.upper())).to_be_visible()
    await expect(page.get_by_text("Journal of Folding").first).to_be_visible()
    await page.go_back()
    await merges.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("Merge undone.")).to_be_visible()
    await expect(group).to_be_visible()

    await group.get_by_role("button", name="Not duplicates").click()
    await expect(page.get_by_text("No duplicates found.")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(group).to_be_visible()
    await page.get_by_role("radiogroup", name="How alike papers must be").get_by_text("Strict").click()
    await page.wait_for_url("**preset=strict")
    await group.get_by_role("link", name="Open paper 1").click()
    await page.get_by_role("link", name="Compare and merge").click()
    await expect(group).to_be_visible()

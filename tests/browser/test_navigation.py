"""Every page of a team can be reached from its header, wide or narrow, by keyboard."""

import re
from itertools import pairwise

from playwright.async_api import Page, expect

from tests.browser.conftest import Person, check_accessible


async def test_a_narrow_window_has_the_pages_in_a_menu(page: Page, person: Person) -> None:
    team = person.team["slug"]
    await page.goto(f"/t/{team}")
    await expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Threads")).to_be_visible()
    await expect(page.get_by_role("button", name="Pages", exact=True)).to_have_count(0)

    await page.set_viewport_size({"width": 390, "height": 800})
    await expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    button = page.get_by_role("button", name="Pages", exact=True)
    for title, path in (
        ("Reading list", "reading"),
        ("Notes", "notes"),
        ("Threads", "threads"),
        ("Activity", "activity"),
    ):
        await button.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("menuitem", name="Library")).to_be_focused()
        while not await page.get_by_role("menuitem", name=title).evaluate("one => one === document.activeElement"):
            await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile(f"/t/{team}/{path}$"))
    await button.click()
    await expect(page.get_by_role("menuitem", name="Activity")).to_have_attribute("aria-current", "page")
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await check_accessible(page)
    await page.get_by_role("menuitem", name="Inbox").click()
    await expect(page).to_have_url(re.compile("/inbox$"))

    search = page.get_by_role("searchbox", name=re.compile("^Search everything"))
    await search.focus()
    box = await search.bounding_box()
    assert box
    assert box["width"] > 350


async def test_a_long_team_name_leaves_room_for_search_and_inbox(page: Page, person: Person) -> None:
    answer = await person.http.post("/api/teams", json={"name": "Institute for the Study of Very Long Rivers and Seas"})
    await page.set_viewport_size({"width": 390, "height": 800})
    await page.goto(f"/t/{answer.json()['slug']}")
    header = page.get_by_role("banner")
    parts = [
        header.get_by_role("button", name="Pages", exact=True),
        header.get_by_role("button", name=re.compile("^Team: ")),
        header.get_by_role("searchbox"),
        header.get_by_role("link", name="Inbox"),
        header.get_by_role("button", name=re.compile("^You, ")),
    ]
    await expect(parts[-1]).to_be_visible()
    boxes = [await part.bounding_box() for part in parts]
    edges = [(box["x"], box["x"] + box["width"]) for box in boxes if box]
    assert len(edges) == len(parts)
    assert all(ends <= begins for (_, ends), (begins, _) in pairwise(edges)), edges
    assert edges[-1][1] <= 390

"""Collections in the library: made, filled by drag and by keyboard, seen at once in another window, and undone."""

from uuid import uuid4

import psycopg
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import Person, Server, check_in_all_looks, open_window, sign_in

TITLES = ["Anemones", "Barnacles", "Cormorants"]
FILL = """
INSERT INTO papers (id, team_id, metadata, parsed, provenance, status, title, authors, venue, abstract, title_key,
                    author_key, venue_key, filter_text, added_at, clock)
VALUES (%(id)s, %(team)s, '{}', '{}', '{}', 'ready', %(title)s::text, '', '', '', lower(%(title)s::text),
        '', '', '', now(), 1)
"""


@pytest.fixture
async def grid(page: Page, person: Person, server: Server) -> Locator:
    """A library with three papers that need no file behind them."""
    with psycopg.connect(server.database_url) as connection:
        for title in TITLES:
            connection.execute(FILL, {"id": uuid4(), "team": person.team["id"], "title": title})
    await page.goto(f"/t/{person.team['slug']}?sort=title")
    grid = page.get_by_role("grid")
    await expect(grid.get_by_role("link")).to_have_count(3)
    return grid


def row(grid: Locator, title: str) -> Locator:
    return grid.locator("[role=row]", has_text=title)


async def create(page: Page, name: str) -> Locator:
    """A collection of the team at the top level; its line in the tree."""
    await page.get_by_role("button", name="New collection", exact=True).click()
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_role("button", name="Create", exact=True).click()
    item = page.get_by_role("treeitem", name=name)
    await expect(item).to_be_visible()
    return item


async def test_papers_are_collected_by_drag_and_by_keyboard_and_seen_in_another_window(
    page: Page, grid: Locator, person: Person, chromium: Browser, server: Server
) -> None:
    other = await open_window(chromium, server)
    await sign_in(other, person, server)
    second = await other.new_page()
    await second.goto(f"/t/{person.team['slug']}")

    rivers = await create(page, "Rivers")
    await expect(second.get_by_role("treeitem", name="Rivers, 0 papers")).to_be_visible()
    # By drag: all that are selected come along.
    await row(grid, "Anemones").click()
    await row(grid, "Barnacles").click(modifiers=["Control"])
    await row(grid, "Anemones").drag_to(rivers)
    await expect(page.get_by_role("treeitem", name="Rivers, 2 papers")).to_be_visible()
    await expect(second.get_by_role("treeitem", name="Rivers, 2 papers")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(second.get_by_role("treeitem", name="Rivers, 0 papers")).to_be_visible()

    # By keyboard, into one that is made on the way.
    await grid.focus()
    await page.keyboard.press("Escape")
    await page.keyboard.press("End")
    await page.keyboard.press("c")
    await page.get_by_role("combobox", name="Find or create a collection").fill("Sea birds")
    await page.keyboard.press("Enter")
    birds = page.get_by_role("treeitem", name="Sea birds, 1 paper")
    await expect(birds).to_be_visible()

    # A collection is dragged into another, and opened by the arrows.
    await birds.drag_to(rivers)
    await expect(page.get_by_role("treeitem", name="Sea birds")).to_have_attribute("aria-level", "2")
    await rivers.focus()
    await page.keyboard.press("ArrowLeft")
    await expect(page.get_by_role("treeitem", name="Sea birds")).to_have_count(0)
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Sea birds", level=1)).to_be_visible()
    await expect(page.get_by_role("grid", name="Papers in Sea birds").get_by_role("link")).to_have_count(1)
    await check_in_all_looks(page)

    # Taken out again, and the collection deleted: the paper stays.
    grid = page.get_by_role("grid")
    await row(grid, "Cormorants").click()
    await page.get_by_role("button", name="Remove from collection").click()
    await expect(page.get_by_role("heading", name="This collection is empty")).to_be_visible()
    await page.get_by_role("treeitem", name="Rivers").focus()
    await page.keyboard.press("Delete")
    await expect(page.get_by_role("treeitem")).to_have_count(0)
    await expect(page.get_by_role("grid").get_by_role("link")).to_have_count(3)
    await page.get_by_text("“Rivers” deleted.").locator("xpath=..").get_by_role("button", name="Undo").click()
    await expect(second.get_by_role("treeitem", name="Rivers, 0 papers")).to_be_visible()
    await other.close()

"""Collections in the library: made, filled by drag and by keyboard, seen at once in another window, and undone."""

from uuid import uuid4

import psycopg
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import (
    Person,
    Server,
    check_accessible,
    check_in_all_looks,
    open_window,
    sign_in,
    window_of,
)

# As if the guest had opened the link in the email.
LET_IN = """
WITH person AS (SELECT id FROM people WHERE email = %(email)s),
member AS (INSERT INTO members (team_id, person_id, role) SELECT %(team)s, id, 'guest' FROM person RETURNING person_id)
INSERT INTO guest_places (id, team_id, person_id, collection_id)
SELECT gen_random_uuid(), %(team)s, person_id, (SELECT collection_id FROM invitations WHERE email = %(email)s)
FROM member
"""
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
    await expect(second.get_by_role("treeitem", name="Rivers 0 papers")).to_be_visible()
    # By drag: all that are selected come along.
    await row(grid, "Anemones").click()
    await row(grid, "Barnacles").click(modifiers=["Control"])
    await row(grid, "Anemones").drag_to(rivers)
    await expect(page.get_by_role("treeitem", name="Rivers 2 papers")).to_be_visible()
    await expect(second.get_by_role("treeitem", name="Rivers 2 papers")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(second.get_by_role("treeitem", name="Rivers 0 papers")).to_be_visible()

    # By keyboard, into one that is made on the way.
    await grid.focus()
    await page.keyboard.press("Escape")
    await page.keyboard.press("End")
    await page.keyboard.press("c")
    await page.get_by_role("combobox", name="Find or create a collection").fill("Sea birds")
    await page.keyboard.press("Enter")
    birds = page.get_by_role("treeitem", name="Sea birds 1 paper")
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
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Remove from collection").click()
    await expect(page.get_by_role("heading", name="This collection is empty")).to_be_visible()
    await page.get_by_role("treeitem", name="Rivers").focus()
    await page.keyboard.press("Delete")
    await expect(page.get_by_role("treeitem")).to_have_count(0)
    await expect(page.get_by_role("grid").get_by_role("link")).to_have_count(3)
    await page.get_by_text("“Rivers” deleted.").locator("xpath=..").get_by_role("button", name="Undo").click()
    await expect(second.get_by_role("treeitem", name="Rivers 0 papers")).to_be_visible()
    await other.close()


async def test_number_keys_tag_papers_and_clicks_filter_by_tags(
    page: Page, grid: Locator, person: Person, chromium: Browser, server: Server
) -> None:
    other = await open_window(chromium, server)
    await sign_in(other, person, server)
    second = await other.new_page()
    await second.goto(f"/t/{person.team['slug']}?sort=title")

    # A tag is made on the way, then given a colour and a number key.
    await row(grid, "Anemones").click()
    await page.keyboard.press("t")
    await page.get_by_role("combobox", name="Find or create a tag").fill("To discuss")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("option", name="To discuss")).to_contain_text("✓")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Manage tags").click()
    await page.get_by_role("button", name="Edit To discuss").click()
    await page.get_by_label("Number key").select_option("1")
    await page.get_by_role("radio", name="red").check(force=True)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog").locator("kbd")).to_have_text("1")
    await check_accessible(page)
    await page.get_by_role("button", name="Close").click()

    await row(grid, "Barnacles").click()
    await grid.focus()
    await page.keyboard.press("1")
    tagged = [window.get_by_role("row").filter(has_text="To discuss") for window in (page, second)]
    for rows in tagged:
        await expect(rows).to_have_count(2)
    await page.get_by_role("button", name="To discuss").click()
    await expect(page.get_by_role("grid").get_by_role("link")).to_have_count(2)
    await check_in_all_looks(page)
    await page.get_by_role("button", name="To discuss").click()
    await expect(page.get_by_role("grid").get_by_role("link")).to_have_count(3)
    # Pressed again it takes the tag off.
    await row(grid, "Barnacles").click()
    await page.keyboard.press("1")
    for rows in tagged:
        await expect(rows).to_have_count(1)
    await other.close()


async def test_a_guest_of_a_collection_sees_its_papers(
    page: Page, person: Person, chromium: Browser, server: Server
) -> None:
    made = await person.http.post("/api/teams", json={"name": f"Shore lab {uuid4().hex[:6]}"})
    team = made.json()
    with psycopg.connect(server.database_url) as connection:
        for title in TITLES:
            connection.execute(FILL, {"id": uuid4(), "team": team["id"], "title": title})
    server.confirm(person)
    await page.goto(f"/t/{team['slug']}?sort=title")
    opened = await create(page, "For reviewers")
    await row(page.get_by_role("grid"), "Barnacles").drag_to(opened)
    await expect(page.get_by_role("treeitem", name="For reviewers 1 paper")).to_be_visible()
    async with server.person("Rita Reviewer") as guest:
        await opened.hover()
        await page.get_by_role("button", name="Actions for For reviewers").click()
        await page.get_by_role("menuitem", name="Guests…").click()
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_text("There are no guests yet.")).to_be_visible()
        await check_accessible(page)
        invited = await person.http.post(
            f"/api/teams/{team['id']}/collections/{await opened.get_attribute('data-id')}/guests",
            json={"emails": [guest.email]},
        )
        assert invited.status_code == 201, invited.text
        with psycopg.connect(server.database_url) as connection:
            connection.execute(LET_IN, {"team": team["id"], "email": guest.email})
        async with window_of(chromium, server, guest) as theirs:
            await theirs.goto(f"/t/{team['slug']}")
            await expect(theirs.get_by_role("treeitem", name="For reviewers 1 paper")).to_be_visible()
            await expect(theirs.get_by_role("grid").get_by_role("link")).to_have_count(1)
            await expect(theirs.get_by_role("button", name="New collection")).to_have_count(0)
            await theirs.get_by_role("treeitem", name="For reviewers").click()
            await expect(theirs.get_by_role("heading", name="For reviewers", level=1)).to_be_visible()

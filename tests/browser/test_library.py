"""The library: live status, selecting, deleting with undo, filter and sort, ten thousand papers."""

import re
from uuid import uuid4

import psycopg
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import Person, Server, check_in_all_looks, open_window, sign_in, window_of
from tests.pdfs import make_pdf

TITLES = ["Anemones of the upper shore", "Barnacles and their neighbours", "Cormorants at dusk"]
# What a row is made of in the database, for papers that need no file behind them.
FILL = """
INSERT INTO papers (id, team_id, metadata, parsed, provenance, status, title, authors, year, venue, abstract,
                    title_key, author_key, venue_key, filter_text, added_at, clock)
SELECT gen_random_uuid(), %(team)s, '{}', '{}', '{}', 'ready', 'Paper ' || n, 'Author ' || n %% 97, 1950 + n %% 75,
       'Journal ' || n %% 13, '', 'paper ' || lpad(n::text, 5, '0'), 'author ' || n %% 97, 'journal ' || n %% 13,
       'paper ' || n, now() - n * interval '1 minute', 1
FROM generate_series(1, 10000) AS n
"""


def paper(title: str) -> bytes:
    return make_pdf(f"About {title}. {uuid4()}", title=title, authors=["Ada Lovelace"], abstract="Short. " * 20)


async def three_papers(person: Person, page: Page) -> Locator:
    """A library with three ready papers, sorted by title; the grid."""
    for title in TITLES:
        await person.upload(f"{title}.pdf", paper(title))
    await page.goto(f"/t/{person.team['slug']}?sort=title")
    grid = page.get_by_role("grid", name="Papers")
    await expect(grid.get_by_text("Ready")).to_have_count(3)
    for title in TITLES:
        await expect(grid.get_by_role("link", name=title)).to_be_visible()
    return grid


def selected(grid: Locator) -> Locator:
    return grid.locator("[role=row][aria-selected=true]")


async def test_papers_become_ready_in_every_open_window_without_a_reload(
    page: Page, person: Person, chromium: Browser, server: Server
) -> None:
    other = await open_window(chromium, server)
    await sign_in(other, person, server)
    second = await other.new_page()
    for window in (page, second):
        await window.goto("/")
        await expect(window.get_by_role("heading", name="Drop a folder of PDFs here")).to_be_visible()
    await person.upload("anemones.pdf", paper(TITLES[0]))
    for window in (page, second):
        await expect(window.get_by_role("link", name=TITLES[0])).to_be_visible()
        await expect(window.get_by_role("grid").get_by_text("Ready")).to_be_visible()
    await check_in_all_looks(page)
    await other.close()


async def test_the_keyboard_selects_deletes_and_opens_and_deleting_can_be_undone(page: Page, person: Person) -> None:
    grid = await three_papers(person, page)
    await grid.focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Shift+ArrowDown")
    await expect(selected(grid)).to_have_count(2)
    await page.keyboard.press("Delete")
    await expect(grid.get_by_role("link")).to_have_count(1)
    await expect(page.get_by_text("1 paper", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(grid.get_by_role("link")).to_have_count(3)

    await grid.focus()
    await page.keyboard.press("Home")
    await page.keyboard.press("Control+a")
    await expect(selected(grid)).to_have_count(3)
    await page.keyboard.press("Space")
    await expect(selected(grid)).to_have_count(2)
    await page.keyboard.press("Escape")
    await expect(selected(grid)).to_have_count(0)
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/papers/.*/read/"))


async def test_the_mouse_selects_as_everywhere(page: Page, person: Person) -> None:
    grid = await three_papers(person, page)
    rows = [grid.locator("[role=row]", has_text=title) for title in TITLES]
    authors = [row.get_by_role("gridcell", name="Ada Lovelace") for row in rows]
    await authors[0].click()
    await authors[2].click(modifiers=["Shift"])
    await expect(selected(grid)).to_have_count(3)
    await authors[1].click(modifiers=["Control"])
    await expect(selected(grid)).to_have_count(2)
    await authors[1].click()
    await expect(selected(grid)).to_have_count(1)
    await rows[2].get_by_role("checkbox").click()
    await expect(page.get_by_text("2 papers selected")).to_be_visible()
    await check_in_all_looks(page)


async def test_deleted_papers_wait_in_the_bin_and_come_back(page: Page, person: Person) -> None:
    grid = await three_papers(person, page)
    await grid.locator("[role=row]", has_text=TITLES[1]).get_by_role("checkbox").click()
    await page.get_by_role("button", name="Delete").click()
    await expect(grid.get_by_role("link")).to_have_count(2)
    await page.get_by_role("button", name="Trash").click()
    bin_grid = page.get_by_role("grid", name="Papers in trash")
    await expect(bin_grid.get_by_text(TITLES[1])).to_be_visible()
    await bin_grid.get_by_role("checkbox").click()
    await page.get_by_role("button", name="Restore").click()
    await expect(page.get_by_role("heading", name="Trash is empty")).to_be_visible()
    await page.get_by_role("button", name="Back to library").click()
    await expect(grid.get_by_role("link")).to_have_count(3)


async def test_the_filter_narrows_while_one_types_and_heads_sort(page: Page, person: Person) -> None:
    grid = await three_papers(person, page)
    box = page.get_by_role("combobox", name=re.compile("^Filter"))
    await box.fill("barna")
    await expect(grid.get_by_role("link")).to_have_count(1)
    await expect(page).to_have_url(re.compile("filter=barna"))
    await box.fill("no such thing")
    await expect(page.get_by_role("heading", name="No paper matches")).to_be_visible()
    await page.get_by_role("button", name="Clear filter").last.click()
    await expect(grid.get_by_role("link")).to_have_count(3)

    await expect(grid.get_by_role("columnheader", name="Title")).to_have_attribute("aria-sort", "ascending")
    await page.get_by_role("button", name="Title").click()
    await expect(grid.get_by_role("columnheader", name="Title")).to_have_attribute("aria-sort", "descending")
    await expect(grid.get_by_role("link").first).to_have_text(TITLES[2])


async def test_after_a_minute_offline_the_page_shows_the_truth_again(page: Page, person: Person) -> None:
    await page.clock.install()
    grid = await three_papers(person, page)
    await page.context.set_offline(True)
    # An established connection is cut by hand: the browser's "offline" only stops new ones.
    await page.evaluate("dispatchEvent(new Event('offline'))")
    await person.http.delete(f"/api/teams/{person.team['id']}/papers/{await id_of(person, TITLES[0])}")
    await person.upload("dunlins.pdf", paper("Dunlins in winter"))
    await page.clock.fast_forward(60_000)
    await page.context.set_offline(False)
    await expect(grid.get_by_role("link", name="Dunlins in winter")).to_be_visible()
    await expect(grid.get_by_role("link", name=TITLES[0])).to_have_count(0)


async def id_of(person: Person, title: str) -> str:
    answer = await person.http.get(f"/api/teams/{person.team['id']}/papers")
    return str(next(row["id"] for row in answer.json()["items"] if row["title"] == title))


async def test_ten_thousand_papers_are_drawn_as_seen_and_all_can_be_selected(
    page: Page, person: Person, server: Server
) -> None:
    with psycopg.connect(server.database_url) as connection:
        connection.execute(FILL, {"team": person.team["id"]})
    await page.goto(f"/t/{person.team['slug']}?sort=title")
    grid = page.get_by_role("grid", name="Papers")
    await expect(grid.get_by_role("link", name="Paper 1", exact=True)).to_be_visible()
    await expect(page.get_by_text("10,000 papers")).to_be_visible()
    await expect(grid).to_have_attribute("aria-rowcount", "10001")
    assert await grid.get_by_role("row").count() < 60

    await page.evaluate("document.querySelector('[role=grid]').scrollTop = 220 * 44")
    await expect(grid.get_by_role("link", name="Paper 225", exact=True)).to_be_visible()
    await grid.focus()
    await page.keyboard.press("Control+a")
    await expect(page.get_by_text("10,000 papers selected")).to_be_visible()
    await page.keyboard.press("End")
    await expect(grid.get_by_role("link", name="Paper 10000", exact=True)).to_be_visible()
    assert await grid.get_by_role("row").count() < 60


async def test_a_doubtful_field_is_marked_listed_and_confirmed(
    page: Page, person: Person, chromium: Browser, server: Server
) -> None:
    await three_papers(person, page)
    with psycopg.connect(server.database_url) as connection:
        connection.execute(
            "update papers set confidence = case when title = %s then %s::jsonb else '{}' end,"
            " needs_checking = title = %s where team_id = %s",
            (TITLES[1], '{"title": 0.4, "author": 0.3}', TITLES[1], person.team["id"]),
        )
    await page.reload()
    await page.get_by_role("button", name="Needs checking").click()
    grid = page.get_by_role("grid", name="Papers that need checking")
    # A list, so that it waits until the rows of before have gone: several are a fault at once where one is expected.
    await expect(grid.locator("[role=row] a")).to_have_text([TITLES[1]])
    await check_in_all_looks(page)
    async with window_of(chromium, server, person) as second:
        await second.goto(page.url)
        await expect(second.get_by_role("link", name=TITLES[1])).to_be_visible()
        await grid.get_by_role("link", name=TITLES[1]).click()
        await page.get_by_role("complementary", name="Preview").get_by_role("link", name="Details").click()
        await expect(page.get_by_text("Please check")).to_have_count(2)
        await check_in_all_looks(page)
        for label in ("Title", "Authors"):
            await page.get_by_role("button", name=f"{label} looks right").click()
            await expect(page.get_by_role("button", name=f"{label} looks right")).to_have_count(0)
        await expect(page.get_by_text("Edited by Grace Hopper")).to_have_count(2)
        await expect(second.get_by_role("heading", name="Nothing needs checking")).to_be_visible()

"""The list of papers as somebody has set it up: preview, columns, order, density; and Back leads to where one was."""

import asyncio
import re

import psycopg
from playwright.async_api import Browser, Page, Route, expect

from tests.browser.conftest import Person, Server, check_accessible, check_in_all_looks, window_of
from tests.browser.test_history import shot
from tests.browser.test_reading import ready
from tests.pdfs import make_pdf

FILL = """
INSERT INTO papers (id, team_id, metadata, parsed, provenance, status, title, authors, year, venue, abstract,
                    title_key, author_key, venue_key, filter_text, added_at, clock)
SELECT gen_random_uuid(), %(team)s,
       jsonb_build_object('title', 'Paper ' || n, 'abstract', 'Abstract of ' || n, 'type', 'article-journal'),
       '{}', '{}', 'ready', 'Paper ' || n, 'Author ' || n %% 7, 2000 + n %% 3, 'Journal ' || n %% 13,
       'Abstract of ' || n, 'paper ' || lpad(n::text, 5, '0'), 'author ' || n %% 7, 'journal', 'paper ' || n,
       now() - n * interval '1 minute', 1
FROM generate_series(1, 300) AS n
"""


async def test_a_paper_is_previewed_read_and_come_back_to(page: Page, person: Person, server: Server) -> None:
    with psycopg.connect(server.database_url) as connection:
        connection.execute(FILL, {"team": person.team["id"]})
    team = f"/api/teams/{person.team['id']}"
    paper = await person.upload("tides.pdf", make_pdf("We measure.", title="Tides of the estuary"))
    await ready(person, paper["id"])
    described = {"abstract": "Salt marshes keep the tide out.", "author": [{"family": "Weiss", "given": "Ada"}]}
    await person.http.patch(f"{team}/papers/{paper['id']}", json={"metadata": described})
    await person.http.post(f"{team}/threads", json={"paper": paper["id"], "text": "Which estuary?"})
    await person.http.post(f"{team}/papers/tags", json={"papers": [paper["id"]], "add": ["to read"]})
    made = await person.http.post(f"{team}/collections", json={"name": "Coast"})
    await person.http.post(f"{team}/collections/{made.json()['id']}/papers", json={"add": [paper["id"]]})

    await page.goto(f"/t/{person.team['slug']}")
    grid = page.get_by_role("grid", name="Papers")
    preview = page.get_by_role("complementary", name="Preview")
    row = grid.get_by_role("row").filter(has_text="Tides of the estuary")
    await expect(row.get_by_text("1 comment")).to_be_attached()
    await person.http.post(f"{team}/threads", json={"paper": paper["id"], "text": "The northern one?"})
    await expect(row.get_by_text("2 comments")).to_be_attached()
    await expect(preview).to_have_count(0)
    await row.get_by_role("link", name="Tides of the estuary").click()
    await expect(preview).to_contain_text("Salt marshes keep the tide out.")
    await expect(preview.get_by_role("group", name="Tags")).to_contain_text("to read")
    await expect(preview.get_by_role("button", name="Coast")).to_be_visible()
    await shot(page, "preview")
    await check_in_all_looks(page)
    await page.set_viewport_size({"width": 390, "height": 800})
    await page.get_by_role("button", name="Clear").click()
    await page.get_by_label("Sort by").select_option("-title")
    await expect(grid.get_by_role("link").first).to_have_text("Tides of the estuary")
    await shot(page, "narrow")
    await page.get_by_label("Sort by").select_option("-added")
    await page.set_viewport_size({"width": 1280, "height": 800})
    await row.get_by_role("link", name="Tides of the estuary").click()

    # The arrows lead it down the list; after a deletion the keyboard and the preview are on the next paper.
    await page.keyboard.press("ArrowDown")
    await expect(preview).to_contain_text("Abstract of 1")
    await page.get_by_role("button", name="Clear").click()
    await row.get_by_role("checkbox").check()
    await page.get_by_role("button", name="Delete").click()
    await expect(row).to_have_count(0)
    await expect(grid).to_be_focused()
    await expect(preview.get_by_role("heading", name="Paper 1", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await row.dblclick()
    await expect(page).to_have_url(re.compile(f"/papers/{paper['id']}/read/"))
    await page.go_back()

    # What has no PDF opens its page; Back leads to the same row, at the same height.
    await page.evaluate("document.querySelector('[role=grid]').scrollTop = 150 * 44")
    far = grid.get_by_role("row").filter(has_text="Paper 155")
    await far.get_by_text("Author 1").click()
    await expect(preview).to_contain_text("Abstract of 155")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Paper 155", level=1)).to_be_visible()
    await page.go_back()
    await expect(far).to_have_attribute("aria-selected", "true")
    assert await page.evaluate("document.querySelector('[role=grid]').scrollTop") == 150 * 44

    await preview.get_by_role("button", name="Hide preview").click()
    await expect(preview).to_have_count(0)
    await far.get_by_role("link", name="Paper 155").click()
    await expect(page.get_by_role("heading", name="Paper 155", level=1)).to_be_visible()


async def test_columns_order_and_density_are_kept_for_every_browser(
    page: Page, person: Person, server: Server, chromium: Browser
) -> None:
    with psycopg.connect(server.database_url) as connection:
        connection.execute(FILL, {"team": person.team["id"]})
    team = f"/api/teams/{person.team['id']}"
    field = (await person.http.post(f"{team}/fields", json={"name": "Shelf", "kind": "text"})).json()["id"]
    newest = (await person.http.get(f"{team}/papers?limit=1")).json()["items"][0]["id"]
    await person.http.patch(f"{team}/papers/{newest}", json={"fields": {field: "B 12"}})
    rivers = (await person.http.post(f"{team}/collections", json={"name": "Rivers"})).json()["id"]
    await person.http.post(f"{team}/collections/{rivers}/papers", json={"add": [newest]})
    await page.goto(f"/t/{person.team['slug']}")
    grid = page.get_by_role("grid", name="Papers")
    heads = grid.get_by_role("columnheader")
    usual = ["Selected", "Title", "Authors", "Year", "Venue", "Added", "Comments", "Status"]
    await expect(heads).to_contain_text(usual)

    menu = page.get_by_role("button", name="Columns and view")
    await menu.focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("checkbox", name="Type").focus()
    await page.keyboard.press("Space")
    await page.get_by_role("checkbox", name="Venue").click()
    await page.get_by_role("checkbox", name="Shelf").click()
    await expect(grid.get_by_role("row").nth(1)).to_contain_text("B 12")
    await page.get_by_role("checkbox", name="Collections").click()
    await expect(grid.get_by_role("row").nth(1)).to_contain_text("Rivers")
    await page.get_by_role("button", name="Move Year left").press("Enter")
    await shot(page, "columns")
    await check_accessible(page)
    await page.keyboard.press("Escape")
    await expect(menu).to_be_focused()
    chosen = ["Selected", "Title", "Year", "Authors", "Added", "Comments", "Status", "Type", "Collections", "Shelf"]
    await expect(heads).to_contain_text(chosen)
    edge = heads.filter(has_text="Authors").get_by_role("separator")
    await edge.focus()
    await page.keyboard.press("ArrowRight")
    await expect(edge).not_to_have_attribute("aria-valuetext", "automatic")
    width = await edge.get_attribute("aria-valuenow")
    sorted_anew = asyncio.Event()

    async def hold(route: Route) -> None:
        await sorted_anew.wait()
        await route.continue_()

    await page.route(re.compile(r"/papers\?.*sort=-year(&|$)"), hold)
    async with page.expect_request(re.compile("sort=-year")):
        await page.get_by_role("button", name="Year", exact=True).click()
    await expect(page.get_by_role("status").filter(has_text="papers")).to_have_text("300 papers")
    sorted_anew.set()
    await page.get_by_role("button", name="Authors", exact=True).click(modifiers=["Shift"])
    await expect(page).to_have_url(re.compile("sort=-year(,|%2C)author"))
    await expect(heads.filter(has_text="Year")).to_have_attribute("aria-sort", "descending")
    await expect(grid.get_by_role("row").nth(1)).to_contain_text("2002")
    await expect(grid.get_by_role("row").nth(1)).to_contain_text("Author 0")
    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox", name="Go to a paper").fill("compact")
    await page.keyboard.press("Enter")
    await expect(grid).to_have_attribute("data-compact", "true")
    await shot(page, "compact")
    async with window_of(chromium, server, person) as other:
        for _ in range(20):  # It is sent when one has stopped changing it.
            kept = (await person.http.get("/api/me/preferences/library")).json()
            if kept["density"] == "compact":
                break
            await page.wait_for_timeout(100)
        await other.goto(page.url)
        theirs = other.get_by_role("grid", name="Papers")
        await expect(theirs.get_by_role("columnheader")).to_contain_text(chosen)
        await expect(theirs).to_have_attribute("data-compact", "true")
        theirs_edge = theirs.get_by_role("separator", name="Width of Authors")
        await expect(theirs_edge).to_have_attribute("aria-valuenow", width or "")

"""A page of a publisher is saved with the bookmark, found again, and saving is undone."""

from urllib.parse import quote, unquote

from playwright.async_api import Browser, Page, Route, expect

from tests.browser.conftest import Person, Server, check_in_all_looks, listen_for_faults, open_window, sign_in
from tests.browser.test_references import shot

ARTICLE = "https://journal.example/articles/7"
# As strict as pages of publishers are: bookmarks run all the same.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; form-action 'none'",
    "Content-Type": "text/html; charset=utf-8",
}
HTML = """<!doctype html><title>On rivers</title><meta name="citation_title" content="On rivers &amp; “lakes”">
<meta name="citation_author" content="Curie, Marie"><meta name="citation_journal_title" content="Water">
<meta name="citation_publication_date" content="2020"><meta name="citation_doi" content="10.1234/rivers">
<h1>On rivers"""


async def click_bookmark(article: Page, code: str) -> Page:
    async with article.context.expect_page() as opened:
        # As the browser does for a bookmark, whatever the page's policy says.
        await article.evaluate(unquote(code.removeprefix("javascript:")))
    return await opened.value


async def test_a_page_is_saved_with_the_bookmark(page: Page, person: Person, server: Server) -> None:
    await page.goto(f"/t/{person.team['slug']}")
    await page.get_by_role("button", name="Add").first.click()
    await page.get_by_role("menuitem", name="From the browser…").click()
    bookmark = page.get_by_role("dialog", name="From the browser").get_by_text("Save to ScrollKeeper")
    code = await bookmark.get_attribute("href")
    assert code
    assert code.startswith("javascript:")
    await bookmark.click()  # Here it does nothing.
    await shot(page, "from-browser")
    await check_in_all_looks(page)

    async def answer(route: Route) -> None:
        await route.fulfill(body=HTML, headers=HEADERS)

    await page.context.route("https://journal.example/**", answer)
    article = await page.context.new_page()
    await article.goto(ARTICLE)
    window = await click_bookmark(article, code)
    faults = listen_for_faults(window)
    await expect(window.get_by_text("On rivers & “lakes”")).to_be_visible()
    await expect(window.get_by_text("Curie, 2020 · Water")).to_be_visible()
    assert window.url == f"{server.url}/capture"
    await shot(window, "capture")
    await check_in_all_looks(window)
    listed = await person.http.get(f"/api/teams/{person.team['id']}/papers")
    assert listed.json()["items"] == []  # Nothing happens before the click.
    await window.get_by_role("button", name="Save").click()
    await expect(window.get_by_text("Saved to")).to_be_visible()
    again = await click_bookmark(article, code)
    await expect(again.get_by_text("Already here")).to_be_visible()
    await window.get_by_role("button", name="Undo").click()
    await expect(window.get_by_text("Undone.")).to_be_visible()
    assert faults == []


async def test_whoever_is_signed_out_signs_in_first(chromium: Browser, server: Server, person: Person) -> None:
    context = await open_window(chromium, server)
    window = await context.new_page()
    page = '{"url":"https://journal.example/8","html":"<title>Of tides</title>"}'
    await window.goto(f"/capture#{quote(page)}")
    await expect(window.get_by_label("Email")).to_be_visible()
    assert "Of" not in window.url
    await sign_in(context, person, server)
    await window.goto("/capture")
    await expect(window.get_by_text("Of tides")).to_be_visible()
    await context.close()

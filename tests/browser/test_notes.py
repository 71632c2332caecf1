"""Two people write in one note: nothing of either is lost, not even what was written while away."""

import base64
import json
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Person, Server, check_in_all_looks, window_of
from tests.browser.test_reading import add, place
from tests.notes import hostile


@pytest.fixture
async def second(chromium: Browser, server: Server, person: Person) -> AsyncIterator[Page]:
    """Another window of the same person: to a note, that is another writer."""
    async with window_of(chromium, server, person) as page:
        yield page


async def test_a_note_is_written_by_two_and_loses_nothing(page: Page, second: Page, person: Person) -> None:
    await page.goto(f"/t/{person.team['slug']}/notes")
    await expect(page.get_by_text("No notes yet")).to_be_visible()
    await check_in_all_looks(page)
    await page.get_by_role("button", name="New note").click()
    title = page.get_by_label("Note title")
    await title.fill("Reading group")
    await title.press("Enter")
    text = page.get_by_role("textbox", name="Note text")
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    await text.click()
    await page.keyboard.type("## Aims\nWe read slowly.\n[ ] book a room")
    await expect(page.get_by_role("heading", name="Aims")).to_be_visible()
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()

    await second.goto(page.url)
    theirs = second.get_by_role("textbox", name="Note text")
    await expect(theirs).to_contain_text("We read slowly.")
    await expect(second.get_by_label("Note title")).to_have_value("Reading group")
    await expect(page.get_by_role("group", name="Also editing: Grace Hopper")).to_be_visible()
    await theirs.click()
    await second.keyboard.press("Control+Home")
    await second.keyboard.type("From the other side. ")
    await expect(text).to_contain_text("From the other side.")

    # Away: both go on writing, and nothing of either is lost.
    await second.context.set_offline(True)
    await second.keyboard.type("Written on the train. ")
    await expect(second.get_by_text("Offline: changes are saved in this browser")).to_be_visible()
    await text.get_by_text("book a room", exact=True).click()
    await page.keyboard.press("End")
    await page.keyboard.type(" and invite Lise")
    await second.context.set_offline(False)
    for one in (text, theirs):
        await expect(one).to_contain_text("Written on the train.")
        await expect(one).to_contain_text("and invite Lise")
    await check_in_all_looks(page)

    note = page.url.rsplit("/", 1)[1]
    markdown = (await person.http.get(f"/api/teams/{person.team['id']}/notes/{note}/markdown")).text
    assert markdown.startswith("# Reading group")
    assert "Written on the train." in markdown
    assert "- [ ] book a room and invite Lise" in markdown


async def test_a_note_of_a_paper_cites_and_goes_back(page: Page, person: Person) -> None:
    (paper,) = await add(person, "eelgrass")
    await page.goto(place(person, paper))
    await page.get_by_role("button", name="New note").click()
    text = page.get_by_role("textbox", name="Note text")
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    await text.click()
    # At once, so that the first version holds all of it.
    await page.keyboard.insert_text("As shown by ")
    await page.keyboard.press("Control+Shift+C")
    await page.get_by_role("dialog", name="Cite a paper").locator("button").nth(1).click()
    await expect(text.locator("a[data-citation]")).to_have_attribute("href", place(person, paper))
    await page.keyboard.type("all is well. ")
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="History…").click()
    history = page.get_by_role("dialog", name="History")
    await history.get_by_role("button", name="Grace Hopper").click()
    await expect(history.get_by_text("As shown by")).to_be_visible()
    await history.get_by_role("button", name="Restore this version").click()
    await expect(text).to_have_text("As shown by")


async def test_a_note_that_cannot_be_shown_offers_its_versions(page: Page, person: Person) -> None:
    """A script puts words outside of every paragraph, which the editor cannot draw."""
    notes = f"/api/teams/{person.team['id']}/notes"
    note = (await person.http.post(notes, json={"title": "Precious"})).json()["id"]
    words = hostile.below(1, 0, 7, b"\6"), hostile.below(1, 1, 4, hostile.text("The good words"))
    good = hostile.update([(1, 0, [hostile.in_root(7, b"\3" + hostile.text("paragraph")), *words])])
    await send(person, f"{notes}/{note}/updates", good)
    for _ in range(300):
        if (await person.http.get(f"{notes}/{note}/versions")).json()["items"]:
            break
        await page.wait_for_timeout(200)
    await send(
        person, f"{notes}/{note}/updates", hostile.update([(2, 0, [hostile.after(1, 0, 4, hostile.text("no"))])])
    )

    await page.goto(f"/t/{person.team['slug']}/notes/{note}")
    await expect(page.get_by_role("alert")).to_contain_text("This note can’t be displayed")
    await check_in_all_looks(page)
    await page.get_by_role("button", name="Restore this version").click()
    await expect(page.get_by_role("textbox", name="Note text")).to_contain_text("The good words")
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()


async def send(person: Person, path: str, update: bytes) -> None:
    answer = await person.http.post(path, json={"update": base64.b64encode(update).decode()})
    assert answer.status_code == 201, answer.text


async def test_a_note_is_cited_in_a_style(page: Page, person: Person) -> None:
    """Typed with “@”, given a page, and shown with its bibliography in one style and then in another."""
    papers = f"/api/teams/{person.team['id']}/papers"
    metadata = {"type": "book", "title": "Tides", "author": [{"family": "Carson"}], "issued": {"date-parts": [[1951]]}}
    paper = (await person.http.post(papers, json={"metadata": metadata})).json()["id"]
    note = (await person.http.post(f"/api/teams/{person.team['id']}/notes", json={"title": "Sea"})).json()["id"]
    await page.goto(f"/t/{person.team['slug']}/notes/{note}")
    text = page.get_by_role("textbox", name="Note text")
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    await text.click()
    await page.keyboard.type("Much is known, @")
    await page.get_by_role("dialog", name="Cite a paper").get_by_role("button", name="Tides").click()
    await expect(text).to_have_text("Much is known, (Carson, 1951) ")
    bibliography = page.get_by_role("region", name="Bibliography")
    await expect(bibliography).to_contain_text("Carson. (1951). Tides.")
    await check_in_all_looks(page)
    await text.locator("a[data-citation]").click()
    dialog = page.get_by_role("dialog", name="Citation")
    await dialog.get_by_label("Number").fill("12")
    busy = {"title": "Unavailable", "detail": "Many others cite just now."}
    kind = "application/problem+json"
    await page.route("**/citations", lambda asked: asked.fulfill(status=503, content_type=kind, body=json.dumps(busy)))
    await dialog.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert", name="Couldn’t format the citations")).to_contain_text("Many others cite")
    await page.unroute("**/citations")
    await page.get_by_role("button", name="Try again").click()
    await expect(text).to_have_text("Much is known, (Carson, 1951, p. 12) ")
    style = bibliography.get_by_role("combobox", name="Style")
    await style.fill("chicago notes bibliography")
    await page.get_by_role("option", name="(notes and bibliography)").first.click()
    await expect(text.locator("a[data-citation] sup")).to_have_text("1")
    await expect(bibliography.get_by_role("listitem")).to_contain_text("12.")
    await person.http.delete(f"{papers}/{paper}")
    await expect(text.locator("a[data-missing]")).to_have_text("Carson 1951, 12")

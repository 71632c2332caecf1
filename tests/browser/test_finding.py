"""Find what the team wrote, keep searches, and go anywhere from the keyboard."""

from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Person, Server, check_in_all_looks, window_of
from tests.browser.test_reading import ready
from tests.pdfs import make_pdf

PAGES = ["The lanterns of the harbour are lit at dusk, and the tide gauges stand still."]


async def written_about(person: Person) -> dict[str, str]:
    """A paper with an annotation and a thread on it; gives their ids."""
    paper = await person.upload("lanterns.pdf", make_pdf(pages=PAGES, title="Lanterns in the Harbour"))
    await ready(person, paper["id"])
    team = f"/api/teams/{person.team['id']}"
    file = (await person.http.get(f"{team}/papers/{paper['id']}")).json()["files"][0]["id"]
    selectors = [{"type": "TextQuoteSelector", "exact": "tide gauges stand still"}]
    body = {"file": file, "kind": "highlight", "selectors": selectors, "comment": "Compare the zephyr records"}
    annotation = await person.http.post(f"{team}/papers/{paper['id']}/annotations", json=body)
    assert annotation.status_code == 201, annotation.text
    body = {"text": "Did the zephyr turn?", "annotation": annotation.json()["id"]}
    thread = await person.http.post(f"{team}/threads", json=body)
    assert thread.status_code == 201, thread.text
    note = await person.http.post(f"{team}/notes", json={"title": "Zephyr meeting"})
    assert note.status_code == 201, note.text
    return {"paper": paper["id"], "annotation": annotation.json()["id"], "file": file}


async def test_a_comment_is_found_and_opened_in_its_place(page: Page, person: Person) -> None:
    ids = await written_about(person)
    await page.goto(f"/t/{person.team['slug']}")
    await expect(page.get_by_role("searchbox", name="Search everything")).to_be_visible()
    await page.keyboard.press("/")
    await page.keyboard.type("zephyr")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").filter(has_text="3 results")).to_be_visible()
    await check_in_all_looks(page)
    tab = page.get_by_role("tab", name="Discussion 2")
    await page.get_by_role("tab", name="All").focus()
    for _ in range(3):
        await page.keyboard.press("ArrowRight")
    await expect(tab).to_have_attribute("aria-selected", "true")
    await expect(page.get_by_role("link", name="Zephyr meeting")).to_have_count(0)
    await check_in_all_looks(page)
    await page.get_by_role("link").filter(has_text="Did the zephyr turn?").click()
    at = f"/t/{person.team['slug']}/papers/{ids['paper']}/read/{ids['file']}?annotation={ids['annotation']}"
    await expect(page).to_have_url(at)
    await expect(page.get_by_text("Did the zephyr turn?")).to_be_visible()


async def test_a_search_is_saved_and_its_count_changes_in_another_window(
    page: Page, person: Person, server: Server, chromium: Browser
) -> None:
    papers = f"/api/teams/{person.team['id']}/papers"
    ids = []
    for title in ("Anemones", "Barnacles"):
        answer = await person.http.post(papers, json={"metadata": {"type": "article-journal", "title": title}})
        assert answer.status_code == 201, answer.text
        ids.append(answer.json()["id"])
    await person.http.post(f"{papers}/tags", json={"papers": ids[:1], "add": ["to read"]})
    await page.goto(f"/t/{person.team['slug']}")
    box = page.get_by_role("combobox", name="Filter this list")
    await box.click()
    await page.keyboard.type("ta")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("option", name="to read")).to_be_visible()
    await check_in_all_looks(page)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await expect(box).to_have_value('tag:"to read" ')
    rows = page.get_by_role("grid").get_by_role("link")
    await expect(rows).to_have_text(["Anemones"])
    await page.get_by_role("button", name="Save this search").click()
    await page.get_by_label("Name").fill("Pile of reading")
    await page.get_by_role("button", name="Save", exact=True).click()
    saved = page.get_by_role("region", name="Saved searches").get_by_role("button", name="Pile of reading 1 paper")
    await expect(saved).to_be_visible()
    async with window_of(chromium, server, person) as other:
        await other.goto(f"/t/{person.team['slug']}")
        searches = other.get_by_role("region", name="Saved searches")
        await searches.get_by_role("button", name="Pile of reading 1 paper").click()
        await expect(other.get_by_role("grid").get_by_role("link")).to_have_text(["Anemones"])
        await person.http.post(f"{papers}/tags", json={"papers": ids[1:], "add": ["to read"]})
        await expect(searches.get_by_role("button", name="Pile of reading 2 papers")).to_be_visible()
        await expect(other.get_by_role("grid").get_by_role("link")).to_have_count(2)
    await page.get_by_role("button", name="Actions for Pile of reading").click()
    await page.get_by_role("menuitem", name="Delete search").click()
    await expect(saved).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("button", name="Pile of reading 2 papers")).to_be_visible()
    await check_in_all_looks(page)


async def test_the_palette_goes_anywhere(page: Page, person: Person) -> None:
    papers = f"/api/teams/{person.team['id']}/papers"
    ids = {}
    for title in ("Anemones of the reef", "Barnacles of the pier"):
        answer = await person.http.post(papers, json={"metadata": {"type": "article-journal", "title": title}})
        assert answer.status_code == 201, answer.text
        ids[title.split()[0]] = answer.json()["id"]
    at = f"/t/{person.team['slug']}"
    await page.goto(f"{at}/papers/{ids['Anemones']}")
    await expect(page.get_by_role("heading", name="Anemones of the reef")).to_be_visible()
    await page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Go to a paper")
    places = page.get_by_role("listbox", name="Where to go")
    options = places.get_by_role("option")
    await expect(box).to_be_focused()
    # The paper that was opened last comes first.
    await expect(options.first).to_contain_text("Anemones of the reef")
    await expect(places.get_by_role("option", name="Barnacles of the pier Paper")).to_be_visible()
    await check_in_all_looks(page)
    await box.fill("pier")
    await expect(options.first).to_contain_text("Barnacles of the pier")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{at}/papers/{ids['Barnacles']}")
    await expect(box).to_have_count(0)
    await page.keyboard.press("Control+k")
    await box.fill("trash")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Trash", level=1)).to_be_visible()
    await page.keyboard.press("Control+k")
    await box.fill("reef")
    await places.get_by_role("option", name="Search everything for “reef”").click()
    await expect(page.get_by_role("tab", name="Papers 1")).to_be_visible()

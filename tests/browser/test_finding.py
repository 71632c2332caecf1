"""Find what the team wrote, keep searches, and go anywhere from the keyboard."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Person, check_in_all_looks
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

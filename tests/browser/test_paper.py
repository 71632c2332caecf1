"""The page of a paper: fields edited in place, references that lead on, a locked PDF, what happened to it."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Person, check_in_all_looks
from tests.browser.test_reading import add, place
from tests.pdfs import encrypted_pdf


async def test_fields_are_edited_in_place_and_say_who_set_them(page: Page, person: Person) -> None:
    (paper,) = await add(person, "eelgrass")
    await page.goto(place(person, paper))
    await page.get_by_role("button", name="Edit title:").click()
    await page.get_by_role("textbox", name="Title").fill("What the seagrass remembers")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="What the seagrass remembers")).to_be_visible()
    await expect(page.get_by_text("Edited by Grace Hopper")).to_be_visible()
    await check_in_all_looks(page)
    await page.get_by_role("button", name="Edit title:").click()
    await page.get_by_role("button", name="Revert to extracted value").click()
    await expect(page.get_by_role("heading", level=1, name="Seagrass Meadows Remember")).to_be_visible()
    await page.get_by_role("tab", name="Activity").click()
    await expect(page.get_by_role("tabpanel")).to_contain_text("Grace Hopper")
    await check_in_all_looks(page)


async def test_the_type_of_a_document_is_shown_and_chosen(page: Page, person: Person) -> None:
    (paper,) = await add(person, "eelgrass")
    await page.goto(place(person, paper))
    await page.get_by_role("button", name="Edit type: Journal article").click()
    await page.get_by_label("Type", exact=True).select_option(label="Thesis")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name="Edit type: Thesis")).to_be_visible()
    stored = await person.http.get(f"/api/teams/{person.team['id']}/papers/{paper['id']}")
    assert stored.json()["metadata"]["type"] == "thesis"
    await check_in_all_looks(page)
    await page.get_by_role("button", name="Edit type: Thesis").click()
    await page.get_by_role("button", name="Revert to extracted value").click()
    await expect(page.get_by_role("button", name="Edit type: Journal article")).to_be_visible()


async def test_references_lead_to_papers_of_the_library(page: Page, person: Person) -> None:
    _, review = await add(person, "eelgrass", "review")
    await page.goto(place(person, review))
    await page.get_by_role("tab", name="References").click()
    link = page.get_by_role("tabpanel").get_by_role("link", name="Seagrass Meadows Remember")
    await expect(page.get_by_text("in library").first).to_be_visible()
    await check_in_all_looks(page)
    await link.click()
    await expect(page.get_by_role("heading", level=1, name="Seagrass Meadows Remember")).to_be_visible()


async def test_a_locked_pdf_asks_for_its_password_once(page: Page, person: Person) -> None:
    paper = await person.upload("locked.pdf", encrypted_pdf("Behind the lock lies a heliotrope.", "open sesame"))
    await page.goto(place(person, paper))
    password = page.get_by_label("PDF password")
    await expect(password).to_be_visible()
    await check_in_all_looks(page)
    await password.fill("not this one")
    await password.press("Enter")
    await expect(page.get_by_text("not the password").or_(page.get_by_text("doesn't open"))).to_be_visible()
    await password.fill("open sesame")
    await password.press("Enter")
    await expect(password).to_have_count(0)
    # The reader opens the copy that the password has opened, and asks no more.
    await page.get_by_role("link", name="Read", exact=True).click()
    await expect(page.locator(".textLayer").get_by_text("heliotrope")).to_be_visible()

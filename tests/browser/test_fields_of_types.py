"""A paper described by its type: its own form, other fields by name, dates in words, names in order."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Person, check_in_all_looks
from tests.browser.test_history import shot
from tests.pdfs import make_pdf


async def edit_in_place(page: Page, field: str, *, refused: str, why: str, value: str) -> None:
    """Give a field of the open paper a value that it refuses, then one that it takes; the keyboard stays with it."""
    await page.get_by_role("button", name=f"Edit {field}: empty").click()
    box = page.get_by_role("textbox", name=field)
    await box.fill(refused)
    await box.press("Enter")
    await expect(page.get_by_text(why)).to_be_visible()
    await box.fill(value)
    await box.press("Enter")
    await expect(page.get_by_role("button", name=f"Edit {field}: {value}")).to_be_focused()


async def test_a_paper_is_described_by_its_type(page: Page, person: Person) -> None:
    body = {"metadata": {"title": "Tides", "type": "thesis", "author": [{"family": "Curie", "given": "Marie"}]}}
    answer = await person.http.post(f"/api/teams/{person.team['id']}/papers", json=body)
    await page.goto(f"/t/{person.team['slug']}/papers/{answer.json()['id']}")
    await expect(page.get_by_role("button", name="Edit publisher: empty")).to_be_visible()
    await expect(page.get_by_role("button", name="Edit volume: empty")).to_have_count(0)
    # A date in words; one that may be two days is asked about.
    await edit_in_place(page, "Date", refused="5/6/2024", why="Enter the month as a word", value="Spring 2021")
    # A field of no form.
    await page.get_by_role("combobox", name="Add a field").fill("call")
    await page.get_by_role("option", name="Call number").click()
    number = page.get_by_role("textbox", name="Call number")
    await number.fill("QH 91")
    await number.press("Enter")
    await expect(page.get_by_role("button", name="Edit call number: QH 91")).to_be_visible()
    # Names: added, ordered by keyboard and by dragging.
    await page.get_by_role("button", name="Edit authors: Marie Curie").click()
    await page.get_by_role("button", name="Add a name").click()
    second = page.get_by_role("textbox", name="Authors, 2")
    await expect(second).to_be_focused()
    await second.fill("Noether, Emmy")
    await second.press("Enter")
    await page.get_by_role("textbox", name="Authors, 3").fill("Lovelace, Ada")
    await page.keyboard.press("Alt+ArrowUp")
    await expect(second).to_have_value("Lovelace, Ada")
    await expect(second).to_be_focused()
    handles = page.get_by_role("group", name="Authors").locator("[draggable]")
    await handles.first.drag_to(handles.nth(2))
    await expect(page.get_by_role("textbox", name="Authors, 3")).to_have_value("Curie, Marie")
    await shot(page, "names")
    await check_in_all_looks(page)
    await page.get_by_role("button", name="Save").click()
    saved = page.get_by_role("button", name="Edit authors: Ada Lovelace, Emmy Noether, Marie Curie")
    await expect(saved).to_be_visible()
    await shot(page, "type-form")


async def test_a_paper_has_several_files_and_one_is_the_main_one(page: Page, person: Person) -> None:
    paper = await person.upload("tides.pdf", make_pdf("The tides of the bay"))
    await page.goto(f"/t/{person.team['slug']}/papers/{paper['id']}")
    await page.get_by_role("tab", name="Files").click()
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("button", name="Add supplement").click()
    tables = {"name": "tables.pdf", "mimeType": "application/pdf", "buffer": make_pdf("Tables of the bay", title="No")}
    await (await choosing.value).set_files(tables)
    files = page.get_by_role("tabpanel").get_by_role("listitem")
    await expect(files.nth(1)).to_contain_text("tables.pdf")
    await expect(files.nth(1)).to_contain_text("Supplement")
    await expect(files.first).to_contain_text("Main file")
    await shot(page, "files")
    await check_in_all_looks(page)
    await page.get_by_role("button", name="Make main tables.pdf").click()
    await expect(files.first).to_contain_text("tables.pdf")
    await page.get_by_label("Kind of tables.pdf").select_option("Translation")
    await expect(files.first).to_contain_text("Translation ·")
    await expect(page.get_by_role("heading", level=1)).to_have_text("The tides of the bay")

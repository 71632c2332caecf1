"""Custom fields: added in the team's settings, set on a paper and on several, filtered by, deleted and restored."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Person, check_in_all_looks
from tests.browser.test_fields_of_types import edit_in_place
from tests.browser.test_history import add, shot


async def test_a_team_gives_its_papers_fields_of_its_own(page: Page, person: Person) -> None:
    for title in ("Anemones", "Barnacles"):
        await add(person, title, "J. Tides", author=[{"family": "Weiss", "given": "Ada"}])
    home = f"/t/{person.team['slug']}"
    await page.goto(f"{home}/settings/members")
    await page.get_by_role("navigation", name="Team settings").get_by_role("link", name="Fields").click()
    await page.get_by_label("Name").fill("Progress")
    await page.get_by_label("Kind").select_option("Choice")
    await page.get_by_label("Option 1", exact=True).fill("To do")
    await page.get_by_label("Option 2", exact=True).fill("Done")
    await page.get_by_role("button", name="Add field").click()
    listed = page.get_by_role("list", name="Custom fields").get_by_role("listitem")
    await expect(listed).to_contain_text("To do, Done")
    await page.get_by_label("Name").fill("Score")
    await page.get_by_label("Kind").select_option("Number")
    await page.get_by_role("button", name="Add field").click()
    await expect(listed).to_have_count(2)
    await expect(page.get_by_label("Name")).to_be_focused()
    await page.get_by_role("button", name="Move Score up").click()
    await expect(listed.first).to_contain_text("Score")
    await shot(page, "fields")
    await check_in_all_looks(page)
    # On one paper.
    await page.goto(f"{home}?sort=title")
    await page.get_by_role("link", name="Anemones").dblclick()
    await edit_in_place(page, "Score", refused="many", why="Enter a number, such as 3 or 0.5.", value="7")
    await shot(page, "paper-fields")
    # On several, and filtered by.
    await page.goto(f"{home}?sort=title")
    grid = page.get_by_role("grid", name="Papers")
    await expect(grid.get_by_role("row")).to_have_count(3)
    await grid.focus()
    await page.keyboard.press("Control+a")
    await page.get_by_role("button", name="Edit field…").click()
    dialog = page.get_by_role("dialog", name="Edit 2 papers")
    await dialog.get_by_label("Field").select_option("Authors")
    await expect(dialog.get_by_role("list", name="Now")).to_have_text("Weiss, Ada · 2 papers")
    await dialog.get_by_label("Field").select_option("Score")
    await expect(dialog.get_by_role("list", name="Now")).to_contain_text("7 · 1 paper")
    await dialog.get_by_label("Field").select_option("Progress")
    await dialog.get_by_label("New value").select_option("Done")
    await shot(page, "edit-many-custom")
    await dialog.get_by_role("button", name="Change 2 papers").click()
    await expect(page.get_by_text("2 papers changed.")).to_be_visible()
    await page.get_by_role("button", name="Clear", exact=True).click()
    box = page.get_by_role("combobox", name="Filter this list")
    await box.fill("prog")
    await page.get_by_role("option", name="Progress:").click()
    await page.get_by_role("option", name="Done").click()
    await expect(grid.get_by_role("row")).to_have_count(3)
    await box.fill("progress:done score:>5")
    await expect(grid.get_by_role("row")).to_have_count(2)
    await page.get_by_role("button", name="Columns and view").click()
    await page.get_by_role("checkbox", name="Score").check()
    await page.keyboard.press("Escape")
    await expect(grid.get_by_role("gridcell", name="7", exact=True)).to_be_visible()
    # Deleted after a question, and back.
    await page.goto(f"{home}/settings/fields")
    await page.get_by_role("button", name="Delete Score").click()
    question = page.get_by_role("dialog", name="Delete “Score”?")
    await expect(question).to_contain_text("1 paper")
    await question.get_by_role("button", name="Delete field").click()
    await expect(listed).to_have_count(1)
    await page.get_by_role("button", name="Restore Score").click()
    await expect(listed).to_have_count(2)
    await expect(listed.filter(has_text="Score")).to_contain_text("1 paper")

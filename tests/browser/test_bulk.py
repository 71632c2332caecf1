"""Selected papers assigned, copied and moved to another team, each with what will happen, progress and one undo."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Person, check_in_all_looks
from tests.browser.test_history import add, shot


async def choose(page: Page, action: str) -> None:
    await page.get_by_role("grid", name="Papers").focus()
    await page.keyboard.press("Control+a")
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name=action).click()


async def test_selected_papers_are_assigned_copied_and_moved(page: Page, person: Person) -> None:
    answer = await person.http.post("/api/teams", json={"name": "Marine lab"})
    assert answer.status_code == 201, answer.text
    for title in ("Anemones", "Barnacles"):
        await add(person, title, "Shore", note="A")
    await page.goto(f"/t/{person.team['slug']}?sort=title")
    grid = page.get_by_role("grid", name="Papers")
    await expect(grid.get_by_role("row")).to_have_count(3)

    await choose(page, "Assign…")
    dialog = page.get_by_role("dialog", name="Who should read these?")
    await dialog.get_by_role("combobox", name="Person").fill(person.name[:3])
    await page.get_by_role("option", name=person.name).click()
    await shot(page, "assign-papers")
    await check_in_all_looks(page)
    await dialog.get_by_role("button", name="Assign 2 papers").click()
    await expect(page.get_by_text("2 papers assigned.")).to_be_visible()
    listed = await person.http.get(f"/api/teams/{person.team['id']}/reading")
    assert len(listed.json()["items"]) == 2
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("Undone in 2 papers.")).to_be_visible()
    listed = await person.http.get(f"/api/teams/{person.team['id']}/reading")
    assert listed.json()["items"] == []

    await choose(page, "Copy to another team…")
    dialog = page.get_by_role("dialog", name="Copy 2 papers to another team")
    await expect(dialog.get_by_role("list", name="What happens")).to_contain_text("2 papers will be copied")
    await shot(page, "copy-papers")
    await check_in_all_looks(page)
    await dialog.get_by_role("button", name="Copy").click()
    await expect(page.get_by_text("2 papers copied.")).to_be_visible()
    await expect(grid.get_by_role("row")).to_have_count(3)

    await page.get_by_role("link", name="Anemones").dblclick()
    await expect(page.get_by_text("copied from")).to_have_count(0)
    there = (await person.http.get(f"/api/teams/{answer.json()['id']}/papers?sort=title")).json()["items"][0]
    await page.goto(f"/t/{answer.json()['slug']}/papers/{there['id']}")
    await expect(page.get_by_text(f"copied from {person.team['name']}")).to_be_visible()
    await page.goto(f"/t/{person.team['slug']}?sort=title")

    await choose(page, "Parse again")
    await expect(page.get_by_text("0 papers will be parsed again.")).to_be_visible()
    await expect(page.get_by_role("button", name="Undo")).to_have_count(0)

    await choose(page, "Move to another team…")
    dialog = page.get_by_role("dialog", name="Move 2 papers to another team")
    await expect(dialog.get_by_role("list", name="What happens")).to_contain_text("2 are already there")
    await expect(dialog.get_by_role("button", name="Move")).to_be_disabled()

"""Cards stand beside their words, panes fold, and a telephone can do it all by touch."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Person, check_accessible
from tests.browser.test_discussions import open_paper
from tests.browser.test_reading import add, settled

QUOTES = ["Forty plots", "Shoots were counted", "Twenty-three plots reached", "A meadow remembers"]


async def test_cards_stand_beside_their_words_and_panes_fold(page: Page, person: Person) -> None:
    [paper] = await add(person, "eelgrass")
    url = f"/api/teams/{person.team['id']}/papers/{paper['id']}"
    file = paper["files"][0]["id"]
    for exact in QUOTES:
        selectors = [{"type": "TextQuoteSelector", "exact": exact}]
        answer = await person.http.post(f"{url}/annotations", json={"file": file, "selectors": selectors})
        assert answer.status_code == 201
    await open_paper(page, person, paper)
    card = page.get_by_role("article").filter(has_text="Twenty-three plots reached")
    mark = page.locator("button[data-annotation]").nth(2)
    for _ in range(2):
        await page.keyboard.press("n")
    await page.keyboard.press("n")
    await expect(card).to_have_attribute("data-chosen", "true")
    beside, there = await settled(card), await settled(mark)
    assert abs(beside["y"] - there["y"]) < 12, (beside, there)
    await page.mouse.move(500, 400)
    await page.mouse.wheel(0, 80)
    await page.wait_for_timeout(300)
    moved, gone = await settled(card), await settled(mark)
    assert abs(moved["y"] - gone["y"]) < 12, (moved, gone)
    assert gone["y"] < there["y"]
    await page.screenshot(path="/tmp/beside.png")
    await check_accessible(page)
    # Without room for both, what is open beside the pages closes.
    await page.set_viewport_size({"width": 390, "height": 800})
    await expect(page.get_by_role("complementary", name="Discussion")).to_have_count(0)
    await expect(page.get_by_role("complementary", name="Contents")).to_have_count(0)
    await page.get_by_role("button", name="Show discussion").click()
    await expect(page.get_by_role("article").first).to_be_visible()
    await page.mouse.move(20, 780)  # The button's name would hang over the page.
    await check_accessible(page)
    await page.screenshot(path="/tmp/beside390.png")

"""On a telephone everything is done by touch: words selected and marked, a mark opened, answered and settled."""

from playwright.async_api import Browser, expect

from tests.browser.conftest import Person, Server, check_accessible, listen_for_faults, open_window, sign_in
from tests.browser.test_discussions import SELECT, WORDS
from tests.browser.test_reading import add, place, settled


async def test_words_are_marked_and_discussed_by_touch(chromium: Browser, server: Server, person: Person) -> None:
    [paper] = await add(person, "eelgrass")
    context = await open_window(
        chromium, server, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    await sign_in(context, person, server)
    page = await context.new_page()
    faults = listen_for_faults(page)
    await page.goto(place(person, paper, f"/read/{paper['files'][0]['id']}"))
    await expect(page.locator(".textLayer span", has_text=WORDS).first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390

    # The long press that selects is the system's; what it leaves is a selection.
    await page.evaluate(SELECT, WORDS)
    bar = page.get_by_role("toolbar", name="Selected text")
    box = await settled(bar)
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    await page.screenshot(path="/tmp/touch_bar.png")
    await bar.get_by_role("button", name="Highlight in blue").tap()
    mark = page.locator("[data-annotation][data-color='blue']").first
    await expect(mark).to_be_visible()
    await expect(bar).to_have_count(0)

    spot = await settled(mark)
    await page.touchscreen.tap(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    card = page.get_by_role("article", name="Annotation on page 1")
    await expect(card).to_be_visible()
    await card.get_by_role("textbox", name="Reply").tap()
    await page.keyboard.type("Why two?")
    await card.get_by_role("button", name="Send", exact=True).tap()
    await expect(card).to_contain_text("Why two?")
    await card.get_by_role("button", name="Resolve").tap()
    await expect(card).to_contain_text("Resolved by")
    await page.screenshot(path="/tmp/touch_card.png")
    await check_accessible(page)
    await page.get_by_role("button", name="Close discussion").tap()
    await expect(card).to_have_count(0)
    await context.close()
    assert faults == []

"""One person marks a page with every tool, by mouse and by keyboard, and finds the marks where they were put."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Person, check_accessible, check_in_all_looks
from tests.browser.test_discussions import SELECT, WORDS, open_paper
from tests.browser.test_reading import add, settled


async def drag(page: Page, points: list[tuple[float, float]]) -> None:
    (x, y), *rest = points
    await page.mouse.move(x, y)
    await page.mouse.down()
    for one in rest:
        await page.mouse.move(*one, steps=4)
    await page.mouse.move(rest[-1][0] + 1, rest[-1][1])
    await page.mouse.move(*rest[-1])
    await page.mouse.up()


async def annotations(person: Person, paper: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await person.http.get(f"/api/teams/{person.team['id']}/papers/{paper['id']}/annotations")
    return list(answer.json()["items"])


async def test_area_note_and_ink_are_drawn_and_stay_where_they_are(page: Page, person: Person) -> None:
    [paper] = await add(person, "eelgrass")
    await open_paper(page, person, paper)
    tools = page.get_by_role("toolbar", name="Annotate")
    sheet = await settled(page.locator(".page").first)
    x, y = sheet["x"] + 100, sheet["y"] + 120

    await tools.get_by_role("button", name="Select an area").click()
    await drag(page, [(x, y), (x + 80, y + 50)])
    alt = page.get_by_role("textbox", name="Description of the area, for screen readers")
    await expect(alt).to_be_focused()
    await alt.fill("A meadow of eelgrass")
    await page.get_by_role("button", name="Save").click()
    area = page.get_by_role("button", name="Area by Grace Hopper on page 1: A meadow of eelgrass")
    box = await settled(area)
    assert (box["x"], box["width"]) == pytest.approx((x, 80), abs=3)

    await tools.get_by_role("button", name="Draw").click()
    await drag(page, [(x, y + 90), (x + 30, y + 120), (x + 60, y + 90)])
    ink = page.get_by_role("button", name="Drawing by Grace Hopper on page 1")
    box = await settled(ink)
    assert (box["x"], box["height"]) == pytest.approx((x, 30), abs=6)
    await page.keyboard.press("Escape")

    await tools.get_by_role("button", name="Add a note").click()
    await page.mouse.click(x + 150, y + 10)
    await page.get_by_role("textbox", name="Comment", exact=True).fill("Which year?")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("button", name="Note by Grace Hopper on page 1: Which year?")).to_be_visible()
    await tools.get_by_role("button", name="Add a paper note").click()
    # It is begun on the server first; Escape before its editor is there would mean something else.
    await expect(page.get_by_role("textbox", name="Comment", exact=True)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("article")).to_have_count(3)
    await check_accessible(page)

    places = [one["rects"] for one in await annotations(person, paper)]
    await page.get_by_role("button", name="Rotate").click()
    turned = await settled(area)
    assert abs(turned["height"] / turned["width"] - 80 / 50) < 0.1, "it turns with its page"
    assert [one["rects"] for one in await annotations(person, paper)] == places


async def test_by_keyboard_alone(page: Page, person: Person) -> None:
    [paper] = await add(person, "eelgrass")
    await open_paper(page, person, paper)
    await page.keyboard.press("s")
    for _ in range(3):
        await page.keyboard.press("Shift+ArrowRight")
    words = (await page.evaluate("getSelection().toString()")).split()
    assert len(words) == 4
    await page.keyboard.press("u")
    card = page.get_by_role("article", name="Annotation on page 1")
    await expect(card).to_contain_text(words[1])
    await expect(card).to_have_attribute("data-chosen", "true")
    await page.keyboard.press("e")
    await expect(page.get_by_role("textbox", name="Comment", exact=True)).to_be_focused()
    await page.keyboard.type("Said by nobody else")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("textbox", name="Comment", exact=True)).to_have_count(0)
    await expect(card).to_contain_text("Said by nobody else")
    [made] = await annotations(person, paper)
    assert (made["kind"], made["comment"]) == ("underline", "Said by nobody else")
    await page.keyboard.press("Delete")
    await expect(card).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(card).to_have_count(1)


async def test_marks_are_walked_answered_and_resolved_by_keyboard_alone(page: Page, person: Person) -> None:
    [paper] = await add(person, "eelgrass")
    await open_paper(page, person, paper)
    below = f"/api/teams/{person.team['id']}/papers/{paper['id']}/annotations"
    body = {"file": paper["files"][0]["id"], "kind": "note", "visibility": "team"}
    for top in (100, 200):
        place = {"type": "FragmentSelector", "value": f"page=1&viewrect=90,{top},0,0"}
        made = await person.http.post(below, json=body | {"selectors": [place], "comment": f"At {top}"})
        assert made.status_code == 201, made.text
    cards = page.get_by_role("article", name="Annotation on page 1")
    await expect(cards).to_have_count(2)
    chosen = page.locator("article[data-chosen]")
    await page.keyboard.press("n")
    await expect(chosen).to_contain_text("At 100")
    await page.keyboard.press("n")
    await expect(chosen).to_contain_text("At 200")
    await page.keyboard.press("a")
    await expect(chosen.get_by_role("textbox", name="Reply")).to_be_focused()
    await page.keyboard.type("Answered without a mouse")
    await page.keyboard.press("Control+Enter")
    await expect(chosen.get_by_role("button", name="Resolve")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("x")
    await expect(chosen).to_contain_text("Resolved by Grace Hopper")
    await page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    await expect(keys.get_by_text("Reply", exact=True)).to_be_visible()
    await check_in_all_looks(page)
    await page.keyboard.press("Escape")
    await expect(keys).to_have_count(0)


async def test_a_mark_is_shared_recoloured_and_found_by_its_address(page: Page, person: Person) -> None:
    [paper] = await add(person, "eelgrass")
    await open_paper(page, person, paper)
    await page.evaluate(SELECT, WORDS)
    await page.get_by_role("button", name="Highlight in green").click()
    card = page.get_by_role("article", name="Annotation on page 1")
    await card.get_by_role("button", name="Visible to: Team. Change").click()
    await page.get_by_role("menuitem", name="Only you").click()
    await expect(card).to_contain_text("Only you")
    await card.get_by_role("button", name="Annotation actions").click()
    await check_accessible(page)
    await page.get_by_role("menuitem", name="Change colour to purple").click()
    await expect(page.locator("[data-annotation]").first).to_have_attribute("data-color", "purple")
    [made] = await annotations(person, paper)
    await page.goto(f"{page.url.split('?')[0]}?annotation={made['id']}")
    await expect(card).to_have_attribute("data-chosen", "true")
    await page.get_by_role("button", name=re.compile("^Colour: ")).click()
    await page.get_by_role("button", name="Label colours").click()
    await page.get_by_role("textbox", name="Label for purple").fill("Method")
    await page.get_by_role("button", name="Save for the team").click()
    await page.get_by_role("button", name="Method", exact=True).click()
    await expect(page.get_by_role("button", name="Colour: Method")).to_be_visible()
    await page.screenshot(path="/tmp/annotating.png")
